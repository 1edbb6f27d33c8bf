"""The plain text of a story, for reading time, search and summaries."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from broadsheet.stories.block_values import texts_of

if TYPE_CHECKING:
    from broadsheet.stories.models import Story


def body_text(story: Story) -> str:
    """Everything a reader reads on the story's page below the headline, as plain text."""
    parts = [story.standfirst, story.text_alternative]
    for stream in (story.points, story.body):
        parts.append(text_of_blocks(stream.get_prep_value()))
    return "\n".join(part for part in parts if part)


def text_of_blocks(stored: Iterable[dict[str, Any]]) -> str:
    """What a reader reads in stored blocks, as plain text, a line for each piece."""
    return "\n".join(filter(None, texts_of(stored)))


def count_pictures(story: Story) -> int:
    """How many pictures stand in the story's body, galleries included."""
    count = 0
    for block in story.body.get_prep_value():
        if block["type"] == "picture":
            count += 1
        elif block["type"] == "gallery":
            count += len(block["value"].get("pictures") or ())
    return count
