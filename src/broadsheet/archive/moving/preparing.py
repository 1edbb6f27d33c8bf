"""From a converted story of another system to a story that can be written."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from broadsheet.archive.body import blocks
from broadsheet.archive.bulk.writing import NewStory
from broadsheet.archive.moving.converting import SHOWN, Converted
from broadsheet.archive.moving.library import Library
from broadsheet.archive.moving.names import MOST_TOPICS, Names, People
from broadsheet.archive.moving.old_addresses import old_addresses
from broadsheet.archive.moving.plan import Home, Homes, MovePlan
from broadsheet.archive.moving.uploads import Missing
from broadsheet.archive.records import ForeignStory, PictureUse, Standing, StoryKind
from broadsheet.desk.pictures_from_item import TakenPicture, Unusable
from broadsheet.editions.models import Edition
from broadsheet.kit import clock
from broadsheet.stories.block_values import fitting
from broadsheet.stories.models import Byline, Story
from broadsheet.wire.errors import shown

#: No paper's archive is older; an earlier time is a slip.
_EARLIEST = datetime(1600, 1, 1, tzinfo=UTC)
#: Pictures of one gallery block.
_MOST_IN_GALLERY = 60


class Refusal(Exception):
    """Why a record cannot come in, in one line."""


@dataclass
class Ready:
    """A story that can be written, with what is to be said of it."""

    converted: Converted
    digest: str
    new: NewStory
    slug_words: str
    notes: list[str] = field(default_factory=list)
    #: Whether pictures are missing whose files may be there another time.
    wanting: bool = False


@dataclass
class Preparer:
    """Prepares stories for one edition."""

    plan: MovePlan
    edition: Edition
    homes: Homes
    people: People
    topics: Names
    library: Library
    term_names: dict[str, str]

    def make_topics(self, lot: Iterable[Converted]) -> None:
        """Make the topics that stories of a lot name and the edition has not."""
        names: dict[str, None] = {}
        for theirs in (each.story for each in lot if each.story.kind is not StoryKind.PAGE):
            *_, loose = self._homes(theirs)
            names.update(dict.fromkeys(self._topic_names(theirs, loose)[:MOST_TOPICS]))
        self.topics.make_all(names)

    def prepare(self, converted: Converted, digest: str) -> Ready:
        """Everything about a story but its place in the tree. Raises Refusal."""
        theirs = converted.story
        notes = list(converted.notes)
        home, further, loose = self._homes(theirs)
        title = fitting(theirs.title or fitting(theirs.excerpt, 110), 255)
        pictures = _Shown(self.library, title, notes)
        body = pictures.resolve(converted.blocks)
        lead = pictures.lead(theirs.picture)
        if not title and not body:
            raise Refusal("there is no headline, and nothing to read, in it")
        title = title or f"({theirs.key})"
        publish, published = self._when(theirs, notes)
        story = Story(
            title=title,
            kind=home.kind.value,
            standfirst=fitting(theirs.excerpt, 500),
            seo_title=fitting(theirs.seo_title, 255),
            search_description=theirs.seo_description[:5000],
            locale=self.edition.locale,
            edition=self.edition,
            home_section=home.section,
            picture=lead.picture if lead else None,
            picture_alt=lead.alt if lead else "",
            picture_caption=lead.caption if lead else "",
            body=body,
            published_at=published,
            first_published_at=published if publish else None,
            updated_at=_updated(theirs, published) if publish else None,
            minutes=converted.minutes,
            picture_count=pictures.count,
            live=False,
        )
        authors = self.people.ids(theirs.authors, theirs.author_names)
        new = NewStory(
            story,
            home.section,
            publish,
            [(author, Byline.Role.BY.value) for author in authors],
            {
                "topics": self._topics(theirs, loose, notes),
                "further_sections": [each.section.pk for each in further],
            },
            old_addresses(theirs, self.edition) if publish else (),
        )
        return Ready(converted, digest, new, theirs.slug or title, notes, pictures.wanting)

    def _name(self, theirs: ForeignStory, key: str) -> str:
        return theirs.term_names.get(key) or self.term_names.get(key) or key

    def _homes(self, theirs: ForeignStory) -> tuple[Home, list[Home], list[str]]:
        """Its section, further ones, and the names of categories that lead to none."""
        return self.homes.of((key, self._name(theirs, key)) for key in theirs.categories)

    def _topic_names(self, theirs: ForeignStory, loose: list[str]) -> list[str]:
        return [self._name(theirs, key) for key in theirs.tags] + loose

    def _topics(self, theirs: ForeignStory, loose: list[str], notes: list[str]) -> list[int]:
        names = self._topic_names(theirs, loose)
        if len(names) > MOST_TOPICS:
            notes.append(f"of its tags, the first {MOST_TOPICS} are kept")
        found = {self.topics.find_or_make(name): None for name in names[:MOST_TOPICS]}
        return [pk for pk in found if pk is not None]

    def _when(self, theirs: ForeignStory, notes: list[str]) -> tuple[bool, datetime | None]:
        """Whether readers are to see it, and when it says it was published."""
        published, now = theirs.published_at, clock.now()
        publish = theirs.standing is Standing.PUBLIC
        if not publish:
            notes.append(f"a draft: it was {_said(theirs.standing)} where it comes from")
        elif self.plan.drafts:
            publish = False
            notes.append("a draft, as asked for")
        if published is not None and published > now:
            if publish:
                notes.append("a draft: its date is yet to come")
            return False, None
        if published is not None and published < _EARLIEST:
            notes.append("its date is older than any newspaper")
            published = None
        if published is None and publish:
            notes.append("it has no date; it has today's")
            published = now
        if theirs.standing is Standing.DRAFT:
            published = None
        return publish, published


def _said(standing: Standing) -> str:
    return {Standing.DRAFT: "a draft", Standing.SCHEDULED: "scheduled"}.get(
        standing, standing.value
    )


def _updated(theirs: ForeignStory, published: datetime | None) -> datetime | None:
    later = theirs.updated_at
    if later is None or published is None or not published < later <= clock.now():
        return None
    return later


@dataclass
class _Shown:
    """The pictures of one story, found in the library or left out with a note."""

    library: Library
    headline: str
    notes: list[str]
    count: int = 0
    wanting: bool = False

    def lead(self, use: PictureUse | None) -> TakenPicture | None:
        """The picture over the story."""
        return next(iter(self._take(use)), None) if use else None

    def resolve(self, blocks: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """The blocks with pictures of ours; what was not found is left out."""
        found: list[dict[str, Any]] = []
        for block in blocks:
            if block["type"] not in SHOWN:
                found.append(block)
            elif block["type"] == "video":
                found += self._clip(block)
            elif block["type"] == "picture":
                for taken in self._take(block["value"]):
                    found.append({**block, "value": _value(taken)})
                    self.count += 1
            else:
                found += self._gallery(block)
        return found

    def _clip(self, block: dict[str, Any]) -> list[dict[str, Any]]:
        """A video or audio of ours, or a link to where it was."""
        use = block["value"]
        try:
            clip = self.library.clips.take(use, self.headline)
            return [{**block, "value": {"clip": clip.pk, "caption": use.title}}]
        except Unusable as reason:
            self.wanting |= isinstance(reason, Missing)
            self.notes.append(f"a video or audio is kept as a link: {reason}")
        linked = blocks.link(use.address, use.title)
        return [{**block, **linked}] if linked else []

    def _gallery(self, block: dict[str, Any]) -> list[dict[str, Any]]:
        taken = [each for use in block["value"]["pictures"] for each in self._take(use)]
        self.count += len(taken)
        if len(taken) == 1:
            return [{**block, "type": "picture", "value": _value(taken[0])}]
        made = []
        for start in range(0, len(taken), _MOST_IN_GALLERY):
            items = [
                {"type": "item", "value": _value(each), "id": f"{block['id']}-{start + number}"}
                for number, each in enumerate(taken[start : start + _MOST_IN_GALLERY])
            ]
            value = {"title": block["value"]["title"], "pictures": items}
            key = block["id"] if not start else f"{block['id']}-{start}"
            made.append({**block, "value": value, "id": key})
        return made

    def _take(self, use: PictureUse) -> list[TakenPicture]:
        taken = []
        pictures = self.library.named(use)
        if not pictures:
            self.wanting = True
            self.notes.append(_unnamed(use))
        for picture in pictures:
            try:
                taken.append(self.library.take(picture, use, self.headline))
            except Missing as reason:
                self.wanting = True
                self.notes.append(f"a picture is left out: {reason}")
            except Unusable as reason:
                self.notes.append(f"a picture is left out: {reason}")
        return taken


def _unnamed(use: PictureUse) -> str:
    """What is said of a picture of which the export does not tell: another file of it may."""
    if use.all_of:
        return "a gallery is left out: the export has no picture that hangs on the story"
    return f"a picture is left out: the export does not tell of {shown(use.key)}"


def _value(taken: TakenPicture) -> dict[str, Any]:
    return {"picture": taken.picture.pk, "alt": taken.alt, "caption": taken.caption}
