"""The channel's pages: a stream with what is on and what comes, and the week's schedule."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext

from broadsheet.editions.addresses import address_of, edition_address, whole_address
from broadsheet.editions.edition_set import editions_for
from broadsheet.editions.models import Edition
from broadsheet.editions.presentation import Link, PageHead
from broadsheet.editions.shells import alternates_of, build_shell
from broadsheet.editions.skeleton import skeleton_for
from broadsheet.fronts.readers import show_live
from broadsheet.kit import clock
from broadsheet.ledger import reading, tags
from broadsheet.live.channel import showing
from broadsheet.live.channel.calendar import calendar_of
from broadsheet.live.channel.events import newest_change
from broadsheet.live.channel.presentation import ChannelView, ScheduleView
from broadsheet.live.channel.selectors import (
    STREAM,
    channel_of,
    schedule_of,
    streams_of,
)
from broadsheet.live.channel.timetable import next_change
from broadsheet.live.models import Stream
from broadsheet.stories.cards import CardMaker
from broadsheet.stories.kinds import Kind
from broadsheet.stories.models import Story
from broadsheet.stories.selectors import kind_listing, published

#: What comes, and what was, on a channel's page.
AHEAD, VIDEOS = 8, 4


def show_channel(request: HttpRequest, code: str, slug: str = "") -> HttpResponse:
    """A stream of an edition, its first one without ``slug``. Raises Http404.

    An edition without streams says that nothing is on air.
    """
    edition = editions_for(request).by_code(code)
    # The number comes first: a change in between is then told once more, and not missed.
    number = newest_change(code)
    streams = streams_of(edition)
    if not streams and not slug:
        return show_live(request, code)
    stream = _chosen(streams, slug)
    with override(edition.locale.language_code):
        response = _channel(request, edition, streams, stream, number)
    # A player of ours fetches the stream itself, and hands it to the browser piece by piece.
    origins = [origin for each in streams for origin in each.origins]
    response._csp_update = {  # type: ignore[attr-defined]
        "connect-src": list(dict.fromkeys(origins)),
        "media-src": ["blob:", *(each for each in origins if each.startswith("http:"))],
    }
    return response


def show_schedule(request: HttpRequest, code: str, slug: str = "") -> HttpResponse:
    """Seven days of a stream, from today on. Raises Http404."""
    edition = editions_for(request).by_code(code)
    streams = streams_of(edition)
    stream = _chosen(streams, slug)
    with override(edition.locale.language_code):
        return _schedule(request, edition, streams, stream)


def show_calendar(request: HttpRequest, code: str, slug: str = "") -> HttpResponse:
    """The same seven days as a calendar (RFC 5545). Raises Http404."""
    edition = editions_for(request).by_code(code)
    streams = streams_of(edition)
    stream = _chosen(streams, slug)
    page = showing.page_of_stream(edition, stream, streams)
    airings = schedule_of(stream, showing.zone_of(edition))
    with override(edition.locale.language_code):
        body = calendar_of(edition, stream, page, airings)
    return HttpResponse(body, content_type="text/calendar; charset=utf-8")


def _chosen(streams: Sequence[Stream], slug: str) -> Stream:
    found = next((each for each in streams if not slug or each.slug == slug), None)
    if found is None:
        raise Http404("no such stream")
    return found


def _channel(
    request: HttpRequest,
    edition: Edition,
    streams: Sequence[Stream],
    stream: Stream,
    number: int,
) -> HttpResponse:
    here = showing.page_of_stream(edition, stream, streams)
    airings = schedule_of(stream, showing.zone_of(edition))
    if turn := next_change(airings, clock.now()):
        reading.note_until(turn)
    videos = _videos(edition)
    sections = skeleton_for(request, edition).sections()
    maker = CardMaker(edition, sections, videos, also_pictures=[stream.poster_id])
    poster = maker.pictures.view(stream.poster_id, language=edition.language)
    view = showing.stream_view(edition, stream, here, poster)
    heard = [each for each in streams if each.is_audio and each.is_up and each.pk != stream.pk]
    channel = ChannelView(
        stream=view,
        airings=showing.coming(edition, airings, AHEAD),
        streams=showing.stream_links(edition, streams, stream),
        instead=_link(edition, heard[0], streams) if heard else None,
        schedule=address_of(edition, here + "schedule/"),
        zone=showing.zone_name(edition),
        videos=maker.cards(videos),
        all_videos=edition_address(edition, "videos"),
        events=address_of(edition, channel_of(edition.code) + "events", whole=False),
        number=number,
    )
    translations = _translations(request, edition, stream, first=here == channel_of(edition.code))
    head = PageHead(
        title=stream.name,
        description=stream.description or _("Live, with what is on now and what comes next."),
        canonical=address_of(edition, here, whole=True),
        feed=edition_address(edition, "live", "rss.xml"),
        feed_title=pgettext("the channel", "Live"),
        image=whole_address(poster.share) if poster else "",
        alternates=alternates_of(request, edition, here, translations),
        records=showing.records_of(edition, stream, view, airings),
    )
    shell = build_shell(request, edition, here=here, translations=translations)
    return render(request, "live/channel.html", {"shell": shell, "head": head, "channel": channel})


def _schedule(
    request: HttpRequest, edition: Edition, streams: Sequence[Stream], stream: Stream
) -> HttpResponse:
    page = showing.page_of_stream(edition, stream, streams)
    here = page + "schedule/"
    airings = schedule_of(stream, showing.zone_of(edition))
    view = ScheduleView(
        title=stream.name,
        days=tuple(showing.week(edition, airings)),
        streams=showing.stream_links(edition, streams, stream, "schedule/"),
        channel=address_of(edition, page),
        calendar=address_of(edition, page + "schedule.ics"),
        zone=showing.zone_name(edition),
    )
    translations = _translations(request, edition, stream, tail="schedule/")
    head = PageHead(
        title=_("Schedule: %(name)s") % {"name": stream.name},
        description=_("What is on %(name)s in the coming seven days.") % {"name": stream.name},
        canonical=address_of(edition, here, whole=True),
        alternates=alternates_of(request, edition, here, translations),
        records=showing.schedule_records(edition, address_of(edition, page), airings),
    )
    shell = build_shell(request, edition, here=here, translations=translations)
    return render(request, "live/schedule.html", {"shell": shell, "head": head, "schedule": view})


def _videos(edition: Edition) -> list[Story]:
    """The newest videos: what there is to see while a stream is not."""
    reading.note(kind_listing(edition, Kind.VIDEO))
    return list(published(edition).filter(kind=Kind.VIDEO)[:VIDEOS])


def _link(edition: Edition, stream: Stream, streams: Sequence[Stream]) -> Link:
    page = showing.page_of_stream(edition, stream, streams)
    return Link(stream.name, address_of(edition, page))


def _translations(
    request: HttpRequest, edition: Edition, stream: Stream, *, tail: str = "", first: bool = False
) -> dict[int, str]:
    """Locale id to tree path of the same stream's page in other editions. One query.

    The channel itself is the same in all editions, whatever its first stream is.
    """
    others = [each for each in editions_for(request) if each.pk != edition.pk]
    if first:
        return {each.locale_id: channel_of(each.code) for each in others}
    codes = {each.locale_id: each.code for each in others}
    for locale_id in codes:
        reading.note(tags.records_of(STREAM, locale_id))
    reading.note(tags.translations(stream.translation_key))
    rows = Stream.objects.filter(locale_id__in=codes)
    found: dict[int, str] = {}
    seen: set[int] = set()
    for locale_id, slug, key in rows.values_list("locale_id", "slug", "translation_key"):
        path = channel_of(codes[locale_id])
        if key == stream.translation_key:
            found[locale_id] = path + (f"{slug}/" if locale_id in seen else "") + tail
        seen.add(locale_id)
    return found
