"""From an element of a WXR file to a record."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import unquote

from broadsheet.archive.records import (
    Comment,
    Fault,
    ForeignAuthor,
    ForeignPicture,
    ForeignStory,
    ForeignTerm,
    LeftOut,
    PictureUse,
    Record,
    Standing,
    StoryKind,
)
from broadsheet.archive.wxr.names import CONTENT, CREATOR, WP, local_name, text_of, wp_fields
from broadsheet.archive.wxr.search_words import search_words
from broadsheet.kit.safe_html import plain_text
from broadsheet.kit.slugs import make_slug

#: Comments of one story that are kept, and characters of each.
MOST_COMMENTS, LONGEST_COMMENT = 2_000, 10_000
#: Types of WordPress's own machinery: nobody misses them.
_MACHINERY = frozenset(
    [
        "revision",
        "nav_menu_item",
        "custom_css",
        "customize_changeset",
        "oembed_cache",
        "user_request",
        "wp_block",
        "wp_template",
        "wp_template_part",
        "wp_global_styles",
        "wp_navigation",
        "wp_font_family",
        "wp_font_face",
        "acf-field",
        "acf-field-group",
        "guest-author",
    ]
)
_STANDINGS = {
    "publish": Standing.PUBLIC,
    "future": Standing.SCHEDULED,
    "private": Standing.PRIVATE,
    "trash": Standing.TRASHED,
}
_NO_DATE = "0000-00-00"
_EXCERPT = "/excerpt/}encoded"


def read_author(element: Any) -> Iterator[Record]:
    """An author of the export. E-mail addresses are not read; they are no name either."""
    found = wp_fields(element)
    login = found.get("author_login", "")
    whole = f"{found.get('author_first_name', '')} {found.get('author_last_name', '')}".strip()
    name = _name(found.get("author_display_name", "")) or _name(whole) or _name(login)
    number = found.get("author_id", "")
    keys = tuple(key for key in (login, number) if key)
    if keys and name:
        yield ForeignAuthor(keys, name, slug=_page_of(login), number=number)


def _page_of(login: str) -> str:
    """The name of an author's page, as WordPress makes it of a login; an address makes none."""
    return "" if "@" in login else make_slug(login)


def _name(words: str) -> str:
    """A name as readers may see it: of an address, what stands before the @."""
    return plain_text(words.partition("@")[0] if "@" in words else words)


def read_term(element: Any, kind: str) -> Iterator[Record]:
    """A category, a tag, or a term of a taxonomy that a plug-in made."""
    found = wp_fields(element)
    taxonomy = found.get("term_taxonomy", kind)
    names = {"category": "cat_name", "tag": "tag_name", "term": "term_name"}
    slugs = {"category": "category_nicename", "tag": "tag_slug", "term": "term_slug"}
    key, name = unquote(found.get(slugs[kind], "")), plain_text(found.get(names[kind], ""))
    if kind == "term" and taxonomy == "author" and key and name:
        yield ForeignAuthor((key, key.removeprefix("cap-")), _name(name))
    elif taxonomy in ("category", "tag", "post_tag") and key:
        parent = unquote(found.get("category_parent", "") or found.get("term_parent", ""))
        category = taxonomy == "category"
        number = found.get("term_id", "") if category else ""
        yield ForeignTerm(key, name or key, parent, is_category=category, number=number)


def read_item(element: Any, *, stories: bool = True) -> Iterator[Record]:
    """An item: a story, a page, a picture, or something that has no place here.

    Without ``stories``, only what stories may need that stand before it in the file.
    """
    found = wp_fields(element)
    kind = found.get("post_type", "post")
    # Without its number, an item is known by the address that WordPress promises never to change.
    key = found.get("post_id", "") or text_of_child(element, "guid")
    found["post_id"] = key
    what = f"{kind} {key}".strip()
    if kind == "guest-author":
        yield from _guest(element, found)
    elif kind == "attachment":
        yield from _picture(element, found)
    elif not stories:
        return
    elif kind not in ("post", "page"):
        if kind not in _MACHINERY:
            yield LeftOut(f"{kind[:60]}", "nothing here corresponds to its type")
    elif not key:
        yield Fault(
            f"an item without an id: “{text_of_child(element, 'title')[:80]}”", _line(element)
        )
    elif found.get("status") in ("auto-draft", "inherit"):
        return
    elif found.get("status") == "trash":
        yield LeftOut(what, "it was in the bin")
    else:
        yield _story(element, found, StoryKind(kind))


def _line(element: Any) -> int:
    return int(element.sourceline or 0)


def text_of_child(element: Any, name: str) -> str:
    """The text of the first plain RSS child of a name."""
    child = element.find(name)
    return "" if child is None else text_of(child)


def _story(element: Any, found: dict[str, str], kind: StoryKind) -> ForeignStory:
    meta = dict(_meta(element))
    notes: list[str] = []
    published, offset = _published(element, found, notes)
    words = search_words(meta)
    terms = _Terms(element)
    key = found["post_id"]
    thumbnail = meta.get("_thumbnail_id", "")
    kept = {
        "offset_minutes": offset,
        "sticky": found.get("is_sticky") == "1",
        "search_words": words.as_written,
        "guid": text_of_child(element, "guid")[:1000],
    }
    return ForeignStory(
        key=key,
        kind=kind,
        title=plain_text(text_of_child(element, "title")),
        markup=_content(element),
        dialect="wordpress",
        standing=_standing(found),
        slug=unquote(found.get("post_name", "")),
        address=text_of_child(element, "link"),
        further_addresses=_permanent(element, key),
        published_at=published,
        updated_at=_moment(found.get("post_modified_gmt", "")),
        excerpt=plain_text(_excerpt(element)),
        authors=terms.authors or tuple(filter(None, [_creator(element)])),
        author_names=terms.author_names,
        categories=tuple(terms.categories),
        tags=tuple(terms.tags),
        term_names=terms.names,
        picture=PictureUse(thumbnail) if thumbnail.isdecimal() else None,
        seo_title=words.title,
        seo_description=words.description,
        comments=tuple(_comments(element, notes)),
        kept={name: value for name, value in kept.items() if value not in (None, False, "", {})},
        notes=tuple(notes),
    )


def _standing(found: dict[str, str]) -> Standing:
    if found.get("post_password"):
        return Standing.PROTECTED
    return _STANDINGS.get(found.get("status", ""), Standing.DRAFT)


def _content(element: Any) -> str:
    child = element.find(CONTENT)
    return "" if child is None else text_of(child)


def _excerpt(element: Any) -> str:
    for child in element:
        if isinstance(child.tag, str) and child.tag.endswith(_EXCERPT):
            return text_of(child)
    return ""


def _creator(element: Any) -> str:
    child = element.find(CREATOR)
    return "" if child is None else text_of(child)


def _permanent(element: Any, key: str) -> tuple[str, ...]:
    """The address that was promised never to change, and the one by the record's number."""
    guid = text_of_child(element, "guid")
    found: tuple[str, ...] = (guid,) if guid.startswith(("http://", "https://")) else ()
    if key.isdecimal() and f"p={key}" not in guid and f"page_id={key}" not in guid:
        found += (f"/?p={key}",)
    return found


def _meta(element: Any) -> Iterator[tuple[str, str]]:
    for child in element:
        ours = isinstance(child.tag, str) and child.tag.startswith(WP)
        if ours and local_name(child) == "postmeta":
            pair = wp_fields(child)
            yield pair.get("meta_key", ""), pair.get("meta_value", "")


def _published(
    element: Any, found: dict[str, str], notes: list[str]
) -> tuple[datetime | None, int | None]:
    """When it was published, in UTC, and how many minutes the site's own clock was ahead of it."""
    world, local = _moment(found.get("post_date_gmt", "")), _moment(found.get("post_date", ""))
    if world is not None:
        ahead = round((local - world) / timedelta(minutes=1)) if local is not None else None
        return world, ahead if ahead is not None and abs(ahead) <= 15 * 60 else None
    said = text_of_child(element, "pubDate")
    try:
        found_date = parsedate_to_datetime(said)
        if found_date.tzinfo is not None and found_date.year > 1:
            return found_date.astimezone(UTC), None
    except (TypeError, ValueError, OverflowError, IndexError):
        pass
    if local is not None:
        notes.append("its date has no time zone; it is taken for UTC")
    return local, None


def _moment(words: str) -> datetime | None:
    if not words or words.startswith(_NO_DATE):
        return None
    try:
        return datetime.strptime(words[:19], "%Y-%m-%d %H:%M:%S").replace(tzinfo=UTC)
    except ValueError:
        return None


class _Terms:
    """The terms of one item, by what they are."""

    def __init__(self, element: Any) -> None:
        self.categories: list[str] = []
        self.tags: list[str] = []
        self.names: dict[str, str] = {}
        self.author_names: dict[str, str] = {}
        for child in element.iterchildren("category"):
            name = plain_text(text_of(child))
            # The first exports wrote every term twice, once without saying what it is.
            key = unquote(child.get("nicename", ""))
            domain = child.get("domain", "")
            if domain == "author" and key:
                self.author_names[key] = _name(name) or key
            elif domain in ("category", "post_tag", "tag") and (key or name):
                self.names[key or name] = name or key
                listed = self.categories if domain == "category" else self.tags
                if (key or name) not in listed:
                    listed.append(key or name)
        self.authors = tuple(self.author_names)


def _comments(element: Any, notes: list[str]) -> Iterator[Comment]:
    count = 0
    for child in element:
        if not (isinstance(child.tag, str) and child.tag.startswith(WP)):
            continue
        if local_name(child) != "comment":
            continue
        found = wp_fields(child)
        if found.get("comment_approved") in ("spam", "trash", "post-trashed"):
            continue
        count += 1
        if count > MOST_COMMENTS:
            notes.append(f"of its comments, the first {MOST_COMMENTS:,} are kept")
            return
        yield Comment(
            key=found.get("comment_id", "")[:40],
            name=_name(found.get("comment_author", ""))[:200],
            text=plain_text(found.get("comment_content", ""))[:LONGEST_COMMENT],
            at=found.get("comment_date_gmt", "")[:19],
            parent=_number(found, "comment_parent")[:40],
            approved=found.get("comment_approved") == "1",
        )


def _picture(element: Any, found: dict[str, str]) -> Iterator[Record]:
    address = found.get("attachment_url", "") or text_of_child(element, "guid")
    key = found.get("post_id", "")
    meta = dict(_meta(element))
    if not key or not address:
        yield LeftOut(f"attachment {key}".strip(), "it has no id, or no address of its file")
        return
    yield ForeignPicture(
        key=key,
        address=address,
        file=meta.get("_wp_attached_file", ""),
        parent=_number(found, "post_parent"),
        title=plain_text(text_of_child(element, "title")),
        alt=plain_text(meta.get("_wp_attachment_image_alt", "")),
        caption=plain_text(_excerpt(element)),
        credit=plain_text(
            meta.get("_credit", "") or meta.get("credit", "") or meta.get("media_credit", "")
        ),
    )


def _number(found: dict[str, str], name: str) -> str:
    """The number of another record; WordPress writes 0 where there is none."""
    number = found.get(name, "")
    return number if number.strip("0") else ""


def _guest(element: Any, found: dict[str, str]) -> Iterator[Record]:
    """Somebody whom Co-Authors Plus knows, and WordPress does not."""
    meta = dict(_meta(element))
    name = _name(meta.get("cap-display_name", "")) or _name(text_of_child(element, "title"))
    login = meta.get("cap-user_login", "")
    keys = tuple(filter(None, [login, f"cap-{login}" if login else "", found.get("post_name", "")]))
    if keys and name:
        page = found.get("post_name", "").removeprefix("cap-")
        yield ForeignAuthor(keys, name, plain_text(meta.get("cap-description", "")), slug=page)
