"""Short messages between press and edges on one machine: a hint each, never a promise.

Whoever misses one finds out by itself: an edge looks at its files once a second, the press at the
ledger. Datagrams on Unix sockets in ``$BROADSHEET_HOME/run``.
"""

from __future__ import annotations

import socket
from collections.abc import Iterable
from pathlib import Path

from broadsheet.kit.edge_bell import edges_of, ring
from broadsheet.press.places import Place

#: Bytes of a message: well below what the kernel takes in one datagram.
LARGEST = 8_000


class Edges:
    """The edges that serve this live tree."""

    def __init__(self, home: Path) -> None:
        self.folder = edges_of(home)

    def changed(self, places: Iterable[Place]) -> None:
        """Tell every edge which pages changed, came or went."""
        message = "changed"
        for place in places:
            line = f"\n{place.host}{place.path}"
            if len(message.encode()) + len(line.encode()) > LARGEST:
                self._send(message)
                message = "changed"
            message += line
        if message != "changed":
            self._send(message)

    def all_changed(self) -> None:
        """Tell every edge to believe nothing it remembers."""
        self._send("all")

    def _send(self, message: str) -> None:
        ring(self.folder, message)


class Bell:
    """The socket that wakes the worker: after a commit, and with what readers looked at."""

    def __init__(self, home: Path) -> None:
        self.file = home / "run" / "press.sock"
        self.file.parent.mkdir(parents=True, exist_ok=True)
        self.file.unlink(missing_ok=True)
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._socket.bind(str(self.file))
        self.looks: dict[tuple[str, str], int] = {}

    def wait(self, seconds: float) -> None:
        """Wait for a ring, at most so long; take in every message that is there."""
        self._socket.settimeout(max(seconds, 0.001))
        try:
            while True:
                self._take(self._socket.recv(65_536))
                self._socket.settimeout(0)
        except (TimeoutError, BlockingIOError, InterruptedError):
            return

    def close(self) -> None:
        """Take the socket away."""
        self._socket.close()
        self.file.unlink(missing_ok=True)

    def _take(self, message: bytes) -> None:
        first, _, rest = message.decode("utf-8", "replace").partition("\n")
        if first != "looks":
            return
        for line in rest.splitlines():
            count, _, address = line.partition(" ")
            host, slash, path = address.partition("/")
            if slash and count.isdigit():
                key = (host, slash + path)
                self.looks[key] = self.looks.get(key, 0) + int(count)
