"""A choice among sections, grouped by edition and area."""

from __future__ import annotations

from functools import partial
from itertools import groupby
from typing import Any

from django import forms
from django.db.models import QuerySet

from broadsheet.desk.reach import area_name
from broadsheet.editions.edition_set import EditionSet
from broadsheet.editions.models import Edition, Section


class SectionChoiceField(forms.ModelChoiceField):
    """One section. Nothing can be chosen before :meth:`offer` was called."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(queryset=Section.objects.none(), **kwargs)

    def offer(self, sections: QuerySet[Section]) -> None:
        """Let one of ``sections`` be chosen. Costs two queries when the choices are shown."""
        self.queryset = sections
        self.choices = partial(_grouped, sections)


def _grouped(sections: QuerySet[Section]) -> list[Any]:
    """The choices as a form shows them."""
    editions = {edition.locale_id: edition for edition in EditionSet()}
    known = [section for section in sections if section.locale_id in editions]
    known.sort(key=lambda s: (editions[s.locale_id].sort_order, s.locale_id, s.path))
    return [
        ("", "—"),
        *(
            (
                _heading(editions[locale_id], area),
                [
                    # The code says the edition where only what was chosen is to be seen.
                    (s.pk, f"{s.title} ({editions[locale_id].code})")
                    for s in group
                ],
            )
            for (locale_id, area), group in groupby(known, key=lambda s: (s.locale_id, s.area_key))
        ),
    ]


def _heading(edition: Edition, area: str) -> str:
    return f"{edition.name} · {area_name(area)}"
