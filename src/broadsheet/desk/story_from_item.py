"""Turns a wire item into a story's fields, blocks and pictures."""

from __future__ import annotations

import html
import re
from datetime import datetime
from typing import Any

from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile

from broadsheet.desk.founding import section_key
from broadsheet.editions.models import Edition, Section
from broadsheet.kit import clock
from broadsheet.media.intake import take_in
from broadsheet.media.models import Picture
from broadsheet.people.models import Agency, Author
from broadsheet.stories.models import Byline, Story
from broadsheet.topics.models import Topic
from broadsheet.wire.item import Block, BlockKind, Item, ItemType

#: Where items go whose subjects no section claims.
FALLBACK_SECTION = "miscellaneous"
LARGEST_PICTURE = 30 * 1024 * 1024
_BY = re.compile(r"^\s*(?:by|por|de|von|par)\s+", re.IGNORECASE)


def choose_section(item: Item, edition: Edition, slug: str = "") -> Section:
    """The section an item belongs in: the one asked for, by its subjects, or the fallback.

    Raises ValueError where ``slug`` names no section of the edition, or it has none at all.
    """
    sections = list(Section.objects.filter(locale_id=edition.locale_id).order_by("path"))
    if slug:
        chosen = next((section for section in sections if section.slug == slug), None)
        if chosen is None:
            raise ValueError(f"the edition “{edition.code}” has no section “{slug}”")
        return chosen
    news = [section for section in sections if section.area_key == "news"] or sections
    if not news:
        raise ValueError(f"the edition “{edition.code}” has no section to import into")
    names = {subject.name.casefold() for subject in item.subjects if subject.name}
    codes = {code for subject in item.subjects for code in _top_codes(subject.code, subject.uri)}
    for section in news:
        if codes & set(section.subjects.split()) or section.title.casefold() in names:
            return section
    fallback = section_key(FALLBACK_SECTION)
    return next((s for s in news if s.translation_key == fallback), news[0])


def _top_codes(code: str, uri: str) -> set[str]:
    """A subject's own code and the top of its branch, where the code itself tells it.

    IPTC subject codes and Media Topics of the first level are eight digits, branch first.
    """
    digits = re.findall(r"\d{8}", f"{code} {uri}")
    return set(digits) | {f"{number[:2]}000000" for number in digits if number < "18"}


def story_time(item: Item) -> datetime:
    """When readers are told it was published: the agency's own time, never in the future."""
    for time in (item.sent, item.content_created, item.created):
        if time is not None:
            return min(time.utc, clock.now())
    return clock.now()


def fill_story(story: Story, item: Item, edition: Edition) -> str:
    """Write an item's words into a story; returns what could not be kept, for the person who asks.

    The story need not be saved yet. Fields that only an editor sets stay as they are.
    """
    story.title = (item.headline or item.title or item.slugline or _first_words(item))[:255]
    story.draft_title = story.title
    story.short_headline = item.short_headline[:80]
    story.standfirst = item.summary[:500]
    story.dateline = item.located[:80]
    story.byline_text = _BY.sub("", item.byline)[:200]
    blocks = [_stored(block) for block in item.body]
    if not blocks and item.caption:
        blocks = [{"type": "paragraph", "value": f"<p>{html.escape(item.caption, quote=False)}</p>"}]
    pictures, note = _take_pictures(item, edition)
    if pictures:
        lead, *others = pictures
        story.picture, story.picture_caption = lead, ""
        blocks += [
            {"type": "picture", "value": {"picture": picture.pk, "alt": "", "caption": ""}}
            for picture in others
        ]
    story.body = blocks
    _set_names(story, item, edition)
    return note


def _set_names(story: Story, item: Item, edition: Edition) -> None:
    locale = edition.locale
    source = (item.source or item.provider)[:120]
    if source:
        agency, _ = Agency.objects.get_or_create(name=source, locale=locale)
        story.agencies = [agency]
    author = Author.objects.filter(name__iexact=story.byline_text, locale=locale).first()
    if author is not None:
        story.byline_text = ""
        story.bylines = [Byline(author=author)]
    names = {word.casefold() for word in (*item.keywords, *(s.name for s in item.subjects)) if word}
    if names:
        topics = Topic.objects.filter(locale=locale)
        found = [topic for topic in topics if topic.name.casefold() in names]
        story.topics = list({*story.topics.all(), *found}) if story.pk else found


def _stored(block: Block) -> dict[str, Any]:
    if block.kind is BlockKind.HEADING:
        return {"type": "heading", "value": block.text[:160]}
    if block.kind is BlockKind.TABLE:
        return {"type": "table", "value": _table(block.html)}
    return {"type": "paragraph", "value": block.html}


def _table(markup: str) -> dict[str, Any]:
    soup = BeautifulSoup(markup, "html.parser")
    rows = [
        [cell.get_text(" ", strip=True) for cell in row.find_all(["td", "th"])]
        for row in soup.find_all("tr")
    ]
    width = max((len(row) for row in rows), default=0)
    first = soup.find("tr")
    return {
        "data": [row + [""] * (width - len(row)) for row in rows],
        "first_row_is_table_header": bool(first and first.find("th")),
        "first_col_is_header": False,
        "table_caption": "",
        "cell": [],
        "mergeCells": [],
    }


def _first_words(item: Item) -> str:
    text = item.summary or item.caption or (item.body[0].text if item.body else "")
    return text if len(text) <= 110 else text[:110].rpartition(" ")[0] + " …"


def _take_pictures(item: Item, edition: Edition) -> tuple[list[Picture], str]:
    """The item's pictures whose files lie beside it, in the library; and a note on the others."""
    carriers = [association.item for association in item.pictures]
    if item.type in {ItemType.PICTURE, ItemType.GRAPHIC}:
        carriers.insert(0, item)
    taken, left = [], 0
    for carrier in carriers:
        picture = _take_picture(carrier, item, edition)
        if picture is None:
            left += 1
        else:
            taken.append(picture)
    return taken, f"{left} picture(s) not here or not usable" if left else ""


def _take_picture(carrier: Item, item: Item, edition: Edition) -> Picture | None:
    files = [r for r in carrier.renditions if r.local_path is not None]
    if not files:
        return None
    best = max(files, key=lambda rendition: (rendition.width or 0, rendition.size_bytes or 0))
    path = best.local_path
    if path is None or path.stat().st_size > LARGEST_PICTURE:
        return None
    credit = carrier.rights.credit_line or " / ".join(
        filter(None, [_BY.sub("", carrier.byline), carrier.source or item.source or item.provider])
    )
    words = carrier.caption or carrier.summary or carrier.headline or item.headline
    picture = Picture(
        title=(carrier.headline or item.headline or path.stem)[:255],
        description=words[:255],
        caption=words[:1000],
        credit=credit[:200],
        copyright_notice=carrier.rights.copyright_notice[:300],
        usage_terms=carrier.rights.usage_terms[:1000],
        language=edition.locale.language_code,
        file=ContentFile(path.read_bytes(), name=path.name),
    )
    known = Picture.objects.filter(file_hash=picture.get_file_hash()).first()
    if known is not None:
        return known if known.credit else None
    try:
        take_in(picture)
    except ValidationError:
        return None
    if not picture.credit:
        return None
    picture.save()
    return picture
