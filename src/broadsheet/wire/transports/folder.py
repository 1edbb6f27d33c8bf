"""A watched folder: files as they are put there by SFTP, taken when they are whole.

A file is whole when nothing about it has changed between two looks. Names that begin with a dot
or end in ``.tmp``, ``.part`` or ``.filepart`` are unfinished: they are renamed when they are done.
What was taken goes into ``taken/``, what could not be read into ``quarantine/``.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

TAKEN = "taken"
QUARANTINE = "quarantine"
_UNFINISHED = (".tmp", ".part", ".filepart", ".partial", ".swp", "~")
#: Pictures and clips come beside the items that name them, and are no items.
_COMPANIONS = frozenset(
    {".avif", ".gif", ".jpeg", ".jpg", ".png", ".svg", ".tif", ".tiff", ".webp"}
    | {".m4a", ".mov", ".mp3", ".mp4", ".pdf", ".wav", ".webm"}
)
#: Files of one look; the others wait for the next.
MOST = 500


@dataclass(frozen=True)
class Found:
    """A whole file: where it is, and its size in bytes."""

    path: Path
    size: int


#: How a file looked: its number on the disk, its size, when it was written.
_Look = tuple[int, int, int]


class WatchedFolder:
    """Looks at a folder again and again. Each look gives the files that are whole by now."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._looks: dict[str, _Look] = {}

    def look(self) -> Iterator[Found]:
        """Whole files, the oldest first. The folder is made where it is not. Raises OSError."""
        self.folder.mkdir(parents=True, exist_ok=True)
        seen: dict[str, _Look] = {}
        whole: list[tuple[int, Found]] = []
        with os.scandir(self.folder) as entries:
            for entry in entries:
                if not _is_an_item(entry):
                    continue
                found = entry.stat(follow_symlinks=False)
                look = (found.st_ino, found.st_size, found.st_mtime_ns)
                seen[entry.name] = look
                if self._looks.get(entry.name) == look:
                    whole.append((look[2], Found(Path(entry.path), look[1])))
        self._looks = seen
        whole.sort(key=lambda each: (each[0], each[1].path.name))
        yield from (found for _, found in whole[:MOST])

    def read(self, found: Found) -> bytes:
        """The file's bytes. No link is followed. Raises OSError."""
        handle = os.open(found.path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        with open(handle, "rb") as file:
            return file.read(found.size + 1)[: found.size]

    def remove(self, found: Found) -> None:
        """Remove a file that may not be kept. Raises OSError."""
        os.unlink(found.path)
        self._looks.pop(found.path.name, None)

    def move(self, found: Found, into: str) -> Path:
        """Put a file into ``taken/`` or ``quarantine/``, beside one of its name. Raises OSError."""
        target = self.folder / into
        target.mkdir(exist_ok=True)
        place, number = target / found.path.name, 1
        while place.exists():
            number += 1
            place = target / f"{found.path.stem}-{number}{found.path.suffix}"
        os.rename(found.path, place)
        self._looks.pop(found.path.name, None)
        return place


def is_companion(name: str) -> bool:
    """Whether a file is a picture or a clip that came beside an item."""
    return os.path.splitext(name.lower())[1] in _COMPANIONS


def _is_an_item(entry: os.DirEntry[str]) -> bool:
    name = entry.name.lower()
    return (
        not name.startswith(".")
        and not name.endswith(_UNFINISHED)
        and not is_companion(name)
        and stat.S_ISREG(entry.stat(follow_symlinks=False).st_mode)
    )
