"""Pictures of instruments and power stations on open land."""

import math

from .buildings import house
from .colour import darker
from .land import crown, hill, ridge, tufts
from .people import figure
from .plate import Plate
from .shapes import Point, between, oval, smooth
from .sky import birds, heap, sky, stars, streaks, sun


def telescope_array(p: Plate) -> None:
    """White radio dishes listening under the Milky Way."""
    sky(p, ["#0a1830", "#123a56", "#1f6a78", "#7fb09a", "#e8c98c"], 860)
    for step in range(26):
        t = step / 25
        x, y = 250 + 1250 * t, 720 - 760 * t
        p.glow(
            x + p.rng.uniform(-50, 50),
            y + p.rng.uniform(-30, 30),
            p.rng.uniform(120, 230),
            "#bfe0d4",
            0.13,
        )
    for _ in range(420):
        t = p.rng.random()
        x, y = 250 + 1250 * t + p.rng.gauss(0, 70), 720 - 760 * t + p.rng.gauss(0, 60)
        p.disc(x, y, p.rng.choice((0.9, 1.2, 1.6)), "#f6f3dc", alpha=p.rng.uniform(0.3, 0.9))
    stars(p, 260, 700)
    ridge(p, 830, 110, ["#2a5a68", "#5f8f86"], 0.45, 880)
    p.rect((0, 850, 1800, 1200), ["#b98a54", "#8a5f44", "#4a3440"])
    for x, y, s in ((640, 866, 62), (800, 868, 72), (960, 870, 86), (330, 864, 52), (480, 865, 56)):
        _dish(p, x, y, s)
    for x, y, s in ((1130, 884, 130), (1340, 905, 200)):
        _dish(p, x, y, s)
    for a, b in (((300, 862), (1500, 1200)), ((300, 860), (1800, 1090))):
        p.line([a, b], "#3a2a38", 5)
        p.line([(a[0], a[1] - 1), (b[0], b[1] - 6)], "#e0b87a", 2)
    tufts(p, 880, 1200, 260, ("#d3a464", "#6b4a44", "#a87a4e"))
    p.soft(oval(560, 1120, 330, 34), "#1f1828", 0.6, 14)
    _dish(p, 470, 1110, 520)
    figure(p, 880, 1130, 150, "#d8643c", "#1f2438", "#8a5a3c")
    figure(p, 940, 1125, 140, "#e8dcc0", "#1f2438", "#a8744e", dress=True, scarf="#2f7f86")


def _dish(p: Plate, x: float, y: float, s: float) -> None:
    """Draw one dish, tilted to the upper right."""
    tilt = math.radians(-52)
    cx, cy = x, y - s * 0.62

    def at(u: float, v: float) -> Point:
        return (
            cx + s * (u * math.cos(tilt) - v * math.sin(tilt)),
            cy + s * (u * math.sin(tilt) + v * math.cos(tilt)),
        )

    p.poly(
        [(x - s * 0.2, y), (x - s * 0.07, cy), (x + s * 0.07, cy), (x + s * 0.2, y)],
        ["#d3d3c4", "#6b7480"],
    )
    p.shade(
        [(x - s * 0.2, y), (x - s * 0.07, cy), (x + s * 0.07, cy), (x + s * 0.2, y)],
        "#2a2f44",
        "right",
        0.8,
    )
    p.rect((x - s * 0.26, y - s * 0.06, x + s * 0.26, y), "#4a4f60")
    back = smooth([at(0.16, -0.5), at(-0.04, -0.3), at(-0.11, 0), at(-0.04, 0.3), at(0.16, 0.5)])
    rim = [
        at(0.16 + 0.13 * math.cos(a), 0.5 * math.sin(a))
        for a in [math.tau * k / 40 for k in range(40)]
    ]
    p.poly([*back], ["#8f9aa4", "#4f5a70"])
    p.poly(rim, ["#fffaf0", "#e3e0d4", "#a3adb4"])
    p.shade(rim, "#5f6f84", "left", 0.7)
    for k in range(0, 40, 5):
        p.line([at(0.12, 0), rim[k]], "#aab3b5", max(1, s * 0.004))
    p.line([*rim, rim[0]], "#fffdf4", max(1.2, s * 0.011))
    for k in (10, 20, 30, 39):
        p.line([rim[k], at(0.62, 0)], "#e8e4d6", max(1, s * 0.011))
    p.disc(*at(0.62, 0), s * 0.035, "#d8643c")


def desert_solar(p: Plate) -> None:
    """Rows of panels running to red mesas."""
    sky(p, ["#3fa0b8", "#8fcac4", "#f3e6c0", "#f9d9a4"], 640)
    sun(p, 1430, 190, 74, "#fffdf0", "#fff3c4", 5)
    streaks(p, 330, 60, 6, "#fdf6e0", 0.8, 1.2)
    for left, right, top, light, dark in (
        (-80, 420, 420, "#d9825a", "#a8503f"),
        (1180, 1860, 390, "#d3784f", "#9a483c"),
        (560, 760, 500, "#e3a07a", "#c07a64"),
        (900, 1120, 520, "#e3a882", "#c4846c"),
    ):
        mesa = [
            (left - 40, 640),
            (left + 30, top + 90),
            (left + 40, top),
            (right - 40, top + 8),
            (right - 26, top + 100),
            (right + 50, 640),
        ]
        p.poly(mesa, [light, light, darker(light, 0.08)])
        p.shade(mesa, dark, "right", 0.95, 1.1)
        for band in (0.12, 0.28, 0.4):
            y = top + (640 - top) * band
            p.line([(left + 38, y), (right - 36, y + 5)], dark, 5, 0.6)
    p.veil((0, 520, 1800, 650), "#fbe0b4", 0.0, 0.6)
    p.rect((0, 630, 1800, 1200), ["#f3c48a", "#e39a5a", "#b8643c"])
    horizon, eye = 632.0, 760.0
    rows = [0.035, 0.065, 0.105, 0.16, 0.235, 0.34, 0.49, 0.72, 1.06]
    for depth in rows:
        y = horizon + 470 * depth
        tall, step = 250 * depth, 560 * depth
        count = int(1000 / step) + 2
        p.soft(
            [
                (-20, y + tall * 0.42),
                (1820, y + tall * 0.42),
                (1820, y + tall * 0.66),
                (-20, y + tall * 0.66),
            ],
            "#7a3f34",
            0.5,
            max(2, 10 * depth),
        )
        for index in range(-count - 1, count + 2):
            edge = eye + index * step
            _panel(p, edge, y, step * 0.94, tall, depth)
    figure(p, 1500, 1010, 270, "#f0a030", "#2f4a6a", "#8a5a3c", hair="#fffaf0", arm=(-0.2, -0.7))
    p.line([(1470, 1010), (1450, 770)], "#f3e6d0", 6)


def _panel(p: Plate, x: float, y: float, w: float, h: float, depth: float) -> None:
    if x > 1800 or x + w < 0 or y - h * 0.5 > 1200:
        return
    shift = (x + w / 2 - 760) * 0.1
    top, foot = y - h * 0.45, y + h * 0.3
    quad = [(x - shift * 0.3, top), (x + w - shift * 0.3, top), (x + w, foot), (x, foot)]
    for leg in (0.2, 0.8):
        p.line(
            [(x + w * leg, foot - 4), (x + w * leg, foot + h * 0.22)], "#5e4a4a", max(1, h * 0.03)
        )
    p.poly(quad, ["#6fa8d0", "#2f5f9a", "#173a70"])
    lines = max(1.0, h * 0.012)
    if depth > 0.05:
        for cell in range(1, 6):
            p.line(
                [between(quad[0], quad[1], cell / 6), between(quad[3], quad[2], cell / 6)],
                "#a9cfe3",
                lines,
                0.99,
            )
        for cell in (1, 2):
            p.line(
                [between(quad[0], quad[3], cell / 3), between(quad[1], quad[2], cell / 3)],
                "#a9cfe3",
                lines,
            )
    p.poly(
        [
            between(quad[0], quad[1], 0.1),
            between(quad[0], quad[1], 0.34),
            between(quad[3], quad[2], 0.2),
            quad[3],
        ],
        "#e3f3f6",
        0.22,
    )
    p.line([*quad, quad[0]], "#eef3ee", max(1, h * 0.018))


def wind_farm(p: Plate) -> None:
    """Turbines turning over rolling rapeseed and pasture."""
    sky(p, ["#8fd0c4", "#bfe3cc", "#eef3d3", "#fbf0c9"], 760)
    heap(p, 350, 420, 520, "#fffdf2", "#a9d6c8")
    heap(p, 1450, 520, 420, "#fffdf2", "#b5dac9")
    hill(p, [(0, 690), (500, 640), (1000, 690), (1800, 610)], ["#a8cfae", "#c3d9a8"])
    for x, y, s in (
        (180, 670, 190),
        (420, 650, 210),
        (1240, 665, 190),
        (1470, 640, 220),
        (1690, 620, 200),
    ):
        _turbine(p, x, y, s, x * 0.7)
    hill(
        p,
        [(0, 760), (400, 800), (900, 720), (1400, 770), (1800, 720)],
        ["#8fc078", "#6fa864"],
        1200,
        "#3f8a62",
    )
    for x, y, r in (
        (500, 800, 22),
        (545, 798, 28),
        (600, 790, 20),
        (1330, 775, 24),
        (1380, 772, 30),
        (1430, 778, 22),
    ):
        crown(p, x, y - r * 0.6, r, "#6fa85a", "#2f6f56", 6)
    house(p, 1180, 790, 120, 90, "#fbf0dc", "#c85a3c")
    _turbine(p, 900, 760, 400, 15)
    hill(
        p, [(0, 900), (500, 840), (1100, 930), (1800, 840)], ["#f3d34a", "#e0b632"], 1200, "#b5852a"
    )
    for row in range(16):
        x = row * 140 - 160
        p.line(
            smooth([(x + 60, 905 - math.sin(row * 0.5) * 24), (x + 20, 1010), (x - 120, 1200)]),
            "#c99a2c",
            5,
            0.5,
        )
    hill(
        p,
        [(0, 1090), (600, 1010), (1300, 1110), (1800, 1030)],
        ["#5fa062", "#2f7552"],
        1200,
        "#1f5a48",
    )
    _turbine(p, 1330, 1120, 960, 40)
    _turbine(p, 320, 1090, 620, 75)
    tufts(p, 1050, 1210, 240, ("#7fb864", "#2f7552", "#f3d34a"))
    for x, y in ((640, 1090), (720, 1110), (790, 1085)):
        p.poly(oval(x, y - 20, 30, 19), "#fffaf0")
        p.shade(oval(x, y - 20, 30, 19), "#8fa08c", "down", 0.8)
        p.disc(x + 30, y - 28, 10, "#3a3440")
        for leg in (-14, 14):
            p.rect((x + leg - 2, y - 6, x + leg + 2, y + 8), "#3a3440")
    birds(p, 720, 240, 8, "#4f8a86", 18)


def _turbine(p: Plate, x: float, y: float, s: float, turn: float) -> None:
    """Draw one turbine whose tower is ``s`` high."""
    w = s * 0.016
    tower = [(x - w * 1.5, y), (x - w * 0.7, y - s), (x + w * 0.7, y - s), (x + w * 1.5, y)]
    p.poly(tower, ["#ffffff", "#eef0e6", "#a9b9b5"], across=True)
    hub = (x, y - s)
    for blade in range(3):
        a = math.radians(turn + blade * 120)
        reach = s * 0.52

        def at(u: float, v: float, a: float = a, reach: float = reach) -> Point:
            return (
                hub[0] + reach * (u * math.cos(a) - v * math.sin(a)),
                hub[1] + reach * (u * math.sin(a) + v * math.cos(a)),
            )

        vane = smooth([at(0.02, -0.025), at(0.18, -0.075), at(0.6, -0.035), at(1, 0)])
        p.poly([*vane, at(0.5, 0.012), at(0.02, 0.025)], "#fffef8")
        p.poly([at(0.02, 0), at(1, 0), at(0.5, 0.012), at(0.02, 0.025)], "#b5c6c0")
    p.disc(*hub, w * 1.6, "#d3dcd6")
    p.disc(hub[0] - w * 0.3, hub[1] - w * 0.3, w * 0.9, "#ffffff")
