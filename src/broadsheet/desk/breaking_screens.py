"""Items of the ticker in Wagtail's own way: found, edited in all their fields, deleted."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, ObjectList
from wagtail.admin.ui.tables import DateColumn, LocaleColumn
from wagtail.snippets.views.snippets import SnippetViewSet

from broadsheet.desk.reach import editions_in_reach
from broadsheet.editions.edition_set import EditionSet
from broadsheet.editions.models import Edition
from broadsheet.live.models import BreakingItem


class BreakingForm(WagtailAdminModelForm):
    """All fields of an item. It is published on the ticker's own screen."""

    edition = forms.ModelChoiceField(
        label=_("Edition"), queryset=Edition.objects.select_related("locale"), empty_label=None
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.for_user is not None:
            self.fields["edition"].queryset = editions_in_reach(self.for_user)
        own = EditionSet().find_locale(self.instance.locale_id)
        if own is not None:
            self.initial["edition"] = own.pk
        self.fields["edition"].disabled = self.instance.pk is not None

    def _post_clean(self) -> None:
        # The model looks whether the story is of the same edition.
        if edition := self.cleaned_data.get("edition"):
            self.instance.locale_id = edition.locale_id
        super()._post_clean()


class BreakingItems(SnippetViewSet):
    """The list and the forms of items."""

    model = BreakingItem
    icon = "warning"
    menu_label = _("Breaking items")
    list_display = [
        "__str__",
        LocaleColumn(label=_("Edition")),
        "status",
        DateColumn("published_at", label=_("Published")),
    ]
    list_filter = ["status"]
    list_per_page = 50
    copy_view_enabled = False
    # By default the newest published first; what waits stands before them.
    ordering = ["-created_at", "-pk"]

    def get_edit_handler(self) -> Any:
        panels = [FieldPanel("edition"), *self.model.panels]
        return ObjectList(panels, base_form_class=BreakingForm).bind_to_model(self.model)
