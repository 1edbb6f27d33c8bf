"""From an editor's decision to a reader behind a real Varnish, with press, queue and edge."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from broadsheet.kit import clock
from broadsheet.press import pressing
from broadsheet.press.purging import Lane
from broadsheet.stories.models import Story
from tests.caches.varnish import needs_varnish, running_varnish
from tests.edge.running import Got, Reader, RunningEdge
from tests.newsroom import make_story, section_of
from tests.press.conftest import HOST, Shop
from tests.readers.writing import change_story

pytestmark = [pytest.mark.django_db, needs_varnish]

STORY = "/en/news/politics/the-gate-opens/"


class Site:
    """A newsroom whose worker is turned by hand; Varnish and edge run."""

    def __init__(self, shop: Shop, edge: RunningEdge, port: int) -> None:
        self.shop = shop
        self.edge = edge
        self.port = port
        self.lanes = [
            Lane(shop.press.purges, shop.press.caches[0], urgent=urgent) for urgent in (True, False)
        ]

    def work(self) -> None:
        """Everything that the worker has to do, the second purge included."""
        self.shop.drain()
        self.edge.tell("all")
        for after in (1, 3):
            for lane in self.lanes:
                lane.turn(clock.now().timestamp() + after)

    def read(self, path: str) -> Got:
        with Reader(self.port) as reader:
            return reader.get(path, Host=HOST)

    def look_again(self, path: str) -> None:
        """A reader leaves the page in Varnish."""
        self.read(path)
        assert self.read(path).headers["x-cache"] == "hit"


@pytest.fixture
def site(settings, newsroom, tmp_path, monkeypatch) -> Iterator[Site]:
    home = tmp_path / "home"
    (home / "live").mkdir(parents=True)
    edge = RunningEdge(home, desk=("127.0.0.1", 9), grace=1, behind_proxy=True)
    try:
        with running_varnish(edge.port, hosts=[HOST]) as port:
            settings.BROADSHEET_PURGE_TOKENS = f"varnish://127.0.0.1:{port}"
            shop = Shop(home)
            monkeypatch.setattr(pressing, "the_press", lambda: shop.press)
            edge.tell("all")
            yield Site(shop, edge, port)
            shop.press.index.close()
    finally:
        edge.stop()


@pytest.fixture
def publish(site: Site, newsroom) -> Callable[[str], Story]:
    def make(title: str) -> Story:
        story = make_story(section_of(newsroom["en"], "politics"), title)
        site.work()
        return story

    return make


def test_a_correction_reaches_the_reader_behind_varnish_at_once(site: Site, publish):
    story = publish("The gate opens")
    site.shop.ask("/en/")
    site.look_again(STORY)
    site.look_again("/en/")
    change_story(story, title="The gate is shut")
    site.work()
    assert "The gate is shut" in site.read(STORY).text
    assert "The gate is shut" in site.read("/en/").text


def test_a_killed_story_is_on_no_page_that_varnish_kept(site: Site, publish):
    story = publish("The gate opens")
    site.shop.ask("/en/")
    site.look_again(STORY)
    site.look_again("/en/")
    Story.objects.get(pk=story.pk).unpublish()
    site.work()
    assert site.read(STORY).status == 410
    assert "The gate opens" not in site.read("/en/").text
    site.edge.stop()
    for path in (STORY, "/en/"):
        assert "The gate opens" not in site.read(path).text


def test_what_did_not_change_stays_in_varnish(site: Site, publish):
    story = publish("The gate opens")
    site.shop.ask("/ar/")
    site.look_again("/ar/")
    change_story(story, title="The gate is shut")
    site.work()
    assert site.read("/ar/").headers["x-cache"] == "hit"
