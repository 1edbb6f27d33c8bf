"""What the press keeps, what a change touches, and what it leaves alone."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from django.urls import reverse

from broadsheet.ledger.acting import acting
from broadsheet.ledger.sequencer import sequence
from broadsheet.people.models import Author
from broadsheet.press import following, pressing
from broadsheet.press.live_tree import Meta, read_meta, write_page
from broadsheet.press.mending import Mender
from broadsheet.press.places import Place
from broadsheet.stories.models import Story
from broadsheet.topics.models import Dossier, Topic
from tests.newsroom import make_picture, make_record, make_story, section_of
from tests.press.conftest import HOST, Shop
from tests.readers.writing import change_story, paragraph, write_story

pytestmark = pytest.mark.django_db

STORY = "/en/news/politics/the-gate-opens/"


@pytest.fixture
def politics(newsroom):
    return section_of(newsroom["en"], "politics")


def test_a_published_story_stands_in_the_tree_with_both_encodings(shop, politics):
    make_story(politics, "The gate opens", body=[paragraph("Words. " * 100)])
    shop.drain()
    file = shop.file(STORY)
    assert "The gate opens" in file.read_text()
    assert file.with_name("index.html.br").exists()
    assert file.with_name("index.html.gz").exists()
    assert read_meta(file).status == 200


def test_the_fronts_that_show_a_story_are_pressed_with_it(shop, politics):
    for path in ("/en/", "/en/news/", "/en/news/politics/", "/en/rss.xml"):
        shop.ask(path)
    make_story(politics, "The gate opens")
    shop.drain()
    for path in ("/en/", "/en/news/", "/en/news/politics/", "/en/rss.xml"):
        assert "The gate opens" in shop.text(path), path


def test_an_archive_that_came_in_is_taken_in_by_parts_and_presses_no_story(
    shop, politics, monkeypatch
):
    """Between two parts, who follows the ticker is told what is new."""
    shop.ask("/en/")
    monkeypatch.setattr(following, "BATCH", 2)
    monkeypatch.setattr(following, "A_STEP", 4)
    with acting(backfill=True):
        for number in range(9):
            make_story(politics, f"Of the archive, {number}")
    sequence()
    waiting = [following.lag(shop.press)]
    while shop.follower.step():
        waiting.append(following.lag(shop.press))

    assert all(before - after <= 4 for before, after in pairwise(waiting))
    assert "Of the archive, 8" in shop.text("/en/")
    assert shop.status("/en/news/politics/of-the-archive-8/") == 0
    # The front alone, once: nobody has asked for another page.
    assert shop.follower.rendered == 1


def test_a_draft_changes_nothing(shop, politics):
    shop.ask("/en/")
    before = shop.follower.rendered
    make_story(politics, "The gate opens", live=False)
    shop.drain()
    assert shop.follower.rendered == before
    assert shop.status(STORY) == 0


def test_words_that_no_front_shows_leave_the_fronts_alone(shop, politics):
    story = make_story(politics, "The gate opens", body=[paragraph("Old words.")])
    shop.ask("/en/")
    shop.drain()
    before = shop.follower.rendered
    change_story(story, body=[paragraph("New words, as many as before.")], minor_change=True)
    shop.drain()
    assert "New words" in shop.text(STORY)
    assert shop.follower.rendered == before + 1


def test_an_author_s_new_name_reaches_every_page_that_shows_it(shop, newsroom, politics):
    author = make_record(Author, newsroom["en"], "Lina Haddad")
    write_story(politics, "The gate opens", by=[(author, "by")])
    for path in ("/en/", "/en/authors/", f"/en/author/{author.slug}/"):
        shop.ask(path)
    shop.drain()
    author.name = "Lina Haddad-Reyes"
    author.save()
    shop.drain()
    for path in (STORY, "/en/", "/en/authors/", f"/en/author/{author.slug}/"):
        assert "Lina Haddad-Reyes" in shop.text(path), path


def test_a_new_translation_reaches_the_story_it_translates(shop, newsroom, politics):
    story = make_story(politics, "The gate opens")
    shop.drain()
    assert 'rel="alternate" hreflang' not in shop.text(STORY)
    arabic = section_of(newsroom["ar"], "politics")
    make_story(arabic, "البوابة تفتح", translation_key=story.translation_key)
    shop.drain()
    assert 'rel="alternate" hreflang="ar"' in shop.text(STORY)


def test_a_moved_story_leaves_a_redirect_at_its_old_address(shop, newsroom, politics):
    story = make_story(politics, "The gate opens")
    shop.drain()
    story.move(section_of(newsroom["en"], "economy"), pos="last-child")
    shop.drain()
    meta = read_meta(shop.file(STORY))
    assert (meta.status, meta.location) == (301, "/en/news/economy/the-gate-opens/")
    assert shop.status("/en/news/economy/the-gate-opens/") == 200


def test_an_unpublished_story_leaves_every_page_and_copy(shop, politics):
    story = make_story(politics, "The gate opens")
    for path in ("/en/", "/en/rss.xml", "/en/news/politics/"):
        shop.ask(path)
    shop.drain()
    shop.press.retire(shop.press.index.find(HOST, "/en/rss.xml"))
    assert "The gate opens" in shop.text("/en/rss.xml", "stale")
    Story.objects.get(pk=story.pk).unpublish()
    shop.drain()
    assert shop.status(STORY) == 410
    for tree in ("live", "stale"):
        for file in getattr(shop.press, tree).rglob("*"):
            if file.is_file() and file.suffix not in {".br", ".gz"}:
                assert "The gate opens" not in file.read_text(), file


def test_what_a_page_reads_may_change_while_it_is_rendered(shop, politics, monkeypatch):
    story = make_story(politics, "The gate opens")
    shop.drain()
    real, paused = pressing.render, []

    def render_and_pause(*args: Any) -> Any:
        made = real(*args)
        if not paused:
            paused.append(True)
            change_story(story, title="The gate is shut")
        return made

    monkeypatch.setattr(pressing, "render", render_and_pause)
    pressed = shop.press.press(Place(HOST, STORY))
    assert "The gate is shut" in pressed.render.body.decode()
    assert "The gate is shut" in shop.text(STORY)


def test_a_render_that_changes_nothing_writes_nothing(shop, politics):
    make_story(politics, "The gate opens")
    shop.drain()
    before = shop.file(STORY).with_name("index.html.meta").stat()
    assert not shop.press.press(Place(HOST, STORY)).changed
    after = shop.file(STORY).with_name("index.html.meta").stat()
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)


def test_a_dossier_and_a_topic_gather_what_is_put_into_them(shop, newsroom, politics):
    dossier = make_record(Dossier, newsroom["en"], "The harbour")
    topic = make_record(Topic, newsroom["en"], "Ports")
    story = make_story(politics, "The gate opens")
    shop.ask("/en/coverage/the-harbour/")
    shop.ask("/en/topic/ports/")
    shop.drain()
    change_story(story, dossiers=[dossier], topics=[topic])
    shop.drain()
    assert "The gate opens" in shop.text("/en/coverage/the-harbour/")
    assert "The gate opens" in shop.text("/en/topic/ports/")
    assert "The harbour" in shop.text(STORY)


def test_a_logo_stands_on_every_page_once_its_edition_has_it(shop, newsroom, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    shop.ask("/en/")
    shop.drain()
    edition = newsroom["en"]
    edition.logo = make_picture("The masthead")
    edition.save()
    shop.drain()
    assert shop.status("/en/") == 200
    assert ".max-800x112." in shop.text("/en/")


def test_a_full_disk_costs_no_reader_the_page(shop, politics, monkeypatch):
    make_story(politics, "The gate opens")

    def no_space(*args: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(pressing.live_tree, "write_page", no_space)
    pressed = shop.press.press(Place(HOST, STORY))
    assert (pressed.render.status, pressed.stored) == (200, False)
    monkeypatch.undo()
    shop.drain()
    assert "The gate opens" in shop.text(STORY)


def test_another_version_presses_every_page_anew(shop, politics):
    make_story(politics, "The gate opens")
    shop.drain()
    shop.press.index.keep_fact("fingerprint", "another version")
    write_page(shop.file(STORY), Meta(sha="another"), b"what another version made of it")
    again = Shop(shop.press.home)
    again.drain()
    assert "The gate opens" in again.text(STORY)


def test_a_lost_index_leaves_no_page_that_nobody_knows(shop, politics):
    make_story(politics, "The gate opens")
    shop.drain()
    shop.press.index.close()
    for file in shop.press.index.file.parent.iterdir():
        file.unlink()
    again = Shop(shop.press.home)
    assert again.status(STORY) == 0
    assert again.ask(STORY) == 200


def test_a_page_that_was_damaged_or_deleted_by_hand_is_mended(shop, politics):
    make_story(politics, "The gate opens")
    make_story(politics, "The bridge falls")
    shop.drain()
    bridge = "/en/news/politics/the-bridge-falls/"
    shop.file(STORY).write_text("by hand")
    shop.file(bridge).with_name("index.html.meta").unlink()
    stray = shop.file("/en/news/politics/nobody-s/")
    write_page(stray, Meta(), b"nobody's")
    said = list(Mender(shop.press).whole_round())
    assert len(said) == 3, said
    assert "The gate opens" in shop.text(STORY)
    assert shop.status(bridge) == 200
    assert not stray.exists()


def test_a_page_that_is_only_behind_the_ledger_was_not_damaged(shop, politics):
    story = make_story(politics, "The gate opens")
    shop.drain()
    change_story(story, title="The gate is shut")
    assert list(Mender(shop.press).whole_round()) == []
    assert "The gate is shut" in shop.text(STORY)


def test_what_must_not_wait_is_done_between_two_pages_that_are_looked_at(shop, politics):
    for number in range(3):
        shop.ask(make_story(politics, f"Gate {number}").url_path)
    shop.drain()
    done: list[int] = []
    list(Mender(shop.press).step(lambda: done.append(len(done))))
    assert len(done) >= 3


def test_our_own_failure_never_replaces_a_good_page(shop, politics, monkeypatch):
    make_story(politics, "The gate opens")
    shop.drain()
    monkeypatch.setattr("broadsheet.stories.views.RawBody", None)
    assert shop.ask(STORY) == 500
    assert "The gate opens" in shop.text(STORY)


def test_the_desk_s_own_pages_are_never_pressed(shop, client):
    client.get(reverse("wagtailadmin_login"))
    assert list(shop.press.live.rglob("*.meta")) == []
