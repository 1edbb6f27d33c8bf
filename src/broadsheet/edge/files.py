"""Static files and media: read from two folders, never from anywhere else."""

from __future__ import annotations

import os
import re
import stat
from dataclasses import dataclass
from mimetypes import MimeTypes
from pathlib import Path

from broadsheet.edge.answers import Answer, plain
from broadsheet.edge.negotiation import is_unmodified, seconds_of
from broadsheet.edge.ranges import Unsatisfiable, read_range
from broadsheet.edge.ticking import http_date
from broadsheet.edge.tree import tag_of

#: Larger files are never read whole, and not kept in memory.
SMALL = 256 * 1024
FOR_A_YEAR = "public, max-age=31536000, immutable"
FOR_AN_HOUR = "public, max-age=3600"
#: Playlists of streams that we make ourselves: the next one comes in a few seconds.
FOR_A_SECOND = "public, max-age=1"
#: Folders of the media root that readers may read; originals and documents are not among them.
PUBLIC_MEDIA = frozenset({"images", "clips", "channel"})
#: Where streams of our own lie.
MOVING = "/media/channel/"
#: Types that a browser shows or plays; anything else is handed out as a download.
SHOWN = frozenset(
    {".avif", ".webp", ".jpg", ".jpeg", ".png", ".gif", ".mp4", ".m4v", ".webm", ".mov", ".vtt"}
    | {".m3u8", ".m4s", ".mp3", ".m4a", ".ogg", ".oga", ".opus", ".wav"}
)
_HASHED = re.compile(r".+\.[0-9a-f]{12}\.[^/]+")
_ENDINGS = {"br": ".br", "gzip": ".gz"}

_TYPES = MimeTypes()
for _ending, _type in {
    ".avif": "image/avif",
    ".ico": "image/x-icon",
    ".js": "text/javascript",
    ".m3u8": "application/vnd.apple.mpegurl",
    ".m4a": "audio/mp4",
    ".m4s": "video/iso.segment",
    ".m4v": "video/x-m4v",
    ".map": "application/json",
    ".mjs": "text/javascript",
    ".mp3": "audio/mpeg",
    ".oga": "audio/ogg",
    ".ogg": "audio/ogg",
    ".opus": "audio/ogg",
    ".vtt": "text/vtt",
    ".wav": "audio/wav",
    ".webmanifest": "application/manifest+json",
    ".webp": "image/webp",
    ".woff": "font/woff",
    ".woff2": "font/woff2",
}.items():
    _TYPES.add_type(_type, _ending)


@dataclass(frozen=True)
class FilePart:
    """A file, or a part of it, to be sent in pieces after ``head``."""

    head: Answer
    file: str
    start: int
    length: int


@dataclass(frozen=True)
class Conditions:
    """What a request says of the copy it has and the part it wants; all as sent."""

    if_none_match: bytes | None = None
    if_modified_since: bytes | None = None
    range: bytes | None = None
    if_range: bytes | None = None


class PublicFiles:
    """The files under ``/static/`` and ``/media/``."""

    def __init__(self, static: Path, media: Path) -> None:
        self._roots = {"static": str(static), "media": str(media)}

    def find(self, path: str, encoding: str, asked: Conditions) -> Answer | FilePart | None:
        """What to send for ``/static/…`` or ``/media/…``; None where there is no such file.

        Symbolic links are followed only inside the folder. An answer with ``watched`` set may be
        kept for other readers; one without (a part, a refusal) may not.
        """
        _, which, inner = path.split("/", 2)
        file = _inside(self._roots[which], inner)
        if which == "media" and inner.partition("/")[0] not in PUBLIC_MEDIA:
            return None
        if file is None:
            return None
        coded = ""
        if which == "static" and encoding:
            beside = _inside(self._roots[which], inner + _ENDINGS[encoding])
            if beside is not None:
                file, coded = beside, encoding
        try:
            handle = os.open(file, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK)
        except OSError:
            return None
        try:
            found = os.fstat(handle)
            if not stat.S_ISREG(found.st_mode):
                return None
            small = found.st_size <= SMALL
            body = os.read(handle, found.st_size) if small else b""
        finally:
            os.close(handle)
        if small and len(body) != found.st_size:
            return None
        return _File(path, which, coded, file, found, body if small else None).answer(asked)


@dataclass(frozen=True)
class _File:
    path: str
    which: str
    coded: str
    file: str
    found: os.stat_result
    #: All of it, if it is small.
    body: bytes | None

    @property
    def etag(self) -> str:
        if self.body is not None:
            return tag_of(self.body)
        return f'"{self.found.st_mtime_ns:x}-{self.found.st_size:x}"'

    def answer(self, asked: Conditions) -> Answer | FilePart:
        modified, size = int(self.found.st_mtime), self.found.st_size
        has_it = is_unmodified(self.etag, modified, asked.if_none_match, asked.if_modified_since)
        if asked.range and not has_it:
            part = self._part(asked, modified)
            if part is not None:
                return part
        whole = Answer(
            200, self._shared(), self._others(), self.body or b"", etag=self.etag, length=size
        )
        whole.modified = modified
        whole.source = "file"
        if self.body is None:
            if has_it:
                # Whoever sends it will see the same, and send a 304 without the body.
                return whole
            return FilePart(whole, self.file, 0, size)
        whole.watched = self.file
        whole.signature = (self.found.st_ino, self.found.st_ctime_ns, size)
        return whole

    def _part(self, asked: Conditions, modified: int) -> Answer | FilePart | None:
        assert asked.range is not None
        # A part is of use only to somebody whose other parts are of the same file.
        if asked.if_range is not None and not (
            asked.if_range == self.etag.encode() or seconds_of(asked.if_range) == modified
        ):
            return None
        size = self.found.st_size
        if self.which != "media":
            return None
        try:
            wanted = read_range(asked.range, size)
        except Unsatisfiable:
            return plain(416, "there is no such part", ("Content-Range", f"bytes */{size}"))
        if wanted is None:
            return None
        start, length = wanted
        place = ("Content-Range", f"bytes {start}-{start + length - 1}/{size}")
        head = Answer(206, self._shared(), (*self._others(), place), b"", length=length)
        head.source = "file"
        return FilePart(head, self.file, start, length)

    def _shared(self) -> list[tuple[str, str]]:
        year = self.which == "media" or _HASHED.fullmatch(self.path)
        policy = FOR_A_YEAR if year else FOR_AN_HOUR
        if self.path.startswith(MOVING) and self.path.endswith(".m3u8"):
            policy = FOR_A_SECOND
        shared = [
            ("Cache-Control", policy),
            ("ETag", self.etag),
            ("Last-Modified", http_date(int(self.found.st_mtime))),
        ]
        if self.which == "static":
            shared.append(("Vary", "Accept-Encoding"))
        return shared

    def _others(self) -> list[tuple[str, str]]:
        others = [("Content-Type", type_of(self.path)), ("X-Content-Type-Options", "nosniff")]
        if self.which == "media":
            others.append(("Accept-Ranges", "bytes"))
            if os.path.splitext(self.path)[1].lower() not in SHOWN:
                others.append(("Content-Disposition", "attachment"))
        else:
            # Fonts are fetched across origins where an edition has a host of its own.
            others.append(("Access-Control-Allow-Origin", "*"))
            if self.coded:
                others.append(("Content-Encoding", self.coded))
        return others


def type_of(path: str) -> str:
    """The Content-Type of a file, by its ending."""
    found = _TYPES.guess_type(path)[0] or "application/octet-stream"
    if found.startswith("text/") or found == "application/json":
        return f"{found}; charset=utf-8"
    return found


def _inside(root: str, inner: str) -> str | None:
    """The real file of a path below ``root``; None for one that leads elsewhere or is hidden."""
    parts = inner.split("/")
    if any(not part or part.startswith(".") or not part.isprintable() for part in parts):
        return None
    try:
        home = os.path.realpath(root)
        real = os.path.realpath(os.path.join(home, *parts), strict=True)
    except (OSError, ValueError):
        return None
    return real if real.startswith(home + os.sep) else None
