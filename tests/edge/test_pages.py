"""What readers get of pressed pages."""

from __future__ import annotations

import gzip
import os
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import brotli
import pytest

from broadsheet.edge.memory import key_of
from broadsheet.edge.routing import PROMOTED
from broadsheet.press import live_tree
from broadsheet.press.live_tree import BadPath, move_page, page_file, remove_page
from tests.edge.fake_desk import FakeDesk, page
from tests.edge.running import (
    FACTS,
    HEADERS,
    HOST,
    LONG,
    RunningEdge,
    eventually,
    put_page,
    write_facts,
)


def test_a_pressed_page_is_served_without_asking_the_desk(edge: RunningEdge, desk: FakeDesk):
    edge.press("/en/", keys=["front", "story-1"], headers=[("Link", "</x>; rel=preload")])
    for _ in range(2):
        got = edge.get("/en/")
        assert (got.status, got.text) == (200, LONG)
        assert got.headers["content-type"] == "text/html; charset=utf-8"
        assert got.headers["surrogate-key"] == "front story-1"
        assert got.headers["link"] == "</x>; rel=preload"
        assert "stale-while-revalidate=60, stale-if-error=86400" in got.headers["cache-control"]
        assert got.headers["vary"] == "Accept-Encoding"
        assert got.headers["date"].endswith("GMT")
        assert "server" not in got.headers
    assert desk.heads == []


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [
        ("gzip, deflate, br", "br"),
        ("gzip", "gzip"),
        ("br;q=0, gzip", "gzip"),
        ("br;q=0.1, gzip;q=0.9", "gzip"),
        ("*", "br"),
        ("identity", ""),
        ("identity;q=1, br;q=0.5", ""),
        ("br;q=nonsense", ""),
        ("*;q=0", ""),
        ("", ""),
    ],
)
def test_a_page_comes_in_the_encoding_the_browser_prefers(
    edge: RunningEdge, accepted: str, coding: str
):
    edge.press("/en/")
    got = edge.get("/en/", Accept_Encoding=accepted)
    assert got.headers.get("content-encoding", "") == coding
    unpack = {"br": brotli.decompress, "gzip": gzip.decompress, "": bytes}[coding]
    assert unpack(got.body).decode() == LONG


def test_a_reader_who_has_the_page_gets_304(edge: RunningEdge):
    edge.press("/en/")
    first = edge.get("/en/", Accept_Encoding="br")
    tag = first.headers["etag"]
    assert edge.get("/en/").headers["etag"] != tag, "each encoding has its own"
    for conditions in (
        {"If_None_Match": tag},
        {"If_None_Match": f'"other", W/{tag}'},
        {"If_None_Match": "*"},
        {"If_Modified_Since": first.headers["last-modified"]},
    ):
        got = edge.get("/en/", Accept_Encoding="br", **conditions)
        assert got.status == 304
        assert got.headers["etag"] == tag
        assert got.headers["cache-control"] == first.headers["cache-control"]
        assert "content-length" not in got.headers
    for conditions in (
        {"If_None_Match": '"other"', "If_Modified_Since": first.headers["last-modified"]},
        {"If_Modified_Since": "Mon, 01 Jan 2001 00:00:00 GMT"},
        {"If_Modified_Since": "yesterday"},
    ):
        assert edge.get("/en/", Accept_Encoding="br", **conditions).status == 200


def test_head_says_what_get_would(edge: RunningEdge):
    edge.press("/en/")
    with edge.reader() as reader:
        head = reader.get("/en/", "HEAD")
        whole = reader.get("/en/")
    assert head.status == 200
    assert head.headers["content-length"] == whole.headers["content-length"] == str(len(LONG))


def test_redirects_and_tombstones_are_pages_too(edge: RunningEdge, desk: FakeDesk):
    edge.press("/en/old/", "", status=301, location="/en/new/")
    edge.press("/en/killed/", "<p>Withdrawn.</p>", status=410)
    edge.press("/en/forbidden/", "<p>Removed by law.</p>", status=451)
    moved = edge.get("/en/old/")
    assert (moved.status, moved.headers["location"]) == (301, "/en/new/")
    assert "stale-if-error" not in moved.headers["cache-control"]
    killed = edge.get("/en/killed/")
    assert (killed.status, killed.text) == (410, "<p>Withdrawn.</p>")
    assert "stale" not in killed.headers["cache-control"]
    assert edge.get("/en/forbidden/").status == 451
    assert desk.heads == []


def test_arabic_addresses_lead_to_their_page_however_they_are_encoded(edge: RunningEdge):
    edge.press("/ar/أخبار/", "<p>خبر</p>")
    for spelling in (
        "/ar/%D8%A3%D8%AE%D8%A8%D8%A7%D8%B1/",
        "/ar/%d8%a3%d8%ae%d8%a8%d8%a7%d8%b1/",
        "/%61r/%D8%A3%D8%AE%D8%A8%D8%A7%D8%B1/",
    ):
        assert edge.get(spelling).text == "<p>خبر</p>"
    assert len(edge.server.edge.memory.answers) == 1


def test_a_pressed_page_is_the_same_whatever_the_query_or_the_cookie(
    edge: RunningEdge, desk: FakeDesk
):
    edge.press("/en/")
    assert edge.get("/en/?utm_source=letter").text == LONG
    assert edge.get("/en/", Cookie="sessionid=1").text == LONG
    assert desk.heads == []


def test_the_way_to_an_edition_follows_the_readers_language(edge: RunningEdge):
    for accepted, address in (
        ("es-MX, en;q=0.5", "/es/"),
        ("de, ar;q=0.4", "http://arabic.test/"),
        ("de", "/en/"),
        ("es;q=0, *", "/en/"),
        ("", "/en/"),
    ):
        got = edge.get("/", Accept_Language=accepted)
        assert (got.status, got.headers["location"]) == (302, address)
        assert got.headers["vary"] == "Accept-Language"


def test_on_an_editions_own_host_the_root_is_its_front(edge: RunningEdge):
    edge.press("/", "<p>واجهة</p>", host="arabic.test")
    assert edge.get("/", Host="arabic.test").text == "<p>واجهة</p>"
    assert edge.get("/", Host="ARABIC.test:8000").text == "<p>واجهة</p>"


def test_a_changed_page_is_seen_without_being_told(start: Callable[..., RunningEdge]):
    edge = start(recheck=0.05)
    edge.press("/en/")
    assert edge.get("/en/").text == LONG
    edge.press("/en/", "new")
    eventually(lambda: edge.get("/en/").text == "new")
    edge.press("/en/", "gone", status=410)
    eventually(lambda: edge.get("/en/").status == 410)


def test_a_notice_is_quicker_than_looking(start: Callable[..., RunningEdge]):
    edge = start(recheck=3600)
    for path in ("/en/", "/ar/أخبار/"):
        edge.press(path)
        assert edge.get(path.replace("أخبار", "%D8%A3%D8%AE%D8%A8%D8%A7%D8%B1")).text == LONG
        edge.press(path, "new")
    assert edge.get("/en/").text == LONG
    edge.tell(f"changed\n{HOST}/en/\n{HOST}/ar/أخبار/")
    assert edge.get("/en/").text == "new"
    assert edge.get("/ar/%D8%A3%D8%AE%D8%A8%D8%A7%D8%B1/").text == "new"
    edge.press("/en/", "newer")
    edge.tell("all")
    assert edge.get("/en/").text == "newer"
    edge.tell("nonsense\n\x00")
    assert edge.get("/en/").text == "newer"


def test_a_page_torn_on_the_disk_is_asked_of_the_desk(edge: RunningEdge, desk: FakeDesk):
    desk.default = page("from the desk")
    for broken in ("/en/no-meta/", "/en/no-body/", "/en/half-meta/"):
        file = edge.press(broken)
        meta = file.with_name("index.html.meta")
        if broken == "/en/no-meta/":
            meta.unlink()
        elif broken == "/en/no-body/":
            for each in (file, *file.parent.glob("*.br"), *file.parent.glob("*.gz")):
                each.unlink()
        else:
            os.truncate(meta, 20)
        assert edge.get(broken).text == "from the desk"


def test_a_missing_encoding_is_no_missing_page(edge: RunningEdge):
    file = edge.press("/en/")
    file.with_name("index.html.br").unlink()
    got = edge.get("/en/", Accept_Encoding="br")
    assert (got.text, got.headers.get("content-encoding")) == (LONG, None)


def test_memory_stays_within_its_bound_and_keeps_what_is_read(start: Callable[..., RunningEdge]):
    edge = start(cache_bytes=100_000)
    memory, heads = edge.server.edge.memory, edge.server.edge.heads
    edge.press("/en/hot/", "hot")
    with edge.reader() as reader:
        for number in range(150):
            edge.press(f"/en/{number}/")
            assert reader.get(f"/en/{number}/").status == 200
            assert reader.get("/en/hot/").text == "hot"
            assert memory.held + heads.held <= 100_000
    assert memory.held == sum(each.size for each in memory.answers.values())
    assert key_of(HOST, "", b"/en/hot/") in memory.answers
    assert len(memory.answers) < 60


def test_a_page_larger_than_memory_is_served_all_the_same(start: Callable[..., RunningEdge]):
    edge = start(cache_bytes=10_000)
    edge.press("/en/", "x" * 300_000)
    assert len(edge.get("/en/").body) == 300_000
    assert edge.server.edge.memory.held == 0


def test_a_head_is_remembered_only_as_long_as_page_and_body_are_the_same(
    start: Callable[..., RunningEdge], desk: FakeDesk
):
    # Room for heads, and for no page whole: every body is read from the disk.
    edge = start(cache_bytes=6_000)
    desk.default = page("from the desk")
    file = edge.press("/en/", keys=["story-1"])
    first, again = (edge.get("/en/", Accept_Encoding="br") for _ in range(2))
    assert not edge.server.edge.memory.answers
    assert len(edge.server.edge.heads) == 1
    assert {**again.headers, "date": ""} == {**first.headers, "date": ""}
    assert again.body == first.body
    assert edge.get("/en/", Accept_Encoding="br", If_None_Match=first.headers["etag"]).status == 304

    # The body is in its place, its .meta not yet: the tag is of what is sent.
    newer = brotli.compress(b"newer " * 100)
    file.with_name("index.html.br").write_bytes(newer)
    half = edge.get("/en/", Accept_Encoding="br")
    assert half.body == newer
    assert half.headers["etag"] != first.headers["etag"]

    edge.press("/en/", "changed", status=410)
    assert edge.get("/en/", Accept_Encoding="br").status == 410
    edge.press("/en/", LONG)
    assert edge.get("/en/", Accept_Encoding="br").body == first.body
    remove_page(file)
    assert edge.get("/en/", Accept_Encoding="br").text == "from the desk"


def test_what_is_asked_for_often_comes_into_memory_and_heads_stay_within_their_bound(
    start: Callable[..., RunningEdge],
):
    edge = start(cache_bytes=60_000)
    heads, memory = edge.server.edge.heads, edge.server.edge.memory
    for number in range(60):
        edge.press(f"/en/{number}/")
    with edge.reader() as reader:
        for number in range(60):
            assert reader.get(f"/en/{number}/").text == LONG
        assert 0 < len(heads) < 50
        assert key_of(HOST, "", b"/en/59/") not in memory.answers
        for _ in range(2 * PROMOTED):
            assert reader.get("/en/59/").text == LONG
    assert key_of(HOST, "", b"/en/59/") in memory.answers
    assert memory.held + heads.held <= 60_000


def test_a_head_found_while_its_page_was_being_replaced_is_not_believed(
    start: Callable[..., RunningEdge],
):
    edge = start(cache_bytes=6_000)
    file = edge.press("/en/", keys=["story-1"])
    newer = brotli.compress(b"newer " * 100)
    file.with_name("index.html.br").write_bytes(newer)
    for _ in range(2):
        assert edge.get("/en/", Accept_Encoding="br").headers["surrogate-key"] == "story-1"
    meta = live_tree.read_meta(file)
    assert meta is not None
    live_tree.write_file(
        file.with_name("index.html.meta"), replace(meta, keys=["story-2"]).to_json()
    )
    assert edge.get("/en/", Accept_Encoding="br").headers["surrogate-key"] == "story-2"


def test_the_newsrooms_facts_are_read_again(home, start: Callable[..., RunningEdge]):
    edge = start(recheck=0.05)
    edge.press("/en/", host="second.test")
    assert edge.get("/en/", Host="second.test").status == 421
    write_facts(home, {**FACTS, "hosts": {**FACTS["hosts"], "second.test": "second.test"}})
    eventually(lambda: edge.get("/en/", Host="second.test").status == 200)
    (home / "live" / "newsroom.json").write_text("{")
    time.sleep(0.1)
    assert edge.get("/en/", Host="second.test").status == 200


def test_a_new_edge_takes_over_before_the_old_one_leaves(home, desk: FakeDesk):
    put_page(home / "live", "/en/")
    old = RunningEdge(home, desk=("127.0.0.1", desk.port), grace=2)
    with old.reader() as reader:
        assert reader.get("/en/").status == 200
        old.begin_to_stop()
        assert reader.closed
    old.stop()
    assert list((home / "run" / "edges").iterdir()) == []


def test_what_is_under_way_is_finished_before_it_stops(start, desk: FakeDesk):
    edge = start(grace=5)
    desk.behaviours["/en/slow/"] = desk.waits(page("at last"))
    with edge.reader() as reader:
        reader.send(b"GET /en/slow/ HTTP/1.1\r\nHost: news.test\r\n\r\n")
        desk.wait_for(1)
        edge.begin_to_stop()
        desk.released.set()
        got = reader.read()
        assert got.text == "at last"
        assert reader.closed


def test_only_what_a_file_server_can_answer_for_is_a_plain_file(edge: RunningEdge):
    def names(file: Path) -> set[str]:
        return {each.name.removeprefix("index.html") for each in file.parent.iterdir()}

    plain = {"", ".br", ".gz", ".meta"}
    beside = {".body", ".body.br", ".body.gz", ".meta"}
    extraordinary = {
        "gone": {"status": 410},
        "another-type": {"type": "text/plain"},
        "a-header-more": {"headers": [*HEADERS, ("X-Robots-Tag", "noindex")]},
        "a-header-less": {"headers": HEADERS[1:]},
    }
    for name, meta in extraordinary.items():
        file = edge.press(f"/en/{name}/", **meta)
        assert names(file) == beside, name
        got = edge.get(f"/en/{name}/", Accept_Encoding="br")
        assert brotli.decompress(got.body).decode() == LONG
        edge.press(f"/en/{name}/")
        assert names(file) == plain, "and back"
        edge.press(f"/en/{name}/", "short", **meta)
        assert names(file) == {".body", ".meta"}
        target = edge.home / "stale" / file.relative_to(edge.home / "live")
        assert move_page(file, target)
        assert (names(file), names(target)) == (set(), {".body", ".meta"})
        assert remove_page(target)
        assert not remove_page(target)
    assert edge.get("/en/a-header-more/").status == 404


def test_a_killed_story_is_no_file_at_any_moment_after_its_tombstone_was_begun(
    edge: RunningEdge, monkeypatch: pytest.MonkeyPatch
):
    file = edge.press("/en/killed/")
    seen: list[set[str]] = []
    write = live_tree.write_file

    def broken_off(place: Path, data: bytes, **more: int) -> None:
        seen.append({each.name for each in file.parent.iterdir()})
        if place.name.endswith(".meta"):
            raise OSError("the power is gone")
        write(place, data, **more)

    monkeypatch.setattr(live_tree, "write_file", broken_off)
    with pytest.raises(OSError, match="power"):
        edge.press("/en/killed/", "<p>Withdrawn.</p>", status=410)
    assert seen[-1] == {"index.html.meta", "index.html.body"}
    assert edge.get("/en/killed/").status == 404, "half a page is asked of the desk"
    # Whoever mends the tree finds what is left, whichever part that is.
    file.with_name("index.html.meta").unlink()
    assert list(live_tree.pages_under(edge.home / "live")) == [file]
    assert remove_page(file)
    assert list(live_tree.pages_under(edge.home / "live")) == []


def test_a_file_says_when_its_page_was_modified(edge: RunningEdge):
    file = edge.press("/en/", modified=1_700_000_007)
    for ending in ("", ".br", ".gz"):
        assert int(file.with_name(f"index.html{ending}").stat().st_mtime) == 1_700_000_007


@pytest.mark.parametrize("ending", [".meta", ".br", ".gz", ".body", ".body.br"])
def test_no_address_has_a_part_of_another_page(home: Path, ending: str):
    with pytest.raises(BadPath):
        page_file(home / "live", HOST, f"/en/index.html{ending}")
