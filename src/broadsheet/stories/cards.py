"""Stories as cards: everything a list of them needs, in a fixed number of queries."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from broadsheet.editions.addresses import address_of
from broadsheet.editions.models import Edition
from broadsheet.editions.numerals import write_length, write_moment, write_number
from broadsheet.editions.presentation import Link
from broadsheet.editions.skeleton import Place
from broadsheet.ledger import reading, tags
from broadsheet.media.models import Clip
from broadsheet.media.selectors import PictureSet
from broadsheet.stories.kinds import Kind
from broadsheet.stories.models import Byline, Story
from broadsheet.stories.presentation import Card, Credit


class CardMaker:
    """Makes cards of one edition's stories.

    At most four queries for any number of stories: bylines with authors, clips, and two for
    pictures. ``sections`` are those of the edition's skeleton. Further pictures and clips may be
    asked for along the way.
    """

    def __init__(
        self,
        edition: Edition,
        sections: Mapping[int, Place],
        stories: Iterable[Story],
        *,
        also_pictures: Iterable[int | None] = (),
        also_clips: Iterable[int] = (),
    ) -> None:
        self.edition = edition
        chosen = list({story.pk: story for story in stories}.values())
        self.sections = sections
        self.credits = _bylines(chosen)
        self.clips = _clips([story.clip_id for story in chosen], also_clips)
        wanted = [story.picture_id for story in chosen]
        wanted += [clip.poster_id for clip in self.clips.values()]
        wanted += [line.author.portrait_id for lines in self.credits.values() for line in lines]
        self.pictures = PictureSet([*wanted, *also_pictures])

    def cards(self, stories: Iterable[Story]) -> tuple[Card, ...]:
        """Cards of ``stories``, in order."""
        return tuple(self.card(story) for story in stories)

    def card(self, story: Story) -> Card:
        """One story's card."""
        edition = self.edition
        section = self.sections.get(story.home_section_id)
        if section is not None:
            reading.note_row(tags.page(section.pk), ("title",))
        clip = self.clips.get(story.clip_id or 0)
        picture_id = story.picture_id or (clip.poster_id if clip else None)
        moment = story.published_at or story.latest_revision_created_at
        return Card(
            story_id=story.pk or 0,
            address=address_of(edition, story.url_path),
            headline=story.title,
            short_headline=story.short_headline or story.title,
            standfirst=story.standfirst,
            kind=story.kind,
            kind_label=kind_label(story),
            kicker=Link(section.title, address_of(edition, section.url_path)) if section else None,
            picture=self.pictures.view(
                picture_id,
                alt=story.picture_alt,
                caption=story.picture_caption,
                language=edition.language,
            ),
            byline=self.byline(story),
            published=write_moment(edition, moment) if moment else None,  # type: ignore[arg-type]
            updated=write_moment(edition, story.updated_at) if story.updated_at else None,
            # How long the posts of a live page take nobody can say.
            minutes="" if story.kind == Kind.LIVE else reading_label(edition, story.minutes),
            length=write_length(edition, clip.seconds) if clip and clip.seconds else "",
            count=picture_label(edition, story) if story.kind == Kind.GALLERY else "",
            season=story.season,
            episode=number_label(edition, story),
            running=story.is_running,
        )

    def byline(self, story: Story) -> tuple[Credit, ...]:
        """The names over a story, in order; an agency's own name stands alone, without a page."""
        if story.byline_text and not self.credits.get(story.pk):
            return (Credit(story.byline_text, "by", "", "", None),)
        return tuple(
            Credit(
                name=line.author.name,
                role=line.role,
                address=line.author.address_in(self.edition),
                title=line.author.title,
                portrait=self.pictures.view(line.author.portrait_id, alt=line.author.name),
            )
            for line in self.credits.get(story.pk, ())
        )


def kind_label(story: Story) -> str:
    """A story's kind in the active language; a live page that is over is what it was."""
    if story.kind == Kind.LIVE and not story.is_running:
        return pgettext("a live page that is closed", "As it happened")
    return str(Kind(story.kind).label)


def reading_label(edition: Edition, minutes: int) -> str:
    """“3 min read”, in the edition's digits; the language is the active one."""
    label = ngettext("%(count)s min read", "%(count)s min read", minutes)
    return label % {"count": write_number(edition, minutes)}


def number_label(edition: Edition, story: Story) -> str:
    """“Episode 3”; empty for a story without a number."""
    return (
        _("Episode %(number)s") % {"number": write_number(edition, story.episode)}
        if story.episode
        else ""
    )


def picture_label(edition: Edition, story: Story) -> str:
    """“6 pictures”."""
    label = ngettext("%(count)s picture", "%(count)s pictures", story.picture_count)
    return label % {"count": write_number(edition, story.picture_count)}


def _bylines(stories: Sequence[Story]) -> dict[int, list[Byline]]:
    lines: dict[int, list[Byline]] = {}
    unsaved = [story for story in stories if _has_draft_bylines(story)]
    for story in unsaved:
        lines[story.pk] = list(story.bylines.all())
    keys = [story.pk for story in stories if story not in unsaved and story.pk]
    for pk in keys:
        reading.note_row(tags.page(pk), ("bylines",))
    if keys:
        rows = Byline.objects.filter(story_id__in=keys).select_related("author")
        for line in rows.order_by("story_id", "sort_order"):
            lines.setdefault(line.story_id, []).append(line)
    return lines


def _has_draft_bylines(story: Story) -> bool:
    """Whether the bylines are those of a draft or a preview, not (yet) of the database."""
    return "bylines" in getattr(story, "_cluster_related_objects", {})


def _clips(story_clips: Iterable[int | None], others: Iterable[int]) -> dict[int, Clip]:
    wanted = {clip_id for clip_id in (*story_clips, *others) if clip_id}
    return Clip.objects.in_bulk(wanted) if wanted else {}
