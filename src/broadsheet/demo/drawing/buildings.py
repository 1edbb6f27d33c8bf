"""Buildings: blocks, houses, windows and domes."""

from collections.abc import Sequence

from .colour import Fill, darker, lighter, mix
from .plate import Plate
from .shapes import Box, arch, oval, rect, smooth


def windows(
    p: Plate,
    box: Box,
    columns: int,
    rows: int,
    inks: Sequence[str],
    lit: float = 1,
    fill: tuple[float, float] = (0.55, 0.6),
    round_head: bool = False,
) -> None:
    """Set a grid of windows into a box; ``lit`` is the share that is drawn."""
    left, top, right, bottom = box
    wide, tall = (right - left) / columns, (bottom - top) / rows
    for row in range(rows):
        for column in range(columns):
            if p.rng.random() > lit:
                continue
            x = left + wide * (column + (1 - fill[0]) / 2)
            y = top + tall * (row + (1 - fill[1]) / 2)
            pane = (x, y, x + wide * fill[0], y + tall * fill[1])
            p.poly(arch(pane) if round_head else rect(pane), p.rng.choice(list(inks)))


def block(p: Plate, box: Box, light: Fill, dark: str, side: float, drop: float = 0) -> None:
    """Draw a plain building with a side plane in shadow on its right."""
    left, top, right, bottom = box
    edge = right - (right - left) * side
    p.rect((left, top, edge + 1, bottom), light)
    plane = [(edge, top), (right, top + drop), (right, bottom), (edge, bottom)]
    p.poly(plane, dark)
    p.shade(plane, darker(dark, 0.4), "down", 0.5)


def house(
    p: Plate,
    x: float,
    y: float,
    width: float,
    height: float,
    wall: str,
    roof: str,
    side: float = 0.5,
) -> None:
    """Draw a gabled house: a lit gable on the left, a long shadowed flank on the right."""
    gable = width * (1 - side)
    ridge_y = y - height
    eave = y - height * 0.62
    flank = [(x + gable, eave), (x + width, eave), (x + width, y), (x + gable, y)]
    p.poly(flank, darker(wall, 0.3))
    p.shade(flank, darker(wall, 0.6), "down", 0.5)
    p.poly([(x, y), (x, eave), (x + gable / 2, ridge_y), (x + gable, eave), (x + gable, y)], wall)
    over = width * 0.03
    slope = [(x + gable / 2, ridge_y - over), (x + width - gable * 0.42, ridge_y - over)]
    slope += [(x + width + over, eave + over), (x + gable + over, eave + over)]
    p.poly(slope, roof)
    p.shade(slope, darker(roof, 0.5), "right", 0.8)
    p.line([(x - over, eave + over), (x + gable / 2, ridge_y - over)], lighter(roof, 0.15), over)


def cube_house(
    p: Plate, x: float, y: float, width: float, height: float, wall: str, dark: str
) -> None:
    """Draw a flat-roofed house with a door and small windows."""
    block(p, (x, y - height, x + width, y), wall, dark, 0.38)
    ink = mix(dark, "#1c2940", 0.6)
    w = width * 0.1
    for place in (0.14, 0.4):
        left = x + width * place
        p.rect((left, y - height * 0.72, left + w, y - height * 0.48), ink)
    p.poly(arch((x + width * 0.26, y - height * 0.36, x + width * 0.4, y)), ink)


def dome(p: Plate, x: float, y: float, r: float, light: str, dark: str, rise: float = 1.1) -> None:
    """Draw a ribbed dome that springs from y, lit from the left."""
    shell = oval(x, y, r, r * rise, 180, 360)
    p.poly(shell, [light, mix(light, dark, 0.55), dark], across=True)
    for rib in (-0.72, -0.4, 0, 0.4, 0.72):
        curve = [
            (x + rib * r * (1 - (1 - step / 10) ** 2.6), y - r * rise + r * rise * step / 10)
            for step in range(11)
        ]
        p.line(curve, mix(dark, light, 0.28 if rib > 0 else 0.6), max(2, r * 0.018))
    p.shade(shell, darker(dark, 0.4), "right", 0.8)


def columns(p: Plate, box: Box, count: int, light: str, dark: str) -> None:
    """Stand a row of round columns with capitals in a box."""
    left, top, right, bottom = box
    span = (right - left) / (count - 1)
    w = span * 0.17
    for index in range(count):
        x = left + index * span
        p.rect((x - w, top, x + w, bottom), [light, light, dark], across=True)
        p.rect((x - w * 1.5, top, x + w * 1.5, top + w * 0.9), light)
        p.rect((x - w * 1.5, bottom - w * 0.9, x + w * 1.5, bottom), mix(light, dark, 0.3))


def awning(p: Plate, box: Box, first: str, second: str, stripes: int, lean: float = 0.12) -> None:
    """Draw a striped awning with a scalloped hem."""
    left, top, right, bottom = box
    wide = right - left
    shift = wide * lean
    for stripe in range(stripes):
        a, b = stripe / stripes, (stripe + 1) / stripes
        ink = first if stripe % 2 else second
        x0, x1 = left - shift + (wide + 2 * shift) * a, left - shift + (wide + 2 * shift) * b
        p.poly([(left + wide * a, top), (left + wide * b, top), (x1, bottom), (x0, bottom)], ink)
        p.disc((x0 + x1) / 2, bottom, (x1 - x0) / 2, darker(ink, 0.14), ry=(x1 - x0) * 0.4)
    sheet = [(left, top), (right, top), (right + shift, bottom), (left - shift, bottom)]
    p.shade(sheet, darker(first, 0.6), "down", 0.5)


def lamp_post(p: Plate, x: float, y: float, height: float, ink: str, light: str) -> None:
    """Draw a street lamp and its light."""
    p.rect((x - height * 0.012, y - height, x + height * 0.012, y), ink)
    p.poly(oval(x, y - height, height * 0.05, height * 0.06), light)
    p.line(
        smooth(
            [
                (x - height * 0.05, y - height * 1.05),
                (x, y - height * 1.1),
                (x + height * 0.05, y - height * 1.05),
            ]
        ),
        ink,
        height * 0.02,
    )
    p.glow(x, y - height, height * 0.4, light, 0.6)
