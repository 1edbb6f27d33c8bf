"""Turns a wire item into a story's fields, blocks and pictures."""

from __future__ import annotations

import html
import unicodedata
from datetime import UTC, datetime
from typing import Any

from django.utils.translation import gettext_noop

from broadsheet.desk.founding import section_key
from broadsheet.desk.pictures_from_item import BY, TakenPicture, take_pictures
from broadsheet.editions.models import Edition, Section
from broadsheet.kit import clock
from broadsheet.kit.sentences import Told
from broadsheet.kit.slugs import make_slug
from broadsheet.people.models import Agency, Author
from broadsheet.stories.block_values import fitting, table_value
from broadsheet.stories.kinds import WRITTEN_AREAS
from broadsheet.stories.models import Byline, Story
from broadsheet.topics.models import Topic
from broadsheet.wire.item import Block, BlockKind, Item
from broadsheet.wire.subjects import codes_of_item, named_subjects, wanted_codes
from broadsheet.wire.vocabulary import Vocabulary, vocabulary

#: Where items go whose subjects no section claims.
FALLBACK_SECTION = "miscellaneous"
#: No agency's time is older; a slip of one in the year 1 has no place in many time zones.
_EARLIEST = datetime(1800, 1, 1, tzinfo=UTC)


class Refusal(Told):
    """Why an item cannot become a story, in one line."""


class NoSection(Refusal):
    """Why there is no section for an item, in one line."""


def choose_section(item: Item, edition: Edition, slug: str = "") -> Section:
    """The section an item belongs in: the one asked for, by its subjects, or the fallback.

    Raises NoSection where ``slug`` names none that fits, or the edition has none at all.
    """
    if slug:
        return named_section(slug, edition)
    sections = list(Section.objects.filter(locale_id=edition.locale_id).order_by("path"))
    news = [section for section in sections if section.area_key == "news"] or [
        section for section in sections if section.area_key in WRITTEN_AREAS
    ]
    if not news:
        words = gettext_noop("the edition “%(edition)s” has no section to import into")
        raise NoSection(words, edition=edition.code)
    if section := _claiming(news, item, edition):
        return section
    fallback = section_key(FALLBACK_SECTION)
    return next((s for s in news if s.translation_key == fallback), news[0])


def named_section(slug: str, edition: Edition) -> Section:
    """The edition's section of this slug, or its own form of another edition's section.

    So “politics” leads to سياسة in the Arabic edition. Raises NoSection where there is none, or
    where stories as they come from the wire may not stand in it.
    """
    slug = unicodedata.normalize("NFC", slug).lower()
    everywhere = Section.objects.filter(slug=slug).order_by("path")
    here = Section.objects.filter(locale_id=edition.locale_id)
    section = (
        everywhere.filter(locale_id=edition.locale_id).first()
        or here.filter(translation_key__in=everywhere.values("translation_key")).first()
    )
    if section is None:
        words = gettext_noop("the edition “%(edition)s” has no section “%(section)s”")
        raise NoSection(words, edition=edition.code, section=slug)
    if section.area_key not in WRITTEN_AREAS:
        words = gettext_noop("items from the wire cannot stand in “%(section)s” (%(area)s)")
        raise NoSection(words, section=slug, area=section.area_key)
    return section


def _claiming(sections: list[Section], item: Item, edition: Edition) -> Section | None:
    """The section that claims one of an item's subjects: the most specific claim, then the first.

    So football is for a section of football where there is one, and for sport elsewhere.
    """
    known = vocabulary()
    codes = set(codes_of_item(item, known))
    names = _names(item, edition, known)
    best: tuple[int, Section] | None = None
    for section in sections:
        claimed = {
            code
            for each in section.subjects.split()
            for code in wanted_codes(each, known)
            if code in codes
        }
        depth = max((len(known.line(code)) for code in claimed), default=0)
        if section.title.casefold() in names:
            depth = max(depth, 1)
        if depth and (best is None or depth > best[0]):
            best = (depth, section)
    return best[1] if best is not None else None


def _names(item: Item, edition: Edition, known: Vocabulary) -> set[str]:
    """What an item's subjects are called, as they were sent and in the edition's language."""
    language = edition.locale.language_code
    sent = [subject.name for subject in item.subjects]
    ours = [subject.name for subject in named_subjects(item, language, known)]
    return {name.casefold() for name in (*sent, *ours) if name}


def story_time(item: Item) -> datetime:
    """When readers are told it was published: the agency's own time, never in the future."""
    for time in (item.sent, item.content_created, item.created):
        if time is not None and time.utc > _EARLIEST:
            return min(time.utc, clock.now())
    return clock.now()


def fill_story(story: Story, item: Item, edition: Edition, *, keep_picture: bool = False) -> str:
    """Write an item's words into a story; returns what could not be kept, for the person who asks.

    The story need not be saved yet. Fields that only an editor sets stay as they are; so does the
    picture of a story whose item has none, with ``keep_picture``.
    """
    headline = item.headline or item.title or item.slugline or _first_words(item)
    story.title = fitting(headline, 255)
    story.draft_title = story.title
    story.short_headline = fitting(item.short_headline, 80)
    story.standfirst = fitting(item.summary, 500)
    story.dateline = fitting(item.located, 80)
    blocks = [_stored(block) for block in item.body]
    if not blocks and item.caption:
        caption = html.escape(item.caption, quote=False)
        blocks = [{"type": "paragraph", "value": f"<p>{caption}</p>"}]
    pictures = take_pictures(item, edition)
    if pictures.taken:
        show_lead(story, pictures.taken[0])
        blocks += [picture_block(taken) for taken in pictures.taken[1:]]
    elif not pictures.carried and not keep_picture:
        story.picture, story.picture_alt, story.picture_caption = None, "", ""
    story.body = blocks
    _set_names(story, item, edition)
    return pictures.note


def show_lead(story: Story, taken: TakenPicture) -> None:
    """Make a picture a story's own."""
    story.picture = taken.picture
    story.picture_alt, story.picture_caption = taken.alt, taken.caption


def picture_block(taken: TakenPicture) -> dict[str, Any]:
    """A picture as a block of a body."""
    value = {"picture": taken.picture.pk, "alt": taken.alt, "caption": taken.caption}
    return {"type": "picture", "value": value}


def _set_names(story: Story, item: Item, edition: Edition) -> None:
    locale = edition.locale
    source = fitting(item.source or item.provider, 120)
    if slug := make_slug(source):
        # By address: “AFP” and “Afp” have the same page.
        agency, _ = Agency.objects.get_or_create(
            slug=slug, locale=locale, defaults={"name": source}
        )
        story.agencies = [agency]
    byline = fitting(BY.sub("", item.byline), 200)
    author = Author.objects.filter(name__iexact=byline, locale=locale).first() if byline else None
    story.byline_text = "" if author else byline
    if byline:
        story.bylines = [Byline(author=author)] if author else []
    names = {word.casefold() for word in item.keywords} | _names(item, edition, vocabulary())
    if names:
        topics = Topic.objects.filter(locale=locale)
        found = [topic for topic in topics if topic.name.casefold() in names]
        story.topics = list({*story.topics.all(), *found}) if story.pk else found


def _stored(block: Block) -> dict[str, Any]:
    if block.kind is BlockKind.HEADING:
        return {"type": "heading", "value": fitting(block.text, 160)}
    if block.kind is BlockKind.TABLE:
        return {"type": "table", "value": table_value(block.html)}
    return {"type": "paragraph", "value": block.html}


def _first_words(item: Item) -> str:
    text = item.summary or item.caption or (item.body[0].text if item.body else "")
    return fitting(text, 110)
