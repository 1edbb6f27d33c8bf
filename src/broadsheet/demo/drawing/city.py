"""Pictures of streets, bridges and towns."""

from collections.abc import Sequence

from .buildings import block, dome, house, windows
from .colour import darker, lighter, mix
from .land import cypress, ridge, tree
from .people import figure, silhouette
from .plate import Plate
from .shapes import Point, arch, between, oval, sag, smooth
from .sky import heap, moon, sky, stars, streaks
from .water import column, glints, lens, ripples


def _terrace(
    p: Plate,
    near: Point,
    far: Point,
    tall: tuple[float, float],
    inks: Sequence[str],
    floors: int = 4,
) -> None:
    """Draw a street front running from the picture's edge towards the vanishing point."""
    bays = len(inks)
    for bay in range(bays):
        a, b = (bay / bays) ** 0.62, ((bay + 1) / bays) ** 0.62
        (x0, y0), (x1, y1) = between(near, far, a), between(near, far, b)
        h0, h1 = tall[0] + (tall[1] - tall[0]) * a, tall[0] + (tall[1] - tall[0]) * b
        lift = (0.06, -0.03, 0.1, 0.0, 0.05)[bay % 5]
        h0, h1 = h0 * (1 + lift), h1 * (1 + lift)
        front = [(x0, y0), (x0, y0 - h0), (x1, y1 - h1), (x1, y1)]
        p.poly(front, [lighter(inks[bay], 0.08), inks[bay], darker(inks[bay], 0.12)])
        p.shade(front, darker(inks[bay], 0.4), "down", 0.4)
        p.line([(x0, y0 - h0), (x1, y1 - h1)], darker(inks[bay], 0.35), 6)
        for floor in range(1, floors + 1):
            for share in (0.18, 0.6):
                corners = []
                for s, t in (
                    (share, 0.02),
                    (share, 0.13),
                    (share + 0.22, 0.13),
                    (share + 0.22, 0.02),
                ):
                    bottom, top = (
                        between((x0, y0), (x1, y1), s),
                        between((x0, y0 - h0), (x1, y1 - h1), s),
                    )
                    corners.append(
                        between(bottom, top, 0.06 + floor * 0.88 / (floors + 0.6) - 0.14 + t)
                    )
                p.poly(corners, darker(inks[bay], 0.55))
                p.line([corners[0], corners[3]], lighter(inks[bay], 0.4), 3)


def tram_track(p: Plate) -> None:
    """A red tram coming up the avenue under its wires."""
    sky(p, ["#7fb6b0", "#bcd3bd", "#f4e3bd", "#fbd9a2"], 760)
    heap(p, 1190, 250, 320, "#fbf0d6", "#c5d2bc")
    block(p, (780, 470, 890, 760), "#d8c6a4", "#b8a68e", 0.4)
    block(p, (930, 400, 1010, 760), "#dccaa8", "#bda98f", 0.4)
    dome(p, 970, 400, 42, "#b9cdbb", "#7fa39b")
    p.veil((700, 380, 1100, 770), "#fbe6bd", 0.1, 0.7)
    p.rect((0, 758, 1800, 1200), "#463f52")
    _terrace(
        p,
        (-60, 1010),
        (800, 765),
        (1010, 270),
        ("#c9653f", "#dca15a", "#a84f3c", "#e0b878", "#b97050"),
    )
    _terrace(
        p,
        (1900, 1030),
        (1010, 765),
        (1060, 300),
        ("#4d7c7c", "#678f85", "#3e6a72", "#8aa893", "#5d877f"),
    )
    p.poly([(800, 760), (1010, 760), (2100, 1200), (-300, 1200)], ["#d9c39b", "#8f7d74", "#5d5560"])
    p.poly([(0, 992), (800, 760), (812, 760), (-60, 1130)], "#e3cfa6")
    p.poly([(1010, 762), (1900, 1000), (1900, 1200), (1650, 1200), (980, 762)], "#463f52", 0.55)
    for a, b in (
        ((905, 760), (723, 1200)),
        ((905, 760), (1059, 1200)),
        ((928, 760), (1430, 1200)),
        ((934, 760), (1790, 1200)),
    ):
        p.poly(
            [(a[0] - 1, a[1]), (a[0] + 1, a[1]), (b[0] + 15, b[1]), (b[0] - 15, b[1])], "#3d3846"
        )
        p.poly([(a[0], a[1]), (a[0] + 1, a[1]), (b[0] + 4, b[1]), (b[0] - 7, b[1])], "#fbe3b4")
    for x, h in ((690, 60), (730, 52), (640, 74), (1085, 62), (1130, 74)):
        figure(p, x, 800 + h * 0.25, h * 1.35, p.rng.choice(("#7d3c46", "#d9a04c", "#2f5f66")))
    for x, y, h in ((560, 850, 300), (330, 930, 420)):
        tree(p, x, y, h, "#9aa65a", "#4d6b46", "#5a4438")
    for y, reach in ((330, 760), (470, 420)):
        p.line(sag((900 - reach, y - 50), (900 + reach, y - 40), 46), "#3a3442", 3)
    for a, b in (((905, 720), (560, 0)), ((925, 720), (1010, 0))):
        p.line([a, b], "#3a3442", 3)
    p.soft([(680, 1065), (1250, 1015), (1280, 1085), (700, 1101)], "#1d1a28", 0.7, 10)
    _tram(p, 700, 1075, 390)
    figure(p, 430, 1130, 330, "#e6b24e", "#2c2f42", "#b07a54", stride=0.1)
    figure(p, 540, 1095, 290, "#8c3f4a", skin="#8a5a3c", dress=True, scarf="#e8d6b0")


def _tram(p: Plate, x: float, y: float, w: float) -> None:
    h = w * 1.36
    top = y - h
    flank = [
        (x + w * 0.98, top + h * 0.03),
        (x + w * 1.32, top + h * 0.27),
        (x + w * 1.32, y - h * 0.2),
        (x + w * 0.98, y - h * 0.05),
    ]
    p.line(
        [(x + w * 0.5, top), (x + w * 0.36, top - h * 0.14), (x + w * 0.54, top - h * 0.26)],
        "#2b2733",
        6,
    )
    p.line([(x + w * 0.38, top - h * 0.26), (x + w * 0.7, top - h * 0.26)], "#2b2733", 7)
    p.poly(flank, ["#8c2b2b", "#6b2028"])
    for a in (0.08, 0.4, 0.7):
        quad = [between(flank[0], flank[1], a), between(flank[0], flank[1], a + 0.22)]
        low = [between(flank[3], flank[2], a + 0.22), between(flank[3], flank[2], a)]
        up = [between(quad[0], low[1], 0.14), between(quad[1], low[0], 0.14)]
        p.poly([*up, between(quad[1], low[0], 0.5), between(quad[0], low[1], 0.5)], "#f2cf8c")
    front = smooth(
        [
            (x, y),
            (x - w * 0.01, top + h * 0.3),
            (x + w * 0.06, top + h * 0.04),
            (x + w * 0.5, top),
            (x + w * 0.94, top + h * 0.04),
            (x + w * 1.01, top + h * 0.3),
            (x + w, y),
        ]
    )
    p.poly(front, ["#f3e2bd", "#d8412f", "#d8412f", "#b5322b"])
    p.rect((x + w * 0.08, top + h * 0.2, x + w * 0.92, top + h * 0.54), ["#27485a", "#5e8f96"])
    p.poly(
        [
            (x + w * 0.14, top + h * 0.54),
            (x + w * 0.36, top + h * 0.2),
            (x + w * 0.5, top + h * 0.2),
            (x + w * 0.28, top + h * 0.54),
        ],
        "#a9ccc0",
        0.5,
    )
    p.rect((x + w * 0.47, top + h * 0.2, x + w * 0.5, top + h * 0.54), "#b5322b")
    silhouette(p, x + w * 0.68, top + h * 0.72, h * 0.42, "#1b2c38")
    p.rect((x + w * 0.06, top + h * 0.54, x + w * 0.94, top + h * 0.74), "#d8412f")
    p.rect((x + w * 0.26, top + h * 0.07, x + w * 0.74, top + h * 0.155), "#1b1a24")
    p.rect((x + w * 0.4, top + h * 0.09, x + w * 0.6, top + h * 0.135), "#ffcf5e")
    p.rect((x, top + h * 0.6, x + w, top + h * 0.63), "#f3e2bd")
    p.shade(front, "#5e1a22", "right", 0.55)
    for share in (0.18, 0.82):
        p.glow(x + w * share, top + h * 0.75, w * 0.3, "#ffe3a0", 0.6)
        p.disc(x + w * share, top + h * 0.75, w * 0.06, "#fff5d4")
    p.rect((x + w * 0.02, y - h * 0.1, x + w * 0.98, y), "#2b2530")


def night_city(p: Plate) -> None:
    """Lit towers along a river at night."""
    sky(p, ["#100b2e", "#241550", "#4b2372", "#8a3b7c", "#d56a72"], 800)
    stars(p, 110, 460)
    moon(p, 330, 220, 64, "#ffe9c4", "#9a6a94")
    streaks(p, 640, 80, 8, "#a8497c", 0.5, 1.4)
    for tier, (ink, low, high, pane) in enumerate(
        (("#6b3277", 120, 300, "#c96f86"), ("#3c2064", 180, 430, "#f0a35e"))
    ):
        x = -30.0
        while x < 1800:
            wide = p.rng.uniform(60, 130)
            tall = p.rng.uniform(low, high) * (1.25 if 850 < x < 1450 else 0.8)
            p.rect((x, 800 - tall, x + wide, 800), [ink, mix(ink, "#b4507a", 0.35)])
            windows(
                p,
                (x + 8, 808 - tall, x + wide - 8, 780),
                int(wide / 16),
                int(tall / 24),
                (pane, "#ffd27c"),
                0.25 + 0.2 * tier,
            )
            x += wide + p.rng.uniform(-6, 26)
    _near_towers(p)


def _near_towers(p: Plate) -> None:
    """Draw the near towers, the embankment and the river."""
    towers = (
        (90, 150, 330),
        (270, 120, 450),
        (560, 170, 380),
        (800, 120, 560),
        (985, 160, 660),
        (1215, 130, 500),
        (1410, 190, 400),
        (1650, 140, 300),
    )
    for x, wide, tall in towers:
        top = 800 - tall
        p.rect((x, top, x + wide, 800), ["#1a1245", "#281a58"])
        p.rect((x, top, x + wide * 0.3, 800), ["#2d2068", "#4a2c74"])
        windows(
            p,
            (x + wide * 0.34, top + 14, x + wide - 8, 780),
            max(3, wide // 26),
            tall // 26,
            ("#ffd67c", "#ffb85c", "#fff0bf", "#7fd0d8"),
            0.58,
        )
        windows(
            p, (x + 6, top + 14, x + wide * 0.28, 780), 2, tall // 26, ("#ffb85c", "#c96f6e"), 0.4
        )
        if tall > 480:
            p.poly(
                [(x + wide * 0.2, top), (x + wide * 0.5, top - 80), (x + wide * 0.8, top)],
                "#2d2068",
            )
            p.line([(x + wide * 0.5, top - 60), (x + wide * 0.5, top - 170)], "#2d2068", 5)
            p.glow(x + wide * 0.5, top - 170, 40, "#ff5e62", 0.9)
    p.rect((0, 782, 1800, 802), "#120c30")
    p.mirror(800, 400, "#1a1048", 0.3, 0.62)
    p.waver((0, 802, 1800, 1200), 8, 4, 2)
    p.veil((0, 800, 1800, 1200), "#0c0826", 0.05, 0.78)
    for x in range(40, 1800, 88):
        p.glow(x, 784, 34, "#ffd68a", 0.8)
        p.disc(x, 784, 4, "#fff3cc")
        column(p, x, 806, 150, 13, "#ffcf7d", 0.7)
    ripples(p, 810, 1190, "#0f0a30", 130, 0.55)
    ripples(p, 810, 1190, "#b4587e", 40, 0.35)
    glints(p, 330, 806, 1180, (30, 120), "#ffe0b8", 50)


def heat_haze(p: Plate) -> None:
    """One walker with a parasol on a road that shimmers under a huge sun."""
    sky(p, ["#f08a3c", "#f5a64c", "#fac268", "#fde0a0"], 760)
    p.disc(900, 430, 360, "#fbd07c", alpha=0.6)
    p.disc(900, 430, 290, ["#fff0c0", "#fde39a", "#f9b659"])
    x = -20.0
    while x < 1800:
        wide = p.rng.uniform(50, 120)
        tall = p.rng.uniform(60, 250)
        p.rect((x, 760 - tall, x + wide, 760), ["#d9683c", "#efa560"])
        windows(
            p,
            (x + 6, 768 - tall, x + wide - 6, 750),
            int(wide / 20),
            int(tall / 26),
            ("#c2542f",),
            0.5,
        )
        x += wide + p.rng.uniform(0, 40)
    for mast in (260, 1530):
        p.poly([(mast - 12, 760), (mast, 430), (mast + 12, 760)], "#cf5d38")
        p.poly(oval(mast, 548, 26, 20), "#cf5d38")
    p.veil((0, 560, 1800, 770), "#fde0a0", 0.0, 0.75)
    p.rect((0, 756, 1800, 1200), ["#f3b868", "#dd8242", "#a84c30"])
    p.poly([(860, 756), (940, 756), (1560, 1200), (240, 1200)], ["#f7d49a", "#a5584a", "#4a2a3c"])
    p.poly([(848, 770), (952, 770), (1030, 812), (770, 812)], ["#fff3d0", "#f6cf8e"], 0.85)
    p.poly([(800, 830), (1010, 830), (1045, 850), (760, 850)], "#fbe3b0", 0.6)
    for a, b in ((0.03, 0.1), (0.2, 0.32), (0.5, 0.74)):
        y0, y1 = 756 + 444 * a, 756 + 444 * b
        p.poly(
            [
                (900 - 2 - 12 * a, y0),
                (900 + 2 + 12 * a, y0),
                (900 + 3 + 14 * b, y1),
                (900 - 3 - 14 * b, y1),
            ],
            "#fde0a0",
        )
    _walker(p)


def _walker(p: Plate) -> None:
    """Draw the shimmer, the poles and the walker under a parasol."""
    p.waver((0, 560, 1800, 870), 3.4, 9, 1.6)
    for px, size in ((1520, 1.0), (1335, 0.55), (1255, 0.34), (400, 0.45)):
        y = 756 + 300 * size
        p.rect((px - 8 * size, y - 520 * size, px + 8 * size, y), "#6b2f38")
        p.rect((px - 70 * size, y - 480 * size, px + 70 * size, y - 466 * size), "#6b2f38")
    for y, end in ((586, 545), (588, 548)):
        p.line(sag((1450, y), (1297, end), 14), "#6b2f38", 2)
    p.soft([(660, 1075), (1000, 1110), (1060, 1150), (640, 1100)], "#3a1c30", 0.6, 9)
    figure(
        p,
        690,
        1085,
        400,
        "#f6e6c4",
        "#6b2f38",
        "#7a4630",
        dress=True,
        scarf="#c23b2e",
        arm=(0.17, -0.86),
    )
    p.line([(757, 760), (757, 610)], "#3a1c30", 5)
    canopy = arch((590, 560, 925, 690), 130)
    p.poly(canopy, "#c23b2e")
    p.shade(canopy, "#6b1a2a", "right", 0.9)
    for step in range(5):
        p.disc(623 + step * 67, 690, 34, "#dd8242", ry=16)
    p.line(smooth([(757, 560), (690, 600), (657, 690)]), "#e8694a", 3)
    p.line(smooth([(757, 560), (820, 600), (858, 690)]), "#8a2430", 3)


def bridge_arch(p: Plate) -> None:
    """An old stone bridge and its reflection closing a circle."""
    sky(p, ["#86b9c6", "#bcd6cf", "#f2e6c9", "#f7d9b0"], 760)
    heap(p, 1290, 190, 380, "#fdf4e0", "#c9d4cb")
    ridge(p, 640, 330, ["#9db6ae", "#c9cfb6"], 0.42, 800)
    ridge(p, 680, 190, ["#7d9a84", "#a8b691"], 0.45, 800)
    for side in (0, 1):
        for step in range(11):
            x = step * 40 + (-30 if side == 0 else 1280)
            y = 690 - (step if side else 10 - step) * 15 - (step % 3) * 26
            wall = p.rng.choice(("#f0dcb8", "#e6c79a", "#dba97c", "#f3e6cc"))
            house(
                p,
                x,
                y + 90,
                p.rng.uniform(90, 130),
                p.rng.uniform(120, 190),
                wall,
                p.rng.choice(("#b9573a", "#c9683f", "#a34a38")),
            )
            p.rect((x + 14, y + 15, x + 26, y + 36), "#5a4850")
            p.rect((x + 34, y + 15, x + 46, y + 36), "#5a4850")
    for x in (150, 1690):
        p.rect((x - 13, 330, x + 13, 660), ["#fdf1da", "#fdf1da", "#c9ab8c"], across=True)
        p.poly([(x - 17, 332), (x, 250), (x + 17, 332)], "#7d8f8a")
        p.rect((x - 22, 396, x + 22, 408), "#d0b594")
    for x, h in ((80, 150), (420, 190), (1310, 170), (1600, 180)):
        cypress(p, x, 700, h, "#7d9a5e", "#31524a")
    _span(p)
    p.mirror(800, 400, "#2f7f7c", 0.34, 0.86)
    p.waver((0, 802, 1800, 1200), 5, 5, 2.4)
    p.veil((0, 800, 1800, 1200), "#0f4f5a", 0.05, 0.6)
    ripples(p, 806, 1190, "#e8efd0", 60, 0.45)
    ripples(p, 806, 1190, "#125a62", 80, 0.45)
    p.poly(smooth([(-20, 1010), (140, 1040), (300, 1120), (420, 1210), (-20, 1230)]), "#2c4038")
    lens(p, 900, 808, 460, 4, "#f5efd8", 0.7)


def _span(p: Plate) -> None:
    """Draw the bridge itself."""
    deck = smooth(
        [(-20, 668), (200, 640), (500, 560), (900, 430), (1300, 560), (1600, 640), (1820, 668)]
    )
    opening = oval(900, 800, 340, 300, 180, 360)
    body = [(-20, 800), *deck, (1820, 800), *opening[::-1]]
    p.poly(body, ["#f3dcae", "#dcb888", "#b98c6a"])
    p.shade(body, "#6d4a4a", "right", 0.65)
    inner = [
        *opening,
        *[(x - 46 + (x - 900) * -0.04, y + 0.02 * (y - 800)) for x, y in opening[::-1]],
    ]
    p.poly([pt for pt in inner if pt[0] > 560], "#7a5850")
    ring = oval(900, 800, 372, 334, 180, 360)
    for index in range(len(opening) - 1):
        p.line([opening[index], ring[index]], "#8f6650", 2)
    p.line(ring, "#a67c5c", 4)
    p.line(opening, "#5f4244", 5)
    for _ in range(210):
        x, y = p.rng.uniform(-20, 1800), p.rng.uniform(480, 795)
        if ((x - 900) / 385) ** 2 + ((y - 800) / 345) ** 2 < 1 or y < 462 + abs(x - 900) * 0.31:
            continue
        p.rect(
            (x, y, x + p.rng.uniform(20, 40), y + 12),
            p.rng.choice(("#c79c72", "#f8e6c0", "#b58864")),
            0.65,
        )
    p.line([(x, y - 10) for x, y in deck], "#fbeccb", 20)
    p.line([(x, y + 3) for x, y in deck], "#94694f", 5)
    for x, y, ink in ((700, 470, "#b5432f"), (950, 424, "#2c4f63"), (1010, 436, "#d99a3c")):
        figure(p, x, y + 4, 84, ink, stride=0.09)
