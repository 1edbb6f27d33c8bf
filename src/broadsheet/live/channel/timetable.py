"""When what is on air: from slots in wall-clock time to moments. Pure; knows no database.

A weekly slot comes every week at the same hour of the edition's zone. A dated slot is of one day,
and weekly slots give way to it for as long as it lasts. Both end by the wall clock, as schedules
are printed: in the night in which an hour is skipped or repeated, the slot around it is shorter or
longer, and nothing overlaps.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Generic, Protocol, TypeVar
from zoneinfo import ZoneInfo

DAY = timedelta(days=1)
#: Minutes of a day, and of a week.
A_DAY, A_WEEK = 24 * 60, 7 * 24 * 60
#: Minutes: the longest slot.
LONGEST = A_DAY


class Slot(Protocol):
    """What is planned: each week on ``weekday`` (0 is Monday), or once on ``day``.

    ``off_air``: nothing is on then, whatever the week has. Of a model's fields mypy knows only that
    they are there.
    """

    #: A date, or None.
    day: Any
    #: A number, or None.
    weekday: Any
    #: A time by the wall clock.
    starts: Any
    #: A number.
    minutes: Any
    #: True or false.
    off_air: Any


S = TypeVar("S", bound=Slot)


@dataclass(frozen=True, slots=True)
class Airing(Generic[S]):
    """A slot as it is on air once, from and until moments in UTC."""

    slot: S
    starts: datetime
    ends: datetime


@dataclass(frozen=True, slots=True)
class _Span(Generic[S]):
    """The same by the wall clock."""

    slot: S
    starts: datetime
    ends: datetime


def overlap(one: Slot, other: Slot) -> bool:
    """Whether two slots of the same sort are on air at the same time.

    A weekly and a dated one never are: the weekly one gives way.
    """
    if (one.day is None) != (other.day is None):
        return False
    if one.day is not None and other.day is not None:
        first, second = _on(one, one.day), _on(other, other.day)
        return first.starts < second.ends and second.starts < first.ends
    begins, other_begins = _minute_of_week(one), _minute_of_week(other)
    return (other_begins - begins) % A_WEEK < one.minutes or (
        begins - other_begins
    ) % A_WEEK < other.minutes


def airings(slots: Iterable[S], zone: ZoneInfo, since: date, until: date) -> list[Airing[S]]:
    """What is on air on the days from ``since`` up to, not including, ``until``, in order.

    What began the day before and reaches into ``since`` is among it, whole. No two overlap as long
    as no two slots do.
    """
    slots = list(slots)
    dated = [_on(slot, slot.day) for slot in slots if slot.day is not None]
    spans = [span for span in dated if not span.slot.off_air]
    for slot in slots:
        if slot.day is None:
            for span in _weekly(slot, since - DAY, until):
                spans += _without(span, dated)
    first, last = instant(_midnight(since), zone), instant(_midnight(until), zone)
    found = (
        Airing(span.slot, instant(span.starts, zone), instant(span.ends, zone)) for span in spans
    )
    shown = [each for each in found if each.starts < each.ends > first and each.starts < last]
    return sorted(shown, key=lambda each: each.starts)


def now_and_next(
    listed: Sequence[Airing[S]], moment: datetime
) -> tuple[Airing[S] | None, Airing[S] | None]:
    """What is on at a moment, and what comes after it; None for what is not."""
    now = next((each for each in listed if each.starts <= moment < each.ends), None)
    return now, next((each for each in listed if each.starts > moment), None)


def next_change(listed: Iterable[Airing[S]], moment: datetime) -> datetime | None:
    """When something begins or ends next; None where nothing does."""
    turns = [turn for each in listed for turn in (each.starts, each.ends) if turn > moment]
    return min(turns, default=None)


def instant(wall: datetime, zone: ZoneInfo) -> datetime:
    """The moment (UTC) at which clocks of a zone show ``wall`` (naive).

    Of an hour that comes twice it is the first; an hour that is skipped is the moment of the skip.
    So a later time by the wall clock is never an earlier moment.
    """
    late = wall.replace(tzinfo=zone, fold=0).astimezone(UTC)
    if late.astimezone(zone).replace(tzinfo=None) == wall:
        return late
    early = wall.replace(tzinfo=zone, fold=1).astimezone(UTC)
    offset = early.astimezone(zone).utcoffset()
    while late - early > timedelta(seconds=1):
        middle = early + timedelta(seconds=(late - early) // timedelta(seconds=2))
        if middle.astimezone(zone).utcoffset() == offset:
            early = middle
        else:
            late = middle
    return late


def _minute_of_week(slot: Slot) -> int:
    return (slot.weekday or 0) * A_DAY + slot.starts.hour * 60 + slot.starts.minute


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time())


def _on(slot: S, day: date) -> _Span[S]:
    starts = datetime.combine(day, slot.starts)
    return _Span(slot, starts, starts + timedelta(minutes=slot.minutes))


def _weekly(slot: S, since: date, until: date) -> Iterator[_Span[S]]:
    """A weekly slot on each of its days from ``since`` up to ``until``."""
    day = since + timedelta(days=((slot.weekday or 0) - since.weekday()) % 7)
    while day < until:
        yield _on(slot, day)
        day += 7 * DAY


def _without(span: _Span[S], others: Iterable[_Span[S]]) -> list[_Span[S]]:
    """What is left of a span beside others."""
    left = [span]
    for other in others:
        pieces: list[_Span[S]] = []
        for each in left:
            if other.ends <= each.starts or each.ends <= other.starts:
                pieces.append(each)
                continue
            if each.starts < other.starts:
                pieces.append(_Span(each.slot, each.starts, other.starts))
            if other.ends < each.ends:
                pieces.append(_Span(each.slot, other.ends, each.ends))
        left = pieces
    return left
