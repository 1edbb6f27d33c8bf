"""Reads of stories: what is published, in the orders that pages ask for."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q, QuerySet

from broadsheet.editions.models import Edition, Section
from broadsheet.stories.models import Story

#: What a card needs; bodies are not loaded for lists.
NOT_ON_CARDS = ("body", "points", "text_alternative", "search_description", "seo_title")


def published(edition: Edition) -> QuerySet[Story]:
    """The published stories of an edition, newest first, without their bodies."""
    return (
        Story.objects.filter(edition=edition, live=True)
        .defer(*NOT_ON_CARDS)
        .order_by("-published_at", "-pk")
    )


def published_in(edition: Edition, sections: Iterable[int]) -> QuerySet[Story]:
    """Published stories whose home is one of these sections (ids)."""
    return published(edition).filter(home_section_id__in=list(sections))


def published_in_section(section: Section, edition: Edition) -> QuerySet[Story]:
    """Published stories of a section: at home there, or shown there as well."""
    also = Story.further_sections.through.objects.filter(section_id=section.pk)
    return published(edition).filter(
        Q(home_section_id=section.pk) | Q(pk__in=also.values("story_id"))
    )


def translations_of(story: Story) -> dict[int, str]:
    """Locale id to tree path of the story's published translations. One query."""
    rows = (
        Story.objects.filter(translation_key=story.translation_key, live=True)
        .exclude(pk=story.pk)
        .values_list("locale_id", "url_path")
    )
    return dict(rows)
