"""What readers find of the ticker: the page of items, the feed, the fragment, the bar."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError

from broadsheet.desk import taking_down
from broadsheet.kit import clock
from broadsheet.live import publishing
from broadsheet.live.models import BreakingItem
from tests.newsroom import make_item, make_story, make_user, section_of
from tests.readers.reading import alternates_of, canonical_of, feed_of, page_of, records_of
from tests.readers.reading import titles_of as titles_in

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
PLACES = ("/en/breaking/", "/en/breaking/rss.xml", "/en/fragment/breaking/")


def lines_of(reader, address="/en/fragment/breaking/"):
    """The items of a page or a fragment, in order: what stands in each of them."""
    page = BeautifulSoup(reader.get(address).content.decode(), "html.parser")
    return [item.get_text(" ", strip=True) for item in page.select("li[data-id], .items > li")]


def bar_of(page):
    return page.select_one("breaking-ticker")


def test_an_item_says_who_said_it_where_when_and_how_sure_we_are(reader, english):
    with clock.standing_at(NOON):
        make_item(
            english,
            "The berth is open",
            speaker="Mariam Qasim",
            role="harbour master",
            place="Port Salim",
            said_at=NOON - timedelta(minutes=5),
            status="confirmed",
        )
    page = page_of(reader.get("/en/breaking/"))
    (item,) = page.select(".items > li")
    said = item.get_text(" ", strip=True)
    for words in ("Mariam Qasim", "The berth is open", "harbour master, Port Salim", "Confirmed"):
        assert words in said
    assert item.time["datetime"] == "2026-03-02T11:55:00+00:00"
    (record,) = records_of(page)
    assert record["@type"] == "ItemList"
    quotation = record["itemListElement"][0]["item"]
    assert quotation["text"] == "The berth is open"
    assert quotation["creator"]["name"] == "Mariam Qasim"


def test_the_newest_item_comes_first_everywhere(reader, english):
    for minute in range(3):
        with clock.standing_at(NOON + timedelta(minutes=minute)):
            make_item(english, f"Item {minute}")
    with clock.standing_at(NOON + timedelta(hours=1)):
        for place in (PLACES[0], PLACES[2]):
            texts = [line[-6:] for line in map(str.strip, lines_of(reader, place))]
            assert texts == ["Item 2", "Item 1", "Item 0"], place
        assert titles_in(feed_of(reader.get("/en/breaking/rss.xml"))) == [
            f"Lina Haddad: Item {n}" for n in (2, 1, 0)
        ]


def test_a_feed_names_the_speaker_and_keeps_its_mark(reader, english):
    with clock.standing_at(NOON):
        item = make_item(english, "Ships & berths", speaker="A & B", role="a mayor")
    entry = feed_of(reader.get("/en/breaking/rss.xml")).find("item")
    assert entry.findtext("title") == "A & B: Ships & berths"
    assert entry.findtext("description") == "a mayor"
    assert entry.findtext("link") == f"http://testserver/en/breaking/#item-{item.pk}"
    assert entry.findtext("guid") == f"urn:uuid:{item.translation_key}:en"
    assert parsedate_to_datetime(entry.findtext("pubDate")) == NOON


def test_an_item_that_waits_or_was_withdrawn_is_nowhere(reader, english):
    make_item(english, "Markwait", live=False)
    publishing.withdraw(make_item(english, "Markgone"))
    make_item(english, "Markthere")
    for place in PLACES:
        text = reader.get(place).content.decode()
        assert "Markthere" in text
        assert "Markwait" not in text
        assert "Markgone" not in text


def test_the_ticker_has_a_dozen_items_of_the_last_24_hours(reader, english):
    with clock.standing_at(NOON):
        make_item(english, "Of yesterday")
    with clock.standing_at(NOON + timedelta(hours=24)):
        for number in range(13):
            make_item(english, f"Number {number}")
        assert len(lines_of(reader)) == 12
        assert "Number 0" not in " ".join(lines_of(reader))
    with clock.standing_at(NOON + timedelta(hours=49)):
        assert lines_of(reader) == []
        assert len(lines_of(reader, "/en/breaking/")) == 14


def test_the_fragment_is_for_no_search_engine_and_says_how_far_the_ledger_was(reader, english):
    from broadsheet.ledger.sequencer import sequence

    make_item(english)
    number = sequence()
    answer = reader.get("/en/fragment/breaking/")
    assert answer["X-Robots-Tag"] == "noindex"
    assert f'data-after="{number}"' in answer.content.decode()
    # What happens elsewhere is no reason to press it anew.
    make_story(section_of(english, "politics"))
    assert sequence() > number
    assert reader.get("/en/fragment/breaking/").content == answer.content


def test_a_published_story_is_led_to_and_one_that_is_not_leaves_no_trace(reader, english, politics):
    story = make_story(politics, "Secretheadline", slug="secretslug", live=False)
    make_item(english, "With a story", story=story)
    for place in PLACES:
        text = reader.get(place).content.decode()
        assert "ecretheadline" not in text
        assert "ecretslug" not in text
    story.save_revision().publish()
    for place in PLACES:
        assert "secretslug" in reader.get(place).content.decode()
    assert "Secretheadline" in reader.get("/en/breaking/").content.decode()
    taking_down.kill(story, make_user(), "not ours to tell")
    for place in PLACES:
        text = reader.get(place).content.decode()
        assert "With a story" in text
        assert "ecretheadline" not in text
        assert "ecretslug" not in text


def test_an_item_of_a_deleted_story_stays_without_it(reader, english, politics):
    story = make_story(politics, slug="gone-soon")
    item = make_item(english, story=story)
    story.delete()
    item.refresh_from_db()
    assert item.story_id is None
    assert "gone-soon" not in reader.get("/en/breaking/").content.decode()


def test_a_story_of_another_edition_is_refused(english, arabic):
    story = make_story(section_of(arabic, "politics"))
    with pytest.raises(ValidationError, match="another edition"):
        make_item(english, story=story)


def test_pages_count_from_the_oldest(reader, english):
    for number in range(41):
        with clock.standing_at(NOON + timedelta(minutes=number)):
            make_item(english, f"Item {number:02}")
    newest = page_of(reader.get("/en/breaking/"))
    assert len(newest.select(".items > li")) == 21
    assert newest.select_one(".pager [rel=next]")["href"] == "/en/breaking/all/1/"
    oldest = page_of(reader.get("/en/breaking/all/1/"))
    assert len(oldest.select(".items > li")) == 20
    assert "Item 00" in oldest.select(".items > li")[-1].get_text()
    assert canonical_of(oldest) == "http://testserver/en/breaking/all/1/"
    assert alternates_of(oldest) == {}
    assert reader.get("/en/breaking/all/2/").status_code == 302
    assert reader.get("/en/breaking/all/9/").status_code == 404


def test_every_edition_has_its_own(reader, english, arabic):
    make_item(english, "Only in English")
    with clock.standing_at(NOON):
        make_item(arabic, "الرصيف مفتوح", speaker="مريم قاسم", status="denied")
    arabic.digits = "arab"
    arabic.save()
    page = page_of(reader.get("/ar/breaking/"))
    assert page.html["dir"] == "rtl"
    said = page.select_one(".items").get_text(" ", strip=True)
    assert "الرصيف مفتوح" in said
    assert "نُفي" in said
    assert "Only in English" not in said
    assert page.select_one(".items time").get_text().endswith("١٢:٠٠")
    assert alternates_of(page) == {
        "en": "http://testserver/en/breaking/",
        "ar": "http://testserver/ar/breaking/",
    }


def test_an_edition_without_items_says_so(reader, english):
    assert "Nothing is breaking" in reader.get("/en/breaking/").content.decode()
    assert lines_of(reader) == []
    assert titles_in(feed_of(reader.get("/en/breaking/rss.xml"))) == []
    assert reader.get("/xx/breaking/").status_code == 404


@pytest.mark.parametrize("address", ["/en/", "/en/news/politics/", "/en/breaking/", "/en/none/"])
def test_every_page_has_the_bar_with_a_link_and_its_stream_s_address(reader, english, address):
    make_item(english, "Markthis")
    bar = bar_of(BeautifulSoup(reader.get(address).content.decode(), "html.parser"))
    assert bar.a["href"] == "/en/breaking/"
    assert bar["data-events"] == "/en/breaking/events"
    assert bar["data-fragment"] == "/en/fragment/breaking/"
    # One new item changes no page but its own.
    assert "Markthis" not in bar.get_text()


def test_an_edition_on_its_own_host_follows_its_own_host(reader, arabic):
    arabic.host = "arabic.example.org"
    arabic.save()
    page = page_of(reader.get("/", headers={"host": "arabic.example.org"}))
    assert bar_of(page)["data-events"] == "/breaking/events"
    assert bar_of(page)["data-fragment"] == "/fragment/breaking/"


def test_what_is_hostile_in_a_line_is_shown_as_it_was_typed(reader, english):
    make_item(english, "<script>alert(1)</script>\n\u202eand more", speaker='"><img src=x>')
    for place in PLACES:
        text = reader.get(place).content.decode()
        assert "<script>alert" not in text
        assert "<img src=x" not in text
        assert "\u202e" not in text
    assert (
        "</script> and more"
        in BeautifulSoup(reader.get("/en/breaking/").content.decode(), "html.parser")
        .select_one(".items")
        .get_text()
    )


@pytest.mark.parametrize("text", ["", "   ", "\u200b", "…"])
def test_a_line_without_words_is_refused(english, text):
    with pytest.raises(ValidationError):
        publishing.publish(BreakingItem(locale=english.locale, text=text, speaker="AP"))
    assert not BreakingItem.objects.exists()
