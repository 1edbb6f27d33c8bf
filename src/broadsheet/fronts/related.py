"""Stories that are really related: those that share most topics, then the section's newest."""

from __future__ import annotations

from collections import Counter

from broadsheet.editions.models import Edition
from broadsheet.ledger import reading, tags
from broadsheet.stories.models import Story
from broadsheet.stories.selectors import published

READ_NEXT = 4
#: How many of the newest stories of a story's topics are looked at for the best match.
LOOKED_AT = 40


def read_next(story: Story, edition: Edition) -> list[Story]:
    """Up to four stories: most topics shared first, newest first among equals.

    Three queries: topics, the newest that share one, and the section's newest if those are few.
    """
    topics = [topic.pk for topic in story.topics.all()]
    for topic in topics:
        reading.note(tags.stories_of("topics.topic", topic))
    others = published(edition).exclude(pk=story.pk)
    chosen: list[Story] = []
    if topics:
        # A story comes once for every topic it shares: how often is how near it is.
        rows = list(others.filter(topics__in=topics)[:LOOKED_AT])
        shared = Counter(row.pk for row in rows)
        unique = {row.pk: row for row in rows}
        chosen = sorted(unique.values(), key=lambda other: -shared[other.pk])[:READ_NEXT]
    if len(chosen) < READ_NEXT:
        reading.note(tags.stories_of("editions.section", story.home_section_id))
        have = [other.pk for other in chosen]
        newest = others.filter(home_section_id=story.home_section_id).exclude(pk__in=have)
        chosen += newest[: READ_NEXT - len(chosen)]
    return chosen
