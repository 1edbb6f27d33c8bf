"""The kinds of chart, and which tables each of them can show."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from broadsheet.charts.table import Table

#: More colours than these nobody tells apart.
MOST_SERIES = 6
MOST_PARTS = 6
MOST_BARS = 60
MOST_POINTS = 300


class ChartKind(models.TextChoices):
    """How a table is drawn."""

    BARS = "bars", gettext_lazy("Bars")
    GROUPED = "grouped", gettext_lazy("Grouped bars")
    STACKED = "stacked", gettext_lazy("Stacked bars")
    LINES = "lines", gettext_lazy("Lines")
    AREA = "area", gettext_lazy("Filled area")
    DOTS = "dots", gettext_lazy("Dots")
    PARTS = "parts", gettext_lazy("Parts of a whole")


def misfits(kind: str, table: Table) -> Iterator[str]:
    """Why a table cannot be drawn as this kind, in an editor's words; nothing if it can."""
    series, rows = len(table.columns) - 1, len(table.rows)
    if all(value is None for row in table.rows for value in row.values):
        yield _("There is no number in this table.")
    if kind in {ChartKind.BARS, ChartKind.AREA, ChartKind.PARTS} and series != 1:
        yield _(
            "This kind of chart shows one column of numbers; the table has %(count)d. "
            "Leave some out, or choose another kind."
        ) % {"count": series}
    elif kind == ChartKind.DOTS:
        yield from _misfits_of_dots(series, rows)
    elif series > MOST_SERIES:
        yield _("A chart shows %(most)d columns of numbers at most; the table has %(count)d.") % {
            "most": MOST_SERIES,
            "count": series,
        }
    if kind in {ChartKind.BARS, ChartKind.GROUPED, ChartKind.STACKED}:
        bars = rows * (series if kind == ChartKind.GROUPED else 1)
        if bars > MOST_BARS:
            yield _("These would be %(count)d bars; %(most)d can be told apart.") % {
                "count": bars,
                "most": MOST_BARS,
            }
    if kind == ChartKind.PARTS:
        yield from _misfits_of_parts(table)


def _misfits_of_dots(series: int, rows: int) -> Iterator[str]:
    if series != 2:
        yield _(
            "Dots need two columns of numbers after the names: how far along, and how high. "
            "The table has %(count)d."
        ) % {"count": series}
    if rows > MOST_POINTS:
        yield _("These would be %(count)d dots; %(most)d can be told apart.") % {
            "count": rows,
            "most": MOST_POINTS,
        }


def _misfits_of_parts(table: Table) -> Iterator[str]:
    values = [value for row in table.rows for value in row.values if value is not None]
    if len(table.rows) > MOST_PARTS:
        yield _("A whole is shown in %(most)d parts at most; the table has %(count)d rows.") % {
            "most": MOST_PARTS,
            "count": len(table.rows),
        }
    if any(value < 0 for value in values):
        yield _("A part of a whole cannot be negative.")
    elif values and not any(values):
        yield _("All parts are zero: there is no whole.")
