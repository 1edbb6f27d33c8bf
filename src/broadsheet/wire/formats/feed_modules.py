"""What RSS and Atom share: Dublin Core, Media RSS, iTunes, GeoRSS, authors, bases of addresses."""

import re
from urllib.parse import urljoin

from broadsheet.kit.html_tree import absolute_href
from broadsheet.kit.safe_html import plain_text, tidy_text
from broadsheet.wire.formats.feed_elements import name_of
from broadsheet.wire.formats.feed_entry import Attached, Entry
from broadsheet.wire.formats.feed_item import kind_of
from broadsheet.wire.formats.media_topics import MEDIA_TOPICS, media_topic
from broadsheet.wire.formats.xml_elements import Children, all_text, attribute
from broadsheet.wire.formats.xml_text import Element
from broadsheet.wire.item import Concept, ItemType, Rendition

_MOST_ATTACHED = 200
_EMAIL = re.compile(r"[^\s@<>()\"]{1,100}@[^\s@<>()\"]{1,200}")
_NAME_BEHIND = re.compile(r"\(([^()]{1,200})\)\s*$")
_MEDIUMS = {"image": ItemType.PICTURE, "video": ItemType.VIDEO, "audio": ItemType.AUDIO}


class Bases:
    """Where relative addresses start from (RFC 3986 §5.1): ``xml:base``, else the document's own.

    ``own`` is where the file came from, or what it says of itself; "" where nobody knows.
    """

    def __init__(self, root: Element, own: str) -> None:
        self.own = own
        self._used = any(
            "{http://www.w3.org/XML/1998/namespace}base" in e.attrib for e in root.iter()
        )

    def of(self, element: Element) -> str:
        """The base at an element."""
        base = element.base if self._used else None
        if not base:
            return self.own
        try:
            return urljoin(self.own, base)
        except ValueError:
            return self.own

    def absolute(self, element: Element, href: str) -> str:
        """``href`` as seen from an element; as it is where there is nothing to start from."""
        href = href.strip()
        return (absolute_href(href, self.of(element)) or href) if href else ""


def person(text: str) -> str:
    """A name out of RSS's ``mail (name)`` and mail's ``name <mail>``; no address is kept."""
    text = tidy_text(text)
    behind = _NAME_BEHIND.search(text)
    if behind and _EMAIL.search(text):
        return behind[1].strip()
    return _EMAIL.sub("", text).replace("<>", "").strip(" \"'<>()-,;:").removeprefix("mailto:")


def category(name: str, code: str = "", scheme: str = "") -> Concept | None:
    """A subject; Media Topics get their address."""
    name, code, scheme = plain_text(name), tidy_text(code), tidy_text(scheme)
    if not name and not code:
        return None
    if topic := media_topic(code=code or name, scheme=scheme):
        uri = f"{MEDIA_TOPICS}{topic}"
        name = "" if media_topic(code=name, scheme=scheme) else name
        return Concept(name=name, code=topic, uri=uri, scheme=MEDIA_TOPICS)
    return Concept(name=name or code, code=code, scheme=scheme)


def take_modules(entry: Entry, children: Children, bases: Bases) -> None:
    """Fill an entry with what it says in the modules that RSS and Atom share."""
    _take_dublin_core(entry, children)
    _take_media(entry, children, bases)
    _take_itunes(entry, children, bases)
    _take_places(entry, children)
    if len(entry.attached) > _MOST_ATTACHED:
        entry.notes.append(f"{len(entry.attached)} files come with the entry; the first are kept")
        del entry.attached[_MOST_ATTACHED:]


def _take_dublin_core(entry: Entry, children: Children) -> None:
    entry.authors.extend(filter(None, map(person, children.texts("dc:creator", "dc:author"))))
    for subject in children.texts("dc:subject"):
        if concept := category(subject):
            entry.categories.append(concept)
    entry.rights = entry.rights or children.text("dc:rights", "dcterms:rights")
    entry.language = children.text("dc:language") or entry.language
    entry.created = entry.created or children.text("dcterms:created")
    entry.published = entry.published or children.text("dcterms:issued", "dcterms:available")
    entry.updated = entry.updated or children.text("dcterms:modified")
    valid = children.text("dcterms:valid")
    if match := re.search(r"end\s*=\s*([^;]{1,60})", valid):
        entry.expires = match[1].strip()


def _take_media(entry: Entry, children: Children, bases: Bases) -> None:
    """Media RSS 1.5.1: what a group says holds for its files, what the entry says for all."""
    around = _MediaWords(children)
    for group in children.all("media:group"):
        inside = Children(group, name_of)
        said = _MediaWords(inside, around)
        renditions: dict[ItemType, Attached] = {}
        for each in inside.all("media:content"):
            attached = _media_content(each, said, bases)
            if attached and attached.kind in renditions:
                renditions[attached.kind].renditions.extend(attached.renditions)
            elif attached:
                renditions[attached.kind] = attached
        entry.attached.extend(renditions.values())
        if ItemType.PICTURE not in renditions:
            entry.attached.extend(_thumbnails(inside, said, bases))
        entry.keywords.extend(_listed(inside.text("media:keywords")))
    pictures = False
    for each in children.all("media:content"):
        if attached := _media_content(each, around, bases):
            entry.attached.append(attached)
            pictures = pictures or attached.kind is ItemType.PICTURE
            if attached.kind is not ItemType.PICTURE:
                entry.attached.extend(_thumbnails(Children(each, name_of), around, bases))
    if not pictures:
        entry.attached.extend(_thumbnails(children, around, bases))
    entry.keywords.extend(_listed(children.text("media:keywords")))
    entry.rights = entry.rights or around.rights


class _MediaWords:
    """Title, description, credit and copyright of a picture or film, the nearest ones."""

    title: str
    caption: str
    credit: str
    rights: str

    def __init__(self, children: Children, outer: "_MediaWords | None" = None) -> None:
        credits = [
            tidy_text(all_text(each))
            for each in children.all("media:credit")
            if "owner" not in attribute(each, "role") or len(children.all("media:credit")) == 1
        ]
        self.title = children.text("media:title") or (outer.title if outer else "")
        self.caption = children.text("media:description", "media:text") or (
            outer.caption if outer else ""
        )
        self.credit = " / ".join(filter(None, credits)) or (outer.credit if outer else "")
        self.rights = children.text("media:copyright") or (outer.rights if outer else "")


def _media_content(element: Element, outer: _MediaWords, bases: Bases) -> Attached | None:
    said = _MediaWords(Children(element, name_of), outer) if len(element) else outer
    href = bases.absolute(element, attribute(element, "url"))
    if not href:
        return None
    mimetype = attribute(element, "type").lower()
    kind = _MEDIUMS.get(attribute(element, "medium").lower()) or kind_of(mimetype, href)
    rendition = Rendition(
        name="main" if attribute(element, "isDefault") == "true" else "",
        href=href,
        mimetype=tidy_text(mimetype),
        width=whole(attribute(element, "width")),
        height=whole(attribute(element, "height")),
        size_bytes=whole(attribute(element, "fileSize")),
        duration_seconds=seconds(attribute(element, "duration")),
    )
    return Attached(
        kind=kind,
        renditions=[rendition],
        title=said.title,
        caption=said.caption,
        credit=said.credit,
        rights=said.rights,
        rel="media",
    )


def _thumbnails(children: Children, said: _MediaWords, bases: Bases) -> list[Attached]:
    renditions = [
        Rendition(
            name="thumbnail",
            href=bases.absolute(each, attribute(each, "url")),
            width=whole(attribute(each, "width")),
            height=whole(attribute(each, "height")),
        )
        for each in children.all("media:thumbnail")
        if attribute(each, "url")
    ]
    if not renditions:
        return []
    return [
        Attached(
            ItemType.PICTURE, renditions, said.title, said.caption, said.credit, rel="thumbnail"
        )
    ]


def _take_itunes(entry: Entry, children: Children, bases: Bases) -> None:
    if not entry.authors:
        entry.authors.extend(filter(None, map(person, children.texts("itunes:author"))))
    entry.keywords.extend(_listed(children.text("itunes:keywords")))
    duration = seconds(children.text("itunes:duration"))
    for attached in entry.attached:
        if duration is not None and attached.kind in (ItemType.AUDIO, ItemType.VIDEO):
            attached.renditions = [
                each.model_copy(update={"duration_seconds": each.duration_seconds or duration})
                for each in attached.renditions
            ]
    picture = children.first("itunes:image")
    if picture is not None and attribute(picture, "href"):
        rendition = Rendition(name="main", href=bases.absolute(picture, attribute(picture, "href")))
        entry.attached.append(Attached(ItemType.PICTURE, [rendition], rel="itunes"))


def _take_places(entry: Entry, children: Children) -> None:
    """Points of GeoRSS (simple and GML) and W3C Basic Geo, latitude before longitude."""
    name = tidy_text(children.text("georss:featurename", "georss:featureName"))
    points = children.texts("georss:point")
    for where in (children.element, *children.all("georss:where", "geo:point")):
        inside = children if where is children.element else Children(where, name_of)
        for point in inside.all("gml:point"):
            points.extend(Children(point, name_of).texts("gml:pos", "gml:coordinates"))
        north, east = inside.text("geo:lat"), inside.text("geo:long", "geo:lon")
        if north and east:
            points.append(f"{north} {east}")
    for point in dict.fromkeys(points):
        numbers = point.replace(",", " ").split()
        latitude, longitude = (_degrees(each) for each in (*numbers, "", "")[:2])
        if latitude is not None and longitude is not None and abs(latitude) <= 90:
            entry.places.append(Concept(name=name, latitude=latitude, longitude=longitude))
    if name and not entry.places:
        entry.places.append(Concept(name=name))


def _degrees(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if abs(value) <= 180 else None


def whole(text: str) -> int | None:
    """A count of pixels or bytes; None for what is not one."""
    text = text.strip().removesuffix("px")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 16 else None


def seconds(text: str) -> float | None:
    """A duration in seconds, or as hours, minutes and seconds with colons between; else None."""
    parts = text.strip().split(":")
    if not text.strip() or len(parts) > 3:
        return None
    total = 0.0
    for part in parts:
        try:
            total = total * 60 + float(part)
        except ValueError:
            return None
    return total if 0 <= total < 1e9 else None


def _listed(text: str) -> list[str]:
    return [each for part in text.split(",") if (each := tidy_text(part))][:100]


def enclosure(element: Element, href: str, mimetype: str, length: str, title: str) -> Attached:
    """A file an entry encloses (RSS 2.0 ``enclosure``, Atom ``rel=enclosure``)."""
    kind = kind_of(mimetype, href)
    rendition = Rendition(
        name="enclosure",
        href=href,
        mimetype=tidy_text(mimetype).lower(),
        title=tidy_text(title),
        size_bytes=whole(length),
    )
    return Attached(kind, [rendition], title=title, rel="enclosure")
