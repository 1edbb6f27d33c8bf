"""When what is on air: whole weeks, midnights, and the nights in which the clocks change."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadsheet.live.channel.timetable import (
    airings,
    instant,
    next_change,
    now_and_next,
    overlap,
)

MADRID, BEIRUT, UTC_ZONE = ZoneInfo("Europe/Madrid"), ZoneInfo("Asia/Beirut"), ZoneInfo("UTC")
#: A time by the wall clock, without a zone.
wall = datetime.fromisoformat
MONDAY = date(2026, 3, 2)
#: Lord Howe's clocks change by half an hour, Beirut's at midnight.
ZONES = [MADRID, BEIRUT, ZoneInfo("Australia/Lord_Howe"), ZoneInfo("America/New_York"), UTC_ZONE]


@dataclass(frozen=True)
class Planned:
    """A slot without a database."""

    starts: time
    minutes: int
    weekday: int | None = None
    day: date | None = None
    off_air: bool = False


def at(clock: str, minutes: int, **when) -> Planned:
    return Planned(time.fromisoformat(clock), minutes, **when)


def hours(slots, zone, since, days=1) -> list[str]:
    """What is on, by the zone's own clock."""
    found = airings(slots, zone, since, since + timedelta(days=days))
    return [
        f"{each.starts.astimezone(zone):%a %H:%M}-{each.ends.astimezone(zone):%H:%M}"
        for each in found
    ]


def length(airing) -> float:
    return (airing.ends - airing.starts).total_seconds() / 60


def test_a_weekly_slot_comes_at_the_same_hour_of_the_zone_winter_and_summer():
    news = [at("20:00", 60, weekday=0)]
    for monday, offset in ((date(2026, 3, 2), 1), (date(2026, 7, 6), 2)):
        (airing,) = airings(news, MADRID, monday, monday + timedelta(days=7))
        assert airing.starts == datetime(
            monday.year, monday.month, monday.day, 20 - offset, tzinfo=UTC
        )
        assert length(airing) == 60


def test_what_goes_on_over_midnight_is_on_on_both_days():
    night = [at("23:30", 90, weekday=6)]
    assert hours(night, MADRID, MONDAY - timedelta(days=1)) == ["Sun 23:30-01:00"]
    assert hours(night, MADRID, MONDAY) == ["Sun 23:30-01:00"]
    assert hours(night, MADRID, MONDAY + timedelta(days=1)) == []


def test_in_the_night_of_the_skipped_hour_nothing_overlaps_and_what_is_not_there_is_not_on():
    # On 29 March 2026 Madrid's clocks go from two to three.
    sunday = date(2026, 3, 29)
    slots = [at("01:00", 60, weekday=6), at("02:00", 60, weekday=6), at("03:00", 60, weekday=6)]
    assert hours(slots, MADRID, sunday) == ["Sun 01:00-03:00", "Sun 03:00-04:00"]
    first, second = airings(slots, MADRID, sunday, sunday + timedelta(days=1))
    assert (length(first), length(second)) == (60, 60)
    half_way = [at("01:30", 60, weekday=6), at("02:30", 60, weekday=6)]
    assert hours(half_way, MADRID, sunday) == ["Sun 01:30-03:00", "Sun 03:00-03:30"]


def test_in_the_night_of_the_repeated_hour_the_slot_around_it_is_longer():
    sunday = date(2026, 10, 25)
    slots = [at("01:00", 120, weekday=6), at("03:00", 60, weekday=6)]
    first, second = airings(slots, MADRID, sunday, sunday + timedelta(days=1))
    assert (length(first), length(second)) == (180, 60)
    assert first.ends == second.starts


def test_a_zone_whose_clocks_change_at_midnight():
    # On 29 March 2026 Beirut has no time between midnight and one.
    assert instant(wall("2026-03-29T00:00"), BEIRUT) == datetime(2026, 3, 28, 22, tzinfo=UTC)
    assert instant(wall("2026-03-29T00:30"), BEIRUT) == datetime(2026, 3, 28, 22, tzinfo=UTC)
    assert instant(wall("2026-03-29T01:00"), BEIRUT) == datetime(2026, 3, 28, 22, tzinfo=UTC)


@pytest.mark.parametrize(
    ("special", "left"),
    [
        (at("20:00", 60, day=MONDAY), ["Mon 20:00-21:00"]),
        (at("19:30", 60, day=MONDAY), ["Mon 19:30-20:30", "Mon 20:30-21:00"]),
        (at("20:15", 15, day=MONDAY), ["Mon 20:00-20:15", "Mon 20:15-20:30", "Mon 20:30-21:00"]),
        (at("22:00", 30, day=MONDAY), ["Mon 20:00-21:00", "Mon 22:00-22:30"]),
        (at("20:30", 60, day=MONDAY, off_air=True), ["Mon 20:00-20:30"]),
    ],
)
def test_a_weekly_slot_gives_way_to_one_of_the_day(special, left):
    weekly = at("20:00", 60, weekday=0)
    assert hours([weekly, special], MADRID, MONDAY) == left
    assert hours([weekly, special], MADRID, MONDAY + timedelta(days=7)) == ["Mon 20:00-21:00"]


@pytest.mark.parametrize(
    ("one", "other", "do"),
    [
        (at("20:00", 60, weekday=0), at("20:30", 60, weekday=0), True),
        (at("20:00", 60, weekday=0), at("21:00", 60, weekday=0), False),
        (at("20:00", 60, weekday=0), at("20:00", 60, weekday=1), False),
        (at("23:30", 60, weekday=6), at("00:15", 30, weekday=0), True),
        (at("23:30", 30, weekday=6), at("00:00", 30, weekday=0), False),
        (at("00:00", 1440, weekday=0), at("00:00", 1440, weekday=1), False),
        (at("12:00", 1440, weekday=0), at("11:59", 10, weekday=1), True),
        (at("20:00", 60, day=MONDAY), at("20:30", 60, day=MONDAY), True),
        (at("23:30", 60, day=MONDAY), at("00:00", 60, day=MONDAY + timedelta(days=1)), True),
        (at("20:00", 60, day=MONDAY), at("20:00", 60, weekday=0), False),
    ],
)
def test_whether_two_slots_are_in_each_others_way(one, other, do):
    assert overlap(one, other) is do
    assert overlap(other, one) is do


def test_what_is_on_and_what_comes_next_with_a_gap_between():
    slots = [at("20:00", 60, weekday=0), at("22:00", 60, weekday=0)]
    listed = airings(slots, UTC_ZONE, MONDAY, MONDAY + timedelta(days=1))
    first, second = listed
    on = datetime(2026, 3, 2, 20, 59, 59, tzinfo=UTC)
    assert now_and_next(listed, on) == (first, second)
    assert next_change(listed, on) == first.ends
    assert now_and_next(listed, first.ends) == (None, second)
    assert now_and_next(listed, second.ends) == (None, None)
    assert next_change(listed, second.ends) is None


minutes_of_day = st.integers(0, 1439)
slots_of_week = st.lists(
    st.builds(
        lambda minute, minutes, weekday: Planned(
            time(minute // 60, minute % 60), minutes, weekday=weekday
        ),
        minutes_of_day,
        st.integers(1, 1440),
        st.integers(0, 6),
    ),
    max_size=12,
)
days_of_change = st.dates(date(2026, 3, 1), date(2026, 11, 5))


def dated_slots(since: date):
    return st.lists(
        st.builds(
            lambda minute, minutes, after, off: Planned(
                time(minute // 60, minute % 60),
                minutes,
                day=since + timedelta(days=after),
                off_air=off,
            ),
            minutes_of_day,
            st.integers(1, 1440),
            st.integers(-1, 7),
            st.booleans(),
        ),
        max_size=4,
    )


def _fitting(slots):
    """Those that a form would have taken, one after the other."""
    taken: list[Planned] = []
    for slot in slots:
        if not any(overlap(slot, other) for other in taken):
            taken.append(slot)
    return taken


@given(slots_of_week, st.sampled_from(ZONES), days_of_change, st.data())
def test_whatever_is_planned_never_is_two_things_on_at_once(weekly, zone, since, data):
    slots = _fitting([*weekly, *data.draw(dated_slots(since))])
    listed = airings(slots, zone, since, since + timedelta(days=7))
    assert all(each.starts < each.ends for each in listed)
    assert all(before.ends <= after.starts for before, after in pairwise(listed))
    for slot in slots:
        if slot.day and not slot.off_air and since <= slot.day < since + timedelta(days=7):
            begins = datetime.combine(slot.day, slot.starts)
            ends = begins + timedelta(minutes=slot.minutes)
            if instant(begins, zone) < instant(ends, zone):
                assert any(each.slot is slot for each in listed)


@given(
    st.datetimes(wall("2026-01-01"), wall("2027-01-01")),
    st.timedeltas(timedelta(0), timedelta(hours=5)),
    st.sampled_from(ZONES),
)
def test_later_by_the_clock_is_never_earlier(shown, more, zone):
    assert instant(shown, zone) <= instant(shown + more, zone)


@given(slots_of_week, st.sampled_from(ZONES), days_of_change)
def test_a_week_is_the_sum_of_its_days(weekly, zone, since):
    slots = _fitting(weekly)
    whole = airings(slots, zone, since, since + timedelta(days=7))
    by_day = [
        each
        for number in range(7)
        for each in airings(
            slots, zone, since + timedelta(days=number), since + timedelta(days=number + 1)
        )
    ]
    assert {(each.starts, each.ends) for each in whole} == {
        (each.starts, each.ends) for each in by_day
    }
