"""Pages from the live tree, or the stale one, as answers."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from broadsheet.edge.answers import Answer
from broadsheet.edge.ticking import http_date
from broadsheet.press.live_tree import ENCODINGS, META, BadPath, Meta, page_file

FRESH = "public, max-age=30, stale-while-revalidate=60, stale-if-error=86400"
#: A redirect may be taken back, and what was removed must not be shown again by a cache that
#: cannot reach us: neither is kept longer than it takes to ask again.
MOVED = "public, max-age=30, stale-while-revalidate=60"
GONE = "public, max-age=30"
STALE = "public, max-age=5"
#: How often a page that is being replaced while it is read is read again.
TRIES = 3

Signature = tuple[int, int, int]


class Tree:
    """One tree of pages. ``stale`` answers say that they are, and are not kept for long."""

    def __init__(self, root: Path, *, stale: bool = False) -> None:
        self._root = root
        self._stale = stale

    def find(self, folder: str, path: str, encoding: str) -> Answer | None:
        """The page at an address; None where there is none, or only half of one.

        The tree is the only place it looks in: an address that could have no page there has none.
        """
        try:
            file = str(page_file(self._root, folder, path))
        except BadPath:
            return None
        for _ in range(TRIES):
            opened = _read(file + META)
            if opened is None:
                return None
            data, signature = opened
            try:
                meta = Meta.from_json(data)
            except ValueError:
                return None
            found = self._page(file, meta, encoding)
            # The writer puts the body in its place before the .meta: if that is still the same,
            # what lies between the two reads belongs together.
            if signature_of(file + META) == signature:
                break
        if found is None:
            return None
        found.watched = file + META
        found.signature = signature
        if meta.status == 200 and meta.type.startswith("text/html"):
            found.look = folder + path
        return found

    def _page(self, file: str, meta: Meta, encoding: str) -> Answer | None:
        body, coded = b"", ""
        if not meta.location:
            taken = _variant(file, encoding)
            if taken is None and meta.status == 200:
                return None
            body, coded = taken or (b"", "")
        etag = tag_of(body) if meta.status == 200 else ""
        shared = [("Cache-Control", self._policy(meta)), ("Vary", "Accept-Encoding")]
        if etag:
            shared.append(("ETag", etag))
        if meta.modified:
            shared.append(("Last-Modified", http_date(meta.modified)))
        if meta.keys:
            shared.append(("Surrogate-Key", " ".join(meta.keys)))
        others = [("Content-Type", meta.type), *meta.headers]
        if coded:
            others.append(("Content-Encoding", coded))
        if meta.location:
            others.append(("Location", meta.location))
        if self._stale:
            others.append(("X-Broadsheet-Stale", "1"))
        answer = Answer(meta.status, shared, others, body, etag=etag)
        answer.modified = meta.modified if meta.status == 200 else 0
        answer.source = "stale" if self._stale else "tree"
        return answer

    def _policy(self, meta: Meta) -> str:
        if self._stale:
            return STALE
        if meta.location:
            return MOVED
        return FRESH if meta.status == 200 else GONE


def tag_of(body: bytes) -> str:
    """A strong entity tag: what is sent byte for byte, so each encoding has its own."""
    return f'"{hashlib.sha256(body).hexdigest()[:24]}"'


def signature_of(file: str) -> Signature | None:
    """By what a file is known to be another one: inode, time in nanoseconds, size."""
    try:
        found = os.stat(file)
    except OSError:
        return None
    return found.st_ino, found.st_mtime_ns, found.st_size


def _variant(file: str, encoding: str) -> tuple[bytes, str] | None:
    if encoding:
        opened = _read(file + ENCODINGS[encoding])
        if opened is not None:
            return opened[0], encoding
    opened = _read(file)
    return None if opened is None else (opened[0], "")


def _read(file: str) -> tuple[bytes, Signature] | None:
    try:
        handle = os.open(file, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK)
    except OSError:
        return None
    try:
        found = os.fstat(handle)
        data = os.read(handle, found.st_size + 1)
    except OSError:
        return None
    finally:
        os.close(handle)
    if len(data) != found.st_size:
        return None
    return data, (found.st_ino, found.st_mtime_ns, found.st_size)
