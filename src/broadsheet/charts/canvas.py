"""Writes one SVG: shapes and words, mirrored where the edition reads from right to left.

Colours stand there as presentation attributes, for a file by itself; a page's style sheet, which
goes before them, gives its own by the classes. There is no style attribute and no style element:
the pages' content policy allows neither.
"""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Iterable
from html import escape

from markupsafe import Markup

from broadsheet.charts.lettering import SIZE, cut

#: Told apart by those who see few colours (they differ in lightness too), each at least 3:1 on
#: paper; ``charts.css`` has the same, and others for the dark.
COLOURS = ("#1f5f9e", "#c2500a", "#0b7a5b", "#8f6a00", "#8a3f86", "#5a6068")
INK, SOFT, RULE, PAPER = "#16181b", "#595d63", "#ddd6c9", "#fffdf9"
DASHES = ("", "7 4", "2 4", "9 3 2 3", "12 4", "4 2 1 2")
_HATCHES = (
    "",
    "M0 8L8 0M-2 2L2 -2M6 10L10 6",
    "M4 0V8",
    "M0 0L8 8M-2 6L2 10M6 -2L10 2",
    "M0 4H8",
    "M0 4H8M4 0V8",
)
_RLI, _FSI, _PDI = "\u2067", "\u2068", "\u2069"
_STRONG = frozenset({"L", "R", "AL"})

Point = tuple[float, float]


class Canvas:
    """A picture of ``width`` by ``height``. Positions along are counted from where lines begin."""

    def __init__(self, width: float, *, rtl: bool, uid: str) -> None:
        self.width, self.height = width, 0.0
        self.rtl, self.uid = rtl, uid
        self._parts: list[str] = []
        self._patterns: dict[int, str] = {}

    def along(self, x: float) -> float:
        """Where a position along a line is drawn."""
        return self.width - x if self.rtl else x

    def box(self, x: float, y: float, wide: float, high: float, series: int) -> None:
        """A filled rectangle in a series' colour and pattern; of no size, nothing."""
        if wide <= 0 or high <= 0:
            return
        left = self.along(x + wide) if self.rtl else x
        self._add("rect", x=left, y=y, width=wide, height=high, **self._fill(series))

    def line(self, one: Point, other: Point, role: str = "rule") -> None:
        """A thin straight line: ``rule`` for marks, ``base`` for nought."""
        colour = INK if role == "base" else RULE
        (x1, y1), (x2, y2) = one, other
        self._add(
            "line", x1=self.along(x1), y1=y1, x2=self.along(x2), y2=y2, **_as(role), stroke=colour
        )

    def curve(self, points: Iterable[Point], series: int) -> None:
        """A line through points in a series' colour and dashes."""
        way = "L".join(self._pair(point) for point in points)
        self._add(
            "path",
            d=f"M{way}",
            **_as(f"l{series + 1}"),
            fill="none",
            stroke=COLOURS[series],
            stroke_width=2.5,
            stroke_linejoin="round",
            stroke_linecap="round",
            stroke_dasharray=DASHES[series],
        )

    def area(self, points: Iterable[Point], series: int) -> None:
        """A lightly filled shape."""
        way = "L".join(self._pair(point) for point in points)
        self._add("path", d=f"M{way}Z", **_as(f"f{series + 1}"), fill=COLOURS[series], opacity=0.25)

    def dot(self, x: float, y: float, radius: float, series: int) -> None:
        """A filled circle."""
        self._add("circle", cx=self.along(x), cy=y, r=radius, **self._plain(series))

    def slice(self, centre: Point, radii: Point, angles: Point, series: int) -> None:
        """A part of a ring; angles in turns, from the top onwards in reading direction."""
        (inner, outer), (begin, end) = radii, angles
        whole = end - begin >= 0.9999
        half = [(begin, (begin + end) / 2), ((begin + end) / 2, end)] if whole else [(begin, end)]
        for one, other in half:
            wide = int(other - one > 0.5)
            sweep = int(not self.rtl)
            way = (
                f"M{self._on(centre, outer, one)}A{_n(outer)} {_n(outer)} 0 {wide} {sweep} "
                f"{self._on(centre, outer, other)}L{self._on(centre, inner, other)}A{_n(inner)} "
                f"{_n(inner)} 0 {wide} {1 - sweep} {self._on(centre, inner, one)}Z"
            )
            edge = {"stroke": PAPER, "stroke_width": 0 if whole else 2}
            fill = self._fill(series)
            fill["class_"] = f"{fill.get('class_', '')} part".strip()
            self._add("path", d=way, **fill, **edge)

    def text(
        self,
        x: float,
        y: float,
        words: str,
        *,
        anchor: str = "start",
        role: str = "",
        size: float = SIZE,
        within: float = 0,
    ) -> None:
        """A line of words on the base line ``y``; cut where it is wider than ``within``.

        ``anchor`` is ``start``, ``middle`` or ``end`` of the line in reading direction, ``role``
        ``strong``, ``soft`` or ``on`` (on a filled box).
        """
        words = cut(words, within, size) if within else words
        if not words.strip():
            return
        attributes = {
            "x": self.along(x),
            "y": y,
            **_as(role),
            "text_anchor": "" if anchor == "start" else anchor,
            "fill": {"soft": SOFT, "on": PAPER}.get(role, ""),
            "font_weight": "700" if role == "strong" else "",
            "font_size": "" if size == SIZE else size,
        }
        inner = escape(self._isolated(_printable(words)), quote=False)
        self._parts.append(f"<text{_attributes(attributes)}>{inner}</text>")

    def place(self, other: Canvas, down: float) -> None:
        """Put another picture into this one, moved down."""
        self._parts.append(f'<g transform="translate(0 {_n(down)})">{"".join(other._parts)}</g>')
        self._patterns.update(other._patterns)

    def finish(self, title: str, description: str, *, alone: bool = False) -> Markup:
        """The whole picture; ``alone`` for a file by itself, with its own paper."""
        width, height = _n(self.width), _n(self.height)
        direction = "rtl" if self.rtl else "ltr"
        size = f' width="{width}" height="{height}"' if alone else ""
        paper = f'<rect width="{width}" height="{height}" fill="{PAPER}"/>' if alone else ""
        patterns = "".join(self._patterns[number] for number in sorted(self._patterns))
        return Markup(  # noqa: S704 -- made here, every text in it escaped
            f'<svg xmlns="http://www.w3.org/2000/svg"{size} viewBox="0 0 {width} {height}" '
            f'role="img" aria-labelledby="{self.uid}-title {self.uid}-desc" '
            f'direction="{direction}" font-family="system-ui, sans-serif" '
            f'font-size="{_n(SIZE)}" fill="{INK}">'
            f'<title id="{self.uid}-title">{escape(_printable(title), quote=False)}</title>'
            f'<desc id="{self.uid}-desc">{escape(_printable(description), quote=False)}</desc>'
            f"{f'<defs>{patterns}</defs>' if patterns else ''}{paper}{''.join(self._parts)}</svg>"
        )

    def _isolated(self, words: str) -> str:
        """Words that a name in another script does not turn around (UAX #9, isolates)."""
        if not self.rtl and words.isascii():
            return words
        named = any(unicodedata.bidirectional(c) in _STRONG for c in words)
        # Figures alone have no direction of their own: they take the edition's.
        return f"{_RLI if self.rtl and not named else _FSI}{words}{_PDI}"

    def _fill(self, series: int) -> dict[str, str | float]:
        if series == 0:
            return self._plain(series)
        name = f"{self.uid}-{series + 1}"
        self._patterns[series] = (
            f'<pattern id="{name}" width="8" height="8" patternUnits="userSpaceOnUse">'
            f'<rect width="8" height="8" class="f{series + 1}" fill="{COLOURS[series]}"/>'
            f'<path d="{_HATCHES[series]}" class="hatch" stroke="{PAPER}" stroke-opacity=".4"/>'
            "</pattern>"
        )
        return {"fill": f"url(#{name})"}

    def _plain(self, series: int) -> dict[str, str | float]:
        return {**_as(f"f{series + 1}"), "fill": COLOURS[series]}

    def _on(self, centre: Point, radius: float, turns: float) -> str:
        angle = turns * 2 * math.pi
        return self._pair(
            (centre[0] + radius * math.sin(angle), centre[1] - radius * math.cos(angle))
        )

    def _pair(self, point: Point) -> str:
        return f"{_n(self.along(point[0]))} {_n(point[1])}"

    def _add(self, name: str, **attributes: str | float) -> None:
        self._parts.append(f"<{name}{_attributes(attributes)}/>")


def _as(role: str) -> dict[str, str]:
    return {"class_": role} if role else {}


def _attributes(given: dict[str, str | float]) -> str:
    return "".join(
        f' {name.rstrip("_").replace("_", "-")}="{_value(value)}"'
        for name, value in given.items()
        if value != ""
    )


def _value(value: str | float) -> str:
    return escape(value) if isinstance(value, str) else _n(value)


def _n(number: float) -> str:
    """A number in a picture: two decimals at most. Raises ValueError for what is none."""
    if not math.isfinite(number):
        raise ValueError("not a place in a picture")
    # A zero is never negative.
    return f"{round(number, 2) + 0.0:.2f}".rstrip("0").rstrip(".")


def _printable(text: str) -> str:
    """A text without what XML cannot hold (XML 1.0, 2.2)."""
    return "".join(
        c for c in text if c >= " " and not "\ud800" <= c <= "\udfff" and c not in "\ufffe\uffff"
    )
