"""A request as it was read, and its body, kept until it is whole."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from typing import IO

#: A larger body waits on the disk: the desk must not wait for a slow sender, nor memory fill up.
IN_MEMORY = 64 * 1024


class TooLarge(Exception):
    """A body beyond its limit: 413."""


class NoRoom(Exception):
    """All bodies that wait together are as much as may be: 503."""


class Room:
    """What all bodies that wait may take together, in bytes.

    The edge cannot know who is signed in: without this, strangers could fill the disk.
    """

    def __init__(self, most: int) -> None:
        self.left = most

    def take(self, size: int) -> None:
        """Raises NoRoom."""
        if size > self.left:
            raise NoRoom
        self.left -= size


class Body:
    """What a client sends after the head."""

    def __init__(self, limit: int, room: Room) -> None:
        self._limit, self._room = limit, room
        self._file: IO[bytes] = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115
        self.length = 0

    def add(self, data: bytes) -> None:
        """Add what arrived. Raises TooLarge and NoRoom."""
        if self.length + len(data) > self._limit:
            raise TooLarge
        self._room.take(len(data))
        self.length += len(data)
        self._file.write(data)

    def rewind(self) -> None:
        """Begin to read anew."""
        self._file.seek(0)

    def read(self, size: int) -> bytes:
        """The next piece; empty at the end."""
        return self._file.read(size)

    def close(self) -> None:
        """Let go of it, on the disk too."""
        if not self._file.closed:
            self._room.left += self.length
        self._file.close()


@dataclass(slots=True)
class Request:
    """A request whose form has been checked. Header names are lower case, values as sent."""

    method: str
    target: bytes
    headers: dict[bytes, bytes]
    #: Whether the connection stays open after the answer.
    keep: bool
    peer: str
    body: Body | None = None
    #: HTTP/1.0 knows no chunks.
    old: bool = False

    @property
    def head_only(self) -> bool:
        """HEAD: everything but the body."""
        return self.method == "HEAD"

    def close(self) -> None:
        """Let go of the body."""
        if self.body is not None:
            self.body.close()
