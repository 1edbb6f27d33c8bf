"""Dates, times and numbers as an edition writes them: its zone, its digits, its calendar."""

from datetime import UTC, date, datetime
from decimal import Decimal
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_time
from babel.numbers import format_compact_decimal, format_decimal
from hijridate import Gregorian

from broadsheet.editions.languages import cldr_locale
from broadsheet.editions.models.edition import Edition
from broadsheet.kit.moments import Moment

_HIJRI_MONTHS_AR = [
    "محرّم",
    "صفر",
    "ربيع_الأول",
    "ربيع_الآخر",
    "جمادى_الأولى",
    "جمادى_الآخرة",
    "رجب",
    "شعبان",
    "رمضان",
    "شوّال",
    "ذو_القعدة",
    "ذو_الحجة",
]
_ZEROS = {"latn": "0", "arab": "٠", "arabext": "۰", "deva": "०", "beng": "০"}


def write_number(edition: Edition, number: int) -> str:
    """A whole number with the edition's digits and grouping."""
    # A locale's separators belong to a set of digits: 12,345 but ١٢٬٣٤٥.
    locale, system, known = _digits_for(edition)
    return digits_of_system(format_decimal(number, locale=locale, numbering_system=known), system)


def write_figure(edition: Edition, figure: Decimal) -> str:
    """A number with all its decimals, in the edition's digits, signs and grouping."""
    locale, system, known = _digits_for(edition)
    text = format_decimal(figure, locale=locale, numbering_system=known, decimal_quantization=False)
    return digits_of_system(text, system)


def write_short(edition: Edition, figure: Decimal, decimals: int = 1) -> str:
    """A great number in few signs (``1.2M``, ``1,2 M``, ``١٫٢ مليون``), rounded to ``decimals``."""
    locale, system, known = _digits_for(edition)
    text = format_compact_decimal(
        figure, locale=locale, fraction_digits=decimals, numbering_system=known
    )
    return digits_of_system(text, system)


def write_date(edition: Edition, day: date, precision: str) -> str:
    """A year (``y``), month (``m``) or day (``d``) in few signs, without its place in a zone."""
    form = {"y": "y", "m": "MMM y", "d": "d MMM y"}[precision]
    locale = cldr_locale(edition.format_locale)
    return digits_of_system(format_date(day, format=form, locale=locale), numbering_system(edition))


def write_weekday(edition: Edition, day: date) -> str:
    """The name of a day of the week: ``Friday``, ``الجمعة``."""
    name = format_date(day, format="cccc", locale=cldr_locale(edition.format_locale))
    return name[:1].upper() + name[1:]


def _digits_for(edition: Edition) -> tuple[Locale, str, str]:
    """The locale, the edition's digits, and those of the digits whose signs the locale knows."""
    locale = cldr_locale(edition.format_locale)
    system = numbering_system(edition)
    return locale, system, system if system in locale.number_symbols else "latn"


def in_digits(edition: Edition, text: str) -> str:
    """Every decimal digit of ``text``, whatever its script, in the edition's digits."""
    return digits_of_system(text, numbering_system(edition))


def digits_of_system(text: object, system: str) -> str:
    """``text`` with its decimal digits in a CLDR numbering system (``latn``, ``arab`` …)."""
    zero = ord(_ZEROS.get(system, "0"))
    return "".join(chr(zero + int(c)) if c.isdecimal() else c for c in str(text))


def numbering_system(edition: Edition) -> str:
    """The CLDR numbering system an edition writes in, its region's own where it chose none."""
    return _system_of(edition.digits, edition.format_locale)


def write_moment(edition: Edition, moment: datetime) -> Moment:
    """A moment (aware) in the edition's zone, words, digits and calendar."""
    return _write_moment(
        moment,
        zone=edition.time_zone,
        language=edition.locale.language_code,
        tag=edition.format_locale,
        system=numbering_system(edition),
        with_hijri=edition.calendar == Edition.Calendar.BOTH,
    )


# A front writes forty moments, mostly those it wrote before; equal moments read alike.
@lru_cache(maxsize=4096)
def _write_moment(
    moment: datetime, *, zone: str, language: str, tag: str, system: str, with_hijri: bool
) -> Moment:
    local = moment.astimezone(_zone(zone))
    locale = cldr_locale(tag)
    # "en" alone means the American order to CLDR; a newsroom that wants that says en-US.
    form = "d MMMM y" if tag == "en" else "long"
    day = digits_of_system(format_date(local, format=form, locale=locale), system)
    if with_hijri and (hijri := hijri_day(local)):
        day = f"{day} ({digits_of_system(hijri, system)})"
    clock = digits_of_system(format_time(local, format="HH:mm", locale=locale), system)
    comma = "، " if language.partition("-")[0] in {"ar", "fa", "ur"} else ", "
    return Moment(
        iso=local.isoformat(timespec="seconds"),
        text=f"{day}{comma}{clock}",
        day=day,
        clock=clock,
    )


def hijri_day(moment: datetime) -> str:
    """The day in the Umm al-Qura calendar, in Arabic ("٨ جمادى الأولى ١٤٤٨" in Western digits).

    Empty outside the years the calendar's tables cover (1924 to 2077).
    """
    try:
        hijri = Gregorian(moment.year, moment.month, moment.day).to_hijri()
    except (OverflowError, ValueError):
        return ""
    month = _HIJRI_MONTHS_AR[hijri.month - 1].replace("_", " ")
    return f"{hijri.day} {month} {hijri.year}"


def write_length(edition: Edition, seconds: int) -> str:
    """The length of a video: ``2:05``, ``1:02:05``."""
    hours, rest = divmod(max(0, seconds), 3600)
    minutes, left = divmod(rest, 60)
    text = f"{hours}:{minutes:02}:{left:02}" if hours else f"{minutes}:{left:02}"
    return in_digits(edition, text)


def machine_time(moment: datetime) -> str:
    """A moment for machines: RFC 3339 in UTC, whole seconds."""
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


@lru_cache(maxsize=64)
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)


@lru_cache(maxsize=64)
def _system_of(digits: str, tag: str) -> str:
    return cldr_locale(tag).default_numbering_system if digits == "default" else digits
