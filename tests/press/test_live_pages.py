"""A post presses what it touches and nothing else, and the tree is what it would be now."""

from __future__ import annotations

from random import Random

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from broadsheet.live import post_pages
from broadsheet.live.closing import close_page, reopen_page
from broadsheet.live.marking import mark_key_event, pin_post
from broadsheet.live.models import Post
from broadsheet.live.post_words import PostWords
from broadsheet.live.posting import delete_post, edit_post
from tests.newsroom import make_live_page, make_post
from tests.press.conftest import Shop
from tests.press.test_explained import check
from tests.press.tree_checks import every_page_is_what_it_would_be_now

pytestmark = pytest.mark.django_db

TAILS = (
    *("", "rss.xml", "oldest-first/"),
    *(f"{kind}/{number}/" for kind in ("posts", "oldest-first") for number in range(1, 8)),
)


@pytest.fixture
def page(newsroom, monkeypatch):
    monkeypatch.setattr(post_pages, "PAGE_SIZE", 3)
    return make_live_page(newsroom["en"], "The count")


def pressed(shop: Shop, act) -> set[str]:
    """What is pressed because of an act: addresses, after the story's own."""
    shop.drain()
    before = {row.path: row.position for row in shop.press.index.pages("live")}
    act()
    rendered = shop.follower.rendered
    shop.drain()
    after = {row.path: row.position for row in shop.press.index.pages("live")}
    changed = {path for path, number in after.items() if number != before.get(path)}
    assert len(changed) == shop.follower.rendered - rendered
    return changed


def test_a_post_presses_only_the_pages_that_it_touches(shop, page):
    posts = [make_post(page) for _ in range(10)]
    own = page.url_path
    for path in ("/en/", "/en/news/", "/en/news/politics/", "/en/rss.xml", "/en/breaking/"):
        shop.ask(path)
    for tail in TAILS:
        shop.ask(own + tail)
    feed, last = f"{own}rss.xml", f"{own}oldest-first/4/"
    # Ten posts: 1 to 3 and 4 to 6 stand by themselves, 7 to 10 are on the story's own page.
    assert pressed(shop, lambda: make_post(page)) == {own, feed, last}
    # The twelfth fills page 4, so that page 3 stands by itself from now on.
    assert pressed(shop, lambda: make_post(page)) == {own, feed, last, f"{own}posts/3/"}
    # The thirteenth begins a page: the one before it leads on to it.
    assert pressed(shop, lambda: make_post(page)) == {own, feed, last}
    words = PostWords(text="Other words")
    old = {f"{own}posts/1/", f"{own}oldest-first/", f"{own}oldest-first/1/"}
    # The feed has the newest thirty; the story's own page says how far the ledger has come.
    assert pressed(shop, lambda: edit_post(posts[0], words, seen=1)) == {*old, own, feed}
    assert pressed(shop, lambda: delete_post(posts[1])) == {*old, own, feed}
    assert pressed(shop, lambda: pin_post(posts[2])) == {*old, own, feed}


def test_closing_a_page_reaches_the_cards_that_showed_its_pulse(shop, page):
    for path in ("/en/", "/en/news/politics/"):
        shop.ask(path)
    assert "pulse" in shop.text("/en/news/politics/")
    close_page(page, "Done.", None)
    shop.drain()
    for path in ("/en/", "/en/news/politics/", page.url_path):
        assert "pulse" not in shop.text(path).partition("<main")[2]


@pytest.mark.parametrize("tail", ["", "rss.xml", "posts/1/", "posts/3/", "oldest-first/2/"])
def test_whatever_a_live_page_reads_a_tag_says_so(page, tail):
    for _ in range(8):
        make_post(page, key_event=True)
    pin_post(Post.objects.first())
    assert check(page.url_path + tail) in {200, 302}


@settings(max_examples=5, deadline=None, suppress_health_check=list(HealthCheck), print_blob=True)
@given(seed=some.integers(0, 2**32))
def test_whatever_is_done_the_tree_is_what_it_would_be_now(
    newsroom, tmp_path_factory, monkeypatch, seed
):
    monkeypatch.setattr(post_pages, "PAGE_SIZE", 3)
    chance = Random(seed)
    with transaction.atomic():
        shop = Shop(tmp_path_factory.mktemp("shop"))
        page = make_live_page(newsroom["en"])
        for _ in range(25):
            _act(page, chance)
            if chance.random() < 0.5:
                shop.ask(page.url_path + chance.choice(TAILS))
            if chance.random() < 0.3:
                shop.follower.step()
        shop.drain()
        every_page_is_what_it_would_be_now(shop)
        shop.press.index.close()
        transaction.set_rollback(True)


def _act(page, chance: Random) -> None:
    page.refresh_from_db()
    posts = list(Post.objects.filter(story=page, deleted_at=None))
    act = chance.choice(["post"] * 5 + ["edit", "delete", "pin", "key", "close"])
    if act == "close":
        reopen_page(page) if page.closed_at else close_page(page, "Done.", None)
    elif act == "post" or not posts:
        reopen_page(page)
        make_post(page)
    else:
        post = chance.choice(posts)
        if act == "edit":
            edit_post(post, PostWords(text=f"Edited {chance.random()}"), seen=post.version)
        elif act == "delete":
            delete_post(post)
        elif act == "pin":
            pin_post(post, pinned=chance.random() < 0.7)
        else:
            mark_key_event(post, key_event=not post.key_event)
