"""Bodies that wait at the edge: what they may take together."""

from __future__ import annotations

from collections.abc import Callable

from tests.edge.running import RunningEdge, eventually, request


def test_bodies_that_wait_are_bounded_together_and_leave_room_when_they_go(
    start: Callable[..., RunningEdge],
):
    edge = start(largest_bodies=150_000)
    path = "/admin/images/"
    with edge.reader() as first, edge.reader() as second:
        first.send(request(path, "POST", Transfer_Encoding="chunked"))
        first.send(b"%x\r\n" % 100_000 + b"x" * 100_000 + b"\r\n")
        eventually(lambda: _answer_to(edge, path, 60_000) == 503)
        second.send(request(path, "POST", Transfer_Encoding="chunked"))
        second.send(b"%x\r\n" % 40_000 + b"x" * 40_000 + b"\r\n0\r\n\r\n")
        assert second.read().body == b"not here"
    eventually(lambda: _answer_to(edge, path, 140_000) == 404)


def _answer_to(edge: RunningEdge, path: str, size: int) -> int:
    with edge.reader() as reader:
        reader.send(request(path, "POST", Content_Length=str(size)) + b"x" * size)
        return int(reader.read().status)
