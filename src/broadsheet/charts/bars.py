"""Bars: lying where names are long or the place is narrow, upright for times and short names."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from broadsheet.charts.frame import (
    EDGE,
    Sheet,
    draw_legend,
    draw_marks,
    draw_names_below,
    names_fit,
    room_for_marks,
)
from broadsheet.charts.kinds import ChartKind
from broadsheet.charts.lettering import LINE, SIZE, width_of, wrap
from broadsheet.charts.scales import Scale, scale_for
from broadsheet.charts.times import as_times

#: Upright bars are no thinner.
_THINNEST = 9.0
_PER_BAR = 22.0


def draw_bars(sheet: Sheet, kind: str) -> None:
    """One bar a row, several, or several on top of each other."""
    top = 0.0
    if len(sheet.table.series) > 1:
        top = draw_legend(sheet, sheet.table.series, top)
    if _stands(sheet, kind):
        _draw_upright(sheet, kind, top)
    else:
        _draw_lying(sheet, kind, top)


def _bars_of_row(kind: str, sheet: Sheet) -> int:
    return len(sheet.table.series) if kind == ChartKind.GROUPED else 1


def _stands(sheet: Sheet, kind: str) -> bool:
    rows = len(sheet.table.rows)
    room = (sheet.canvas.width - 70) / rows
    if room * 0.75 / _bars_of_row(kind, sheet) < _THINNEST:
        return False
    if as_times(sheet.table.labels):
        return rows > 1
    return not sheet.narrow and rows > 1 and names_fit(sheet.names, room)


def _scale(sheet: Sheet, kind: str, most: int) -> Scale:
    if kind != ChartKind.STACKED:
        return scale_for(sheet.figures, most=most)
    heaps = []
    for row in sheet.table.rows:
        known = [value for value in row.values if value is not None]
        heaps += [
            sum((v for v in known if v > 0), Decimal(0)),
            sum((v for v in known if v < 0), Decimal(0)),
        ]
    return scale_for(heaps, most=most)


def _pieces(sheet: Sheet, kind: str, row: int) -> Iterator[tuple[int, int, Decimal, Decimal]]:
    """Every bar of a row: its series, its place, and the figures it goes from and to."""
    above = below = Decimal(0)
    for series, value in enumerate(sheet.table.rows[row].values):
        if value is None:
            continue
        if kind != ChartKind.STACKED:
            yield series, series if kind == ChartKind.GROUPED else 0, Decimal(0), value
        elif value >= 0:
            yield series, 0, above, above + value
            above += value
        else:
            yield series, 0, below, below + value
            below += value


def _draw_upright(sheet: Sheet, kind: str, top: float) -> None:
    canvas, rows = sheet.canvas, len(sheet.table.rows)
    plot_top, plot_end = top + 14, top + (250 if sheet.narrow else 320)
    scale = _scale(sheet, kind, 5).over(plot_end, plot_top)
    begin, end = room_for_marks(sheet, scale), canvas.width - EDGE
    draw_marks(sheet, scale, begin, end)
    room = (end - begin) / rows
    each = room * 0.75 / _bars_of_row(kind, sheet)
    for row in range(rows):
        for series, place, low, high in _pieces(sheet, kind, row):
            one, other = sorted((scale.at(low), scale.at(high)))
            x = begin + room * (row + 0.125) + each * place
            canvas.box(x, one, max(each - 1, 1), other - one, series)
    nought = scale.at(Decimal(0))
    canvas.line((begin, nought), (end, nought), "base")
    places = [begin + room * (row + 0.5) for row in range(rows)]
    draw_names_below(sheet, sheet.names, places, plot_end + 4, room)
    canvas.height = plot_end + 2 * LINE + 10


def _draw_lying(sheet: Sheet, kind: str, top: float) -> None:
    canvas = sheet.canvas
    words = {value: sheet.wording.beside(value) for value in sheet.figures}
    stacked = kind == ChartKind.STACKED
    beside = 0.0 if stacked else 8 + max(map(width_of, words.values()), default=0.0)
    names = sheet.names
    if sheet.narrow:
        label, lines = canvas.width - 2 * EDGE, [wrap(name, canvas.width - 8, 2) for name in names]
        begin = EDGE
    else:
        label = min(max(map(width_of, names), default=0.0), canvas.width * 0.3)
        lines = [wrap(name, label, 3) for name in names]
        begin = EDGE + label + 12
    minus = any(value < 0 for value in sheet.figures)
    scale = _scale(sheet, kind, 3 if sheet.narrow else 5)
    scale = scale.over(begin + (beside if minus else 0), canvas.width - EDGE - beside - 2)
    bars = _bars_of_row(kind, sheet)
    y = top + 6
    tops: list[float] = []
    for name in lines:
        tops.append(y)
        above = len(name) * LINE + 2 if sheet.narrow else 0
        y += max(above + bars * _PER_BAR, 0 if sheet.narrow else len(name) * LINE) + 10
    if stacked:
        _draw_marks_below(sheet, scale, top + 2, y)
    for row, place in enumerate(tops):
        _draw_names_before(sheet, lines[row], begin, place, bars)
        _draw_row(sheet, kind, row, scale, place + (len(lines[row]) * LINE + 2) * sheet.narrow)
    nought = scale.at(Decimal(0))
    for row, place in enumerate(tops):
        # Names that stand above their bars are not crossed by the line.
        begun = place + (len(lines[row]) * LINE + 2) * sheet.narrow
        canvas.line((nought, begun - 1), (nought, begun + bars * _PER_BAR + 1), "base")
    if not stacked:
        starts = [at + (len(lines[row]) * LINE + 2) * sheet.narrow for row, at in enumerate(tops)]
        _write_figures(sheet, kind, scale, words, starts)
    canvas.height = y + (LINE + 8 if stacked else 2)


def _draw_names_before(sheet: Sheet, lines: list[str], begin: float, y: float, bars: int) -> None:
    for number, line in enumerate(lines):
        if sheet.narrow:
            sheet.canvas.text(EDGE, y + SIZE + number * LINE, line)
        else:
            middle = (
                y + bars * _PER_BAR / 2 - (len(lines) - 1) * LINE / 2
                if bars * _PER_BAR > len(lines) * LINE
                else y + LINE / 2
            )
            sheet.canvas.text(begin - 12, middle + SIZE * 0.35 + number * LINE, line, anchor="end")


def _draw_row(sheet: Sheet, kind: str, row: int, scale: Scale, y: float) -> None:
    for series, place, low, high in _pieces(sheet, kind, row):
        one, other = sorted((scale.at(low), scale.at(high)))
        sheet.canvas.box(one, y + place * _PER_BAR + 2, other - one, _PER_BAR - 4, series)


def _write_figures(
    sheet: Sheet, kind: str, scale: Scale, words: dict[Decimal, str], tops: list[float]
) -> None:
    for row, y in enumerate(tops):
        for _series, place, _low, high in _pieces(sheet, kind, row):
            at, base = scale.at(high), y + place * _PER_BAR + _PER_BAR / 2 + SIZE * 0.35
            anchor, gap = ("end", -6) if high < 0 else ("start", 6)
            sheet.canvas.text(at + gap, base, words[high], anchor=anchor)


def _draw_marks_below(sheet: Sheet, scale: Scale, top: float, y: float) -> None:
    """The marks of a lying axis, with a line up for each."""
    canvas = sheet.canvas
    reached = 0.0
    for value in scale.marks:
        at, words = scale.at(value), sheet.wording.mark(value)
        canvas.line((at, top), (at, y))
        half = width_of(words, 13.0) / 2
        middle = min(max(at, EDGE + half), canvas.width - EDGE - half)
        if middle - half < reached:
            continue
        canvas.text(middle, y + SIZE + 4, words, anchor="middle", role="soft", size=13.0)
        reached = middle + half + 8
