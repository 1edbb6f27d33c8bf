"""Ships and quays: hulls, containers, gantry cranes, fishing boats."""

from collections.abc import Sequence

from .colour import darker, lighter, mix
from .plate import Plate
from .shapes import Box, Point, between, oval, sag, smooth


def gantry(p: Plate, x: float, y: float, h: float, ink: str, lit: str, way: int = -1) -> None:
    """Draw a ship-to-shore crane whose boom reaches to the left (-1) or right (1)."""
    w = h * 0.03
    half = h * 0.17
    deck = y - h * 0.58
    for leg in (-half, half):
        p.rect((x + leg - w / 2, deck, x + leg + w / 2, y), ink)
        p.rect((x + leg - w / 2, deck, x + leg - w / 6, y), lit)
    p.rect((x - half, y - h * 0.3, x + half, y - h * 0.27), ink)
    p.line([(x - half, y - h * 0.28), (x + half, deck)], ink, w * 0.5)
    p.line([(x - half, deck), (x + half, y - h * 0.28)], ink, w * 0.4)
    tip, tail = x + way * h * 0.86, x - way * h * 0.4
    p.rect((min(tip, tail), deck - h * 0.035, max(tip, tail), deck), ink)
    p.rect((min(tip, tail), deck - h * 0.035, max(tip, tail), deck - h * 0.022), lit)
    mast = (x + way * half, y - h)
    p.line([(x + way * half, deck), mast, (x - way * half * 0.6, deck)], ink, w * 0.8)
    for reach in (0.4, 0.8):
        p.line([mast, (x + way * h * reach, deck - h * 0.03)], ink, w * 0.28)
    p.line([mast, (tail, deck - h * 0.03)], ink, w * 0.28)
    p.rect((x - half * 0.9, deck - h * 0.1, x + half * 0.3, deck - h * 0.03), ink)
    cab = x + way * h * 0.5
    p.rect((cab - w, deck, cab + w, deck + h * 0.05), ink)
    for side in (-0.6, 0.6):
        p.line([(cab + side * w, deck + h * 0.05), (cab + side * w, deck + h * 0.27)], ink, 1.2)
    p.rect((cab - w * 2.2, deck + h * 0.27, cab + w * 2.2, deck + h * 0.33), lit)


def stack(
    p: Plate, box: Box, columns: int, rows: int, inks: Sequence[str], ragged: float = 0.3
) -> None:
    """Fill a deck with containers seen from the side."""
    left, top, right, bottom = box
    wide, tall = (right - left) / columns, (bottom - top) / rows
    for column in range(columns):
        missing = p.rng.choice((0, 0, 1, 1, 2)) if ragged and p.rng.random() < ragged else 0
        for row in range(missing, rows):
            ink = p.rng.choice(list(inks))
            x, y = left + column * wide, top + row * tall
            p.rect((x + 1, y + 1, x + wide - 1, y + tall - 1), ink)
            p.rect((x + 1, y + tall * 0.72, x + wide - 1, y + tall - 1), darker(ink, 0.3))
            for rib in range(1, 6):
                rx = x + wide * rib / 6
                p.line([(rx, y + 2), (rx, y + tall - 2)], darker(ink, 0.2), 1)


def freighter(
    p: Plate,
    x: float,
    y: float,
    length: float,
    hull: str,
    belt: str,
    house: str,
    inks: Sequence[str],
) -> None:
    """Draw a laden freighter from the side with its bow to the left."""
    h = length * 0.1
    deck = y - h
    left, right = x, x + length
    stack(p, (left + length * 0.16, deck - h * 1.15, left + length * 0.74, deck + 2), 9, 4, inks)
    tower = (left + length * 0.77, deck - h * 2.0, left + length * 0.87, deck + 2)
    p.rect(tower, [lighter(house, 0.2), house, darker(house, 0.35)], across=True)
    wing = length * 0.015
    p.rect(
        (tower[0] - wing, tower[1] + h * 0.1, tower[2] + wing, tower[1] + h * 0.3),
        darker(house, 0.6),
    )
    p.rect((left + length * 0.9, deck - h * 1.2, left + length * 0.95, deck), belt)
    p.line(
        [(tower[0] + wing, tower[1]), (tower[0] + wing, tower[1] - h * 0.6)], darker(house, 0.4), 3
    )
    body = [(left - length * 0.02, deck - h * 0.25), (left + length * 0.08, deck), (right, deck)]
    body += [(right - length * 0.012, y), (left + length * 0.045, y)]
    p.poly(body, [lighter(hull, 0.12), hull])
    p.shade(body, darker(hull, 0.5), "right", 0.7)
    p.poly(
        [
            (left + length * 0.035, y - h * 0.2),
            (right - length * 0.01, y - h * 0.2),
            (right - length * 0.012, y),
            (left + length * 0.045, y),
        ],
        belt,
    )


def fishing_boat(
    p: Plate,
    x: float,
    y: float,
    length: float,
    hull: str,
    trim: str,
    cabin: str,
    lamp: str,
    way: int = 1,
) -> Point:
    """Draw a wooden boat with a wheelhouse, mast and lamp; return where the lamp hangs."""
    s = length

    def at(px: float, py: float) -> Point:
        return (x + way * px * s, y + py * s)

    sheer = smooth([at(-0.5, -0.14), at(-0.1, -0.105), at(0.25, -0.14), at(0.56, -0.25)])
    keel = smooth([at(0.44, 0.0), at(0, 0.03), at(-0.45, 0.0)])
    house = [at(-0.34, -0.1), at(-0.34, -0.33), at(-0.09, -0.33), at(-0.05, -0.1)]
    p.poly(house, cabin)
    p.shade(house, darker(cabin, 0.4), "left" if way > 0 else "right", 0.6)
    p.poly([at(-0.38, -0.33), at(-0.37, -0.36), at(-0.06, -0.36), at(-0.05, -0.33)], trim)
    for left in (-0.3, -0.2):
        p.poly(
            [at(left, -0.29), at(left + 0.075, -0.29), at(left + 0.08, -0.21), at(left, -0.21)],
            lamp,
        )
    p.line([at(0.06, -0.1), at(0.06, -0.72)], darker(trim, 0.4), s * 0.016)
    p.line([at(0.06, -0.62), at(0.52, -0.26)], darker(trim, 0.3), s * 0.005)
    p.line([at(0.06, -0.7), at(-0.48, -0.16)], darker(trim, 0.3), s * 0.005)
    p.poly([*sheer, *keel], [lighter(hull, 0.1), darker(hull, 0.35)])
    p.shade([*sheer, *keel], darker(hull, 0.6), "down", 0.8)
    p.line(sheer, trim, s * 0.02)
    p.line([(px, py + s * 0.045) for px, py in sheer[2:-2]], mix(hull, trim, 0.35), s * 0.007)
    return at(0.06, -0.66)


def net(
    p: Plate, a: Point, b: Point, drop: float, ink: str, floats: str, width: float = 1.6
) -> None:
    """Hang a net with floats between two points."""
    upper, lower = sag(a, b, drop * 0.25), sag(a, b, drop)
    p.poly([*upper, *lower[::-1]], ink, 0.38)
    for index in range(len(upper)):
        for other in (index - 3, index + 3):
            if 0 <= other < len(lower):
                p.line([upper[index], lower[other]], ink, width, 0.9)
    for share in (0.25, 0.5, 0.75):
        p.line([between(u, v, share) for u, v in zip(upper, lower, strict=True)], ink, width, 0.6)
    for px, py in upper[::2]:
        p.poly(oval(px, py, width * 4, width * 3), floats)


def gulls(p: Plate, places: Sequence[tuple[float, float, float]], light: str, dark: str) -> None:
    """Draw gulls on the wing at (x, y, size)."""
    for x, y, s in places:
        near = [
            (x, y),
            (x - s * 0.5, y - s * 0.42),
            (x - s * 1.1, y - s * 0.28),
            (x - s * 0.5, y - s * 0.2),
        ]
        far = [
            (x, y),
            (x + s * 0.45, y - s * 0.5),
            (x + s * 1.0, y - s * 0.5),
            (x + s * 0.5, y - s * 0.26),
        ]
        p.poly(near, light)
        p.poly(far, dark)
        p.poly(
            [
                (x - s * 0.3, y + s * 0.1),
                (x, y - s * 0.08),
                (x + s * 0.34, y - s * 0.04),
                (x, y + s * 0.12),
            ],
            light,
        )
