"""Reads of the channel."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Q

from broadsheet.editions.models import Edition
from broadsheet.kit import clock
from broadsheet.ledger import reading, tags
from broadsheet.live.channel.timetable import Airing, airings, instant
from broadsheet.live.models import ScheduleSlot, Stream

#: The labels of streams and slots in the ledger.
STREAM, SLOT = "live.stream", "live.scheduleslot"
#: Days that a schedule shows, the present one among them.
DAYS = 7


def channel_of(code: str) -> str:
    """The tree path of an edition's channel, and the channel of its streams' events."""
    return f"/{code}/live/"


def slots_tag(stream_id: int) -> str:
    """The tag of a stream's slots."""
    return f"slots:{tags.row(STREAM, stream_id)}"


def streams_of(edition: Edition) -> list[Stream]:
    """The streams of an edition, in order. One query."""
    reading.note(tags.records_of(STREAM, edition.locale_id))
    return list(Stream.objects.filter(locale_id=edition.locale_id))


def today_in(zone: ZoneInfo) -> date:
    """The present day in a zone."""
    return clock.now().astimezone(zone).date()


def schedule_of(stream: Stream, zone: ZoneInfo, days: int = DAYS) -> list[Airing[ScheduleSlot]]:
    """What is on air from today on, in order. One query; notes that it is true until midnight."""
    since = today_in(zone)
    until = since + timedelta(days=days)
    reading.note(slots_tag(stream.pk))
    reading.note_until(
        instant(datetime.combine(since + timedelta(days=1), datetime.min.time()), zone)
    )
    # A dated slot of the day before may reach into today; of the day after, it has no say.
    dated = Q(day__gte=since - timedelta(days=1), day__lt=until)
    slots = ScheduleSlot.objects.filter(Q(day=None) | dated, stream_id=stream.pk)
    return airings(slots.select_related("programme"), zone, since, until)
