"""Pictures of farmland, rivers and woods."""

import math
from itertools import pairwise

from .buildings import house
from .colour import darker, lighter, mix
from .land import crown, furrows, hill, olive, pine, pines, ridge, tufts
from .people import figure
from .plate import Plate
from .shapes import oval, ribbon, smooth
from .sky import birds, heap, rays, sky, sun
from .water import lens, ripples


def grain_silos(p: Plate) -> None:
    """Silos above a wheat field at harvest."""
    sky(p, ["#5fa9b0", "#a3cfc4", "#e9e4c0"], 800)
    heap(p, 330, 330, 480, "#fdf6e0", "#a9cfc6")
    heap(p, 1560, 230, 400, "#fdf6e0", "#a9cfc6")
    hill(p, [(0, 740), (500, 700), (1100, 735), (1800, 690)], ["#9db07c", "#c3bd7c"])
    hill(p, [(0, 790), (600, 760), (1200, 775), (1800, 750)], ["#d9b04c", "#e3bd5c"])
    for index in range(5):
        x, tall = 660 + index * 150, 560 if index < 4 else 420
        shell = (x, 800 - tall, x + 146, 810)
        p.rect(shell, ["#fff3d4", "#f3dfb4", "#c9a888", "#7d6a78"], across=True)
        for band in range(1, 9):
            y = 800 - tall + band * tall / 9
            p.line(smooth([(x, y), (x + 73, y + 9), (x + 146, y)]), "#b89a80", 2, 0.7)
        cap = [(x - 5, 802 - tall), (x + 73, 742 - tall), (x + 151, 802 - tall)]
        p.poly([*cap, *oval(x + 73, 802 - tall, 78, 13, 0, 180)], ["#d8694a", "#a8443a"])
        p.poly([cap[1], cap[2], (x + 90, 814 - tall)], "#7d3340")
    p.rect((1180, 90, 1250, 800), ["#e9d2a8", "#8f7880"], across=True)
    p.poly([(1165, 96), (1215, 40), (1265, 96)], "#a8443a")
    p.poly([(640, 200), (1220, 110), (1220, 132), (640, 222)], "#6b5a6c")
    p.line([(1250, 180), (1500, 620)], "#6b5a6c", 13)
    house(p, 1420, 805, 300, 210, "#c8553d", "#6b4a52", 0.62)
    p.soft([(1400, 800), (1760, 800), (1800, 850), (1300, 830)], "#7a5a34", 0.5, 8)
    p.rect((0, 800, 1800, 1200), ["#ecc252", "#e0a53a", "#b8742e"])
    furrows(p, (420, 790), 1200, 15, "#c98a2f", 24, 250)
    p.poly([(360, 800), (440, 800), (420, 1200), (-240, 1200)], ["#f3d98c", "#d8a95a"])
    tufts(p, 840, 1210, 900, ("#f7d878", "#e8b442", "#c98a2f", "#a8682a"))
    _harvester(p, 980, 990)
    birds(p, 480, 480, 8, "#3f6a70", 17)


def _harvester(p: Plate, x: float, y: float) -> None:
    p.soft(oval(x + 120, y + 8, 260, 26), "#6b4020", 0.6, 8)
    p.rect((x, y - 170, x + 250, y - 50), ["#d8432f", "#a8302c"])
    p.rect((x - 10, y - 240, x + 90, y - 130), ["#b9dcd8", "#4f8a94"])
    p.rect((x - 16, y - 254, x + 98, y - 238), "#8a2a2c")
    p.line([(x + 190, y - 165), (x + 190, y - 235)], "#3a2a30", 10)
    for wx, r in ((40, 62), (215, 40)):
        p.disc(x + wx, y - r + 14, r, "#2b2430")
        p.disc(x + wx, y - r + 14, r * 0.5, "#f0c45a")


def river_valley(p: Plate) -> None:
    """A river winding through a green valley in morning mist."""
    sky(p, ["#a9d4dc", "#d3e9dc", "#f6f3d9"], 620)
    sun(p, 1180, 300, 60, "#fffdf0", "#fff6cc", 6)
    for y, height, top, foot in (
        (470, 260, "#9cc4c8", "#cfe6da"),
        (530, 210, "#74aeb0", "#bcdccc"),
        (590, 160, "#4f9492", "#a3cfb8"),
    ):
        ridge(p, y, height, [top, foot], 0.44, 720)
        p.veil((0, y - 40, 1800, y + 90), "#f0f5df", 0.0, 0.6)
    p.rect((0, 600, 1800, 1200), ["#a8cf9a", "#6fae74", "#3f8a62"])
    hill(p, [(0, 560), (260, 590), (560, 690), (800, 800)], ["#7fbd84", "#3f8f6a"], 800, "#2a6b58")
    hill(
        p,
        [(1030, 800), (1270, 660), (1560, 560), (1800, 520)],
        ["#8cc485", "#4a9668"],
        800,
        "#2a6b58",
    )
    bank = [
        (980, 612, 14),
        (1090, 650, 28),
        (900, 712, 48),
        (700, 790, 78),
        (960, 890, 130),
        (1150, 1010, 200),
        (820, 1210, 330),
    ]
    p.poly(ribbon([(x, y, half + 10 + half * 0.08) for x, y, half in bank]), "#dcd9a4")
    river = ribbon([(float(x), float(y), float(half)) for x, y, half in bank])
    p.poly(river, ["#f9f6df", "#b9e0dc", "#6fb9c4", "#3a8fa8"])
    p.shade(river, "#2a6f90", "right", 0.4)
    for _ in range(46):
        wy = p.rng.uniform(660, 1190)
        above, below = next(pair for pair in pairwise(bank) if wy <= pair[1][1])
        share = (wy - above[1]) / (below[1] - above[1])
        half = above[2] + (below[2] - above[2]) * share
        wx = above[0] + (below[0] - above[0]) * share + p.rng.uniform(-0.35, 0.35) * half
        lens(p, wx, wy, half * 0.32, 1.5 + half * 0.012, "#f5fbe9", 0.8)
    _valley_foreground(p)


def _valley_foreground(p: Plate) -> None:
    """Draw the farms and trees beside the river."""
    fields = (
        ([(60, 800), (420, 770), (560, 850), (120, 900)], "#cfd078"),
        ([(1350, 760), (1760, 720), (1800, 800), (1420, 850)], "#e0cf74"),
        ([(0, 930), (430, 890), (560, 1010), (0, 1070)], "#5fa863"),
    )
    for outline, ink in fields:
        p.poly(outline, [lighter(ink, 0.15), ink])
        p.shade(outline, darker(ink, 0.3), "down", 0.5)
    for x, y, w in ((1480, 720, 100), (1600, 705, 120), (1385, 735, 80)):
        house(p, x, y, w, w * 0.9, "#fbf0d4", "#c8643f")
    for _ in range(46):
        ty = p.rng.uniform(680, 960)
        tx = p.rng.uniform(0, 560) if p.rng.random() < 0.5 else p.rng.uniform(1290, 1800)
        r = 12 + (ty - 660) * 0.13
        p.soft(oval(tx + r * 0.5, ty + r * 0.8, r * 1.2, r * 0.3), "#1f5a50", 0.5, 3)
        crown(p, tx, ty, r, "#8cc474", "#2f7a5c", 6)
    for x, y, h in (
        (90, 1200, 520),
        (230, 1230, 400),
        (1650, 1210, 560),
        (1760, 1230, 420),
        (1500, 1240, 330),
    ):
        pine(p, x, y, h, "#1f5a50", "#3f8a66")
    birds(p, 560, 260, 9, "#4f8a90", 18)


def flood_plain(p: Plate) -> None:
    """Roofs and treetops standing in brown water after the rain."""
    sky(p, ["#56636b", "#83908e", "#b9b9a4", "#d9cfae"], 640)
    for x, y, w in ((260, 190, 760), (1000, 140, 900), (1610, 230, 700), (640, 300, 600)):
        heap(p, x, y, w, "#8d989a", "#48545e")
    rays(p, 1330, 60, "#f5e6b4", 0.13, [(62, 70), (78, 86), (96, 103), (112, 122)])
    ridge(p, 620, 110, ["#75857f", "#9ca492"], 0.45, 660)
    p.rect((0, 630, 1800, 1200), ["#c9bd9a", "#9f9678", "#766f60", "#4c4c4c"])
    for x in range(20, 1800, 74):
        crown(p, x + p.rng.uniform(-20, 20), 640, p.rng.uniform(12, 34), "#7d8a68", "#4f6254", 6)
    for x, w, wall in (
        (160, 220, "#d9c9a4"),
        (470, 150, "#c9a88c"),
        (1420, 260, "#cdb894"),
        (1190, 130, "#d9c9a4"),
    ):
        house(p, x, 737, w, w * 0.82, wall, "#9a4f3f")
    p.line([(0, 590), (1800, 560)], "#4a4f50", 2)
    for x, h in ((80, 150), (700, 170), (1060, 200), (1740, 260)):
        p.rect((x - 4, 720 - h, x + 4, 730), "#4a4543")
        p.rect((x - 30, 730 - h, x + 30, 736 - h), "#4a4543")
    p.mirror(735, 150, "#8d866c", 0.5, 0.9)
    p.waver((0, 737, 1800, 890), 5, 4, 2)
    p.veil((0, 735, 1800, 890), "#8d866c", 0.0, 1.0)
    p.rect((0, 884, 1800, 1200), ["#8d866c", "#6a6658", "#3f4246"])
    for x, y, r in ((330, 900, 90), (1590, 930, 110), (1080, 800, 56)):
        p.rect((x - r * 0.08, y, x + r * 0.08, y + r * 0.9), "#3f3a36")
        crown(p, x, y, r, "#8f9a6c", "#4a5a4c")
        lens(p, x, y + r * 0.92, r * 1.2, 6, "#d9cfae", 0.8)
    ripples(p, 760, 1190, "#d9cfae", 90, 0.4)
    ripples(p, 760, 1190, "#4a4a48", 90, 0.4)
    hull = smooth([(560, 985), (700, 1022), (960, 1026), (1180, 970)])
    p.soft(oval(870, 1068, 350, 26), "#2a2c30", 0.7, 10)
    figure(p, 760, 1050, 300, "#d9742f", "#2f3a44", "#8a5a3c", arm=(-0.24, -0.38))
    figure(p, 905, 1050, 250, "#8f3f4a", "#3a3a44", "#a8744e", dress=True, scarf="#e8dcc0")
    figure(p, 985, 1045, 190, "#e0b84a", "#3a3a44", "#a8744e")
    p.poly([*hull, (1080, 1066), (660, 1072)], ["#3f6f7a", "#274a58"])
    p.line(hull, "#e8dcc0", 8)
    p.line([(690, 900), (560, 1110)], "#4a3a34", 8)
    lens(p, 870, 1074, 360, 7, "#d9cfae", 0.8)
    for _ in range(190):
        rx, ry, fall = p.rng.uniform(0, 1850), p.rng.uniform(-40, 1150), p.rng.uniform(24, 60)
        p.line([(rx, ry), (rx - fall * 0.22, ry + fall)], "#eee8d0", 1.4, 0.4)


def olive_grove(p: Plate) -> None:
    """Old olives on a terrace above lilac hills."""
    sky(p, ["#c9b8d8", "#e6cdd4", "#f9e2c4", "#fdeccc"], 620)
    sun(p, 420, 420, 64, "#fffaea", "#fff0cc", 5)
    ridge(p, 540, 210, ["#a08fbc", "#d3b8c8"], 0.42, 700)
    ridge(p, 590, 130, ["#8a83a8", "#bca9b4"], 0.46, 700)
    hill(
        p, [(0, 600), (460, 640), (1000, 600), (1800, 560)], ["#a8ab84", "#c9b98a"], 1200, "#7d8468"
    )
    for row in range(4):
        for step in range(16 - row * 2):
            x = (step + 0.5 * (row % 2)) * 1800 / (15 - row * 2)
            crown(p, x, 628 + row * 24 - x * 0.02, 13 + row * 5, "#a9b592", "#64785f", 5)
    p.rect((0, 740, 1800, 1200), ["#e0b878", "#cf9558", "#a8683f"])
    for row in range(6):
        y = 770 + row * row * 13
        p.line(
            smooth([(0, y), (600, y + 14), (1200, y - 6), (1800, y + 10)]), "#b87a48", 2 + row, 0.6
        )
    for x, y, s in (
        (250, 800, 190),
        (560, 790, 170),
        (860, 785, 165),
        (1190, 790, 180),
        (1560, 800, 200),
    ):
        olive(p, x, y, s, "#b5bf9a", "#6b7f68", "#8f6f5c")
    p.rect((0, 830, 1800, 838), "#f0d8a4", 0.5)
    olive(p, 1370, 1050, 560, "#b9c49c", "#50695a", "#7d5f50")
    olive(p, 420, 1000, 430, "#c3cba2", "#5a7260", "#86665a")
    for step in range(70):
        x = step * 27 - 10 + p.rng.uniform(-6, 6)
        for layer in range(3):
            course = 1120 + layer * 32 + p.rng.uniform(-5, 5) + (18 if layer else 0)
            ink = p.rng.choice(("#d8c4a4", "#c3a98c", "#b0937c", "#e6d6b8"))
            stone = oval(x + layer * 9, course, p.rng.uniform(16, 22), 17)
            p.poly(stone, ink)
            p.shade(stone, "#6b4c4c", "down", 0.7)
    figure(
        p,
        880,
        1040,
        280,
        "#b5483a",
        "#4a4458",
        "#a8744e",
        dress=True,
        scarf="#f5e6c8",
        arm=(0.26, -0.75),
    )
    figure(p, 700, 1060, 290, "#4a6a86", "#5a4a44", "#8a5a3c", arm=(0.22, -0.4))
    p.poly([(745, 960), (805, 960), (796, 1010), (754, 1010)], ["#d9a860", "#a8743f"])
    tufts(p, 860, 1120, 160, ("#b59a4c", "#8f8a52", "#d8b868"))


def forest_edge(p: Plate) -> None:
    """Shafts of light at the edge of a wood, and a deer in the clearing."""
    sky(p, ["#f3e6a8", "#e9e0a4", "#cfd890"], 900)
    p.glow(1120, 380, 760, "#fffbdc", 0.8)
    for depth, ink in enumerate(("#b3c88a", "#84ab74", "#528a64")):
        for step in range(15 - depth * 2):
            x = step * 1800 / (14 - depth * 2) + p.rng.uniform(-40, 40)
            if depth > 0 and 820 < x < 1350:
                continue
            w = (7, 14, 24)[depth] * p.rng.uniform(0.7, 1.2)
            p.poly(
                [(x - w * 0.7, 0), (x + w * 0.7, 0), (x + w * 1.3, 860), (x - w * 1.3, 860)], ink
            )
        for _ in range(12):
            x, y = p.rng.uniform(0, 1800), p.rng.uniform(-20, 180 - depth * 20)
            crown(p, x, y, p.rng.uniform(80, 150), lighter(ink, 0.12), darker(ink, 0.12), 7)
        pines(p, 830 + depth * 24, 16, 60, 130 + depth * 60, mix(ink, "#2f6b54", 0.25), 12)
    rays(p, 1240, -160, "#fffbd4", 0.2, [(84, 90), (97, 104), (110, 115), (121, 129), (72, 77)])
    p.rect((0, 860, 1800, 1200), ["#d3d478", "#8fb45a", "#3f7f4c"])
    p.poly(oval(1080, 940, 560, 74), "#efe89a", 0.7)
    _deer(p, 1060, 975, 300)
    tufts(p, 880, 1120, 520, ("#b9c862", "#7da552", "#e6dd84", "#5a8f4c"))
    for x, w in ((90, 74), (330, 52), (560, 36), (1560, 48), (1730, 80)):
        trunk = smooth(
            [(x - w * 0.6, -20), (x - w * 0.5, 600), (x - w * 0.7, 1000), (x - w * 1.5, 1130)]
        )
        other = smooth(
            [(x + w * 1.4, 1140), (x + w * 0.6, 1000), (x + w * 0.5, 600), (x + w * 0.7, -20)]
        )
        p.poly(trunk + other, "#1d3b36")
        near = x > 1000
        p.shade(trunk + other, "#7fa05c", "left" if near else "right", 0.7, 2.4)
        for y in range(80, 1000, 46):
            p.line([(x - w * 0.25, y), (x - w * 0.1 + w * 0.3 * math.sin(y), y + 34)], "#122a2a", 3)
    for _ in range(15):
        x, y = p.rng.uniform(-40, 1840), p.rng.uniform(-60, 70)
        crown(p, x, y, p.rng.uniform(90, 170), "#2f6b50", "#16382f", 8)
    for step in range(60):
        x = step * 31
        s = p.rng.uniform(40, 105)
        for blade in (-0.8, -0.4, 0, 0.4, 0.8):
            tip = (x + blade * s, 1190 - s * (1.1 - abs(blade) * 0.5))
            p.poly(
                [(x - 7, 1205), tip, (x + 7, 1205)], p.rng.choice(("#16382f", "#1f4a3a", "#2a5a42"))
            )


def _deer(p: Plate, x: float, y: float, s: float) -> None:
    p.soft(oval(x + 20, y, s * 0.42, 14), "#4f6a34", 0.6, 6)
    for dx, lean in ((-0.25, -0.02), (-0.17, 0.02), (0.2, 0.0), (0.27, 0.03)):
        p.line(
            [(x + dx * s, y - s * 0.42), (x + (dx + lean) * s, y - s * 0.2), (x + dx * s, y)],
            "#7a4428",
            s * 0.035,
        )
    body = smooth(
        [
            (x - s * 0.34, y - s * 0.56),
            (x, y - s * 0.6),
            (x + s * 0.28, y - s * 0.62),
            (x + s * 0.34, y - s * 0.45),
            (x, y - s * 0.36),
            (x - s * 0.3, y - s * 0.38),
        ],
        closed=True,
    )
    p.poly(body, ["#c9743c", "#8f4c2c"])
    p.poly(
        [
            (x + s * 0.18, y - s * 0.58),
            (x + s * 0.36, y - s * 0.92),
            (x + s * 0.46, y - s * 0.88),
            (x + s * 0.35, y - s * 0.46),
        ],
        "#b5652f",
    )
    _antlers(p, x, y, s)


def _antlers(p: Plate, x: float, y: float, s: float) -> None:
    """Draw the head and antlers."""
    p.poly(
        smooth(
            [
                (x + s * 0.35, y - s * 0.95),
                (x + s * 0.46, y - s * 0.98),
                (x + s * 0.6, y - s * 0.86),
                (x + s * 0.44, y - s * 0.84),
            ],
            closed=True,
        ),
        "#b5652f",
    )
    p.poly(
        [(x + s * 0.37, y - s * 0.95), (x + s * 0.25, y - s * 1.02), (x + s * 0.4, y - s * 0.99)],
        "#8f4c2c",
    )
    p.disc(x - s * 0.34, y - s * 0.52, s * 0.045, "#fff3dc")
    for way in (-1, 0.7):
        p.line(
            smooth(
                [
                    (x + s * 0.42, y - s * 0.96),
                    (x + s * (0.42 + way * 0.12), y - s * 1.1),
                    (x + s * (0.42 + way * 0.06), y - s * 1.3),
                ]
            ),
            "#5e3a2a",
            s * 0.02,
        )
        p.line(
            [
                (x + s * (0.42 + way * 0.12), y - s * 1.12),
                (x + s * (0.42 + way * 0.24), y - s * 1.22),
            ],
            "#5e3a2a",
            s * 0.016,
        )
