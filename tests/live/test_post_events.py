"""What those who look at a live page are told: it leaves them with what a fresh page has."""

from __future__ import annotations

import json
import re
from contextlib import suppress
from pathlib import Path
from random import Random

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from broadsheet.desk import taking_down
from broadsheet.kit.event_log import EventLog, Tail
from broadsheet.ledger.cursors import position
from broadsheet.ledger.sequencer import sequence
from broadsheet.live import post_pages
from broadsheet.live.closing import close_page, reopen_page
from broadsheet.live.marking import mark_key_event, pin_post
from broadsheet.live.models import Post
from broadsheet.live.post_events import CONSUMER, LivePageEvents
from broadsheet.live.post_words import PostWords
from broadsheet.live.posting import Conflict, correct_post, delete_post, edit_post
from broadsheet.media.renditions import make_renditions
from broadsheet.stories.models import Story
from tests.newsroom import make_live_page, make_picture, make_post, make_user, section_of

pytestmark = pytest.mark.django_db

ITEM = re.compile(r'<li id="post-(\d+)" data-id="(\d+)".*?</article></li>', re.DOTALL)
PART = '<div data-part="{}">(.*?)</div>\n?(?=<div data-part|<section class="posts")'


class Listener:
    """The consumer at work, and what a channel has told so far."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.consumer = LivePageEvents(home)
        self.consumer.step()

    def told(self, page: Story) -> list[tuple[int, str, dict]]:
        """Let the worker take a turn; number, name and data of all events there are."""
        self.consumer.step()
        tail = Tail(self.home / "stream", page.url_path)
        records, _ = tail.read()
        return [
            (each.number, name, json.loads(data)) for each in records for name, data in each.events
        ]

    def names(self, page: Story) -> list[str]:
        return [name for _number, name, _data in self.told(page)]

    def newest(self, page: Story) -> tuple[str, dict]:
        _number, name, data = self.told(page)[-1]
        return name, data


@pytest.fixture
def listener(newsroom, tmp_path) -> Listener:
    return Listener(tmp_path)


@pytest.fixture
def page(english, listener) -> Story:
    page = make_live_page(english, "The count")
    listener.told(page)
    return page


def test_a_post_is_told_as_the_page_has_it(page, listener, reader):
    post = make_post(page, "The doors are open", words={"headline": "Open"})
    name, told = listener.newest(page)
    assert (name, told["id"], told["number"]) == ("post", post.pk, 1)
    html = reader.get(page.url).content.decode()
    assert told["html"] in html
    # Who follows from the page on does not hear it again.
    assert f'data-after="{sequence()}"' in html


def test_what_becomes_of_a_post(page, listener):
    post = make_post(page, "Secretwords")
    edit_post(post, PostWords(text="Secretwords, again"), seen=1)
    correct_post(post, PostWords(text="Other words"), "Wrong", seen=2)
    assert listener.names(page) == ["page", "post", "edited", "edited"]
    mark_key_event(post)
    assert listener.names(page)[4:] == ["edited", "key-events"]
    pin_post(post)
    assert listener.names(page)[6:] == ["edited", "pinned"]
    delete_post(post)
    # The log begins anew: it does not go on giving out what was taken back.
    assert listener.names(page) == ["deleted", "pinned", "key-events"]
    assert all("ecretwords" not in json.dumps(data) for _, _, data in listener.told(page))
    assert [data.get("html") for _, _, data in listener.told(page)] == [None, "", ""]


def test_a_post_is_told_as_it_stands_and_not_as_it_was(page, listener):
    post = make_post(page, "Secretwords")
    delete_post(post)
    assert "Secretwords" not in json.dumps(listener.told(page))
    assert listener.names(page)[-1] == "deleted"


def test_a_page_that_readers_do_not_see_tells_nothing(english, listener):
    page = make_live_page(english, live=False)
    listener.consumer.step()
    assert Tail.of(listener.home / "stream", page.url_path) is None
    page.save_revision().publish()
    assert listener.names(page) == ["page"]


def test_closing_and_opening_again(page, listener):
    make_post(page, "Words")
    close_page(page, "Done.", None)
    assert listener.names(page) == ["closed", "page"]
    reopen_page(page)
    make_post(page)
    assert listener.names(page) == ["closed", "page", "opened", "post"]


def test_a_page_that_is_killed_leaves_not_a_word_in_its_log(page, listener):
    make_post(page, "Secretwords")
    assert "Secretwords" in json.dumps(listener.told(page))
    taking_down.kill(page, make_user("Chief"), "Invented")
    assert listener.names(page) == ["gone"]
    raw = [file.read_bytes() for file in (listener.home / "stream").glob("*.log")]
    assert not any(b"Secretwords" in each for each in raw)


def test_a_page_that_moves_takes_its_readers_along(page, english, listener):
    old = Story.objects.get(pk=page.pk)
    page.move(section_of(english, "economy"), pos="last-child")
    page = Story.objects.get(pk=page.pk)
    assert listener.names(old) == ["moved"]
    make_post(page)
    assert listener.names(page) == ["page", "post"]


def test_a_picture_comes_when_its_sizes_are_made(page, listener):
    picture = make_picture(size=(64, 36))
    make_post(page, "See", words={"picture": picture.pk})
    assert "<img" not in listener.newest(page)[1]["html"]
    make_renditions(picture)
    name, told = listener.newest(page)
    assert name == "edited"
    assert "<img" in told["html"]


def test_a_post_too_large_for_a_stream_has_the_page_loaded(page, listener, monkeypatch):
    monkeypatch.setattr("broadsheet.live.post_events.LARGEST", 100)
    make_post(page, "Words " * 50)
    assert listener.newest(page) == ("page", {})


def test_a_worker_that_was_killed_says_nothing_twice(page, listener):
    make_post(page)
    before = listener.told(page)
    again = LivePageEvents(listener.home)
    again._position = before[0][0] - 1
    again._catch_up(sequence())
    assert listener.told(page) == before
    assert position(CONSUMER) == sequence()


class LivePage:
    """A reader's page by the rules of ``live-page.js``: what it holds, and how far it has come."""

    def __init__(self, page: Story, folder: Path) -> None:
        self.url, self.channel, self.folder = page.url, page.url_path, folder
        self.posts: dict[int, str] = {}
        self.parts: dict[str, str] = {}
        self.loads = 0
        self.load()

    def load(self) -> None:
        """Load the page and take over what it has."""
        self.loads += 1
        html = Client().get(self.url).content.decode()
        self.posts = {int(found[1]): found[0] for found in ITEM.finditer(html)}
        for name in ("pinned", "key-events"):
            self.parts[name] = re.search(PART.format(name), html, re.DOTALL)[1].strip()
        self.after = int(re.search(r'data-after="(\d+)"', html)[1])
        self.newest = max(self.posts, default=0)

    def hear(self, most: int) -> None:
        """Take the next ``most`` events, then be cut off; load anew where some were missed."""
        tail = Tail(self.folder, self.channel)
        records, _ = tail.read()
        if self.after < tail.floor or self.after > tail.last:
            self.load()
            return
        left = [record for record in records if record.number > self.after]
        for record in left[:most]:
            for name, data in record.events:
                self.take(name, json.loads(data))
            # An id is only held on to once all of its events are taken in.
            self.after = record.number

    def take(self, name: str, told: dict) -> None:
        """One event."""
        if name == "deleted":
            self.posts.pop(told["number"], None)
        elif name in {"post", "edited"}:
            number = told["number"]
            if number in self.posts or number > self.newest:
                self.posts[number] = told["html"]
                self.newest = max(self.newest, number)
            full = max(0, post_pages.page_that_fills(self.newest))
            self.posts = {n: h for n, h in self.posts.items() if n > full * post_pages.PAGE_SIZE}
        elif name in self.parts:
            self.parts[name] = told["html"]


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck), print_blob=True)
@given(seed=some.integers(0, 2**32), steps=some.integers(5, 30))
def test_whatever_editors_do_and_wherever_streams_are_cut_all_see_the_same(
    english, tmp_path_factory, monkeypatch, seed, steps
):
    """Posts, edits, corrections, marks and deletions by two editors, with readers who are cut off
    anywhere, and a log so short that some of them must load anew."""
    monkeypatch.setattr(post_pages, "PAGE_SIZE", 3)
    chance = Random(seed)
    with transaction.atomic():
        home = tmp_path_factory.mktemp("stream")
        listener = Listener(home)
        listener.consumer.log = EventLog(home / "stream", records=4, size=20_000)
        page = make_live_page(english)
        listener.consumer.step()
        readers = [LivePage(page, home / "stream") for _ in range(3)]
        seen: dict[int, int] = {}
        for _ in range(steps):
            _act(page, chance, seen)
            if chance.random() < 0.7:
                listener.consumer.step()
            chance.choice(readers).hear(chance.randrange(4))
        listener.consumer.step()
        fresh = LivePage(page, home / "stream")
        for reader in readers:
            for _ in range(200):
                reader.hear(3)
            assert sorted(reader.posts.items()) == sorted(fresh.posts.items())
            assert reader.parts == fresh.parts
        transaction.set_rollback(True)


def _act(page: Story, chance: Random, seen: dict[int, int]) -> None:
    """One thing that one of two editors does; what is refused is refused without effect."""
    posts = list(Post.objects.filter(story=page, deleted_at=None))
    act = chance.choice(["post", "post", "post", "edit", "correct", "delete", "pin", "key"])
    words = PostWords(text=f"Words {chance.randrange(1000)}")
    with suppress(Conflict, ValidationError):
        if act == "post" or not posts:
            make_post(page, words.text, key_event=chance.random() < 0.3)
            return
        post = chance.choice(posts)
        # The other editor may have been quicker than this one's screen.
        version = seen.get(post.pk, post.version) if chance.random() < 0.3 else post.version
        seen[post.pk] = post.version
        if act == "edit":
            edit_post(post, words, seen=version)
        elif act == "correct":
            correct_post(post, words, "It was wrong", seen=version)
        elif act == "delete":
            delete_post(post)
        elif act == "pin":
            pin_post(post, pinned=chance.random() < 0.7)
        else:
            mark_key_event(post, key_event=chance.random() < 0.7)
