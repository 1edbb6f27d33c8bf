"""Stories that are really related: of the same dossier first, then of the same topics."""

from __future__ import annotations

from broadsheet.editions.addresses import edition_address
from broadsheet.editions.models import Edition
from broadsheet.stories.around import Around
from broadsheet.stories.kinds import Kind
from broadsheet.stories.models import Story
from broadsheet.stories.selectors import published

READ_NEXT = 4
IN_FIVE = 3
#: How many of the newest stories of a topic are looked at for the best match.
LOOKED_AT = 40


def around_story(story: Story, edition: Edition) -> Around:
    """What to read next, and the newest “in five” beside the text. Four queries at most."""
    in_five = list(
        published(edition).filter(kind=Kind.IN_FIVE).exclude(pk=story.pk)[:IN_FIVE]
    )
    bands = (
        [("in_five", edition_address(edition, "articles"), "headlines", in_five)]
        if in_five
        else []
    )
    return Around(read_next=read_next(story, edition), bands=bands)


def read_next(story: Story, edition: Edition) -> list[Story]:
    """Up to four stories: most topics shared first, newest first among equals, then the section's.

    Reads the newest forty that share a topic or a dossier; without any, the newest of the section.
    """
    topics = {topic.pk for topic in story.topics.all()}
    shared = _sharing(story, topics)
    candidates: list[Story] = []
    if shared:
        candidates = list(published(edition).filter(pk__in=shared))
        candidates.sort(key=lambda other: -shared[other.pk])
    if len(candidates) < READ_NEXT and story.home_section_id:
        have = [story.pk, *(other.pk for other in candidates)]
        newest = published(edition).filter(home_section_id=story.home_section_id).exclude(pk__in=have)
        candidates += newest[: READ_NEXT - len(candidates)]
    return candidates[:READ_NEXT]


def _sharing(story: Story, topics: set[int]) -> dict[int, int]:
    """Story id to how many topics it shares, among the newest of those topics. One query."""
    if not topics:
        return {}
    rows = (
        Story.topics.through.objects.filter(topic_id__in=topics, story__live=True)
        .exclude(story_id=story.pk)
        .order_by("-story__published_at")
        .values_list("story_id", flat=True)[:LOOKED_AT]
    )
    counted: dict[int, int] = {}
    for story_id in rows:
        counted[story_id] = counted.get(story_id, 0) + 1
    best = sorted(counted, key=lambda pk: -counted[pk])[: READ_NEXT * 2]
    return {pk: counted[pk] for pk in best}
