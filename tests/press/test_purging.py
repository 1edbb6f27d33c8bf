"""What the press owes caches further out after each thing that happens to a page."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from broadsheet.press import live_tree, pressing
from broadsheet.press.following import Follower
from broadsheet.press.keys import newsroom_key, page_key
from broadsheet.press.middleware import SHORTLY, PressMiddleware
from broadsheet.press.pressing import Press
from broadsheet.press.purging import Lane
from broadsheet.stories.models import Story
from tests.caches.twins import SERVICE, TOKEN, ZONE, VarnishTwin
from tests.newsroom import make_story, section_of
from tests.press.conftest import HOST, Shop
from tests.readers.writing import change_story, paragraph

pytestmark = pytest.mark.django_db

STORY = "/en/news/politics/the-gate-opens/"
VARNISH = "varnish 10.0.0.5:6081"


@pytest.fixture
def shop(settings, newsroom, tmp_path, monkeypatch) -> Iterator[Shop]:
    """A press with a cache further out, which never answers."""
    settings.BROADSHEET_PURGE_TOKENS = "varnish://10.0.0.5:6081"
    shop = Shop(tmp_path / "home")
    monkeypatch.setattr(pressing, "the_press", lambda: shop.press)
    monkeypatch.setattr("broadsheet.press.middleware.the_press", lambda: shop.press)
    settle(shop.press)
    yield shop
    shop.press.index.close()


@pytest.fixture
def politics(newsroom):
    return section_of(newsroom["en"], "politics")


def settle(press: Press) -> None:
    """Let the caches have acknowledged all."""
    press.index.connection.execute("DELETE FROM purge")


def owed(press: Press, urgent: int | None = None) -> set[str]:
    rows = press.index.connection.execute("SELECT key, urgent FROM purge").fetchall()
    return {key for key, hurries in rows if urgent in {None, hurries}}


def key(path: str) -> str:
    return page_key(HOST, path)


def test_a_new_story_is_owed_because_not_there_may_have_been_given_out(shop, politics):
    make_story(politics, "The gate opens")
    shop.drain()
    assert key(STORY) in owed(shop.press)


def test_even_if_a_reader_had_it_pressed_before_the_worker(shop, politics):
    make_story(politics, "The gate opens")
    shop.ask(STORY)
    shop.drain()
    assert key(STORY) in owed(shop.press)


def test_a_page_that_a_reader_asks_for_first_is_not_owed(shop, politics):
    shop.ask("/en/")
    shop.ask("/en/no-such-page/")
    assert owed(shop.press) == set()


def test_a_publish_is_owed_on_every_page_that_shows_it_and_no_other(shop, newsroom, politics):
    for path in ("/en/", "/en/news/politics/", "/ar/", "/en/news/economy/"):
        shop.ask(path)
    shop.drain()
    settle(shop.press)
    make_story(politics, "The gate opens")
    shop.drain()
    found = owed(shop.press)
    assert {key("/en/"), key("/en/news/politics/"), key(STORY)} <= found
    assert key("/ar/") not in found
    assert key("/en/news/economy/") not in found
    assert owed(shop.press, urgent=1) == set()


def test_a_page_that_stays_the_same_is_not_owed(shop, politics):
    story = make_story(politics, "The gate opens", body=[paragraph("Old words.")])
    shop.ask("/en/")
    shop.drain()
    settle(shop.press)
    change_story(story, body=[paragraph("New words, as many as before.")], minor_change=True)
    shop.drain()
    assert owed(shop.press) == {key(STORY)}


def test_what_was_taken_down_goes_ahead_with_every_page_that_showed_it(shop, politics):
    story = make_story(politics, "The gate opens")
    for path in ("/en/", "/en/news/politics/"):
        shop.ask(path)
    shop.drain()
    settle(shop.press)
    Story.objects.get(pk=story.pk).unpublish()
    shop.drain()
    assert {key(STORY), key("/en/"), key("/en/news/politics/")} <= owed(shop.press, urgent=1)


def test_what_was_taken_down_while_its_front_was_stale_is_owed_too(shop, politics):
    story = make_story(politics, "The gate opens")
    shop.ask("/en/")
    shop.drain()
    settle(shop.press)
    shop.press.retire(shop.press.index.find(HOST, "/en/"))
    assert owed(shop.press) == {key("/en/")}
    settle(shop.press)
    Story.objects.get(pk=story.pk).unpublish()
    shop.drain()
    assert key("/en/") in owed(shop.press, urgent=1)


def test_a_moved_story_is_owed_at_both_addresses(shop, newsroom, politics):
    story = make_story(politics, "The gate opens")
    shop.drain()
    settle(shop.press)
    story.move(section_of(newsroom["en"], "economy"), pos="last-child")
    shop.drain()
    assert {key(STORY), key("/en/news/economy/the-gate-opens/")} <= owed(shop.press)


def test_a_crash_between_the_file_and_its_row_loses_no_purge(shop, politics, monkeypatch):
    story = make_story(politics, "The gate opens")
    shop.drain()
    settle(shop.press)
    change_story(story, title="The gate is shut")

    class PowerCutError(Exception):
        pass

    def crash(*_args: object, **_named: object) -> int:
        raise PowerCutError

    with monkeypatch.context() as broken:
        broken.setattr(shop.press.index, "store", crash)
        with pytest.raises(PowerCutError):
            shop.drain()
    assert "The gate is shut" in shop.text(STORY)
    assert key(STORY) not in owed(shop.press)
    again = Follower(Press(shop.press.home))
    again.begin()
    again.drain()
    assert key(STORY) in owed(shop.press)


def test_the_cache_that_is_told_can_only_fetch_the_new_page(shop, settings, politics):
    story = make_story(politics, "The gate opens")
    shop.drain()
    seen: list[str] = []
    with VarnishTwin() as twin:
        settings.BROADSHEET_PURGE_TOKENS = f"varnish://127.0.0.1:{twin.port}"
        press = Press(shop.press.home)
        follower = Follower(press)
        real = press.caches[0].purge

        class Asking:
            """Asks for the page in the very moment of the purge."""

            name, most = press.caches[0].name, 256

            def purge(self, keys: list[str], *, gone: bool) -> None:
                seen.append(shop.text(STORY))
                real(keys, gone=gone)

        lane = Lane(press.purges, Asking(), urgent=False)
        change_story(story, title="The gate is shut")
        while follower.step():
            lane.turn(2e9)
        lane.turn(2e9)
        assert key(STORY) in twin.keys
        press.index.close()
    assert seen
    assert all("The gate is shut" in text for text in seen)


def test_an_index_that_was_lost_and_a_file_that_nobody_knew_are_owed(shop, politics, tmp_path):
    make_story(politics, "The gate opens")
    shop.drain()
    shop.press.index.close()
    for file in (shop.press.home / "press").iterdir():
        file.unlink()
    again = Press(shop.press.home)
    Follower(again).begin()
    assert newsroom_key("http://testserver") in owed(again)
    again.index.close()


# ---- The keys on the pages ----


def answer(path: str, status: int = 200) -> HttpResponse:
    request = RequestFactory().get(path, headers={"host": HOST})
    return PressMiddleware(lambda _request: HttpResponse("alone", status=status))(request)


def test_every_page_carries_its_key_and_the_newsroom_s_wherever_it_comes_from(shop, politics):
    make_story(politics, "The gate opens")
    shop.drain()
    keys = [key(STORY), newsroom_key("http://testserver")]
    meta = live_tree.read_meta(shop.file(STORY))
    assert meta is not None
    assert meta.keys == keys
    assert "Cache-Tag" not in dict(meta.headers)
    from_the_desk = answer(STORY)
    assert from_the_desk.headers["Surrogate-Key"] == " ".join(keys)


def test_not_there_carries_the_key_too_and_is_kept_shortly(shop):
    missing = answer("/en/no-such-page/")
    assert missing.status_code == 404
    assert missing.headers["Surrogate-Key"].split()[0] == key("/en/no-such-page/")
    assert missing.headers["Cache-Control"] == SHORTLY


def test_a_page_that_could_not_be_kept_is_kept_shortly_further_out(shop, monkeypatch):
    def full(*_args: object) -> None:
        raise OSError("no space left")

    monkeypatch.setattr(shop.press, "_place", full)
    assert answer("/en/").headers["Cache-Control"] == SHORTLY


def test_pages_carry_cloudflare_s_tags_where_there_is_cloudflare(shop, settings, politics):
    settings.BROADSHEET_PURGE_TOKENS = f"cloudflare://{TOKEN}@{ZONE},fastly://{TOKEN}@{SERVICE}"
    press = Press(shop.press.home)
    make_story(politics, "The gate opens")
    Follower(press).drain()
    meta = live_tree.read_meta(shop.file(STORY))
    assert meta is not None
    assert dict(meta.headers)["Cache-Tag"] == ",".join(meta.keys)
    assert TOKEN not in shop.press.index.file.read_bytes().decode("latin-1")
    press.index.close()
