"""A story's charts: as its page shows them, and as the files that readers take along."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import override

from broadsheet.charts.downloads import as_csv
from broadsheet.charts.drawing import Chart, describe, draw, draw_file
from broadsheet.charts.kinds import ChartKind, misfits
from broadsheet.charts.presentation import ChartView
from broadsheet.charts.table import Table
from broadsheet.charts.wording import Wording
from broadsheet.editions.addresses import address_of
from broadsheet.editions.edition_set import editions_for
from broadsheet.editions.models import Edition
from broadsheet.ledger import reading, tags
from broadsheet.stories.models import Story

_TYPES = {"csv": "text/csv; charset=utf-8", "svg": "image/svg+xml; charset=utf-8"}


def chart_of(value: Any) -> Chart | None:
    """The chart of a stored block; None where it has no table that its kind can show."""
    table = Table.from_stored(value.get("table"))
    kind = value.get("kind")
    if table is None or kind not in ChartKind.values or any(misfits(kind, table)):
        return None
    names = ("title", "unit", "note", "source", "in_words")
    return Chart(kind, table, **{name: str(value.get(name) or "") for name in names})


def chart_view(value: Any, edition: Edition, url_path: str, number: int) -> ChartView | None:
    """A stored block as the page of the story at ``url_path`` shows it, if it can be shown."""
    chart = chart_of(value)
    if chart is None:
        return None
    wording = Wording(edition, percent=chart.table.percent)
    return ChartView(
        number=number,
        kind=chart.kind,
        title=chart.title,
        unit=chart.unit,
        note=chart.note,
        source=chart.source,
        source_address=web_address(value.get("source_address")),
        in_words=describe(chart, edition),
        wide=draw(chart, edition, uid=f"chart-{number}-wide"),
        narrow=draw(chart, edition, uid=f"chart-{number}-narrow", narrow=True),
        columns=chart.table.columns,
        rows=tuple(
            (
                wording.name(row.label),
                tuple("" if v is None else wording.figure(v) for v in row.values),
            )
            for row in chart.table.rows
        ),
        csv_address=address_of(edition, f"{url_path}chart-{number}.csv"),
        svg_address=address_of(edition, f"{url_path}chart-{number}.svg"),
    )


def show_chart_file(request: HttpRequest, story: Story, number: int, form: str) -> HttpResponse:
    """The data (``csv``) or the picture (``svg``) of a story's chart. Raises Http404."""
    edition = story.edition_in(editions_for(request))
    reading.note_row(tags.page(story.pk))
    values = [block["value"] for block in story.body.get_prep_value() if block["type"] == "chart"]
    chart = chart_of(values[number - 1]) if number <= len(values) else None
    if chart is None:
        raise Http404(f"no chart {number}")
    with override(edition.locale.language_code):
        text = as_csv(chart.table) if form == "csv" else draw_file(chart, edition)
    response = HttpResponse(text.encode(), content_type=_TYPES[form])
    response["Content-Disposition"] = f'attachment; filename="chart-{number}.{form}"'
    response["X-Robots-Tag"] = "noindex"
    return response


def web_address(value: str | None) -> str:
    """An address of the web, or nothing."""
    return value if value and value.startswith(("https://", "http://")) else ""
