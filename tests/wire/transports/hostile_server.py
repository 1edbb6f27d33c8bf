"""A web server on this machine that does whatever a test wants, byte for byte."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

#: Gets the head of the request and the connection to write on.
Answering = Callable[[bytes, socket.socket], None]


class Server:
    """Answers one connection after the other, each in a thread."""

    def __init__(self) -> None:
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._socket.getsockname()[1])
        self.answers: dict[str, Answering] = {}
        self.heads: list[bytes] = []
        self.over = threading.Event()
        threading.Thread(target=self._serve, daemon=True).start()

    def address(self, path: str, host: str = "127.0.0.1") -> str:
        return f"http://{host}:{self.port}{path}"

    def says(self, path: str, status: str = "200 OK", body: bytes = b"", *headers: str) -> str:
        """Answer ``path`` like this from now on; returns its address."""
        head = [f"HTTP/1.1 {status}", *headers, f"Content-Length: {len(body)}", "", ""]
        whole = "\r\n".join(head).encode() + body
        return self.does(path, lambda _head, line: line.sendall(whole))

    def does(self, path: str, answering: Answering) -> str:
        self.answers[path] = answering
        return self.address(path)

    def close(self) -> None:
        self.over.set()
        # Closing alone leaves the thread waiting for another connection.
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()

    def _serve(self) -> None:
        while not self.over.is_set():
            try:
                line, _ = self._socket.accept()
            except OSError:
                return
            threading.Thread(target=self._answer, args=(line,), daemon=True).start()

    def _answer(self, line: socket.socket) -> None:
        with line, suppress(OSError):
            head = b""
            while b"\r\n\r\n" not in head:
                data = line.recv(65536)
                if not data:
                    return
                head += data
            self.heads.append(head)
            path = head.split(b" ")[1].decode()
            self.answers[path](head, line)


@contextmanager
def hostile_server() -> Iterator[Server]:
    server = Server()
    try:
        yield server
    finally:
        server.close()
