"""The rows that one new story leaves, so that two ways of writing it can be compared."""

from __future__ import annotations

import json
import re
from typing import Any

from tests.archive.tables import Row

#: What differs by its nature: what was given in order, what is drawn by lot, the running number.
GIVEN = {"id", "uuid", "translation_key", "path", "title_norm"}
#: Ids of rows that each way makes anew, under the columns that hold them.
_TIMES = re.compile(r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d(\.\d+)?(\+00:00|Z)?")


def of_the_story_alone(found: dict[str, list[Row]]) -> None:
    """Leave out what the search index weighs anew of other records each time."""
    story = max(row["id"] for row in found["wagtailcore_page"])
    rows = found["wagtailsearch_indexentry"]
    found["wagtailsearch_indexentry"] = [r for r in rows if str(r["object_id"]) == str(story)]


def comparable(rows: list[Row], found: dict[str, list[Row]]) -> list[str]:
    """Rows as text, without what differs by its nature: two ways of writing a story compare."""
    story = max(row["id"] for row in found["wagtailcore_page"])
    path = next(row["path"] for row in found["wagtailcore_page"] if row["id"] == story)
    key = next(
        str(row["translation_key"]) for row in found["wagtailcore_page"] if row["id"] == story
    )
    revisions = [row["id"] for row in found["wagtailcore_revision"]]
    bylines = [row["id"] for row in found["stories_byline"]]
    same = {
        **{str(each): "REVISION" for each in revisions},
        str(story): "STORY",
        path: "PATH",
        key: "KEY",
        f"{key[:8]}-{key[8:12]}-{key[12:16]}-{key[16:20]}-{key[20:]}": "KEY",
    }
    return sorted(repr(_same(row, same, bylines)) for row in rows)


def _same(value: Any, same: dict[str, str], bylines: list[int], name: str = "") -> Any:
    if isinstance(value, dict):
        return {
            _same(k, same, bylines): "·" if k in GIVEN else _same(v, same, bylines, k)
            for k, v in sorted(value.items())
            if k != "content_path_hash"
        }
    if isinstance(value, list):
        return [_same(each, same, bylines, name) for each in value]
    if name.endswith("revision_id"):
        return same.get(str(value), value)
    if name in {"pk", "story", "story_id", "object_id", "page_id", "page_ptr_id"}:
        known = same.get(str(value))
        return known if known == "STORY" else "BYLINE" if value in bylines else value
    if isinstance(value, str):
        value = _TIMES.sub(_moment, value)
        for number in bylines:
            value = re.sub(rf"^bylines\.{number}\.", "bylines.BYLINE.", value)
        for held, stands in same.items():
            if len(held) > 8:
                value = value.replace(held, stands)
        try:
            return _same(json.loads(value), same, bylines) if value[:1] in "[{" else value
        except ValueError:
            return value
    return value


def _moment(match: re.Match[str]) -> str:
    """Days stay: a publication in 2014 must not become one of today. The time of the run goes."""
    day = match[0][:10]
    return day if day in {"2014-05-17", "2015-02-01"} else "NOW"
