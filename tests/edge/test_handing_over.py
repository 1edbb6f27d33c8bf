"""One edge goes, the next one comes: nobody who has connected is turned away."""

from __future__ import annotations

import socket
from collections.abc import Callable

import pytest

from tests.edge.fake_desk import FakeDesk
from tests.edge.running import RunningEdge, eventually

Start = Callable[..., RunningEdge]


@pytest.fixture
def queue():
    """A socket that readers connect to, as ``run`` holds it."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield listening


def test_who_has_connected_and_not_asked_yet_is_answered_by_an_edge_that_leaves(
    start: Start, desk: FakeDesk
):
    edge = start()
    edge.press("/en/")
    with edge.reader() as reader:
        eventually(lambda: len(edge.server.connections) == 1)
        edge.begin_to_stop()
        eventually(lambda: all(each.stopping for each in edge.server.connections))
        got = reader.get("/en/")
        assert (got.status, got.headers["connection"]) == (200, "close")
        assert reader.closed


def test_who_never_asks_does_not_keep_it(start: Start, desk: FakeDesk):
    edge = start(first_word=0.05)
    with edge.reader() as reader:
        eventually(lambda: len(edge.server.connections) == 1)
        edge.stop()
        assert reader.closed


def test_who_comes_between_two_edges_is_answered_by_the_second(
    start: Start, desk: FakeDesk, queue: socket.socket
):
    first = start(listener=queue.dup().detach())
    first.press("/en/")
    assert first.get("/en/").status == 200
    first.stop()
    with first.reader() as reader:
        reader.send(b"GET /en/ HTTP/1.1\r\nHost: news.test\r\n\r\n")
        start(listener=queue.dup().detach())
        assert reader.read().status == 200
