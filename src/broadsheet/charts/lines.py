"""Lines and areas: what changes from row to row. Times stand as far apart as they are."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise

from broadsheet.charts.canvas import Point
from broadsheet.charts.frame import (
    EDGE,
    Sheet,
    draw_legend,
    draw_marks,
    draw_names_below,
    room_for_marks,
)
from broadsheet.charts.kinds import ChartKind
from broadsheet.charts.lettering import LINE, SIZE, width_of
from broadsheet.charts.scales import scale_for
from broadsheet.charts.times import as_times

#: Where there are few points, each is marked.
_FEW = 16
_NAME_MOST = 150.0


def draw_lines(sheet: Sheet, kind: str) -> None:
    """One line for each column, named at its end; an area is one line that is filled."""
    canvas, series = sheet.canvas, sheet.table.series
    top = 0.0
    at_end = len(series) > 1 and not sheet.narrow
    if len(series) > 1 and sheet.narrow:
        top = draw_legend(sheet, series, top, lines=True)
    foot = top + (240 if sheet.narrow else 320)
    area = kind == ChartKind.AREA
    scale = scale_for(sheet.figures, most=5, from_zero=area).over(foot, top + 14)
    begin = room_for_marks(sheet, scale)
    named = min(max(map(width_of, series)), _NAME_MOST) + 28 if at_end else 8.0
    end = canvas.width - EDGE - named
    draw_marks(sheet, scale, begin, end)
    places = _places(sheet, begin, end)
    ends: list[tuple[float, int]] = []
    for number in range(len(series)):
        points = [
            None if value is None else (x, scale.at(value))
            for x, value in zip(places, sheet.table.column(number), strict=True)
        ]
        for run in _runs(points):
            if area:
                floor = scale.at(min(max(Decimal(0), scale.marks[0]), scale.marks[-1]))
                canvas.area([(run[0][0], floor), *run, (run[-1][0], floor)], number)
            _draw_run(sheet, run, number, few=len(places) <= _FEW)
            if run[-1] == next(point for point in reversed(points) if point):
                ends.append((run[-1][1], number))
    if at_end:
        _name_ends(sheet, ends, end + 10, foot)
    draw_names_below(sheet, sheet.names, places, foot + 4, _room(places, begin, end))
    canvas.height = foot + 2 * LINE + 10


def _draw_run(sheet: Sheet, run: list[Point], series: int, *, few: bool) -> None:
    if len(run) > 1:
        sheet.canvas.curve(run, series)
    if few or len(run) == 1:
        for x, y in run:
            sheet.canvas.dot(x, y, 3.5, series)


def _places(sheet: Sheet, begin: float, end: float) -> list[float]:
    rows = len(sheet.table.rows)
    begin, end = begin + 10, end - 6
    if rows == 1:
        return [(begin + end) / 2]
    days = as_times(sheet.table.labels)
    if days is None:
        return [begin + (end - begin) * row / (rows - 1) for row in range(rows)]
    whole = (days[-1] - days[0]).days
    return [begin + (end - begin) * (day - days[0]).days / whole for day in days]


def _room(places: list[float], begin: float, end: float) -> float:
    """How much each name below has, if all are to stand there."""
    if len(places) == 1:
        return end - begin
    closest = min(other - one for one, other in pairwise(places))
    # The outer names are centred on the outer points.
    return min(closest, 2 * (places[0] - EDGE), 2 * (end - places[-1] + EDGE))


def _runs(points: list[Point | None]) -> list[list[Point]]:
    """The points without those that are missing: where one is missing, the line is broken."""
    runs: list[list[Point]] = [[]]
    for point in points:
        if point is not None:
            runs[-1].append(point)
        elif runs[-1]:
            runs.append([])
    return [run for run in runs if run]


def _name_ends(sheet: Sheet, ends: list[tuple[float, int]], x: float, foot: float) -> None:
    """The series' names beside their last points, moved apart where they would overlap."""
    ends.sort()
    heights: list[float] = []
    for y, _series in ends:
        heights.append(max(y, heights[-1] + LINE) if heights else max(y, SIZE))
    over = max(0.0, heights[-1] - foot) if heights else 0.0
    for number in range(len(heights) - 1, -1, -1):
        limit = heights[number + 1] - LINE if number + 1 < len(heights) else foot
        heights[number] = min(heights[number], limit) if over else heights[number]
    for (_y, series), height in zip(ends, heights, strict=True):
        canvas = sheet.canvas
        canvas.dot(x + 4, height, 4.5, series)
        room = canvas.width - EDGE - x - 13
        canvas.text(x + 13, height + SIZE * 0.35, sheet.table.series[series], within=room)
