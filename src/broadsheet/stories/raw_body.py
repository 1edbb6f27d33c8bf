"""A story's body as it is stored, and the list of what it refers to.

Blocks are read raw: building Wagtail's block values would load each picture, clip and page alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from broadsheet.stories.models import Story


class RawBody:
    """The plain values of a story's points and body, with references gathered.

    ``prose`` holds every piece of rich text in the order in which the article is put together:
    points first, then the body, block by block.
    """

    def __init__(self, story: Story) -> None:
        self.points: list[dict[str, Any]] = [
            block["value"] for block in story.points.get_prep_value()
        ]
        self.body: list[tuple[str, Any]] = [
            (block["type"], _plain(block["type"], block["value"]))
            for block in story.body.get_prep_value()
        ]
        self.prose: list[str] = [point.get("text") or "" for point in self.points]
        self.picture_ids: set[int] = set()
        self.clip_ids: set[int] = set()
        self.story_ids: set[int] = set()
        for kind, value in self.body:
            self._gather(kind, value)
        self.dossiers = list(story.dossiers.all()) if story.pk or story.dossiers else []

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
