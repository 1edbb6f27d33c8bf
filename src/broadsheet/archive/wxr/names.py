"""Names in a WXR file: the namespaces differ from version to version, the names do not."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

#: How the namespaces of WordPress's own elements begin, of whatever version.
WP = ("{http://wordpress.org/export/", "{https://wordpress.org/export/")
CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
CREATOR = "{http://purl.org/dc/elements/1.1/}creator"


def local_name(element: Any) -> str:
    """The name without its namespace; empty for what is no element."""
    tag = element.tag
    return _without_namespace(tag) if isinstance(tag, str) else ""


@lru_cache(maxsize=1024)
def _without_namespace(tag: str) -> str:
    return tag.rpartition("}")[2]


def text_of(element: Any) -> str:
    """All text of an element, trimmed."""
    if len(element) == 0:
        return (element.text or "").strip()
    return "".join(element.itertext()).strip()


def wp_fields(element: Any) -> dict[str, str]:
    """The text of WordPress's own simple children, by name; the first of a name counts."""
    found: dict[str, str] = {}
    for child in element:
        tag = child.tag
        if isinstance(tag, str) and tag.startswith(WP) and len(child) == 0:
            found.setdefault(_without_namespace(tag), text_of(child))
    return found
