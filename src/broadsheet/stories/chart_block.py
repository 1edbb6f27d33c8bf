"""The block Chart: what an editor fills in, and the table it is read into.

What was typed is kept beside what was read from it: the form shows the first, readers' pages are
drawn from the second and never read the text again.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from broadsheet.charts.figures import COMMA, POINT
from broadsheet.charts.kinds import ChartKind, misfits
from broadsheet.charts.table import Table
from broadsheet.charts.table_text import BadTable, read_table
from broadsheet.stories.chart_input import ChartTableInput

DECIMALS = [("", _("recognise it")), (POINT, _("point: 1,340.5")), (COMMA, _("comma: 1.340,5"))]


@dataclass(frozen=True)
class TypedTable:
    """What an editor typed, and the table in it once it was read."""

    text: str
    table: Table | None = None

    def __str__(self) -> str:
        return self.text

    def to_stored(self) -> dict[str, Any]:
        """As it stands in a body."""
        read = self.table.to_stored() if self.table else {}
        return {"text": self.text, **read}


class ChartTableBlock(blocks.FieldBlock):
    """A table as text: pasted, typed, or read from a file by the form."""

    def __init__(self, required: bool = True, help_text: Any = None, **kwargs: Any) -> None:
        self._options = {"required": required, "help_text": help_text, "strip": False}
        super().__init__(**kwargs)

    @cached_property
    def field(self) -> forms.CharField:
        return forms.CharField(widget=ChartTableInput(), **self._options)

    def to_python(self, value: Any) -> TypedTable:
        if not isinstance(value, dict):
            return TypedTable(str(value or ""))
        return TypedTable(str(value.get("text") or ""), Table.from_stored(value))

    def get_prep_value(self, value: Any) -> dict[str, Any]:
        return self.normalize(value).to_stored()

    def normalize(self, value: Any) -> TypedTable:
        return value if isinstance(value, TypedTable) else self.to_python(value)

    def get_default(self) -> TypedTable:
        return TypedTable("")

    def value_from_form(self, value: Any) -> TypedTable:
        return value if isinstance(value, TypedTable) else TypedTable(value or "")

    def value_for_form(self, value: Any) -> str:
        return self.normalize(value).text

    def get_searchable_content(self, value: Any) -> list[str]:
        table = self.normalize(value).table
        return [*table.columns, *table.labels] if table else []

    class Meta:
        icon = "table"


class ChartBlock(blocks.StructBlock):
    """A chart, drawn from a table."""

    title = blocks.CharBlock(label=_("title"), max_length=160)
    kind = blocks.ChoiceBlock(label=_("kind"), choices=ChartKind.choices, default=ChartKind.BARS)
    unit = blocks.CharBlock(
        label=_("unit"),
        max_length=80,
        required=False,
        help_text=_("What the figures are: thousands of tonnes, percent, metres."),
    )
    table = ChartTableBlock(
        label=_("table"),
        help_text=_(
            "Paste it from a spreadsheet, or choose a CSV file. The first row holds headings, the "
            "first column names (years and dates as 2024, 2024-05 or 2024-05-31)."
        ),
    )
    decimals = blocks.ChoiceBlock(
        label=_("decimal sign"), choices=DECIMALS, default="", required=False
    )
    in_words = blocks.TextBlock(
        label=_("in words"),
        max_length=1000,
        rows=2,
        required=False,
        help_text=_("What the chart shows, for those who cannot see it."),
    )
    note = blocks.CharBlock(label=_("note"), max_length=400, required=False)
    source = blocks.CharBlock(label=_("source"), max_length=200, required=False)
    source_address = blocks.URLBlock(label=_("link to the source"), max_length=500, required=False)

    class Meta:
        icon = "table"
        label = _("Chart")

    #: Whether what is cleaned is a draft, of which Wagtail asks for nothing that may still come.
    _of_draft = False

    def defer_required_validation(self) -> None:
        """See ``Block``."""
        super().defer_required_validation()
        self._of_draft = True

    def restore_deferred_validation(self) -> None:
        """See ``Block``."""
        self._of_draft = False
        super().restore_deferred_validation()

    def clean(self, value: Any) -> Any:
        """Read the table. Raises StructBlockValidationError, at the table, for what is wrong.

        A draft keeps a table that cannot be read yet as it was typed.
        """
        value = super().clean(value)
        text = value["table"].text
        if not text.strip():
            # A draft may wait for its figures; a publication is asked for them by ``checks``.
            return value
        try:
            table = read_table(text, value["decimals"] or "")
        except BadTable as error:
            if self._of_draft:
                return self._unread(value)
            raise blocks.StructBlockValidationError(
                {"table": ValidationError(str(error))}
            ) from error
        faults = list(misfits(value["kind"], table))
        if faults:
            if self._of_draft:
                return self._unread(value)
            raise blocks.StructBlockValidationError({"table": ValidationError(faults)})
        value["table"] = TypedTable(text, table)
        return value

    @staticmethod
    def _unread(value: Any) -> Any:
        value["table"] = TypedTable(value["table"].text)
        return value
