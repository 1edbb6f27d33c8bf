"""The live tree: pages as plain files, the one thing press and edge share. No Django.

``<root>/<host>/<path>/index.html`` for an address that ends in a slash, ``<root>/<host>/<path>``
for one that names a file (``rss.xml``), with ``.br`` and ``.gz`` beside it and a small ``.meta``
(one JSON object) for what a file cannot say. A redirect has only its ``.meta``. ``host`` is a name
without port; paths are decoded tree or host paths as readers type them, NFC.

A file server knows no ``.meta``: it would send whatever lies under the plain name as a 200. So only
what it can answer for is there (``Meta.is_ordinary``); the body of a tombstone, or of a page with a
header of its own, is ``index.html.body`` with ``index.html.body.br`` and ``.gz``.

Every file is written beside its place, flushed to the disk and renamed; ``.meta`` comes last, so
that a new ``.meta`` says that the page is new. Whoever reads opens ``.meta`` first.
"""

from __future__ import annotations

import gzip
import json
import os
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import brotli

BROTLI_QUALITY = 5
GZIP_LEVEL = 6
META = ".meta"
#: What a body's name ends in where it is not to be served as a plain file.
BESIDE = ".body"
ENCODINGS = {"br": ".br", "gzip": ".gz"}
_VARIANTS = ("", *ENCODINGS.values())
_ENDINGS = (*_VARIANTS, *(BESIDE + each for each in _VARIANTS), META)
#: What a file server is told to send with every plain file: types by the file's ending, and these
#: headers, whose values are the same on all pages of a newsroom. A page with more or fewer is none.
ORDINARY_TYPES = {
    "html": "text/html; charset=utf-8",
    "xml": "application/rss+xml; charset=utf-8",
    "css": "text/css; charset=utf-8",
}
ORDINARY_HEADERS = frozenset(
    {
        "content-security-policy",
        "cross-origin-opener-policy",
        "referrer-policy",
        "x-content-type-options",
        "x-frame-options",
    }
)
#: Types worth compressing are all that are pressed; smaller bodies are not.
SMALLEST_COMPRESSED = 256
#: The longest path of an address, in bytes, and the longest part of one.
LONGEST_PATH = 1500
LONGEST_PART = 240


class BadPath(ValueError):
    """An address that can have no file."""


@dataclass(frozen=True)
class Meta:
    """What a file cannot say of its page. Times are seconds since the epoch, UTC."""

    status: int = 200
    type: str = "text/html; charset=utf-8"
    modified: int = 0
    #: SHA-256 of the plain body, hexadecimal.
    sha: str = ""
    #: Where a redirect leads.
    location: str = ""
    #: Headers of the answer beside type, length, encoding, validators and cache policy.
    headers: list[tuple[str, str]] = field(default_factory=list)
    #: Whether its content security policy is its own: its value is not that of other pages.
    own_policy: bool = False
    #: Surrogate keys for caches further out.
    keys: list[str] = field(default_factory=list)

    def is_ordinary(self, name: str) -> bool:
        """Whether a file server that knows only the file's name would answer as this says."""
        return (
            self.status == 200
            and not self.location
            and not self.own_policy
            and ORDINARY_TYPES.get(name.rpartition(".")[2]) == self.type
            and {header.lower() for header, _ in self.headers} == ORDINARY_HEADERS
        )

    def body_ending(self, name: str) -> str:
        """What is put behind a page's file name to have that of its plain body."""
        return "" if self.is_ordinary(name) else BESIDE

    def to_json(self) -> bytes:
        """As it stands in the file."""
        return json.dumps(asdict(self), ensure_ascii=False, separators=(",", ":")).encode()

    @classmethod
    def from_json(cls, data: bytes) -> Meta:
        """Raises ValueError for what is not one."""
        try:
            held = json.loads(data)
            held["headers"] = [(str(name), str(value)) for name, value in held["headers"]]
            return cls(**held)
        except (TypeError, KeyError) as error:
            raise ValueError(f"not a page's .meta: {error}") from error


def page_file(root: Path, host: str, path: str) -> Path:
    """The plain file of an address. Raises BadPath for one that must not reach the disk."""
    parts = path.split("/")
    if parts[0] or len(path.encode("utf-8", "replace")) > LONGEST_PATH:
        raise BadPath(path[:80])
    name = parts.pop() or "index.html"
    for part in (host, *parts[1:], name):
        if not _is_plain(part):
            raise BadPath(path[:80])
    if name != "index.html" and ("." not in name or name.endswith(_ENDINGS[1:])):
        # The latter would be a part of another page.
        raise BadPath(path[:80])
    return root.joinpath(host, *parts[1:], name)


def _is_plain(part: str) -> bool:
    if not part or part.startswith(".") or not part.isprintable():
        return False
    try:
        raw = part.encode()
    except UnicodeEncodeError:
        return False
    return len(raw) <= LONGEST_PART and not ({"/", "\\", "\0"} & set(part))


def read_meta(file: Path) -> Meta | None:
    """The ``.meta`` beside a page's file; None where there is no page, or only half of one."""
    try:
        return Meta.from_json(_beside(file, META).read_bytes())
    except (OSError, ValueError):
        return None


def body_file(file: Path, meta: Meta) -> Path:
    """Where the plain body of a page is, given the page's file."""
    return _beside(file, meta.body_ending(file.name))


def write_page(file: Path, meta: Meta, body: bytes) -> None:
    """Put a page in its place: whole or not at all, and there after a power cut.

    Bodies come first. What must not be served any more then leaves, for good, before the new
    ``.meta`` is there: whatever happens in between, a file server has no killed story, and the
    edge, which finds a ``.meta`` without its body, asks the desk. When this returns, both have the
    new page and nothing else.
    """
    make_folder(file.parent)
    place = body_file(file, meta)
    wanted: dict[Path, bytes] = {}
    if body:
        wanted[place] = body
    if len(body) >= SMALLEST_COMPRESSED:
        wanted[_beside(place, ".br")] = brotli.compress(body, quality=BROTLI_QUALITY)
        wanted[_beside(place, ".gz")] = gzip.compress(body, GZIP_LEVEL, mtime=0)
    for each, data in wanted.items():
        write_file(each, data, modified=meta.modified)
    bodies = {_beside(file, each) for each in _ENDINGS if each != META}
    if _unlink(bodies - wanted.keys()):
        flush_folder(file.parent)
    write_file(_beside(file, META), meta.to_json())
    flush_folder(file.parent)


def remove_page(file: Path) -> bool:
    """Take a page out of the tree; returns whether it was there.

    ``.meta`` goes last: a page that is half gone is still found by who looks for strays.
    """
    if not _unlink(_beside(file, each) for each in _ENDINGS):
        return False
    flush_folder(file.parent)
    return True


def move_page(file: Path, target: Path) -> bool:
    """Move a page between trees (live to stale); returns whether there was one."""
    if not _beside(file, META).exists():
        return False
    make_folder(target.parent)
    for ending in _ENDINGS:
        source, place = _beside(file, ending), _beside(target, ending)
        try:
            source.replace(place)
        except FileNotFoundError:
            place.unlink(missing_ok=True)
    flush_folder(target.parent)
    flush_folder(file.parent)
    return True


def pages_under(root: Path) -> Iterator[Path]:
    """The plain files of all pages under a folder, in no order; each once.

    A page of which only a part is left is among them.
    """
    for folder, _, names in os.walk(root):
        if Path(folder) == root:
            # The tree's own file; pages are in the folders of hosts.
            continue
        for name in {_page_name(each) for each in names if not each.startswith(".")}:
            yield Path(folder, name)


def remove_begun(root: Path) -> Iterator[None]:
    """Remove what processes that are gone had begun to write: nobody ends it, nobody reads it.

    Yields after each folder, so that a large tree can be gone through in steps.
    """
    for folder, _, names in os.walk(root):
        for name in names:
            if name.startswith(".") and name.endswith(".part"):
                with suppress(ValueError, PermissionError):
                    _remove_if_orphaned(Path(folder, name))
        yield


def _remove_if_orphaned(part: Path) -> None:
    try:
        os.kill(int(part.name.split(".")[-2]), 0)
    except ProcessLookupError:
        part.unlink(missing_ok=True)


def _page_name(name: str) -> str:
    for ending in (META, *ENCODINGS.values(), BESIDE):
        name = name.removesuffix(ending)
    return name


def _unlink(files: Iterable[Path]) -> bool:
    """Remove files that may be there; returns whether one was."""
    found = False
    for each in files:
        try:
            each.unlink()
            found = True
        except FileNotFoundError:
            continue
    return found


def write_file(place: Path, data: bytes, *, modified: int = 0) -> None:
    """Write a file so that a reader, a crash or a power cut meets the old one or the new one.

    ``modified`` (seconds since the epoch) becomes the file's time, which a file server sends as
    ``Last-Modified``; 0 leaves it.
    """
    part = place.with_name(f".{place.name}.{os.getpid()}.part")
    try:
        with open(part, "wb") as out:
            out.write(data)
            out.flush()
            if modified:
                # The second is the page's; what is below it tells two files of one second apart.
                own = os.fstat(out.fileno()).st_mtime_ns % 1_000_000_000
                os.utime(out.fileno(), ns=(own, modified * 1_000_000_000 + own))
            os.fsync(out.fileno())
        part.replace(place)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def make_folder(folder: Path) -> None:
    """Make a folder and its parents, each entry flushed to the disk."""
    if folder.is_dir():
        return
    make_folder(folder.parent)
    folder.mkdir(exist_ok=True)
    flush_folder(folder.parent)


def flush_folder(folder: Path) -> None:
    """Have the names in a folder outlast a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def newsroom_facts(live: Path) -> dict[str, Any]:
    """What the edge must know of the newsroom: ``newsroom.json`` in the live tree's root.

    ``hosts``: every host name (no port) that may be asked for, each with the folder of its pages;
    ``editions``: code, language, address and host of each, in order; ``unavailable``: by edition
    code, the whole HTML of the 503 page with ``{last_good}`` where its time goes (HTML that names
    the moment the newsroom last answered); the first edition's stands for addresses outside any;
    ``old_queries``: whether old addresses that are only a query (``/?p=12``) lead anywhere.
    """
    try:
        held = json.loads((live / "newsroom.json").read_bytes())
    except (OSError, ValueError):
        return {"hosts": {}, "editions": [], "unavailable": {}}
    return dict(held)


def write_newsroom_facts(live: Path, facts: dict[str, Any]) -> None:
    """Replace ``newsroom.json``."""
    make_folder(live)
    write_file(live / "newsroom.json", json.dumps(facts, ensure_ascii=False).encode())


def _beside(file: Path, ending: str) -> Path:
    return file.with_name(file.name + ending)
