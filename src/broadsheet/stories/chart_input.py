"""The form's field for a chart's table: a text area, a file, and the chart as it will be."""

from __future__ import annotations

from typing import Any

from django import forms
from django.urls import reverse


class ChartTableInput(forms.Textarea):
    """A text area inside a custom element that reads files and shows the chart while typing.

    Without the script it stays a text area: the table is pasted, and read when the story is saved.
    """

    template_name = "stories/desk/chart_table.html"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        usual = {"rows": 8, "spellcheck": "false", "wrap": "off", "dir": "auto"}
        super().__init__({**usual, **(attrs or {})})

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["preview"] = reverse("desk_chart")
        return context

    class Media:
        js = ["broadsheet/desk/chart-table.js"]
        css = {"all": ["broadsheet/desk/chart-table.css"]}
