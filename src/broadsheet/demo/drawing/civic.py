"""Pictures of public buildings: parliament, clinic, stadium, school, exchange."""

from .buildings import block, columns, dome, house, lamp_post, windows
from .colour import lighter, mix
from .land import crown, palm, ridge, tree
from .people import figure
from .plate import Plate
from .shapes import arch, between, oval, sag
from .sky import birds, heap, sky, stars, streaks, sun
from .water import ripples


def parliament_night(p: Plate) -> None:
    """A lit dome above a reflecting pool."""
    sky(p, ["#060d24", "#0e1f45", "#1f3a66", "#3f5f86"], 800)
    stars(p, 170, 560)
    p.glow(900, 480, 760, "#e8b25e", 0.42)
    for side in (-1, 1):
        for step in range(9):
            x = 900 + side * (560 + step * 52)
            p.disc(x, 760, 62 - step * 2, mix("#0d2238", "#16304a", step / 9))
    for left, right, top in ((330, 1470, 590), (560, 1240, 540)):
        p.rect((left, top, right, 800), ["#f3cf86", "#c98f4e", "#8f5c40"])
        p.rect((left - 12, top - 12, right + 12, top + 6), "#ffe6ac")
        p.shade([(left, top), (right, top), (right, 800), (left, 800)], "#3a2440", "right", 0.6)
    windows(
        p,
        (345, 615, 555, 780),
        6,
        2,
        ("#fff3c6", "#5e3c40", "#ffe09a"),
        fill=(0.4, 0.62),
        round_head=True,
    )
    windows(
        p,
        (1245, 615, 1455, 780),
        6,
        2,
        ("#fff3c6", "#5e3c40", "#ffe09a"),
        fill=(0.4, 0.62),
        round_head=True,
    )
    p.rect((735, 400, 1065, 540), ["#ffe3a0", "#c98f4e", "#6e4540"], across=True)
    windows(
        p, (745, 425, 1055, 530), 11, 1, ("#5a3540", "#fff3c6"), fill=(0.5, 0.85), round_head=True
    )
    p.rect((718, 388, 1082, 404), "#ffe6ac")
    dome(p, 900, 392, 165, "#ffdf98", "#6b5560", 1.15)
    p.rect((872, 150, 928, 206), ["#ffe9b4", "#a87a4e"], across=True)
    dome(p, 900, 152, 30, "#ffe3a0", "#8f6650")
    p.line([(900, 124), (900, 50)], "#ffe6ac", 4)
    p.poly([(902, 54), (962, 66), (902, 86)], "#c8433a")
    p.rect((610, 600, 1190, 790), "#4a2c3c")
    p.glow(900, 700, 330, "#ffc66b", 0.75, 0.5)
    columns(p, (630, 590, 1170, 790), 9, "#fff0c4", "#a06c48")
    p.poly([(590, 592), (900, 492), (1210, 592)], ["#ffeebc", "#d9a45e"])
    p.poly([(660, 582), (900, 508), (1140, 582)], "#b07a4a")
    for step in range(4):
        p.rect(
            (570 - step * 22, 784 + step * 8, 1230 + step * 22, 794 + step * 8),
            mix("#f3cf86", "#6e4540", step / 4),
        )
    p.rect((0, 815, 1800, 842), "#101d38")
    for x in (240, 420, 1380, 1560):
        lamp_post(p, x, 825, 130, "#1a1a30", "#ffe9b0")
    p.mirror(840, 360, "#0c1c3c", 0.26, 0.6)
    p.waver((0, 842, 1800, 1200), 3, 4, 3)
    p.veil((0, 840, 1800, 1200), "#060d24", 0.05, 0.75)
    ripples(p, 850, 1190, "#0a1a38", 90, 0.5)
    for x, h, ink in ((770, 90, "#1a1a30"), (820, 84, "#2c2440"), (1010, 88, "#1a1a30")):
        figure(p, x, 838, h, ink, "#0e0e20", stride=0.09)


def clinic_dawn(p: Plate) -> None:
    """A small clinic with its lights on, and the first patients waiting."""
    sky(p, ["#7a8fc0", "#c9a3c4", "#f2b8b4", "#fbd9bd"], 760)
    sun(p, 1480, 640, 56, "#fff3dc", "#ffd8b0", 6)
    streaks(p, 300, 120, 8, "#fbd0cf", 0.6, 1.3)
    ridge(p, 740, 170, ["#a58bb4", "#d8a9b4"], 0.42, 780)
    ridge(p, 750, 80, ["#8f7aa4", "#b891a8"], 0.5, 780)
    p.rect((0, 750, 1800, 1200), ["#d8a79a", "#a8788a", "#6b5578"])
    palm(p, 220, 880, 560, "#3f5f6e", "#6f8f86")
    palm(p, 1640, 850, 420, "#4a6478", "#7d9890")
    block(p, (360, 430, 1330, 880), ["#fff6ea", "#f6dccf"], "#b08fae", 0.2, 12)
    p.rect((345, 412, 1150, 444), "#2f8a80")
    p.poly([(1136, 412), (1342, 424), (1342, 456), (1136, 444)], "#22675f")
    p.rect((650, 300, 900, 432), ["#fffaf0", "#efd6cc"])
    p.rect((742, 322, 808, 412), "#2f8a80", 1)
    p.rect((730, 344, 820, 390), "#2f8a80")
    p.rect((742, 322, 808, 412), "#2f8a80")
    for x in (420, 540, 960, 1060):
        p.rect((x - 6, 544, x + 86, 684), "#2f8a80")
        p.rect((x, 550, x + 80, 678), ["#ffe9a8", "#ffc978"])
        p.rect((x + 37, 550, x + 43, 678), "#2f8a80")
        p.glow(x + 40, 614, 120, "#ffd98a", 0.4)
    p.rect((690, 580, 860, 880), "#2f8a80")
    p.rect((704, 594, 846, 880), ["#fff0bc", "#ffd084"])
    figure(p, 790, 876, 215, "#fbfaf6", "#7fb0b4", "#8a5a3c", dress=True, scarf="#7fc0b4")
    p.poly([(640, 580), (910, 580), (950, 540), (600, 540)], ["#37a094", "#22675f"])
    p.poly([(704, 880), (846, 880), (980, 1080), (560, 1080)], "#ffdf9a", 0.6)
    p.soft([(1330, 880), (360, 880), (300, 930), (1250, 940)], "#4a3a62", 0.4, 10)
    p.rect((980, 850, 1250, 866), "#6b4a5e")
    for x in (1000, 1225):
        p.rect((x, 860, x + 12, 915), "#553a52")
    people = (
        (1020, 915, 215, "#c8553d", True, "#f0d8b4"),
        (1100, 920, 240, "#3d5f8a", False, None),
        (1190, 922, 130, "#e0a63a", False, None),
        (560, 935, 255, "#7a4a78", True, "#e8b8a4"),
        (470, 950, 265, "#4f6f62", False, None),
    )
    for x, y, h, ink, dress, scarf in people:
        figure(p, x, y, h, ink, "#3a2f4c", "#8f5f44", dress=dress, scarf=scarf, stride=0.04)
    for x in range(0, 1800, 45):
        s = p.rng.uniform(20, 52)
        p.poly(oval(x, 1200, s * 1.5, s, 180, 360), p.rng.choice(("#4a5f72", "#5a7080", "#3d5066")))
    birds(p, 520, 230, 7, "#6b5a86", 18)


def stadium_dusk(p: Plate) -> None:
    """A floodlit ground under a violet evening."""
    sky(p, ["#2b2a5e", "#6a3f86", "#d0607c", "#f7a06a", "#fdd08c"], 640)
    streaks(p, 300, 130, 12, "#f7886f", 0.45, 1.6)
    ridge(p, 560, 100, "#6b3f78", 0.5, 640)
    for x, tall in ((170, 470), (480, 330), (1320, 330), (1630, 470)):
        foot = 600
        p.poly(
            [(x - 12, foot), (x - 5, foot - tall), (x + 5, foot - tall), (x + 12, foot)], "#241f48"
        )
        p.rect((x - 72, foot - tall - 70, x + 72, foot - tall + 10), "#241f48")
        p.glow(x, foot - tall - 30, 330, "#fff2c8", 0.7)
        for row in range(3):
            for lamp in range(5):
                p.disc(x - 52 + lamp * 26, foot - tall - 54 + row * 24, 9, "#fffdf0")
    bowl = oval(900, 790, 1080, 330, 180, 360)
    p.poly([*bowl, (1980, 1200), (-180, 1200)], ["#3a2f66", "#2b2450"])
    roof = [*oval(900, 760, 1080, 340, 180, 360), *oval(900, 800, 980, 270, 180, 360)[::-1]]
    p.poly(roof, ["#f0b49a", "#8f5a86", "#4a3a72"])
    inks = ["#e8694a", "#f3d9a4", "#4f7fb0", "#f0f0e4", "#8f4a7c", "#d99a3c"]
    for row in range(15):
        rx, ry, y = 960 - row * 22, 255 - row * 12, 812 + row * 4
        seats = oval(900, y, rx, ry, 182, 358)
        count = 128 - row * 3
        p.line(seats, "#2b2450" if row % 5 else "#c98a86", 5)
        for seat in range(count):
            place = (seat + p.rng.uniform(-0.2, 0.2)) / count * (len(seats) - 1)
            index = min(int(max(0, place)), len(seats) - 2)
            sx, sy = between(seats[index], seats[index + 1], place - index)
            p.disc(sx, sy, 5.6, mix(p.rng.choice(inks), "#2b2450", p.rng.uniform(0.05, 0.5)))
    p.poly(oval(900, 1000, 900, 260), "#c9643f")
    p.poly(oval(900, 1010, 830, 225), ["#3f9a62", "#5fb86c", "#2f7f58"])
    _pitch(p)


def _pitch(p: Plate) -> None:
    """Draw the pitch and the players."""
    for stripe in range(9):
        left = 380 + stripe * 116
        if stripe % 2:
            p.poly(
                [
                    (left + 40, 800),
                    (left + 120, 800),
                    (left + (stripe - 4) * 66 + 120, 1200),
                    (left + (stripe - 4) * 66 - 10, 1200),
                ],
                "#7fd07c",
                0.26,
            )
    for chalk in (
        [(420, 860), (1380, 860), (1650, 1190), (150, 1190)],
        [(720, 860), (1080, 860), (1110, 920), (690, 920)],
    ):
        p.line([*chalk, chalk[0]], "#f5f5dc", 5)
    p.line(oval(900, 1100, 210, 70), "#f5f5dc", 5)
    for x, y, h, ink in (
        (650, 1040, 120, "#e8694a"),
        (830, 985, 105, "#f5f5e8"),
        (980, 1075, 135, "#e8694a"),
        (1190, 1010, 112, "#f5f5e8"),
        (1330, 1100, 140, "#e8694a"),
        (470, 1080, 135, "#f5f5e8"),
        (920, 900, 84, "#e0c23a"),
    ):
        figure(p, x, y, h, ink, "#22284c", stride=0.15)
    p.disc(1060, 1078, 10, "#ffffff")
    for x in (170, 1630):
        p.glow(x, 60, 900, "#fff2c8", 0.16)


def school_yard(p: Plate) -> None:
    """Children at play in the shade of the school's old tree."""
    sky(p, ["#7fc4d8", "#b9e0dc", "#f3f0cf"], 800)
    heap(p, 420, 210, 380, "#ffffff", "#a8d4d8")
    heap(p, 1080, 150, 260, "#ffffff", "#b0d8d8")
    block(p, (120, 330, 1330, 800), ["#e9825a", "#d2643f"], "#9a4238", 0.14, 14)
    p.rect((100, 306, 1166, 342), "#f7ecd0")
    p.poly([(560, 306), (725, 190), (890, 306)], ["#f7ecd0", "#e6cfa4"])
    p.disc(725, 262, 32, "#c25a3c")
    p.disc(725, 262, 25, "#fffaf0")
    p.line([(725, 262), (725, 243)], "#4a2a38", 4)
    p.line([(725, 262), (740, 268)], "#4a2a38", 4)
    windows(p, (150, 370, 560, 770), 4, 2, ("#3f7f90", "#4a8f9c", "#f3e0a4"), fill=(0.62, 0.66))
    windows(p, (890, 370, 1140, 770), 3, 2, ("#3f7f90", "#4a8f9c"), fill=(0.62, 0.66))
    windows(p, (600, 370, 850, 560), 2, 1, ("#3f7f90",), fill=(0.62, 0.7), round_head=True)
    p.poly(arch((650, 590, 800, 800)), "#f7ecd0")
    p.poly(arch((664, 604, 786, 800)), ["#2f5f6e", "#1f4452"])
    p.rect((0, 780, 1800, 1200), ["#f7e2a8", "#ecc880", "#d8a862"])
    p.rect((0, 770, 130, 800), "#7d9a56")
    p.rect((1330, 730, 1800, 800), ["#8fae5e", "#5f8a50"])
    p.soft(oval(1230, 1010, 620, 120), "#8a5a52", 0.6, 16)
    tree(p, 1430, 960, 960, "#8fb84e", "#2f6b4c", "#6b4638")
    for x, y, r in (
        (1250, 380, 150),
        (1610, 370, 160),
        (1340, 200, 150),
        (1540, 180, 140),
        (1440, 400, 170),
    ):
        crown(p, x, y, r, "#94bd52", "#377552")
    _yard(p)


def _yard(p: Plate) -> None:
    """Draw the yard and the children."""
    for line in (
        [(180, 1150), (420, 880), (640, 880), (470, 1150), (180, 1150)],
        [(325, 1015), (556, 1015)],
        [(300, 880), (330, 880)],
    ):
        p.line(line, "#fffaf0", 6)
    kids = (
        (520, 960, 190, "#2f6f9a", 0.14),
        (640, 1040, 230, "#d8432f", 0.17),
        (860, 980, 205, "#f0b429", 0.12),
        (1010, 1090, 250, "#3f8a6a", 0.18),
        (1210, 985, 200, "#7a4a8a", 0.05),
        (1285, 990, 195, "#e8694a", 0.05),
        (330, 1000, 180, "#f0f0e4", 0.08),
        (200, 900, 150, "#d8432f", 0.1),
    )
    for index, (x, y, h, ink, stride) in enumerate(kids):
        reach = (0.26, -0.92) if index in (1, 3) else None
        skin = ("#8a5a3c", "#c99068", "#6b4430")[index % 3]
        figure(
            p,
            x,
            y,
            h,
            ink,
            "#2a3350",
            skin,
            stride=stride,
            arm=reach,
            dress=index in (4, 7),
            scarf="#fffaf0" if index == 4 else None,
        )
    p.soft(oval(840, 1110, 40, 8), "#8a5a52", 0.6, 4)
    p.disc(830, 800, 30, ["#fff6dc", "#e8694a"])
    birds(p, 330, 130, 6, "#3f6f80", 16)


def village_exchange(p: Plate) -> None:
    """A village square, its small exchange and the wires that meet there."""
    sky(p, ["#c7d9c4", "#e4e6c6", "#f9ecc6"], 720)
    ridge(p, 640, 280, ["#a9bfae", "#d3d9bc"], 0.42, 760)
    ridge(p, 680, 150, ["#8aa586", "#b3c198"], 0.46, 760)
    for x, y, w, h, wall in (
        (40, 720, 190, 190, "#e9d2a4"),
        (250, 700, 170, 160, "#dfb98a"),
        (1500, 700, 190, 190, "#e6c79a"),
        (1330, 690, 170, 160, "#efdcb4"),
        (1640, 740, 220, 230, "#d9a878"),
    ):
        house(p, x, y, w, h, wall, "#b5573c")
        p.rect((x + w * 0.14, y - h * 0.42, x + w * 0.23, y - h * 0.22), "#5f4a48")
    p.rect((0, 690, 1800, 1200), ["#d9c48c", "#c9a86c", "#9a7a54"])
    p.poly([(760, 700), (900, 700), (1180, 1200), (180, 1200)], "#ecdcaf")
    mast = (1160, 110)
    p.line([(1120, 560), mast, (1200, 560)], "#7a3a34", 9)
    for step in range(7):
        t = step / 7
        a, b = between((1120, 560), mast, t), between((1200, 560), mast, t + 0.12)
        p.line([a, b], "#7a3a34", 4)
        p.line([between((1200, 560), mast, t), between((1120, 560), mast, t + 0.12)], "#7a3a34", 4)
    for y in (150, 215):
        p.disc(1186, y + 30, 24, "#fbf3dc", ry=30)
        p.disc(1191, y + 30, 15, "#b9a88c", ry=22)
    p.disc(1160, 106, 9, "#d8432f")
    block(p, (940, 540, 1400, 900), ["#f9efd4", "#ecd4a4"], "#b48a68", 0.26, 10)
    p.poly([(920, 545), (980, 470), (1240, 470), (1290, 545)], ["#c8643f", "#a84a36"])
    p.poly([(1240, 470), (1350, 480), (1418, 556), (1290, 545)], "#7d3832")
    p.rect((985, 650, 1085, 900), ["#2f6f74", "#1f5058"])
    p.rect((1130, 660, 1240, 770), "#2f6f74")
    _square(p)


def _square(p: Plate) -> None:
    """Draw the exchange's sign, the wires, the table and the people."""
    p.rect((1140, 670, 1230, 760), ["#fbe0a0", "#e8b868"])
    p.rect((960, 580, 1270, 625), "#2f6f74")
    p.line([(985, 603), (1080, 603)], "#f9efd4", 7)
    p.line([(1100, 603), (1240, 603)], "#f9efd4", 7)
    for x, y, h in ((240, 1010, 720), (560, 850, 420), (700, 770, 250)):
        p.rect((x - h * 0.012, y - h, x + h * 0.012, y), "#5a3f3a")
        for arm in (0.06, 0.13):
            p.rect((x - h * 0.1, y - h * (1 - arm), x + h * 0.1, y - h * (0.985 - arm)), "#5a3f3a")
    tops = [(-200, 250), (240, 330), (560, 455), (960, 560)]
    for shift in (-60, 0, 60):
        for index in range(3):
            a, b = tops[index], tops[index + 1]
            p.line(sag((a[0] + shift, a[1]), (b[0] + shift * 0.5, b[1]), 40), "#5a3f3a", 2.4)
    tree(p, 1590, 950, 480, "#a3b35a", "#5a7a4a", "#6b4c3a")
    p.rect((520, 985, 860, 1005), "#7d4f3a")
    for x in (540, 825):
        p.rect((x, 1000, x + 16, 1090), "#6b4030")
    for x, ink in ((570, "#c8432f"), (630, "#e0a63a"), (690, "#5f8a50"), (760, "#3f6f90")):
        p.rect((x, 945, x + 46, 987), [lighter(ink), ink])
    figure(p, 470, 1090, 300, "#3f6f8a", "#4a3a38", "#a8744e", arm=(0.3, -0.5))
    figure(
        p,
        930,
        1085,
        290,
        "#a8443a",
        "#4a3a38",
        "#8a5a3c",
        dress=True,
        scarf="#f3dfb4",
        arm=(-0.28, -0.52),
    )
    figure(p, 1085, 925, 230, "#e6c25a", "#3a4450", "#9a6a48", stride=0.08)
