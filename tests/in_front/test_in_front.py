"""What readers get through nginx or Caddy is what the edge would have sent them."""

from __future__ import annotations

import gzip
import random

import brotli
import pytest

from broadsheet.kit.event_log import EventLog
from tests.edge.fake_desk import FakeDesk, page
from tests.edge.running import (
    FACTS,
    HEADERS,
    LONG,
    Got,
    Reader,
    RunningEdge,
    request,
    write_facts,
)
from tests.in_front.servers import Server, spelled

#: Of the server itself, or of this moment. Surrogate keys are for caches in front of the edge.
OWN = {"date", "server", "etag", "connection", "keep-alive", "surrogate-key"}
RSS = "application/rss+xml; charset=utf-8"
#: Hardly compressible, so that it is large in every encoding.
LARGE = "".join(random.Random(1).choices("abcdefghijklmnopqrstuvwxyz", k=30_000))
PAGES = (
    *("/en/", "/ar/أخبار/قصة-طويلة/", "/en/rss.xml", "/en/brand.0a1b2c3d.css"),
    *("/en/short/", "/en/large/"),
)


def press_pages(edge: RunningEdge) -> None:
    edge.press("/en/", keys=["page:1"])
    edge.press("/ar/أخبار/قصة-طويلة/", "خبر " * 200)
    edge.press("/en/rss.xml", "<rss/>" * 100, type=RSS)
    edge.press("/en/brand.0a1b2c3d.css", ":root{--accent:red}" * 30, type="text/css; charset=utf-8")
    edge.press("/en/short/", "short")
    edge.press("/en/large/", LARGE)


def told(got: Got) -> dict[str, str]:
    """What an answer says of the page. Bytes may come in chunks or by a length, or, in answer to a
    HEAD, without either: Caddy does so with what is compressed (RFC 9110, 8.6).
    """
    left_out = OWN | {"content-length", "transfer-encoding"}
    return {name: value for name, value in got.headers.items() if name not in left_out}


@pytest.mark.parametrize("accepted", ["gzip, deflate, br, zstd", "gzip", "identity"])
def test_a_page_has_the_bytes_and_headers_that_the_edge_sends(
    server: Server, edge: RunningEdge, desk: FakeDesk, accepted: str
):
    press_pages(edge)
    for path in PAGES:
        ours = edge.get(spelled(path), Accept_Encoding=accepted)
        got = server.get(path, Accept_Encoding=accepted)
        assert got.status == 200
        assert got.body == ours.body, path
        assert told(got) == told(ours), path
        assert got.headers["etag"] != ours.headers["etag"], "it was the file that was sent"
        head = server.get(path, "HEAD", Accept_Encoding=accepted)
        assert told(head) == told(ours)
        if server.name == "nginx":
            assert got.headers["content-length"] == str(len(ours.body))
            assert head.headers["content-length"] == str(len(ours.body))
    assert desk.heads == []


def test_pages_are_there_without_edge_and_desk(server: Server, edge: RunningEdge, desk: FakeDesk):
    press_pages(edge)
    edge.press("/", "<p>واجهة</p>", host="arabic.test")
    edge.stop()
    desk.stop()
    for path in PAGES:
        assert server.get(path).status == 200, path
    assert server.get("/en/?utm_source=letter", Cookie="sessionid=1").text == LONG
    assert server.get("/", Host="arabic.test").text == "<p>واجهة</p>"
    assert server.get("/en/nothing/").status in {502, 503}


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [
        ("gzip, deflate, br", "br"),
        ("br", "br"),
        ("gzip", "gzip"),
        ("br;q=0, gzip", "gzip"),
        ("deflate", ""),
        ("", ""),
    ],
)
def test_a_page_comes_in_an_encoding_that_the_browser_takes(
    server: Server, edge: RunningEdge, accepted: str, coding: str
):
    edge.press("/en/")
    # A cache on the way says so; it wants compressed pages too.
    got = server.get("/en/", Accept_Encoding=accepted, Via="1.1 cache")
    assert got.headers.get("content-encoding", "") == coding
    assert got.headers["vary"] == "Accept-Encoding"
    unpack = {"br": brotli.decompress, "gzip": gzip.decompress, "": bytes}[coding]
    assert unpack(got.body).decode() == LONG


def test_a_reader_who_has_the_page_gets_304(server: Server, edge: RunningEdge):
    edge.press("/en/")
    first = server.get("/en/", Accept_Encoding="br")
    tag, since = first.headers["etag"], first.headers["last-modified"]
    assert server.get("/en/").headers["etag"] != tag, "each encoding has its own"
    for conditions in (
        {"If_None_Match": tag},
        {"If_Modified_Since": since},
        {"If_Modified_Since": "Mon, 01 Jan 2035 00:00:00 GMT"},
    ):
        got = server.get("/en/", Accept_Encoding="br", **conditions)
        assert got.status == 304, conditions
        assert got.headers["cache-control"] == first.headers["cache-control"]
    for conditions in (
        {"If_None_Match": '"other"', "If_Modified_Since": since},
        {"If_Modified_Since": "Mon, 01 Jan 2001 00:00:00 GMT"},
    ):
        assert server.get("/en/", Accept_Encoding="br", **conditions).status == 200


def test_what_has_no_file_is_answered_by_the_edge(
    server: Server, edge: RunningEdge, desk: FakeDesk
):
    desk.behaviours["/en/from-the-desk/"] = page("from the desk")
    edge.press("/en/old/", "", status=301, location="/en/new/")
    edge.press("/en/killed/", "<p>Withdrawn.</p>" * 50, status=410)
    edge.press("/en/fragment/1/", headers=[*HEADERS, ("X-Robots-Tag", "noindex")])
    for path in ("/en/old/", "/en/killed/", "/en/fragment/1/"):
        ours = edge.get(path, Accept_Encoding="br")
        got = server.get(path, Accept_Encoding="br")
        assert (got.status, got.body) == (ours.status, ours.body)
        assert told(got) == told(ours)
    assert server.get("/en/from-the-desk/").text == "from the desk"
    assert server.get("/en/nothing/").status == 404
    assert server.get("/", Accept_Language="es").headers["location"] == "/es/"
    if server.name == "nginx":
        assert server.get("/en/", Host="unknown.test").status == 421


def test_an_old_address_that_is_a_query_is_not_hidden_by_the_front_at_its_path(
    server: Server, edge: RunningEdge, desk: FakeDesk
):
    """The file of the front lies there; the edge knows what an old site meant."""
    write_facts(server.home, {**FACTS, "old_queries": True})
    edge.tell("all")
    edge.press("/", "<p>واجهة</p>", host="arabic.test")
    edge.press("/-/p/12/", "", status=301, location="/قصة/", host="arabic.test")
    for asked in ("/?p=12", "/?utm_source=x&page_id=12"):
        assert server.get(asked, Host="arabic.test").status == 301, asked
    assert server.get("/?utm_source=p", Host="arabic.test").text == "<p>واجهة</p>"
    assert desk.heads == []


def test_a_killed_story_is_gone_at_once(server: Server, edge: RunningEdge):
    edge.press("/en/story/")
    assert server.get("/en/story/").text == LONG
    edge.press("/en/story/", "<p>Withdrawn.</p>", status=410)
    got = server.get("/en/story/")
    assert (got.status, got.text) == (410, "<p>Withdrawn.</p>")
    edge.press("/en/story/", "It stands after all.")
    assert server.get("/en/story/").text == "It stands after all."


def test_the_desks_screens_pass_and_nothing_of_them_is_kept(server: Server, desk: FakeDesk):
    desk.behaviours["/admin/"] = page(
        "yours",
        headers=(("Set-Cookie", "sessionid=1; Path=/admin/"), ("Cache-Control", "no-store")),
    )
    for number in (1, 2):
        got = server.get("/admin/", Cookie=f"a={number}", X_Forwarded_For="6.6.6.6")
        assert got.text == "yours"
        assert got.headers["set-cookie"] == "sessionid=1; Path=/admin/"
        assert got.headers["cache-control"] == "no-store"
    assert desk.asked_for("/admin/") == 2
    asked = desk.heads[-1].lower()
    assert b"cookie: a=2" in asked
    assert b"host: news.test" in asked
    assert b"x-forwarded-for: 127.0.0.1\r\n" in asked + b"\r\n"
    assert b"x-forwarded-proto: http\r\n" in asked + b"\r\n"
    assert b"6.6.6.6" not in asked


def test_pictures_can_be_uploaded_up_to_the_edges_limit(server: Server, desk: FakeDesk):
    desk.behaviours["/admin/images/"] = page("taken")
    picture = bytes(range(256)) * 4096
    assert server.get("/admin/images/", "POST", picture).text == "taken"
    assert desk.bodies[-1] == picture
    with Reader(server.port) as reader:
        reader.send(
            b"POST /admin/images/ HTTP/1.1\r\nHost: news.test\r\nContent-Length: 45000000\r\n\r\n"
        )
        reader.send(b"x" * 100)
        if server.name == "nginx":
            assert reader.read().status == 413


def test_a_form_that_is_sent_reaches_the_desk_though_its_page_is_a_file(
    server: Server, edge: RunningEdge, desk: FakeDesk
):
    edge.press("/en/contact/")
    desk.behaviours["/en/contact/"] = page("sent", 200)
    assert server.get("/en/contact/", "POST", b"name=a").text == "sent"
    assert desk.bodies[-1] == b"name=a"
    assert server.get("/en/contact/").text == LONG


def test_events_arrive_when_they_happen(server: Server, desk: FakeDesk):
    def events(connection) -> None:
        head = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n"
        connection.sendall(head + b"Transfer-Encoding: chunked\r\n\r\n")
        connection.sendall(b"c\r\ndata: first\n\r\n")
        desk.released.wait(20)
        connection.sendall(b"0\r\n\r\n")

    desk.behaviours["/api/events"] = events
    with Reader(server.port) as reader:
        reader.send(request("/api/events", Accept="text/event-stream"))
        came = b""
        while b"data: first" not in came:
            data = reader.socket.recv(4096)
            assert data, came
            came += data
        assert not desk.released.is_set()
        desk.released.set()


def test_a_reader_follows_a_page_through_it(server: Server, edge: RunningEdge):
    log = EventLog(edge.home / "stream")
    log.begin("/en/breaking/")
    with Reader(server.port) as reader:
        reader.send(request("/en/breaking/events", Accept="text/event-stream", Last_Event_ID="0"))
        came = b""
        for number in (1, 2):
            log.append("/en/breaking/", number, "item", f"number {number}")
            # Each is there before the next one happens.
            while b"data: number %d" % number not in came:
                data = reader.socket.recv(4096)
                assert data, came
                came += data
    polled = server.get("/en/breaking/events?after=1", Accept="application/json")
    assert b'"number 2"' in polled.body


HOSTILE = (
    "/en//",
    "//en/",
    "/en/../en/",
    "/en/%2e%2e/en/",
    "/en%2f",
    "/%5c../en/",
    "/en/%C2%80/",
    "/en/%ff/",
    "/en/index.html.meta",
    "/en/index.html.br",
    "/en/killed/index.html",
    "/en/killed/index.html.body",
    "/-/gone/news.test/en/killed/index.html.body",
    "/news.test/en/",
    "/newsroom.json",
    "/../newsroom.json",
    "/..%2fnewsroom.json",
    "/en/.hidden/",
    "/en/.hidden.html",
    "/en",
    "/en/*",
    "/e?/",
    "/*/",
    "/[e]n/",
    "/{http.request.host}/",
    "/$broadsheet_tree/",
    "/%24uri/",
    "/en/?x=%0d%0aSet-Cookie:a=b",
    "/media/original_images/secret.jpg",
    "/media/images/..%2f..%2fsecret.key",
    "/static/../secret.key",
)


def test_a_hostile_path_gets_no_further_than_at_the_edge(server: Server, edge: RunningEdge):
    edge.press("/en/")
    edge.press("/en/killed/", "Withdrawn. " * 50, status=410)
    (edge.home / "secret.key").write_text("secret")
    hidden = edge.home / "live" / "news.test" / "en" / ".hidden"
    hidden.mkdir()
    (hidden / "index.html").write_text("secret")
    (hidden.parent / ".hidden.html").write_text("secret")
    originals = edge.home / "media" / "original_images"
    originals.mkdir(parents=True)
    (originals / "secret.jpg").write_text("secret")
    for path in HOSTILE:
        ours, got = edge.get(spelled(path)), server.get(path)
        assert b"secret" not in got.body, path
        assert "set-cookie" not in got.headers
        if ours.status == 200:
            assert got.body == ours.body, path
        else:
            assert got.status >= 300, path


def test_a_path_may_hold_signs_that_mean_something_to_a_server(
    server: Server, edge: RunningEdge, desk: FakeDesk
):
    for sign in (
        "$uri",
        "*",
        "[a]",
        "{path}",
        "a b",
        '"q"',
        "it's",
        "~",
        "100%",
        "a?b",
        "#",
        "a+b",
    ):
        edge.press(f"/en/{sign}/", sign * 100)
        encoded = "".join(f"%{byte:02X}" for byte in sign.encode())
        assert server.get(f"/en/{encoded}/").text == sign * 100, sign
    assert desk.heads == []
