"""So many streams, so much memory, and nobody waits for a slow reader."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from broadsheet.kit.event_log import EventLog
from tests.edge.event_source import EVENTS, PAGE, Event, EventReader, StreamParser
from tests.edge.running import RunningEdge, eventually, request

Start = Callable[..., RunningEdge]
Follow = Callable[..., EventReader]


def test_so_many_streams_and_no_more(start: Start, log: EventLog):
    edge = start(max_streams=3)
    opened = [EventReader(edge, EVENTS) for _ in range(3)]
    refused = edge.get(EVENTS, Accept="text/event-stream")
    assert refused.status == 503
    assert refused.headers["retry-after"] == "10"
    opened.pop().close()
    eventually(lambda: edge.server.edge.channels.open == 2)
    opened.append(EventReader(edge, EVENTS))
    for each in opened:
        each.close()


def test_one_reader_cannot_take_all_streams(start: Start, log: EventLog):
    edge = start(streams_per_reader=2, behind_proxy=True)
    opened = [EventReader(edge, EVENTS, X_Forwarded_For="192.0.2.1") for _ in range(2)]
    asked = {"Accept": "text/event-stream"}
    assert edge.get(EVENTS, **asked, X_Forwarded_For="192.0.2.1").status == 429
    opened.append(EventReader(edge, EVENTS, X_Forwarded_For="192.0.2.2"))
    opened += [EventReader(edge, EVENTS, X_Forwarded_For=f"2001:db8::{n}") for n in (1, 2)]
    assert edge.get(EVENTS, **asked, X_Forwarded_For="2001:db8::3").status == 429
    for each in opened:
        each.close()
    eventually(lambda: not edge.server.edge.channels._by_reader)


def test_channels_take_so_much_memory_and_no_more(start: Start, log: EventLog):
    edge = start(stream_memory=20_000)
    for channel in ("/en/a/", "/en/b/"):
        log.append(channel, 1, "item", "x" * 6_000)
    with closing(EventReader(edge, "/en/a/events")) as reader:
        assert edge.get("/en/b/events?after=0").status == 503
        log.append("/en/a/", 2, "item", "y")
        assert reader.until(1)[0].data == "y"
    eventually(lambda: edge.get("/en/b/events?after=0").status == 200)


def test_slow_readers_wait_for_themselves_alone(start: Start, log: EventLog):
    edge = start(streams_per_reader=100)
    slow = []
    for _ in range(30):
        each = socket.socket()
        each.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        each.connect(("127.0.0.1", edge.port))
        each.sendall(request(EVENTS, Accept="text/event-stream"))
        slow.append(each)
    eventually(lambda: edge.server.edge.channels.open == 30)
    with closing(EventReader(edge, EVENTS)) as quick:
        for number in range(1, 101):
            log.append(PAGE, number, "item", f"{number} {'x' * 4000}")
            quick.until(number)
        streams = [s for share in edge.server.edge.channels._shares for s in share]
        assert sum(each.paused for each in streams) == 30
        limits = edge.settings.stream_buffer + edge.settings.stream_piece
        assert max(each.waiting for each in streams) <= limits
        # Somebody slow who wakes up finds everything, in order.
        parser, got = StreamParser(), list[Event]()
        slow[0].settimeout(10)
        kept = b""
        while b"\r\n\r\n" not in kept:
            kept += slow[0].recv(1000)
        got += parser.feed(kept.partition(b"\r\n\r\n")[2])
        while len(got) < 100:
            got += parser.feed(slow[0].recv(65536))
        assert [each.id for each in got] == [str(n) for n in range(1, 101)]
        assert [each.name for each in got] == ["item"] * 100
    for each in slow:
        each.close()


def test_a_reader_so_slow_that_the_log_went_on_without_it_loads_anew(start: Start, home: Path):
    log = EventLog(home / "stream", records=20)
    log.begin(PAGE)
    edge = start()
    with closing(EventReader(edge, EVENTS)) as quick, socket.socket() as slow:
        slow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        slow.connect(("127.0.0.1", edge.port))
        slow.sendall(request(EVENTS, Accept="text/event-stream"))
        eventually(lambda: edge.server.edge.channels.open == 2)
        for number in range(1, 200):
            log.append(PAGE, number, "item", f"{number} {'x' * 4000}")
            quick.until(number)
        parser, got = StreamParser(), list[Event]()
        slow.settimeout(10)
        kept = b""
        while b"\r\n\r\n" not in kept:
            kept += slow.recv(1000)
        got += parser.feed(kept.partition(b"\r\n\r\n")[2])
        while "reload" not in [each.name for each in got]:
            data = slow.recv(65536)
            assert data, "closed without a word"
            got += parser.feed(data)
        numbers = [int(each.id) for each in got]
        assert numbers[:-1] == list(range(1, len(numbers)))
        assert numbers[-1] == 199


def test_a_reader_who_takes_nothing_is_closed(start: Start, log: EventLog):
    edge = start(stall_timeout=0.3, heartbeat=0.3, recheck=0.05)
    with socket.socket() as slow:
        slow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        slow.connect(("127.0.0.1", edge.port))
        slow.sendall(request(EVENTS, Accept="text/event-stream"))
        eventually(lambda: edge.server.edge.channels.open == 1)
        for number in range(1, 100):
            log.append(PAGE, number, "item", "x" * 5000)
        eventually(lambda: edge.server.edge.channels.open == 0)


def test_open_streams_do_not_hold_up_the_end_of_an_edge(start: Start, log: EventLog):
    edge = start(grace=5)
    readers = [EventReader(edge, EVENTS) for _ in range(20)]
    begun = time.monotonic()
    edge.stop()
    assert time.monotonic() - begun < 3
    for each in readers:
        each.close()
