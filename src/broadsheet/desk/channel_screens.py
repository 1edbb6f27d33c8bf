"""The channel at the desk: how its streams are, and the week's schedule as a grid."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.dates import WEEKDAYS
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin.menu import MenuItem

from broadsheet.desk.places import Screen
from broadsheet.desk.reach import editions_in_reach
from broadsheet.desk.stream_form import health_line
from broadsheet.editions.addresses import address_of
from broadsheet.editions.models import Edition
from broadsheet.kit import clock
from broadsheet.live.channel.showing import page_of_stream, zone_of
from broadsheet.live.channel.timetable import Airing, airings
from broadsheet.live.models import ScheduleSlot, Stream

MAY_SEE = "live.view_stream"
MAY_PLAN = "live.change_scheduleslot"
WEEK = timedelta(days=7)
#: Years before and after the present one whose weeks are shown.
MOST_YEARS = 20


class ChannelMenuItem(MenuItem):
    """ "Channel" in the menu, for those who may see its streams."""

    def is_shown(self, request: Any) -> bool:
        return bool(request.user.has_perm(MAY_SEE))


def channel_menu_item() -> ChannelMenuItem:
    """The entry of the main menu."""
    return ChannelMenuItem(
        gettext_lazy("Channel"),
        reverse("desk_channel"),
        name="channel",
        icon_name="media",
        order=117,
    )


class ChannelView(Screen, TemplateView):
    """The streams of all editions in reach, with how they are."""

    template_name = "desk/channel.html"
    page_title = gettext_lazy("Channel")
    header_icon = "media"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        if not user.has_perm(MAY_SEE):
            raise PermissionDenied
        editions = {each.locale_id: each for each in editions_in_reach(user)}
        streams = list(
            Stream.objects.filter(locale_id__in=editions)
            .select_related("health")
            .order_by("locale_id", "sort_order", "pk")
        )
        rows = [
            {
                "stream": stream,
                "edition": editions[stream.locale_id],
                "health": health_line(stream),
                "address": _readers_page(editions[stream.locale_id], stream, streams),
            }
            for stream in streams
        ]
        return super().get_context_data(**kwargs) | {
            "rows": rows,
            "may_add": user.has_perm("live.add_stream"),
            "may_change": user.has_perm("live.change_stream"),
        }


@dataclass(frozen=True)
class Block:
    """A part of an airing that falls on one day: minutes from midnight, and how many."""

    airing: Airing[ScheduleSlot]
    begins: int
    minutes: int
    clock: str
    #: Whether this is its beginning, and not what reaches over from the day before.
    is_first: bool


@dataclass(frozen=True)
class Column:
    """A day of the grid."""

    day: date
    name: str
    blocks: tuple[Block, ...]
    is_today: bool


class StreamScreen(Screen):
    """What the screens of one stream's schedule have in common."""

    header_icon = "calendar-alt"
    request: Any
    kwargs: dict[str, Any]

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        """Raises PermissionDenied for those who may not plan it, Http404."""
        if not request.user.has_perm(MAY_PLAN) or not self.is_in_reach:
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def stream(self) -> Stream:
        """The stream. Raises Http404."""
        return get_object_or_404(Stream, pk=self.kwargs["stream_id"])

    @cached_property
    def edition(self) -> Edition:
        """Its edition, in reach."""
        return self._editions.get(locale_id=self.stream.locale_id)

    @property
    def is_in_reach(self) -> bool:
        """Whether this user works for the stream's edition."""
        return self._editions.filter(locale_id=self.stream.locale_id).exists()

    @property
    def _editions(self) -> QuerySet[Edition]:
        return editions_in_reach(self.request.user)

    def get_page_subtitle(self) -> str:
        return f"{self.edition.name} · {self.stream.name}"

    def above(self) -> list[dict[str, Any]]:
        return [{"url": reverse("desk_channel"), "label": ChannelView.page_title}]


class ScheduleView(StreamScreen, TemplateView):
    """A week of a stream, a column a day."""

    template_name = "desk/schedule.html"
    page_title = gettext_lazy("Schedule")

    @cached_property
    def monday(self) -> date:
        """The first day of the week that is shown: ``?week=2026-11-30``, else the present one."""
        today = clock.now().astimezone(zone_of(self.edition)).date()
        asked = self.request.GET.get("week", "")
        try:
            day = date.fromisoformat(asked) if asked else today
        except ValueError:
            raise Http404("no such week") from None
        if abs(day.year - today.year) > MOST_YEARS:
            raise Http404("nobody plans that far")
        return day - timedelta(days=day.weekday())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        edition, zone = self.edition, zone_of(self.edition)
        slots = self.stream.slots.select_related("programme")
        found = airings(slots, zone, self.monday, self.monday + WEEK)
        today = clock.now().astimezone(zone).date()
        days = [self.monday + timedelta(days=number) for number in range(7)]
        streams = list(Stream.objects.filter(locale_id=edition.locale_id))
        return super().get_context_data(**kwargs) | {
            "stream": self.stream,
            "edition": edition,
            "streams": streams,
            "columns": [
                Column(
                    day,
                    str(WEEKDAYS[day.weekday()]),
                    tuple(blocks_of(found, day, edition)),
                    day == today,
                )
                for day in days
            ],
            "weekdays": list(WEEKDAYS.items()),
            "hours": range(24),
            "monday": self.monday,
            "earlier": (self.monday - WEEK).isoformat(),
            "later": (self.monday + WEEK).isoformat(),
            "off_air": slots.filter(off_air=True, day__gte=self.monday, day__lt=self.monday + WEEK),
            "address": _readers_page(edition, self.stream, streams) + "schedule/",
            "zone": edition.time_zone,
        }


def blocks_of(found: list[Airing[ScheduleSlot]], day: date, edition: Edition) -> Iterator[Block]:
    """What is on air on a day, by the wall clock of its edition; cut at midnight."""
    zone = zone_of(edition)
    midnight = datetime.combine(day, time())
    for airing in found:
        starts, ends = (
            each.astimezone(zone).replace(tzinfo=None) for each in (airing.starts, airing.ends)
        )
        begins = max(0, round((starts - midnight).total_seconds() / 60))
        until = min(24 * 60, round((ends - midnight).total_seconds() / 60))
        if begins < until:
            yield Block(
                airing, begins, until - begins, f"{starts:%H:%M}–{ends:%H:%M}", starts >= midnight
            )


def schedule_screen(stream_id: int, week: str = "") -> str:
    """The address of a stream's schedule."""
    address = reverse("desk_schedule", args=[stream_id])
    return f"{address}?week={week}" if week else address


def _readers_page(edition: Edition, stream: Stream, streams: list[Stream]) -> str:
    own = [each for each in streams if each.locale_id == stream.locale_id]
    return address_of(edition, page_of_stream(edition, stream, own))
