"""Which stories stand where on a front. Each story appears once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from broadsheet.editions.models import Area, Edition
from broadsheet.editions.skeleton import Place
from broadsheet.fronts.models import EditionFront
from broadsheet.ledger import reading, tags
from broadsheet.stories.kinds import Kind
from broadsheet.stories.models import Story
from broadsheet.stories.selectors import NOT_ON_CARDS, listing_of, published

SECOND = 4
BRIEFS = 6
#: How many of the newest stories a front is filled from: enough for every place on it.
POOL = 60
#: A band: the area or kinds it shows, its look, and how many cards.
BANDS = (
    ("articles", (Kind.OPINION,), "opinion", 4),
    ("news", (), "row", 4),
    ("videos", (Kind.VIDEO,), "video", 4),
    ("articles", (Kind.ANALYSIS, Kind.FEATURE, Kind.BLOG), "row", 4),
    ("articles", (Kind.IN_FIVE,), "numbered", 3),
    ("pictures", (Kind.GALLERY,), "pictures", 2),
    ("infographics", (Kind.INFOGRAPHIC,), "row", 4),
)


@dataclass
class FrontContents:
    """The stories of a front, in places; bands carry the key of their title's page."""

    lead: Story | None = None
    second: list[Story] = field(default_factory=list)
    briefs: list[Story] = field(default_factory=list)
    bands: list[tuple[str, tuple[str, ...], str, list[Story]]] = field(default_factory=list)

    def stories(self) -> Iterator[Story]:
        """All of them."""
        if self.lead:
            yield self.lead
        yield from self.second
        yield from self.briefs
        for band in self.bands:
            yield from band[3]


class _Pool:
    """Newest stories, each handed out once."""

    def __init__(self, stories: Iterable[Story]) -> None:
        self.left = list(stories)

    def take(
        self, count: int, kinds: tuple[str, ...] = (), sections: set[int] | None = None
    ) -> list[Story]:
        """The newest ``count`` of these kinds and sections, which then are no longer here."""
        chosen = [
            story
            for story in self.left
            if (not kinds or story.kind in kinds)
            and (sections is None or story.home_section_id in sections)
        ][:count]
        taken = {story.pk for story in chosen}
        self.left = [story for story in self.left if story.pk not in taken]
        return chosen


def edition_front_contents(
    front: EditionFront, edition: Edition, sections: Mapping[int, Place]
) -> FrontContents:
    """An edition's front: the editor's picks first, then the newest of what is left.

    Queries: the picks, the newest stories, and one for each band the newest could not fill.
    """
    reading.note(listing_of(edition))
    picks = picked_stories(front, edition)
    newest = published(edition)[:POOL]
    picked = {story.pk for story in picks}
    pool = _Pool(story for story in newest if story.pk not in picked)
    written = {pk for pk, section in sections.items() if section.area_key == "news"}
    top = picks[: 1 + SECOND + BRIEFS]
    top += pool.take(1 + SECOND + BRIEFS - len(top), (Kind.NEWS, Kind.LIVE), written)
    contents = FrontContents(
        lead=top[0] if top else None, second=top[1 : 1 + SECOND], briefs=top[1 + SECOND :]
    )
    used = {story.pk for story in top}
    for area_key, kinds, look, count in BANDS:
        own = {pk for pk, section in sections.items() if section.area_key == area_key}
        stories = pool.take(count, kinds, own)
        if len(stories) < count:
            have = used | {story.pk for story in stories}
            stories += _older(edition, have, kinds, own, count - len(stories))
        used |= {story.pk for story in stories}
        if stories:
            contents.bands.append((area_key, kinds, look, stories))
    return contents


def area_front_contents(
    area: Area, edition: Edition, sections: Mapping[int, Place]
) -> tuple[FrontContents, list[tuple[Place, list[Story]]]]:
    """An area's front: its newest stories, then a band for each of its sections."""
    own = {pk: section for pk, section in sections.items() if section.area_key == area.key}
    for pk in own:
        reading.note(tags.stories_of("editions.section", pk))
    newest = list(published(edition).filter(home_section_id__in=own)[:POOL])
    pool = _Pool(newest)
    top = pool.take(1 + SECOND)
    contents = FrontContents(lead=top[0] if top else None, second=top[1:])
    bands = []
    for section in own.values():
        stories = pool.take(4, (), {section.pk})
        if stories:
            bands.append((section, stories))
    return contents, bands


def picked_stories(front: EditionFront, edition: Edition) -> list[Story]:
    """The editor's picks that are published, in order."""
    reading.note_row(tags.page(front.pk), ("slots",))
    order = [slot.story_id for slot in front.slots.all()]
    for pk in order:
        reading.note_row(tags.page(pk), ("live",))
    if not order:
        return []
    found = Story.objects.filter(live=True, edition=edition).defer(*NOT_ON_CARDS).in_bulk(order)
    return [found[pk] for pk in dict.fromkeys(order) if pk in found]


def _older(
    edition: Edition, used: set[int], kinds: tuple[str, ...], sections: set[int], count: int
) -> list[Story]:
    """Stories older than the pool, for a band that the newest do not fill."""
    if not sections:
        return []
    stories = published(edition).filter(home_section_id__in=sections)
    if kinds:
        stories = stories.filter(kind__in=kinds)
    return list(stories.exclude(pk__in=used)[:count])
