"""Reads of stories: what is published, in the orders that pages ask for."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q, QuerySet

from broadsheet.editions.models import Edition, Section
from broadsheet.ledger import reading, tags
from broadsheet.stories.models import Story

#: Stories that are rather named than looked for.
SMALL = 500
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
    """Published stories of a section: at home there, or shown there as well. Two queries.

    The stories of a small section are named one by one: by its place alone the database would walk
    through the whole edition for them.
    """
    also = _shown_as_well(section)
    home = _at_home(section)
    named = {*home.values_list("pk", flat=True)[: SMALL + 1], *also[: SMALL + 1]}
    stories = published(edition).filter(Q(home_section_id=section.pk) | Q(pk__in=also))
    return stories.filter(pk__in=named) if len(named) <= SMALL else stories


def number_in_section(section: Section, edition: Edition) -> int:
    """How many stories ``published_in_section`` has. Two queries, each by an index of its own."""
    also = published(edition).filter(pk__in=_shown_as_well(section))
    return _at_home(section).count() + also.exclude(home_section_id=section.pk).count()


def _at_home(section: Section) -> QuerySet[Story]:
    # The edition is not asked for: they have no other, and its index is a long way.
    return Story.objects.filter(home_section_id=section.pk, live=True).order_by()


def _shown_as_well(section: Section) -> QuerySet[Any, int]:
    through = Story.further_sections.through.objects.filter(section_id=section.pk)
    return through.order_by().values_list("story_id", flat=True)


def translations_of(story: Story) -> dict[int, str]:
    """Locale id to tree path of the story's published translations. One query."""
    reading.note(tags.translations(story.translation_key))
    rows = (
        Story.objects.filter(translation_key=story.translation_key, live=True)
        .exclude(pk=story.pk)
        .values_list("locale_id", "url_path")
    )
    return dict(rows)
