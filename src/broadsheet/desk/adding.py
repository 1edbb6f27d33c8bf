"""Adding a story: where it goes and what it is, in one small screen, then its form."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.views.pages.choose_parent import ChooseParentView
from wagtail.admin.views.pages.create import CreateView

from broadsheet.desk.reach import sections_to_write_in
from broadsheet.desk.section_choice import SectionChoiceField
from broadsheet.stories.kinds import AREA_OF_KIND, Kind, kind_fits_area

_KIND_OF_AREA = {area: kind for kind, area in AREA_OF_KIND.items()}
_KIND_OF_SECTION = {
    "opinion": Kind.OPINION,
    "analysis": Kind.ANALYSIS,
    "blog": Kind.BLOG,
    "features": Kind.FEATURE,
    "in-five": Kind.IN_FIVE,
}


def usual_kind(section: Any) -> Kind:
    """The kind a story of this section usually has."""
    if section.area_key in _KIND_OF_AREA:
        return _KIND_OF_AREA[section.area_key]
    return _KIND_OF_SECTION.get(section.slug, Kind.NEWS)


class AddStoryForm(forms.Form):
    """A section of an edition, and a kind."""

    section = SectionChoiceField(label=_("Section"))
    kind = forms.ChoiceField(
        label=_("Kind"),
        choices=[("", _("As usual in this section")), *Kind.choices],
        required=False,
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["section"]
        field.offer(sections_to_write_in(user))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        section, kind = cleaned.get("section"), cleaned.get("kind")
        if section and kind and not kind_fits_area(kind, section.area_key):
            self.add_error(
                "kind", _("A story of this kind does not belong in this area; choose another.")
            )
        return cleaned


class AddStoryView(ChooseParentView):
    """The small screen before the form."""

    template_name = "wagtailadmin/pages/choose_parent.html"
    page_title = _("Add story")
    submit_button_label = _("Write")

    def get(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        # Wagtail's own view would skip the screen where there is one section only; the kind is
        # still to be chosen.
        return self.render_to_response(self.get_context_data(**kwargs))

    def get_form(self, form_class: Any = None) -> AddStoryForm:
        data = self.request.POST if self.request.method == "POST" else None
        return AddStoryForm(data, user=self.request.user)

    def get_page_subtitle(self) -> str:
        return ""

    def form_valid(self, form: AddStoryForm) -> HttpResponse:
        section = form.cleaned_data["section"]
        kind = form.cleaned_data["kind"] or usual_kind(section)
        address = reverse("wagtailadmin_pages:add", args=["stories", "story", section.pk])
        return HttpResponseRedirect(f"{address}?{urlencode({'kind': kind})}")


class StoryCreateView(CreateView):
    """The form of a new story, with its kind chosen already."""

    def get(self, request: Any) -> HttpResponse:
        asked = request.GET.get("kind", "")
        self.page.kind = asked if asked in Kind.values else usual_kind(self.parent_page)
        return super().get(request)
