"""After a legal take-down: files that were received, and still hold what must be forgotten.

What agencies send is kept byte for byte: in ``taken/`` and ``quarantine/`` of a source's folder, in
quarantined deliveries, in pictures that were fetched. A file that holds a forgotten item goes as a
whole: its other items are in the inbox, which is where they are used from.
"""

from __future__ import annotations

import html
import json
import logging
import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from broadsheet.kit import clock
from broadsheet.wire.errors import WireError
from broadsheet.wire.folders import folder_of
from broadsheet.wire.formats.ninjs import MAX_BYTES
from broadsheet.wire.formats.reading import read_any
from broadsheet.wire.formats.renditions import local_file
from broadsheet.wire.item import Item
from broadsheet.wire.models import Delivery, ReceivedItem, Source
from broadsheet.wire.pictures import stored_file
from broadsheet.wire.transports.folder import QUARANTINE, TAKEN

logger = logging.getLogger(__name__)

#: A shorter identifier is looked for by reading alone.
SHORTEST = 8


def erase_waiting() -> int:
    """Search for every forgotten item that was not searched for yet; returns how many files went.

    Whoever is ended in between searches once more. Raises the database's errors, and OSError.
    """
    count = 0
    waiting = ReceivedItem.objects.filter(forgotten_at__isnull=False, erased_at=None)
    for item in waiting.select_related("source").order_by("forgotten_at"):
        went = erase(item)
        ReceivedItem.objects.filter(pk=item.pk).update(erased_at=clock.now())
        logger.info("wire: %d files and deliveries that held a forgotten item are gone", went)
        count += went
    return count


def erase(item: ReceivedItem) -> int:
    """Remove what holds an item, whoever sent it; returns how many files and deliveries went."""
    spellings = spellings_of(item.uri)
    count = 0
    for source in Source.objects.filter(transport=Source.Transport.FOLDER):
        own = source.pk == item.source_id
        for file in _kept_files(source):
            if _file_holds(file, item.uri, spellings, is_own=own):
                file.unlink(missing_ok=True)
                count += 1
    for delivery in Delivery.objects.filter(state=Delivery.State.QUARANTINED).iterator(20):
        own = delivery.source_id == item.source_id
        if _holds(bytes(delivery.data), item.uri, spellings, is_own=own):
            delivery.delete()
            count += 1
    return count


def pictures_of(item: Item, source: Source) -> list[Path]:
    """The files of an item's pictures: beside it in its source's folder, or fetched."""
    folder = folder_of(source).resolve()
    found: list[Path] = []
    for carrier in (item, *(each.item for each in item.associations)):
        for rendition in carrier.renditions:
            fetched = stored_file(rendition.href) if rendition.href else None
            found += [fetched] if fetched is not None else []
            beside = rendition.local_path or local_file(rendition.href, folder)
            if beside is not None and beside.is_relative_to(folder):
                found.append(beside)
    return found


def remove(files: list[Path]) -> None:
    """Remove files; what is not there is gone already."""
    for file in files:
        with suppress(FileNotFoundError):
            file.unlink()


def spellings_of(uri: str) -> list[bytes]:
    """An identifier as the formats of the wire write it, in the encodings that they come in.

    None for one so short that it stands in every file.
    """
    if len(uri) < SHORTEST:
        return []
    in_json = json.dumps(uri)[1:-1]
    written = {
        uri,
        in_json,
        in_json.replace("/", "\\/"),
        json.dumps(uri, ensure_ascii=False)[1:-1],
        html.escape(uri),
        html.escape(uri, quote=False),
    }
    encodings = ("utf-8", "utf-16-le", "utf-16-be")
    return sorted({each.encode(code, "replace") for each in written for code in encodings})


def _kept_files(source: Source) -> Iterator[Path]:
    folder = folder_of(source)
    for place in (folder / TAKEN, folder / QUARANTINE):
        if place.is_symlink() or not place.is_dir():
            continue
        with os.scandir(place) as entries:
            for entry in entries:
                if entry.is_file(follow_symlinks=False):
                    yield Path(entry.path)


def _file_holds(file: Path, uri: str, spellings: list[bytes], *, is_own: bool) -> bool:
    try:
        handle = os.open(file, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except FileNotFoundError:
        return False
    with open(handle, "rb") as opened:
        return _holds(opened.read(), uri, spellings, is_own=is_own)


def _holds(data: bytes, uri: str, spellings: list[bytes], *, is_own: bool) -> bool:
    """Whether an item is in it: read, where it can be; otherwise by how it is written.

    What names the item without being it (a newer item's link, an identifier that begins like it)
    stays. Of its own source everything is read: some formats compose identifiers of parts.
    """
    named = any(each in data for each in spellings)
    if not named and not is_own:
        return False
    if len(data) > MAX_BYTES:
        return named
    try:
        entries = read_any(data).entries
    except WireError:
        return named
    if any(isinstance(each, Item) and each.uri == uri for each in entries):
        return True
    return named and any(isinstance(each, WireError) for each in entries)
