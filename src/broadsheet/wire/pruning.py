"""Removes what the wire has kept for long enough: items, files that were taken, pictures.

An item stays while anything stands on it: a story made from it, an embargo to come, a version that
waits for the desk. The quarantine is not pruned: what lies there waits for somebody, and is bounded
in number (``reading.MOST_KEPT``).
"""

from __future__ import annotations

import logging
import os
import stat
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from broadsheet.kit import clock
from broadsheet.wire.folders import folder_of
from broadsheet.wire.grouping import ungroup
from broadsheet.wire.models import Band, ItemVersion, ReceivedItem, Source, SubjectCode, Tally
from broadsheet.wire.pictures import stored_pictures
from broadsheet.wire.remembering import drop_old, remember
from broadsheet.wire.transports.folder import TAKEN, is_companion

logger = logging.getLogger(__name__)

#: How many items go in one transaction: whoever receives waits that long, and no longer.
BATCH = 50

#: A port: which items a package above stands on, whatever their age.
_needed: list[Callable[[], Q]] = []


def also_needed(condition: Callable[[], Q]) -> None:
    """Have items that fit ``condition`` kept."""
    _needed.append(condition)


@dataclass
class Pruned:
    """What went: numbers of items, of remembered ones, and of files."""

    items: int = 0
    remembered: int = 0
    files: int = 0


def prune(days: int, pausing: Callable[[], bool] = lambda: False) -> Pruned:
    """Remove what is older than ``days`` days, batch by batch.

    ``pausing`` is called between two batches and ends the work by returning True; the next run goes
    on from there. Raises the database's errors, and OSError.
    """
    pruned = Pruned()
    before = clock.now() - timedelta(days=days)
    since: datetime | None = None
    while batch := _next_batch(before, since):
        pruned.items += _prune_batch([pk for pk, _moment in batch], before)
        since = batch[-1][1]
        if pausing():
            return pruned
    while went := drop_old(days, BATCH * 10):
        pruned.remembered += went
        if pausing():
            return pruned
    pruned.files = _prune_files(before)
    return pruned


def old_items(before: datetime) -> QuerySet[ReceivedItem]:
    """The items that nothing has happened to since ``before``, and that nothing stands on."""
    waiting = ItemVersion.objects.filter(item=OuterRef("pk"), acted_at=None)
    # What is forgotten stays to be known: it must not come in anew, ever.
    held = ReceivedItem.objects.filter(updated_at__lt=before, forgotten_at=None)
    held = held.filter(~Exists(waiting))
    held = held.exclude(handled_at__gte=before).exclude(embargo_until__gte=clock.now())
    for condition in _needed:
        held = held.exclude(condition())
    return held


def _next_batch(before: datetime, since: datetime | None) -> list[tuple[int, datetime]]:
    """Items to go, from where the last batch ended: what stays is looked at once a run.

    Outside the transaction, so that nobody waits while it is looked for.
    """
    items = old_items(before) if since is None else old_items(before).filter(updated_at__gte=since)
    return list(items.order_by("updated_at", "pk").values_list("pk", "updated_at")[:BATCH])


@transaction.atomic
def _prune_batch(ids: list[int], before: datetime) -> int:
    # The tally, as whoever receives or handles an item takes it: none of them has one in hand that
    # goes meanwhile.
    Tally.next()
    # Once the rows are held, nothing new can come to stand on them; what came just before is seen.
    list(ReceivedItem.objects.select_for_update().filter(pk__in=ids).values_list("pk"))
    items = list(old_items(before).filter(pk__in=ids).defer("words", "uri"))
    if not items:
        return 0
    for item in items:
        if not item.folded:
            ungroup(item)
    ids = [item.pk for item in items]
    remember(items)
    # One by one: told to delete the items, Django would first read every version's whole text.
    Band.objects.filter(item_id__in=ids).delete()
    SubjectCode.objects.filter(item_id__in=ids).delete()
    ItemVersion.objects.filter(item_id__in=ids).delete()
    ReceivedItem.objects.filter(pk__in=ids).delete()
    return len(ids)


def _prune_files(before: datetime) -> int:
    """Files of folders that were taken, pictures beside items, and pictures that were fetched."""
    count = _prune_folder(stored_pictures(), before, lambda name: True)
    for source in Source.objects.filter(transport=Source.Transport.FOLDER):
        count += _prune_folder(folder_of(source), before, is_companion)
        count += _prune_folder(folder_of(source) / TAKEN, before, lambda name: True, inside=True)
    return count


def _prune_folder(
    folder: Path, before: datetime, may_go: Callable[[str], bool], *, inside: bool = False
) -> int:
    """Remove old files of a folder, none of its folders.

    A folder ``inside`` a source's may be the agency's to change: it must be a folder and no link,
    or we would be led to files of others.
    """
    flags = os.O_RDONLY | os.O_DIRECTORY | (os.O_NOFOLLOW if inside else 0)
    try:
        handle = os.open(folder, flags)
    except (FileNotFoundError, NotADirectoryError):
        return 0
    except OSError as error:
        logger.warning("wire: %s is not pruned: %s", folder, error.strerror)
        return 0
    count = 0
    try:
        with os.scandir(handle) as entries:
            for entry in entries:
                if may_go(entry.name) and _is_old(entry, before):
                    with suppress(FileNotFoundError):
                        os.unlink(entry.name, dir_fd=handle)
                        count += 1
    finally:
        os.close(handle)
    return count


def _is_old(entry: os.DirEntry[str], before: datetime) -> bool:
    try:
        found = entry.stat(follow_symlinks=False)
    except FileNotFoundError:
        return False
    # An agency may keep a picture's own date; when it came here, the folder knows.
    came = max(found.st_mtime, found.st_ctime)
    return stat.S_ISREG(found.st_mode) and came < before.timestamp()
