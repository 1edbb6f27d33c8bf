"""Lexical documents as HTML: the nodes that Ghost's editor writes."""

from __future__ import annotations

import json
from html import escape
from typing import Any

from broadsheet.archive.ghost.cards import card_html

#: Levels of nodes; a list in a list in a list has eight.
_DEEPEST = 40
#: Bits of a text's format (lexical's ``TEXT_TYPE_TO_FORMAT``), with the element for each.
_FORMATS = ((1, "strong"), (2, "em"), (32, "sub"), (64, "sup"))
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_AROUND = {
    "paragraph": "p",
    "quote": "blockquote",
    "extended-quote": "blockquote",
    "aside": "blockquote",
    "listitem": "li",
}


def lexical_html(document: str, notes: list[str]) -> str:
    """A document as HTML. What cannot be read is noted, and left out."""
    try:
        root = json.loads(document)["root"]
        return _children(root, notes, 0)
    except (ValueError, RecursionError, TypeError, KeyError, AttributeError):
        notes.append("its lexical document cannot be read")
        return ""


def _children(node: dict[str, Any], notes: list[str], depth: int) -> str:
    if depth > _DEEPEST:
        return ""
    found = node.get("children")
    listed = found if isinstance(found, list) else []
    return "".join(_node(each, notes, depth + 1) for each in listed if isinstance(each, dict))


def _node(node: dict[str, Any], notes: list[str], depth: int) -> str:
    kind = str(node.get("type", ""))
    if kind in ("text", "extended-text", "code-highlight"):
        return _words(node)
    if kind == "linebreak":
        return "<br>"
    if kind in _AROUND:
        tag = _AROUND[kind]
        return f"<{tag}>{_children(node, notes, depth)}</{tag}>"
    if kind in ("heading", "extended-heading"):
        tag = str(node.get("tag")) if node.get("tag") in _HEADINGS else "h2"
        return f"<{tag}>{_children(node, notes, depth)}</{tag}>"
    if kind == "list":
        tag = "ol" if node.get("listType") == "number" or node.get("tag") == "ol" else "ul"
        return f"<{tag}>{_children(node, notes, depth)}</{tag}>"
    if kind in ("link", "autolink"):
        href = escape(str(node.get("url") or ""))
        return f'<a href="{href}">{_children(node, notes, depth)}</a>'
    if isinstance(node.get("children"), list):
        return _children(node, notes, depth)
    return card_html(kind, node, notes)


def _words(node: dict[str, Any]) -> str:
    text = escape(str(node.get("text") or ""), quote=False)
    held = node.get("format")
    bits = held if isinstance(held, int) else 0
    for bit, tag in _FORMATS:
        if bits & bit:
            text = f"<{tag}>{text}</{tag}>"
    return text
