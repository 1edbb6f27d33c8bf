"""A section's form.

A port: which subjects there are, and what they are called, is known higher up in the house, where
items with subjects come from. The package that knows hands in the field here.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from wagtail.admin.forms import WagtailAdminPageForm

#: Makes the field: given the codes that stand in it now, with spaces between, and its words.
SubjectsField = Callable[..., forms.Field]
_makers: list[SubjectsField] = []


def register_subjects_field(make: SubjectsField) -> None:
    """Have the subjects of a section chosen with ``make(codes, label=…, help_text=…)``."""
    _makers[:] = [make]


class SectionForm(WagtailAdminPageForm):
    """A section. Its subjects are codes with spaces between, however they are chosen."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        plain = self.fields.get("subjects")
        for make in _makers if plain is not None else ():
            self.fields["subjects"] = make(
                self.instance.subjects, label=plain.label, help_text=plain.help_text
            )
