"""Wakes the worker's threads of the wire: a hint on a Unix socket, never a promise."""

from __future__ import annotations

import socket
from pathlib import Path

from django.conf import settings
from django.db import transaction

#: Who is woken: what reads deliveries, and what the desk does with items.
READING = "reading"
ACTING = "acting"


class Bell:
    """What one thread waits at."""

    def __init__(self, name: str) -> None:
        self.file = _file(name)
        self.file.parent.mkdir(parents=True, exist_ok=True)
        self.file.unlink(missing_ok=True)
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._socket.bind(str(self.file))

    def wait(self, seconds: float) -> None:
        """Wait for a ring, at most so long. All that have rung are heard at once."""
        self._socket.settimeout(seconds)
        try:
            while self._socket.recv(64):
                self._socket.settimeout(0)
        except (TimeoutError, BlockingIOError, InterruptedError):
            return

    def close(self) -> None:
        """Take the socket away."""
        self._socket.close()
        self.file.unlink(missing_ok=True)


def ring_after_commit(name: str) -> None:
    """Ring once the present transaction is committed. Whoever waits looks by itself, too."""
    transaction.on_commit(lambda: _ring(name), robust=True)


def _ring(name: str) -> None:
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as out:
            out.setblocking(False)
            out.sendto(b"wake", str(_file(name)))
    except OSError:
        return


def _file(name: str) -> Path:
    return Path(settings.HOME) / "run" / f"wire-{name}.sock"
