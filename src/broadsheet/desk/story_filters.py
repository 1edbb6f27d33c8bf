"""The filters over the list of stories."""

from __future__ import annotations

from typing import Any

import django_filters
from django import forms
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.models import Page, Revision, WorkflowState

from broadsheet.desk.holds import held_stories
from broadsheet.desk.reach import area_name, editions_in_reach, sections_in_reach
from broadsheet.editions.models import Area, Section
from broadsheet.people.models import Author
from broadsheet.programmes.models import Programme
from broadsheet.stories.kinds import Kind
from broadsheet.stories.models import Byline, Story

STATUSES = [
    ("live", _("Live")),
    ("draft", _("Draft")),
    ("scheduled", _("Scheduled")),
    ("review", _("In review")),
    ("changed", _("Live, with changes")),
    ("held", _("Killed or taken down")),
]


def scheduled_stories() -> list[int]:
    """The ids of stories with a version that waits for its hour; there are never many."""
    waiting = Revision.objects.filter(
        base_content_type__app_label="wagtailcore",
        base_content_type__model=Page._meta.model_name,
        approved_go_live_at__isnull=False,
    )
    return [int(pk) for pk in waiting.order_by().values_list("object_id", flat=True)]


def stories_in_review() -> list[int]:
    """The ids of stories that somebody is asked to approve."""
    waiting = WorkflowState.objects.filter(
        base_content_type__app_label="wagtailcore",
        base_content_type__model=Page._meta.model_name,
        status=WorkflowState.STATUS_IN_PROGRESS,
    )
    return [int(pk) for pk in waiting.order_by().values_list("object_id", flat=True)]


def with_status(stories: QuerySet[Story], status: str) -> QuerySet[Story]:
    """Those of ``stories`` that stand at ``status``; all of them for a status we do not know."""
    if status == "live":
        return stories.filter(live=True)
    if status == "draft":
        return stories.filter(live=False).exclude(pk__in=scheduled_stories())
    if status == "scheduled":
        return stories.filter(pk__in=scheduled_stories())
    if status == "review":
        return stories.filter(pk__in=stories_in_review())
    if status == "changed":
        return stories.filter(live=True, has_unpublished_changes=True)
    if status == "held":
        return stories.filter(pk__in=held_stories())
    return stories


class EditionFilter(django_filters.ModelMultipleChoiceFilter):
    """Editions; a story has one, so nothing has to be made distinct."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.distinct = False


class ChoicesFilter(django_filters.MultipleChoiceFilter):
    """Several values of a column; nothing has to be made distinct."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.distinct = False


class SectionFilter(django_filters.ModelChoiceFilter):
    """A section that stories are at home in."""

    class SectionField(django_filters.fields.ModelChoiceField):
        def label_from_instance(self, section: Section) -> str:
            language = section.locale.language_code
            return f"{language} · {area_name(section.area_key)} › {section.title}"

    field_class = SectionField


class AuthorFilter(django_filters.ModelChoiceFilter):
    """An author in the byline."""

    class AuthorField(django_filters.fields.ModelChoiceField):
        def label_from_instance(self, author: Author) -> str:
            return f"{author.name} ({author.locale.language_code})"

    field_class = AuthorField

    def filter(self, stories: QuerySet[Story], author: Author | None) -> QuerySet[Story]:
        if author is None:
            return stories
        credited = Byline.objects.filter(author=author).order_by()
        return stories.filter(pk__in=credited.values("story_id"))


class ProgrammeFilter(django_filters.ModelChoiceFilter):
    """A programme that stories are episodes of."""

    class ProgrammeField(django_filters.fields.ModelChoiceField):
        def label_from_instance(self, programme: Programme) -> str:
            return f"{programme.name} ({programme.locale.language_code})"

    field_class = ProgrammeField


def _editions(request: Any) -> QuerySet:
    return editions_in_reach(request.user)


def _sections(request: Any) -> QuerySet:
    return sections_in_reach(request.user).select_related("locale")


def _authors(request: Any) -> QuerySet:
    credited = Byline.objects.filter(author=OuterRef("pk")).order_by()
    return Author.objects.filter(Exists(credited)).select_related("locale").order_by("name")


def _programmes(request: Any) -> QuerySet:
    locales = editions_in_reach(request.user).values("locale_id")
    return Programme.objects.filter(locale_id__in=locales).select_related("locale")


class StoryFilterSet(WagtailFilterSet):
    """Edition, area, section, kind, status, author, programme, dates, and "my own"."""

    edition = EditionFilter(
        label=_("Edition"), queryset=_editions, widget=forms.CheckboxSelectMultiple
    )
    area = ChoicesFilter(
        label=_("Area"),
        choices=Area.Key.choices,
        widget=forms.CheckboxSelectMultiple,
        method="in_areas",
    )
    home_section = SectionFilter(label=_("Section"), queryset=_sections)
    kind = ChoicesFilter(label=_("Kind"), choices=Kind.choices, widget=forms.CheckboxSelectMultiple)
    status = django_filters.ChoiceFilter(
        label=_("Status"),
        choices=STATUSES,
        widget=forms.RadioSelect,
        empty_label=_("Any"),
        method="at_status",
    )
    author = AuthorFilter(label=_("Author"), queryset=_authors)
    programme = ProgrammeFilter(label=_("Programme"), queryset=_programmes)
    owner = django_filters.ChoiceFilter(
        label=_("Whose"),
        choices=[("me", _("Only my own"))],
        widget=forms.RadioSelect,
        empty_label=_("Everybody's"),
        method="my_own",
    )
    published_at = django_filters.DateFromToRangeFilter(
        label=_("Published"), widget=DateRangePickerWidget
    )
    touched_at = django_filters.DateFromToRangeFilter(
        label=_("Last worked on"), widget=DateRangePickerWidget
    )

    class Meta:
        model = Story
        fields: list[str] = []

    def _add_locale_filter(self) -> None:
        """Nothing: the edition says the language, too."""

    def in_areas(self, stories: QuerySet[Story], name: str, areas: list[str]) -> QuerySet[Story]:
        """Stories whose section lies in one of ``areas``."""
        if not areas:
            return stories
        sections = Section.objects.filter(area_key__in=areas).order_by()
        return stories.filter(home_section__in=list(sections.values_list("pk", flat=True)))

    def at_status(self, stories: QuerySet[Story], name: str, status: str) -> QuerySet[Story]:
        """Stories at the status that was chosen."""
        return with_status(stories, status)

    def my_own(self, stories: QuerySet[Story], name: str, whose: str) -> QuerySet[Story]:
        """Stories of the user who asks."""
        return stories.filter(owner=self.request.user) if whose == "me" else stories
