"""Parts of a whole: a ring, and beside it every part with its name, figure and share."""

from __future__ import annotations

from decimal import Decimal

from broadsheet.charts.frame import EDGE, Sheet
from broadsheet.charts.lettering import LINE, SIZE, width_of, wrap


def draw_parts(sheet: Sheet) -> None:
    """A ring that begins at the top. Parts without a figure, or of none, are named only."""
    canvas = sheet.canvas
    values = [value or Decimal(0) for value in sheet.table.column(0)]
    whole = sum(values, Decimal(0)) or Decimal(1)
    outer = 120.0
    middle = canvas.width / 2 if sheet.narrow else EDGE + outer + 30
    centre = (middle, outer + EDGE)
    begin = 0.0
    for number, value in enumerate(values):
        end = begin + float(value / whole)
        if value > 0:
            canvas.slice(centre, (outer * 0.55, outer), (begin, end), number)
        begin = end
    if sheet.narrow:
        x, y = EDGE, 2 * outer + 24
    else:
        x, y = middle + outer + 50, EDGE + 14
    for number, (name, value) in enumerate(zip(sheet.names, values, strict=True)):
        y = _draw_entry(sheet, number, name, value / whole, x, y)
    canvas.height = max(y, 2 * outer + 2 * EDGE)


def _draw_entry(sheet: Sheet, number: int, name: str, share: Decimal, x: float, y: float) -> float:
    canvas = sheet.canvas
    figure = sheet.table.rows[number].values[0]
    canvas.box(x, y, 16, 16, number)
    words = sheet.wording.beside(figure) if figure is not None else "–"
    # Where the figures are percentages they are the shares.
    said = words if sheet.wording.sign else f"{words} ({sheet.wording.share(share)})"
    room = canvas.width - EDGE - x - 24
    for line in wrap(name, room, 2):
        canvas.text(x + 24, y + SIZE, line)
        y += LINE
    canvas.text(x + 24, y + SIZE, said, role="strong", within=max(room, min(width_of(said), room)))
    return y + LINE + 10
