"""The elements of XML feeds under one set of names, whatever namespaces they were sent in."""

from functools import lru_cache
from typing import Any

from lxml import etree

from broadsheet.wire.formats.body import SentBody
from broadsheet.wire.formats.xml_text import Element

XML = "{http://www.w3.org/XML/1998/namespace}"
RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
_NO_PREFIX = """
    purl.org/rss/1.0 purl.org/net/rss1.1# my.netscape.com/rdf/simple/0.9
    channel.netscape.com/rdf/simple/0.9 my.netscape.com/publish/formats/rss-0.91.dtd
    backend.userland.com/rss backend.userland.com/rss2 backend.userland.com/rss091
    backend.userland.com/rss092 backend.userland.com/rss191 blogs.law.harvard.edu/tech/rss
    cyber.law.harvard.edu/rss/rss.html example.com/newformat#
"""
#: Namespaces without their scheme and last slash, in small letters, and what they are called here.
_PREFIXES = {
    **dict.fromkeys(_NO_PREFIX.split(), ""),
    **dict.fromkeys(("www.w3.org/2005/atom", "purl.org/atom/ns#", "purl.org/echo/ns#"), "atom"),
    "purl.org/atompub/tombstones/1.0": "at",
    "purl.org/rss/1.0/modules/content": "content",
    "purl.org/dc/elements/1.1": "dc",
    "purl.org/dc/elements/1.0": "dc",
    "purl.org/dc/terms": "dcterms",
    "search.yahoo.com/mrss": "media",
    "video.search.yahoo.com/mrss": "media",
    "www.itunes.com/dtds/podcast-1.0.dtd": "itunes",
    "www.itunes.com/dtd/podcast-1.0.dtd": "itunes",
    "www.georss.org/georss": "georss",
    "www.opengis.net/gml": "gml",
    "www.w3.org/2003/01/geo/wgs84_pos#": "geo",
    "www.w3.org/1999/02/22-rdf-syntax-ns#": "rdf",
    "www.w3.org/1999/xhtml": "xhtml",
}


@lru_cache(maxsize=4096)
def _name(tag: str) -> str:
    if tag[0] != "{":
        return tag.lower()
    namespace, _, local = tag[1:].partition("}")
    key = namespace.strip().lower().partition("://")[2].rstrip("/") or namespace
    prefix = _PREFIXES.get(key)
    if prefix is None:
        return f"?:{local}".lower()
    return f"{prefix}:{local}".lower() if prefix else local.lower()


def name_of(element: Element) -> str:
    """The element's name in small letters: bare in RSS, with a prefix of ours in other namespaces.

    ``?:`` stands before the names of namespaces that nothing is known of.
    """
    tag = element.tag
    return _name(tag) if isinstance(tag, str) else ""


class Children:
    """An element's children by name; ``core`` is the prefix whose names are taken bare."""

    __slots__ = ("_found", "element")

    def __init__(self, element: Element, core: str = "") -> None:
        self.element = element
        self._found: dict[str, list[Element]] = {}
        start = f"{core}:" if core else ""
        for child in element:
            name = name_of(child)
            name = name.removeprefix(start) if start else name
            self._found.setdefault(name, []).append(child)

    def all(self, *names: str) -> list[Element]:
        """The children of these names, name by name."""
        return [each for name in names for each in self._found.get(name, ())]

    def first(self, *names: str) -> Element | None:
        """The first child under the first of the names that is there."""
        return next(iter(self.all(*names)), None)

    def text(self, *names: str) -> str:
        """The first text that is not blank among the children of these names, trimmed."""
        for name in names:
            for each in self._found.get(name, ()):
                if text := all_text(each):
                    return text
        return ""

    def texts(self, *names: str) -> list[str]:
        """Every text that is not blank."""
        return [text for each in self.all(*names) if (text := all_text(each))]


def all_text(element: Element) -> str:
    """The text of an element and what is inside it, trimmed."""
    if not len(element):
        return (element.text or "").strip()
    return "".join(element.itertext()).strip()


def markup_of(element: Element) -> str:
    """What an element holds, as markup: its text where it has only text, else its inner XML.

    Elements lose their prefixes. Text of an element without children is taken as it is: in feeds
    it is escaped markup. The tree is changed; read nothing from it afterwards.
    """
    if not len(element):
        return element.text or ""
    for each in element.iter():
        if isinstance(each.tag, str):
            each.tag = each.tag.rpartition("}")[2].rpartition(":")[2] or "span"
    element.tail = None
    whole = etree.tostring(element, encoding="unicode")
    return str(whole[whole.find(">") + 1 : whole.rfind("<")])


def attribute(element: Element, name: str) -> str:
    """An attribute's value, trimmed; "" where it is not there."""
    return (element.get(name) or "").strip()


def language_of(element: Element) -> str:
    """The nearest ``xml:lang``, the element's own or of what it stands in (XML 1.0 §2.12)."""
    at: Any = element
    while at is not None:
        given = at.get(f"{XML}lang")
        if given is not None:
            return str(given).strip()
        at = at.getparent()
    return ""


def as_html(value: str, base: str, role: str = "") -> SentBody:
    """A text of which nobody says whether it is markup."""
    return SentBody(role, "", value, base)
