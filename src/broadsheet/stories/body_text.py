"""The plain text of a story, for reading time, search and summaries."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from broadsheet.kit.safe_html import plain_text

if TYPE_CHECKING:
    from broadsheet.stories.models import Story

_TEXT_KEYS = ("words", "title", "heading", "text", "when", "caption", "in_words", "note")


def body_text(story: Story) -> str:
    """Everything a reader reads on the story's page below the headline, as plain text."""
    parts = [story.standfirst, story.text_alternative]
    for stream in (story.points, story.body):
        parts.extend(texts_of(stream.get_prep_value()))
    return "\n".join(part for part in parts if part)


def texts_of(blocks: Iterable[dict[str, Any]]) -> Iterator[str]:
    """The plain texts of stored blocks, in order."""
    for block in blocks:
        yield from _texts(block["type"], block["value"])


def count_pictures(story: Story) -> int:
    """How many pictures stand in the story's body, galleries included."""
    count = 0
    for block in story.body.get_prep_value():
        if block["type"] == "picture":
            count += 1
        elif block["type"] == "gallery":
            count += len(block["value"].get("pictures") or ())
    return count


def _texts(kind: str, value: Any) -> Iterator[str]:
    if kind == "paragraph":
        yield plain_text(value or "")
    elif kind == "heading":
        yield value or ""
    elif kind == "table":
        for row in (value or {}).get("data") or ():
            yield " ".join(str(cell) for cell in row if cell)
    elif kind == "chart" and isinstance(value, dict):
        # Its figures are looked at, not read.
        yield from _texts_of_record(value)
        table = value.get("table")
        yield from (table.get("columns") or ())[1:] if isinstance(table, dict) else ()
    elif isinstance(value, dict):
        yield from _texts_of_record(value)


def _texts_of_record(value: dict[str, Any]) -> Iterator[str]:
    for key in _TEXT_KEYS:
        if isinstance(value.get(key), str):
            yield plain_text(value[key])
    for key in ("entries", "pictures"):
        for item in value.get(key) or ():
            yield from _texts_of_record(item.get("value", item))
