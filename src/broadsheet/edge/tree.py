"""Pages from the live tree, or the stale one, as answers."""

from __future__ import annotations

import hashlib
import os
import re
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from broadsheet.edge.answers import Answer
from broadsheet.edge.ticking import http_date
from broadsheet.press.live_tree import ENCODINGS, LONGEST_PART, META, BadPath, Meta, page_file

FRESH = "public, max-age=30, stale-while-revalidate=60, stale-if-error=86400"
#: A redirect may be taken back, and what was removed must not be shown again by a cache that
#: cannot reach us: neither is kept longer than it takes to ask again.
MOVED = "public, max-age=30, stale-while-revalidate=60"
GONE = "public, max-age=30"
STALE = "public, max-age=5"
#: How often a page that is being replaced while it is read is read again.
TRIES = 3
#: Addresses of which the file is remembered.
REMEMBERED = 20_000

#: A path of plain parts that ends in a slash.
_SIMPLE = re.compile(r"(?:/[A-Za-z0-9_-]+)*/")

Signature = tuple[int, int, int]


class _Taken(NamedTuple):
    """The body that was read: its encoding, the ending of its file and how that looked."""

    body: bytes
    coded: str
    ending: str
    signature: Signature


class Tree:
    """One tree of pages. ``stale`` answers say that they are, and are not kept for long."""

    def __init__(self, root: Path, *, stale: bool = False) -> None:
        self._root = root
        self._stale = stale
        self._place = lru_cache(REMEMBERED)(self._look_up)

    def _look_up(self, folder: str, path: str) -> str:
        # Most addresses are of this form, and the long way takes as long as reading the page.
        if _SIMPLE.fullmatch(path) and len(path) < LONGEST_PART:
            return f"{self._root}/{folder}{path}index.html"
        try:
            return str(page_file(self._root, folder, path))
        except BadPath:
            return ""

    def find(self, folder: str, path: str, encoding: str) -> Answer | None:
        """The page at an address; None where there is none, or only half of one.

        The tree is the only place it looks in: an address that could have no page there has none.
        """
        file = self._place(folder, path)
        if not file:
            return None
        whole = False
        for _ in range(TRIES):
            opened = _read(file + META)
            if opened is None:
                return None
            data, signature = opened
            try:
                meta = Meta.from_json(data)
            except ValueError:
                return None
            taken = None if meta.location else _variant(file, meta, encoding)
            found = self._page(meta, taken)
            # The writer puts the body in its place before the .meta: if that is still the same,
            # what lies between the two reads belongs together.
            whole = signature_of(file + META) == signature
            if whole:
                break
        if found is None:
            return None
        if meta.status == 200 and taken and whole and signature[1] >= taken.signature[1]:
            # The body is replaced first of all, so that it alone shows whether the page is the
            # same. A .meta older than the body is of the page before: it will be replaced, and is
            # what to look at; and so it is where there is no body.
            found.watched, found.signature = file + taken.ending, taken.signature
            if meta.type.startswith("text/html"):
                found.look = folder + path
        else:
            found.watched, found.signature = file + META, signature
        return found

    def _page(self, meta: Meta, taken: _Taken | None) -> Answer | None:
        if taken is None and meta.status == 200 and not meta.location:
            return None
        body, coded = (taken.body, taken.coded) if taken is not None else (b"", "")
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
    """By what a file is known to be another one: inode, ctime in nanoseconds, size."""
    try:
        found = os.stat(file)
    except OSError:
        return None
    return found.st_ino, found.st_ctime_ns, found.st_size


def _variant(file: str, meta: Meta, encoding: str) -> _Taken | None:
    plain = meta.body_ending(file)
    if encoding:
        ending = plain + ENCODINGS[encoding]
        opened = _read(file + ending)
        if opened is not None:
            return _Taken(opened[0], encoding, ending, opened[1])
    opened = _read(file + plain)
    return None if opened is None else _Taken(opened[0], "", plain, opened[1])


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
    return data, (found.st_ino, found.st_ctime_ns, found.st_size)
