"""Hair and headscarves for the portraits."""

import math

from .colour import darker, lighter, mix
from .faces import CENTRE, Sitter
from .plate import Plate
from .shapes import Point, oval, smooth


def _at(points: list[Point], width: float) -> list[Point]:
    return [(CENTRE[0] + x * width, CENTRE[1] + y) for x, y in points]


def _mass(p: Plate, outline: list[Point], ink: str) -> None:
    p.poly(outline, [lighter(ink, 0.14), ink])
    p.shade(outline, darker(ink, 0.6), "right", 0.85)


def _strands(p: Plate, sitter: Sitter, lines: list[list[Point]]) -> None:
    for line in lines:
        p.line(_at(smooth(line), sitter.width), lighter(sitter.hair, 0.24), 3.5)


def behind(p: Plate, sitter: Sitter) -> None:
    """Draw what hangs behind the head."""
    w = sitter.width
    if sitter.style in ("bob", "waves"):
        low = 150 if sitter.style == "bob" else 270
        shape = [(0, -196), (110, -160), (156, -40), (160, low * 0.5), (140, low), (0, low - 20)]
        shape += [(-140, low), (-160, low * 0.5), (-156, -40), (-110, -160)]
        _mass(p, _at(smooth(shape, closed=True), w), darker(sitter.hair, 0.18))
    elif sitter.style == "curls":
        for step in range(26):
            a = math.radians(140 + step * 260 / 25)
            x, y = CENTRE[0] + math.cos(a) * 150, CENTRE[1] - 46 + math.sin(a) * 140
            p.disc(x, y, 50, [lighter(sitter.hair, 0.1), sitter.hair])
        p.disc(CENTRE[0], CENTRE[1] - 60, 150, sitter.hair)
        p.shade(oval(CENTRE[0], CENTRE[1] - 50, 200, 190), lighter(sitter.hair, 0.35), "left", 0.5)
    elif sitter.style == "bun":
        _mass(p, oval(CENTRE[0] + 6, CENTRE[1] - 205, 68, 62), sitter.hair)
    elif sitter.style == "scarf":
        shape = [(0, -200), (112, -168), (158, -50), (160, 90), (190, 230), (120, 300), (0, 310)]
        shape += [(-120, 300), (-190, 230), (-160, 90), (-158, -50), (-112, -168)]
        _mass(p, _at(smooth(shape, closed=True), w), darker(sitter.hair, 0.22))


def over(p: Plate, sitter: Sitter) -> None:
    """Draw what lies over the brow and temples."""
    draw = {"scarf": _scarf, "bob": _fringe, "waves": _parted, "bun": _drawn_back}
    draw |= {"curls": _hairline, "crop": _crop, "swept": _swept, "receding": _receding}
    draw[sitter.style](p, sitter)


def _scarf(p: Plate, s: Sitter) -> None:
    outer = [(0, -200), (112, -168), (152, -50), (142, 70), (96, 170), (20, 226), (-40, 222)]
    outer += [(-104, 166), (-144, 70), (-152, -50), (-112, -168)]
    inner = [
        (0, -128),
        (70, -108),
        (102, -40),
        (98, 50),
        (66, 122),
        (0, 160),
        (-66, 122),
        (-98, 50),
        (-102, -40),
        (-70, -108),
    ]
    ring = smooth(outer, closed=True)
    hole = smooth(inner, closed=True)
    shape = _at([*ring, ring[0], hole[0], *hole[::-1]], s.width)
    p.poly(shape, [lighter(s.hair, 0.16), s.hair])
    p.shade(shape, darker(s.hair, 0.45), "right", 0.9)
    wrap = _at(
        smooth(
            [
                (-150, 60),
                (-70, 170),
                (40, 196),
                (150, 130),
                (196, 240),
                (60, 320),
                (-110, 300),
                (-190, 230),
            ],
            closed=True,
        ),
        s.width,
    )
    p.poly(wrap, [lighter(s.hair, 0.1), darker(s.hair, 0.1)])
    p.shade(wrap, darker(s.hair, 0.5), "right", 0.8)
    folds: list[list[Point]] = [
        [(-140, 90), (-60, 196), (70, 224), (170, 180)],
        [(-160, 150), (-70, 240), (60, 268), (180, 226)],
    ]
    folds += [
        [(-128, -60), (-96, -140), (-10, -178), (70, -166)],
        [(-136, 20), (-128, -70), (-90, -130)],
    ]
    for fold in folds:
        p.line(_at(smooth(fold), s.width), darker(s.hair, 0.3), 4)


def _fringe(p: Plate, s: Sitter) -> None:
    outer = [(-130, 110), (-150, -20), (-112, -160), (0, -198), (112, -160), (150, -20), (130, 110)]
    inner = [
        (106, 96),
        (112, -20),
        (96, -70),
        (30, -84),
        (-60, -78),
        (-100, -62),
        (-112, -10),
        (-106, 96),
    ]
    _mass(p, _at(smooth(outer) + smooth(inner), s.width), s.hair)
    _strands(
        p,
        s,
        [
            [(-90, -78), (-80, -140), (-30, -184)],
            [(-20, -88), (-6, -140), (10, -188)],
            [(-128, 60), (-134, -30), (-104, -130)],
        ],
    )


def _parted(p: Plate, s: Sitter) -> None:
    left = [
        (-30, -196),
        (-118, -160),
        (-156, -30),
        (-150, 120),
        (-118, 200),
        (-112, 60),
        (-108, -30),
        (-78, -96),
        (-26, -150),
    ]
    right = [
        (-34, -196),
        (70, -190),
        (140, -110),
        (156, 10),
        (150, 140),
        (120, 206),
        (114, 50),
        (104, -40),
        (60, -112),
        (-26, -150),
    ]
    for side in (left, right):
        _mass(p, _at(smooth(side, closed=True), s.width), s.hair)
    _strands(
        p,
        s,
        [
            [(-44, -176), (-110, -110), (-134, 0), (-128, 120)],
            [(-66, -176), (-132, -90), (-146, 40)],
            [(0, -170), (90, -110), (128, 0)],
        ],
    )


def _drawn_back(p: Plate, s: Sitter) -> None:
    outer = [(-124, 0), (-134, -80), (-90, -168), (0, -190), (90, -168), (134, -80), (124, 0)]
    inner = [(108, -40), (84, -104), (0, -130), (-84, -104), (-108, -40)]
    _mass(p, _at(smooth(outer) + smooth(inner), s.width), s.hair)
    _strands(
        p,
        s,
        [
            [(-96, -92), (-60, -150), (0, -186)],
            [(-50, -122), (-24, -160), (4, -186)],
            [(40, -122), (30, -160), (8, -186)],
        ],
    )


def _hairline(p: Plate, s: Sitter) -> None:
    for step in range(13):
        a = math.radians(188 + step * 164 / 12)
        x, y = CENTRE[0] + math.cos(a) * 116 * s.width, CENTRE[1] - 50 + math.sin(a) * 104
        p.disc(x, y, 34, s.hair if step > 7 else lighter(s.hair, 0.12))


def _crop(p: Plate, s: Sitter) -> None:
    outer = [(-121, 10), (-128, -70), (-92, -156), (0, -182), (92, -156), (128, -70), (121, 10)]
    inner = [(108, -50), (92, -96), (50, -112), (-50, -112), (-92, -96), (-108, -50)]
    _mass(p, _at(smooth(outer) + smooth(inner, steps=4), s.width), s.hair)


def _swept(p: Plate, s: Sitter) -> None:
    outer = [(-123, 16), (-132, -80), (-104, -172), (10, -212), (104, -184), (138, -90), (122, 16)]
    inner = [(108, -46), (84, -92), (20, -104), (-40, -128), (-84, -110), (-106, -50)]
    _mass(p, _at(smooth(outer) + smooth(inner), s.width), s.hair)
    _strands(
        p,
        s,
        [
            [(-88, -112), (-60, -170), (30, -196)],
            [(-50, -130), (0, -170), (80, -172)],
            [(0, -112), (50, -140), (108, -128)],
        ],
    )


def _receding(p: Plate, s: Sitter) -> None:
    for side in (-1, 1):
        ink = s.hair if side < 0 else darker(s.hair, 0.25)
        tuft = [
            (side * 122, 20),
            (side * 136, -50),
            (side * 112, -132),
            (side * 82, -136),
            (side * 100, -70),
            (side * 108, 0),
        ]
        p.poly(_at(smooth(tuft, closed=True), s.width), ink)
    top = mix(s.skin, s.hair, 0.3)
    cap = _at(smooth([(-84, -134), (0, -164), (84, -134), (0, -146)], closed=True), s.width)
    p.poly(cap, top, 0.8)
