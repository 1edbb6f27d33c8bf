"""Atom 0.3 and 1.0 (RFC 4287), with deleted entries (RFC 6721), as entries."""

import base64
import binascii
from collections.abc import Iterator

from broadsheet.kit.html_tree import absolute_href
from broadsheet.wire.formats.body import SentBody
from broadsheet.wire.formats.feed_elements import as_sent, atom_name, name_of
from broadsheet.wire.formats.feed_entry import Attached, Entry, Feed
from broadsheet.wire.formats.feed_item import kind_of
from broadsheet.wire.formats.feed_modules import (
    Bases,
    category,
    enclosure,
    person,
    take_modules,
)
from broadsheet.wire.formats.xml_elements import (
    Children,
    all_text,
    attribute,
    language_of,
    markup_of,
)
from broadsheet.wire.formats.xml_text import Element
from broadsheet.wire.item import Rendition

_PAGES = ("", "text/html", "application/xhtml+xml")


def read_atom(root: Element, address: str) -> tuple[Feed, Bases]:
    """What a feed says of itself. ``address`` is where it came from, or ""."""
    said = Children(root, atom_name)
    links = {rel: href for rel, href, _ in _links(said)}
    own = address or next(
        (href for rel in ("self", "alternate") if absolute_href(href := links.get(rel, ""), "")), ""
    )
    bases = Bases(root, own)
    base = bases.of(root)
    feed = Feed(
        format="atom",
        format_version="0.3" if _is_old(root) else "1.0",
        title=said.text("title"),
        link=absolute_href(links.get("alternate", ""), base),
        self_link=absolute_href(links.get("self", ""), base),
        hub=absolute_href(links.get("hub", ""), base),
        base=own,
        language=language_of(root),
        rights=said.text("rights", "copyright"),
        authors=tuple(_people(said)),
    )
    return feed, bases


def atom_entries(root: Element) -> Iterator[Element]:
    """Entries and deleted entries in order; a file may be a single entry."""
    names = ("atom:entry", "entry", "at:deleted-entry")
    return (each for each in root.iter() if name_of(each) in names)


def atom_entry(element: Element, bases: Bases) -> Entry:
    """An entry of Atom as sent."""
    if name_of(element) == "at:deleted-entry":
        return Entry(
            identity=attribute(element, "ref"), updated=attribute(element, "when"), canceled=True
        )
    said = Children(element, atom_name)
    entry = Entry(
        identity=said.text("id"),
        published=said.text("published", "issued", "pubdate"),
        updated=said.text("updated", "modified", "dc:date"),
        created=said.text("created"),
        rights=said.text("rights", "copyright"),
        authors=_people(said),
        language=language_of(element),
    )
    source = said.first("source")
    if source is not None:
        _take_source(entry, source)
    _take_links(entry, element, said, bases)
    for each in said.all("category"):
        label, term = attribute(each, "label"), attribute(each, "term")
        scheme = attribute(each, "scheme")
        if concept := category(label or term or all_text(each), term, scheme):
            entry.categories.append(concept)
    take_modules(entry, said, bases)
    title = said.first("title", "dc:title", "media:title")
    entry.title = _text(title, bases, "main") if title is not None else None
    summary = said.first("summary", "dc:description", "media:description")
    entry.summary = _text(summary, bases, "summary") if summary is not None else None
    for each in said.all("content"):
        _take_content(entry, each, bases)
    if entry.summary is None:
        _take_group_words(entry, said, bases)
    return entry


def _is_old(root: Element) -> bool:
    namespace = str(root.tag).lower()
    return "purl.org/atom" in namespace or attribute(root, "version") == "0.3"


def _people(said: Children) -> list[str]:
    found = []
    for each in said.all("author"):
        inside = Children(each, atom_name)
        # A name that stands by itself in the element is no Atom, but clear.
        name = inside.text("name") or ("" if len(each) else all_text(each))
        if who := person(name):
            found.append(who)
    return found


def _links(said: Children) -> list[tuple[str, str, Element]]:
    found = []
    for each in said.all("link"):
        rel = (attribute(each, "rel") or "alternate").lower().rpartition("/")[2]
        href = attribute(each, "href") or all_text(each)
        if href:
            found.append((rel, href, each))
    return found


def _take_source(entry: Entry, source: Element) -> None:
    said = Children(source, atom_name)
    entry.source = said.text("title")
    entry.source_link = next((href for rel, href, _ in _links(said) if rel == "alternate"), "")
    entry.authors = entry.authors or _people(said)
    entry.rights = entry.rights or said.text("rights", "copyright")


def _take_links(entry: Entry, element: Element, said: Children, bases: Bases) -> None:
    pages: list[str] = []
    for rel, href, link in _links(said):
        there = bases.absolute(link, href)
        kind = attribute(link, "type").lower()
        if rel == "alternate":
            pages.insert(0 if kind in _PAGES and not pages else len(pages), there)
        elif rel == "enclosure":
            title = attribute(link, "title")
            entry.attached.append(enclosure(link, there, kind, attribute(link, "length"), title))
        elif rel == "via" and not entry.source_link:
            entry.source_link = there
    entry.link = next(iter(pages), "")


def _text(element: Element, bases: Bases, role: str) -> SentBody:
    """A text construct (RFC 4287 §3.1); where no type is given, its look decides."""
    base = bases.of(element)
    kind, mode = attribute(element, "type").lower(), attribute(element, "mode").lower()
    if len(element) or kind == "xhtml" or (mode == "xml" and "html" in kind):
        return SentBody(role, "text/html", markup_of(element), base)
    value = element.text or ""
    if mode == "base64":
        value = _from_base64(value)
    if "html" in kind or kind.endswith(("+xml", "/xml")):
        return SentBody(role, "text/html", value, base)
    explicit = kind == "text" or (kind == "text/plain" and mode != "escaped")
    return SentBody(role, "text/plain", value, base) if explicit else as_sent(value, base, role)


def _from_base64(value: str) -> str:
    try:
        return base64.b64decode(value, validate=False).decode("utf-8", "replace")
    except (binascii.Error, ValueError):
        return ""


def _take_content(entry: Entry, element: Element, bases: Bases) -> None:
    kind = attribute(element, "type").lower()
    if source := attribute(element, "src"):
        href = bases.absolute(element, source)
        rendition = Rendition(name="content", href=href, mimetype=kind)
        entry.attached.append(Attached(kind_of(kind, href), [rendition], rel="content"))
        entry.notes.append("the text is not in the feed; it is at an address of its own")
    elif kind.partition("/")[0] in ("image", "audio", "video", "application") and "ml" not in kind:
        entry.notes.append(f"content of the type '{kind[:60]}' is not kept")
    else:
        sent = _text(element, bases, "main")
        if sent.value.strip():
            entry.bodies.append(sent)


def _take_group_words(entry: Entry, said: Children, bases: Bases) -> None:
    group = said.first("media:group")
    text = Children(group, name_of).text("media:description") if group is not None else ""
    if text:
        entry.summary = as_sent(text, bases.own, "summary")
