"""Reads a chart's table for the form that it is typed into, and draws the chart."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, JsonResponse
from django.template.loader import render_to_string
from django.utils.translation import override
from django.views.decorators.http import require_POST
from wagtail.models import Page

from broadsheet.charts.drawing import Chart, draw
from broadsheet.charts.kinds import ChartKind, misfits
from broadsheet.charts.table_text import MOST_BYTES, BadTable, decode, read_table, too_large
from broadsheet.charts.wording import Wording
from broadsheet.editions.models import Edition

#: Rows of the table that the form shows beneath the chart.
_SHOWN = 12


@require_POST
def show_chart(request: HttpRequest) -> JsonResponse:
    """``text``, ``fault`` (one line, or empty) and ``html`` of what was typed or uploaded.

    Nothing is kept. The chart is drawn as the edition of the page ``page`` writes.
    """
    upload = request.FILES.get("table")
    try:
        if upload and (upload.size or 0) > MOST_BYTES:
            raise BadTable(too_large(upload.size or 0))
        data = upload.read() if upload else b""
        text = data.decode("utf-8", "replace") if request.POST.get("typed") else decode(data)
        html = _drawn(request, text) if text.strip() else ""
    except BadTable as error:
        return JsonResponse({"text": "", "fault": str(error), "html": ""})
    if isinstance(html, list):
        return JsonResponse({"text": text, "fault": " ".join(html), "html": ""})
    return JsonResponse({"text": text, "fault": "", "html": html})


def _drawn(request: HttpRequest, text: str) -> str | list[str]:
    given = request.POST
    table = read_table(text, given.get("decimals", ""))
    kind = given.get("kind", "")
    if kind not in ChartKind.values:
        kind = ChartKind.BARS.value
    if faults := list(misfits(kind, table)):
        return faults
    edition = _edition(given.get("page", ""))
    if edition is None:
        return ""
    chart = Chart(
        kind, table, given.get("title", "")[:200], in_words=given.get("in_words", "")[:1000]
    )
    wording = Wording(edition, percent=table.percent)
    rows: list[Any] = [
        (
            wording.name(row.label),
            ["" if value is None else wording.figure(value) for value in row.values],
        )
        for row in table.rows[:_SHOWN]
    ]
    with override(edition.locale.language_code):
        svg = draw(chart, edition, uid="preview")
    return render_to_string(
        "desk/chart_preview.html",
        {
            "svg": svg,
            "edition": edition,
            "columns": table.columns,
            "rows": rows,
            "left": max(0, len(table.rows) - _SHOWN),
        },
    )


def _edition(page: str) -> Edition | None:
    """The edition of the page that is edited, or that a story is written under."""
    if page.isdecimal() and len(page) < 12:
        locale = Page.objects.filter(pk=int(page)).values_list("locale_id", flat=True).first()
        found = Edition.objects.select_related("locale").filter(locale_id=locale).first()
        if found is not None:
            return found
    return Edition.objects.select_related("locale").order_by("sort_order").first()
