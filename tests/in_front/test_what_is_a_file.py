"""What the press leaves for a server that reads files."""

from __future__ import annotations

import pytest

from broadsheet.press.mending import Mender
from broadsheet.press.nginx_map import nginx_map
from broadsheet.press.places import Place
from broadsheet.stories.models import Story
from tests.newsroom import make_story, section_of
from tests.press.conftest import HOST

pytestmark = pytest.mark.django_db

STORY = "/en/news/politics/the-gate-opens/"


def test_what_is_taken_down_is_no_file_and_stays_none(shop, newsroom):
    story = make_story(section_of(newsroom["en"], "politics"), "The gate opens")
    shop.drain()
    file = shop.file(STORY)
    assert file.exists()
    Story.objects.get(pk=story.pk).unpublish()
    shop.drain()
    assert shop.status(STORY) == 410
    there = {each.name for each in file.parent.iterdir()}
    assert "index.html.body" in there
    assert there.isdisjoint({"index.html", "index.html.br", "index.html.gz"})
    assert nginx_map(shop.press.live) == [f'"/{HOST}{STORY}" "410";']
    assert not shop.press.press(Place(HOST, STORY)).changed, "nothing to write again"
    assert [line for line in Mender(shop.press).whole_round() if STORY in line] == []


def test_pages_and_feeds_are_files_and_fragments_are_none(shop, newsroom):
    story = make_story(section_of(newsroom["en"], "politics"), "The gate opens")
    fragment = f"/en/fragment/read-next/{story.pk}/"
    make_story(section_of(newsroom["en"], "politics"), "The bridge falls")
    for path in ("/en/", "/en/rss.xml", fragment):
        assert shop.ask(path) == 200
    assert shop.file("/en/").exists()
    assert shop.file("/en/rss.xml").exists()
    assert "The bridge falls" in shop.text(fragment)
    assert not shop.file(fragment).exists(), "only the edge sends its X-Robots-Tag"
