"""From streams and airings to what readers are shown of them, in the active language."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

from babel.dates import get_timezone_location

from broadsheet.editions.addresses import address_of, edition_address, whole_address
from broadsheet.editions.languages import cldr_locale
from broadsheet.editions.models import Edition
from broadsheet.editions.numerals import machine_time, write_moment, write_weekday
from broadsheet.editions.presentation import Link
from broadsheet.kit import clock
from broadsheet.live.channel.presentation import AiringView, DayView, StreamView
from broadsheet.live.channel.selectors import DAYS, today_in
from broadsheet.live.channel.timetable import Airing, instant, now_and_next
from broadsheet.live.models import ScheduleSlot, Stream
from broadsheet.media.presentation import PictureView

Airings = Sequence[Airing[ScheduleSlot]]


def zone_of(edition: Edition) -> ZoneInfo:
    """The zone that an edition's schedules are written in."""
    return ZoneInfo(edition.time_zone)


def zone_name(edition: Edition) -> str:
    """Its zone for readers: the name of its place in the edition's language."""
    locale = cldr_locale(edition.format_locale)
    return str(get_timezone_location(edition.time_zone, locale=locale, return_city=True))


def page_of_stream(edition: Edition, stream: Stream, streams: Sequence[Stream]) -> str:
    """The tree path of a stream's page: the channel's own address for the first one."""
    first = stream.pk == streams[0].pk
    return f"/{edition.code}/live/" + ("" if first else f"{stream.slug}/")


def stream_view(
    edition: Edition, stream: Stream, page: str, poster: PictureView | None
) -> StreamView:
    """What is shown of a stream."""
    return StreamView(
        pk=stream.pk,
        name=stream.name,
        description=stream.description,
        audio=stream.is_audio,
        state="up" if stream.is_up else "down" if stream.on_air else "off",
        source=stream.address,
        page=address_of(edition, page),
        poster=poster,
        captions_note=stream.captions_note,
        notice=stream.notice,
    )


def stream_links(
    edition: Edition, streams: Sequence[Stream], shown: Stream, tail: str = ""
) -> tuple[Link, ...]:
    """Links to all streams of an edition; none where there is only one."""
    if len(streams) < 2:
        return ()
    return tuple(
        Link(
            each.name,
            address_of(edition, page_of_stream(edition, each, streams) + tail),
            current=each.pk == shown.pk,
        )
        for each in streams
    )


def coming(edition: Edition, airings: Airings, most: int) -> tuple[AiringView, ...]:
    """What is on now, and what comes after it."""
    moment = clock.now()
    now, following = now_and_next(airings, moment)
    today = today_in(zone_of(edition))
    ahead = [each for each in airings if each.ends > moment][:most]
    return tuple(
        _view(edition, each, today, "now" if each is now else "next" if each is following else "")
        for each in ahead
    )


def week(edition: Edition, airings: Airings) -> Iterator[DayView]:
    """The days of a schedule; what began yesterday and is still on stands first today."""
    zone, today = zone_of(edition), today_in(zone_of(edition))
    of_day: Mapping[date, list[Airing[ScheduleSlot]]] = {
        day: list(found)
        for day, found in groupby(
            airings, lambda each: max(today, each.starts.astimezone(zone).date())
        )
    }
    for number in range(DAYS):
        day = today + timedelta(days=number)
        noon = instant(datetime(day.year, day.month, day.day, 12), zone)  # noqa: DTZ001
        yield DayView(
            weekday=write_weekday(edition, day),
            date=write_moment(edition, noon).day,
            iso=day.isoformat(),
            airings=tuple(_view(edition, each, day, "") for each in of_day.get(day, ())),
        )


def _view(edition: Edition, airing: Airing[ScheduleSlot], day: date, state: str) -> AiringView:
    slot, starts = airing.slot, airing.starts
    own_day = starts.astimezone(zone_of(edition)).date()
    minutes = round((airing.ends - starts).total_seconds() / 60)
    address = ""
    if slot.programme is not None:
        address = edition_address(edition, slot.programme.place, slot.programme.slug)
    return AiringView(
        title=slot.shown_title,
        note=slot.note,
        address=address,
        begins=write_moment(edition, starts),
        weekday="" if own_day == day else write_weekday(edition, own_day),
        ends=machine_time(airing.ends),
        length=f"PT{minutes}M",
        state=state,
    )


def records_of(
    edition: Edition, stream: Stream, view: StreamView, airings: Airings
) -> tuple[dict, ...]:
    """The stream for machines: BroadcastService, its BroadcastEvents, and the VideoObject that is
    live (schema.org)."""
    page = whole_address(view.page)
    service = {
        "@context": "https://schema.org",
        "@type": "BroadcastService",
        "@id": f"{page}#service",
        "name": stream.name,
        "url": page,
        "broadcastDisplayName": stream.name,
        "inLanguage": edition.language,
        "broadcaster": {"@type": "Organization", "name": edition.name},
    }
    events = [_event(edition, each, page) for each in airings if each.ends > clock.now()]
    if not stream.is_up:
        return (service,)
    now, _next = now_and_next(airings, clock.now())
    live = {
        "@context": "https://schema.org",
        "@type": "AudioObject" if stream.is_audio else "VideoObject",
        "name": now.slot.shown_title if now else stream.name,
        "description": stream.description or stream.name,
        "contentUrl": whole_address(stream.address),
        "url": page,
        "inLanguage": edition.language,
        "publication": events[0]
        if now
        else {"@type": "BroadcastEvent", "isLiveBroadcast": True, "name": stream.name},
    }
    if now:
        live["uploadDate"] = machine_time(now.starts)
    if view.poster:
        live["thumbnailUrl"] = whole_address(view.poster.share)
    return (service, live)


def schedule_records(edition: Edition, page: str, airings: Airings) -> tuple[dict, ...]:
    """A schedule for machines: its events, in order."""
    whole = whole_address(page)
    return (
        {
            "@context": "https://schema.org",
            "@type": "ItemList",
            "itemListElement": [
                {"@type": "ListItem", "position": place, "item": _event(edition, each, whole)}
                for place, each in enumerate(airings, start=1)
            ],
        },
    )


def _event(edition: Edition, airing: Airing[ScheduleSlot], page: str) -> dict:
    event = {
        "@type": "BroadcastEvent",
        "name": airing.slot.shown_title,
        "isLiveBroadcast": True,
        "startDate": machine_time(airing.starts),
        "endDate": machine_time(airing.ends),
        "publishedOn": {"@id": f"{page}#service"},
    }
    if airing.slot.programme is not None:
        programme = airing.slot.programme
        event["workPerformed"] = {
            "@type": "CreativeWorkSeries",
            "name": programme.name,
            "url": edition_address(edition, programme.place, programme.slug, whole=True),
        }
    return event
