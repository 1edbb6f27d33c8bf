"""Channels of events that somebody follows, and who follows them."""

from __future__ import annotations

import logging
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from broadsheet.edge.answers import Answer, plain
from broadsheet.edge.events import (
    HEARTBEAT,
    Position,
    come_to,
    polled_json,
    read_id,
    reload_bytes,
    stream_bytes,
)
from broadsheet.edge.settings import EdgeSettings
from broadsheet.edge.ticking import Ticking
from broadsheet.kit.event_log import Record, Tail

if TYPE_CHECKING:
    from broadsheet.edge.streams import EventStream

log = logging.getLogger("broadsheet.edge")

#: So many streams are written to in one turn of the loop; page readers are answered in between.
SLICE = 1000
#: Heartbeats are sent to a share of the streams at a time.
SHARES = 15
#: Seconds that a channel is kept in memory after the last who asked for it.
IDLE = 15.0
#: What a record takes in memory beside its bytes, roughly: it is held as text and as bytes.
OVERHEAD = 400
#: How many joined pieces are remembered for readers who resume at the same place.
JOINED = 64

TOO_OLD, UNKNOWN = "too old", "unknown"


@dataclass(frozen=True)
class Start:
    """Where a reader begins: what to send first, and how far that brings the stream."""

    first: bytes
    at: int


class Channel:
    """One channel: what its log keeps, as bytes that all its readers share."""

    __slots__ = (
        "_joined",
        "_tail",
        "asked",
        "floor",
        "numbers",
        "records",
        "size",
        "streams",
        "wires",
    )

    def __init__(self, tail: Tail, records: list[Record]) -> None:
        self._tail = tail
        self.streams: set[EventStream] = set()
        self.asked = 0.0
        self.size = 0
        self.floor = tail.floor
        self.numbers: list[int] = []
        self.records: list[Record] = []
        self.wires: list[bytes] = []
        self._joined: dict[int, bytes] = {}
        self._add(records)

    @property
    def name(self) -> str:
        """The tree path of the page."""
        return self._tail.channel

    @property
    def last(self) -> int:
        """The newest number."""
        return self._tail.last

    @property
    def gone(self) -> bool:
        """Whether its log is not there any more."""
        return self._tail.gone

    def look(self) -> tuple[bool, bool]:
        """Read what is new in the log: whether anything is, and whether it follows on."""
        records, follows = self._tail.read()
        if not follows:
            self.numbers, self.records, self.wires, self.size = [], [], [], 0
        if records or not follows:
            self._joined.clear()
        self._add(records)
        self.floor = self._tail.floor
        old = bisect_right(self.numbers, self.floor)
        if old:
            self.size -= sum(2 * len(each) + OVERHEAD for each in self.wires[:old])
            del self.numbers[:old], self.records[:old], self.wires[:old]
        return bool(records) or not follows, follows

    def _add(self, records: list[Record]) -> None:
        for record in records:
            wire = stream_bytes(record)
            self.numbers.append(record.number)
            self.records.append(record)
            self.wires.append(wire)
            self.size += 2 * len(wire) + OVERHEAD

    def since(self, at: int, most: int) -> tuple[bytes, int]:
        """The next of what comes after number ``at``, and the number that it leads to.

        About ``most`` bytes; one record at least. The same object for all who are as far.
        """
        index = bisect_right(self.numbers, at)
        if index == len(self.numbers) - 1:
            return self.wires[index], self.numbers[index]
        end, size = index, 0
        while end < len(self.wires) and (size == 0 or size + len(self.wires[end]) <= most):
            size += len(self.wires[end])
            end += 1
        joined = self._joined.get(at)
        if joined is None:
            joined = b"".join(self.wires[index:end])
            if len(self._joined) < JOINED:
                self._joined[at] = joined
        return joined, self.numbers[end - 1]

    def _missed(self, position: Position | None) -> str:
        """Why a reader at this position must load the page anew; empty if not."""
        if position is None:
            return UNKNOWN
        number, part = position
        if number < self.floor:
            return TOO_OLD
        if part:
            index = bisect_right(self.numbers, number)
            known = index < len(self.numbers) and self.numbers[index] == number + 1
            return "" if known and part < len(self.records[index].events) else UNKNOWN
        return UNKNOWN if number > self.last else ""

    def start(self, seen: str | None) -> Start:
        """Where somebody begins who has seen this id; None for somebody who comes new."""
        if seen is None:
            return Start(come_to(self.last), self.last)
        position = read_id(seen)
        why = self._missed(position)
        if why or position is None:
            return Start(reload_bytes(self.last, why), self.last)
        number, part = position
        if part:
            record = self.records[bisect_right(self.numbers, number)]
            return Start(stream_bytes(record, part), record.number)
        return Start(b"", number)

    def polled(self, seen: str | None) -> bytes:
        """The JSON for somebody who polls and has seen this id."""
        if seen is None:
            return polled_json(self.last, (), 0, reload=False)
        position = read_id(seen)
        if position is None or self._missed(position):
            return polled_json(self.last, (), 0, reload=True)
        number, part = position
        records = self.records[bisect_right(self.numbers, number) :]
        return polled_json(self.last, records, part, reload=False)


class Channels:
    """All channels that are followed at this edge, and all its open streams."""

    def __init__(self, settings: EdgeSettings, clock: Ticking) -> None:
        self._settings = settings
        self._clock = clock
        self._channels: dict[str, Channel] = {}
        self._by_reader: Counter[str] = Counter()
        self._shares: tuple[set[EventStream], ...] = tuple(set() for _ in range(SHARES))
        self._share = 0
        #: Streams whose reader takes nothing, since when, and the bytes that waited then.
        self._stalled: dict[EventStream, tuple[float, int]] = {}
        self.open = 0
        self.events = 0
        self.sent = 0
        self.stopping = False
        #: Puts off what need not be done in this turn of the loop.
        self.later: Callable[[Callable[[], None]], object] = _at_once

    def find(self, name: str) -> Channel | Answer | None:
        """A channel as it stands now; None where it has no log, an answer where there is no room.

        Nothing is remembered of channels that do not exist.
        """
        channel = self._channels.get(name)
        if channel is not None:
            self._look(channel)
        if channel is None or channel.gone:
            tail = Tail(self._settings.stream, name)
            records, _ = tail.read()
            if tail.gone:
                return None
            channel = Channel(tail, records)
            if self.held + channel.size > self._settings.stream_memory:
                self._drop_idle(0.0)
                if self.held + channel.size > self._settings.stream_memory:
                    return plain(503, "too many channels at once", ("Retry-After", "10"))
            self._channels[name] = channel
        channel.asked = self._clock.monotonic
        return channel

    @property
    def held(self) -> int:
        """Bytes of events in memory."""
        return sum(each.size + OVERHEAD for each in self._channels.values())

    @property
    def followed(self) -> int:
        """How many channels are in memory."""
        return len(self._channels)

    def refusal(self, reader: str) -> Answer | None:
        """Why somebody gets no stream: too many are open, in all or to the same address."""
        if self.stopping or self.open >= self._settings.max_streams:
            return plain(503, "too many streams", ("Retry-After", "10"))
        if self._by_reader[reader] >= self._settings.streams_per_reader:
            return plain(429, "too many streams to one reader", ("Retry-After", "30"))
        return None

    def join(self, stream: EventStream) -> None:
        """A stream has begun."""
        stream.share = self.open % SHARES
        self._shares[stream.share].add(stream)
        stream.channel.streams.add(stream)
        self._by_reader[stream.reader] += 1
        self.open += 1

    def leave(self, stream: EventStream) -> None:
        """A stream has ended."""
        if stream not in stream.channel.streams:
            return
        stream.channel.streams.discard(stream)
        stream.channel.asked = self._clock.monotonic
        self._shares[stream.share].discard(stream)
        self._stalled.pop(stream, None)
        self._by_reader[stream.reader] -= 1
        if not self._by_reader[stream.reader]:
            del self._by_reader[stream.reader]
        self.open -= 1

    # What happens

    def changed(self, names: list[str]) -> None:
        """Take a notice: these channels have something new."""
        for name in names:
            channel = self._channels.get(name)
            if channel is not None:
                self._look(channel)

    def tick(self) -> None:
        """Look at all channels, for notices that were lost, and drop those nobody follows."""
        for channel in tuple(self._channels.values()):
            self._look(channel)
        self._drop_idle(IDLE)

    def _look(self, channel: Channel) -> None:
        new, follows = channel.look()
        if channel.gone:
            if self._channels.get(channel.name) is channel:
                del self._channels[channel.name]
            for stream in tuple(channel.streams):
                stream.close()
            return
        if not follows:
            for stream in tuple(channel.streams):
                # Whatever it has seen, what the log says now does not follow on it.
                stream.at = -1
        if new:
            self.events += 1
            self._spread(list(channel.streams))

    def _spread(self, streams: list[EventStream]) -> None:
        for _ in range(min(SLICE, len(streams))):
            self.feed(streams.pop())
        if streams:
            self.later(lambda: self._spread(streams))

    def feed(self, stream: EventStream) -> None:
        """Write to a stream what it has not had yet, as far as its reader takes it.

        What is left waits in the log: a slow reader takes the room of one piece and no more.
        """
        channel = stream.channel
        while not stream.paused and stream.at < channel.last:
            if stream.at < channel.floor:
                data, stream.at = reload_bytes(channel.last, TOO_OLD), channel.last
            else:
                data, stream.at = channel.since(stream.at, self._settings.stream_piece)
            self.sent += len(data)
            stream.write(data)

    # Time

    def beat(self) -> None:
        """Send the next share of the heartbeats, and end streams whose readers take nothing."""
        self._share = (self._share + 1) % SHARES
        for stream in tuple(self._shares[self._share]):
            if not stream.paused:
                self.sent += len(HEARTBEAT)
                stream.write(HEARTBEAT)
        now = self._clock.monotonic
        for stream, (since, waited) in tuple(self._stalled.items()):
            waiting = stream.waiting
            if waiting < waited:
                self._stalled[stream] = (now, waiting)
            elif now - since > self._settings.stall_timeout:
                stream.abort()

    def stalled(self, stream: EventStream) -> None:
        """A reader takes no more for now."""
        self._stalled[stream] = (self._clock.monotonic, stream.waiting)

    def flows(self, stream: EventStream) -> None:
        """A reader takes again."""
        self._stalled.pop(stream, None)
        self.feed(stream)

    def stop(self) -> None:
        """End all streams: their readers come back, and go on where they were."""
        self.stopping = True
        for share in self._shares:
            for stream in tuple(share):
                stream.close()

    def abort(self) -> None:
        """Break off what is still open."""
        for share in self._shares:
            for stream in tuple(share):
                stream.abort()

    def _drop_idle(self, seconds: float) -> None:
        before = self._clock.monotonic - seconds
        for name, channel in tuple(self._channels.items()):
            if not channel.streams and channel.asked <= before:
                del self._channels[name]


def _at_once(do: Callable[[], None]) -> None:
    do()
