"""The time as a busy server needs it: read once a tick, its ``Date`` line written beforehand."""

from __future__ import annotations

import time
from email.utils import formatdate
from http import HTTPStatus

_LINES = {each.value: f"HTTP/1.1 {each.value} {each.phrase}\r\n".encode() for each in HTTPStatus}


def http_date(seconds: float) -> str:
    """A moment (seconds since the epoch) as HTTP writes it (RFC 9110, 5.6.7)."""
    return formatdate(seconds, usegmt=True)


class Ticking:
    """The moment of the last tick: its number, the monotonic and the wall clock.

    ``opening`` gives the first line of an answer with its ``Date``, made once a tick;
    ``opening_ok`` is that of a 200.
    """

    __slots__ = ("_date", "_openings", "monotonic", "number", "opening_ok", "wall")

    def __init__(self) -> None:
        self.number = 0
        self.tick()

    def tick(self) -> None:
        """Read the clocks."""
        self.number += 1
        self.monotonic = time.monotonic()
        self.wall = time.time()
        self._date = f"Date: {http_date(self.wall)}\r\n".encode()
        self._openings: dict[int, bytes] = {}
        self.opening_ok = self.opening(200)

    def opening(self, status: int) -> bytes:
        """``HTTP/1.1 200 OK`` and the ``Date`` line."""
        held = self._openings.get(status)
        if held is None:
            line = _LINES.get(status) or b"HTTP/1.1 %d \r\n" % status
            held = self._openings[status] = line + self._date
        return held
