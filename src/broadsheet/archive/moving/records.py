"""What is remembered of records that came in: read for a lot, written with it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any

from broadsheet.archive.bulk.rows import insert
from broadsheet.archive.models import SourceRecord
from broadsheet.archive.models.source_record import mark_of
from broadsheet.archive.records import ForeignStory, Site
from broadsheet.editions.models import Edition
from broadsheet.kit import clock


def mark_of_story(site: Site, story: ForeignStory) -> str:
    """What names a story of another system."""
    return mark_of(site.source, site.address, "story", story.key)


def digest_of(story: ForeignStory) -> str:
    """What a story says, as a digest: another one is another version of it."""
    return hashlib.sha256(repr(story).encode("utf-8", "replace")).hexdigest()


def remembered(edition: Edition, marks: Iterable[str]) -> dict[str, SourceRecord]:
    """What is remembered of some records, by mark."""
    rows = SourceRecord.objects.filter(edition=edition, mark__in=list(marks))
    return {row.mark: row for row in rows.defer("kept")}


def kept_of(story: ForeignStory) -> dict[str, Any]:
    """What is kept of a story beside it, for nobody to see."""
    kept: dict[str, Any] = dict(story.kept)
    if story.comments:
        kept["comments"] = [asdict(comment) for comment in story.comments]
    if story.address:
        kept["address"] = story.address[:1000]
    return kept


def remember(
    edition: Edition,
    site: Site,
    stories: Sequence[tuple[ForeignStory, str, int, int | None, bool]],
    became: str = "stories.story",
) -> None:
    """Write what came in: (story, digest, id of ours, revision, whether pictures are missing)."""
    now = clock.now()
    insert(
        SourceRecord,
        [
            {
                "edition_id": edition.pk,
                "source": site.source,
                "site": site.address,
                "kind": "story" if became == "stories.story" else "page",
                "foreign_id": story.key,
                "mark": mark_of_story(site, story),
                "became": became,
                "object_id": object_id,
                "digest": digest,
                "revision_id": revision_id,
                "wanting": wanting,
                "kept": kept_of(story),
                "imported_at": now,
            }
            for story, digest, object_id, revision_id, wanting in stories
        ],
    )
