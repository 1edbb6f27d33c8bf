"""nginx when nobody behind it answers: files, the map of what has none, superseded pages."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import brotli
import pytest

from broadsheet.config.in_front.configuring import nginx_map_file
from broadsheet.press.live_tree import Meta, page_file, write_page
from broadsheet.press.nginx_map import nginx_map, write_nginx_map
from tests.edge.fake_desk import FakeDesk
from tests.edge.running import HEADERS, HOST, LONG, RunningEdge, put_page
from tests.in_front.servers import Server
from tests.in_front.test_in_front import told

#: What may stand in an address and means something in nginx's configuration.
SIGNS = ('"', "'", ";", "{", "}", "$uri", "#", " ", "*", "~", "%41", "أخبار", "default", "é")


def moved(edge: RunningEdge, path: str, location: str, status: int = 301, **meta: str) -> None:
    edge.press(path, "", status=status, location=location, **meta)


def map_written(server: Server) -> int:
    """Write the map and have nginx read it; returns how many lines there are."""
    count = write_nginx_map(server.home / "live", nginx_map_file(server.home))
    server.again()
    return count


def all_down(edge: RunningEdge, desk: FakeDesk) -> None:
    edge.stop()
    desk.stop()


def test_redirects_and_tombstones_are_answered_when_edge_and_desk_are_down(
    nginx: Server, edge: RunningEdge, desk: FakeDesk
):
    moved(edge, "/en/old/", "/en/new/")
    moved(edge, "/en/lent/", "https://elsewhere.test/?a=1&b=2#c", 302)
    moved(edge, "/en/kept/", "/en/new/", 308)
    moved(edge, "/قديم/", "/%D8%AC%D8%AF%D9%8A%D8%AF/", host="arabic.test")
    edge.press("/en/killed/", "<p>Withdrawn.</p>" * 50, status=410)
    edge.press("/en/forbidden/", "<p>Removed by law.</p>", status=451)
    edge.press("/en/bare/", "", status=410)
    assert map_written(nginx) == 7
    asked = [
        (path, host, edge.get(path, Host=host, Accept_Encoding="br"))
        for path, host in (
            ("/en/old/", HOST),
            ("/en/lent/", HOST),
            ("/en/kept/", HOST),
            ("/%D9%82%D8%AF%D9%8A%D9%85/", "arabic.test"),
            ("/en/killed/", HOST),
            ("/en/forbidden/", HOST),
        )
    ]
    all_down(edge, desk)
    for path, host, ours in asked:
        got = nginx.get(path, Host=host, Accept_Encoding="br")
        assert got.status == ours.status, path
        assert got.headers.get("location") == ours.headers.get("location")
        for name in ("cache-control", "vary", "content-security-policy"):
            assert got.headers[name] == ours.headers[name], (path, name)
        if ours.status in {410, 451}:
            assert got.body == ours.body
            # nginx says when a page was modified only where it is there.
            assert told(got).items() <= told(ours).items()
            assert told(ours).keys() - told(got).keys() == {"last-modified"}
    assert nginx.get("/en/bare/").status == 410
    assert nginx.get("/").headers["location"] == "/en/"
    assert nginx.get("/en/killed/", "POST", b"a=b").status == 503


def test_a_map_of_yesterday_hides_nothing_of_today(
    nginx: Server, edge: RunningEdge, desk: FakeDesk
):
    edge.press("/en/killed/", "<p>Withdrawn.</p>", status=410)
    moved(edge, "/en/old/", "/en/new/")
    edge.press("/en/story/")
    assert map_written(nginx) == 2
    edge.press("/en/killed/", "It stands after all.")
    moved(edge, "/en/old/", "/en/newer/")
    edge.press("/en/story/", "<p>Withdrawn.</p>", status=410)
    assert nginx.get("/en/killed/").text == "It stands after all."
    assert nginx.get("/en/old/").headers["location"] == "/en/newer/"
    assert nginx.get("/en/story/").status == 410
    all_down(edge, desk)
    assert nginx.get("/en/killed/").text == "It stands after all."
    assert nginx.get("/en/story/").status == 503, "it is no file any more, map or not"


def test_signs_that_mean_something_to_nginx_are_only_signs(
    nginx: Server, edge: RunningEdge, desk: FakeDesk
):
    for sign in SIGNS:
        moved(edge, f"/en/{sign}/", f"/en/new/{sign}\r\nSet-Cookie: a=b")
        edge.press(f"/en/{sign}/gone/", "", status=410)
    assert map_written(nginx) == 2 * len(SIGNS)
    all_down(edge, desk)
    for sign in SIGNS:
        encoded = "".join(f"%{byte:02X}" for byte in sign.encode())
        got = nginx.get(f"/en/{encoded}/")
        assert got.status == 301, sign
        assert got.headers["location"].startswith("/en/new/")
        assert "set-cookie" not in got.headers
        assert nginx.get(f"/en/{encoded}/gone/").status == 410, sign


def test_the_map_leaves_out_what_nginx_cannot_hold(home: Path):
    live = home / "live"

    def gone(path: str) -> None:
        write_page(page_file(live, HOST, path), Meta(status=410), b"")

    for path in ("/en/Case/", "/en/case/", "/en/b/", "/en/a/", "/"):
        gone(path)
    write_page(
        page_file(live, HOST, "/en/far/"),
        Meta(status=301, location="https://far.test/" + "x" * 4000),
        b"",
    )
    put_page(live, "/en/")
    half = put_page(live, "/en/half/", status=410)
    half.with_name("index.html.meta").write_text("{")
    assert nginx_map(live) == [f'"/{HOST}/en/a/" "410";', f'"/{HOST}/en/b/" "410";']


def test_the_longest_addresses_fit(nginx: Server, edge: RunningEdge, desk: FakeDesk):
    path = "/" + "/".join(['"' * 200] * 7) + "/"
    edge.press(path, "", status=410)
    assert map_written(nginx) == 1
    all_down(edge, desk)
    assert nginx.get(path.replace('"', "%22")).status == 410


def test_a_superseded_page_stands_in_and_says_so(nginx: Server, edge: RunningEdge, desk: FakeDesk):
    put_page(nginx.home / "stale", "/en/story/")
    desk.stop()
    ours = edge.get("/en/story/", Accept_Encoding="br")
    assert ours.headers["x-broadsheet-stale"] == "1"
    assert told(nginx.get("/en/story/", Accept_Encoding="br")) == told(ours)
    edge.stop()
    got = nginx.get("/en/story/", Accept_Encoding="br")
    assert brotli.decompress(got.body).decode() == LONG
    assert told(got) == told(ours)
    assert nginx.get("/en/nothing/").status == 503
    assert nginx.get("/admin/").status == 502


@pytest.mark.parametrize("accepted", ["gzip, br", "gzip", ""])
def test_files_have_the_headers_that_the_edge_sends(
    nginx: Server, edge: RunningEdge, desk: FakeDesk, accepted: str
):
    names = (
        "static/broadsheet/site.0123456789ab.css",
        "static/broadsheet/site.css",
        "static/broadsheet/script.0123456789ab.js",
        "static/broadsheet/app.webmanifest",
        "static/broadsheet/unknown.thing",
        "media/images/picture.max-800x800.webp",
        "media/images/picture.AVIF",
        "media/clips/clip.mp4",
        "media/images/page.html",
    )
    for name in names:
        file = edge.home / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(name * 50)
        if name.startswith("static/"):
            file.with_name(file.name + ".br").write_bytes(brotli.compress(file.read_bytes()))
    for name in names:
        ours = edge.get(f"/{name}", Accept_Encoding=accepted)
        got = nginx.get(f"/{name}", Accept_Encoding=accepted)
        assert (got.status, got.body) == (200, ours.body), name
        assert told(got) == told(ours), name
        if name not in {"media/images/page.html"}:
            assert got.headers["etag"] != ours.headers["etag"], "it was the file that was sent"
    part = nginx.get("/media/clips/clip.mp4", Range="bytes=0-9")
    assert (part.status, part.text) == (206, "media/clip")
    assert nginx.get("/static/missing.css").status == 404
    all_down(edge, desk)
    assert nginx.get("/static/broadsheet/site.css").status == 200


def test_a_page_is_what_it_was_when_nginx_has_no_brotli(
    home: Path, start: Callable[..., RunningEdge]
):
    from broadsheet.config.in_front.configuring import InFront
    from tests.edge.running import FACTS

    made = InFront(home, "http://news.test", FACTS, HEADERS, "127.0.0.1:8000", brotli=False)
    assert "brotli_static" not in made.nginx()
