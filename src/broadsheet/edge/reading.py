"""Requests as they come in: parsed by llhttp, their form checked, held to their limits."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

import httptools

from broadsheet.edge.answers import Answer, plain
from broadsheet.edge.requests import Body, NoRoom, Request, TooLarge
from broadsheet.edge.routing import Edge

log = logging.getLogger("broadsheet.edge")

#: What arrived is parsed in steps, so that limits hold however much came at once.
STEP = 4096
CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"
#: Headers that may come once only; others are joined with a comma (RFC 9110, 5.3).
ONCE = frozenset(
    {
        b"authorization",
        b"content-length",
        b"content-type",
        b"host",
        b"if-modified-since",
        b"if-range",
        b"range",
        b"transfer-encoding",
    }
)
IDLE, HEAD, BODY, LEAVING = range(4)


class Refused(Exception):
    """A request whose form is wrong; the connection ends with this answer."""

    def __init__(self, answer: Answer) -> None:
        super().__init__()
        self.answer = answer


class RequestReader:
    """Reads requests from the bytes of one connection and hands each on when it is whole.

    A subclass says what happens to a request (``take``, or ``take_quickly`` for a plain GET), to
    one whose form is wrong (``refuse``), and how to write. Only it knows the transport.
    """

    def __init__(self, edge: Edge) -> None:
        self.edge = edge
        self.settings = edge.settings
        self.peer = ""
        self.phase = IDLE
        #: When the client must have got further, on the monotonic clock.
        self.until = edge.clock.monotonic + edge.settings.header_timeout
        #: Whether the connection may stay open after the request that was read last.
        self.keep = True
        self.stopping = False
        self.body: Body | None = None
        self._headers: dict[bytes, bytes] = {}
        self.on_header = _header_taker(self._headers, self._join)
        self._parser: Any = httptools.HttpRequestParser(self)
        self._announced: dict[bytes, bytes] = {}
        self._target = b""
        self._repeats = 0
        self._done = False
        self._piece = b""
        self._old = False
        self._received = 0
        self._mark = 0

    def take(self, request: Request) -> None:
        """A request is whole."""
        raise NotImplementedError

    def take_quickly(self, headers: dict[bytes, bytes], target: bytes) -> bool:
        """Answer a GET at once, if that can be done from memory."""
        raise NotImplementedError

    def refuse(self, answer: Answer) -> None:
        """A request is wrong: answer so and close."""
        raise NotImplementedError

    def ask_first(self, request: Request, length: str, then: bytes) -> None:
        """Ask the desk whether it wants a body; if it does, write ``then`` and go on reading."""
        raise NotImplementedError

    def write(self, data: bytes) -> None:
        """Send bytes."""
        raise NotImplementedError

    @property
    def idle(self) -> bool:
        """Whether no earlier request waits for its answer."""
        raise NotImplementedError

    def data_received(self, data: bytes) -> None:
        if len(data) <= STEP:
            self._feed(data)
            return
        for start in range(0, len(data), STEP):
            self._feed(data[start : start + STEP])

    def _feed(self, data: bytes) -> None:
        if self.phase == LEAVING:
            return
        self._done = False
        self._piece = data
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserUpgrade:
            # Nothing is upgraded: the request was answered as it is, and is the last one.
            self.phase = LEAVING
            return
        except httptools.HttpParserInvalidMethodError:
            self.refuse(plain(405, "this is not done here", ("Allow", "GET, HEAD, POST")))
            return
        except httptools.HttpParserCallbackError as error:
            cause = error.__context__
            if not isinstance(cause, Refused):
                log.error("a request could not be handled", exc_info=cause)
                cause = Refused(plain(500, "the edge failed"))
            self.refuse(cause.answer)
            return
        except httptools.HttpParserError:
            # After a last request nothing that follows is of interest.
            if self.keep or not self._done:
                self.refuse(plain(400, "this request cannot be read"))
            return
        if self._done and not self._target:
            return
        self._account(len(data))

    def _account(self, size: int) -> None:
        """Hold a request that has begun to its limits of size and time."""
        if self.phase == IDLE:
            self.phase = HEAD
            self._received = 0
            self.until = self.edge.clock.monotonic + self.settings.header_timeout
        self._received += size
        if self.phase == HEAD and self._received > self.settings.header_bytes:
            status = 431 if len(self._target) <= self.settings.target_bytes else 414
            self.refuse(plain(status, "this request is too long"))
        elif self.phase == BODY and self.body is not None:
            if self._received > self.body.length * 1.25 + 4 * self.settings.header_bytes:
                self.refuse(plain(400, "this body is mostly wrapping"))
            elif self._received - self._mark >= self.settings.least_progress:
                self._mark = self._received
                self.until = self.edge.clock.monotonic + self.settings.body_timeout

    # The parser's calls

    def on_url(self, url: bytes) -> None:
        self._target += url

    def _join(self, name: bytes, value: bytes) -> bytes:
        self._repeats += 1
        if name in ONCE:
            raise Refused(plain(400, "a header is there twice"))
        if self._repeats > self.settings.header_count:
            raise Refused(plain(431, "there are too many headers"))
        return self._headers[name] + (b"; " if name == b"cookie" else b", ") + value

    def on_headers_complete(self) -> None:
        headers = self._headers
        parser = self._parser
        length = len(self._target)
        self._old = False
        self.keep = parser.should_keep_alive() and not self.stopping and b"upgrade" not in headers
        # Asking the parser for the version costs as much as parsing three headers: where the
        # request's first line lies plainly at the start of what came, it is seen there.
        if (
            self._done
            or self.phase != IDLE
            or not self._piece.startswith(b" HTTP/1.1\r\n", length + 4)
        ):
            self._check_version(parser.get_http_version())
        if length > self.settings.target_bytes:
            raise Refused(plain(414, "this address is too long"))
        if len(headers) + self._repeats > self.settings.header_count:
            raise Refused(plain(431, "there are too many headers"))
        if b"content-length" in headers or b"transfer-encoding" in headers:
            self._expect_body(headers)

    def _check_version(self, version: str) -> None:
        if self._parser.get_method() == b"CONNECT":
            # What follows would be a tunnel's bytes.
            self.keep = False
        if version == "1.1":
            return
        self.keep = False
        self._old = True
        if version != "1.0" or b"transfer-encoding" in self._headers:
            raise Refused(plain(505, "this edge speaks HTTP/1.1"))

    def _expect_body(self, headers: dict[bytes, bytes]) -> None:
        coding = headers.get(b"transfer-encoding")
        if coding is not None and coding.strip().lower() != b"chunked":
            raise Refused(plain(501, "only chunked bodies are understood"))
        length = headers.get(b"content-length", b"0")
        if coding is None and not length.strip(b"0"):
            return
        if self._parser.get_method() in {b"GET", b"HEAD"}:
            raise Refused(plain(400, "a request for a page has no body"))
        limit = self.edge.body_limit(self._target)
        if int(length) > limit:
            raise Refused(plain(413, "this is too large"))
        self.body = Body(limit, self.edge.room)
        self._announced = headers.copy()
        self.phase = BODY
        self._received = self._mark = 0
        self.until = self.edge.clock.monotonic + self.settings.body_timeout
        go_on = b""
        expected = headers.get(b"expect")
        if expected is not None:
            if expected.lower() != b"100-continue":
                raise Refused(plain(417, "this expectation cannot be met"))
            if self.idle and not self._old:
                go_on = CONTINUE
        announced = "" if coding is not None else str(int(length))
        if self.edge.is_asked_first(self._target, announced):
            method = self._parser.get_method().decode("latin-1")
            asked = Request(method, self._target, self._announced, self.keep, self.peer)
            self.ask_first(asked, announced, go_on)
        elif go_on:
            self.write(go_on)

    def on_body(self, data: bytes) -> None:
        if self.body is None:
            raise Refused(plain(400, "nobody announced this body"))
        try:
            self.body.add(data)
        except (TooLarge, NoRoom) as error:
            self.body.close()
            answer = (
                plain(413, "this is too large")
                if isinstance(error, TooLarge)
                else plain(503, "too much is being sent here; try again")
            )
            raise Refused(answer) from error

    def on_message_complete(self) -> None:
        target, headers = self._target, self._headers
        self._target = b""
        self._done = True
        self._repeats = 0
        self.phase = IDLE
        method = self._parser.get_method()
        if method == b"GET" and self.keep and self.take_quickly(headers, target):
            headers.clear()
            return
        body, self.body = self.body, None
        # What came after a body (trailers) is nothing that the desk should take for headers.
        headers = headers.copy() if body is None else self._announced
        self._headers.clear()
        self.take(
            Request(
                method.decode("latin-1"), target, headers, self.keep, self.peer, body, self._old
            )
        )


def _header_taker(
    headers: dict[bytes, bytes], join: Callable[[bytes, bytes], bytes]
) -> Callable[[bytes, bytes], None]:
    """What the parser calls for each header, a dozen times a request: hence as short as can be."""

    def on_header(name: bytes, value: bytes) -> None:
        name = name.lower()
        if name in headers:
            value = join(name, value)
        headers[name] = value

    return on_header
