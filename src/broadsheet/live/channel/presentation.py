"""What the templates of the channel are given."""

from dataclasses import dataclass

from broadsheet.editions.presentation import Link
from broadsheet.kit.moments import Moment
from broadsheet.media.presentation import PictureView
from broadsheet.stories.presentation import Card


@dataclass(frozen=True, slots=True)
class AiringView:
    """Something that is on air from ``starts`` until ``ends`` (RFC 3339, UTC, for machines).

    ``clock`` is its hour in the edition's zone, ``weekday`` that day's name where it is not today.
    ``state`` is ``now``, ``next`` or empty, as of the moment the page was made. ``length`` is an
    ISO 8601 duration.
    """

    title: str
    note: str
    address: str
    begins: Moment
    weekday: str
    ends: str
    length: str
    state: str = ""


@dataclass(frozen=True, slots=True)
class StreamView:
    """One stream: ``state`` is ``up``, ``down`` or ``off``; ``notice`` is said while it is off.

    ``source`` is its playlist. ``page`` is its own address among the channel's.
    """

    pk: int
    name: str
    description: str
    audio: bool
    state: str
    source: str
    page: str
    poster: PictureView | None
    captions_note: str
    notice: str


@dataclass(frozen=True, slots=True)
class ChannelView:
    """A page of the channel: its stream, what comes, the other streams, and what was.

    ``instead`` leads to a stream with sound alone that can be heard; None where there is none.
    ``events`` is the address of what happens to streams, ``number`` how far the ledger had come.
    """

    stream: StreamView
    airings: tuple[AiringView, ...]
    streams: tuple[Link, ...]
    instead: Link | None
    schedule: str
    zone: str
    videos: tuple[Card, ...]
    all_videos: str
    events: str
    number: int


@dataclass(frozen=True, slots=True)
class DayView:
    """A day of a schedule: its weekday, its date in the edition's words, machine date."""

    weekday: str
    date: str
    iso: str
    airings: tuple[AiringView, ...]


@dataclass(frozen=True, slots=True)
class ScheduleView:
    """Seven days of a stream, from today on. ``calendar`` is the address of them as one."""

    title: str
    days: tuple[DayView, ...]
    streams: tuple[Link, ...]
    channel: str
    calendar: str
    zone: str
