"""Feeds: RSS, Atom and JSON Feed become items."""

from datetime import UTC, datetime

import pytest

from broadsheet.kit.clock import standing_at
from broadsheet.wire.formats.loose_times import read_loose_time
from broadsheet.wire.formats.reading import read_any
from broadsheet.wire.item import ItemType, Status
from tests.wire.files import only, refusal, sample

RSS = '<rss version="2.0"><channel><title>F</title>{}</channel></rss>'


def test_an_rss_item_keeps_what_an_editor_needs():
    feed = sample("feed_2_0.xml")
    item = feed.items[0]
    assert (item.uri, item.link) == ("port-4711", "https://port-wire.example/2026/05/berth")
    assert item.headline == "Second berth opens & ferries return"
    assert item.summary == "The harbour's second berth opened on Monday."
    assert item.byline == "Rana Haddad"
    assert item.created.local.isoformat() == "2026-05-04T09:30:00-05:00"
    assert item.sent.utc == datetime(2026, 5, 4, 16, tzinfo=UTC)
    assert (item.language, item.rights.copyright_notice) == ("en-GB", "Port Wire 2026")
    assert item.subjects[0].topic_id == "20000763"
    assert [each.name for each in item.subjects] == ["", "Harbours"]
    assert (item.places[0].latitude, item.places[0].longitude) == (36.8, 10.2)
    assert "alert" not in item.body_html
    assert 'href="https://port-wire.example/plan.html"' in item.body_html
    assert (feed.feed.hub, feed.feed.minutes_between_polls) == ("https://hub.example/", 15)


def test_pictures_come_with_captions_and_credits_and_counters_do_not():
    item = sample("feed_2_0.xml").items[0]
    sent, shown = item.pictures
    assert sent.item.caption == "Ferries at the second berth"
    assert sent.item.rights.credit_line == "Omar Saleh"
    assert sent.item.renditions[0].width == 1600
    assert shown.item.renditions[0].href == "https://port-wire.example/img/berth.jpg"
    (sound,) = [each.item for each in item.associations if each.item.type is ItemType.AUDIO]
    assert sound.renditions[0].size_bytes == 1_048_576


def test_one_bad_entry_stops_no_other_and_says_which_it_is():
    feed = sample("feed_2_0.xml")
    (error,) = feed.errors
    assert str(error) == "entry 3: the entry has neither a title nor a text"
    assert feed.items[1].uri.startswith("urn:sha256:")
    assert len(feed.items[1].body) == 2


def test_an_arabic_atom_feed_is_read_and_a_deleted_entry_kills():
    story, killed = sample("feed_ar.atom").items
    assert story.headline == "افتتاح الرصيف الثاني"
    assert story.link == "https://wakala.example/news/1.html"
    assert 'href="https://wakala.example/news/plan.html"' in story.body_html
    assert [block.kind for block in story.body] == ["paragraph", "heading", "paragraph"]
    assert (story.byline, story.language) == ("قسم الأخبار", "ar")
    assert story.sent.utc > story.created.utc
    assert story.subjects[0].topic_id == "20000763"
    assert (killed.uri, killed.status) == ("tag:wakala.example,2026:0", Status.CANCELED)


def test_a_json_feed_is_read():
    feed = sample("feed_es.json")
    first, second = feed.items
    assert (first.headline, first.byline, first.link) == (
        "Abre el segundo muelle",
        "Redacción",
        "https://puerto.example/1",
    )
    assert [each.item.type for each in first.associations] == [ItemType.PICTURE, ItemType.VIDEO]
    assert first.associations[1].item.renditions[0].duration_seconds == 61
    assert (second.uri, len(second.body)) == ("7", 2)
    assert "not an object" in str(feed.errors[0])


def test_rss_1_0_with_the_entities_of_html_is_read():
    (item,) = sample("feed_1_0.rdf").items
    assert (item.format_version, item.uri) == ("1.0", "https://muelle.example/a")
    assert item.source == "Café del muelle"


@pytest.mark.parametrize(
    ("start", "version"),
    [
        ('<rss version="0.91">', "0.91"),
        ('<rss version="0.92">', "0.92"),
        ("<rss>", "2.0"),
        (
            '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"'
            ' xmlns="http://my.netscape.com/rdf/simple/0.9/">',
            "0.90",
        ),
    ],
)
def test_every_version_of_rss_is_known(start: str, version: str):
    end = "</rdf:RDF>" if "rdf" in start else "</rss>"
    item = only(f"{start}<channel><title>F</title></channel><item><title>T</title></item>{end}")
    assert (item.format, item.format_version, item.headline) == ("rss", version, "T")


def test_atom_0_3_is_read():
    item = only(
        '<feed version="0.3" xmlns="http://purl.org/atom/ns#"><entry><id>x</id>'
        '<title mode="escaped" type="text/html">A &lt;i&gt;b&lt;/i&gt;</title>'
        "<issued>2003-12-13T08:29:29-04:00</issued><modified>2003-12-13T18:30:02Z</modified>"
        '<content type="application/xhtml+xml" mode="xml"><p>Text</p></content></entry></feed>'
    )
    assert (item.format_version, item.headline) == ("0.3", "A b")
    assert item.created.offset_minutes == -240
    assert item.body[0].html == "<p>Text</p>"


@pytest.mark.parametrize(
    ("written", "utc"),
    [
        ("Mon, 04 May 2026 09:30:00 GMT", "2026-05-04T09:30"),
        ("04 May 26 09:30 EST", "2026-05-04T14:30"),
        ("Mon, 4 May 1998 9:30:00 PST", "1998-05-04T17:30"),
        ("4 May 98 09:30:00 Z", "1998-05-04T09:30"),
        ("2026-05-04", "2026-05-04T00:00"),
        ("2026-05", "2026-05-01T00:00"),
        ("2026", "2026-01-01T00:00"),
        ("2026-05-04T09:30+01:00", "2026-05-04T08:30"),
        ("2026-05-04 09:30:00 +0100", "2026-05-04T08:30"),
        ("20260504T093000Z", "2026-05-04T09:30"),
        ("lun, 4 mayo 2026 09:30:00 +0200", "2026-05-04T07:30"),
        ("الإثنين, 4 مايو 2026 09:30:00 +0300", "2026-05-04T06:30"),
        ("Sat, Dec 16 2023 02:02:33 PM", "2023-12-16T14:02"),
        ("Mon May  4 09:30:00 2026", "2026-05-04T09:30"),
        ("2026-05-04T24:00:00Z", "2026-05-05T00:00"),
    ],
)
def test_dates_are_read_however_feeds_write_them(written: str, utc: str):
    assert read_loose_time(written).utc.isoformat().startswith(utc)


@pytest.mark.parametrize(
    "written",
    [
        *(
            "",
            "soon",
            "1518478934",
            "32 May 2026",
            "4 Foo 2026",
            "2026-13-01",
            "9999-99",
            "x" * 500,
        ),
        *("Mon, 04 May 2026 09:30:00 XYZ", "0001-01-01T00:00:00+14:00"),
    ],
)
def test_what_is_no_date_is_noted_and_loses_no_item(written: str):
    item = only(RSS.format(f"<item><title>T</title><pubDate>{written}</pubDate></item>"))
    assert item.sent is None
    assert bool(written) == any("published" in note for note in item.notes)


def test_dates_still_to_come_are_noted_and_not_believed():
    feed = RSS.format(
        "<item><title>T</title><pubDate>Tue, 05 May 2026 09:30:00 GMT</pubDate></item>"
    )
    with standing_at(datetime(2026, 5, 4, tzinfo=UTC)):
        item = only(feed)
    assert (item.sent, item.created) == (None, None)
    assert "the date of sent is still to come, 2026-05-05T09:30:00+00:00" in " ".join(item.notes)
    with standing_at(datetime(2026, 5, 5, 9, 25, tzinfo=UTC)):
        assert only(feed).sent is not None


@pytest.mark.parametrize(
    ("description", "body"),
    [
        ("&lt;p&gt;One&lt;/p&gt;&lt;p&gt;Two&lt;/p&gt;", ["One", "Two"]),
        ("&amp;lt;p&amp;gt;One&amp;lt;/p&amp;gt;&amp;lt;p&amp;gt;Two", ["One", "Two"]),
        ("<p>One</p><p>Two</p>", ["One", "Two"]),
        ("<![CDATA[<p>One</p>\n<p>don&#146;t</p>]]>", ["One", "don’t"]),
        ("One\n\nTwo", ["One", "Two"]),
    ],
)
def test_a_text_is_read_however_often_it_was_escaped(description: str, body: list[str]):
    item = only(
        RSS.format(f"<item><title>T</title><description>{description}</description></item>")
    )
    assert [block.text for block in item.body] == body


def test_a_short_lone_description_is_the_summary():
    item = only(RSS.format("<item><title>T</title><description>One line.</description></item>"))
    assert (item.summary, item.body) == ("One line.", ())


def test_relative_addresses_start_where_the_feed_came_from_or_nowhere():
    feed = RSS.format(
        '<item><title>T</title><link>/a</link><description>&lt;p&gt;&lt;a href="b"&gt;B&lt;/a&gt;'
        "&lt;/p&gt;&lt;p&gt;C&lt;/p&gt;</description></item>"
    )
    known = only(feed, address="https://x.example/f/rss")
    assert known.link == "https://x.example/a"
    assert 'href="https://x.example/f/b"' in known.body_html
    unknown = only(feed)
    assert "href" not in unknown.body_html


def test_no_mail_address_is_kept_of_an_author():
    feed = RSS.format("<item><title>T</title><author>{}</author></item>")
    assert only(feed.format("rana@x.example (Rana Haddad)")).byline == "Rana Haddad"
    assert only(feed.format("rana@x.example")).byline == ""


def test_entries_that_share_an_id_are_both_kept_and_say_so():
    twice = "<item><guid>1</guid><title>A</title></item><item><guid>1</guid><title>B</title></item>"
    items = read_any(RSS.format(twice).encode()).items
    assert [item.headline for item in items] == ["A", "B"]
    assert all("2 entries of the feed share this id" in item.notes for item in items)


def test_a_feed_that_is_cut_short_gives_what_is_whole_and_marks_the_rest():
    cut = "<rss><channel><item><title>A</title></item><item><title>B</title><descr"
    first, last = read_any(cut.encode()).items
    assert (first.headline, first.partial) == ("A", False)
    assert (last.headline, last.partial) == ("B", True)
    assert "read as far as it goes" in " ".join(last.notes)


def test_what_is_no_feed_is_named():
    assert "web page" in refusal("<!DOCTYPE html><html><p>Hello")
    assert "no known format; it begins with 'PK" in refusal(b"PK\x03\x04")
    assert "empty" in refusal(b" \n")
    assert "no format that is known" in refusal("<recipe/>")
