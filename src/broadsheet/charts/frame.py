"""What all kinds of chart are given, and what stands around the figures: legend, axis, names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from broadsheet.charts.canvas import Canvas
from broadsheet.charts.lettering import LINE, SIZE, sits, width_of, wrap
from broadsheet.charts.scales import Scale
from broadsheet.charts.table import Table
from broadsheet.charts.wording import Wording

#: Widths of the two forms of every chart: for a column of text, and for a telephone.
WIDE, NARROW = 720.0, 360.0
#: What is left free at every edge.
EDGE = 4.0
_SWATCH = 14.0


@dataclass(frozen=True)
class Sheet:
    """A canvas, the table to draw on it, and how its edition writes."""

    canvas: Canvas
    table: Table
    wording: Wording

    @property
    def narrow(self) -> bool:
        """Whether it is drawn for a narrow place."""
        return self.canvas.width < WIDE

    @property
    def figures(self) -> list[Decimal]:
        """Every figure of the table."""
        return [v for row in self.table.rows for v in row.values if v is not None]

    @property
    def names(self) -> list[str]:
        """The rows' names as the edition writes them."""
        return [self.wording.name(label) for label in self.table.labels]


def draw_legend(sheet: Sheet, names: Sequence[str], top: float, *, lines: bool = False) -> float:
    """The names of the series, each with its sign; returns where the next thing may begin."""
    canvas, x, y = sheet.canvas, EDGE, top + LINE
    room = canvas.width - 2 * EDGE - _SWATCH - 6
    for series, name in enumerate(names):
        wide = _SWATCH + 6 + min(width_of(name), room)
        if x > EDGE and x + wide > canvas.width - EDGE:
            x, y = EDGE, y + LINE + 4
        if lines:
            middle = y - SIZE * 0.35
            canvas.curve([(x, middle), (x + _SWATCH, middle)], series)
        else:
            canvas.box(x, y - SIZE * 0.85, _SWATCH, SIZE, series)
        canvas.text(x + _SWATCH + 6, y, name, within=room)
        x += wide + 18
    return y + 12


def draw_marks(sheet: Sheet, scale: Scale, begin: float, end: float) -> None:
    """The marks of an upright axis with a line across for each; words stand before ``begin``."""
    for value in scale.marks:
        y = scale.at(value)
        sheet.canvas.line((begin, y), (end, y), "base" if value == 0 else "rule")
        words = sheet.wording.mark(value)
        sheet.canvas.text(begin - 8, y + SIZE * 0.35, words, anchor="end", role="soft", size=13.0)


def room_for_marks(sheet: Sheet, scale: Scale) -> float:
    """How much the words of an upright axis take."""
    return EDGE + 8 + max(width_of(sheet.wording.mark(value), 13.0) for value in scale.marks)


def names_fit(names: Sequence[str], width: float, most: int = 2) -> bool:
    """Whether every name can stand whole under a column of this width."""
    return all(sits(name, width - 6, most, 13.0) for name in names)


def draw_names_below(
    sheet: Sheet, names: Sequence[str], places: Sequence[float], y: float, width: float
) -> None:
    """Names under columns or points: wrapped where all fit, else as many as find room."""
    canvas = sheet.canvas
    if names_fit(names, width):
        for name, x in zip(names, places, strict=True):
            for number, line in enumerate(wrap(name, width, 2, 13.0)):
                canvas.text(
                    x, y + SIZE + number * LINE, line, anchor="middle", role="soft", size=13.0
                )
        return
    reached = 0.0
    last = len(names) - 1
    tail = _span(names[last], places[last], canvas.width)[0] if last > 0 else canvas.width
    for number, (name, x) in enumerate(zip(names, places, strict=True)):
        begin, end = _span(name, x, canvas.width)
        # The last name is always there: it says until when.
        if begin < reached or (number != last and end + 10 > tail):
            continue
        canvas.text(
            (begin + end) / 2,
            y + SIZE,
            name,
            anchor="middle",
            role="soft",
            size=13.0,
            within=end - begin + 0.5,
        )
        reached = end + 10


def _span(name: str, x: float, width: float) -> tuple[float, float]:
    """From where to where a name stands that is centred on ``x``, moved inside the picture."""
    half = min(width_of(name, 13.0), width - 2 * EDGE, 170.0) / 2
    middle = min(max(x, EDGE + half), width - EDGE - half)
    return middle - half, middle + half
