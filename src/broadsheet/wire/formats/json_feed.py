"""JSON Feed 1.0 and 1.1 (jsonfeed.org), read into items."""

import re
from pathlib import Path
from typing import Any

from broadsheet.kit.html_tree import absolute_href
from broadsheet.wire.errors import WireError, gettext_noop, shown
from broadsheet.wire.formats.body import SentBody
from broadsheet.wire.formats.feed_entry import Attached, Entry, Feed
from broadsheet.wire.formats.feed_item import kind_of
from broadsheet.wire.formats.feed_modules import category, person, seconds, whole
from broadsheet.wire.formats.feeds import make_items
from broadsheet.wire.formats.reasons import NOT_AN_OBJECT
from broadsheet.wire.item import Item, ItemType, Rendition

_VERSION = re.compile(r"https?://(?:www\.)?jsonfeed\.org/version/(1(?:\.\d)?)/?", re.IGNORECASE)
_MOST_ATTACHED = 200


def is_json_feed(value: Any) -> bool:
    """Whether a JSON value says that it is a JSON Feed."""
    version = value.get("version") if isinstance(value, dict) else None
    return isinstance(version, str) and _VERSION.fullmatch(version.strip()) is not None


def scan_json_feed(
    value: dict[str, Any], *, address: str, folder: Path | None
) -> tuple[Feed, list[Item | WireError]]:
    """What a JSON Feed says of itself, and its items in order, or why one cannot be read.

    ``address`` is where it came from, or "". Raises WireError where ``items`` is no list.
    """
    match = _VERSION.fullmatch(_text(value, "version"))
    items = value.get("items", [])
    if not isinstance(items, list):
        raise WireError(gettext_noop("is not a list"), path="$.items", rule="JSON Feed 1.1")
    hubs = [each for each in _objects(value, "hubs") if _text(each, "type").lower() == "websub"]
    own = address or _text(value, "feed_url") or _text(value, "home_page_url")
    feed = Feed(
        format="jsonfeed",
        format_version="1.0" if match is None or match[1] == "1" else match[1],
        title=_text(value, "title"),
        link=_text(value, "home_page_url"),
        self_link=_text(value, "feed_url"),
        hub=_text(hubs[0], "url") if hubs else "",
        base=absolute_href(own, ""),
        language=_text(value, "language"),
        authors=tuple(_authors(value)),
    )
    return feed, make_items(items, lambda each: _entry(each, feed), feed, folder)


def _entry(value: Any, feed: Feed) -> Entry:
    if not isinstance(value, dict):
        raise WireError(NOT_AN_OBJECT, value=shown(value), rule="JSON Feed 1.1")
    entry = Entry(
        identity=_text(value, "id"),
        link=_absolute(_text(value, "url") or _text(value, "external_url"), feed),
        published=_text(value, "date_published"),
        updated=_text(value, "date_modified"),
        authors=_authors(value),
        language=_text(value, "language"),
    )
    if not isinstance(value.get("id", ""), str):
        entry.notes.append("the id is not a text")
    entry.title = _sent(value, "title", "text/plain", feed)
    entry.summary = _sent(value, "summary", "text/plain", feed)
    for name, kind in (("content_html", "text/html"), ("content_text", "text/plain")):
        if body := _sent(value, name, kind, feed):
            entry.bodies.append(body)
    tags = value.get("tags")
    for tag in tags if isinstance(tags, list) else ():
        if isinstance(tag, str) and (concept := category(tag)):
            entry.categories.append(concept)
    for name in ("image", "banner_image"):
        if href := _absolute(_text(value, name), feed):
            picture = Rendition(name=name, href=href)
            entry.attached.append(Attached(ItemType.PICTURE, [picture], rel=name))
    for each in _objects(value, "attachments")[:_MOST_ATTACHED]:
        if attached := _attachment(each, feed):
            entry.attached.append(attached)
    return entry


def _attachment(value: dict[str, Any], feed: Feed) -> Attached | None:
    href, mimetype = _absolute(_text(value, "url"), feed), _text(value, "mime_type").lower()
    if not href:
        return None
    rendition = Rendition(
        name="attachment",
        href=href,
        mimetype=mimetype,
        title=_text(value, "title"),
        size_bytes=whole(_text(value, "size_in_bytes")),
        duration_seconds=seconds(_text(value, "duration_in_seconds")),
    )
    return Attached(kind_of(mimetype, href), [rendition], _text(value, "title"), rel="attachment")


def _text(value: dict[str, Any], name: str) -> str:
    """A property as text; numbers too, as some feeds send them."""
    found = value.get(name)
    if isinstance(found, bool) or not isinstance(found, str | int | float):
        return ""
    return str(found).strip()


def _objects(value: dict[str, Any], name: str) -> list[dict[str, Any]]:
    found = value.get(name)
    return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []


def _authors(value: dict[str, Any]) -> list[str]:
    single = value.get("author")
    people = _objects(value, "authors") or ([single] if isinstance(single, dict) else [])
    return [name for each in people if (name := person(_text(each, "name")))]


def _absolute(href: str, feed: Feed) -> str:
    return (absolute_href(href, feed.base) or href) if href else ""


def _sent(value: dict[str, Any], name: str, kind: str, feed: Feed) -> SentBody | None:
    text = _text(value, name)
    return SentBody(name, kind, text, feed.base) if text else None
