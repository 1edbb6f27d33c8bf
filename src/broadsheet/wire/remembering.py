"""Knows pruned items again: a feed goes on saying them, an agency sends its files once more."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import timedelta

from django.db.models import F

from broadsheet.kit import clock
from broadsheet.wire.formats.times import WireTime
from broadsheet.wire.item import Item
from broadsheet.wire.models import ReceivedItem, Remembered, Source

#: How exactly it is kept when a source was last seen to have an item: a feed is read all day.
SEEN_TO = timedelta(days=1)


def remember(items: Iterable[ReceivedItem]) -> None:
    """Keep what is needed to know ``items`` again. Inside the transaction that deletes them."""
    now = clock.now()
    rows = [
        Remembered(
            source_id=item.source_id,
            uri_mark=item.uri_mark,
            content_mark=item.content_mark,
            version=item.version,
            sent_at=item.sent_at,
            seen_at=now,
        )
        for item in items
    ]
    Remembered.objects.bulk_create(rows, ignore_conflicts=True)


def states_of(source: Source, uri_marks: Collection[str]) -> set[tuple[str, str]]:
    """The pruned states under some identifiers, and that their source still has them."""
    now = clock.now()
    held = Remembered.objects.filter(source=source, uri_mark__in=uri_marks)
    found = list(held.values_list("pk", "uri_mark", "content_mark", "seen_at"))
    stale = [pk for pk, _uri, _content, seen_at in found if now - seen_at > SEEN_TO]
    if stale:
        Remembered.objects.filter(pk__in=stale).update(seen_at=now)
    return {(uri, content) for _pk, uri, content, _seen in found}


def is_remembered(source: Source, uri_mark: str, content_mark: str, item: Item) -> bool:
    """Whether an item is a pruned one as it stood, or an older version of a pruned one."""
    for kept in Remembered.objects.filter(source=source, uri_mark=uri_mark):
        if kept.content_mark == content_mark or _as_item(kept, item.uri).supersedes(item):
            return True
    return False


def drop_old(days: int, most: int) -> int:
    """Forget at most ``most`` pruned items that their sources no longer have; returns how many.

    Only what a source sent afterwards shows that an item is gone from it: one that has been silent
    for a year says everything again with its next item.
    """
    gone = Remembered.objects.filter(
        seen_at__lt=F("source__health__item_at") - timedelta(days=days)
    ).values_list("pk", flat=True)[:most]
    deleted, _by_model = Remembered.objects.filter(pk__in=list(gone)).delete()
    return deleted


def _as_item(kept: Remembered, uri: str) -> Item:
    sent = WireTime(utc=kept.sent_at, offset_minutes=0) if kept.sent_at else None
    return Item(format="", format_version="", uri=uri, version=kept.version, sent=sent)
