"""An edition's form: all that makes one newspaper differ from another, without code."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, ObjectList, TabbedInterface
from wagtail.models import Page

from broadsheet.desk.founding import EditionPlan, found_edition
from broadsheet.editions.languages import CONTENT_LANGUAGES, own_name_of
from broadsheet.editions.models import Area, Edition
from broadsheet.editions.models.edition import time_zones
from broadsheet.editions.reserved import FRONT_DEPTH, is_reserved


class EditionForm(WagtailAdminModelForm):
    """An edition. A new one is founded with its front and its five areas."""

    language = forms.ChoiceField(
        label=gettext_lazy("Language"),
        help_text=gettext_lazy("One edition to a language; it cannot be changed later."),
    )

    instance: Edition

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = self.fields["language"]
        if self.instance.pk:
            own = self.instance.locale.language_code
            language.choices = [(own, own_name_of(own))]
            language.initial = own
            language.disabled = True
            code = self.fields["code"]
            code.disabled = True
            code.help_text = _("Every address of the edition begins with it; it does not change.")
        else:
            taken = set(Edition.objects.values_list("locale__language_code", flat=True))
            language.choices = [
                ("", "—"),
                *(
                    (tag, f"{name} · {own_name_of(tag)}")
                    for tag, name in CONTENT_LANGUAGES
                    if tag not in taken
                ),
            ]

    def clean_code(self) -> str:
        code = self.cleaned_data["code"].lower()
        if self.instance.pk:
            return code
        if is_reserved(code, depth=FRONT_DEPTH):
            raise forms.ValidationError(
                _("“%(code)s” is an address the newsroom itself uses; choose another."),
                params={"code": code},
            )
        if Edition.objects.filter(code=code).exists():
            raise forms.ValidationError(_("Another edition has this code."))
        if Page.objects.filter(depth=FRONT_DEPTH, slug=code).exists():
            raise forms.ValidationError(_("A page at the top of the tree has this address."))
        return code

    @transaction.atomic
    def save(self, commit: bool = True) -> Edition:
        """Save the edition; a new one with its front and areas, named in its own language."""
        if self.instance.pk is None:
            language = self.cleaned_data["language"]
            founded = found_edition(
                EditionPlan(
                    code=self.instance.code,
                    language=language,
                    name=self.instance.name,
                    areas=area_names(language),
                )
            )
            self.instance.pk = founded.pk
            self.instance.locale, self.instance.front = founded.locale, founded.front
            self.instance._state.adding = False
        return super().save(commit)


def area_names(language: str) -> dict[str, str]:
    """The five areas by key, named in ``language`` where we know the words."""
    with override(language):
        return {key: str(label) for key, label in Area.Key.choices}


def edition_edit_handler() -> TabbedInterface:
    """The form's tabs."""
    return TabbedInterface(
        [
            ObjectList(
                [
                    FieldPanel("name"),
                    FieldPanel("slogan"),
                    FieldPanel("description"),
                    FieldRowPanel([FieldPanel("code"), FieldPanel("language")]),
                    FieldPanel("host"),
                    FieldPanel("sort_order"),
                    FieldPanel("history_public"),
                ],
                heading=gettext_lazy("Edition"),
            ),
            ObjectList(
                [
                    FieldPanel("time_zone", widget=forms.Select(choices=time_zones())),
                    FieldPanel("region_format"),
                    FieldPanel("digits"),
                    FieldPanel("calendar"),
                ],
                heading=gettext_lazy("Time and numbers"),
            ),
            ObjectList(
                [
                    FieldPanel("logo"),
                    FieldRowPanel([FieldPanel("accent"), FieldPanel("accent_dark")]),
                ],
                heading=gettext_lazy("Look"),
            ),
            ObjectList(
                [
                    FieldPanel("menu"),
                    FieldPanel("regions"),
                    FieldPanel("footer"),
                    FieldPanel("footer_note"),
                    FieldPanel("social"),
                ],
                heading=gettext_lazy("Menus"),
            ),
        ],
        base_form_class=EditionForm,
    )
