"""RSS 0.90, 0.91, 0.92, 1.0 and 2.0, with the modules newsrooms use, as entries.

Specifications: RSS 2.0 (RSS Advisory Board), RSS 1.0 (web.resource.org/rss/1.0), Media RSS 1.5.1.
"""

from collections.abc import Iterator

from broadsheet.kit.html_tree import absolute_href
from broadsheet.wire.formats.feed_elements import RDF, as_sent, name_of
from broadsheet.wire.formats.feed_entry import Entry, Feed
from broadsheet.wire.formats.feed_modules import (
    Bases,
    category,
    enclosure,
    person,
    take_modules,
    whole,
)
from broadsheet.wire.formats.xml_elements import (
    Children,
    all_text,
    attribute,
    language_of,
    markup_of,
)
from broadsheet.wire.formats.xml_text import Element

_TEXTS = ("content:encoded", "xhtml:body", "xhtml:div", "body", "fullitem", "atom:content")


def read_rss(root: Element, address: str) -> tuple[Feed, Bases]:
    """What the channel says of itself. ``address`` is where the feed came from, or ""."""
    channel = _channel(root)
    said = Children(channel, name_of)
    self_link = hub = ""
    for link in said.all("atom:link"):
        rel, href = attribute(link, "rel").lower(), attribute(link, "href")
        self_link = self_link or (href if rel == "self" else "")
        hub = hub or (href if rel == "hub" else "")
    own = address or next(
        (each for each in (self_link, said.text("link")) if absolute_href(each, "")), ""
    )
    bases = Bases(root, own)
    feed = Feed(
        format="rss",
        format_version=_version(root),
        title=said.text("title", "dc:title"),
        link=absolute_href(said.text("link"), bases.of(channel)),
        self_link=absolute_href(self_link, own),
        hub=absolute_href(hub, own),
        base=own,
        language=said.text("language", "dc:language") or language_of(channel),
        rights=said.text("copyright", "dc:rights", "media:copyright"),
        minutes_between_polls=whole(said.text("ttl")),
    )
    return feed, bases


def rss_entries(root: Element) -> Iterator[Element]:
    """The items of a feed in order: in the channel, beside it, or where a bad file has them."""
    items = (each for each in root.iter() if name_of(each) == "item")
    return (each for each in items if len(each) or not _inside_item(each))


def rss_entry(element: Element, bases: Bases) -> Entry:
    """An item of RSS as sent."""
    said = Children(element, name_of)
    entry = Entry(
        identity=_identity(element, said),
        published=said.text("pubdate", "atom:published", "dc:date", "atom:issued"),
        updated=said.text("atom:updated", "atom:modified", "modified"),
        expires=said.text("expirationdate"),
        source=said.text("source", "dc:source"),
        authors=[name for each in said.texts("author") if (name := person(each))],
        language=language_of(element),
    )
    if said.text("pubdate") and not entry.updated:
        entry.updated = said.text("dc:date")
    _take_link(entry, element, said, bases)
    source = said.first("source")
    entry.source_link = (
        bases.absolute(source, attribute(source, "url")) if source is not None else ""
    )
    for each in said.all("category"):
        concept = category(all_text(each), attribute(each, "code"), attribute(each, "domain"))
        if concept:
            entry.categories.append(concept)
    for each in said.all("enclosure"):
        href = bases.absolute(each, attribute(each, "url") or attribute(each, "href"))
        if href:
            entry.attached.append(
                enclosure(each, href, attribute(each, "type"), attribute(each, "length"), "")
            )
    take_modules(entry, said, bases)
    _take_texts(entry, said, bases)
    return entry


def _version(root: Element) -> str:
    if name_of(root) == "rdf:rdf":
        old = any("netscape.com" in str(each) for each in root.nsmap.values())
        return "0.90" if old else "1.0"
    return attribute(root, "version")[:10] or "2.0"


def _channel(root: Element) -> Element:
    return next((each for each in root if name_of(each) == "channel"), root)


def _inside_item(element: Element) -> bool:
    return any(name_of(each) == "item" for each in element.iterancestors())


def _identity(element: Element, said: Children) -> str:
    about = element.get(f"{RDF}about") or element.get("about") or ""
    return said.text("guid", "atom:id") or about.strip()


def _take_link(entry: Entry, element: Element, said: Children, bases: Bases) -> None:
    """The page: ``link``; else an Atom one; else a ``guid`` that is not said to be none."""
    link = said.first("link")
    href = said.text("link") or (attribute(link, "href") if link is not None else "")
    for each in said.all("atom:link"):
        rel, there = attribute(each, "rel").lower() or "alternate", attribute(each, "href")
        if rel == "alternate":
            href = href or there
        elif rel == "enclosure" and there:
            there = bases.absolute(each, there)
            entry.attached.append(
                enclosure(each, there, attribute(each, "type"), attribute(each, "length"), "")
            )
    guid = said.first("guid")
    permanent = guid is not None and attribute(guid, "isPermaLink").lower() != "false"
    if not href and permanent and entry.identity.startswith(("http://", "https://", "/")):
        href = entry.identity
    entry.link = bases.absolute(link if link is not None else element, href)


def _take_texts(entry: Entry, said: Children, bases: Bases) -> None:
    """Titles and bodies last: reading markup out of the tree changes it."""
    for name in ("title", "dc:title", "media:title"):
        if (title := said.first(name)) is not None and all_text(title):
            entry.title = as_sent(markup_of(title), bases.of(title))
            break
    for name in ("description", "dc:description", "dcterms:abstract", "itunes:summary"):
        if (sent := said.first(name)) is not None and all_text(sent):
            entry.summary = as_sent(markup_of(sent), bases.of(sent), "description")
            break
    for each in said.all(*_TEXTS):
        if value := markup_of(each).strip():
            entry.bodies.append(as_sent(value, bases.of(each), "main"))
    if entry.summary is None:
        text = said.text("itunes:subtitle", "media:description")
        entry.summary = as_sent(text, bases.own, "description") if text else None
