"""A desk for the edge's tests: it answers what it is told to, or fails in the ways desks fail."""

from __future__ import annotations

import contextlib
import socket
import struct
import threading
from collections.abc import Callable
from dataclasses import dataclass, field

Behaviour = Callable[[socket.socket], None]


def page(
    body: str, status: int = 200, headers: tuple[tuple[str, str], ...] = (), *, announced: int = 0
) -> Behaviour:
    """Answers with a page; ``announced`` promises more bytes than there are."""

    def behave(connection: socket.socket) -> None:
        data = body.encode()
        lines = [
            f"HTTP/1.1 {status} Whatever",
            f"Content-Length: {announced or len(data)}",
            "Content-Type: text/html; charset=utf-8",
            *(f"{name}: {value}" for name, value in headers),
        ]
        connection.sendall(("\r\n".join(lines) + "\r\n\r\n").encode() + data)

    return behave


def chunked(*pieces: bytes) -> Behaviour:
    """Answers in chunks."""

    def behave(connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
        for piece in (*pieces, b""):
            connection.sendall(b"%x\r\n%b\r\n" % (len(piece), piece))

    return behave


def resets(connection: socket.socket) -> None:
    """Breaks off without a word."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()


def resets_in_the_middle(connection: socket.socket) -> None:
    """Breaks off in the middle of a page."""
    page("half of it", announced=1000)(connection)
    resets(connection)


@dataclass
class FakeDesk:
    """Listens on a port of its own; ``heads`` and ``bodies`` are what it was asked."""

    behaviours: dict[str, Behaviour] = field(default_factory=dict)
    default: Behaviour = field(default_factory=lambda: page("not here", 404))
    heads: list[bytes] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.released = threading.Event()
        self.asked = threading.Condition()
        self._connections: list[socket.socket] = []
        self._threads: list[threading.Thread] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self._start(self._accept)

    def hangs(self, connection: socket.socket) -> None:
        """Says nothing until it is released."""
        self.released.wait(20)

    def waits(self, then: Behaviour) -> Behaviour:
        """Answers when it is released."""

        def behave(connection: socket.socket) -> None:
            self.released.wait(20)
            then(connection)

        return behave

    def wait_for(self, count: int) -> None:
        """Return when it has been asked so often."""
        with self.asked:
            assert self.asked.wait_for(lambda: len(self.heads) >= count, 10)

    def asked_for(self, path: str) -> int:
        """How often a path was asked for."""
        return sum(head.split(b" ")[1] == path.encode() for head in self.heads)

    def stop(self) -> None:
        """Refuse connections from now on."""
        self.released.set()
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for connection in self._connections:
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join(10)

    def _start(self, run: Callable[..., None], *given: object) -> None:
        thread = threading.Thread(target=run, args=given, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            self._connections.append(connection)
            self._start(self._serve, connection)

    def _serve(self, connection: socket.socket) -> None:
        with connection, contextlib.suppress(OSError):
            kept = b""
            while True:
                while b"\r\n\r\n" not in kept:
                    data = connection.recv(65536)
                    if not data:
                        return
                    kept += data
                head, _, kept = kept.partition(b"\r\n\r\n")
                length = 0
                for line in head.lower().split(b"\r\n"):
                    if line.startswith(b"content-length:"):
                        length = int(line.split(b":")[1])
                while len(kept) < length:
                    kept += connection.recv(65536)
                with self.asked:
                    self.bodies.append(kept[:length])
                    self.heads.append(head)
                    self.asked.notify_all()
                kept = kept[length:]
                path = head.split(b" ")[1].decode().partition("?")[0]
                self.behaviours.get(path, self.default)(connection)
