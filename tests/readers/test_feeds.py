"""Feeds: the newest of every listing, for news readers and for machines."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

import pytest
import time_machine
from bench.many_stories import fill

from broadsheet.media.renditions import make_renditions
from broadsheet.people.models import Agency, Author
from broadsheet.topics.models import Dossier, Region, Topic
from tests.newsroom import make_picture, make_record, make_story, section_of
from tests.readers.reading import feed_of, page_of, titles_of
from tests.readers.writing import change_story, write_story

pytestmark = pytest.mark.django_db

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
ATOM = "{http://www.w3.org/2005/Atom}"
DC = "{http://purl.org/dc/elements/1.1/}"
MEDIA = "{http://search.yahoo.com/mrss/}"


def test_every_listing_has_a_feed_that_its_page_names(reader, english, politics):
    write_story(
        politics,
        "In every feed",
        regions=[make_record(Region, english, "Africa")],
        topics=[make_record(Topic, english, "Ports")],
        dossiers=[make_record(Dossier, english, "The harbour")],
        agencies=[make_record(Agency, english, "Wire")],
        by=[(make_record(Author, english, "Lina Haddad"), "by")],
    )
    listings = [
        "/en/",
        "/en/news/",
        "/en/news/politics/",
        "/en/region/africa/",
        "/en/topic/ports/",
        "/en/coverage/the-harbour/",
        "/en/author/lina-haddad/",
        "/en/agency/wire/",
    ]
    for listing in listings:
        page = page_of(reader.get(listing))
        feed = page.select_one('link[type="application/rss+xml"]')
        assert feed["href"] == f"{listing}rss.xml"
        channel = feed_of(reader.get(feed["href"]))
        assert titles_of(channel) == ["In every feed"], listing
        assert channel.findtext("link") == f"http://testserver{listing}"
        assert channel.find(f"{ATOM}link").get("href") == f"http://testserver{listing}rss.xml"
        assert channel.findtext("language") == "en"


def test_an_item_says_who_what_and_when(reader, english, politics):
    lina = make_record(Author, english, "Lina & Co")
    picture = make_picture()
    make_renditions(picture)
    with time_machine.travel(MONDAY, tick=False):
        story = write_story(
            politics, "Ships < berths & cranes", standfirst="It's “open”.", by=[(lina, "by")]
        )
        story = change_story(story, picture=picture, picture_caption="The quay")
    item = feed_of(reader.get("/en/rss.xml")).find("item")
    assert item.findtext("title") == "Ships < berths & cranes"
    assert item.findtext("description") == "It's “open”."
    assert item.findtext("link") == f"http://testserver{story.url}"
    assert parsedate_to_datetime(item.findtext("pubDate")) == MONDAY
    assert item.findtext(f"{DC}creator") == "Lina & Co"
    assert item.findtext("category") == "Politics"
    content = item.find(f"{MEDIA}content")
    assert content.get("url").startswith("http://testserver/media/images/")
    assert content.findtext(f"{MEDIA}credit") == "Nour Khalil"
    assert content.findtext(f"{MEDIA}description") == "The quay"


def test_an_item_s_mark_stays_when_the_story_changes(reader, english, politics):
    with time_machine.travel(MONDAY, tick=False) as clock:
        story = make_story(politics, "First headline")
        first = feed_of(reader.get("/en/rss.xml")).find("item")
        clock.move_to(MONDAY + timedelta(hours=2))
        change_story(story, title="Second headline", slug="elsewhere")
        story.refresh_from_db()
        story.move(section_of(english, "economy"), pos="last-child")
    second = feed_of(reader.get("/en/rss.xml")).find("item")
    assert second.findtext("title") == "Second headline"
    assert second.findtext("link") != first.findtext("link")
    assert second.findtext("guid") == first.findtext("guid")
    assert second.find("guid").get("isPermaLink") == "false"
    assert second.findtext("pubDate") == first.findtext("pubDate")


def test_two_translations_are_two_items(reader, newsroom, politics):
    story = make_story(politics, "In English")
    make_story(
        section_of(newsroom["ar"], "politics"), "بالعربية", translation_key=story.translation_key
    )
    marks = {
        feed_of(reader.get(f"/{code}/rss.xml")).find("item").findtext("guid")
        for code in ("en", "ar")
    }
    assert len(marks) == 2


def test_a_feed_holds_the_newest_thirty(reader, politics):
    fill([politics], 35)
    channel = feed_of(reader.get("/en/news/politics/rss.xml"))
    assert len(channel.findall("item")) == 30
    dates = [parsedate_to_datetime(item.findtext("pubDate")) for item in channel.findall("item")]
    assert dates == sorted(dates, reverse=True)


def test_a_feed_without_stories_is_well_formed(reader, newsroom):
    channel = feed_of(reader.get("/ar/rss.xml"))
    assert channel.findtext("title") == "المنبر"
    assert channel.findall("item") == []


def test_a_character_that_xml_cannot_hold_does_not_cost_the_feed(reader, politics):
    make_story(politics, "A form\x0cfeed", standfirst="and a \x1b escape \x07")
    make_story(politics, "Neighbour")
    channel = feed_of(reader.get("/en/rss.xml"))
    assert titles_of(channel)[0] == "Neighbour"
    assert len(titles_of(channel)) == 2


def test_a_page_that_lists_nothing_has_no_feed(reader, politics):
    story = make_story(politics)
    assert reader.get(f"{story.url}rss.xml").status_code == 404
    assert reader.get(f"{story.url}all/").status_code == 404
