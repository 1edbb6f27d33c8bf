"""Reads of stories: what is published, in the orders that pages ask for."""

from __future__ import annotations

from django.db import models
from django.db.models import Q, QuerySet

from broadsheet.editions.models import Edition, Section
from broadsheet.ledger import reading, tags
from broadsheet.stories.models import Story

#: What a card needs; bodies are not loaded for lists.
NOT_ON_CARDS = ("body", "points", "text_alternative", "search_description", "seo_title")


def published(edition: Edition) -> QuerySet[Story]:
    """The published stories of an edition, newest first, without their bodies.

    What listing is read is for the caller to say (``listing_of``): most narrow it down.
    """
    return (
        Story.objects.filter(edition=edition, live=True)
        .defer(*NOT_ON_CARDS)
        .order_by("-published_at", "-pk")
    )


def listing_of(record: models.Model) -> str:
    """The tag of the stories of an edition, a section, an author, a topic …."""
    return tags.stories_of(record._meta.label_lower, record.pk)


def kind_listing(edition: Edition, kind: str) -> str:
    """The tag of an edition's stories of one kind."""
    return tags.stories_of(f"kind.{kind}", edition.pk)


def published_in_section(section: Section, edition: Edition) -> QuerySet[Story]:
    """Published stories of a section: at home there, or shown there as well."""
    also = Story.further_sections.through.objects.filter(section_id=section.pk)
    return published(edition).filter(
        Q(home_section_id=section.pk) | Q(pk__in=also.values("story_id"))
    )


def translations_of(story: Story) -> dict[int, str]:
    """Locale id to tree path of the story's published translations. One query."""
    reading.note(tags.translations(story.translation_key))
    rows = (
        Story.objects.filter(translation_key=story.translation_key, live=True)
        .exclude(pk=story.pk)
        .values_list("locale_id", "url_path")
    )
    return dict(rows)
