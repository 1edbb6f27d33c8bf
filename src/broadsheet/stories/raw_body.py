"""A story's body as it is stored, and the list of what it refers to.

Blocks are read raw: building Wagtail's block values would load each picture, clip and page alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from broadsheet.stories.models import Story


class RawBlocks:
    """Stored blocks as plain values, with what they refer to gathered.

    ``prose`` holds every piece of rich text in the order in which the blocks are put together.
    """

    def __init__(self, stored: Iterable[dict[str, Any]]) -> None:
        self.body: list[tuple[str, Any]] = [
            (block["type"], _plain(block["type"], block["value"])) for block in stored
        ]
        self.prose: list[str] = []
        self.picture_ids: set[int] = set()
        self.clip_ids: set[int] = set()
        self.story_ids: set[int] = set()
        for kind, value in self.body:
            self._gather(kind, value)

    def _gather(self, kind: str, value: Any) -> None:
        self.prose.extend(_prose(kind, value))
        if kind == "read_more" and value:
            self.story_ids.add(value)
        elif kind == "picture":
            self.picture_ids.add(value.get("picture") or 0)
        elif kind == "gallery":
            self.picture_ids.update(item.get("picture") or 0 for item in value["pictures"])
        elif kind == "video":
            self.clip_ids.add(value.get("clip") or 0)


class RawBody(RawBlocks):
    """A story's points and body. In ``prose`` the points come first, then the body."""

    def __init__(self, story: Story) -> None:
        super().__init__(story.body.get_prep_value())
        self.points: list[dict[str, Any]] = [
            block["value"] for block in story.points.get_prep_value()
        ]
        self.prose[:0] = [point.get("text") or "" for point in self.points]
        self.dossiers = list(story.dossiers.all()) if story.pk or story.dossiers else []


def _plain(kind: str, value: Any) -> Any:
    """Unwrap list items: they are stored as ``{"type": "item", "value": …}`` (or bare, if old)."""
    if kind == "gallery":
        return {**value, "pictures": _items(value.get("pictures"))}
    if kind == "timeline":
        return {**value, "entries": _items(value.get("entries"))}
    return value


def _items(stored: Any) -> list[dict[str, Any]]:
    return [item.get("value", item) for item in stored or ()]


def _prose(kind: str, value: Any) -> Iterator[str]:
    if kind == "paragraph":
        yield value or ""
    elif kind in {"fact_box", "correction"}:
        yield value.get("text") or ""
    elif kind == "timeline":
        for entry in value["entries"]:
            yield entry.get("text") or ""
