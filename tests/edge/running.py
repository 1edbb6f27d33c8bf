"""An edge that runs in a thread, and a reader who speaks to it over a socket."""

from __future__ import annotations

import asyncio
import re
import socket
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import uvloop

from broadsheet.edge.serving import EdgeServer
from broadsheet.edge.settings import EdgeSettings
from broadsheet.press.live_tree import Meta, page_file, write_newsroom_facts, write_page

HOST = "news.test"
FACTS: dict[str, Any] = {
    "hosts": {HOST: HOST, "arabic.test": "arabic.test"},
    "editions": [
        {"code": "en", "language": "en", "address": "/en/", "host": ""},
        {"code": "es", "language": "es", "address": "/es/", "host": ""},
        {"code": "ar", "language": "ar", "address": "http://arabic.test/", "host": "arabic.test"},
    ],
    "unavailable": {
        "en": "<p>Back soon. Last good: {last_good}</p>",
        "es": "<p>Volvemos pronto: {last_good}</p>",
        "ar": "<p>نعود قريبا: {last_good}</p>",
    },
}
LONG = "A long story. " * 100
#: What the desk sends with every page.
HEADERS = [
    ("X-Frame-Options", "SAMEORIGIN"),
    ("Content-Security-Policy", "default-src 'none'; script-src 'self'"),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "strict-origin-when-cross-origin"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
]


@dataclass
class Got:
    """An answer as it came."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()


@dataclass
class Reader:
    """A connection to the edge."""

    port: int
    _kept: bytes = b""
    socket: socket.socket = field(init=False)

    def __post_init__(self) -> None:
        self.socket = socket.create_connection(("127.0.0.1", self.port), timeout=10)

    def __enter__(self) -> Reader:
        return self

    def __exit__(self, *_: object) -> None:
        self.socket.close()

    def send(self, data: bytes) -> None:
        self.socket.sendall(data)

    def get(self, path: str, method: str = "GET", body: bytes = b"", **headers: str) -> Got:
        """Ask and read the answer; header names are written with underscores."""
        self.send(request(path, method, body, **headers))
        return self.read(bodiless=method == "HEAD")

    def _more(self) -> bool:
        data = self.socket.recv(65536)
        self._kept += data
        return bool(data)

    def read(self, *, bodiless: bool = False) -> Got:
        """The next answer."""
        while b"\r\n\r\n" not in self._kept:
            assert self._more(), f"closed after {self._kept!r}"
        head, _, self._kept = self._kept.partition(b"\r\n\r\n")
        first, *lines = head.decode().split("\r\n")
        headers = {}
        for line in lines:
            name, _, value = line.partition(": ")
            headers[name.lower()] = value
        status = int(first.split(" ")[1])
        body = b""
        if bodiless or status in {304, 204, 100}:
            pass
        elif headers.get("transfer-encoding") == "chunked":
            body = self._chunks()
        elif "content-length" in headers:
            length = int(headers["content-length"])
            while len(self._kept) < length:
                assert self._more(), "closed in the middle of a body"
            body, self._kept = self._kept[:length], self._kept[length:]
        else:
            body = self.rest()
        return Got(status, headers, body)

    def _chunks(self) -> bytes:
        body = b""
        while True:
            while not (found := re.match(rb"([0-9a-f]+)\r\n", self._kept)):
                assert self._more(), "closed in the middle of a body"
            size = int(found[1], 16)
            while len(self._kept) < found.end() + size + 2:
                assert self._more(), "closed in the middle of a chunk"
            body += self._kept[found.end() : found.end() + size]
            self._kept = self._kept[found.end() + size + 2 :]
            if not size:
                return body

    def rest(self) -> bytes:
        """Everything until the edge closes."""
        try:
            while self._more():
                pass
        except ConnectionResetError:
            pass
        kept, self._kept = self._kept, b""
        return kept

    @property
    def closed(self) -> bool:
        """Whether the edge closes without another word."""
        return self.rest() == b""


def request(path: str, method: str = "GET", body: bytes = b"", **headers: str) -> bytes:
    """A request as a browser writes it."""
    named = {"Host": HOST, **{name.replace("_", "-"): value for name, value in headers.items()}}
    if body:
        named["Content-Length"] = str(len(body))
    lines = [f"{method} {path} HTTP/1.1", *(f"{name}: {value}" for name, value in named.items())]
    return ("\r\n".join(lines) + "\r\n\r\n").encode() + body


class RunningEdge:
    """An edge in a thread of its own."""

    def __init__(self, home: Path, **settings: Any) -> None:
        self.home = home
        self.settings = EdgeSettings(home=home, port=0, **settings)
        self._started = threading.Event()
        self._stop: asyncio.Event
        self._loop: asyncio.AbstractEventLoop
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()
        assert self._started.wait(10)

    def _run(self) -> None:
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            runner.run(self._serve())

    async def _serve(self) -> None:
        self.server = EdgeServer(self.settings)
        self._loop = asyncio.get_running_loop()
        self._stop = asyncio.Event()
        await self.server.start()
        self.port = self.server.port
        self._started.set()
        await self._stop.wait()
        await self.server.stop()

    def stop(self) -> None:
        """As SIGTERM does; nothing where it has ended."""
        if not self._thread.is_alive():
            return
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(15)
        assert not self._thread.is_alive()

    def begin_to_stop(self) -> None:
        self._loop.call_soon_threadsafe(self._stop.set)

    def reader(self) -> Reader:
        return Reader(self.port)

    def get(self, path: str, method: str = "GET", body: bytes = b"", **headers: str) -> Got:
        """One request on a connection of its own."""
        with self.reader() as reader:
            return reader.get(path, method, body, **headers)

    def press(self, path: str, body: str = LONG, *, host: str = HOST, **meta: Any) -> Path:
        """Put a page into the live tree."""
        return put_page(self.home / "live", path, body, host=host, **meta)

    def tell(self, text: str) -> None:
        """Send a notice as the press does, and return when it was taken."""
        (file,) = (self.home / "run" / "edges").glob("*.sock")
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as out:
            out.sendto(text.encode(), str(file))
        eventually(lambda: self._taken())

    def _taken(self) -> bool:
        # A turn of the loop after the datagram was sent has read it.
        done = threading.Event()
        self._loop.call_soon_threadsafe(
            lambda: self._loop.call_soon(lambda: self._loop.call_soon(done.set))
        )
        return done.wait(5)


def put_page(root: Path, path: str, body: str = LONG, *, host: str = HOST, **meta: Any) -> Path:
    file = page_file(root, host, path)
    write_page(file, Meta(**{"modified": 1_700_000_000, "headers": HEADERS, **meta}), body.encode())
    return file


def write_facts(home: Path, facts: dict[str, Any] | None = None) -> None:
    write_newsroom_facts(home / "live", FACTS if facts is None else facts)


def eventually(true: Callable[[], bool], patience: float = 8) -> None:
    """Wait until something is so."""
    end = time.monotonic() + patience
    while not true():
        assert time.monotonic() < end, "it never came true"
        time.sleep(0.01)
