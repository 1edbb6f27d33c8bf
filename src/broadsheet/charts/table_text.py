"""From what an editor pasted or uploaded to a table: encoding, delimiter, figures.

Refusals are one line that names row and column as they were typed.
"""

from __future__ import annotations

import codecs
import csv
import re
from collections.abc import Sequence
from itertools import islice

from django.utils.translation import gettext as _

from broadsheet.charts.figures import (
    COMMA,
    POINT,
    NotAFigure,
    TooGreat,
    decimal_sign,
    is_nothing,
    is_percent,
    read_figure,
)
from broadsheet.charts.table import LONGEST_CELL, MOST_COLUMNS, MOST_ROWS, Row, Table
from broadsheet.kit.safe_html import tidy_text

#: Bytes of a table, pasted or uploaded.
MOST_BYTES = 256 * 1024
_DELIMITERS = "\t;,|"
_LOOKED_AT = 50
_HIGH = re.compile(rb"[\x80-\xff]+")
#: What error messages show of a cell.
_SHOWN = 40

Typed = list[tuple[int, list[str]]]


class BadTable(ValueError):
    """A table that cannot be read; its text is for the editor, one line."""


def decode(data: bytes) -> str:
    """The text of an uploaded file: UTF-8 or UTF-16 by their marks, UTF-8, Windows-1256 or 1252.

    Raises BadTable for what is too large or no text.
    """
    if len(data) > MOST_BYTES:
        raise BadTable(too_large(len(data)))
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encoding = "utf-16"
    elif b"\0" in data:
        raise BadTable(_("This file is not text. Save the table as CSV and upload that."))
    else:
        encoding = "utf-8-sig"
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return data.decode(_old_encoding(data), "replace")


def _old_encoding(data: bytes) -> str:
    """Windows-1256 writes whole Arabic words in high bytes, 1252 a letter here and there."""
    runs = [len(run) for run in _HIGH.findall(data)]
    in_words = sum(run for run in runs if run > 1)
    return "windows-1256" if in_words * 2 > sum(runs) else "windows-1252"


def read_table(text: str, decimals: str = "") -> Table:
    """The table in a text; ``decimals`` is ``.`` or ``,``, or empty to recognise the sign.

    The first row are headings, the first column names, everything else figures. Raises BadTable.
    """
    size = len(text.encode("utf-8", "replace"))
    if size > MOST_BYTES:
        raise BadTable(too_large(size))
    typed = _rows(text.removeprefix("\ufeff"))
    if len(typed) < 2:
        raise BadTable(_("A table needs a row of headings and at least one row of figures."))
    columns = _headings(typed[0][1])
    if len(typed) - 1 > MOST_ROWS:
        raise BadTable(
            _("The table has %(count)d rows; a chart takes %(most)d.")
            % {"count": len(typed) - 1, "most": MOST_ROWS}
        )
    body = [(number, _filled(number, cells, len(columns))) for number, cells in typed[1:]]
    return _figures(columns, body, decimals)


def too_large(size: int) -> str:
    """What an editor is told of a table of ``size`` bytes."""
    return _("This table has %(size)d KB; a chart takes %(most)d KB.") % {
        "size": -(-size // 1024),
        "most": MOST_BYTES // 1024,
    }


def _rows(text: str) -> Typed:
    """The rows that hold anything, each with the number of its line."""
    delimiter = _delimiter(text)
    try:
        rows = _split(text, delimiter)
    except csv.Error as error:
        raise BadTable(
            _("This cannot be read as a table: a quotation mark is not closed.")
        ) from error
    return rows


def _split(text: str, delimiter: str, most: int | None = None, *, strict: bool = True) -> Typed:
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
    reader = csv.reader(lines.splitlines(keepends=True), delimiter=delimiter, strict=strict)
    found: Typed = []
    before = 0
    for cells in islice(reader, most):
        if any(cell.strip() for cell in cells):
            found.append((before + 1, [cell.strip() for cell in cells]))
        before = reader.line_num
    return found


def _delimiter(text: str) -> str:
    """The sign that parts most rows into equally many cells."""
    best, chosen = (0.0, 0), COMMA
    for sign in _DELIMITERS:
        if sign not in text:
            continue
        try:
            widths = [len(cells) for _, cells in _split(text, sign, _LOOKED_AT, strict=False)]
        except csv.Error:
            continue
        many = [width for width in widths if width > 1]
        if not many:
            continue
        usual = max(set(many), key=many.count)
        score = (many.count(usual) / len(widths), -_DELIMITERS.index(sign))
        if score > best or best == (0.0, 0):
            best, chosen = score, sign
    return chosen


def _headings(cells: Sequence[str]) -> tuple[str, ...]:
    names = [tidy_text(cell) for cell in cells]
    while names and not names[-1]:
        names.pop()
    if len(names) < 2:
        raise BadTable(
            _("A table needs two columns: names, and figures. Part them with tabs, ; or commas.")
        )
    if len(names) > MOST_COLUMNS:
        raise BadTable(
            _("The table has %(count)d columns; a chart takes %(most)d.")
            % {"count": len(names), "most": MOST_COLUMNS}
        )
    for number, name in enumerate(names[1:], start=2):
        if not name:
            raise BadTable(_("Column %(column)d has no heading.") % {"column": number})
    for number, name in enumerate(names, start=1):
        if len(name) > LONGEST_CELL:
            raise BadTable(_("Row 1, column %(column)d is too long.") % {"column": number})
    return tuple(names)


def _filled(number: int, cells: list[str], width: int) -> list[str]:
    """A row with as many cells as there are headings."""
    if any(cells[width:]):
        raise BadTable(
            _("Row %(row)d has %(count)d cells; there are %(width)d headings.")
            % {"row": number, "count": len(cells), "width": width}
        )
    if len(cells[0]) > LONGEST_CELL:
        raise BadTable(_("Row %(row)d, column 1 is too long.") % {"row": number})
    return [*cells, *[""] * width][:width]


def _figures(columns: tuple[str, ...], body: Typed, decimals: str) -> Table:
    cells = [cell for _number, row in body for cell in row[1:] if not is_nothing(cell)]
    sign, contradiction = (decimals, None) if decimals in {POINT, COMMA} else decimal_sign(cells)
    if contradiction:
        one, other = contradiction
        raise BadTable(
            _("“%(one)s” and “%(other)s” are written in two ways: say which sign parts decimals.")
            % {"one": one[:_SHOWN], "other": other[:_SHOWN]}
        )
    rows = []
    for number, row in body:
        values = []
        for place, cell in enumerate(row[1:], start=1):
            where = {"row": number, "column": columns[place], "cell": cell[:_SHOWN]}
            try:
                values.append(read_figure(cell, sign))
            except TooGreat:
                raise BadTable(
                    _("Row %(row)d, “%(column)s”: “%(cell)s” is too great or too fine.") % where
                ) from None
            except NotAFigure:
                raise BadTable(
                    _("Row %(row)d, “%(column)s”: “%(cell)s” is not a number.") % where
                ) from None
        rows.append(Row(tidy_text(row[0]), tuple(values)))
    percent = bool(cells) and all(is_percent(cell) for cell in cells)
    return Table(columns, tuple(rows), percent=percent)
