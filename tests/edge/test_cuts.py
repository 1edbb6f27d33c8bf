"""Connections cut at any byte while events come: none is lost, doubled or out of order.

With our own reader (to the letter of the standard) and with httpx-sse; Chromium is in
``tests/browser/test_streams.py``. ``STREAM_CUTS=1000`` cuts so often while ten times as many events
come; without it, a tenth of that.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from httpx_sse import connect_sse

from broadsheet.kit.event_log import EventLog
from tests.edge.cutting import CuttingProxy, cutting
from tests.edge.event_source import StreamParser
from tests.edge.running import HOST, Reader, RunningEdge, request

CUTS = int(os.environ.get("STREAM_CUTS", "100"))
COUNT = 10 * CUTS
PAGE, EVENTS = "/en/breaking/", "/en/breaking/events"
Start = Callable[..., RunningEdge]
Got = list[tuple[str, str]]


@pytest.fixture
def edge(start: Start) -> RunningEdge:
    """An edge whose readers come back at once."""
    return start(retry_least=0.001, retry_most=0.003)


@pytest.fixture
def log(home: Path) -> EventLog:
    made = EventLog(home / "stream", records=COUNT, size=1_000_000_000)
    made.begin(PAGE)
    return made


@contextmanager
def happening(log: EventLog, proxy: CuttingProxy) -> Iterator[None]:
    """Events come as long as there are cuts, and some more."""
    stop = threading.Event()

    def write() -> None:
        for number in range(1, COUNT + 1):
            log.append(PAGE, number, "item", f"{number} خبر عاجل")
            # Not much faster than the cuts: they shall fall while something comes.
            waited = 0
            while proxy.cut < min(number // 10 - 2, CUTS) and waited < 5 and not stop.is_set():
                stop.wait(0.01)
                waited += 1

    writer = threading.Thread(target=write, daemon=True)
    writer.start()
    yield
    stop.set()
    writer.join(60)


def by_the_standard(port: int) -> Got:
    """Our own reader."""
    got: Got = []
    last = "0"
    while len(got) < COUNT:
        with Reader(port) as reader:
            parser = StreamParser(last)
            reader.send(request(EVENTS, Accept="text/event-stream", Last_Event_ID=last))
            head, body = b"", False
            while len(got) < COUNT:
                try:
                    data = reader.socket.recv(4096)
                except ConnectionResetError:
                    break
                if not data:
                    break
                if not body:
                    head += data
                    if b"\r\n\r\n" not in head:
                        continue
                    body, data = True, head.partition(b"\r\n\r\n")[2]
                got += [(each.id, each.data) for each in parser.feed(data)]
            last = parser.last_id
    return got


def with_httpx_sse(port: int) -> Got:
    """httpx and httpx-sse; coming back is its user's to do."""
    got: Got = []
    last = "0"
    address = f"http://127.0.0.1:{port}{EVENTS}"
    # One connection each time, as after a cut.
    limits = httpx.Limits(max_keepalive_connections=0)
    with httpx.Client(limits=limits, trust_env=False, timeout=10) as client:
        while len(got) < COUNT:
            try:
                headers = {"Host": HOST, "Last-Event-ID": last}
                with connect_sse(client, "GET", address, headers=headers) as stream:
                    for event in stream.iter_sse():
                        if event.data:
                            got.append((event.id, event.data))
                            last = event.id
                        if len(got) == COUNT:
                            break
            except httpx.TransportError:
                continue
    return got


@pytest.mark.parametrize("client", [by_the_standard, with_httpx_sse])
def test_nothing_is_lost_doubled_or_out_of_order_however_often_it_is_cut(
    edge: RunningEdge, log: EventLog, client: Callable[[int], Got]
):
    with cutting(edge.port, CUTS) as proxy:
        with happening(log, proxy):
            got = client(proxy.port)
        assert proxy.cut == CUTS
    assert got == [(str(number), f"{number} خبر عاجل") for number in range(1, COUNT + 1)]
