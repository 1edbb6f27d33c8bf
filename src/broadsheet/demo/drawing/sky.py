"""Skies: light, sun and moon, clouds, stars and rays."""

import math

from .colour import Fill, mix
from .plate import Plate
from .shapes import Point, oval, smooth


def sky(p: Plate, fill: Fill, bottom: float = 1200) -> None:
    """Fill the plate from its top down to ``bottom``."""
    p.rect((0, 0, p.width, bottom), fill)


def sun(p: Plate, x: float, y: float, r: float, ink: str, halo: str, reach: float = 5) -> None:
    """Draw a sun or a full moon with its halo."""
    p.glow(x, y, r * reach, halo, 0.75)
    p.glow(x, y, r * reach * 0.45, halo, 0.7)
    p.disc(x, y, r, ink)


def moon(p: Plate, x: float, y: float, r: float, ink: str, dark: str) -> None:
    """Draw a moon with its seas."""
    p.glow(x, y, r * 5, ink, 0.35)
    p.disc(x, y, r, ink)
    for dx, dy, size in ((-0.3, -0.2, 0.28), (0.25, 0.15, 0.22), (-0.1, 0.45, 0.17)):
        p.disc(x + dx * r, y + dy * r, size * r, mix(ink, dark, 0.22))
    p.shade(oval(x, y, r, r), mix(ink, dark, 0.5), "right", 0.6)


def stars(p: Plate, count: int, bottom: float, ink: str = "#fff4d8") -> None:
    """Scatter stars, thinning towards ``bottom``."""
    for _ in range(count):
        x, y = p.rng.uniform(0, p.width), bottom * p.rng.random() ** 1.4
        size = p.rng.choice((0.9, 1.1, 1.1, 1.5, 2.4))
        p.disc(x, y, size, ink, alpha=p.rng.uniform(0.45, 0.98))


def streaks(
    p: Plate, y: float, spread: float, count: int, ink: str, alpha: float = 0.8, size: float = 1
) -> None:
    """Draw long flat bands of cloud with round ends."""
    for _ in range(count):
        x = p.rng.uniform(-100, p.width + 100)
        top = y + p.rng.uniform(-spread, spread)
        half = p.rng.uniform(110, 340) * size
        thick = p.rng.uniform(5, 13) * size
        lens = [(x - half, top), (x - half * 0.3, top - thick), (x + half * 0.4, top - thick * 0.7)]
        lens += [
            (x + half, top),
            (x + half * 0.3, top + thick * 0.6),
            (x - half * 0.5, top + thick * 0.5),
        ]
        p.poly(smooth(lens, closed=True, steps=6), ink, alpha * p.rng.uniform(0.6, 1))


def heap(p: Plate, x: float, y: float, width: float, light: str, dark: str) -> None:
    """Draw one heaped cloud with a flat base and a shadow beneath."""
    lumps = []
    for lump in range(6):
        place = (lump + 0.5) / 6
        rise = math.sin(math.pi * place) * width * p.rng.uniform(0.06, 0.16)
        r = width * (0.08 + 0.09 * math.sin(math.pi * place)) * p.rng.uniform(0.9, 1.15)
        lumps.append((x - width / 2 + place * width, y - rise, r))
    left = min(cx - r for cx, _, r in lumps)
    right = max(cx + r for cx, _, r in lumps)
    crown: list[Point] = []
    for step in range(121):
        px = left + (right - left) * step / 120
        tops = [
            cy - math.sqrt(max(0, r * r - (px - cx) ** 2))
            for cx, cy, r in lumps
            if abs(px - cx) <= r
        ]
        crown.append((px, min([y, *tops])))
    outline = [(left, y), *crown, (right, y)]
    p.poly(outline, light)
    p.shade(outline, dark, "down", 0.85, 1.3)


def rays(
    p: Plate, x: float, y: float, ink: str, alpha: float, angles: list[tuple[float, float]]
) -> None:
    """Throw translucent wedges of light from one point, angles in degrees."""
    far = 2400
    for start, end in angles:
        a, b = math.radians(start), math.radians(end)
        wedge = [
            (x, y),
            (x + far * math.cos(a), y + far * math.sin(a)),
            (x + far * math.cos(b), y + far * math.sin(b)),
        ]
        p.poly(wedge, ink, alpha)


def birds(p: Plate, x: float, y: float, count: int, ink: str, size: float = 14) -> None:
    """Draw a loose flock."""
    for _ in range(count):
        bx, by = x + p.rng.uniform(-130, 130), y + p.rng.uniform(-55, 55)
        s = size * p.rng.uniform(0.6, 1.1)
        left = smooth([(bx - s, by - s * 0.3), (bx - s * 0.5, by - s * 0.5), (bx, by)])
        right = smooth([(bx, by), (bx + s * 0.5, by - s * 0.5), (bx + s, by - s * 0.3)])
        p.line(left + right, ink, max(1.5, s * 0.16))
