"""A small client for the desk: HTTP/1.1 over a few connections that stay open (RFC 9112)."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections import deque

import httptools

from broadsheet.edge.counting import Counting
from broadsheet.edge.requests import Body
from broadsheet.edge.settings import EdgeSettings
from broadsheet.edge.ticking import Ticking

PIECE = 64 * 1024
LONGEST_HEAD = 64 * 1024
#: Granian closes connections that are idle for long; ours are not kept that long.
IDLE = 15.0

HeaderList = list[tuple[bytes, bytes]]


class DeskError(Exception):
    """The desk gave no answer; ``status`` is what a reader is told (502, 503 or 504)."""

    def __init__(self, why: str, status: int = 502) -> None:
        super().__init__(why)
        self.status = status


class _Connection:
    """One connection, and the answer that is being read from it."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader = reader
        self.writer = writer
        self.since = 0.0
        self.begin()

    def begin(self) -> None:
        self.parser = httptools.HttpResponseParser(self)
        self.status = 0
        self.headers: HeaderList = []
        self.pieces: deque[bytes] = deque()
        self.has_head = False
        self.complete = False
        self.keep = False
        self.received = 0

    def on_header(self, name: bytes, value: bytes) -> None:
        if not self.has_head:
            self.headers.append((name.lower(), value))

    def on_headers_complete(self) -> None:
        self.status = self.parser.get_status_code()
        self.has_head = self.status >= 200
        self.keep = self.parser.should_keep_alive()

    def on_body(self, data: bytes) -> None:
        self.pieces.append(data)

    def on_message_complete(self) -> None:
        if self.status < 200:
            # 100 and 103 come before the answer.
            self.headers.clear()
        else:
            self.complete = True

    async def read_some(self) -> None:
        """Read the next bytes of the answer. Raises DeskError."""
        try:
            data = await self.reader.read(PIECE)
        except OSError as error:
            raise DeskError(f"the desk broke off: {error}") from error
        self.received += len(data)
        if not data:
            names = {name for name, _ in self.headers}
            if self.has_head and not names & {b"content-length", b"transfer-encoding"}:
                self.complete = True
                self.keep = False
                return
            raise DeskError("the desk broke off")
        try:
            self.parser.feed_data(data)
        except (httptools.HttpParserError, httptools.HttpParserUpgrade) as error:
            raise DeskError("the desk's answer cannot be read") from error
        if not self.has_head and self.received > LONGEST_HEAD:
            raise DeskError("the desk's answer has no end of its head")

    def close(self) -> None:
        with contextlib.suppress(OSError, RuntimeError):
            self.writer.transport.abort()


class Reply:
    """An answer of the desk whose head is there. Must be closed."""

    def __init__(self, desk: Desk, connection: _Connection, *, bodiless: bool) -> None:
        self._desk = desk
        self._connection = connection
        self._open = True
        self._bodiless = bodiless
        self.status = connection.status
        self.headers = connection.headers

    async def piece(self) -> bytes:
        """The next bytes of the body; empty at its end. Raises DeskError."""
        if self._bodiless:
            return b""
        held = self._connection
        while not held.pieces and not held.complete:
            try:
                async with asyncio.timeout(self._desk.settings.desk_body_timeout):
                    await held.read_some()
            except TimeoutError as error:
                raise DeskError("the desk stopped in the middle", 504) from error
        return held.pieces.popleft() if held.pieces else b""

    def put_back(self, data: bytes) -> None:
        """Have ``piece`` return this first."""
        self._connection.pieces.appendleft(data)

    def close(self) -> None:
        """Give the connection back, or let go of it if the answer was not read to its end."""
        if self._open:
            self._open = False
            self._desk.give_back(self._connection)


class Desk:
    """Asks the desk: so many questions at once, so many waiting, none while it is known to be down.

    ``last_good`` is when it last answered without failing, seconds since the epoch, 0 if never.
    """

    def __init__(self, settings: EdgeSettings, clock: Ticking, counting: Counting) -> None:
        self.settings = settings
        self.last_good = 0.0
        self._clock = clock
        self._counting = counting
        self._idle: deque[_Connection] = deque()
        self._turns = asyncio.Semaphore(settings.desk_requests)
        self._waiting = 0
        self._down_until = 0.0

    async def ask(
        self, head: bytes, body: Body | None, *, repeatable: bool, screen: bool = False
    ) -> Reply:
        """Send a request and wait for the head of the answer. Raises DeskError.

        ``repeatable`` requests may be sent once more if the desk had closed an idle connection.
        ``screen`` is the desk's own: it is asked for even if the desk was down a moment ago, and
        may take its time, as a picture does that is cut into its sizes while it is uploaded.
        """
        if not screen and time.monotonic() < self._down_until:
            raise DeskError("the desk is down", 503)
        if self._waiting >= self.settings.desk_waiting:
            raise DeskError("too many wait for the desk", 503)
        begun = time.monotonic()
        self._waiting += 1
        has_turn = False
        try:
            async with asyncio.timeout(self._patience(screen)):
                try:
                    await self._turns.acquire()
                    has_turn = True
                finally:
                    self._waiting -= 1
                reply = await self._exchange(head, body, repeatable)
        except BaseException as error:
            if has_turn:
                self._turns.release()
            if isinstance(error, TimeoutError):
                self._fail(is_down=not screen)
                raise DeskError("the desk does not answer", 504) from error
            if isinstance(error, DeskError):
                self._fail()
            raise
        self._counting.desk_answers += 1
        self._counting.desk_seconds += time.monotonic() - begun
        if reply.status < 500:
            self.last_good = self._clock.wall
        else:
            self._counting.desk_failures += 1
        return reply

    def _patience(self, screen: bool) -> float:
        return self.settings.screen_timeout if screen else self.settings.desk_timeout

    def _fail(self, *, is_down: bool = True) -> None:
        self._counting.desk_failures += 1
        if is_down:
            self._down_until = time.monotonic() + self.settings.desk_pause

    async def _exchange(self, head: bytes, body: Body | None, repeatable: bool) -> Reply:
        bodiless = head.startswith(b"HEAD ")
        held = self._take_idle() if repeatable else None
        if held is not None:
            try:
                await self._send(held, head, body)
                return Reply(self, held, bodiless=bodiless)
            except DeskError:
                # Nothing came back: the desk had closed this connection in the meantime.
                if held.received:
                    raise
        held = await self._connect()
        await self._send(held, head, body)
        return Reply(self, held, bodiless=bodiless)

    async def _send(self, held: _Connection, head: bytes, body: Body | None) -> None:
        held.begin()
        try:
            held.writer.write(head)
            if body is not None:
                body.rewind()
                while piece := body.read(PIECE):
                    held.writer.write(piece)
                    await held.writer.drain()
            while not held.has_head:
                await held.read_some()
        except OSError as error:
            held.close()
            raise DeskError(f"the desk broke off: {error}") from error
        except BaseException:
            held.close()
            raise

    async def _connect(self) -> _Connection:
        host, port = self.settings.desk
        try:
            async with asyncio.timeout(self.settings.desk_connect_timeout):
                return _Connection(*await asyncio.open_connection(host, port))
        except TimeoutError as error:
            raise DeskError("the desk cannot be reached", 503) from error
        except OSError as error:
            raise DeskError(f"the desk cannot be reached: {error.strerror}", 503) from error

    def _take_idle(self) -> _Connection | None:
        while self._idle:
            held = self._idle.pop()
            if time.monotonic() - held.since < IDLE and not held.reader.at_eof():
                return held
            held.close()
        return None

    def give_back(self, held: _Connection) -> None:
        """Keep a connection for the next question, if its last answer was read to the end."""
        self._turns.release()
        if held.complete and held.keep and not held.pieces:
            held.since = time.monotonic()
            self._idle.append(held)
        else:
            held.close()

    def close(self) -> None:
        """Let go of all idle connections."""
        while self._idle:
            self._idle.pop().close()
