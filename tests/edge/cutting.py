"""Something between a reader and the edge that cuts the connection after any number of bytes."""

from __future__ import annotations

import random
import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

#: The head of an answer is cut too now and then; most cuts fall among the events.
MOST_BYTES = 900


class CuttingProxy:
    """Hands bytes on, and cuts ``cuts`` connections, each after a random number of bytes.

    Every other cut is as a network makes it (a reset), the others as a server does.
    """

    def __init__(self, port: int, cuts: int, seed: int = 4) -> None:
        self._edge_port = port
        self._chance = random.Random(seed)
        self._left = cuts
        self.cut = 0
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.port = int(self._listener.getsockname()[1])
        self._open: set[socket.socket] = set()
        self._lock = threading.Lock()
        self._ended = False
        threading.Thread(target=self._accept, daemon=True).start()

    def begin_to_cut(self, cuts: int) -> None:
        """Cut so often from now on."""
        with self._lock:
            self._left = cuts

    def _accept(self) -> None:
        while True:
            try:
                reader, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(reader,), daemon=True).start()

    def _serve(self, reader: socket.socket) -> None:
        edge = socket.create_connection(("127.0.0.1", self._edge_port))
        with self._lock:
            self._open |= {reader, edge}
        upward = threading.Thread(target=self._hand_on_requests, args=(reader, edge), daemon=True)
        upward.start()
        resets = False
        with suppress(OSError):
            resets = self._hand_on_answers(reader, edge)
        if resets:
            reader.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        # Closing alone would not wake the thread that still reads from it.
        with suppress(OSError):
            reader.shutdown(socket.SHUT_RD if resets else socket.SHUT_RDWR)
        with suppress(OSError):
            edge.shutdown(socket.SHUT_RDWR)
        upward.join(5)
        with self._lock:
            self._open -= {reader, edge}
        reader.close()
        edge.close()

    def _hand_on_requests(self, reader: socket.socket, edge: socket.socket) -> None:
        try:
            while data := reader.recv(65536):
                edge.sendall(data)
            edge.shutdown(socket.SHUT_RDWR)
        except OSError:
            return

    def _hand_on_answers(self, reader: socket.socket, edge: socket.socket) -> bool:
        """Until the end, or the cut; returns whether that shall be a reset."""
        cutting, room = False, 0
        while data := edge.recv(65536):
            if not cutting:
                with self._lock:
                    cutting = self._left > 0
                    self._left -= cutting
                    room = self._chance.randint(1, MOST_BYTES)
            if cutting and len(data) >= room:
                reader.sendall(data[:room])
                with self._lock:
                    self.cut += 1
                    return self.cut % 2 == 1
            room -= len(data)
            reader.sendall(data)
        return False

    def close(self) -> None:
        """End it, and every connection through it."""
        self._listener.close()
        with self._lock:
            for each in self._open:
                with suppress(OSError):
                    each.shutdown(socket.SHUT_RDWR)


@contextmanager
def cutting(port: int, cuts: int) -> Iterator[CuttingProxy]:
    """A proxy before the edge at ``port``."""
    proxy = CuttingProxy(port, cuts)
    try:
        yield proxy
    finally:
        proxy.close()
