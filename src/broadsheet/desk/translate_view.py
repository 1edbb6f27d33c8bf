"""The screen from which a story is taken into another edition."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from broadsheet.desk.reach import sections_in_reach, sections_to_write_in
from broadsheet.desk.section_choice import SectionChoiceField
from broadsheet.desk.translating import AlreadyTranslated, translate_story
from broadsheet.editions.edition_set import EditionSet
from broadsheet.stories.kinds import kind_fits_area
from broadsheet.stories.models import Story


class TranslateForm(forms.Form):
    """The section of another edition that the translation goes to."""

    section = SectionChoiceField(
        label=gettext_lazy("Section"),
        help_text=gettext_lazy("A draft is made there, with the words of the original."),
    )

    def __init__(self, *args: Any, story: Story, user: Any, taken: set[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sections = sections_to_write_in(user).exclude(locale_id__in={story.locale_id, *taken})
        fitting = [s.pk for s in sections if kind_fits_area(story.kind, s.area_key)]
        field: Any = self.fields["section"]
        field.offer(sections.filter(pk__in=fitting))
        self.has_choice = bool(fitting)
        if alike := self._same_section(story, fitting):
            field.initial = alike

    def _same_section(self, story: Story, offered: list[int]) -> int | None:
        """The home section's counterpart, if there is one edition to choose only."""
        key = story.home_section.translation_key
        field: Any = self.fields["section"]
        alike = [s.pk for s in field.queryset if s.pk in offered and s.translation_key == key]
        return alike[0] if len(alike) == 1 else None


class TranslateView(WagtailAdminTemplateMixin, FormView):
    """Choose a section; the draft opens."""

    template_name = "desk/translate.html"
    page_title = gettext_lazy("Translate to…")
    header_icon = "globe"

    @cached_property
    def story(self) -> Story:
        """The story to translate, as its latest draft has it. Raises Http404, PermissionDenied."""
        found = get_object_or_404(Story, pk=self.kwargs["story_id"])
        reach = sections_in_reach(self.request.user)
        if not reach.filter(pk=found.home_section_id).exists():
            raise PermissionDenied
        return found.get_latest_revision_as_object()

    @cached_property
    def translations(self) -> list[Story]:
        """The story in other editions."""
        return list(
            Story.objects.filter(translation_key=self.story.translation_key)
            .exclude(pk=self.story.pk)
            .defer("body", "points")
        )

    def get_page_subtitle(self) -> str:
        return self.story.draft_title

    def get_form(self, form_class: Any = None) -> TranslateForm:
        return TranslateForm(
            self.request.POST if self.request.method == "POST" else None,
            story=self.story,
            user=self.request.user,
            taken={story.locale_id for story in self.translations},
        )

    def form_valid(self, form: TranslateForm) -> HttpResponse:
        try:
            draft = translate_story(self.story, form.cleaned_data["section"], self.request.user)
        except AlreadyTranslated as found:
            messages.warning(self.request, str(found))
            return self._open(found.existing)
        except IntegrityError:
            # Somebody else was faster by a moment; the database keeps one story to an edition.
            messages.warning(self.request, _("Somebody has just begun this translation."))
            return HttpResponseRedirect(self.request.path)
        messages.success(
            self.request,
            format_html(
                _("Draft made from “{}”. Translate it, then publish it or submit it."),
                self.story.draft_title,
            ),
        )
        return self._open(draft)

    def _open(self, story: Story) -> HttpResponse:
        return HttpResponseRedirect(reverse("wagtailadmin_pages:edit", args=[story.pk]))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        editions = {edition.locale_id: edition for edition in EditionSet()}
        context["existing"] = [
            (editions[story.locale_id], story)
            for story in self.translations
            if story.locale_id in editions
        ]
        context["submit_button_label"] = _("Make the draft")
        context["media"] = context["form"].media
        return context
