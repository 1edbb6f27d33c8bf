"""What an agency takes back, withholds or embargoes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from broadsheet.desk.scheduled import is_scheduled, publish_due
from broadsheet.kit.clock import standing_at
from broadsheet.stories.models import Story
from tests.wire_items import Agency, an_item, bring_in, story_of, write_items

MIDNIGHT = datetime(2026, 11, 22, tzinfo=UTC)
NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
URI = "urn:agency:gate"
GATE = {"uri": URI, "headline": "The gate opens"}


@pytest.fixture(autouse=True)
def _clock():
    with standing_at(NOW):
        yield


@pytest.fixture
def agency(newsroom, tmp_path) -> Agency:
    return Agency(tmp_path / "wire")


def test_a_canceled_item_takes_its_story_offline(agency, reader):
    agency.sends(**GATE)

    outcome = agency.sends(uri=URI, version="2", pubstatus="canceled")

    assert (outcome.action, outcome.note) == ("withdrawn", "canceled by its agency")
    assert not story_of(URI).live
    assert reader.get("/en/news/politics/the-gate-opens/").status_code == 410


def test_a_cancellation_without_a_new_version_number_counts_too(agency):
    agency.sends(**GATE)
    assert agency.sends(uri=URI, pubstatus="canceled", headline=None).action == "withdrawn"
    assert not story_of(URI).live


def test_a_canceled_item_again_changes_nothing(agency):
    agency.sends(**GATE)
    agency.sends(uri=URI, version="2", pubstatus="canceled")

    assert agency.sends(uri=URI, version="2", pubstatus="canceled").action == "unchanged"
    late = agency.sends(**GATE)
    assert (late.action, late.note) == ("unchanged", "canceled by its agency")
    assert not story_of(URI).live


def test_a_cancellation_of_an_older_version_that_comes_late_changes_nothing(agency):
    agency.sends(uri=URI, version="3")
    assert agency.sends(uri=URI, version="2", pubstatus="canceled").action == "unchanged"
    assert story_of(URI).live


def test_a_canceled_story_that_was_only_scheduled_is_not_published_later(agency):
    agency.sends(publish=False, **GATE)
    story = story_of(URI).get_latest_revision_as_object()
    story.go_live_at = datetime.now(UTC) + timedelta(days=2)
    story.save_revision().publish()
    assert story_of(URI).revisions.filter(approved_go_live_at__isnull=False).exists()

    agency.sends(uri=URI, version="2", pubstatus="canceled")

    assert not story_of(URI).revisions.filter(approved_go_live_at__isnull=False).exists()


def test_a_cancellation_that_overtakes_its_item_keeps_it_from_being_published(agency):
    outcome = agency.sends(uri=URI, version="2", pubstatus="canceled")
    assert outcome.note == "canceled by its agency; never imported"

    late = agency.sends(uri=URI, version="1")

    assert (late.action, late.note) == ("unchanged", "canceled by its agency")
    assert not Story.objects.exists()


def test_an_item_that_comes_back_after_its_cancellation_is_published(agency):
    agency.sends(uri=URI, version="2", pubstatus="canceled")
    assert agency.sends(uri=URI, version="3").action == "added"
    assert story_of(URI).live


def test_a_withheld_item_is_never_published(agency):
    outcome = agency.sends(pubstatus="withheld", **GATE)
    assert outcome.note == "draft: withheld by its agency"
    assert not story_of(URI).live


def test_a_live_story_that_its_agency_withholds_goes_offline(agency, reader):
    agency.sends(**GATE)

    outcome = agency.sends(uri=URI, version="2", pubstatus="withheld", headline="The gate opens")

    assert outcome.note == "withheld by its agency and taken offline"
    assert reader.get("/en/news/politics/the-gate-opens/").status_code == 410
    assert agency.sends(uri=URI, version="3", headline="The gate opens").note == ""
    assert story_of(URI).live


def test_an_embargoed_item_is_published_when_its_embargo_is_over(agency, reader):
    outcome = agency.sends(embargoed="2026-11-22T00:00:00Z", **GATE)
    assert outcome.note == "scheduled: embargoed until 2026-11-22 00:00 UTC"
    assert not story_of(URI).live

    assert publish_due(MIDNIGHT - timedelta(seconds=1)) == []
    assert reader.get("/en/news/politics/the-gate-opens/").status_code == 404
    publish_due(MIDNIGHT)

    assert story_of(URI).live
    assert story_of(URI).published_at == MIDNIGHT


def test_an_embargoed_item_that_is_not_to_be_published_is_a_draft(agency):
    agency.sends(publish=False, embargoed="2026-11-22T00:00:00Z", **GATE)
    assert not is_scheduled(story_of(URI))
    assert publish_due(MIDNIGHT) == []


def test_a_newer_version_moves_the_embargo_and_brings_its_own_words(agency):
    agency.sends(embargoed="2026-11-22T00:00:00Z", **GATE)
    later = {"headline": "The gate opens later", "embargoed": "2026-11-23T00:00:00Z"}
    agency.sends(uri=URI, version="2", publish=False, **later)

    assert publish_due(MIDNIGHT) == []
    publish_due(MIDNIGHT + timedelta(days=1))

    assert (story_of(URI).live, story_of(URI).title) == (True, "The gate opens later")


@pytest.mark.parametrize(
    "newer",
    [
        {"pubstatus": "canceled"},
        {"pubstatus": "withheld"},
        {"embargoed": "some day"},
    ],
)
def test_what_is_taken_back_before_its_embargo_is_over_is_never_published(agency, newer):
    agency.sends(embargoed="2026-11-22T00:00:00Z", **GATE)
    agency.sends(uri=URI, version="2", **newer)
    assert not is_scheduled(story_of(URI))
    assert publish_due(MIDNIGHT + timedelta(days=9)) == []
    assert not story_of(URI).live


def test_an_embargoed_update_comes_out_when_its_embargo_is_over(agency):
    agency.sends(**GATE)
    update = {"headline": "The gate is shut", "embargoed": "2026-11-22T00:00:00Z"}
    agency.sends(uri=URI, version="2", **update)
    assert (story_of(URI).live, story_of(URI).title) == (True, "The gate opens")
    publish_due(MIDNIGHT)
    assert story_of(URI).title == "The gate is shut"


def test_an_embargo_that_is_over_holds_nothing_back(agency):
    assert agency.sends(embargoed="2026-11-20T00:00:00Z", **GATE).note == ""
    assert story_of(URI).live


@pytest.mark.parametrize("embargo", ["tomorrow", "", None, 7, "2026-11-20T00:00:00", ["2026"]])
def test_an_embargo_that_cannot_be_read_holds_the_item_back(agency, embargo, tmp_path):
    item = an_item(**GATE)
    item["embargoed"] = embargo
    (outcome,) = bring_in(write_items(tmp_path, item))

    assert outcome.note.startswith("draft: its embargo cannot be read")
    assert not story_of(URI).live


@pytest.mark.parametrize("embargo", ["2026-11-22T00:00:00Z", "tomorrow"])
def test_an_embargoed_update_leaves_the_old_words_online(agency, embargo):
    agency.sends(**GATE)
    agency.sends(uri=URI, version="2", headline="Not yet to be read", embargoed=embargo)

    story = story_of(URI)
    assert story.live
    assert story.title == "The gate opens"


# ---- What is kept ----
