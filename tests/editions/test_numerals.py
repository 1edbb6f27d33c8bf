"""Dates and numbers as each newspaper writes them."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from wagtail.models import Locale

from broadsheet.editions import numerals
from broadsheet.editions.models import Edition
from broadsheet.editions.numerals import (
    hijri_day,
    in_digits,
    machine_time,
    write_date,
    write_figure,
    write_length,
    write_moment,
    write_number,
    write_short,
)

MOMENT = datetime(2022, 5, 17, 16, 29, tzinfo=UTC)


def edition(language: str, zone: str = "Asia/Beirut", **fields) -> Edition:
    return Edition(
        code=language[:2], locale=Locale(language_code=language), time_zone=zone, **fields
    )


@pytest.mark.parametrize(
    ("paper", "text"),
    [
        (edition("en"), "17 May 2022, 19:29"),
        (edition("en", region_format="en-US"), "May 17, 2022, 19:29"),
        (edition("es", zone="America/Mexico_City"), "17 de mayo de 2022, 11:29"),
        (edition("ar", region_format="ar-LB"), "١٧ أيار ٢٠٢٢، ١٩:٢٩"),
        (edition("ar", region_format="ar-LB", digits="latn"), "17 أيار 2022، 19:29"),
        (edition("ar", region_format="ar-EG", digits="arab"), "١٧ مايو ٢٠٢٢، ١٩:٢٩"),
        (edition("fa", zone="Asia/Tehran"), "۱۷ مهٔ ۲۰۲۲، ۲۰:۵۹"),
        (edition("he", zone="Asia/Jerusalem"), "17 במאי 2022, 19:29"),
        (edition("ur", zone="Asia/Karachi", digits="arabext"), "۱۷ مئی، ۲۰۲۲، ۲۱:۲۹"),
        (edition("de", zone="Europe/Berlin"), "17. Mai 2022, 18:29"),
        (edition("ja", zone="Asia/Tokyo"), "2022年5月18日, 01:29"),
        (edition("bn", zone="Asia/Dhaka"), "১৭ মে, ২০২২, ২২:২৯"),
    ],
)
def test_a_moment_is_written_as_the_newspaper_writes_it(paper, text):
    assert write_moment(paper, MOMENT).text == text


def test_the_hijri_day_stands_beside_the_gregorian_one():
    paper = edition("ar", region_format="ar-EG", digits="arab", calendar="gregory-umalqura")
    assert write_moment(paper, MOMENT).day == "١٧ مايو ٢٠٢٢ (١٦ شوّال ١٤٤٣)"
    assert write_moment(paper, MOMENT.replace(year=2100)).day == "١٧ مايو ٢١٠٠"


def test_the_hijri_day_is_the_day_of_the_newspapers_zone():
    paper = edition("ar", zone="Asia/Riyadh", digits="latn", calendar="gregory-umalqura")
    assert "17 شوّال" in write_moment(paper, MOMENT + timedelta(hours=5)).day


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2026, 2, 18, tzinfo=UTC), "1 رمضان 1447"),
        (datetime(2022, 7, 30, tzinfo=UTC), "1 محرّم 1444"),
        (datetime(1900, 1, 1, tzinfo=UTC), ""),
        (datetime(2100, 1, 1, tzinfo=UTC), ""),
    ],
)
def test_days_of_the_umm_al_qura_calendar(moment, day):
    assert hijri_day(moment) == day


def test_machines_get_the_zone_they_can_compute_with():
    moment = write_moment(edition("ar", digits="arab"), MOMENT)
    assert moment.iso == "2022-05-17T19:29:00+03:00"
    assert moment.clock == "١٩:٢٩"
    assert machine_time(MOMENT.astimezone(timezone(timedelta(hours=3)))) == "2022-05-17T16:29:00Z"


@pytest.mark.parametrize(
    ("paper", "written"),
    [
        (edition("en"), "12,345"),
        (edition("es"), "12.345"),
        (edition("ar", region_format="ar-EG", digits="arab"), "١٢٬٣٤٥"),
        (edition("ar", region_format="ar-LB", digits="latn"), "12.345"),
        (edition("fa"), "۱۲٬۳۴۵"),
        (edition("en", digits="deva"), "१२,३४५"),
    ],
)
def test_numbers_are_grouped_in_the_newspapers_digits(paper, written):
    assert write_number(paper, 12345) == written


def test_a_negative_number_keeps_its_sign():
    assert write_number(edition("en"), -7) == "-7"


@pytest.mark.parametrize(
    ("seconds", "written"),
    [(0, "0:00"), (125, "2:05"), (3725, "1:02:05"), (-5, "0:00"), (36000, "10:00:00")],
)
def test_the_length_of_a_video(seconds, written):
    assert write_length(edition("en"), seconds) == written


def test_digits_of_any_script_become_the_newspapers():
    assert in_digits(edition("ar", digits="arab"), "2:10 ۵ x") == "٢:١٠ ٥ x"


def test_the_same_moment_is_written_once():
    numerals._write_moment.cache_clear()
    paper = edition("en")
    for _time in range(40):
        write_moment(paper, MOMENT)
    assert numerals._write_moment.cache_info().misses == 1
    assert numerals._write_moment.cache_info().maxsize is not None
    paper.time_zone = "Europe/Madrid"
    assert write_moment(paper, MOMENT).clock == "18:29"


@pytest.mark.parametrize(
    ("paper", "whole", "short"),
    [
        (edition("en"), "1,234,567.125", "1.23M"),
        (edition("es"), "1.234.567,125", "1,23 M"),
        (edition("ar", region_format="ar-LB", digits="arab"), "١٬٢٣٤٬٥٦٧٫١٢٥", "١٫٢٣ مليون"),
    ],
)
def test_a_figure_keeps_its_decimals_or_is_written_short(paper, whole, short):
    figure = Decimal("1234567.125")
    assert write_figure(paper, figure) == whole
    assert write_short(paper, figure, 2).replace("\u00a0", " ") == short


def test_a_date_on_an_axis_is_written_in_few_signs():
    day, lebanese = date(2024, 5, 31), edition("ar", region_format="ar-LB", digits="arab")
    assert [write_date(edition("en"), day, each) for each in "ymd"] == [
        "2024",
        "May 2024",
        "31 May 2024",
    ]
    assert write_date(lebanese, day, "m") == "أيار ٢٠٢٤"


def test_months_are_those_of_the_region_whoever_was_asked_before():
    """In a process of its own: what was asked before is what this is about."""
    said = """if True:
        from datetime import date
        from babel.dates import format_date
        from broadsheet.editions.languages import cldr_locale
        for tag in ("ar", "ar-EG", "ar-LB", "ar", "ar-LB"):
            print(tag, format_date(date(2024, 5, 31), "MMM", cldr_locale(tag)))
    """
    done = subprocess.run(
        [sys.executable, "-c", said], capture_output=True, text=True, check=True, encoding="utf-8"
    )
    assert done.stdout.splitlines() == [
        "ar مايو",
        "ar-EG مايو",
        "ar-LB أيار",
        "ar مايو",
        "ar-LB أيار",
    ]
