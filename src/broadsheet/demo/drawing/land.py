"""Land: ridges, faceted peaks, hills, fields and trees."""

import math
from collections.abc import Sequence
from itertools import pairwise

from .colour import Fill, darker, lighter, mix
from .plate import Plate
from .shapes import Point, between, oval, smooth


def ridge(
    p: Plate, y: float, height: float, fill: Fill, rough: float = 0.5, bottom: float = 1200
) -> list[Point]:
    """Fill a broken skyline down to ``bottom`` and return its points."""
    heights = [p.rng.uniform(0.2, 0.8), p.rng.uniform(0.2, 0.8)]
    swing = 0.5
    for _ in range(6):
        finer = []
        for a, b in pairwise(heights):
            finer += [a, (a + b) / 2 + p.rng.uniform(-swing, swing)]
        heights = [*finer, heights[-1]]
        swing *= rough
    low, high = min(heights), max(heights)
    span = p.width / (len(heights) - 1)
    line = [(i * span, y - (h - low) / (high - low) * height) for i, h in enumerate(heights)]
    p.poly([(0, bottom), *line, (p.width, bottom)], fill)
    return line


def hill(
    p: Plate, crests: Sequence[Point], fill: Fill, bottom: float = 1200, shade: str | None = None
) -> list[Point]:
    """Fill a smooth hill that passes through its crests and return its edge."""
    edge = smooth(crests)
    outline = [(edge[0][0], bottom), *edge, (edge[-1][0], bottom)]
    p.poly(outline, fill)
    if shade is not None:
        p.shade(outline, shade, "down", 0.6, 1.1)
    return edge


def peak(
    p: Plate, apex: Point, left: Point, right: Point, light: str, dark: str, snow: str | None = None
) -> None:
    """Draw a faceted mountain, lit from the left."""
    foot = between(left, right, p.rng.uniform(0.42, 0.56))
    spine = [apex]
    for step in range(1, 8):
        x, y = between(apex, foot, step / 8)
        reach = (right[0] - left[0]) * 0.055
        spine.append((x + (reach if step % 2 else -reach * 0.7) * p.rng.uniform(0.6, 1.2), y))
    spine.append(foot)
    west, east = _flank(p, apex, left), _flank(p, apex, right)
    p.poly([*west, *spine[::-1]], [light, mix(light, dark, 0.35)])
    p.poly([*east, *spine[::-1]], dark)
    p.shade([*east, *spine[::-1]], light, "down", 0.45)
    if snow is not None:
        _snow(p, apex, west, east, spine, snow, mix(snow, dark, 0.45))


def _flank(p: Plate, apex: Point, foot: Point) -> list[Point]:
    points = [apex]
    for step in range(1, 9):
        x, y = between(apex, foot, step / 9)
        points.append((x, y + p.rng.uniform(-0.035, 0.035) * (foot[1] - apex[1])))
    return [*points, foot]


def _snow(
    p: Plate,
    apex: Point,
    west: Sequence[Point],
    east: Sequence[Point],
    spine: Sequence[Point],
    light: str,
    dark: str,
) -> None:
    for side, ink in ((west, light), (east, dark)):
        inner, outer = spine[3], side[4]
        hem = []
        for step in range(1, 8):
            x, y = between(outer, inner, step / 8)
            drop = (inner[1] - apex[1]) * (0.42 if step % 2 else -0.12) * p.rng.uniform(0.6, 1.2)
            hem.append((x, y + drop))
        p.poly([*side[:5], *hem, *spine[3::-1]], ink)


def furrows(
    p: Plate, eye: Point, bottom: float, count: int, ink: str, width: float, spread: float
) -> None:
    """Draw rows that run from the foot of the picture to a vanishing point."""
    middle = p.width / 2
    for row in range(count):
        foot = middle + (row - count / 2 + 0.5) * spread
        p.poly([eye, (foot - width, bottom), (foot + width, bottom)], ink)


def pine(p: Plate, x: float, y: float, height: float, ink: str, lit: str | None = None) -> None:
    """Draw a conifer of stacked skirts, lit on its left if ``lit`` is given."""
    tiers = 5
    p.rect((x - height * 0.02, y - height * 0.15, x + height * 0.02, y), ink)
    for tier in range(tiers):
        top = y - height + tier * height * 0.16
        base = top + height * 0.28
        half = height * (0.07 + tier * 0.042)
        p.poly([(x, top), (x - half, base), (x, base - height * 0.03), (x + half, base)], ink)
        if lit is not None:
            p.poly([(x, top), (x - half, base), (x - half * 0.25, base - height * 0.03)], lit)


def pines(
    p: Plate, y: float, count: int, low: float, high: float, ink: str, sway: float = 0
) -> None:
    """Plant a stand of conifers across the plate."""
    for tree in range(count):
        x = (tree + p.rng.uniform(0, 1)) * p.width / count
        pine(p, x, y + p.rng.uniform(-sway, sway), p.rng.uniform(low, high), ink)


def crown(p: Plate, x: float, y: float, r: float, light: str, dark: str, lumps: int = 9) -> None:
    """Draw a round leafy crown, lit from the upper left."""
    balls = []
    for lump in range(lumps):
        angle = lump / lumps * math.tau + p.rng.uniform(-0.2, 0.2)
        reach = r * p.rng.uniform(0.45, 0.68)
        balls.append((x + math.cos(angle) * reach, y + math.sin(angle) * reach * 0.8))
    for bx, by in balls:
        p.disc(bx + r * 0.07, by + r * 0.08, r * 0.48, dark)
    p.disc(x, y, r * 0.6, mix(light, dark, 0.45))
    for bx, by in balls:
        shift = 0.3 if by < y + r * 0.2 else 0.65
        p.disc(bx - r * 0.06, by - r * 0.07, r * 0.4, mix(light, dark, shift))
    for dx, dy, size in ((-0.3, -0.34, 0.3), (0.05, -0.42, 0.26), (-0.42, -0.02, 0.24)):
        p.disc(x + dx * r, y + dy * r, r * size, light)
    p.shade(oval(x, y, r * 0.95, r * 0.9), dark, "right", 0.55)


def tree(p: Plate, x: float, y: float, height: float, light: str, dark: str, bark: str) -> None:
    """Draw a broad-leaved tree standing at (x, y)."""
    w = height * 0.035
    trunk = [(x - w * 1.5, y), (x - w * 0.7, y - height * 0.5), (x + w * 0.7, y - height * 0.5)]
    p.poly([*trunk, (x + w * 1.7, y)], [darker(bark, 0.3), bark])
    p.line([(x, y - height * 0.34), (x - height * 0.14, y - height * 0.55)], bark, w)
    p.line([(x, y - height * 0.3), (x + height * 0.15, y - height * 0.52)], bark, w)
    crown(p, x, y - height * 0.66, height * 0.34, light, dark)


def cypress(p: Plate, x: float, y: float, height: float, light: str, dark: str) -> None:
    """Draw a cypress: a narrow flame with a lit left side."""
    w = height * 0.1
    left = smooth(
        [
            (x, y - height),
            (x - w * 0.8, y - height * 0.5),
            (x - w, y - height * 0.2),
            (x - w * 0.3, y),
        ]
    )
    right = smooth(
        [
            (x + w * 0.3, y),
            (x + w, y - height * 0.2),
            (x + w * 0.8, y - height * 0.5),
            (x, y - height),
        ]
    )
    p.poly(left + right, dark)
    p.shade(left + right, light, "left", 0.9, 1.2)


def palm(p: Plate, x: float, y: float, height: float, ink: str, lit: str) -> None:
    """Draw a date palm."""
    lean = height * 0.06
    top = (x + lean, y - height)
    stem = smooth([(x, y), (x + lean * 0.2, y - height * 0.5), top])
    p.line(stem, darker(lit, 0.45), height * 0.045)
    for angle in (-170, -145, -118, -62, -35, -10, 15, 165):
        a = math.radians(angle)
        reach = height * 0.42
        tip = (top[0] + math.cos(a) * reach, top[1] + math.sin(a) * reach * 0.6 + reach * 0.25)
        bend = (top[0] + math.cos(a) * reach * 0.6, top[1] + math.sin(a) * reach * 0.75)
        upper = smooth([top, bend, tip])
        lower = [
            (px, py + height * 0.055 * math.sin(i / len(upper) * math.pi))
            for i, (px, py) in enumerate(upper)
        ]
        p.poly(upper + lower[::-1], lit if angle < -90 else ink)


def olive(p: Plate, x: float, y: float, size: float, light: str, dark: str, bark: str) -> None:
    """Draw an old olive: a twisted double trunk under loose silver crowns."""
    s = size
    p.soft(oval(x + s * 0.2, y + s * 0.02, s * 0.62, s * 0.09), darker(bark, 0.5), 0.55, 5)
    left = smooth(
        [
            (x - s * 0.13, y),
            (x - s * 0.02, y - s * 0.2),
            (x - s * 0.13, y - s * 0.38),
            (x - s * 0.2, y - s * 0.55),
        ]
    )
    inner = smooth(
        [(x - s * 0.1, y - s * 0.58), (x + s * 0.0, y - s * 0.36), (x + s * 0.16, y - s * 0.58)]
    )
    right = smooth(
        [
            (x + s * 0.24, y - s * 0.54),
            (x + s * 0.1, y - s * 0.3),
            (x + s * 0.09, y - s * 0.15),
            (x + s * 0.17, y),
        ]
    )
    p.poly(left + inner + right, [darker(bark, 0.25), bark])
    p.shade(left + inner + right, darker(bark, 0.6), "right", 0.85)
    for dx, dy, r in ((0.28, -0.62, 0.26), (-0.3, -0.6, 0.27), (0.02, -0.76, 0.32)):
        crown(p, x + dx * s, y + dy * s, r * s, light, dark, 8)
    for _ in range(int(14 + s * 0.12)):
        a, r = p.rng.uniform(0, math.tau), p.rng.uniform(0.2, 0.55)
        lx, ly = x + math.cos(a) * r * s, y - s * 0.68 + math.sin(a) * r * s * 0.55
        tip = (lx + p.rng.uniform(-0.06, 0.06) * s, ly - p.rng.uniform(0.01, 0.05) * s)
        p.line([(lx, ly), tip], lighter(light, 0.3), max(1.5, s * 0.009))


def tufts(p: Plate, top: float, bottom: float, count: int, inks: Sequence[str]) -> None:
    """Scatter blades of grass that grow with nearness."""
    for _ in range(count):
        depth = p.rng.random() ** 0.6
        x, y = p.rng.uniform(0, p.width), top + (bottom - top) * depth
        size = 5 + 20 * depth
        lean = p.rng.uniform(-0.4, 0.4) * size
        base = size * 0.14
        p.poly([(x - base, y), (x + lean, y - size), (x + base, y)], p.rng.choice(list(inks)))
