"""A chart's data as a CSV file for readers."""

from __future__ import annotations

import csv
from io import StringIO

from broadsheet.charts.table import Table

#: What a spreadsheet takes for the beginning of a formula (OWASP, "CSV Injection").
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_BOM = "\ufeff"


def as_csv(table: Table) -> str:
    """The table as CSV (RFC 4180) with a byte order mark, by which spreadsheets know UTF-8.

    Figures are written plainly: Western digits, a point, no grouping. A heading or name that a
    spreadsheet would run as a formula begins with an apostrophe.
    """
    out = StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([_harmless(name) for name in table.columns])
    for row in table.rows:
        figures = ["" if value is None else format(value, "f") for value in row.values]
        writer.writerow([_harmless(row.label), *figures])
    return _BOM + out.getvalue()


def _harmless(text: str) -> str:
    return f"'{text}" if text.lstrip().startswith(_FORMULA) else text
