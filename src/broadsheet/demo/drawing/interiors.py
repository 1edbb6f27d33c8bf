"""Pictures of rooms: the library, the archive and the bakery."""

import math
from collections.abc import Sequence

from .colour import darker, lighter, mix
from .people import figure
from .plate import Plate
from .shapes import arch, between, oval, rect, smooth

BOOKS = ("#b5432f", "#d99a3c", "#3f6f62", "#e8d3a4", "#2f4a5e", "#7d3c46", "#8f9a6c")


def _books(
    p: Plate, left: float, right: float, y: float, tall: float, inks: Sequence[str], full: float = 1
) -> None:
    """Stand a run of books on a shelf whose board is at y."""
    x = left
    end = left + (right - left) * full
    while x < end - 8:
        wide = p.rng.uniform(0.09, 0.2) * tall
        high = tall * p.rng.uniform(0.68, 0.96)
        ink = p.rng.choice(list(inks))
        stop = min(x + wide, right)
        p.rect((x, y - high, stop - 1.5, y), [ink, ink, darker(ink, 0.3)], across=True)
        p.rect((x, y - high * 0.82, stop - 1.5, y - high * 0.76), lighter(ink, 0.35))
        x += wide


def _box(p: Plate, x: float, y: float, w: float, h: float, ink: str) -> None:
    """Draw a packing box with a lid line, a label and a shadow side."""
    depth = w * 0.22
    p.rect((x, y - h, x + w, y), [lighter(ink, 0.12), ink])
    p.poly(
        [
            (x + w, y - h),
            (x + w + depth, y - h - depth * 0.6),
            (x + w + depth, y - depth * 0.6),
            (x + w, y),
        ],
        darker(ink, 0.36),
    )
    p.poly(
        [
            (x, y - h),
            (x + depth, y - h - depth * 0.6),
            (x + w + depth, y - h - depth * 0.6),
            (x + w, y - h),
        ],
        lighter(ink, 0.3),
    )
    p.rect((x + w * 0.42, y - h, x + w * 0.58, y - h * 0.62), lighter(ink, 0.35))
    p.rect((x + w * 0.12, y - h * 0.5, x + w * 0.42, y - h * 0.2), "#fbf3dc")
    for row in (0.42, 0.32):
        p.rect((x + w * 0.16, y - h * row, x + w * 0.36, y - h * (row - 0.035)), "#8f7a64")
    p.shade(rect((x, y - h, x + w, y)), darker(ink, 0.5), "right", 0.5)


def library_move(p: Plate) -> None:
    """A library packed into boxes, its shelves half empty."""
    p.rect((0, 0, 1800, 930), ["#5f7a62", "#7d9670", "#93a678"])
    p.rect((0, 920, 1800, 1200), ["#d9a868", "#b8804c", "#8a5a3c"])
    for x in range(-900, 2800, 210):
        p.line([(900 + (x - 900) * 0.55, 925), (x, 1200)], "#9a6a42", 3, 0.7)
    window = arch((730, 90, 1070, 760))
    p.poly(arch((708, 66, 1092, 782)), "#f3e6c4")
    p.poly(window, ["#bfe0dc", "#f3efcf", "#fbe3a8"])
    for x in (812, 900, 988):
        p.rect((x - 5, 90, x + 5, 760), "#f3e6c4")
    for y in (260, 430, 600):
        p.rect((730, y - 5, 1070, y + 5), "#f3e6c4")
    for left, share in ((40, 1.0), (370, 0.55), (1120, 0.35), (1450, 0.0)):
        right = left + 310
        p.rect((left - 16, 60, right + 16, 935), ["#8a4f34", "#6b3a2c"])
        for shelf in range(6):
            y = 216 + shelf * 140
            p.rect((left, y - 124, right, y), ["#3a2428", "#54332e"])
            full = max(0.0, min(1.0, share + p.rng.uniform(-0.3, 0.2))) if share < 1 else 1
            _books(p, left + 4, right - 4, y, 118, BOOKS, full)
            p.rect((left - 4, y, right + 4, y + 12), ["#c07a4c", "#8a4f34"])
    p.poly([(730, 780), (1070, 780), (1460, 1200), (640, 1200)], "#fff0bc", 0.32)
    p.poly([(740, 120), (1060, 120), (1700, 1200), (820, 1200)], "#fff6d0", 0.12)
    p.line([(1190, 940), (1260, 120)], "#e0b070", 12)
    p.line([(1290, 940), (1340, 120)], "#e0b070", 12)
    for rung in range(10):
        t = rung / 10 + 0.03
        p.line(
            [between((1190, 940), (1260, 120), t), between((1290, 940), (1340, 120), t)],
            "#c98f54",
            8,
        )
    for x, y, w, h, ink in (
        (60, 1110, 220, 170, "#cf9a5c"),
        (95, 940, 180, 140, "#d9a868"),
        (330, 1150, 200, 150, "#c48c50"),
        (1500, 1120, 230, 180, "#cf9a5c"),
        (1520, 940, 190, 140, "#c48c50"),
        (1300, 1165, 190, 140, "#d9a868"),
    ):
        p.soft(oval(x + w * 0.55, y + 4, w * 0.65, 16), "#3a2028", 0.6, 8)
        _box(p, x, y, w, h, ink)
    _books(p, 350, 500, 985, 90, BOOKS)
    figure(p, 720, 1110, 440, "#b5432f", "#2f3f52", "#8a5a3c", arm=(0.3, -0.52), stride=0.12)
    p.soft(oval(980, 1122, 200, 18), "#3a2028", 0.6, 9)
    p.line([(850, 870), (872, 1090)], "#2f3f52", 10)
    p.rect((860, 1070, 1160, 1090), "#2f3f52")
    for x in (900, 1120):
        p.disc(x, 1106, 18, "#221a24")
    _box(p, 884, 1070, 210, 130, "#cf9a5c")
    _books(p, 890, 1090, 905, 105, BOOKS)


def old_archive(p: Plate) -> None:
    """A vaulted archive: a long table, green lamps and shelves of boxes."""
    p.rect((0, 0, 1800, 1200), ["#2a1a1c", "#4a2c24", "#2f1c1e"])
    p.poly(arch((610, 170, 1190, 760)), ["#e8b86c", "#a8683c"])
    p.poly(arch((760, 300, 1040, 740)), ["#fff0c4", "#f3cf84"])
    p.rect((893, 300, 907, 740), "#8a5a38")
    for y in (440, 580):
        p.rect((760, y - 6, 1040, y + 6), "#8a5a38")
    for ring in range(4):
        scale = (1.0, 1.34, 1.8, 2.5)[ring]
        inner = oval(900, 470, 290 * scale, 310 * scale, 180, 360)
        outer = oval(900, 470, 330 * scale, 355 * scale, 180, 360)
        p.poly([*inner, *outer[::-1]], mix("#b97a48", "#4a2a26", ring / 3.4))
    for side in (-1, 1):
        for bay in range(5):
            _stack_bay(p, side, bay)
    p.poly([(640, 750), (1160, 750), (2100, 1200), (-300, 1200)], ["#8a5a3c", "#3a2224"])
    p.glow(900, 560, 620, "#ffdf9a", 0.5)
    p.poly([(800, 740), (1000, 740), (1560, 1110), (240, 1110)], ["#c98a4c", "#a8643a", "#7a4230"])
    p.shade([(800, 740), (1000, 740), (1560, 1110), (240, 1110)], "#3a1c20", "right", 0.5)
    p.rect((240, 1108, 1560, 1150), ["#5e3028", "#3a1c20"])
    for side in (-1, 1):
        for x, y, h, ink in ((150, 800, 130, "#2f4a4c"), (250, 860, 190, "#7a3a34")):
            figure(
                p,
                900 + side * x,
                y + h * 0.4,
                h,
                ink if side < 0 else darker(ink, 0.2),
                "#1f1a20",
                "#a06a48",
            )
    for depth in (0.06, 0.22, 0.47, 0.86):
        level = 745 + 350 * depth
        for side in (-1, 1):
            _reading_lamp(p, 900 + side * (48 + 300 * depth), level, 60 + 190 * depth)
    _reading_table(p)


def _reading_table(p: Plate) -> None:
    """Draw the lit table top and the near reader."""
    for x, y, s, ink in (
        (700, 1030, 170, "#e8d3a4"),
        (900, 960, 110, "#fbf0d4"),
        (1010, 1060, 190, "#f3e3bc"),
        (880, 860, 60, "#fbf0d4"),
    ):
        p.poly(
            [
                (x, y),
                (x + s, y - s * 0.03),
                (x + s * 1.1, y + s * 0.28),
                (x - s * 0.06, y + s * 0.32),
            ],
            [lighter(ink), ink],
        )
        for row in range(5):
            p.line(
                [
                    (x + s * 0.1, y + s * (0.04 + row * 0.045)),
                    (x + s * 0.9, y + s * (0.02 + row * 0.045)),
                ],
                "#8a6a4c",
                2,
                0.7,
            )
    for step, ink in enumerate(("#7a3a34", "#3f5a4c", "#b98a4c")):
        p.rect((1180, 1010 - step * 34, 1380 - step * 12, 1042 - step * 34), [lighter(ink), ink])
    figure(
        p,
        470,
        1230,
        560,
        "#3f5f5a",
        "#1f1a20",
        "#8a5a3c",
        dress=True,
        scarf="#d9b484",
        arm=(0.3, -0.5),
    )


def _stack_bay(p: Plate, side: int, bay: int) -> None:
    """Draw one press of boxed records along the side wall."""
    a, b = (bay / 5) ** 0.7, ((bay + 1) / 5) ** 0.7
    x0, x1 = 900 + side * (940 - 640 * a), 900 + side * (940 - 640 * b)
    top0, top1 = 110 + 290 * a, 110 + 290 * b
    foot0, foot1 = 1120 - 360 * a, 1120 - 360 * b
    wood = mix("#3a2222", "#a06a40", a)
    p.poly(
        [(x0, top0), (x1, top1), (x1, foot1), (x0, foot0)], [lighter(wood, 0.1), darker(wood, 0.2)]
    )
    inks = ("#a8643c", "#c99a5c", "#6b7a5c", "#7a3a34", "#d9bc88")
    for row in range(6):
        for box in range(4):
            s0, s1 = 0.07 + box * 0.22, 0.07 + box * 0.22 + 0.19
            t0, t1 = (row + 0.16) / 6, (row + 0.9) / 6
            corners = []
            for s, t in ((s0, t0), (s1, t0), (s1, t1), (s0, t1)):
                corners.append(
                    between(
                        between((x0, top0), (x1, top1), s), between((x0, foot0), (x1, foot1), s), t
                    )
                )
            if p.rng.random() < 0.1:
                p.poly(corners, darker(wood, 0.45))
                continue
            ink = mix(p.rng.choice(inks), "#3a2222", 0.42 - 0.4 * a)
            p.poly(corners, [lighter(ink, 0.08), darker(ink, 0.25)])
            label = [between(corners[0], corners[2], 0.3), between(corners[1], corners[3], 0.3)]
            label += [between(corners[2], corners[0], 0.4), between(corners[3], corners[1], 0.4)]
            p.poly(label, mix("#f3e3bc", "#3a2222", 0.3 - 0.3 * a))


def _reading_lamp(p: Plate, x: float, y: float, s: float) -> None:
    p.glow(x, y, s * 1.1, "#ffe39a", 0.6, 0.5)
    p.poly(oval(x, y, s * 0.6, s * 0.17), "#ffe9ac", 0.5)
    p.rect((x - s * 0.025, y - s * 0.5, x + s * 0.025, y), "#d9a850")
    p.poly(oval(x, y, s * 0.16, s * 0.05), "#b5823c")
    shade = [
        (x - s * 0.36, y - s * 0.42),
        (x - s * 0.26, y - s * 0.62),
        (x + s * 0.26, y - s * 0.62),
        (x + s * 0.36, y - s * 0.42),
    ]
    p.poly(shade, ["#5fb08a", "#1f6f58"])
    p.shade(shade, "#0f3f38", "right", 0.7)
    p.poly(oval(x, y - s * 0.42, s * 0.36, s * 0.045), "#fff6cf")


def bakery_oven(p: Plate) -> None:
    """A baker drawing loaves from a wood-fired oven before dawn."""
    p.rect((0, 0, 1800, 1200), ["#2c2a3c", "#3f3644", "#4a3a40"])
    for row in range(17):
        for brick in range(17):
            x = brick * 112 - (row % 2) * 56 - 20
            y = row * 56
            near = max(0.0, 1 - math.hypot(x - 1080, (y - 620) * 1.1) / 1000)
            ink = mix(p.rng.choice(("#4f3a44", "#47343f", "#57404a")), "#e2763c", near**1.3)
            p.rect((x, y, x + 106, y + 50), ink)
    p.rect((0, 930, 1800, 1200), ["#8a5a48", "#4a3038"])
    outer = arch((720, 270, 1440, 850), 330)
    p.poly(outer, ["#c98a5c", "#8f5840"])
    for step in range(14):
        a = math.radians(180 + step * 180 / 13)
        p.line(
            [
                (1080 + math.cos(a) * 290, 600 + math.sin(a) * 268),
                (1080 + math.cos(a) * 360, 600 + math.sin(a) * 330),
            ],
            "#6b3f34",
            5,
        )
    mouth = arch((800, 345, 1360, 820), 270)
    p.poly(mouth, ["#3a1418", "#a8301f", "#f3802c", "#ffd36b"])
    p.glow(1080, 700, 330, "#ffcf5e", 0.85, 0.6)
    for x, h, ink in (
        (880, 170, "#f3802c"),
        (960, 230, "#ffae3c"),
        (1230, 220, "#f3802c"),
        (1300, 160, "#ffae3c"),
        (1170, 150, "#ffd97a"),
        (920, 120, "#ffe9a4"),
    ):
        p.poly(
            smooth(
                [
                    (x - 38, 800),
                    (x - 30, 800 - h * 0.5),
                    (x + 6, 800 - h),
                    (x + 26, 800 - h * 0.45),
                    (x + 36, 800),
                ]
            ),
            ink,
        )
    _baker(p)


def _baker(p: Plate) -> None:
    """Draw the loaves, the hearth and the baker."""
    for x in (930, 1040, 1150, 1260):
        _loaf(p, x, 812, 62)
    p.rect((690, 815, 1470, 862), ["#d9a070", "#9a6448"])
    p.rect((720, 862, 1440, 1010), ["#7a4c40", "#4a2f38"])
    p.poly(arch((960, 880, 1200, 1010), 60), "#2a1a24")
    p.glow(1080, 700, 900, "#ff9a4a", 0.34)
    _rack(p, 60, 300)
    p.line([(560, 770), (1130, 822)], "#d9b07a", 15)
    p.poly([(1090, 806), (1260, 812), (1290, 836), (1100, 838)], "#e8c48c")
    _loaf(p, 1185, 812, 70)
    p.soft(oval(560, 1120, 170, 24), "#1a1220", 0.7, 12)
    figure(
        p,
        540,
        1120,
        720,
        "#e9e3d8",
        "#2f4a62",
        "#a06a48",
        hair="#fbf6ea",
        stride=0.07,
        arm=(0.14, -0.49),
    )
    apron = [(470, 620), (610, 620), (632, 940), (452, 940)]
    p.poly(apron, ["#4f86a0", "#2f5a78"])
    p.shade(apron, "#ffb468", "right", 0.45)
    p.line([(470, 625), (500, 535)], "#2f5a78", 8)
    p.line([(608, 625), (575, 535)], "#2f5a78", 8)
    p.rect((1330, 960, 1800, 990), ["#e0b27c", "#a87850"])
    for x in (1370, 1740):
        p.rect((x, 988, x + 24, 1200), "#7a5040")
    for x, s in ((1400, 66), (1530, 70), (1660, 66), (1465, 62), (1600, 64)):
        _loaf(p, x, 962 - (46 if x in (1465, 1600) else 0), s)
    for x in (1480, 1620, 1740):
        p.line([(x, 0), (x, 120)], "#1f1a28", 4)
        p.poly([(x - 46, 170), (x - 16, 116), (x + 16, 116), (x + 46, 170)], "#2f5a62")
        p.glow(x, 180, 110, "#ffdf9a", 0.7)
        p.disc(x, 172, 15, "#fff3cf")


def _loaf(p: Plate, x: float, y: float, s: float) -> None:
    crust = [(x - s, y), *oval(x, y - s * 0.18, s, s * 0.55, 180, 360), (x + s, y)]
    p.poly(crust, ["#f0b45e", "#c9782f", "#8a4a24"])
    p.shade(crust, "#5e2c1c", "right", 0.55)
    for cut in (-0.5, -0.05, 0.4):
        p.line(
            smooth(
                [
                    (x + (cut - 0.1) * s, y - s * 0.2),
                    (x + cut * s, y - s * 0.42),
                    (x + (cut + 0.2) * s, y - s * 0.58),
                ]
            ),
            "#fbe0a4",
            s * 0.07,
        )


def _rack(p: Plate, x: float, y: float) -> None:
    for post in (x, x + 300):
        p.rect((post, y - 20, post + 16, 1100), ["#b98a64", "#6b4a44"])
    for shelf in range(5):
        level = y + 120 + shelf * 150
        for loaf in range(3):
            _loaf(p, x + 62 + loaf * 96, level, 46)
        p.rect((x - 8, level, x + 324, level + 14), ["#d9a878", "#8f6048"])
