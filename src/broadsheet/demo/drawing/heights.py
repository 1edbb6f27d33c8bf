"""Pictures of mountains."""

from .buildings import house
from .colour import darker
from .land import peak, pine, pines, ridge
from .plate import Plate
from .shapes import oval, smooth
from .sky import birds, sky, stars, streaks, sun


def mountain_pass(p: Plate) -> None:
    """A road climbing in hairpins to a notch between slate peaks."""
    sky(p, ["#4f6f8f", "#93a9b4", "#e3cfae", "#f3c98c"], 720)
    sun(p, 930, 520, 58, "#fff4d4", "#ffdc9a", 7)
    ridge(p, 640, 180, ["#9aa9b0", "#d3c3a8"], 0.48, 760)
    peak(p, (360, 90), (-340, 900), (900, 860), "#8796a4", "#33465c", "#f5ead6")
    peak(p, (1470, 140), (930, 860), (2150, 900), "#7d8d9c", "#2f4258", "#f5ead6")
    p.veil((0, 560, 1800, 900), "#e8c99a", 0.0, 0.5)
    left = smooth([(-20, 700), (300, 690), (620, 720), (960, 700)])
    p.poly([*left, (1820, 650), (1820, 1200), (-20, 1200)], ["#b9783c", "#a8642f", "#6b3f2c"])
    p.poly(
        [*smooth([(900, 720), (1300, 680), (1820, 560)]), (1820, 1200), (1200, 1200)],
        ["#8f5a34", "#5e3830"],
    )
    p.shade(
        [*smooth([(900, 720), (1300, 680), (1820, 560)]), (1820, 1200), (1200, 1200)],
        "#2f2430",
        "right",
        0.6,
    )
    turns = [
        (940, 705, 5),
        (1010, 735, 7),
        (820, 768, 9),
        (700, 790, 12),
        (1020, 828, 16),
        (1200, 862, 21),
    ]
    turns += [(900, 905, 28), (520, 955, 38), (760, 1035, 52), (1180, 1120, 80), (1080, 1230, 120)]
    road = [(float(x), float(y), float(w)) for x, y, w in turns]
    spine = smooth([(x, y) for x, y, _ in road], steps=14)
    for grow, ink in ((1.28, "#e9cf9a"), (1.0, "#4a4450")):
        for x, y in spine:
            near = (y - 700) / 500
            p.disc(x, y, (7 + 66 * near**1.25) * grow, ink, ry=(3.4 + 25 * near**1.2) * grow)
    for index in range(70, len(spine) - 6, 9):
        near = (spine[index][1] - 700) / 500
        p.line(spine[index : index + 4], "#f5dfa8", 1 + 5 * near)
    p.soft(oval(640, 985, 140, 14), "#1f1a26", 0.6, 7)
    p.poly(oval(640, 930, 112, 60), "#d8432f")
    p.rect((532, 905, 748, 972), ["#e2553a", "#b0352c"])
    for pane in range(5):
        p.rect((546 + pane * 40, 894, 578 + pane * 40, 930), ["#fff0c4", "#b9cfd0"])
    p.rect((532, 938, 748, 946), "#f9ead0")
    for wx in (580, 700):
        p.disc(wx, 974, 19, "#1f1a26")
        p.disc(wx, 974, 8, "#b9b0a8")
    for _ in range(44):
        y = p.rng.uniform(740, 1180)
        x = p.rng.choice((p.rng.uniform(0, 420), p.rng.uniform(1330, 1800)))
        h = 30 + (y - 720) * 0.34
        ink = p.rng.choice(("#d99a34", "#c9742c", "#4a5a44", "#3a4a40"))
        pine(p, x, y, h, darker(ink, 0.28), ink)
    birds(p, 880, 300, 6, "#33465c", 20)


def snow_peaks(p: Plate) -> None:
    """Alpenglow on snow, and one lit hut among the pines."""
    sky(p, ["#27456f", "#5f7fae", "#c3b4cf", "#f6cfc4"], 800)
    stars(p, 60, 260)
    streaks(p, 420, 80, 6, "#f3c3c4", 0.6, 1.3)
    ridge(p, 620, 230, ["#a3a9cc", "#d9c9d8"], 0.5, 840)
    peak(p, (330, 300), (-260, 880), (840, 880), "#f3c9c4", "#7d8fc0", "#fff0e6")
    peak(p, (1560, 260), (1040, 880), (2140, 880), "#efc3c4", "#7486ba", "#fff0e6")
    p.veil((0, 560, 1800, 860), "#d9cfe0", 0.0, 0.6)
    peak(p, (930, 90), (330, 900), (1560, 900), "#f9b9a4", "#5a72ac", "#fff6ec")
    p.veil((0, 620, 1800, 900), "#d3d3e8", 0.0, 0.75)
    for y, ink in ((850, "#8fa3c8"), (880, "#5f7aa8")):
        pines(p, y, 60, 50, 110, ink, 8)
    p.rect((0, 850, 1800, 1200), "#5f7aa8")
    slope = smooth([(-20, 860), (400, 900), (900, 880), (1400, 930), (1820, 870)])
    snow = [*slope, (1820, 1200), (-20, 1200)]
    p.poly(snow, ["#fdf3f0", "#d9e0f0", "#a8b9dc"])
    p.shade(snow, "#7d93c4", "right", 0.55)
    dune = [*smooth([(-20, 1010), (420, 960), (820, 1060), (1240, 1200)]), (-20, 1200)]
    p.poly(dune, ["#fffaf6", "#c9d4ea"])
    p.shade(dune, "#8fa3cf", "down", 0.6)
    house(p, 1010, 1000, 300, 210, "#7a4a3c", "#f6f0f4", 0.55)
    p.rect((1050, 910, 1100, 960), ["#fff0b4", "#ffc45e"])
    p.glow(1075, 935, 150, "#ffcf7a", 0.7)
    for x in (1180, 1240):
        p.rect((x, 915, x + 34, 955), "#ffcf7a")
    p.rect((1205, 770, 1232, 830), "#5e3a38")
    for step in range(6):
        p.soft(
            oval(1225 + step * 14, 745 - step * 40, 16 + step * 7, 14 + step * 4),
            "#fff3f0",
            0.5 - step * 0.06,
            8,
        )
    path = [(1040, 1000), (960, 1060), (1010, 1120), (900, 1210)]
    for index, (px, py) in enumerate(smooth(path, steps=9)):
        p.disc(px + (7 if index % 2 else -7), py, 5 + index * 0.25, "#8fa3cf", ry=3)
    trees = (
        (120, 1080, 380),
        (270, 1020, 250),
        (30, 1180, 440),
        (1420, 1040, 300),
        (1560, 1090, 400),
        (1720, 1160, 500),
        (1340, 1000, 180),
        (420, 1000, 170),
        (1640, 1010, 240),
    )
    for x, y, h in sorted(trees, key=lambda tree: tree[1]):
        p.soft(
            [(x, y), (x + h * 0.5, y + h * 0.08), (x + h * 0.3, y + h * 0.12), (x - 10, y + 8)],
            "#5f78ac",
            0.5,
            5,
        )
        pine(p, x, y, h, "#1f3f5a", "#e3e9f3")
