"""Pictures of items: those that lie beside them, and those that are fetched, kept by address."""

from __future__ import annotations

import hashlib
import logging
import os
import time
from io import BytesIO
from pathlib import Path

from django.conf import settings
from PIL import Image

from broadsheet.wire.folders import folder_of
from broadsheet.wire.formats.renditions import local_file
from broadsheet.wire.item import Association, Item, Rendition
from broadsheet.wire.models import Source
from broadsheet.wire.transports.fetching import MEGABYTE, Fetcher, Limits, Refusal

logger = logging.getLogger(__name__)

#: The most that is fetched of one picture, and how many of one item.
LARGEST = 30 * MEGABYTE
MOST = 12
_SUFFIXES = {"JPEG": ".jpg", "PNG": ".png", "WEBP": ".webp", "GIF": ".gif", "AVIF": ".avif"}


def with_files(item: Item, fetcher: Fetcher, seconds: float, folder: Path | None = None) -> Item:
    """The item, each of its pictures with a file if one can be had within ``seconds`` for all.

    ``folder`` is where its source puts files: a picture may have come after the item. A picture
    that cannot be had stays without a file: it stops neither the others nor the item.
    """
    until = time.monotonic() + seconds
    pictures = {id(each) for each in item.pictures[:MOST]}
    associations = tuple(
        _with_file(each, fetcher, until, folder) if id(each) in pictures else each
        for each in item.associations
    )
    return item.model_copy(update={"associations": associations})


def folder_for(source: Source) -> Path | None:
    """Where pictures may lie that a source's items name; None where it sends no files."""
    return folder_of(source) if source.transport == Source.Transport.FOLDER else None


def lacking(item: Item) -> int:
    """How many pictures of an item have no file, and may have one later."""
    return sum(
        1
        for each in item.pictures[:MOST]
        if not any(rendition.local_path is not None for rendition in each.item.renditions)
        and any(rendition.href for rendition in each.item.renditions)
    )


def file_of(
    item: Item, fetcher: Fetcher, seconds: float, folder: Path | None = None
) -> Path | None:
    """The file of a picture: beside it, fetched before, or fetched now within ``seconds``."""
    there = [each for each in item.renditions if each.local_path is not None]
    if there:
        best = max(there, key=lambda each: (each.width or 0, each.size_bytes or 0))
        return best.local_path
    return _found(item, fetcher, seconds, folder)[1]


def stored_pictures() -> Path:
    """Where pictures are kept that were fetched."""
    return Path(settings.HOME) / "wire-pictures"


def stored_file(href: str) -> Path | None:
    """The file of a picture that was fetched from an address."""
    return next(iter(sorted(stored_pictures().glob(f"{_name_of(href)}.*"))), None)


def _with_file(
    association: Association, fetcher: Fetcher, until: float, folder: Path | None
) -> Association:
    item = association.item
    if any(each.local_path is not None for each in item.renditions):
        return association
    rendition, file = _found(item, fetcher, until - time.monotonic(), folder)
    if file is None:
        return association
    found = tuple(
        each.model_copy(update={"local_path": file}) if each is rendition else each
        for each in item.renditions
    )
    return association.model_copy(update={"item": item.model_copy(update={"renditions": found})})


def _found(
    item: Item, fetcher: Fetcher, seconds: float, folder: Path | None
) -> tuple[Rendition | None, Path | None]:
    """A file that came meanwhile, or that can be fetched, and the rendition whose file it is."""
    for rendition in sorted(item.renditions, key=lambda each: -(each.width or 0)):
        file = local_file(rendition.href, folder)
        if file is not None and _may_be_picture(rendition) and _kind_of(file):
            return rendition, file
    best = _best_address(item)
    return best, None if best is None else _fetched(best, fetcher, seconds)


def _may_be_picture(rendition: Rendition) -> bool:
    return rendition.mimetype.partition("/")[0] in {"", "image"}


def _best_address(item: Item) -> Rendition | None:
    """The largest picture that has an address and may be fetched."""
    addressed = [
        each
        for each in item.renditions
        if each.href.startswith(("https://", "http://"))
        and _may_be_picture(each)
        and (each.size_bytes or 0) <= LARGEST
    ]
    return max(addressed, key=lambda each: each.width or 0, default=None)


def _fetched(rendition: Rendition, fetcher: Fetcher, seconds: float) -> Path | None:
    kept = stored_file(rendition.href)
    if kept is not None or seconds <= 0:
        return kept
    limits = Limits(wire_bytes=LARGEST, body_bytes=LARGEST, idle=min(5.0, seconds), total=seconds)
    try:
        fetched = fetcher.fetch(rendition.href, limits=limits, accept="image/*")
    except Refusal as refusal:
        logger.info("wire: a picture is not here: %s", refusal)
        return None
    suffix = _SUFFIXES.get(_kind_of(BytesIO(fetched.body)))
    if suffix is None:
        # Not kept: a server that says so in a page may have the picture the next time.
        return None
    folder, name = stored_pictures(), _name_of(rendition.href)
    folder.mkdir(parents=True, exist_ok=True)
    part = folder / f".{name}.{os.getpid()}.{time.monotonic_ns()}.part"
    part.write_bytes(fetched.body)
    file = folder / f"{name}{suffix}"
    part.replace(file)
    return file


def _name_of(href: str) -> str:
    return hashlib.sha256(href.encode()).hexdigest()[:40]


def _kind_of(picture: Path | BytesIO) -> str:
    """What picture it is by its own first bytes, whatever its server says; empty if none."""
    try:
        with Image.open(picture) as opened:
            return opened.format or ""
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return ""
