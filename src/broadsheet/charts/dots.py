"""Dots: two figures of every row against each other."""

from __future__ import annotations

from broadsheet.charts.frame import EDGE, Sheet, draw_marks, room_for_marks
from broadsheet.charts.lettering import LINE, SIZE, cut, width_of
from broadsheet.charts.scales import scale_for

#: With more dots than these none is named: names would cover them.
_NAMED = 25

_Box = tuple[float, float, float, float]


def draw_dots(sheet: Sheet) -> None:
    """The first column of figures runs along, the second up."""
    canvas = sheet.canvas
    along_name, up_name = sheet.table.series[:2]
    pairs = [
        (name, row.values[0], row.values[1])
        for name, row in zip(sheet.names, sheet.table.rows, strict=True)
    ]
    known = [(name, x, y) for name, x, y in pairs if x is not None and y is not None]
    foot = 300.0 if sheet.narrow else 380.0
    canvas.text(EDGE, SIZE, up_name, role="soft", within=canvas.width - 2 * EDGE)
    up = scale_for([y for _n, _x, y in known], most=5, from_zero=False).over(foot, LINE + 22)
    begin, end = room_for_marks(sheet, up), canvas.width - EDGE - 14
    draw_marks(sheet, up, begin, end)
    along = scale_for([x for _n, x, _y in known], most=3 if sheet.narrow else 6, from_zero=False)
    along = along.over(begin + 8, end - 8)
    reached = 0.0
    for value in along.marks:
        x, words = along.at(value), sheet.wording.mark(value)
        canvas.line((x, foot), (x, foot + 5))
        half = width_of(words, 13.0) / 2
        middle = min(max(x, EDGE + half), canvas.width - EDGE - half)
        if middle - half >= reached:
            canvas.text(middle, foot + 20, words, anchor="middle", role="soft", size=13.0)
            reached = middle + half + 8
    canvas.text(end, foot + 22 + LINE, along_name, anchor="end", role="soft", within=end - EDGE)
    places = [(name, along.at(x), up.at(y)) for name, x, y in known]
    for _name, x, y in places:
        canvas.dot(x, y, 5, 0)
    if len(places) <= _NAMED:
        _name_dots(sheet, places)
    canvas.height = foot + 32 + LINE


def _name_dots(sheet: Sheet, places: list[tuple[str, float, float]]) -> None:
    """Names beside their dots, where no other name or dot is in the way."""
    taken: list[_Box] = [(x - 5, y - 5, x + 5, y + 5) for _name, x, y in places]
    for name, x, y in places:
        words = cut(name, 130.0, 13.0)
        wide = width_of(words, 13.0)
        for begin, base in ((x + 9, y + 5), (x - 9 - wide, y + 5), (x - wide / 2, y - 9)):
            box = (begin, base - 12, begin + wide, base + 3)
            inside = begin >= EDGE and begin + wide <= sheet.canvas.width - EDGE and box[1] > LINE
            if inside and not any(_meet(box, other) for other in taken):
                sheet.canvas.text(begin, base, words, size=13.0)
                taken.append(box)
                break


def _meet(one: _Box, other: _Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
