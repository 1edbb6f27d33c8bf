"""Mobiledoc 0.3 as HTML (https://github.com/bustle/mobiledoc-kit/blob/master/MOBILEDOC.md)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from html import escape
from typing import Any

from broadsheet.archive.ghost.cards import card_html

_MARKUP, _IMAGE, _LIST, _CARD = 1, 2, 3, 10
#: Elements that a section or a markup may be; all else is dropped by its text being kept.
_SECTIONS = frozenset(
    {"p", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "aside", "pull-quote"}
)
_MARKUPS = frozenset({"a", "b", "strong", "i", "em", "sub", "sup", "code", "s", "u"})


def mobiledoc_html(document: str, notes: list[str]) -> str:
    """A document as HTML. What cannot be read is noted, and left out."""
    try:
        parsed = json.loads(document)
        return "".join(_sections(parsed, notes))
    except (ValueError, RecursionError, TypeError, KeyError, IndexError, AttributeError):
        notes.append("its mobiledoc document cannot be read")
        return ""


def _sections(document: dict[str, Any], notes: list[str]) -> Iterator[str]:
    for section in document.get("sections", []):
        kind = section[0]
        if kind == _MARKUP:
            tag = section[1].lower() if section[1].lower() in _SECTIONS else "p"
            tag = "blockquote" if tag in ("aside", "pull-quote") else tag
            yield f"<{tag}>{_markers(section[2], document)}</{tag}>"
        elif kind == _IMAGE:
            yield f'<img src="{escape(str(section[1]))}">'
        elif kind == _LIST:
            tag = "ol" if section[1] == "ol" else "ul"
            items = "".join(f"<li>{_markers(item, document)}</li>" for item in section[2])
            yield f"<{tag}>{items}</{tag}>"
        elif kind == _CARD:
            name, payload = document["cards"][section[1]][:2]
            yield card_html(str(name), payload if isinstance(payload, dict) else {}, notes)


def _markers(markers: list[Any], document: dict[str, Any]) -> str:
    parts: list[str] = []
    opened: list[str] = []
    for kind, opens, closes, value in markers:
        for number in opens:
            tag, start = _opening(document["markups"][number])
            opened.append(tag)
            parts.append(start)
        if kind == 0:
            parts.append(escape(str(value), quote=False))
        else:
            atom = document["atoms"][value]
            parts.append("<br>" if atom[0] == "soft-return" else escape(str(atom[1]), quote=False))
        for _ in range(min(closes, len(opened))):
            parts.append(f"</{opened.pop()}>")
    parts.extend(f"</{tag}>" for tag in reversed(opened))
    return "".join(parts)


def _opening(markup: list[Any]) -> tuple[str, str]:
    tag = str(markup[0]).lower()
    if tag not in _MARKUPS:
        return "span", "<span>"
    pairs = markup[1] if len(markup) > 1 and isinstance(markup[1], list) else []
    found = dict(zip(pairs[::2], pairs[1::2], strict=False))
    if tag == "a":
        return tag, f'<a href="{escape(str(found.get("href", "")))}">'
    return tag, f"<{tag}>"
