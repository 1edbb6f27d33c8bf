"""What a reader of a page's events gets: all of them, once, in order, whoever comes and goes."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from broadsheet.kit.event_log import EventLog
from tests.edge.event_source import EVENTS, PAGE, Event, EventReader
from tests.edge.fake_desk import FakeDesk, page
from tests.edge.running import LONG, RunningEdge, eventually, request, write_facts

Start = Callable[..., RunningEdge]
Follow = Callable[..., EventReader]


def test_an_item_appears_at_once(start: Start, log: EventLog):
    # For what no notice told of, this edge would look after an hour.
    reader = EventReader(start(recheck=3600.0), EVENTS)
    log.append(PAGE, 4, "item", "Quake off Chile")
    assert reader.until(1) == [Event("item", "Quake off Chile", "4")]
    reader.close()


def test_the_head_keeps_caches_and_proxies_from_holding_events_back(follow: Follow, log: EventLog):
    head = {line.partition(": ")[0].lower(): line.partition(": ")[2] for line in follow().head[1:]}
    assert head["content-type"] == "text/event-stream"
    assert head["cache-control"] == "no-store, no-transform"
    assert head["x-accel-buffering"] == "no"
    assert head["connection"] == "close"
    assert "content-length" not in head
    assert "set-cookie" not in head


def test_text_of_any_kind_arrives_as_it_was(follow: Follow, log: EventLog):
    texts = ["", "a\nb", " leading", "زلزال\u2028قبالة", ":colon", "data: x\n\nid: 99", "\n", "🙂"]
    reader = follow()
    for number, text in enumerate(texts, start=1):
        log.append(PAGE, number, "item", text)
    # An event without any text is none to a browser, but an empty line of text is one.
    assert [each.data for each in reader.until(len(texts))] == texts
    assert [each.id for each in reader.events] == [str(n) for n in range(1, len(texts) + 1)]


def test_who_comes_new_hears_what_happens_from_now_on_and_can_resume(follow: Follow, log: EventLog):
    log.append(PAGE, 3, "item", "before")
    reader = follow()
    eventually(lambda: reader.parser.last_id == "3" or not reader.more())
    log.append(PAGE, 5, "item", "while away")
    reader.connect()
    assert reader.until(1) == [Event("item", "while away", "5")]


@pytest.mark.parametrize("by", ["header", "query"])
def test_who_resumes_gets_exactly_what_was_missed(follow: Follow, log: EventLog, by: str):
    for number in range(1, 10):
        log.append(PAGE, number, "item", str(number))
    reader = follow(last_id="6") if by == "header" else follow(f"{EVENTS}?last-event-id=6")
    log.append(PAGE, 12, "item", "12")
    assert [each.data for each in reader.until(4)] == ["7", "8", "9", "12"]


def test_a_cut_between_the_events_of_one_number_resumes_there(follow: Follow, log: EventLog):
    log.append_all(PAGE, 7, [("withdrawn", "a"), ("item", "b"), ("item", "c")])
    ids = [each.id for each in follow(last_id="0").until(3)]
    assert ids == ["7.1", "7.2", "7"]
    assert [each.data for each in follow(last_id="7.1").until(2)] == ["b", "c"]
    assert [each.data for each in follow(last_id="7.2").until(1)] == ["c"]


@pytest.mark.parametrize(
    "last_id",
    ["99", "2", "abc", "-1", "1e3", "9" * 15, "9" * 400, "7.9", "12.1", "٧", "8.1.1", "007"],
)
def test_an_id_that_is_too_old_or_not_ours_has_the_page_loaded_anew(
    follow: Follow, log: EventLog, last_id: str
):
    for number in range(1, 10):
        log.append(PAGE, number, "item", str(number))
    log.trim(PAGE, records=5)
    sent = last_id.encode().decode("latin-1") if last_id.isascii() else "%D9%A7"
    reader = follow(f"{EVENTS}?last-event-id={sent}")
    assert [each.name for each in reader.until(1)] == ["reload"]
    assert reader.events[0].id == "9"
    log.append(PAGE, 10, "item", "on it goes")
    assert reader.until(2)[1] == Event("item", "on it goes", "10")


def test_a_lost_notice_costs_a_moment_and_no_event(
    edge: RunningEdge, follow: Follow, log: EventLog
):
    reader = follow()
    for file in (edge.home / "run" / "edges").glob("*.sock"):
        file.unlink()
    log.append(PAGE, 1, "item", "unannounced")
    assert reader.until(1)[0].data == "unannounced"


def test_each_edition_has_its_own_events_under_its_own_address(follow: Follow, log: EventLog):
    log.begin("/ar/breaking/")
    arabic = follow("/breaking/events", Host="arabic.test")
    english = follow()
    log.append(PAGE, 1, "item", "en")
    log.append("/ar/breaking/", 2, "item", "ar")
    assert arabic.until(1)[0].data == "ar"
    assert english.until(1)[0].data == "en"


def test_the_events_of_an_edition_on_its_own_host_are_nowhere_else(
    edge: RunningEdge, log: EventLog
):
    log.begin("/ar/breaking/")
    assert edge.get("/ar/breaking/events", Accept="text/event-stream").status == 404


def test_a_stream_that_is_not_there_is_404_and_leaves_no_trace(
    edge: RunningEdge, log: EventLog, desk: FakeDesk
):
    for path in ("/en/none/events", "/en/breaking//events", "/en/../events", "/events"):
        assert edge.get(path, Accept="text/event-stream").status in {400, 404}
    assert edge.get("/en/none/events?after=1").status == 404
    assert desk.heads == []
    assert edge.server.edge.channels.followed == 0


def test_a_page_called_events_is_still_found(edge: RunningEdge, log: EventLog, desk: FakeDesk):
    desk.behaviours["/en/news/events"] = page("a section")
    assert edge.get("/en/news/events").text == "a section"


def test_who_cannot_stream_asks_again_and_again(edge: RunningEdge, log: EventLog):
    first = edge.get(EVENTS, Accept="application/json")
    assert json.loads(first.body) == {"last": 0, "events": [], "reload": False}
    assert first.headers["cache-control"] == "public, max-age=1"
    log.append_all(PAGE, 4, [("withdrawn", "أ"), ("item", "b")])
    got = edge.get(f"{EVENTS}?after=0", Accept="application/json")
    assert got.headers["content-type"] == "application/json"
    assert json.loads(got.body) == {
        "last": 4,
        "events": [
            {"id": "4.1", "event": "withdrawn", "data": "أ"},
            {"id": "4", "event": "item", "data": "b"},
        ],
        "reload": False,
    }
    assert [e["id"] for e in json.loads(edge.get(f"{EVENTS}?after=4.1").body)["events"]] == ["4"]
    for wrong in ("99", "", "x"):
        assert json.loads(edge.get(f"{EVENTS}?after={wrong}").body)["reload"] is True


def test_a_head_request_opens_no_stream(edge: RunningEdge, log: EventLog):
    with edge.reader() as reader:
        assert reader.get(EVENTS, "HEAD", Accept="text/event-stream").status == 200
        assert edge.server.edge.channels.open == 0


def test_pages_asked_for_before_a_stream_are_answered_before_it(edge: RunningEdge, log: EventLog):
    edge.press("/en/")
    with edge.reader() as reader:
        reader.send(request("/en/") + request(EVENTS, Accept="text/event-stream") + request("/en/"))
        assert reader.read().text == LONG
        while b"id: 0\n\n" not in reader._kept:
            assert reader._more()
        # What was asked for after the stream is never answered, in the stream least of all.
        log.append(PAGE, 1, "item", "x")
        while b"id: 1\n\n" not in reader._kept:
            assert reader._more()
        assert LONG.encode() not in reader._kept
        assert b"HTTP/1.1" not in reader._kept.partition(b"\r\n\r\n")[2]


def test_who_speaks_on_a_stream_is_cut_off(edge: RunningEdge, follow: Follow, log: EventLog):
    reader = follow()
    reader.send(request("/en/"))
    while reader.more():
        pass
    eventually(lambda: edge.server.edge.channels.open == 0)


def test_readers_come_back_at_different_moments(follow: Follow, log: EventLog):
    waits = set()
    for _ in range(8):
        reader = follow()
        while reader.parser.retry is None:
            reader.more()
        assert 1000 <= reader.parser.retry <= 5000
        waits.add(reader.parser.retry)
    assert len(waits) > 4


def test_a_silent_stream_is_kept_alive(start: Start, log: EventLog):
    edge = start(heartbeat=0.1, idle_timeout=0.2)
    with closing(EventReader(edge, EVENTS)) as reader:
        for _ in range(10):
            reader.until_beat()
        assert reader.events == []


def test_a_withdrawn_page_ends_its_streams(edge: RunningEdge, follow: Follow, log: EventLog):
    reader = follow()
    log.remove(PAGE)
    while reader.more():
        pass
    assert edge.get(EVENTS, Accept="text/event-stream").status == 404


def test_an_edge_without_newsroom_facts_streams_nothing(home: Path, start: Start, log: EventLog):
    write_facts(home, {"hosts": {}, "editions": [], "unavailable": {}})
    edge = start()
    assert edge.get(EVENTS, Accept="text/event-stream").status != 200
