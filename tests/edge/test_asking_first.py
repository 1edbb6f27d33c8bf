"""Strangers may send to the wire: the desk says whether it wants a large body before it comes."""

from __future__ import annotations

from tests.edge.fake_desk import FakeDesk, page, resets
from tests.edge.running import RunningEdge, request

PUSH = "/wire/push/northwind/"
LARGE = 100_000


def test_a_large_item_is_taken_only_if_the_desk_wants_it(edge: RunningEdge, desk: FakeDesk):
    desk.behaviours[PUSH] = page('{"says": "this token is not known here"}', 401)
    for told in ({"Content_Length": str(LARGE)}, {"Transfer_Encoding": "chunked"}):
        with edge.reader() as reader:
            # Nothing of the body is sent, and yet it is answered.
            reader.send(request(PUSH, "POST", Authorization="Bearer wrong", **told))
            answer = reader.read()
            assert (answer.status, b"not known" in answer.body) == (401, True)
    announced = [b"X-Broadsheet-Announced: 100000" in head for head in desk.heads]
    assert announced == [True, False]
    assert all(b"authorization: Bearer wrong" in head for head in desk.heads)
    assert not any(desk.bodies)


def test_a_large_item_that_the_desk_wants_arrives_whole(edge: RunningEdge, desk: FakeDesk):
    answers = [page("", 204), page("kept", 202)]
    desk.behaviours[PUSH] = lambda connection: answers.pop(0)(connection)
    with edge.reader() as reader:
        reader.send(request(PUSH, "POST", Content_Length=str(LARGE), Expect="100-continue"))
        assert reader.read().status == 100
        reader.send(b"x" * LARGE)
        assert reader.read().status == 202
    assert desk.bodies[-1] == b"x" * LARGE


def test_a_body_that_comes_before_the_desk_has_answered_is_not_lost(
    edge: RunningEdge, desk: FakeDesk
):
    answers = [desk.waits(page("", 204)), page("kept", 202)]
    desk.behaviours[PUSH] = lambda connection: answers.pop(0)(connection)
    with edge.reader() as reader:
        reader.send(request(PUSH, "POST", Content_Length=str(LARGE)))
        reader.send(b"x" * LARGE)
        desk.released.set()
        assert reader.read().status == 202
    assert desk.bodies[-1] == b"x" * LARGE


def test_a_client_cannot_speak_for_the_edge(edge: RunningEdge, desk: FakeDesk):
    with edge.reader() as reader:
        reader.send(request(PUSH, "POST", body=b"small", X_Broadsheet_Announced="1"))
        reader.read()
    assert b"announced" not in desk.heads[-1].lower()


def test_a_desk_that_is_down_is_told_of_before_the_body_comes(edge: RunningEdge, desk: FakeDesk):
    desk.behaviours[PUSH] = resets
    with edge.reader() as reader:
        reader.send(request(PUSH, "POST", Content_Length=str(LARGE)))
        assert reader.read().status == 502
