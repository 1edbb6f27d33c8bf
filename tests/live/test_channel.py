"""What readers find of the channel: streams, what is on, the week; what a schedule refuses."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError

from broadsheet.kit import clock
from broadsheet.ledger.models import Entry
from broadsheet.live.channel.scheduling import copy_day
from broadsheet.live.models import ScheduleSlot, Stream
from broadsheet.programmes.models import Programme
from broadsheet.stories.kinds import Kind
from tests.live.streams import make_slot, make_stream
from tests.newsroom import make_record, make_story, section_of
from tests.readers.reading import alternates_of, canonical_of, page_of, records_of
from tests.readers.writing import make_clip

pytestmark = pytest.mark.django_db

#: A Monday; in Beirut it is two o'clock.
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def at_noon():
    with clock.standing_at(NOON):
        yield


def on_page(page) -> list[tuple[str, str, str]]:
    """Hour, state and title of everything in the guide."""
    return [
        (
            item.time.get_text(" ", strip=True),
            item["data-state"],
            item.select_one("p").get_text(strip=True),
        )
        for item in page.select("channel-guide li")
    ]


def test_without_a_stream_the_channel_says_that_nothing_is_on_air(english, reader):
    page = page_of(reader.get("/en/live/"))
    assert "Nothing is on air at the moment" in page.main.get_text()
    assert not page.select("video")
    assert reader.get("/en/live/schedule/").status_code == 404


def test_a_stream_plays_in_plain_html_and_says_what_is_on_and_what_comes(english, reader):
    english.time_zone = "Asia/Beirut"
    english.save()
    programme = make_record(Programme, english, "The Long Table")
    stream = make_stream(english, "Tribune TV", captions_note="Captions in English")
    make_slot(stream, "13:30", 60, weekday=0, title="At two", note="News")
    make_slot(stream, "14:30", 60, weekday=0, title="", programme=programme)
    make_slot(stream, "09:00", 60, weekday=1, title="Tomorrow")
    make_slot(stream, "08:00", 60, weekday=0, title="It is over")
    page = page_of(reader.get("/en/live/"))
    assert page.h1.get_text() == "Tribune TV"
    video = page.video
    assert {"controls", "playsinline"} <= set(video.attrs)
    assert video.source["src"] == stream.address
    assert video.source["type"] == "application/vnd.apple.mpegurl"
    assert on_page(page)[:3] == [
        ("13:30", "now", "At two"),
        ("14:30", "next", "The Long Table"),
        ("Tuesday 09:00", "", "Tomorrow"),
    ]
    item = page.select("channel-guide li")[0]
    assert (item.time["datetime"], item["data-ends"]) == (
        "2026-03-02T13:30:00+02:00",
        "2026-03-02T12:30:00Z",
    )
    assert page.select_one("channel-guide a")["href"] == "/en/programme/the-long-table/"
    assert page.select_one(".interrupted").has_attr("hidden")
    assert "Captions in English" in page.main.get_text()


def test_the_arabic_channel_in_its_own_digits_and_days(newsroom, reader):
    arabic = newsroom["ar"]
    arabic.digits = "arab"
    arabic.time_zone = "Asia/Beirut"
    arabic.save()
    stream = make_stream(arabic, "القناة")
    make_slot(stream, "14:30", 60, weekday=0, title="أخبار")
    make_slot(stream, "09:00", 60, weekday=1, title="غداً")
    page = page_of(reader.get("/ar/live/"))
    assert [each[0] for each in on_page(page)][:2] == ["١٤:٣٠", "الثلاثاء ٠٩:٠٠"]
    week = page_of(reader.get("/ar/live/schedule/"))
    heading = week.select("channel-guide h2")[1].get_text(" ", strip=True)
    assert heading.startswith("الثلاثاء")
    assert "٢٠٢٦" in heading
    assert "بيروت" in week.main.get_text()


def test_each_stream_has_an_address_and_the_first_the_channels_own(newsroom, reader):
    english, arabic = newsroom["en"], newsroom["ar"]
    first = make_stream(english, "TV", slug="tv")
    radio = make_stream(english, "Radio", slug="radio", kind="audio")
    make_stream(arabic, "الإذاعة", slug="إذاعة", translation_key=radio.translation_key)
    page = page_of(reader.get("/en/live/"))
    links = {each.get_text(): each["href"] for each in page.select(".streams a")}
    assert links == {"TV": "/en/live/", "Radio": "/en/live/radio/"}
    assert canonical_of(page_of(reader.get("/en/live/tv/"))).endswith("/en/live/")
    heard = page_of(reader.get("/en/live/radio/"))
    assert canonical_of(heard).endswith("/en/live/radio/")
    # It is the first of the Arabic edition.
    assert alternates_of(heard)["ar"].endswith("/ar/live/")
    assert alternates_of(page)["ar"].endswith("/ar/live/")
    assert reader.get("/en/live/no-such/").status_code == 404
    first.sort_order = 9_000
    first.save()
    assert page_of(reader.get("/en/live/")).h1.get_text() == "Radio"


def test_an_interrupted_stream_says_so_and_offers_its_sound_and_videos(english, reader):
    stream = make_stream(english, "TV", slug="tv", down_since=NOON)
    make_stream(english, "Radio", slug="radio", kind="audio")
    make_story(section_of(english, "newsfeed"), "A film", kind=Kind.VIDEO, clip=make_clip(english))
    page = page_of(reader.get("/en/live/"))
    trouble = page.select_one(".interrupted")
    assert not trouble.has_attr("hidden")
    assert "The stream is interrupted; we try again." in trouble.get_text()
    assert trouble.a["href"] == "/en/live/radio/"
    assert page.select_one("#videos .card h3").get_text() == "A film"
    assert page.select_one("live-player")["data-state"] == "down"
    # Whoever wants to try may try.
    assert page.video.source["src"] == stream.address
    stream.on_air = False
    stream.notice = "We are back at six."
    stream.save()
    page = page_of(reader.get("/en/live/"))
    assert "We are back at six." in page.select_one(".interrupted").get_text()
    assert page.video.source is None


def test_the_schedule_has_seven_days_and_what_is_on_since_yesterday_first(english, reader):
    stream = make_stream(english, "TV")
    make_slot(stream, "23:30", 780, weekday=6, title="All night")
    make_slot(stream, "13:00", 60, weekday=0, title="Monday's")
    make_slot(stream, "13:15", 15, day=date(2026, 3, 2), title="Today only")
    page = page_of(reader.get("/en/live/schedule/"))
    days = page.select("channel-guide section")
    assert len(days) == 7
    assert [
        (each.time.get_text(" ", strip=True), each.p.get_text(strip=True))
        for each in days[0].select("li")
    ] == [
        ("Sunday 23:30", "All night"),
        ("13:00", "Monday's"),
        ("13:15", "Today only"),
        ("13:30", "Monday's"),
    ]
    assert days[6].li.p.get_text(strip=True) == "All night"
    assert "Nothing is announced for this day." in days[1].get_text()


def test_machines_are_told_what_is_live(english, reader):
    stream = make_stream(english, "TV")
    make_slot(stream, "11:30", 60, weekday=0, title="The news")
    service, live = records_of(page_of(reader.get("/en/live/")))
    assert (service["@type"], service["name"]) == ("BroadcastService", "TV")
    assert live["@type"] == "VideoObject"
    assert live["publication"]["isLiveBroadcast"] is True
    assert live["publication"]["startDate"] == "2026-03-02T11:30:00Z"
    assert live["publication"]["publishedOn"]["@id"] == service["@id"]
    stream.down_since = NOON
    stream.save()
    assert len(records_of(page_of(reader.get("/en/live/")))) == 1
    (listed,) = records_of(page_of(reader.get("/en/live/schedule/")))
    assert listed["itemListElement"][0]["item"]["@type"] == "BroadcastEvent"


def test_only_the_channels_pages_may_ask_the_streams_hosts(english, reader):
    make_stream(
        english,
        address="https://live.example.org:8443/a/master.m3u8",
        further_hosts="https://cdn.example.net",
    )
    policy = reader.get("/en/live/")["Content-Security-Policy"]
    assert (
        "connect-src 'self' https://live.example.org:8443 https://cdn.example.net;" in policy + ";"
    )
    assert "blob:" in policy
    other = reader.get("/en/live/schedule/")["Content-Security-Policy"]
    assert "example" not in other
    assert "blob:" not in other


@pytest.mark.parametrize(
    "address",
    [
        "http://live.example.org/master.m3u8",
        "ftp://live.example.org/master.m3u8",
        "javascript:alert(1)",
        "https://",
        "https://user:secret@live.example.org/a.m3u8",
        "https://live.example.org/a.m3u8; script-src *",
        "https://live.example.org:99999/a.m3u8",
        "https://live.exämple.org/a.m3u8",
        "/media/channel/../secret.key",
        "/media/channel/a.mp4",
        "/admin/",
    ],
)
def test_an_address_that_is_none_is_refused_at_its_field(english, address):
    with pytest.raises(ValidationError) as refused:
        make_stream(english, address=address)
    assert list(refused.value.message_dict) == ["address"]


@pytest.mark.parametrize(
    "hosts", ["cdn.example.net", "https://a.example/path", "https://a 'unsafe'"]
)
def test_further_hosts_are_hosts(english, hosts):
    with pytest.raises(ValidationError):
        make_stream(english, further_hosts=hosts)


@pytest.mark.parametrize("slug", ["schedule", "all"])
def test_a_stream_takes_no_name_of_the_channels_own(english, slug):
    with pytest.raises(ValidationError):
        make_stream(english, slug=slug)


def test_an_overlap_is_refused_and_names_the_other_slot(english):
    stream = make_stream(english)
    make_slot(stream, "20:00", 60, weekday=0, title="The Long Table")
    with pytest.raises(ValidationError) as refused:
        make_slot(stream, "20:30", 60, weekday=0)
    assert refused.value.message_dict["starts"] == [
        "“The Long Table” is on air then: Monday 20:00–21:00."
    ]
    # Beside it, on another stream, and on one day alone, it is welcome.
    make_slot(stream, "21:00", 60, weekday=0)
    make_slot(make_stream(english), "20:30", 60, weekday=0)
    make_slot(stream, "20:30", 60, day=date(2026, 3, 2))
    with pytest.raises(ValidationError):
        make_slot(stream, "21:00", 60, day=date(2026, 3, 2))
    assert ScheduleSlot.objects.count() == 4


@pytest.mark.parametrize(
    ("fields", "where"),
    [
        ({"weekday": 0, "day": date(2026, 3, 2)}, "day"),
        ({}, "day"),
        ({"weekday": 0, "title": ""}, "title"),
        ({"weekday": 0, "off_air": True, "title": ""}, "day"),
        ({"weekday": 0, "minutes": 0}, "minutes"),
        ({"weekday": 0, "minutes": 1441}, "minutes"),
        ({"weekday": 7}, "weekday"),
    ],
)
def test_a_slot_that_makes_no_sense_is_refused_at_its_field(english, fields, where):
    stream = make_stream(english)
    with pytest.raises(ValidationError) as refused:
        make_slot(stream, "20:00", **fields)
    assert where in refused.value.message_dict


def test_a_programme_of_another_edition_is_refused(newsroom):
    stream = make_stream(newsroom["en"])
    programme = make_record(Programme, newsroom["ar"], "برنامج")
    with pytest.raises(ValidationError):
        make_slot(stream, "20:00", weekday=0, programme=programme)


def test_a_day_is_copied_whole_or_not_at_all(english):
    stream = make_stream(english)
    make_slot(stream, "20:00", 60, weekday=0, title="A")
    make_slot(stream, "23:00", 120, weekday=0, title="B")
    make_slot(stream, "08:00", 60, weekday=1, title="Gone")
    assert copy_day(stream, 0, [1, 2]) == 4
    titles = stream.slots.order_by("weekday", "starts").values_list("weekday", "title")
    assert list(titles) == [(0, "A"), (0, "B"), (1, "A"), (1, "B"), (2, "A"), (2, "B")]
    make_slot(stream, "00:30", 240, weekday=5, title="In the way")
    with pytest.raises(ValidationError, match="In the way"):
        copy_day(stream, 0, [4])
    assert stream.slots.count() == 7


def test_what_an_editor_does_is_in_the_ledger(english):
    stream = make_stream(english)
    before = Entry.objects.count()
    slot = make_slot(stream, "20:00", weekday=0)
    slot.title = "Another"
    slot.save()
    slot.delete()
    entries = list(Entry.objects.order_by("pk"))[before:]
    assert [each.verb for each in entries] == ["change", "change", "delete"]
    assert all(f"slots:live.stream:{stream.pk}" in each.touches for each in entries)


def test_what_is_taken_off_air_is_not_interrupted_any_more(english):
    stream = make_stream(english, down_since=NOON)
    stream.on_air = False
    stream.save(update_fields=["on_air"])
    assert Stream.objects.get(pk=stream.pk).down_since is None


def test_words_for_the_player_are_in_the_page_and_in_its_language(newsroom, reader):
    make_stream(newsroom["ar"], "القناة")
    player = page_of(reader.get("/ar/live/")).select_one("live-player")
    words = json.loads(player["data-words"])
    assert words["captionsOn"] != "Captions on"
    assert player["data-events"] == "/ar/live/events"


def test_the_time_of_a_page_of_the_channel_is_bounded_by_the_next_change(english, reader):
    from broadsheet.ledger import reading

    stream = make_stream(english)
    make_slot(stream, "11:30", 60, weekday=0)
    with reading.recording() as noted:
        reader.get("/en/live/")
    assert noted.until == NOON + timedelta(minutes=30)
    with reading.recording() as noted:
        reader.get("/en/live/schedule/")
    assert noted.until == datetime(2026, 3, 3, tzinfo=UTC)
