"""The form of a flash: a line for each edition, side by side, and who says so."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from broadsheet.desk.flashing import Line
from broadsheet.desk.live_rows import running_pages
from broadsheet.desk.reach import sections_to_write_in
from broadsheet.desk.section_choice import SectionChoiceField
from broadsheet.editions.models import Edition, Section
from broadsheet.kit.safe_html import tidy_text
from broadsheet.live.models import BreakingItem
from broadsheet.stories.models import Story

Status = BreakingItem.Status
#: The parts of a line, and how long each may be.
PARTS = {"text": 240, "speaker": 120, "role": 120, "place": 120}
_LABELS = {
    "text": gettext_lazy("what happened"),
    "speaker": gettext_lazy("speaker or outlet"),
    "role": gettext_lazy("their role"),
    "place": gettext_lazy("where it was said"),
}


class FlashForm(forms.Form):
    """Fields ``<part>_<edition>``, a section, a status, and a token that is used once.

    Where a live page runs in an edition there is ``live_<edition>``, too.

    The first of ``editions`` is the writer's own: who says so is taken from there where another
    edition leaves it out.
    """

    token = forms.UUIDField(widget=forms.HiddenInput)
    section = SectionChoiceField(label=gettext_lazy("Section of the stub stories"))
    status = forms.ChoiceField(
        label=gettext_lazy("status"),
        choices=[choice for choice in Status.choices if choice[0] != Status.WITHDRAWN],
        initial=Status.REPORTED,
    )

    def __init__(self, *args: Any, user: Any, editions: list[Edition], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.editions = editions
        self.initial.setdefault("token", uuid4())
        running = running_pages(user)
        for place, edition in enumerate(editions):
            for part, longest in PARTS.items():
                self.fields[f"{part}_{edition.code}"] = self._field(edition, part, longest, place)
            if pages := running.get(edition.pk):
                self.fields[f"live_{edition.code}"] = _live_field(pages)
        own = sections_to_write_in(user).filter(locale_id=editions[0].locale_id)
        section: Any = self.fields["section"]
        section.offer(own)
        if not self.is_bound:
            newest = own.filter(pk__in=_written_in(own)).first()
            self.initial.setdefault("section", (newest or own.first() or Section()).pk)

    def lines_to_fill(self) -> list[tuple[Edition, list[Any]]]:
        """Each edition with its bound fields, in the order of the screen."""
        return [
            (edition, [self[name] for name in self._names(edition) if name in self.fields])
            for edition in self.editions
        ]

    def _names(self, edition: Edition) -> list[str]:
        return [f"{part}_{edition.code}" for part in (*PARTS, "live")]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        own = self.editions[0].code
        lines = []
        for edition in self.editions:
            said = {part: tidy_text(cleaned.get(f"{part}_{edition.code}") or "") for part in PARTS}
            if not said["text"]:
                continue
            said["speaker"] = said["speaker"] or cleaned.get(f"speaker_{own}", "")
            if not said["speaker"]:
                self.add_error(f"speaker_{edition.code}", _("Who says so?"))
            page = cleaned.get(f"live_{edition.code}")
            lines.append(Line(edition, **said, live_page=page))
        if not lines and not self.errors:
            self.add_error(f"text_{own}", _("Write a line for one edition at least."))
        cleaned["lines"] = lines
        return cleaned

    def _field(self, edition: Edition, part: str, longest: int, place: int) -> forms.CharField:
        attributes = {
            "lang": edition.locale.language_code,
            "dir": edition.direction,
            "autocomplete": "off",
        }
        if part == "text" and not place:
            attributes["autofocus"] = "autofocus"
        return forms.CharField(
            label=_LABELS[part],
            max_length=longest,
            required=False,
            widget=forms.TextInput(attrs=attributes),
        )


class _LivePageChoice(forms.ModelChoiceField):
    """A live page by its headline."""

    def label_from_instance(self, obj: Any) -> str:
        return str(obj.title)


def _live_field(pages: list[Story]) -> _LivePageChoice:
    return _LivePageChoice(
        Story.objects.filter(pk__in=[page.pk for page in pages]),
        label=gettext_lazy("live page"),
        required=False,
        empty_label=gettext_lazy("none"),
    )


def _written_in(sections: Any) -> Any:
    """News sections first: flashes are news."""
    return [section.pk for section in sections if section.area_key == "news"]
