"""A reader of event streams, to the letter of WHATWG HTML 9.2.6, over any pieces of bytes."""

from __future__ import annotations

import codecs
import socket
from dataclasses import dataclass, field
from typing import Protocol

from tests.edge.running import Reader, request

#: A page whose events are followed, and their address.
PAGE = "/en/breaking/"
EVENTS = "/en/breaking/events"


@dataclass(frozen=True)
class Event:
    """An event as a page gets it."""

    name: str
    data: str
    id: str


@dataclass
class StreamParser:
    """Bytes in, events out. What is not finished at the end of the stream is dropped."""

    last_id: str = ""
    retry: int | None = None
    comments: int = 0
    _name: str = ""
    _data: list[str] = field(default_factory=list)
    _id: str = ""
    _line: str = ""
    _started: bool = False
    _after_return: bool = False

    def __post_init__(self) -> None:
        self._id = self.last_id
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")

    def feed(self, data: bytes) -> list[Event]:
        text = self._decoder.decode(data)
        if text and not self._started:
            self._started = True
            text = text.removeprefix("\ufeff")
        found: list[Event] = []
        for letter in text:
            if letter == "\n" and self._after_return:
                self._after_return = False
                continue
            self._after_return = letter == "\r"
            if letter in "\r\n":
                found += self._take(self._line)
                self._line = ""
            else:
                self._line += letter
        return found

    def _take(self, line: str) -> list[Event]:
        if not line:
            return self._dispatch()
        if line.startswith(":"):
            self.comments += 1
            return []
        name, _, value = line.partition(":")
        value = value.removeprefix(" ")
        if name == "event":
            self._name = value
        elif name == "data":
            self._data.append(value)
        elif name == "id" and "\0" not in value:
            self._id = value
        elif name == "retry" and value.isascii() and value.isdigit():
            self.retry = int(value)
        return []

    def _dispatch(self) -> list[Event]:
        self.last_id = self._id
        data, name = self._data, self._name
        self._data, self._name = [], ""
        return [Event(name or "message", "\n".join(data), self.last_id)] if data else []


class Listening(Protocol):
    """An edge, wherever it runs."""

    @property
    def port(self) -> int:
        """Where it listens."""


class EventReader:
    """One who follows a channel, and comes back with the last id as a browser does."""

    def __init__(self, edge: Listening, path: str, last_id: str = "", **headers: str) -> None:
        self.edge, self.path = edge, path
        self.headers = headers
        self.parser = StreamParser(last_id)
        self.events: list[Event] = []
        self.head: list[str] = []
        self.reader: Reader | None = None
        self.connect()

    def connect(self) -> None:
        """Connect anew, from the last id."""
        self.parser = StreamParser(self.parser.last_id)
        sent = {"Accept": "text/event-stream", **self.headers}
        if self.parser.last_id:
            sent["Last_Event_ID"] = self.parser.last_id
        if self.reader is not None:
            self.close()
        self.reader = Reader(self.edge.port)
        self.reader.send(request(self.path, **sent))
        kept = b""
        while b"\r\n\r\n" not in kept:
            data = self._socket.recv(4096)
            assert data, f"closed after {kept!r}"
            kept += data
        head, _, rest = kept.partition(b"\r\n\r\n")
        self.head = head.decode().split("\r\n")
        assert self.head[0] == "HTTP/1.1 200 OK", self.head
        self.events += self.parser.feed(rest)

    def more(self, most: int = 65536) -> bool:
        """Take some bytes; false at the end of the stream."""
        try:
            data = self._socket.recv(most)
        except ConnectionResetError:
            return False
        self.events += self.parser.feed(data)
        return bool(data)

    def until(self, count: int) -> list[Event]:
        """Read until there are so many events."""
        while len(self.events) < count:
            assert self.more(), "the stream ended"
        assert len(self.events) == count
        return self.events

    def until_beat(self) -> None:
        """Read until a heartbeat comes."""
        before = self.parser.comments
        while self.parser.comments == before:
            assert self.more(), "the stream ended"

    def send(self, data: bytes) -> None:
        self._socket.sendall(data)

    def close(self) -> None:
        self._socket.close()

    @property
    def _socket(self) -> socket.socket:
        assert self.reader is not None
        return self.reader.socket
