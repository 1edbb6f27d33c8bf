"""Bylines in the story's form: authors of the story's edition, loaded once for all lines."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.functional import cached_property
from modelcluster.forms import BaseChildFormSet

from broadsheet.people.models import Author


class BylineFormSet(BaseChildFormSet):
    """The lines of credit of one story."""

    @cached_property
    def authors(self) -> Any:
        """The authors a byline of this story may name."""
        return Author.objects.filter(locale_id=self.instance.locale_id).order_by("name")

    @cached_property
    def author_choices(self) -> list[tuple[Any, str]]:
        """The same as choices: one query, however many lines there are."""
        return [("", "—"), *((author.pk, author.name) for author in self.authors)]

    def add_fields(self, form: forms.Form, index: int | None) -> None:
        super().add_fields(form, index)
        field: Any = form.fields["author"]
        field.widget = forms.Select()
        field.queryset = self.authors
        field.choices = self.author_choices
