"""Who comes by an old site's address finds what they came for, or is told that it is gone."""

from __future__ import annotations

import pytest
from wagtail.contrib.redirects.models import Redirect

from broadsheet.archive.models import SourceRecord
from broadsheet.editions.models import RemovedAddress
from broadsheet.people.models import Author
from broadsheet.press.facts import newsroom_facts
from broadsheet.stories.models import Story
from broadsheet.topics.models import Topic
from tests.archive.moves import SAMPLES, move, move_ghost

EXPORT = SAMPLES / "old-tribune.xml"
MAPS = {"categories": ("harbour=economy",)}
QUAY = "/en/news/economy/the-quay/"


def led(reader, address: str) -> str:
    """Where a reader is led, in one step, to a page that is there."""
    answer = reader.get(address)
    assert answer.status_code == 301, (address, answer.status_code)
    assert reader.get(answer["Location"]).status_code == 200, answer["Location"]
    return answer["Location"]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("/-/p/11/", QUAY),
        ("/index.php?p=11", QUAY),
        ("/index.php?page_id=11&preview=1", QUAY),
        ("/2013/04/the-quay/?amp=1", QUAY),
        ("/2013/04/the-quay/amp/", QUAY),
        ("/2013/04/the-quay/2/", QUAY),
        ("/2013/04/the-quay/feed/", QUAY),
        ("/index.php/2013/04/the-quay/", QUAY),
        ("/-/p/12/", "/en/news/politics/%D9%85%D8%A7%D8%A1-%D8%A7%D9%84%D9%86%D9%87%D8%B1/"),
        ("/category/harbour/", "/en/news/economy/"),
        ("/category/harbour/page/3/", "/en/news/economy/"),
        ("/category/harbour/feed/", "/en/news/economy/rss.xml"),
        ("/-/cat/4/", "/en/news/economy/"),
        ("/category/loose/", "/en/topic/loose-ends/"),
        ("/tag/ships/", "/en/topic/ships/"),
        ("/tag/ships/feed/atom/", "/en/topic/ships/rss.xml"),
        ("/author/omar/", "/en/author/omar-said/"),
        ("/author/lina/page/2/", "/en/author/lina-haddad/"),
        ("/-/author/3/", "/en/author/lina-haddad/"),
        ("/feed/", "/en/rss.xml"),
        ("/feed/rss2/", "/en/rss.xml"),
    ],
)
def test_an_old_address_of_wordpress_leads_to_the_nearest_thing(newsroom, reader, old, new):
    move(EXPORT, **MAPS)

    assert led(reader, old) == new


@pytest.mark.parametrize(
    "old", ["/2013/", "/2013/04/", "/2013/04/02/", "/2013/04/page/2/", "/comments/feed/"]
)
def test_months_and_comments_have_no_page_here_and_say_so(newsroom, reader, old):
    move(EXPORT, **MAPS)

    assert reader.get(old).status_code == 410


@pytest.mark.parametrize("old", ["/1999/", "/category/none/", "/-/p/14/", "/-/p/999/", "/amp/"])
def test_what_never_was_public_is_not_there(newsroom, reader, old):
    move(EXPORT, **MAPS)

    assert reader.get(old).status_code == 404


def test_an_old_address_of_a_story_that_is_taken_down_is_gone_in_every_form(newsroom, reader):
    move(EXPORT, **MAPS)
    Story.objects.get(slug="the-quay").unpublish()

    for old in ("/-/p/11/", "/2013/04/the-quay/", "/2013/04/the-quay/amp/"):
        assert reader.get(old).status_code == 410


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("/barges-return/amp/", "/en/news/economy/barges-return/"),
        ("/tag/money/", "/en/news/economy/"),
        ("/tag/money/rss/", "/en/news/economy/rss.xml"),
        ("/tag/river/page/2/", "/en/topic/river/"),
        ("/author/omar/", "/en/author/omar-said/"),
        ("/rss/", "/en/rss.xml"),
    ],
)
def test_an_old_address_of_ghost_leads_to_the_nearest_thing(newsroom, reader, old, new):
    move_ghost(SAMPLES / "old-ghost.json", categories=("money=economy",))

    assert led(reader, old) == new
    assert reader.get("/tag/hash-machine/").status_code == 404


def test_no_old_address_leads_in_a_circle_or_out_of_the_newsroom(newsroom, reader):
    """On a host of its own an edition has authors where the old site had them: the same address."""
    edition = newsroom["en"]
    edition.host = "old.example.org"
    edition.save()
    move(EXPORT, **MAPS)
    Author.objects.filter(locale=edition.locale, slug="omar-said").update(slug="omar")
    move(EXPORT, **MAPS)
    old = {"HTTP_HOST": "old.example.org"}
    assert reader.get("/author/omar/", **old).status_code == 200
    assert reader.get("/author/omar/page/2/", **old).status_code in (301, 404)

    Author.objects.filter(slug="omar").delete()
    Topic.objects.all().delete()

    for path in Redirect.objects.values_list("old_path", flat=True):
        address = f"{path.removeprefix('/en')}/"
        answer = reader.get(address, **old)
        assert answer.status_code in (200, 301, 404, 410), address
        if answer.status_code == 301:
            assert answer["Location"].startswith("http://old.example.org/")
            end = reader.get(answer["Location"].removeprefix("http://old.example.org"), **old)
            assert end.status_code in (200, 404, 410), (address, answer["Location"])


def test_a_site_that_lived_under_a_path_is_found_under_it(newsroom, reader, tmp_path):
    under = tmp_path / "under.xml"
    text = EXPORT.read_text().replace("https://old.example.org", "https://old.example.org/en")
    under.write_text(text)
    move(under, **MAPS)

    assert led(reader, "/en/category/harbour/") == "/en/news/economy/"
    assert led(reader, "/en/-/p/11/") == QUAY
    assert reader.get("/en/").status_code == 200


def test_the_report_says_how_many_old_addresses_lead_somewhere(newsroom):
    said = move(EXPORT, **MAPS, dry_run=True)
    assert not RemovedAddress.objects.exists()
    again = move(EXPORT, **MAPS)

    for page in (said.page, again.page):
        assert "| old addresses that lead to stories and pages |" in page
        assert "| old addresses that lead to listings |" in page
        assert "| old addresses answered as gone | 8 |" in page
    assert "old addresses" not in move(EXPORT, **MAPS).page


def test_an_archive_that_came_in_before_keeps_its_numbers_with_the_next_run(newsroom, reader):
    move(EXPORT, **MAPS)
    Redirect.objects.filter(old_path="/-/p/12").delete()
    story = Story.objects.get(slug="ماء-النهر")
    SourceRecord.objects.filter(object_id=story.pk).update(digest="of a version before")

    assert move(EXPORT, **MAPS).counts["unchanged"] == 8
    assert reader.get("/-/p/12/").status_code == 301


def test_the_edges_are_told_only_where_an_archive_came_in(newsroom):
    assert newsroom_facts()["old_queries"] is False
    move(EXPORT)
    assert newsroom_facts()["old_queries"] is True
