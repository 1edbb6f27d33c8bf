"""What happens to readers when a page is missing, and when the desk fails."""

from __future__ import annotations

import re
import socket
from collections.abc import Callable

import pytest

from tests.edge.fake_desk import FakeDesk, chunked, page, resets, resets_in_the_middle
from tests.edge.running import (
    HOST,
    LONG,
    Reader,
    RunningEdge,
    eventually,
    put_page,
    request,
    write_facts,
)

Start = Callable[..., RunningEdge]


def test_fifty_readers_of_a_missing_page_are_one_question(edge: RunningEdge, desk: FakeDesk):
    desk.behaviours["/en/new/"] = desk.waits(page("fresh", headers=(("X-From", "desk"),)))
    readers = [edge.reader() for _ in range(50)]
    for reader in readers:
        reader.send(request("/en/new/", Accept_Encoding="br", If_None_Match='"x"'))
    desk.wait_for(1)
    # The one who asked first goes away: the others must not lose their answer.
    readers.pop(0).socket.close()
    eventually(lambda: len(edge.server.connections) >= 49)
    desk.released.set()
    for reader in readers:
        got = reader.read()
        assert (got.status, got.text, got.headers["x-from"]) == (200, "fresh", "desk")
        reader.socket.close()
    assert len(desk.heads) == 1
    head = desk.heads[0].lower()
    assert b"accept-encoding" not in head
    assert b"if-none-match" not in head


@pytest.mark.parametrize(
    "header",
    [("Set-Cookie", "a=b"), ("Cache-Control", "private"), ("Cache-Control", "max-age=0, No-Store")],
)
def test_what_is_one_readers_own_is_given_to_no_other(
    edge: RunningEdge, desk: FakeDesk, header: tuple[str, str]
):
    desk.behaviours["/en/own/"] = desk.waits(page("yours", headers=(header,)))
    desk.behaviours["/en/none/"] = page("nothing", 404, headers=(header,))
    with edge.reader() as first, edge.reader() as second:
        for reader in (first, second):
            reader.send(request("/en/own/"))
        desk.wait_for(1)
        desk.released.set()
        for reader in (first, second):
            assert reader.read().text == "yours"
    assert desk.asked_for("/en/own/") >= 3
    asked = [edge.get("/en/none/").status for _ in range(2)]
    assert asked == [404, 404]
    assert desk.asked_for("/en/none/") >= 2


def test_a_cookie_is_asked_for_alone_and_passed_on(edge: RunningEdge, desk: FakeDesk):
    desk.default = page("hello")
    assert edge.get("/en/x/", Cookie="sessionid=1").text == "hello"
    assert b"cookie: sessionid=1" in desk.heads[0]
    assert edge.get("/en/x/").text == "hello"
    assert b"cookie" not in desk.heads[1].lower()


def test_what_the_desk_is_told_of_a_reader_comes_from_the_edge(start: Start, desk: FakeDesk):
    edge = start(address="https://news.test")
    desk.default = page("hello")
    edge.get(
        "/admin/?next=%2Fx",
        Host=f"{HOST}:8000",
        X_Forwarded_For="6.6.6.6",
        X_Forwarded_Host="evil.test",
        X_Forwarded_Proto="gopher",
        Forwarded="for=6.6.6.6",
        X_Broadsheet_Edge="no",
        Connection="keep-alive, X-Secret, Host",
        X_Secret="hop",
        TE="trailers",
        Keep_Alive="5",
        Accept_Encoding="gzip",
        User_Agent="Firefox",
    )
    lines = desk.heads[0].decode().split("\r\n")
    assert lines[0] == "GET /admin/?next=%2Fx HTTP/1.1"
    assert sorted(line.lower() for line in lines[1:]) == [
        "accept-encoding: gzip",
        f"host: {HOST}:8000",
        "user-agent: firefox",
        "x-broadsheet-edge: 1",
        "x-forwarded-for: 127.0.0.1",
        "x-forwarded-proto: https",
    ]


@pytest.mark.parametrize(
    ("claimed", "scheme", "told"),
    [
        ("203.0.113.9", "https", ("203.0.113.9", "https")),
        ("6.6.6.6, 203.0.113.9", "HTTPS", ("203.0.113.9", "https")),
        ("2001:db8::7", "http", ("2001:db8::7", "http")),
        ("6.6.6.6, unknown", "http, https", ("127.0.0.1", "https")),
        ("fe80::1%\xe9", "gopher", ("127.0.0.1", "http")),
        ("6.6.6.6,", "https, ", ("127.0.0.1", "http")),
        (None, None, ("127.0.0.1", "http")),
    ],
)
@pytest.mark.parametrize("path", ["/admin/", "/en/missing/"])
def test_behind_a_proxy_the_desk_is_told_what_the_proxy_saw(
    start: Start,
    desk: FakeDesk,
    path: str,
    claimed: str | None,
    scheme: str | None,
    told: tuple[str, str],
):
    edge = start(behind_proxy=True)
    desk.default = page("hello")
    headers = {"X_Forwarded_For": claimed, "X_Forwarded_Proto": scheme}
    edge.get(path, **{name: value for name, value in headers.items() if value is not None})
    handed_on = [line.lower() for line in desk.heads[0].decode().split("\r\n")]
    assert [line for line in handed_on if line.startswith("x-forwarded-")] == [
        f"x-forwarded-for: {told[0]}",
        f"x-forwarded-proto: {told[1]}",
    ]


def test_a_header_with_an_underscore_cannot_pass_for_another(edge: RunningEdge, desk: FakeDesk):
    with edge.reader() as reader:
        reader.send(b"GET /admin/ HTTP/1.1\r\nHost: news.test\r\nX_Forwarded_For: 6.6.6.6\r\n\r\n")
        reader.read()
    assert b"6.6.6.6" not in desk.heads[0]


def test_connections_to_the_desk_are_used_again(edge: RunningEdge, desk: FakeDesk):
    desk.default = page("hello")
    for number in range(5):
        assert edge.get(f"/admin/{number}/").text == "hello"
    assert len(desk._connections) == 1
    # The desk closes it while it is idle: the next question goes over a new one.
    desk._connections[0].shutdown(socket.SHUT_RDWR)
    assert edge.get("/admin/").text == "hello"


def test_the_desks_own_screens_pass_through_in_pieces(edge: RunningEdge, desk: FakeDesk):
    large = b"x" * 300_000
    desk.behaviours["/admin/"] = chunked(b"one", large, b"three")
    desk.behaviours["/admin/login/"] = page("no", 403, headers=(("Set-Cookie", "a=b"),))
    with edge.reader() as reader:
        assert reader.get("/admin/").body == b"one" + large + b"three"
        got = reader.get("/admin/login/")
        assert (got.status, got.headers["set-cookie"]) == (403, "a=b")
        assert reader.get("/admin/", "HEAD").status == 200
    with edge.reader() as old:
        old.send(b"GET /admin/ HTTP/1.0\r\nHost: news.test\r\n\r\n")
        got = old.read()
        assert "transfer-encoding" not in got.headers
        assert got.body == b"one" + large + b"three"


def test_what_is_sent_reaches_the_desk_whole(edge: RunningEdge, desk: FakeDesk):
    desk.default = page("thank you")
    upload = bytes(range(256)) * 2000
    with edge.reader() as reader:
        assert reader.get("/admin/images/", "POST", upload).text == "thank you"
        assert reader.get("/en/contact/", "POST", b"name=x").text == "thank you"
        reader.send(request("/en/contact/", "POST", Transfer_Encoding="chunked"))
        reader.send(b"3\r\nabc\r\n2\r\nde\r\n0\r\nX-Evil: 1\r\n\r\n")
        assert reader.read().text == "thank you"
        reader.send(request("/en/contact/", "POST", Content_Length="2", Expect="100-continue"))
        assert reader.read().status == 100
        reader.send(b"ok")
        assert reader.read().text == "thank you"
    assert desk.bodies == [upload, b"name=x", b"abcde", b"ok"]
    assert b"content-length: 5" in desk.heads[2].lower()
    assert b"evil" not in desk.heads[2]
    assert b"expect" not in desk.heads[3].lower()


def test_a_refusal_of_what_was_sent_is_the_desks_own(edge: RunningEdge, desk: FakeDesk):
    for status in (400, 403, 405, 429):
        desk.default = page("no", status)
        assert edge.get("/en/contact/", "POST", b"x").status == status


def test_a_missing_page_with_a_query_is_asked_for_by_itself(edge: RunningEdge, desk: FakeDesk):
    desk.behaviours["/en/search/"] = page("found")
    for _ in range(2):
        assert edge.get("/en/search/?q=%D8%A3").text == "found"
    assert [head.split(b" ")[1] for head in desk.heads] == [b"/en/search/?q=%D8%A3"] * 2
    desk.behaviours["/en/search/"] = page("too many", 429)
    assert edge.get("/en/search/?q=x").status == 429


def test_not_found_is_remembered_until_a_publish(start: Start, desk: FakeDesk):
    edge = start(recheck=0.05, negative_seconds=3600)
    for _ in range(3):
        assert edge.get("/en/nothing/").text == "not here"
    assert len(desk.heads) == 1
    edge.tell(f"changed\n{HOST}/en/nothing/")
    assert edge.get("/en/nothing/").status == 404
    assert len(desk.heads) == 2
    edge.tell("all")
    assert edge.get("/en/nothing/").status == 404
    assert len(desk.heads) == 3
    edge.press("/en/nothing/", "here now")
    assert edge.get("/en/nothing/").text == "here now", "a page that is there needs no notice"


def test_not_found_is_forgotten_in_time_and_within_bounds(start: Start, desk: FakeDesk):
    edge = start(recheck=0.02, negative_seconds=0.05, negative_count=5, negative_bytes=4000)
    edge.get("/en/nothing/")
    eventually(lambda: edge.get("/en/nothing/").status == 404 and len(desk.heads) >= 2)
    for number in range(20):
        edge.get(f"/en/{number}/")
        negatives = edge.server.edge.negatives
        assert len(negatives._held) <= 5
        assert negatives.size <= 4000


def test_an_answer_from_before_a_publish_is_not_remembered(edge: RunningEdge, desk: FakeDesk):
    desk.behaviours["/en/soon/"] = desk.waits(page("not yet", 404))
    with edge.reader() as early, edge.reader() as late:
        early.send(request("/en/soon/"))
        desk.wait_for(1)
        edge.tell(f"changed\n{HOST}/en/soon/")
        desk.behaviours["/en/soon/"] = page("here")
        late.send(request("/en/soon/"))
        assert late.read().text == "here"
        desk.released.set()
        assert early.read().status == 404
    assert edge.get("/en/soon/").text == "here"


FAILURES = {
    "refuses": lambda desk: desk.stop(),
    "hangs": lambda desk: setattr(desk, "default", desk.hangs),
    "breaks off": lambda desk: setattr(desk, "default", resets),
    "breaks off in the middle": lambda desk: setattr(desk, "default", resets_in_the_middle),
    "fails": lambda desk: setattr(desk, "default", page("Traceback", 500)),
    "is overloaded": lambda desk: setattr(desk, "default", page("busy", 503)),
    "will not": lambda desk: setattr(desk, "default", page("no", 403)),
    "speaks nonsense": lambda desk: setattr(
        desk, "default", lambda connection: connection.sendall(b"nonsense\r\n\r\n")
    ),
}


@pytest.mark.parametrize("failure", FAILURES)
def test_when_the_desk_fails_readers_get_the_page_as_it_was(
    home, start: Start, desk: FakeDesk, failure: str
):
    edge = start(desk_timeout=0.3)
    put_page(home / "stale", "/en/was/", "as it was " * 50)
    edge.press("/en/", "still here")
    FAILURES[failure](desk)
    for headers in ({}, {"Cookie": "a=b"}):
        got = edge.get("/en/was/", **headers)
        assert (got.status, got.text) == (200, "as it was " * 50)
        assert got.headers["x-broadsheet-stale"] == "1"
        assert got.headers["cache-control"] == "public, max-age=5"
        assert edge.get("/en/was/", Accept_Encoding="br").headers["content-encoding"] == "br"
        assert edge.get("/en/").text == "still here"
        down = edge.get("/es/no/", **headers)
        assert down.status == 503
        assert down.text.startswith("<p>Volvemos pronto: <time datetime=")
        assert re.search(r">\d{4}-\d\d-\d\d \d\d:\d\d UTC</time>", down.text)
        assert down.headers["retry-after"] == "10"
        assert down.headers["cache-control"] == "no-store"
        assert "content-length" in down.headers
    assert edge.get("/", Host="arabic.test").text.startswith("<p>نعود")
    assert edge.get("/nowhere/").text.startswith("<p>Back soon")
    assert edge.get("/healthz").status == 200


@pytest.mark.parametrize("failure", ["refuses", "hangs", "breaks off"])
def test_the_desks_own_screens_say_plainly_that_it_is_down(
    start: Start, desk: FakeDesk, failure: str
):
    edge = start(desk_timeout=0.2, screen_timeout=0.2)
    FAILURES[failure](desk)
    got = edge.get("/admin/")
    assert got.status in {502, 503, 504}
    assert got.headers["content-type"].startswith("text/plain")
    sent = edge.get("/en/contact/", "POST", b"x")
    assert sent.status == 503
    assert sent.text.startswith("<p>Back soon")


def test_a_page_the_desk_calls_gone_is_gone(home, edge: RunningEdge, desk: FakeDesk):
    for status in (404, 410, 451):
        put_page(home / "stale", f"/en/{status}/", "as it was")
        desk.behaviours[f"/en/{status}/"] = page("gone", status)
        assert edge.get(f"/en/{status}/").status == status


def test_a_screen_that_breaks_off_is_seen_to_be_broken(edge: RunningEdge, desk: FakeDesk):
    desk.default = resets_in_the_middle
    with edge.reader() as reader:
        reader.send(request("/admin/"))
        assert len(reader.rest().partition(b"\r\n\r\n")[2]) < 1000


def test_a_desk_that_is_down_is_not_asked_at_every_turn(start: Start, desk: FakeDesk):
    edge = start(desk_timeout=0.2, desk_pause=3600)
    desk.default = desk.hangs
    for number in range(5):
        assert edge.get(f"/en/{number}/").status == 503
    assert len(desk.heads) == 1


def test_a_clip_may_be_larger_than_any_other_upload(start: Start, desk: FakeDesk):
    edge = start(largest_upload=100_000)
    for path, taken in (("/admin/snippets/media/clip/add/", True), ("/admin/images/add/", False)):
        with edge.reader() as reader:
            reader.send(request(path, "POST", Content_Length="200000") + b"x" * 200_000)
            assert (reader.read().status != 413) is taken


def test_a_large_upload_may_take_longer_than_a_readers_page(start: Start, desk: FakeDesk):
    edge = start(desk_timeout=0.1)
    desk.default = desk.waits(page("cut into its sizes"))
    with edge.reader() as editor:
        editor.send(request("/admin/images/add/", "POST", b"x" * 100_000))
        desk.wait_for(1)
        eventually(lambda: desk.heads)
        # A reader has waited in vain meanwhile.
        assert edge.get("/en/nowhere/").status == 503
        desk.released.set()
        assert editor.read().text == "cut into its sizes"


def test_questions_to_the_desk_are_bounded(start: Start, desk: FakeDesk):
    edge = start(desk_requests=2, desk_waiting=3, desk_pause=0)
    desk.default = desk.waits(page("hello"))
    readers: list[Reader] = [edge.reader() for _ in range(5)]
    for number, reader in enumerate(readers):
        reader.send(request(f"/admin/{number}/"))
        eventually(lambda n=number: _asked_or_waiting(edge) == n + 1)
    assert len(desk.heads) == 2
    assert edge.get("/admin/too-many/").status == 503
    assert edge.get("/en/too-many/").status == 503
    desk.released.set()
    for reader in readers:
        assert reader.read().text == "hello"
        reader.socket.close()
    assert edge.get("/admin/").text == "hello"


def _asked_or_waiting(edge: RunningEdge) -> int:
    desk = edge.server.edge.desk
    return desk._waiting + edge.settings.desk_requests - desk._turns._value


def test_a_large_page_is_handed_to_each_in_pieces(edge: RunningEdge, desk: FakeDesk):
    large = "x" * 5_000_000
    desk.default = page(large)
    assert len(edge.get("/en/large/").body) == len(large)


def test_before_the_first_page_is_pressed_the_desk_answers(home, start: Start, desk: FakeDesk):
    (home / "live" / "newsroom.json").unlink()
    edge = start(recheck=0.05)
    desk.default = page("welcome")
    assert edge.get("/en/").text == "welcome"
    assert edge.get("/", Host="whatever.test").text == "welcome"
    desk.stop()
    assert edge.get("/en/").status in {502, 503}
    write_facts(home)
    edge.press("/en/")
    eventually(lambda: edge.get("/en/").text == LONG)


def test_health_says_whether_the_desk_answered(edge: RunningEdge, desk: FakeDesk):
    assert "not asked yet" in edge.get("/healthz").text
    edge.get("/admin/")
    assert re.fullmatch(r"ok edge, the desk answered \d+ s ago\n", edge.get("/healthz").text)
