"""Draws a chart: the two forms that pages show, and the file that readers take along."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from markupsafe import Markup

from broadsheet.charts.bars import draw_bars
from broadsheet.charts.canvas import Canvas
from broadsheet.charts.dots import draw_dots
from broadsheet.charts.frame import EDGE, NARROW, WIDE, Sheet
from broadsheet.charts.kinds import ChartKind
from broadsheet.charts.lettering import LINE, wrap
from broadsheet.charts.lines import draw_lines
from broadsheet.charts.parts import draw_parts
from broadsheet.charts.table import Table
from broadsheet.charts.wording import Wording
from broadsheet.editions.models import Edition


@dataclass(frozen=True)
class Chart:
    """A chart as an editor made it: what is drawn, and the words around it."""

    kind: str
    table: Table
    title: str
    unit: str = ""
    note: str = ""
    source: str = ""
    in_words: str = ""


def draw(chart: Chart, edition: Edition, *, uid: str, narrow: bool = False) -> Markup:
    """The SVG of a chart for a page; ``uid`` begins the ids in it.

    The chart must fit its kind (``kinds.misfits``). Draws in the active language.
    """
    canvas = Canvas(NARROW if narrow else WIDE, rtl=edition.direction == "rtl", uid=uid)
    _draw_on(canvas, chart, edition)
    return canvas.finish(chart.title, describe(chart, edition))


def draw_file(chart: Chart, edition: Edition) -> str:
    """The same as a file by itself, in the light: with title, unit, note and source."""
    canvas = Canvas(WIDE, rtl=edition.direction == "rtl", uid="chart")
    body = Canvas(WIDE, rtl=canvas.rtl, uid="chart")
    _draw_on(body, chart, edition)
    room = WIDE - 2 * EDGE
    top = EDGE
    for line in wrap(chart.title, room, 3, 20.0):
        top += 26
        canvas.text(EDGE, top, line, role="strong", size=20.0)
    if chart.unit:
        top += LINE + 4
        canvas.text(EDGE, top, chart.unit, role="soft", within=room)
    top += 14
    canvas.place(body, top)
    foot = top + body.height + 6
    source = _("Source: %(names)s") % {"names": chart.source} if chart.source else ""
    for words in (chart.note, source):
        for line in wrap(words, room, 4):
            foot += LINE
            canvas.text(EDGE, foot, line, role="soft")
    canvas.height = foot + 12
    return str(canvas.finish(chart.title, describe(chart, edition), alone=True))


def describe(chart: Chart, edition: Edition) -> str:
    """What a chart shows, in words: the editor's, or kind, size, highest and lowest figure."""
    if chart.in_words:
        return chart.in_words
    wording = Wording(edition, percent=chart.table.percent)
    found = [
        (value, row.label, name)
        for row in chart.table.rows
        for name, value in zip(chart.table.series, row.values, strict=True)
        if value is not None
    ]
    words = (
        [str(ChartKind(chart.kind).label), chart.unit]
        if chart.unit
        else [str(ChartKind(chart.kind).label)]
    )
    said = ": ".join(words) + "."
    if not found:
        return said
    for label, chosen in ((_("Highest"), max), (_("Lowest"), min)):
        value, row, name = chosen(found, key=lambda each: each[0])
        where = wording.name(row)
        if len(chart.table.series) > 1:
            where = f"{where}, {name}"
        said += f" {label}: {where}, {wording.figure(value)}."
    return said


def _draw_on(canvas: Canvas, chart: Chart, edition: Edition) -> None:
    sheet = Sheet(canvas, chart.table, Wording(edition, percent=chart.table.percent))
    if not any(value is not None for row in chart.table.rows for value in row.values):
        canvas.height = LINE
    elif chart.kind == ChartKind.PARTS:
        draw_parts(sheet)
    elif chart.kind == ChartKind.DOTS:
        draw_dots(sheet)
    elif chart.kind in {ChartKind.LINES, ChartKind.AREA}:
        draw_lines(sheet, chart.kind)
    else:
        draw_bars(sheet, chart.kind)
