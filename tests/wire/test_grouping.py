"""What two agencies say is one line in the inbox."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from broadsheet.kit import clock
from broadsheet.wire.models import ReceivedItem, Source
from tests.wire.sending import BUDGET, HARBOUR, make_source, send

pytestmark = pytest.mark.django_db

ARABIC = (
    "تتوقف طواقم عبارات المرفأ عن العمل يوم الخميس اعتبارا من الخامسة صباحا وفق ما أعلنت نقابتها "
    "بعد تصويت استمر حتى منتصف الليل في قاعة البلدية القديمة"
)


@pytest.fixture
def two() -> tuple[Source, Source]:
    return make_source(), make_source()


def told(source: Source, uri: str, text: str, version: str = "1", **more: str) -> ReceivedItem:
    send(source, uri, headline=f"Report {uri}", body_text=text, version=version, **more)
    return ReceivedItem.objects.get(source=source, uri=uri)


def test_the_same_report_from_two_agencies_is_folded_behind_the_first(
    two: tuple[Source, Source],
) -> None:
    first = told(two[0], "urn:a:1", HARBOUR)
    second = told(two[1], "urn:b:1", "Northwind: " + HARBOUR + " More follows.")
    third = told(make_source(), "urn:c:1", HARBOUR)
    assert (second.leader, second.folded) == (first, True)
    assert third.leader == first
    assert not first.folded


def test_an_arabic_report_is_known_with_its_vowels_and_other_letters(
    two: tuple[Source, Source],
) -> None:
    first = told(two[0], "urn:a:1", ARABIC, language="ar")
    voiced = ARABIC.replace("عبارات", "عبّارات").replace("صباحا", "صباحاً").replace("ة", "ه")
    assert told(two[1], "urn:b:1", voiced, language="ar").leader == first


def test_other_reports_short_ones_and_old_ones_stand_for_themselves(
    two: tuple[Source, Source],
) -> None:
    with clock.standing_at(datetime(2026, 11, 1, tzinfo=UTC)):
        told(two[0], "urn:a:1", HARBOUR)
        assert told(two[1], "urn:b:2", BUDGET).leader is None
        told(two[0], "urn:a:3", "Flash.")
        assert told(two[1], "urn:b:3", "Flash.").leader is None
    with clock.standing_at(datetime(2026, 11, 1, tzinfo=UTC) + timedelta(days=4)):
        assert told(two[1], "urn:b:1", HARBOUR).leader is None


def test_one_agencys_reports_of_one_kind_are_not_folded(two: tuple[Source, Source]) -> None:
    told(two[0], "urn:a:1", HARBOUR)
    other = HARBOUR.replace("Friday", "Monday").replace("families", "friends and neighbours")
    assert told(two[0], "urn:a:2", other).leader is None


def test_when_the_first_is_killed_the_next_one_leads(two: tuple[Source, Source]) -> None:
    told(two[0], "urn:a:1", HARBOUR)
    second = told(two[1], "urn:b:1", HARBOUR)
    third = told(make_source(), "urn:c:1", HARBOUR)
    told(two[0], "urn:a:1", HARBOUR, version="2", pubstatus="canceled")
    second.refresh_from_db()
    third.refresh_from_db()
    assert (second.leader, second.folded) == (None, False)
    assert third.leader == second


def test_the_same_identifier_from_two_sources_is_one_line(two: tuple[Source, Source]) -> None:
    first = told(two[0], "urn:a:1", "Short.")
    assert told(two[1], "urn:a:1", "Short.").leader == first
