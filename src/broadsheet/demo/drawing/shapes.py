"""Outlines: lists of points that a plate can fill."""

import math
from collections.abc import Sequence

Point = tuple[float, float]
Box = tuple[float, float, float, float]


def oval(
    x: float, y: float, rx: float, ry: float, start: float = 0, end: float = 360
) -> list[Point]:
    """Return points along an ellipse, in degrees clockwise from three o'clock."""
    steps = max(12, int(abs(end - start) / 5))
    angles = [math.radians(start + (end - start) * step / steps) for step in range(steps + 1)]
    return [(x + rx * math.cos(angle), y + ry * math.sin(angle)) for angle in angles]


def rect(box: Box) -> list[Point]:
    """Return the four corners of a box."""
    left, top, right, bottom = box
    return [(left, top), (right, top), (right, bottom), (left, bottom)]


def arch(box: Box, rise: float | None = None, pointed: bool = False) -> list[Point]:
    """Return an opening with straight sides and a round or pointed head."""
    left, top, right, bottom = box
    half = (right - left) / 2
    rise = half if rise is None else rise
    middle = (left + right) / 2
    if not pointed:
        head = oval(middle, top + rise, half, rise, 180, 360)
    else:
        head = smooth([(left, top + rise), (left + half * 0.3, top + rise * 0.35), (middle, top)])
        head += smooth(
            [(middle, top), (right - half * 0.3, top + rise * 0.35), (right, top + rise)]
        )
    return [(left, bottom), *head, (right, bottom)]


def smooth(points: Sequence[Point], closed: bool = False, steps: int = 10) -> list[Point]:
    """Return a curve that passes through every point."""
    count = len(points)
    if count < 3:
        return list(points)
    result: list[Point] = []
    for index in range(count if closed else count - 1):
        if closed:
            a, b, c, d = (points[(index + shift) % count] for shift in (-1, 0, 1, 2))
        else:
            a, b = points[max(index - 1, 0)], points[index]
            c, d = points[index + 1], points[min(index + 2, count - 1)]
        for step in range(steps):
            t = step / steps
            result.append((_spline(a[0], b[0], c[0], d[0], t), _spline(a[1], b[1], c[1], d[1], t)))
    if not closed:
        result.append(points[-1])
    return result


def _spline(a: float, b: float, c: float, d: float, t: float) -> float:
    bend = (2 * a - 5 * b + 4 * c - d) * t * t + (3 * b - a - 3 * c + d) * t * t * t
    return 0.5 * (2 * b + (c - a) * t + bend)


def ribbon(spine: Sequence[tuple[float, float, float]]) -> list[Point]:
    """Return a band along a spine of (x, y, half width) stations, as seen from the side."""
    left = smooth([(x - half, y) for x, y, half in spine])
    right = smooth([(x + half, y) for x, y, half in spine])
    return left + right[::-1]


def between(a: Point, b: Point, amount: float) -> Point:
    """Return the point that lies ``amount`` of the way from a to b."""
    return (a[0] + (b[0] - a[0]) * amount, a[1] + (b[1] - a[1]) * amount)


def sag(a: Point, b: Point, drop: float) -> list[Point]:
    """Return a wire that hangs between two points."""
    result = []
    for step in range(17):
        t = step / 16
        x, y = between(a, b, t)
        result.append((x, y + drop * 4 * t * (1 - t)))
    return result


def moved(points: Sequence[Point], dx: float, dy: float) -> list[Point]:
    """Return the points shifted."""
    return [(x + dx, y + dy) for x, y in points]


def placed(points: Sequence[Point], x: float, y: float, size: float) -> list[Point]:
    """Return unit-sized points enlarged to ``size`` about (x, y)."""
    return [(x + px * size, y + py * size) for px, py in points]
