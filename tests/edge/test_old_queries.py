"""Old addresses that are only a query, where a front stands at their path."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.edge.fake_desk import FakeDesk, page
from tests.edge.running import FACTS, RunningEdge, write_facts

MOVED = {**FACTS, "old_queries": True}


@pytest.fixture
def edge(home: Path, start: Callable[..., RunningEdge]) -> RunningEdge:
    """The edge of a newsroom to which an old site has moved."""
    write_facts(home, MOVED)
    return start()


def test_a_pressed_redirect_answers_for_the_query_without_the_desk(
    edge: RunningEdge, desk: FakeDesk
):
    edge.press("/-/p/12/", "", status=301, location="/en/story/", keys=["p-1"])
    for asked in ("/?p=12", "/?page_id=12", "/?utm_source=x&p=12&amp=1", "/index.php?p=12"):
        got = edge.get(asked, Cookie="a=1", Accept_Language="es")
        assert (got.status, got.headers["location"]) == (301, "/en/story/"), asked
        assert got.headers["surrogate-key"] == "p-1", "it is purged with the story's address"
        assert got.headers["vary"] == "Accept-Encoding"
    assert desk.heads == []


def test_the_front_of_an_edition_with_a_host_does_not_hide_the_old_address(edge: RunningEdge):
    edge.press("/", "<p>واجهة</p>", host="arabic.test")
    edge.press("/-/p/7/", "", status=301, location="/قصة/", host="arabic.test")
    assert edge.get("/?p=7", Host="arabic.test").status == 301
    assert edge.get("/", Host="arabic.test").text == "<p>واجهة</p>"
    assert edge.get("/?utm_source=p", Host="arabic.test").text == "<p>واجهة</p>"


def test_the_desk_is_asked_once_by_path_and_what_is_not_there_is_remembered(
    edge: RunningEdge, desk: FakeDesk
):
    for _ in range(3):
        assert edge.get("/?p=999").status == 404
    assert desk.asked_for("/-/p/999/") == 1
    desk.behaviours["/en/-/cat/4/feed/"] = page("found")
    assert edge.get("/en/?cat=4&feed=rss2").text == "found"


def test_another_query_of_a_front_changes_nothing(edge: RunningEdge, desk: FakeDesk):
    edge.press("/en/")
    for asked in ("/en/?p=x", "/en/?p=", "/en/?q=1", "/en/?p=%2F%2Fevil.example", "/en/?tag=.."):
        assert edge.get(asked).status == 200, asked
    assert edge.get("/?p=0", Accept_Language="es").headers["location"] == "/es/"
    assert desk.heads == []


def test_a_newsroom_that_never_moved_house_looks_at_no_query(
    home: Path, start: Callable[..., RunningEdge], desk: FakeDesk
):
    edge = start()
    edge.press("/en/")
    assert edge.get("/en/?p=12").status == 200
    assert edge.get("/?p=12", Accept_Language="es").headers["location"] == "/es/"
    assert desk.heads == []


def test_the_edge_learns_while_it_runs_that_an_archive_came_in(
    home: Path, start: Callable[..., RunningEdge]
):
    edge = start()
    edge.press("/-/p/12/", "", status=301, location="/en/story/")
    assert edge.get("/?p=12").status == 302
    write_facts(home, MOVED)
    edge.tell("all")
    assert edge.get("/?p=12").status == 301
