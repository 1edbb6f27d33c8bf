"""The schedule as a calendar: in the edition's zone, and whole whatever was written."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from icalendar import Calendar

from broadsheet.kit import clock
from tests.live.streams import make_slot, make_stream
from tests.readers.programmes import make_programme

pytestmark = pytest.mark.django_db

#: A Friday; clocks in Madrid go back in the night to Sunday, the 25th.
FRIDAY = datetime(2026, 10, 23, 9, 30, tzinfo=UTC)


@pytest.fixture(autouse=True)
def friday():
    with clock.standing_at(FRIDAY):
        yield


@pytest.fixture
def edition(newsroom):
    edition = newsroom["en"]
    edition.time_zone = "Europe/Madrid"
    edition.save()
    return edition


def read(reader, address: str) -> Calendar:
    answer = reader.get(address)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer.content.endswith(b"END:VCALENDAR\r\n")
    # Lines end as the standard says, and none is longer than 75 octets (RFC 5545, 3.1).
    lines = answer.content.split(b"\r\n")
    assert all(len(line) <= 75 and b"\n" not in line for line in lines)
    return Calendar.from_ical(answer.content)


def test_a_week_in_the_editions_zone_whatever_its_clocks_do(reader, edition):
    stream = make_stream(edition)
    make_slot(stream, "20:00", 90, weekday=5, title="The match")
    make_slot(stream, "20:00", 60, weekday=6, title="The news")
    calendar = read(reader, "/en/live/schedule.ics")
    saturday, sunday = calendar.events
    assert [each["summary"] for each in calendar.events] == ["The match", "The news"]
    assert saturday["dtstart"].dt.isoformat() == "2026-10-24T20:00:00+02:00"
    assert saturday["dtend"].dt - saturday["dtstart"].dt == timedelta(minutes=90)
    assert sunday["dtstart"].dt.isoformat() == "2026-10-25T20:00:00+01:00"
    assert sunday["dtstart"].params["TZID"] == "Europe/Madrid"
    (zone,) = calendar.timezones
    assert zone["tzid"] == "Europe/Madrid"
    assert saturday["uid"] != sunday["uid"]
    assert saturday["dtstamp"].dt == datetime(2026, 10, 22, 22, tzinfo=UTC)


@pytest.mark.parametrize(
    "title",
    [
        "Bread, salt; and a back\\slash",
        "END:VEVENT\r\nBEGIN:VALARM",
        "الأخبار: نشرة الثامنة مساءً " * 3,
        "<script>alert(1)</script>",
    ],
)
def test_whatever_is_written_stays_one_line_of_its_own(reader, edition, title):
    slot = make_slot(make_stream(edition), "20:00", weekday=5, title=title, note=title)
    calendar = read(reader, "/en/live/schedule.ics")
    (event,) = calendar.events
    assert event["summary"] == slot.title
    assert event["description"] == slot.note
    assert not event.subcomponents


def test_a_renamed_airing_is_the_same_entry_and_leads_to_its_programme(reader, edition):
    stream, programme = make_stream(edition), make_programme(edition)
    slot = make_slot(stream, "20:00", weekday=5, title="", programme=programme)
    (before,) = read(reader, "/en/live/schedule.ics").events
    assert before["url"].endswith("/en/programme/night-signals/")
    slot.title = "Another name"
    slot.save()
    (after,) = read(reader, "/en/live/schedule.ics").events
    assert (after["uid"], after["summary"]) == (before["uid"], "Another name")


def test_each_stream_has_its_own_and_the_page_leads_to_it(reader, edition):
    make_slot(make_stream(edition), "20:00", weekday=5)
    radio = make_stream(edition, "Radio")
    make_slot(radio, "06:00", day=date(2026, 10, 24), title="Early")
    (event,) = read(reader, "/en/live/radio/schedule.ics").events
    assert event["summary"] == "Early"
    assert reader.get("/en/live/nothing/schedule.ics").status_code == 404
    assert reader.get("/ar/live/schedule.ics").status_code == 404
    page = reader.get("/en/live/radio/schedule/").content.decode()
    assert 'href="/en/live/radio/schedule.ics" type="text/calendar"' in page
