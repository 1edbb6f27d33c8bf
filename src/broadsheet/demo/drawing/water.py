"""Water: surfaces, glints and reflections."""

from .colour import Fill
from .plate import Plate
from .shapes import Point


def surface(p: Plate, top: float, fill: Fill, bottom: float = 1200) -> None:
    """Fill flat water from the horizon line down."""
    p.rect((0, top, p.width, bottom), fill)


def glints(
    p: Plate, x: float, top: float, bottom: float, spread: tuple[float, float], ink: str, count: int
) -> None:
    """Lay a path of light on water that widens from ``spread[0]`` to ``spread[1]``."""
    for _ in range(count):
        depth = p.rng.random() ** 1.2
        y = top + (bottom - top) * depth
        reach = spread[0] + (spread[1] - spread[0]) * depth
        middle = x + p.rng.gauss(0, 0.42) * reach
        half = (8 + 46 * depth) * p.rng.uniform(0.35, 1.2)
        lens(p, middle, y, half, 1.2 + 3.4 * depth, ink, 0.92)


def ripples(
    p: Plate, top: float, bottom: float, ink: str, count: int, alpha: float = 0.5, size: float = 1
) -> None:
    """Scatter wavelets over the whole surface, larger nearer the eye."""
    for _ in range(count):
        depth = p.rng.random() ** 0.8
        half = (14 + 105 * depth) * p.rng.uniform(0.4, 1.1) * size
        y = top + (bottom - top) * depth
        lens(p, p.rng.uniform(0, p.width), y, half, (1 + 3.6 * depth) * size, ink, alpha)


def lens(p: Plate, x: float, y: float, half: float, thick: float, ink: str, alpha: float) -> None:
    """Draw one wavelet: a thin lens lying on the water."""
    outline: list[Point] = [
        (x - half, y),
        (x - half * 0.4, y - thick * 0.8),
        (x + half * 0.3, y - thick),
        (x + half, y),
        (x + half * 0.35, y + thick * 0.7),
        (x - half * 0.45, y + thick * 0.9),
    ]
    p.poly(outline, ink, alpha)


def column(
    p: Plate, x: float, top: float, depth: float, width: float, ink: str, alpha: float = 0.5
) -> None:
    """Draw the broken upright reflection of one lamp or lit window."""
    rows = max(4, int(depth / 14))
    for row in range(rows):
        place = row / rows
        half = width * (1 - 0.35 * place) * p.rng.uniform(0.5, 1.15)
        shift = p.rng.uniform(-0.35, 0.35) * width
        y = top + depth * place
        lens(p, x + shift, y, half, 3.2, ink, alpha * (1 - place) + 0.08)
