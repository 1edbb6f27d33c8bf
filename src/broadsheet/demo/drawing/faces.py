"""Faces: the planes, hair and dress that a portrait bust is built from."""

from dataclasses import dataclass

from .colour import darker, lighter, mix
from .plate import Plate
from .shapes import Point, arch, oval, smooth

CENTRE = (400.0, 352.0)


@dataclass(frozen=True)
class Sitter:
    """What one author looks like."""

    skin: str
    hair: str
    style: str
    coat: str
    shirt: str
    ground: tuple[str, str]
    shape: str
    collar: str = "lapel"
    beard: str = ""
    glasses: str = ""
    width: float = 1.0
    lips: str = ""


def _at(points: list[Point], width: float = 1) -> list[Point]:
    return [(CENTRE[0] + x * width, CENTRE[1] + y) for x, y in points]


def backdrop(p: Plate, sitter: Sitter) -> None:
    """Fill the sheet and set one large plain shape behind the sitter."""
    base, form = sitter.ground
    p.rect((0, 0, 800, 800), [lighter(base, 0.12), base])
    if sitter.shape == "disc":
        outline = oval(400, 370, 300, 300)
    elif sitter.shape == "arch":
        outline = arch((130, 70, 670, 820))
    elif sitter.shape == "slope":
        outline = [(0, 560), (800, 90), (800, 800), (0, 800)]
    else:
        outline = [(470, 0), (800, 0), (800, 800), (470, 800)]
    p.poly(outline, [lighter(form, 0.08), form])
    p.shade(outline, darker(form, 0.35), "down", 0.5)


def shoulders(p: Plate, sitter: Sitter) -> None:
    """Draw the neck, the coat and its collar."""
    skin, coat = sitter.skin, sitter.coat
    left = smooth([(40, 830), (70, 690), (150, 620), (270, 580), (345, 545)])
    right = smooth([(455, 545), (530, 580), (650, 620), (730, 690), (760, 830)])
    body = [*left, *right]
    p.poly(body, [lighter(coat, 0.08), coat])
    p.poly([(455, 545), *right, (430, 830), (440, 640)], darker(coat, 0.22))
    p.shade(body, darker(coat, 0.55), "right", 0.7)
    if sitter.collar == "lapel":
        p.poly(
            [(335, 545), (465, 545), (430, 800), (370, 800)],
            [sitter.shirt, darker(sitter.shirt, 0.15)],
        )
    neck = [(342, 440), (458, 440), (462, 552), (400, 612), (338, 552)]
    p.poly(neck, mix(skin, darker(skin, 0.4), 0.25))
    p.poly([(342, 440), (458, 440), (462, 552), (424, 590), (352, 500)], darker(skin, 0.36))
    if sitter.collar == "lapel":
        p.poly([(336, 540), (322, 572), (372, 640), (400, 610)], lighter(sitter.shirt, 0.3))
        p.poly([(464, 540), (478, 572), (428, 640), (400, 610)], darker(sitter.shirt, 0.14))
        p.poly(
            [(318, 556), (250, 600), (290, 670), (268, 690), (385, 830), (390, 760)],
            lighter(coat, 0.14),
        )
        p.poly(
            [(482, 556), (550, 600), (510, 670), (532, 690), (415, 830), (410, 760)],
            darker(coat, 0.36),
        )
    elif sitter.collar == "roll":
        roll = smooth(
            [(328, 500), (318, 560), (400, 605), (482, 560), (472, 500), (400, 540)], closed=True
        )
        p.poly(roll, lighter(sitter.shirt, 0.1))
        p.shade(roll, darker(sitter.shirt, 0.5), "right", 0.9)
    else:
        band = [(330, 536), (400, 612), (470, 536), (490, 556), (400, 660), (310, 556)]
        p.poly(band, sitter.shirt)
        p.poly([(400, 612), (470, 536), (490, 556), (400, 660)], darker(sitter.shirt, 0.25))
        p.line([(400, 660), (400, 810)], darker(coat, 0.5), 4)
        for y in (690, 740, 790):
            p.disc(410, y, 5, sitter.shirt)


def head(p: Plate, sitter: Sitter) -> None:
    """Draw the head as lit and shadowed planes with plain features."""
    skin, w = sitter.skin, sitter.width
    dark, deep, light = darker(skin, 0.26), darker(skin, 0.42), lighter(skin, 0.16)
    for side, ink in ((-1, skin), (1, dark)):
        p.poly(oval(CENTRE[0] + side * 118 * w, CENTRE[1] + 8, 20, 36), ink)
        p.poly(oval(CENTRE[0] + side * 119 * w, CENTRE[1] + 8, 9, 20), deep)
    skull: list[Point] = [
        (0, -160),
        (82, -134),
        (118, -45),
        (110, 48),
        (74, 122),
        (26, 156),
        (-26, 156),
    ]
    skull += [(-74, 122), (-110, 48), (-118, -45), (-82, -134)]
    outline = _at(smooth(skull, closed=True), w)
    p.poly(outline, [light, skin, mix(skin, dark, 0.2)])
    shadow: list[Point] = [
        (28, -158),
        (40, -62),
        (10, -44),
        (22, 44),
        (6, 58),
        (26, 74),
        (16, 104),
        (26, 155),
    ]
    shadow += smooth([(26, 156), (74, 122), (110, 48), (118, -45), (82, -134), (28, -158)])
    p.poly(_at(shadow, w), dark)
    p.shade(_at(shadow, w), deep, "right", 0.6)
    p.poly(_at([(-112, 34), (-62, 52), (-46, 112), (-72, 124)], w), mix(skin, dark, 0.5))
    p.poly(_at([(-6, -46), (-24, 40), (-4, 54), (6, 50), (4, -40)], w), lighter(skin, 0.26))
    p.poly(_at([(4, -40), (6, 50), (25, 42), (14, -34)], w), deep)
    p.poly(_at([(-24, 42), (-2, 58), (24, 44), (2, 50)], w), deep)
    _eyes(p, sitter, deep)
    lip = sitter.lips or mix(skin, "#8a2f34", 0.45)
    p.poly(
        _at(smooth([(-36, 90), (-12, 82), (0, 86), (12, 82), (36, 90), (0, 97)], closed=True), w),
        darker(lip, 0.25),
    )
    p.poly(_at(smooth([(-34, 91), (0, 96), (34, 91), (14, 108), (-14, 108)], closed=True), w), lip)
    p.line(_at(smooth([(-38, 90), (0, 96), (38, 90)]), w), darker(lip, 0.55), 3)


def _eyes(p: Plate, sitter: Sitter, deep: str) -> None:
    w = sitter.width
    brow = darker(sitter.hair, 0.2) if sitter.style != "scarf" else "#2a1d20"
    for side in (-1, 1):
        x = side * 50
        socket = _at(smooth([(x - 34, -24), (x, -42), (x + 34, -24), (x, -4)], closed=True), w)
        p.poly(socket, deep, 0.45)
        almond = _at(smooth([(x - 25, -16), (x, -30), (x + 25, -16), (x, -6)], closed=True), w)
        p.poly(almond, "#f6ece0" if side < 0 else "#d9c9bd")
        p.disc(CENTRE[0] + x * w + 2, CENTRE[1] - 18, 11, "#2b1b1c")
        p.disc(CENTRE[0] + x * w - 2, CENTRE[1] - 22, 3, "#ffffff")
        p.line(_at(smooth([(x - 28, -15), (x, -31), (x + 28, -16)]), w), "#23161a", 5)
        arc = [(x - 36, -52 - side * 2), (x - 4, -64), (x + 36, -52 + side * 2)]
        low = [(x + 36, -46 + side * 2), (x - 4, -52), (x - 36, -44 - side * 2)]
        p.poly(_at(smooth(arc) + smooth(low), w), brow)
    if sitter.glasses:
        for side in (-1, 1):
            rim = oval(CENTRE[0] + side * 52 * w, CENTRE[1] - 14, 42, 34)
            p.poly(rim, "#ffffff", 0.12)
            p.line([*rim, rim[1]], sitter.glasses, 6)
            p.line(_at([(side * 94, -20), (side * 118, -26)], w), sitter.glasses, 6)
        p.line(_at(smooth([(-11, -18), (0, -24), (11, -18)]), w), sitter.glasses, 6)


def beard(p: Plate, sitter: Sitter) -> None:
    """Draw a full or a short beard."""
    w, ink = sitter.width, sitter.beard
    outer: list[Point] = [
        (-116, 0),
        (-112, 66),
        (-82, 140),
        (0, 186),
        (82, 140),
        (112, 66),
        (116, 0),
    ]
    inner: list[Point] = [(96, 40), (64, 74), (40, 70), (0, 66), (-40, 70), (-64, 74), (-96, 40)]
    shape = _at(smooth(outer) + smooth(inner), w)
    p.poly(shape, ink)
    p.poly(
        _at([(0, 66), (40, 70), (64, 74), (96, 40), (116, 0), (112, 66), (82, 140), (0, 186)], w),
        darker(ink, 0.28),
    )
    p.shade(shape, lighter(ink, 0.3), "left", 0.5)
    lip = mix(sitter.skin, "#8a2f34", 0.5)
    p.poly(_at(smooth([(-30, 92), (0, 86), (30, 92), (0, 106)], closed=True), w), lip)
    p.line(_at(smooth([(-32, 92), (0, 96), (32, 92)]), w), darker(lip, 0.5), 3)
