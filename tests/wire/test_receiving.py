"""Items come once, newer versions go over older ones, kills kill."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from broadsheet.kit import clock
from broadsheet.wire.models import ItemVersion, ReceivedItem, Tally
from broadsheet.wire.receiving import Action, unrepeated
from tests.wire.sending import BUDGET, HARBOUR, item_of, make_source, send

pytestmark = pytest.mark.django_db

ONE = "urn:agency:harbour"


def test_an_item_is_received_with_what_a_list_needs() -> None:
    source = make_source()
    receipt = send(
        source,
        ONE,
        headline="Harbour opens",
        slugline="HARBOUR-OPENING",
        urgency=2,
        subject=[{"name": "economy", "code": "medtop:04000000"}],
    )
    held = ReceivedItem.objects.get()
    assert receipt.action is Action.ADDED
    assert (held.headline, held.slugline, held.urgency) == ("Harbour opens", "HARBOUR-OPENING", 2)
    assert (held.language, held.status, held.state) == ("en", "usable", "new")
    assert list(held.subjects.values_list("code", flat=True)) == ["04000000"]
    assert held.versions.get().as_item().headline == "Harbour opens"


def test_the_same_once_more_is_nothing() -> None:
    source = make_source()
    send(source, ONE, headline="Harbour opens")
    item = item_of(ONE, headline="Harbour opens")
    assert send(source, ONE, headline="Harbour opens").action is Action.REPEATED
    assert unrepeated(source, [item, item_of(ONE, headline="Harbour opened")])[0].headline == (
        "Harbour opened"
    )
    assert ItemVersion.objects.count() == 1


def test_a_newer_version_updates_and_the_older_one_is_kept() -> None:
    source = make_source()
    send(source, ONE, version="9", headline="Harbour to open")
    assert send(source, ONE, version="10", headline="Harbour opens").action is Action.UPDATED
    held = ReceivedItem.objects.get()
    assert (held.version, held.headline, held.version_count) == ("10", "Harbour opens", 2)
    assert [each.as_item().headline for each in held.versions.all()] == [
        "Harbour to open",
        "Harbour opens",
    ]


def test_an_older_version_that_comes_late_changes_nothing_and_is_kept() -> None:
    source = make_source()
    send(source, ONE, version="2", headline="Harbour opens")
    assert send(source, ONE, version="1", headline="Harbour to open").action is Action.LATE
    assert send(source, ONE, version="1", headline="Harbour to open").action is Action.REPEATED
    held = ReceivedItem.objects.get()
    assert held.headline == "Harbour opens"
    late = held.versions.get(late=True)
    assert late.acted_at is not None


def test_a_feed_without_versions_is_updated_by_what_it_says() -> None:
    source = make_source()
    told = {"version": None, "versioncreated": None}
    send(source, ONE, headline="Harbour to open", **told)
    assert send(source, ONE, headline="Harbour opens", **told).action is Action.UPDATED
    assert ReceivedItem.objects.get().versions.last().note == "changed without a new version"


def test_a_kill_kills_and_keeps_the_words_for_the_desk() -> None:
    source = make_source()
    send(source, ONE, version="1", headline="Harbour opens")
    receipt = send(
        source, ONE, version="2", pubstatus="canceled", headline="KILL: do not use", body_text=None
    )
    held = ReceivedItem.objects.get()
    assert receipt.action is Action.KILLED
    assert (held.status, held.headline) == ("canceled", "Harbour opens")


def test_a_kill_that_comes_before_its_story_holds_it_back() -> None:
    source = make_source()
    send(source, ONE, version="3", pubstatus="canceled")
    assert send(source, ONE, version="2").action is Action.LATE
    assert send(source, ONE, version="3").action is Action.LATE
    assert ReceivedItem.objects.get().status == "canceled"


def test_a_story_that_its_agency_gives_again_after_a_kill_is_usable_again() -> None:
    source = make_source()
    send(source, ONE, version="1")
    send(source, ONE, version="2", pubstatus="canceled")
    assert send(source, ONE, version="3").action is Action.UPDATED
    assert ReceivedItem.objects.get().status == "usable"


def test_a_kill_of_an_older_version_does_not_kill_a_newer_one() -> None:
    source = make_source()
    send(source, ONE, version="5")
    assert send(source, ONE, version="4", pubstatus="canceled").action is Action.LATE
    assert ReceivedItem.objects.get().status == "usable"


def test_an_identifier_that_is_used_for_another_story_is_another_item() -> None:
    source = make_source()
    send(source, ONE, version="1", headline="Harbour gate opened", body_text=HARBOUR)
    receipt = send(
        source, ONE, version="2", headline="Parliament adopts pensions", body_text=BUDGET
    )
    assert receipt.action is Action.REUSED
    first, second = ReceivedItem.objects.order_by("reuse")
    assert (first.headline, second.headline) == (
        "Harbour gate opened",
        "Parliament adopts pensions",
    )
    assert second.identity == f"{ONE}#2"
    assert second.versions.get().as_item().uri == f"{ONE}#2"
    assert "another story" in second.versions.get().note


@pytest.mark.parametrize(
    "same",
    [
        {"slugline": "HARBOUR"},
        {"headline": "Harbour gate opened late"},
        {"body_text": HARBOUR + " " + BUDGET},
        {"body_text": "Correct."},
        {"firstcreated": "2026-11-20T06:00:00Z"},
    ],
)
def test_a_story_that_was_rewritten_is_the_same_story(same: dict[str, str]) -> None:
    source = make_source()
    told = {"slugline": "HARBOUR", "firstcreated": "2026-11-20T06:00:00Z"}
    send(source, ONE, version="1", headline="Harbour gate opened", body_text=HARBOUR, **told)
    other = {"slugline": "OTHER", "firstcreated": "2026-11-21T06:00:00Z", "body_text": BUDGET}
    told = {"headline": "Parliament adopts pensions", **other, **same}
    assert send(source, ONE, version="2", **told).action is Action.UPDATED


def test_a_kill_kills_every_story_under_an_identifier_that_was_used_twice() -> None:
    source = make_source()
    send(source, ONE, version="1", headline="Harbour gate opened", body_text=HARBOUR)
    send(source, ONE, version="2", headline="Parliament adopts pensions", body_text=BUDGET)
    send(source, ONE, version="3", pubstatus="canceled")
    assert set(ReceivedItem.objects.values_list("status", flat=True)) == {"canceled"}


def test_another_source_with_the_same_identifier_kills_nothing_of_ours() -> None:
    ours, theirs = make_source(), make_source()
    send(ours, ONE)
    send(theirs, ONE, version="9", pubstatus="canceled")
    assert ReceivedItem.objects.get(source=ours).status == "usable"


def test_an_embargo_that_cannot_be_read_withholds() -> None:
    send(make_source(), ONE, embargoed="after the vote")
    held = ReceivedItem.objects.get()
    assert (held.status, held.embargo_unreadable) == ("withheld", True)


def test_the_language_and_the_name_of_an_item_are_its_sources_where_it_has_none() -> None:
    source = make_source("Northwind", language="ar")
    send(source, ONE, language=None, infosource=None)
    item = ReceivedItem.objects.get().versions.get().as_item()
    assert (item.language, item.source) == ("ar", "Northwind")


def test_every_change_has_a_number_of_its_own_in_order() -> None:
    source = make_source()
    send(source, ONE, version="1")
    send(source, "urn:agency:two")
    send(source, ONE, version="2")
    numbers = list(ReceivedItem.objects.order_by("arrived").values_list("uri", "arrived"))
    assert [uri for uri, _ in numbers] == ["urn:agency:two", ONE]
    assert Tally.objects.get().number == 3


def test_a_skipped_item_comes_back_with_a_newer_version() -> None:
    source = make_source()
    send(source, ONE, version="1")
    ReceivedItem.objects.update(state="skipped")
    send(source, ONE, version="2")
    assert ReceivedItem.objects.get().state == "new"


def test_a_source_says_when_its_last_item_came() -> None:
    from broadsheet.wire.polling import health_of

    source = make_source()
    health_of(source)
    moment = datetime(2026, 11, 20, 12, tzinfo=UTC)
    with clock.standing_at(moment):
        send(source, ONE)
    assert health_of(source).item_at == moment
