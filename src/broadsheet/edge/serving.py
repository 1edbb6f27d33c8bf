"""Runs the edge: its sockets, its timers, and how it comes and goes."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import resource
import signal
import socket
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import uvloop

from broadsheet.edge.channels import SHARES
from broadsheet.edge.protocol import ReaderConnection
from broadsheet.edge.routing import Edge
from broadsheet.edge.settings import EdgeSettings

log = logging.getLogger("broadsheet.edge")

BACKLOG = 2048
#: Threads that read large files, which is all they do.
READERS = 4
#: The longest notice that is read; the press sends several for more.
LONGEST_NOTICE = 64 * 1024


def run_edge(settings: EdgeSettings) -> None:
    """Serve until SIGTERM or SIGINT, then finish what is under way and return.

    Raises OSError where the address cannot be taken. Several edges may share an address, or a
    socket that each was handed: a new one is started, then the old one is told to stop.
    """
    _allow_many_files()
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(_serve(settings))


def _allow_many_files() -> None:
    """Open as many connections as the system lets this process: it asks for few by itself."""
    wanted, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    if wanted != most:
        with contextlib.suppress(OSError, ValueError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


async def _serve(settings: EdgeSettings) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for each in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(each, stop.set)
    server = EdgeServer(settings)
    await server.start()
    try:
        await stop.wait()
    finally:
        await server.stop()


class EdgeServer:
    """One edge in a running event loop. ``start`` it, ``stop`` it once."""

    def __init__(self, settings: EdgeSettings) -> None:
        self.settings = settings
        self.edge = Edge(settings)
        self.connections: set[ReaderConnection] = set()
        self._threads = ThreadPoolExecutor(READERS, thread_name_prefix="edge-files")
        self._timers: list[asyncio.Task[None]] = []
        self._servers: list[asyncio.Server] = []
        self._notices: socket.socket | None = None
        self._leaving = threading.Event()
        self._notice_file = settings.run / "edges" / f"{os.getpid()}.sock"

    @property
    def port(self) -> int:
        """The port it listens on."""
        return int(self._servers[0].sockets[0].getsockname()[1])

    async def start(self) -> None:
        """Listen. Raises OSError."""
        loop = asyncio.get_running_loop()
        self.edge.channels.later = loop.call_soon
        listener = _listener(self.settings)
        self._hear_notices()
        if self.settings.redis_url:
            # Read only where it is needed: it would make every edge start later.
            from broadsheet.kit.event_feed import start_receiving

            start_receiving(self.settings.redis_url, self.settings.stream, self._leaving)
        self._servers.append(
            await loop.create_server(
                lambda: ReaderConnection(self.edge, self.connections, self._threads),
                sock=listener,
                backlog=BACKLOG,
            )
        )
        if self.settings.metrics_port:
            self._servers.append(
                await asyncio.start_server(
                    self._tell_metrics,
                    "127.0.0.1",
                    self.settings.metrics_port,
                    # As with readers: a new edge listens before the old one leaves.
                    reuse_port=True,
                )
            )
        self._timers = [
            loop.create_task(self._every(self.settings.recheck, self.edge.tick)),
            loop.create_task(self._every(min(1.0, self.settings.idle_timeout / 2), self.sweep)),
            loop.create_task(self._every(self.settings.looks_every, self.edge.looks.report)),
            loop.create_task(
                self._every(self.settings.heartbeat / SHARES, self.edge.channels.beat)
            ),
        ]

    async def stop(self) -> None:
        """Take no more readers, finish what is under way for so long as the settings say."""
        loop = asyncio.get_running_loop()
        self._leaving.set()
        for server in self._servers:
            server.close()
        end, waited = loop.time() + self.settings.grace, loop.time() + self.settings.first_word
        # What was taken from the queue in this very turn is told to us in one of the next.
        for _ in range(3):
            await asyncio.sleep(0)
        for connection in tuple(self.connections):
            connection.stop()
        self.edge.channels.stop()
        while (self.connections or self.edge.channels.open) and loop.time() < end:
            await asyncio.sleep(0.02)
            if loop.time() >= waited:
                for connection in tuple(self.connections):
                    connection.stop(even_unasked=True)
        for connection in tuple(self.connections):
            connection.abort()
        self.edge.channels.abort()
        for timer in self._timers:
            timer.cancel()
        await asyncio.gather(*self._timers, return_exceptions=True)
        self.edge.desk.close()
        self.edge.looks.report()
        if self._notices is not None:
            loop.remove_reader(self._notices)
            self._notices.close()
        self._notice_file.unlink(missing_ok=True)
        self._threads.shutdown(wait=False, cancel_futures=True)

    async def _every(self, seconds: float, do: Callable[[], object]) -> None:
        while True:
            await asyncio.sleep(seconds)
            try:
                do()
            except Exception:
                # A timer that ends would leave clocks standing and slow clients connected.
                log.exception("a timer of the edge failed")

    def sweep(self) -> None:
        """Close connections that take too long."""
        now = self.edge.clock.monotonic
        for connection in tuple(self.connections):
            connection.sweep(now)

    def _hear_notices(self) -> None:
        self._notice_file.parent.mkdir(parents=True, exist_ok=True)
        _sweep_dead_sockets(self._notice_file.parent)
        self._notice_file.unlink(missing_ok=True)
        hearing = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        hearing.setblocking(False)
        hearing.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1024 * 1024)
        hearing.bind(str(self._notice_file))
        asyncio.get_running_loop().add_reader(hearing, self._take_notices, hearing)
        self._notices = hearing

    def _take_notices(self, hearing: socket.socket) -> None:
        with contextlib.suppress(BlockingIOError):
            while data := hearing.recv(LONGEST_NOTICE):
                self.edge.changed(data.decode("utf-8", "replace"))

    async def _tell_metrics(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        with contextlib.suppress(OSError, TimeoutError, asyncio.LimitOverrunError):
            async with asyncio.timeout(5):
                request = await reader.readline()
                while (await reader.readline()).strip():
                    pass
                status, text = "200 OK", self.metrics()
                if not request.startswith(b"GET /metrics "):
                    status, text = "404 Not Found", "not found\n"
                body = text.encode()
                writer.write(
                    f"HTTP/1.1 {status}\r\nContent-Type: text/plain; version=0.0.4\r\n"
                    f"Content-Length: {len(body)}\r\nConnection: close\r\n\r\n".encode()
                    + body
                )
                await writer.drain()
        writer.close()

    def metrics(self) -> str:
        """The figures of this process (Prometheus text format)."""
        edge = self.edge
        under_way = sum(each.written for each in self.connections)
        return edge.counting.text(
            open_connections=len(self.connections) + edge.channels.open,
            held=edge.memory.held,
            kept=len(edge.memory.answers),
            sent=edge.counting.bytes_sent + under_way + edge.channels.sent,
            streams=edge.channels.open,
            channels=edge.channels.followed,
            events=edge.channels.events,
        )


def _listener(settings: EdgeSettings) -> socket.socket:
    if settings.listener is None:
        return _listen(settings.host, settings.port)
    handed = socket.socket(fileno=settings.listener)
    # What the edge might start one day shall not hold it open.
    handed.set_inheritable(False)
    handed.setblocking(False)
    return handed


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        # A new edge listens beside the old one before that leaves.
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        listener.bind((host, port))
        listener.setblocking(False)
    except BaseException:
        listener.close()
        raise
    return listener


def _sweep_dead_sockets(folder: Path) -> None:
    """Remove what edges left behind that were killed."""
    for file in folder.glob("*.sock"):
        if file.stem.isdigit():
            try:
                os.kill(int(file.stem), 0)
            except ProcessLookupError:
                file.unlink(missing_ok=True)
            except OSError:
                continue
