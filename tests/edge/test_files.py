"""Style sheets, pictures and clips."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.edge.fake_desk import FakeDesk, page
from tests.edge.running import RunningEdge

CLIP = bytes(range(256)) * 4000


@pytest.fixture
def clip(home: Path) -> Path:
    """A clip of about a megabyte."""
    file = home / "media" / "clips" / "ship.mp4"
    file.parent.mkdir(parents=True)
    file.write_bytes(CLIP)
    return file


def test_static_files_come_compressed_and_are_kept_by_their_name(home: Path, edge: RunningEdge):
    static = home / "static" / "broadsheet"
    static.mkdir(parents=True)
    (static / "site.css").write_text("plain")
    (static / "site.css.br").write_bytes(b"in brotli")
    (static / "site.css.gz").write_bytes(b"in gzip")
    (static / "site.0123456789ab.js").write_text("hashed")
    for _ in range(2):
        got = edge.get("/static/broadsheet/site.css", Accept_Encoding="br")
        assert (got.body, got.headers["content-encoding"]) == (b"in brotli", "br")
        assert got.headers["content-type"] == "text/css; charset=utf-8"
        assert got.headers["cache-control"] == "public, max-age=3600"
        assert got.headers["vary"] == "Accept-Encoding"
        assert edge.get("/static/broadsheet/site.css", Accept_Encoding="gzip").body == b"in gzip"
        assert edge.get("/static/broadsheet/site.css", Range="bytes=0-1").text == "plain"
    hashed = edge.get("/static/broadsheet/site.0123456789ab.js")
    assert hashed.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert hashed.headers["content-type"] == "text/javascript; charset=utf-8"
    tag = {"If_None_Match": hashed.headers["etag"]}
    assert edge.get("/static/broadsheet/site.0123456789ab.js", **tag).status == 304
    assert edge.get("/static/broadsheet/none.css").status == 404


def test_pictures_are_shown_and_anything_else_is_handed_out(home: Path, edge: RunningEdge):
    images = home / "media" / "images"
    images.mkdir(parents=True)
    (images / "ship.avif").write_bytes(b"picture")
    (images / "evil.svg").write_bytes(b"<svg/>")
    picture = edge.get("/media/images/ship.avif")
    assert picture.headers["content-type"] == "image/avif"
    assert picture.headers["x-content-type-options"] == "nosniff"
    assert picture.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert "content-disposition" not in picture.headers
    assert edge.get("/media/images/evil.svg").headers["content-disposition"] == "attachment"


def test_documents_are_the_desks(home: Path, edge: RunningEdge, desk: FakeDesk):
    (home / "media" / "documents").mkdir(parents=True)
    (home / "media" / "documents" / "a.pdf").write_bytes(b"from the disk")
    desk.default = page("from the desk")
    assert edge.get("/media/documents/a.pdf").text == "from the desk"


@pytest.mark.parametrize(
    ("wanted", "first", "end"),
    [
        ("bytes=0-0", 0, 1),
        ("bytes=0-99", 0, 100),
        ("bytes=100-", 100, len(CLIP)),
        ("bytes=-10", len(CLIP) - 10, len(CLIP)),
        ("bytes=-99999999", 0, len(CLIP)),
        ("bytes=1000000-99999999", 1_000_000, len(CLIP)),
        (f"bytes={len(CLIP) - 1}-", len(CLIP) - 1, len(CLIP)),
        ("Bytes = 5-9", 5, 10),
    ],
)
def test_a_player_gets_the_part_it_asks_for(
    clip: Path, edge: RunningEdge, wanted: str, first: int, end: int
):
    got = edge.get("/media/clips/ship.mp4", Range=wanted)
    assert got.status == 206
    assert got.headers["content-range"] == f"bytes {first}-{end - 1}/{len(CLIP)}"
    assert got.body == CLIP[first:end]


@pytest.mark.parametrize(
    "wanted",
    ["bytes=0-1,5-9", "bytes=9-5", "bytes=-", "bytes=a-b", "pages=1-2", "bytes=0-" + "9" * 30, ""],
)
def test_what_is_no_single_part_is_answered_with_the_whole(
    clip: Path, edge: RunningEdge, wanted: str
):
    got = edge.get("/media/clips/ship.mp4", Range=wanted)
    assert (got.status, got.body == CLIP) == (200, True)
    assert got.headers["accept-ranges"] == "bytes"


@pytest.mark.parametrize("wanted", [f"bytes={len(CLIP)}-", "bytes=9999999-", "bytes=-0"])
def test_a_part_beyond_the_end_is_refused(clip: Path, edge: RunningEdge, wanted: str):
    with edge.reader() as reader:
        got = reader.get("/media/clips/ship.mp4", Range=wanted)
        assert (got.status, got.headers["content-range"]) == (416, f"bytes */{len(CLIP)}")
        assert reader.get("/media/clips/ship.mp4", "HEAD").status == 200


def test_parts_of_another_file_are_not_mixed(clip: Path, edge: RunningEdge):
    whole = edge.get("/media/clips/ship.mp4", "HEAD")
    for mark, status in (
        (whole.headers["etag"], 206),
        (whole.headers["last-modified"], 206),
        ('"other"', 200),
        ("Mon, 01 Jan 2001 00:00:00 GMT", 200),
        (f"W/{whole.headers['etag']}", 200),
    ):
        got = edge.get("/media/clips/ship.mp4", Range="bytes=0-4", If_Range=mark)
        assert got.status == status
    tag = whole.headers["etag"]
    assert edge.get("/media/clips/ship.mp4", If_None_Match=tag).status == 304
    assert edge.get("/media/clips/ship.mp4", If_None_Match=tag, Range="bytes=0-4").status == 304


def test_parts_of_small_files_too(home: Path, edge: RunningEdge):
    (home / "media" / "images").mkdir(parents=True)
    (home / "media" / "images" / "a.png").write_bytes(b"0123456789")
    assert edge.get("/media/images/a.png").body == b"0123456789"
    assert edge.get("/media/images/a.png", Range="bytes=2-3").body == b"23"
    (home / "media" / "images" / "empty.png").write_bytes(b"")
    assert edge.get("/media/images/empty.png").body == b""
    assert edge.get("/media/images/empty.png", Range="bytes=0-").status == 416


def test_large_files_do_not_fill_memory(clip: Path, edge: RunningEdge):
    for _ in range(3):
        assert edge.get("/media/clips/ship.mp4").body == CLIP
    assert edge.server.edge.memory.held == 0


def test_a_replaced_file_is_served_anew(home: Path, start):
    edge = start(recheck=3600)
    (home / "static").mkdir()
    file = home / "static" / "a.css"
    file.write_text("old")
    assert edge.get("/static/a.css").text == "old"
    part = file.with_name("part")
    part.write_text("new")
    os.replace(part, file)
    edge.tell("all")
    assert edge.get("/static/a.css").text == "new"


def test_a_playlist_that_moves_is_fresh_for_a_second_and_its_segments_for_a_year(
    home: Path, edge: RunningEdge
):
    folder = home / "media" / "channel" / "demo" / "film"
    folder.mkdir(parents=True)
    (folder.parent / "live.m3u8").write_text("#EXTM3U\n")
    (folder / "000.m4s").write_bytes(b"segment")
    clips = home / "media" / "clips" / "hls"
    clips.mkdir(parents=True)
    (clips / "index.m3u8").write_text("#EXTM3U\n")
    live = edge.get("/media/channel/demo/live.m3u8")
    assert live.headers["content-type"] == "application/vnd.apple.mpegurl"
    assert live.headers["cache-control"] == "public, max-age=1"
    for still in ("/media/channel/demo/film/000.m4s", "/media/clips/hls/index.m3u8"):
        assert edge.get(still).headers["cache-control"].endswith("immutable")
    segment = edge.get("/media/channel/demo/film/000.m4s")
    assert segment.headers["content-type"] == "video/iso.segment"
