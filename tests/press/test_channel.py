"""The channel's page in the tree: true at every hour, and when a stream goes down."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from broadsheet.kit import clock
from broadsheet.live.channel.faults import Unreachable
from broadsheet.live.channel.watching import keep_look
from broadsheet.press.mending import Mender
from tests.live.streams import make_slot, make_stream

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def on_now(text: str) -> str:
    """The title that the guide marks as on now."""
    marked = text.partition('data-state="now"')[2]
    return marked.partition("<bdi>")[2].partition("</bdi>")[0]


def test_what_is_on_is_pressed_anew_when_it_begins_and_at_no_other_time(shop, newsroom):
    stream = make_stream(newsroom["en"])
    make_slot(stream, "11:30", 60, weekday=0, title="The news")
    make_slot(stream, "12:30", 60, weekday=0, title="The match")
    with clock.standing_at(NOON):
        shop.ask("/en/live/")
        assert on_now(shop.text("/en/live/")) == "The news"
        before = shop.file("/en/live/").with_name("index.html.body").stat().st_ino
    with clock.standing_at(NOON + timedelta(minutes=29)):
        list(Mender(shop.press)._outlived())
        assert shop.file("/en/live/").with_name("index.html.body").stat().st_ino == before
    with clock.standing_at(NOON + timedelta(minutes=30)):
        list(Mender(shop.press)._outlived())
        assert on_now(shop.text("/en/live/")) == "The match"


def test_an_interruption_presses_the_channel_and_a_look_that_is_fine_nothing(shop, newsroom):
    stream = make_stream(newsroom["en"])
    shop.ask("/en/live/")
    shop.ask("/en/live/schedule/")
    shop.drain()
    assert 'data-state="up"' in shop.text("/en/live/")
    rendered = shop.follower.rendered
    keep_look(stream, None)
    shop.drain()
    assert shop.follower.rendered == rendered
    for _ in range(2):
        keep_look(stream, Unreachable("status", 503))
    shop.drain()
    assert 'data-state="down"' in shop.text("/en/live/")
    keep_look(stream, None)
    shop.drain()
    assert 'data-state="up"' in shop.text("/en/live/")


def test_a_page_with_a_policy_of_its_own_is_no_plain_file(shop, newsroom):
    make_stream(newsroom["en"], address="https://live.example.org/a.m3u8")
    shop.ask("/en/live/")
    shop.ask("/en/live/schedule/")
    page = shop.file("/en/live/")
    assert not page.exists()
    assert page.with_name("index.html.body").exists()
    assert "https://live.example.org" in page.with_name("index.html.meta").read_text()
    assert shop.file("/en/live/schedule/").exists()


def test_a_slot_presses_its_stream_and_no_other(shop, newsroom):
    ours = make_stream(newsroom["en"])
    make_stream(newsroom["ar"])
    for code in ("en", "ar"):
        shop.ask(f"/{code}/live/schedule/")
    shop.drain()
    before = shop.follower.rendered
    make_slot(ours, "20:00", weekday=0, title="New tonight")
    shop.drain()
    assert "New tonight" in shop.text("/en/live/schedule/")
    # The schedule, and the stream's own page, which was pressed when it came.
    assert shop.follower.rendered == before + 2
