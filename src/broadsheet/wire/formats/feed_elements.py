"""The elements of XML feeds under one set of names, whatever namespaces they were sent in."""

import re
from functools import lru_cache

from broadsheet.wire.formats.body import SentBody
from broadsheet.wire.formats.xml_text import Element

_TAG_OR_REFERENCE = re.compile(r"</?[A-Za-z!]|&[#A-Za-z]")
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


def atom_name(element: Element) -> str:
    """As ``name_of``, with the names of Atom bare."""
    return name_of(element).removeprefix("atom:")


def as_sent(value: str, base: str, role: str = "") -> SentBody:
    """A text of which nobody says whether it is markup: a tag or a reference makes it HTML."""
    marked = _TAG_OR_REFERENCE.search(value) is not None
    return SentBody(role, "text/html" if marked else "text/plain", value, base)
