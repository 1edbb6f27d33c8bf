"""The form of a record that each edition has its own of: topics, regions, authors, clips …"""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.forms import WagtailAdminModelForm

from broadsheet.desk.reach import editions_in_reach
from broadsheet.editions.edition_set import EditionSet
from broadsheet.editions.models import Edition


class RecordForm(WagtailAdminModelForm):
    """Says, beside the record's own fields, which record of other editions it is the same as.

    Records that are the same share a ``translation_key``; that is how a translated story finds the
    topics and authors of its own edition.
    """

    edition = forms.ModelChoiceField(
        label=gettext_lazy("Edition"),
        queryset=Edition.objects.select_related("locale"),
        empty_label=None,
    )
    same_as = forms.ChoiceField(
        label=gettext_lazy("The same in other editions"),
        required=False,
        help_text=gettext_lazy("A translated story takes this record in the place of that one."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        editions = {edition.locale_id: edition for edition in EditionSet()}
        if self.for_user is not None:
            self.fields["edition"].queryset = editions_in_reach(self.for_user)
        if own := editions.get(self.instance.locale_id):
            self.initial["edition"] = own.pk
        self.fields["edition"].disabled = self.instance.pk is not None
        codes = {locale_id: edition.code for locale_id, edition in editions.items()}
        self.fields["same_as"].choices = [("", "—"), *self._others(codes)]
        key = str(self.instance.translation_key)
        if any(key == value for value, _name in self.fields["same_as"].choices):
            self.initial["same_as"] = key

    def _others(self, codes: dict[int, str]) -> list[tuple[str, str]]:
        """A choice for each record of other editions; those that are the same make one choice."""
        model = type(self.instance)
        named: dict[str, list[str]] = {}
        others = model._default_manager.exclude(pk=self.instance.pk).order_by("locale_id", "pk")
        for record in others.only("pk", "locale_id", "translation_key", *_name_fields(model)):
            code = codes.get(record.locale_id)
            if code:
                named.setdefault(str(record.translation_key), []).append(f"{record} ({code})")
        return sorted(
            ((key, " · ".join(names)) for key, names in named.items()), key=lambda c: c[1]
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        key, edition = cleaned.get("same_as"), cleaned.get("edition")
        if key and edition:
            twin = (
                type(self.instance)
                ._default_manager.filter(translation_key=key, locale_id=edition.locale_id)
                .exclude(pk=self.instance.pk)
                .first()
            )
            if twin is not None:
                self.add_error(
                    "same_as",
                    ValidationError(
                        _("“%(record)s” of this edition is that already."), params={"record": twin}
                    ),
                )
        return cleaned

    def _post_clean(self) -> None:
        # The model looks for namesakes within its edition.
        if edition := self.cleaned_data.get("edition"):
            self.instance.locale_id = edition.locale_id
        super()._post_clean()

    def save(self, commit: bool = True) -> Any:
        """See ``ModelForm.save``. Unlinked, a record gets a key of its own again."""
        chosen = self.cleaned_data.get("same_as")
        if chosen:
            self.instance.translation_key = chosen
        elif self.initial.get("same_as"):
            self.instance.translation_key = uuid4()
        return super().save(commit)


def _name_fields(model: type[models.Model]) -> list[str]:
    return [name for name in ("name", "title") if name in {f.name for f in model._meta.fields}]
