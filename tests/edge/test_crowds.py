"""Many requests at once, readers who take their time, and what is counted."""

from __future__ import annotations

import socket
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path

from tests.edge.fake_desk import FakeDesk, page
from tests.edge.running import HOST, LONG, RunningEdge, eventually, request

Start = Callable[..., RunningEdge]


def test_requests_in_a_row_are_answered_in_order(edge: RunningEdge, desk: FakeDesk):
    edge.press("/en/")
    desk.behaviours["/en/slow/"] = page("from the desk")
    with edge.reader() as reader:
        reader.send(
            request("/en/")
            + request("/en/slow/")
            + request("/en/", "HEAD")
            + request("/admin/x/", "POST", b"body")
            + request("/en/")
        )
        assert reader.read().text == LONG
        assert reader.read().text == "from the desk"
        assert reader.read(bodiless=True).status == 200
        assert reader.read().status == 404
        assert reader.read().text == LONG


def test_more_than_a_few_waiting_in_a_row_are_refused(edge: RunningEdge, desk: FakeDesk):
    edge.press("/en/")
    desk.behaviours["/en/slow/"] = desk.waits(page("from the desk"))
    with edge.reader() as reader:
        reader.send(request("/en/slow/") + request("/en/") * 30)
        desk.wait_for(1)
        desk.released.set()
        assert reader.read().text == "from the desk"
        statuses = []
        while not statuses or statuses[-1] == 200:
            statuses.append(reader.read().status)
        assert statuses[-1] == 503
        assert len(statuses) <= 18
        assert reader.closed


def test_a_wrong_request_does_not_take_earlier_answers_with_it(edge: RunningEdge, desk: FakeDesk):
    desk.behaviours["/en/slow/"] = desk.waits(page("from the desk"))
    with edge.reader() as reader:
        reader.send(request("/en/slow/") + b"nonsense\r\n\r\n")
        desk.wait_for(1)
        desk.released.set()
        assert reader.read().text == "from the desk"
        assert reader.read().status in {400, 405}
        assert reader.closed


def test_who_does_not_read_takes_little_memory_and_is_closed(start: Start):
    edge = start(stall_timeout=0.3, recheck=0.05, idle_timeout=0.2)
    edge.press("/en/", "x" * 1_000_000)
    with edge.reader() as reader:
        reader.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        reader.send(request("/en/") * 16)
        eventually(lambda: len(edge.server.connections) == 1)
        (connection,) = edge.server.connections
        most = 0
        end = time.monotonic() + 8
        while edge.server.connections:
            assert time.monotonic() < end
            most = max(most, connection._transport.get_write_buffer_size())
        # One answer may be larger than the bound, but a second is not begun.
        assert most < 1_300_000


def test_a_clip_is_read_from_the_disk_as_fast_as_it_is_taken(home: Path, start: Start):
    edge = start()
    (home / "media" / "clips").mkdir(parents=True)
    (home / "media" / "clips" / "a.mp4").write_bytes(b"x" * 30_000_000)
    with edge.reader() as reader:
        reader.send(request("/media/clips/a.mp4"))
        eventually(lambda: any(not each._writable for each in edge.server.connections))
        (connection,) = edge.server.connections
        assert connection._transport.get_write_buffer_size() < 300_000
        assert connection.written < 15_000_000
        assert len(reader.read().body) == 30_000_000


def test_who_reads_slowly_but_reads_gets_everything(start: Start):
    edge = start(stall_timeout=0.5, recheck=0.05, idle_timeout=0.4, write_buffer=1000)
    edge.press("/en/", "x" * 20_000)
    with edge.reader() as reader:
        assert reader.get("/en/").status == 200
        reader.send(request("/en/") * 10)
        assert [len(reader.read().body) for _ in range(10)] == [20_000] * 10


def test_the_press_learns_what_is_looked_at(home: Path, start: Start, desk: FakeDesk):
    desk.behaviours["/en/cold/"] = page("hello")
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as bell:
        (home / "run").mkdir()
        bell.bind(str(home / "run" / "press.sock"))
        bell.settimeout(10)
        edge = start(looks_every=0.2)
        edge.press("/en/")
        edge.press("/en/gone/", "gone", status=410)
        for _ in range(3):
            assert edge.get("/en/").status == 200
        for path in ("/en/cold/", "/en/gone/", "/static/none", "/healthz"):
            edge.get(path)
        edge.get("/en/", "HEAD")
        told: dict[str, int] = {}
        while f"{HOST}/en/cold/" not in told:
            first, *lines = bell.recv(65536).decode().split("\n")
            assert first == "looks"
            for line in lines:
                count, _, address = line.partition(" ")
                told[address] = told.get(address, 0) + int(count)
        assert told == {f"{HOST}/en/": 3, f"{HOST}/en/cold/": 1}


def test_nobody_listening_for_looks_is_no_harm(start: Start):
    edge = start(looks_every=0.02)
    edge.press("/en/")
    for _ in range(20):
        assert edge.get("/en/").status == 200
    eventually(lambda: not edge.server.edge.looks.counts)


def test_the_figures_are_told_on_a_port_of_their_own(start: Start, desk: FakeDesk):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    edge = start(metrics_port=port)
    edge.press("/en/")
    for _ in range(3):
        edge.get("/en/")
    edge.get("/en/none/")
    edge.get("/en/none/")
    address = f"http://127.0.0.1:{port}/metrics"
    with urllib.request.urlopen(address, timeout=5) as answer:
        text = answer.read().decode()
    figures = dict(line.rsplit(" ", 1) for line in text.splitlines() if not line.startswith("#"))
    prefix = "broadsheet_edge_requests_total"
    assert figures[f'{prefix}{{source="tree",status="2xx"}}'] == "1"
    assert figures[f'{prefix}{{source="memory",status="2xx"}}'] == "2"
    assert figures[f'{prefix}{{source="desk",status="4xx"}}'] == "1"
    assert figures[f'{prefix}{{source="negative",status="4xx"}}'] == "1"
    assert int(figures["broadsheet_edge_sent_bytes_total"]) > 3 * len(LONG)
    assert float(figures["broadsheet_edge_desk_seconds_sum"]) > 0
    assert figures["broadsheet_edge_desk_seconds_count"] == "1"
    assert int(figures["broadsheet_edge_memory_bytes"]) > 0
    # A reload: the next edge tells its figures there before this one leaves.
    after = start(metrics_port=port)
    edge.stop()
    with urllib.request.urlopen(address, timeout=5) as answer:
        assert b"broadsheet_edge_connections " in answer.read()
    assert after.server.settings.metrics_port == port
