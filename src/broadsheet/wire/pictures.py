"""Pictures of items: those that lie beside them, and those that are fetched, kept by address."""

from __future__ import annotations

import hashlib
import os
import time
from pathlib import Path

from django.conf import settings

from broadsheet.wire.item import Association, Item, Rendition
from broadsheet.wire.transports.fetching import MEGABYTE, Fetcher, Limits, Refusal

#: The most that is fetched of one picture, and how many of one item.
LARGEST = 30 * MEGABYTE
MOST = 12
_SUFFIXES = {
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "image/webp": ".webp",
    "image/gif": ".gif",
    "image/avif": ".avif",
}


def with_files(item: Item, fetcher: Fetcher, seconds: float) -> Item:
    """The item, each of its pictures with a file if one can be had within ``seconds`` for all.

    A picture that cannot be fetched stays without one: it stops neither the others nor the item.
    """
    until = time.monotonic() + seconds
    pictures = {id(each) for each in item.pictures[:MOST]}
    associations = tuple(
        _with_file(each, fetcher, until) if id(each) in pictures else each
        for each in item.associations
    )
    return item.model_copy(update={"associations": associations})


def file_of(item: Item, fetcher: Fetcher, seconds: float) -> Path | None:
    """The file of a picture: beside it, fetched before, or fetched now within ``seconds``."""
    if any(rendition.local_path is not None for rendition in item.renditions):
        best = max(
            (each for each in item.renditions if each.local_path is not None),
            key=lambda each: (each.width or 0, each.size_bytes or 0),
        )
        return best.local_path
    rendition = _best_address(item)
    return None if rendition is None else _fetched(rendition, fetcher, seconds)


def stored_pictures() -> Path:
    """Where pictures are kept that were fetched."""
    return Path(settings.HOME) / "wire-pictures"


def _with_file(association: Association, fetcher: Fetcher, until: float) -> Association:
    item = association.item
    if any(each.local_path is not None for each in item.renditions):
        return association
    rendition = _best_address(item)
    file = None
    if rendition is not None:
        file = _fetched(rendition, fetcher, until - time.monotonic())
    if rendition is None or file is None:
        return association
    found = tuple(
        each.model_copy(update={"local_path": file}) if each is rendition else each
        for each in item.renditions
    )
    return association.model_copy(update={"item": item.model_copy(update={"renditions": found})})


def _best_address(item: Item) -> Rendition | None:
    """The largest picture that has an address and may be fetched."""
    addressed = [
        each
        for each in item.renditions
        if each.href.startswith(("https://", "http://"))
        and each.mimetype.partition("/")[0] in {"", "image"}
        and (each.size_bytes or 0) <= LARGEST
    ]
    return max(addressed, key=lambda each: each.width or 0, default=None)


def _fetched(rendition: Rendition, fetcher: Fetcher, seconds: float) -> Path | None:
    folder = stored_pictures()
    name = hashlib.sha256(rendition.href.encode()).hexdigest()[:40]
    kept = next(iter(sorted(folder.glob(f"{name}.*"))), None)
    if kept is not None or seconds <= 0:
        return kept
    limits = Limits(wire_bytes=LARGEST, body_bytes=LARGEST, idle=min(5.0, seconds), total=seconds)
    try:
        fetched = fetcher.fetch(rendition.href, limits=limits, accept="image/*")
    except Refusal:
        return None
    kind = fetched.content_type.partition(";")[0].strip().lower()
    if kind not in _SUFFIXES:
        return None
    folder.mkdir(parents=True, exist_ok=True)
    part = folder / f".{name}.{os.getpid()}.{time.monotonic_ns()}.part"
    part.write_bytes(fetched.body)
    file = folder / f"{name}{_SUFFIXES[kind]}"
    part.replace(file)
    return file
