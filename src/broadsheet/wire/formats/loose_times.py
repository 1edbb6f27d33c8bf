"""Moments as feeds and older formats write them: RFC 822, W3C-DTF, ISO 8601 without signs."""

import re
from datetime import UTC, datetime, timedelta, timezone

from broadsheet.wire.formats.times import WireTime, read_time

# Month names by their first letters; three where three are enough.
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan ene janv januar january enero يناير",
            "feb fév fev februar february febrero فبراير",
            "mar mär mrz march marzo märz مارس",
            "apr abr avr april abril أبريل ابريل",
            "may mai mayo مايو",
            "jun juin june junio juni يونيو",
            "jul juil july julio juli يوليو",
            "aug ago aoû août august agosto أغسطس اغسطس",
            "sep set sept september septiembre سبتمبر",
            "oct okt october octubre oktober أكتوبر اكتوبر",
            "nov november noviembre نوفمبر",
            "dec dic dez déc december diciembre dezember ديسمبر",
        ),
        start=1,
    )
    for name in names.split()
}
# Offsets in minutes of the zones that RFC 822 §5.1 names, and of those feeds name beside them.
_ZONES = {
    **dict.fromkeys(("z", "ut", "utc", "gmt", "wet"), 0),
    "est": -300,
    "edt": -240,
    "cst": -360,
    "cdt": -300,
    "mst": -420,
    "mdt": -360,
    "pst": -480,
    "pdt": -420,
    "akst": -540,
    "akdt": -480,
    "hst": -600,
    "ast": -240,
    "bst": 60,
    "west": 60,
    "cet": 60,
    "mez": 60,
    "cest": 120,
    "mesz": 120,
    "eet": 120,
    "eest": 180,
    "msk": 180,
    "trt": 180,
    "pkt": 300,
    "jst": 540,
    "kst": 540,
    "brt": -180,
    "art": -180,
    "aest": 600,
    "aedt": 660,
    "nzst": 720,
    "nzdt": 780,
    "adt": -180,
}
_RFC_822 = re.compile(
    r"(?:[^\W\d_]{2,12}\.?,?\s+)?"  # the day of the week, in whatever language
    r"(\d{1,2})[ -]([^\W\d_]{3,12})\.?,?[ -](\d{4}|\d{2})"
    r"(?:,?\s+(\d{1,2})[:.](\d{2})(?:[:.](\d{2})(?:[.,]\d{1,9})?)?"
    r"(?:\s*([+-]\d{1,2}:?\d{2}|[A-Za-z]{1,5}(?:\s*[+-]\d{1,2}:?\d{2})?))?)?"
    r"(?:\s*\([^()]{0,40}\))?"
)
_AMERICAN = re.compile(
    r"(?:[^\W\d_]{2,12}\.?,?\s+)?([^\W\d_]{3,12})\.?\s+(\d{1,2}),?\s+(?:(\d{4}),?\s+)?"
    r"(\d{1,2}):(\d{2})(?::(\d{2}))?(?:\s*([AaPp])\.?[Mm]\.?)?(?:\s*([+-]\d{2}:?\d{2}|[A-Za-z]{1,5}))?(?:\s+(\d{4}))?"
)
_W3C = re.compile(
    r"(\d{4})(?:-?(\d{2})(?:-?(\d{2})(?:[Tt ]+(\d{1,2}):?(\d{2})(?::?(\d{2})(?:[.,]\d{1,30})?)?"
    r"\s*([Zz]|[A-Za-z]{2,5}|[+-]\d{1,2}:?\d{0,2})?)?)?)?",
    re.ASCII,
)
_OFFSET = re.compile(r"([+-])(\d{1,2}):?(\d{2})?$")


def read_loose_time(text: str, *, needs_offset: bool = False) -> WireTime:
    """A moment as it may be written; without an offset it is read as UTC, a date as its midnight.

    Read are RFC 3339, W3C-DTF cut short, RFC 822 (two-digit years, named zones, months in English,
    Arabic, Spanish, French and German), asctime, ISO 8601 without signs. With ``needs_offset`` a
    moment that says no offset is refused. Raises ValueError for anything that cannot be read.
    """
    text = text.strip()
    if len(text) > 100:
        raise ValueError("is too long for a date")
    try:
        return read_time(text)
    except ValueError:
        pass
    text = " ".join(text.replace("\u200f", "").split())
    if match := _RFC_822.fullmatch(text):
        day, month, year, *clock, zone = match.groups()
        return _moment(_year(year), _month(month), int(day), clock, zone, needs_offset)
    if match := _W3C.fullmatch(text):
        year, month, day, *clock, zone = match.groups()
        return _moment(int(year), int(month or 1), int(day or 1), clock, zone, needs_offset)
    if match := _AMERICAN.fullmatch(text):
        month, day, year, *clock, half, zone, late_year = match.groups()
        if year or late_year:
            clock[0] = _hour(clock[0], half)
            year = int(year or late_year)
            return _moment(year, _month(month), int(day), clock, zone, needs_offset)
    raise ValueError("is not a date that can be read")


def _year(digits: str) -> int:
    """Two digits below 50 are of this century (RFC 5322 §4.3)."""
    year = int(digits)
    return year if len(digits) == 4 else year + (2000 if year < 50 else 1900)


def _month(name: str) -> int:
    name = name.casefold()
    number = _MONTHS.get(name) or _MONTHS.get(name[:3])
    if number is None:
        raise ValueError("names a month that is not known")
    return number


def _hour(hour: str, half: str | None) -> str:
    """An hour of a clock with two halves of the day."""
    if not half:
        return hour
    return str(int(hour) % 12 + (12 if half in "Pp" else 0))


def _moment(
    year: int, month: int, day: int, clock: list[str], zone: str | None, needs_offset: bool
) -> WireTime:
    if needs_offset and not zone:
        raise ValueError("has no offset from UTC")
    hour, minute, second = (int(each or 0) for each in clock)
    minutes = _offset(zone or "")
    days = 0
    if (hour, minute, second) == (24, 0, 0):
        hour, days = 0, 1
    moment = datetime(year, month, day, hour, minute, min(second, 59), 0, UTC)
    try:
        utc = moment + timedelta(days=days, minutes=-minutes)
        utc.astimezone(timezone(timedelta(minutes=minutes)))
    except OverflowError:
        raise ValueError("is beyond the calendar") from None
    return WireTime(utc=utc, offset_minutes=minutes)


def _offset(zone: str) -> int:
    if match := _OFFSET.search(zone):
        minutes = int(match[2]) * 60 + int(match[3] or 0)
        if minutes > 1439:
            raise ValueError("has an impossible offset from UTC")
        return -minutes if match[1] == "-" else minutes
    name = zone.strip().lower()
    if not name:
        return 0
    if name not in _ZONES:
        raise ValueError(f"names the zone {zone}, which is not known")
    return _ZONES[name]
