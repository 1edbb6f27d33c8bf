"""People: small standing, walking and working figures."""

from .colour import darker
from .plate import Plate
from .shapes import oval, placed, smooth


def figure(
    p: Plate,
    x: float,
    y: float,
    height: float,
    coat: str,
    legs: str = "#23232f",
    skin: str = "#a06a48",
    hair: str = "#1d1720",
    dress: bool = False,
    scarf: str | None = None,
    stride: float = 0.05,
    arm: tuple[float, float] | None = None,
) -> None:
    """Draw a person whose feet are at (x, y); ``arm`` is where the leading hand reaches."""
    h = height
    p.soft(oval(x + h * 0.08, y, h * 0.2, h * 0.025), "#0c0a12", 0.4, 4)
    if not dress:
        for side in (-1, 1):
            foot = x + side * h * stride
            hip = x + side * h * 0.035
            leg = [
                (hip - h * 0.04, y - h * 0.5),
                (hip + h * 0.045, y - h * 0.5),
                (foot + h * 0.03, y),
            ]
            p.poly([*leg, (foot - h * 0.03, y)], legs if side < 0 else darker(legs, 0.3))
            p.poly(
                [(foot - h * 0.03, y), (foot + h * 0.06, y), (foot + h * 0.02, y - h * 0.03)],
                darker(legs, 0.5),
            )
    hem = -0.04 if dress else -0.4
    flare = 0.17 if dress else 0.115
    body = [(-0.055, -0.83), (-0.125, -0.79), (-0.115, -0.58), (-flare, hem)]
    body += [(flare, hem), (0.115, -0.58), (0.125, -0.79), (0.055, -0.83)]
    outline = placed(body, x, y, h)
    p.poly(outline, coat)
    p.shade(outline, darker(coat, 0.45), "right", 0.9)
    p.rect((x - h * 0.028, y - h * 0.87, x + h * 0.028, y - h * 0.81), darker(skin, 0.25))
    hand = arm if arm is not None else (0.14, -0.42)
    sleeve = smooth(placed([(0.1, -0.78), (0.17, -0.6), hand], x, y, h))
    p.line(sleeve, darker(coat, 0.35), h * 0.055)
    p.disc(*placed([hand], x, y, h)[0], h * 0.026, skin)
    p.disc(x, y - h * 0.915, h * 0.062, skin, ry=h * 0.075)
    if scarf is not None:
        wrap = [(-0.07, -0.95), (0, -1.0), (0.07, -0.95), (0.08, -0.82), (0, -0.79), (-0.08, -0.82)]
        p.poly(smooth(placed(wrap, x, y, h), closed=True), scarf)
        p.disc(x - h * 0.01, y - h * 0.91, h * 0.042, skin, ry=h * 0.055)
    else:
        cap = [
            (-0.068, -0.9),
            (-0.06, -0.97),
            (0, -1.0),
            (0.06, -0.975),
            (0.072, -0.89),
            (0.02, -0.95),
        ]
        p.poly(smooth(placed(cap, x, y, h), closed=True), hair)


def silhouette(p: Plate, x: float, y: float, height: float, ink: str, stride: float = 0.06) -> None:
    """Draw a person against the light, in one ink."""
    h = height
    body = [(-0.05, -0.84), (-0.12, -0.79), (-0.13, -0.5), (-0.1, -0.42), (-0.05 - stride, 0)]
    body += [(0.01 - stride, 0), (0, -0.38), (stride, 0), (stride + 0.06, 0), (0.1, -0.42)]
    body += [(0.13, -0.5), (0.12, -0.79), (0.05, -0.84)]
    p.poly(placed(body, x, y, h), ink)
    p.disc(x, y - h * 0.92, h * 0.062, ink, ry=h * 0.078)


def crowd(
    p: Plate, x0: float, x1: float, y: float, rows: int, size: float, inks: list[str]
) -> None:
    """Fill a stand or a square with heads and shoulders."""
    for row in range(rows):
        count = int((x1 - x0) / (size * 1.2))
        for seat in range(count):
            x = x0 + (seat + (row % 2) * 0.5 + p.rng.uniform(-0.15, 0.15)) * size * 1.2
            top = y + row * size * 1.1
            ink = p.rng.choice(inks)
            p.poly(oval(x, top + size * 0.9, size * 0.55, size * 0.6, 180, 360), ink)
            p.disc(x, top, size * 0.3, darker(ink, 0.2))
