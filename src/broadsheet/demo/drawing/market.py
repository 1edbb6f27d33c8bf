"""Pictures of shops, markets and evening crowds."""

from .buildings import awning, block, windows
from .colour import darker, lighter, mix
from .people import figure, silhouette
from .plate import Plate
from .shapes import arch, oval, rect, sag
from .sky import sky, stars
from .water import ripples


def market_street(p: Plate) -> None:
    """A vaulted market street with awnings, lanterns and shoppers."""
    sky(p, ["#3f9aa0", "#8cc4b4", "#f5e4b6"], 800)
    block(p, (770, 380, 1030, 830), ["#f4d9a0", "#e9b878"], "#c98d5c", 0.3)
    windows(p, (790, 420, 940, 600), 3, 2, ("#8c5a4a",), round_head=True)
    p.poly(arch((850, 640, 930, 830)), "#7a4a44")
    p.rect((0, 800, 1800, 1200), ["#a8553c", "#5a2f3a"])
    for depth in range(5, 0, -1):
        _bay(p, depth)
    p.poly([(700, 830), (1100, 830), (1900, 1200), (-100, 1200)], ["#f7dca0", "#c98d5c", "#7d4a42"])
    p.poly([(700, 830), (790, 830), (500, 1200), (-100, 1200)], "#5a2f3a", 0.55)
    for row in range(7):
        y = 850 + row * row * 7.5
        p.line([(0, y), (1800, y)], "#a8684c", 1.5 + row * 0.4, 0.5)
    p.poly([(1010, 830), (1080, 830), (1560, 1200), (1060, 1200)], "#ffe9b4", 0.5)
    _stall(p, 60, 1110, 440, ("#c23b2e", "#f8e6c0"), ("#e2832e", "#d9a928", "#a8b23c"))
    _stall(p, 1330, 1120, 430, ("#1f7a78", "#f8e6c0"), ("#b5322b", "#7d3058", "#e6b04a"))
    for a, b, drop in (
        ((330, 250), (1480, 230), 90),
        ((520, 390), (1290, 380), 60),
        ((640, 480), (1170, 480), 36),
    ):
        wire = sag(a, b, drop)
        p.line(wire, "#4a2a38", 3)
        for x, y in wire[2:-1:3]:
            s = drop * 0.3
            p.glow(x, y + s, s * 3.4, "#ffd98a", 0.75)
            p.poly(
                [
                    (x - s * 0.35, y),
                    (x + s * 0.35, y),
                    (x + s * 0.6, y + s),
                    (x, y + s * 1.6),
                    (x - s * 0.6, y + s),
                ],
                p.rng.choice(("#e2832e", "#c23b2e", "#f0c04a")),
            )
            p.poly(
                [(x - s * 0.2, y + s * 0.2), (x + s * 0.1, y + s * 0.2), (x, y + s * 1.3)],
                "#fff0c0",
            )
    _shoppers(p)


def _shoppers(p: Plate) -> None:
    """Draw the people of the market."""
    crowd = (
        (850, 870, 110, "#2c4f63", False),
        (920, 880, 120, "#8c3f4a", True),
        (970, 865, 105, "#d99a3c", False),
        (770, 905, 150, "#5d7a4a", True),
        (1060, 920, 170, "#7d3058", False),
    )
    for x, y, h, ink, dress in crowd:
        figure(p, x, y, h, ink, dress=dress, scarf="#f0dcb8" if dress else None, stride=0.08)
    figure(
        p,
        690,
        1090,
        400,
        "#1f6f74",
        "#2a2036",
        "#a06a48",
        dress=True,
        scarf="#f0c9a0",
        arm=(-0.2, -0.5),
    )
    figure(p, 1110, 1060, 370, "#e8d6b0", "#3a2f44", "#b98058", stride=0.11, arm=(0.22, -0.4))
    p.poly([(1170, 905), (1230, 905), (1222, 960), (1178, 960)], "#b5432f")


def _bay(p: Plate, depth: int) -> None:
    """Draw one ring of the vault, further away as ``depth`` grows."""
    scale = 0.8 ** (depth - 1)
    half, top, foot = 900 * scale, 870 - 960 * scale, 850 + 290 * (scale - 0.32) * 0.9
    wall = mix("#a8553c", "#f0c48a", (depth - 1) / 5)
    ring = oval(900, top + half * 0.62, half * 0.78, half * 0.62, 180, 360)
    sheet = [
        (900 - half, foot),
        (900 - half, top - 220),
        (900 + half, top - 220),
        (900 + half, foot),
    ]
    gate = [(900 + half * 0.78, foot), *ring[::-1], (900 - half * 0.78, foot)]
    p.poly([*sheet, *gate], wall)
    right = [
        (900 + half, foot),
        (900 + half, top - 220),
        (900 + half * 0.5, top),
        (900 + half * 0.78, top + half * 0.6),
        (900 + half * 0.78, foot),
    ]
    p.shade(right, darker(wall, 0.45), "right", 0.5)
    p.line(ring, lighter(wall, 0.4), 12 * scale)
    rim = oval(900, top + half * 0.62, half * 0.745, half * 0.58, 180, 360)
    p.poly([*ring, *rim[::-1]], darker(wall, 0.3))
    for side, ink in ((-1, "#7d3c38"), (1, "#5e2c38")):
        edge, inner = 900 + side * half * 0.98, 900 + side * half * 0.8
        box = (min(edge, inner), foot - 330 * scale, max(edge, inner), foot)
        p.poly(arch(box), ink)
        p.poly(rect((box[0], box[3] - 90 * scale, box[2], box[3])), mix(ink, "#e2a04a", 0.5))
    if depth in (2, 3, 4):
        for side, inks in ((-1, ("#d9a928", "#f8e6c0")), (1, ("#c23b2e", "#f8e6c0"))):
            x = 900 + side * half * 0.82
            a, b = sorted((x, x - side * half * 0.34))
            awning(
                p,
                (a, foot - 420 * scale, b, foot - 300 * scale),
                *(inks if depth % 2 else inks[::-1]),
                6,
            )


def _stall(
    p: Plate, x: float, y: float, w: float, cloth: tuple[str, str], fruit: tuple[str, ...]
) -> None:
    p.soft([(x - 20, y), (x + w + 40, y), (x + w + 70, y + 40), (x, y + 44)], "#2a1626", 0.6, 12)
    for post in (x + 14, x + w - 20):
        p.rect((post, y - 420, post + 12, y), "#5a3430")
    p.rect((x, y - 320, x + w, y - 150), "#3a1f30", 0.55)
    figure(p, x + w * 0.48, y - 20, 360, fruit[1], "#2a2036", "#8a5a3c", hair="#d8d0c4")
    p.rect((x, y - 150, x + w, y), ["#8f5a3c", "#5e3630"])
    for tray in range(3):
        left = x + w * tray / 3 + 8
        p.poly(
            [
                (left, y - 175),
                (left + w / 3 - 16, y - 175),
                (left + w / 3 - 4, y - 100),
                (left - 6, y - 100),
            ],
            "#6b4030",
        )
        for row in range(4):
            for column_ in range(7):
                px = left + 6 + column_ * (w / 3 - 24) / 6.2 + (row % 2) * 6
                py = y - 184 + row * 19
                ink = fruit[tray % len(fruit)]
                p.disc(px, py, 13, darker(ink, 0.18))
                p.disc(px - 3, py - 3, 8.5, lighter(ink, 0.16))
    awning(p, (x + 10, y - 500, x + w - 10, y - 390), cloth[0], cloth[1], 9, 0.08)


def cinema_front(p: Plate) -> None:
    """A cinema lit for the evening showing, doubled in the wet street."""
    sky(p, ["#0a1230", "#14264e", "#2c3f70"], 900)
    stars(p, 60, 300)
    for box, ink in (((-40, 190, 350, 930), "#16264a"), ((1450, 120, 1840, 930), "#13203f")):
        p.rect(box, [lighter(ink, 0.06), ink])
        windows(
            p,
            (box[0] + 50, box[1] + 40, box[2] - 30, 820),
            4,
            7,
            ("#f0a35e", "#27406e", "#27406e", "#2f6f82"),
        )
    front = [
        (370, 930),
        (370, 250),
        (520, 250),
        (520, 170),
        (640, 170),
        (640, 110),
        (1160, 110),
        (1160, 170),
        (1280, 170),
        (1280, 250),
        (1430, 250),
        (1430, 930),
    ]
    p.poly(front, ["#7a2456", "#b23a5c", "#d9624f"])
    p.shade(front, "#2a1040", "right", 0.55)
    for x in (440, 580, 1220, 1360):
        p.rect((x - 16, 270, x + 16, 640), ["#ffb36b", "#d1476a"])
    for step in range(5):
        x = 712 + step * 94
        p.poly(arch((x - 30, 200, x + 30, 500)), "#2c1744")
        p.poly(arch((x - 22, 212, x + 22, 500)), ["#ffe2a0", "#f59a52"])
    _cinema_street(p)


def _cinema_street(p: Plate) -> None:
    """Draw the neon sign, the doors, the wet street and the queue."""
    p.rect((845, 20, 955, 520), ["#13b5b1", "#0d7c8c"])
    p.rect((857, 32, 943, 508), "#0d2a4a")
    for index, letter in enumerate("CINEMA"):
        _letter(p, letter, 900, 72 + index * 80, 26)
    p.glow(900, 260, 430, "#3fe0d0", 0.4)
    _marquee(p)
    p.rect((370, 700, 1430, 930), ["#3a1436", "#2a1030"])
    for x in range(430, 1400, 160):
        p.rect((x, 730, x + 116, 930), ["#ffdf9a", "#f7a652"])
        p.rect((x + 54, 730, x + 62, 930), "#7a2456")
        p.rect((x, 800, x + 116, 806), "#7a2456")
    p.glow(900, 800, 620, "#ffc46b", 0.4, 0.5)
    p.mirror(930, 270, "#0d1430", 0.3, 0.62)
    p.waver((0, 932, 1800, 1200), 5, 4, 2)
    p.veil((0, 930, 1800, 1200), "#080c22", 0.15, 0.75)
    p.rect((0, 926, 1800, 938), "#241a44")
    inks = ("#1d2c58", "#8c3050", "#d99a3c", "#1f6f7a", "#4a2f62", "#b5432f")
    for index, x in enumerate((480, 545, 640, 700, 1010, 1090, 1150, 1240, 1320)):
        figure(
            p,
            x,
            960 + (index % 3) * 14,
            190 + (index % 4) * 12,
            inks[index % 6],
            "#14142c",
            ("#a06a48", "#c99068", "#6b4430")[index % 3],
            dress=index % 4 == 1,
        )
    ripples(p, 950, 1190, "#ff9a6b", 40, 0.3)
    silhouette(p, 250, 1140, 440, "#060a1c", 0.1)
    p.poly([*oval(262, 690, 180, 90, 180, 360)], "#0a1228")
    p.line([(262, 690), (262, 900)], "#060a1c", 6)
    p.line([(150, 664), (90, 690)], "#ff7a6b", 3)


def _marquee(p: Plate) -> None:
    p.poly([(330, 560), (1470, 560), (1500, 700), (300, 700)], ["#fff0c4", "#ffcf7a"])
    p.rect((318, 546, 1482, 566), "#e2453f")
    p.rect((298, 692, 1502, 714), "#e2453f")
    for row, (left, right) in enumerate(((430, 1370), (560, 1240))):
        x = float(left)
        while x < right:
            wide = p.rng.uniform(18, 34)
            p.rect((x, 592 + row * 50, x + wide, 626 + row * 50), "#2c1744")
            x += wide + p.rng.choice((8, 8, 8, 30))
    for y, x0, x1 in ((556, 326, 1474), (703, 306, 1494)):
        for step in range(39):
            x = x0 + (x1 - x0) * step / 38
            p.glow(x, y, 22, "#ffe9a8", 0.8)
            p.disc(x, y, 6.5, "#fffbe4")


def _letter(p: Plate, letter: str, x: float, y: float, s: float) -> None:
    strokes: dict[str, list[list[tuple[float, float]]]] = {
        "C": [[(0.8, -0.9), (-0.8, -0.9), (-0.8, 0.9), (0.8, 0.9)]],
        "I": [[(0, -0.9), (0, 0.9)]],
        "N": [[(-0.8, 0.9), (-0.8, -0.9), (0.8, 0.9), (0.8, -0.9)]],
        "E": [[(0.8, -0.9), (-0.8, -0.9), (-0.8, 0.9), (0.8, 0.9)], [(-0.8, 0), (0.6, 0)]],
        "M": [[(-0.9, 0.9), (-0.9, -0.9), (0, 0.2), (0.9, -0.9), (0.9, 0.9)]],
        "A": [[(-0.8, 0.9), (0, -0.9), (0.8, 0.9)], [(-0.45, 0.35), (0.45, 0.35)]],
    }
    for stroke in strokes[letter]:
        path = [(x + px * s, y + py * s) for px, py in stroke]
        p.line(path, "#ff6b7a", 11, 0.7)
        p.line(path, "#fff0e0", 5)
