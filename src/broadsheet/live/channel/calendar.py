"""A stream's coming days as a calendar (RFC 5545), to be kept beside one's own."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import uuid5

from icalendar import Calendar, Event

from broadsheet.editions.addresses import address_of, edition_address
from broadsheet.editions.models import Edition
from broadsheet.live.channel.selectors import DAYS, today_in
from broadsheet.live.channel.showing import Airings, zone_of
from broadsheet.live.channel.timetable import Airing, instant
from broadsheet.live.models import ScheduleSlot, Stream

#: How often whoever keeps it may ask again (RFC 7986, 5.7).
ASK_AGAIN = timedelta(hours=6)


def calendar_of(edition: Edition, stream: Stream, page: str, airings: Airings) -> bytes:
    """The airings, in the edition's zone. ``page`` is the tree path of the stream's own page.

    It is the same at any moment of a day, so that it can be pressed: what is to say when it was
    made says since when it is true, which is midnight.
    """
    zone, today = zone_of(edition), today_in(zone_of(edition))
    since = instant(datetime.combine(today, datetime.min.time()), zone)
    calendar = Calendar()
    calendar.add("prodid", "-//Broadsheet//Schedule//EN")
    calendar.add("version", "2.0")
    for name in ("name", "x-wr-calname"):
        calendar.add(name, f"{stream.name} · {edition.name}")
    calendar.add("x-wr-timezone", edition.time_zone)
    calendar.add("refresh-interval", ASK_AGAIN, parameters={"VALUE": "DURATION"})
    for airing in airings:
        event = _event(edition, stream, page, airing)
        event.add("dtstamp", since)
        calendar.add_component(event)
    # Of the zone no more than these days need.
    calendar.add_missing_timezones(today, today + timedelta(days=DAYS + 1))
    return calendar.to_ical()


def _event(edition: Edition, stream: Stream, page: str, airing: Airing[ScheduleSlot]) -> Event:
    """One airing; it is the same one as long as it begins at the same moment."""
    slot, zone = airing.slot, zone_of(edition)
    event = Event()
    moment = f"{edition.code} {airing.starts:%Y%m%dT%H%M%SZ}"
    event.add("uid", str(uuid5(stream.translation_key, moment)))
    event.add("dtstart", airing.starts.astimezone(zone))
    event.add("dtend", airing.ends.astimezone(zone))
    event.add("summary", slot.shown_title)
    if slot.note:
        event.add("description", slot.note)
    if slot.programme is not None:
        programme = slot.programme
        event.add("url", edition_address(edition, programme.place, programme.slug, whole=True))
    else:
        event.add("url", address_of(edition, page, whole=True))
    # Nobody's own time is taken by what is on.
    event.add("transp", "TRANSPARENT")
    return event
