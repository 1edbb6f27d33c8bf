"""Items from an agency become stories: once, in their newest version, never before their time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from broadsheet.desk import importing
from broadsheet.desk.models import WireOrigin
from broadsheet.kit.clock import standing_at
from broadsheet.stories.models import Story
from tests.newsroom import make_user
from tests.wire_items import Agency, an_item, bring_in, story_of, write_items

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


def test_an_item_becomes_a_story_that_readers_can_read(agency, reader):
    outcome = agency.sends(**GATE)

    assert outcome.action == "added"
    assert outcome.address == "http://testserver/en/news/politics/the-gate-opens/"
    page = reader.get("/en/news/politics/the-gate-opens/").content.decode()
    assert "<h1>The gate opens</h1>" in page
    assert "The first ship came in at dawn." in page
    assert "Coastal News Agency" in page


def test_without_publish_it_waits_as_a_draft(agency, reader):
    outcome = agency.sends(publish=False, **GATE)

    assert (outcome.action, outcome.note) == ("added", "draft")
    assert not story_of(URI).live
    assert reader.get("/en/news/politics/the-gate-opens/").status_code == 404


def test_an_imported_story_stays_online_while_an_update_to_it_is_scheduled(agency, reader):
    agency.sends(**GATE)
    story = story_of(URI)
    assert story.live_revision_id == story.latest_revision_id

    later = story.get_latest_revision_as_object()
    later.title = "The gate opens, and closes"
    later.go_live_at = datetime.now(UTC) + timedelta(days=2)
    later.save_revision().publish()

    page = reader.get("/en/news/politics/the-gate-opens/")
    assert page.status_code == 200
    assert "<h1>The gate opens</h1>" in page.content.decode()


def test_the_same_item_again_adds_nothing(agency):
    agency.sends(**GATE)
    revisions = story_of(URI).revisions.count()

    outcome = agency.sends(**GATE)

    assert outcome.action == "unchanged"
    assert outcome.address.endswith("/the-gate-opens/")
    assert Story.objects.count() == 1
    assert story_of(URI).revisions.count() == revisions


def test_a_newer_version_updates_the_story_at_its_old_address(agency, reader):
    first = agency.sends(**GATE)
    outcome = agency.sends(
        uri=URI,
        version="2",
        versioncreated="2026-11-20T11:00:00+02:00",
        headline="The gate opens late",
    )

    assert (outcome.action, outcome.address) == ("updated", first.address)
    page = reader.get("/en/news/politics/the-gate-opens/").content.decode()
    assert "<h1>The gate opens late</h1>" in page
    story = story_of(URI)
    assert story.published_at == datetime(2026, 11, 20, 7, 30, tzinfo=UTC)
    assert story.updated_at == datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


def test_version_ten_is_newer_than_version_nine(agency):
    agency.sends(uri=URI, version="9")
    assert agency.sends(uri=URI, version="10").action == "updated"


def test_an_older_version_that_comes_late_changes_nothing(agency):
    agency.sends(uri=URI, version="2", headline="The gate opens late")

    outcome = agency.sends(uri=URI, version="1", headline="The gate opens")

    assert outcome.action == "unchanged"
    assert story_of(URI).title == "The gate opens late"


def test_a_newer_version_of_a_draft_is_a_draft(agency):
    agency.sends(publish=False, **GATE)
    outcome = agency.sends(publish=False, uri=URI, version="2", headline="The gate opens late")

    assert outcome.action == "updated"
    assert not story_of(URI).live
    assert story_of(URI).get_latest_revision_as_object().title == "The gate opens late"


# ---- The desk has the last word ----


def edit_at_the_desk(uri: str, headline: str) -> None:
    story = story_of(uri).get_latest_revision_as_object()
    story.title = headline
    story.save_revision(user=make_user("Editor")).publish()


def test_a_new_version_of_a_story_edited_at_the_desk_waits_as_a_draft(agency, reader):
    agency.sends(**GATE)
    edit_at_the_desk(URI, "Our own headline")

    outcome = agency.sends(uri=URI, version="2", headline="The gate opens late")

    assert outcome.action == "updated"
    assert outcome.note == "edited at the desk: the new version waits as a draft"
    story = story_of(URI)
    assert story.live
    assert story.title == "Our own headline"
    assert story.get_latest_revision_as_object().title == "The gate opens late"


def test_it_waits_again_with_the_version_after_that(agency):
    agency.sends(**GATE)
    edit_at_the_desk(URI, "Our own headline")
    agency.sends(uri=URI, version="2", headline="The gate opens late")

    outcome = agency.sends(uri=URI, version="3", headline="The gate never opened")

    assert "waits as a draft" in outcome.note
    assert story_of(URI).title == "Our own headline"


def test_a_new_version_never_brings_back_what_the_desk_took_down(agency):
    agency.sends(**GATE)
    story_of(URI).unpublish()

    outcome = agency.sends(uri=URI, version="2", headline="The gate opens late")

    assert outcome.note == "taken down at the desk: the new version waits as a draft"
    assert not story_of(URI).live


def test_what_only_an_editor_sets_stays_with_a_new_version(agency, newsroom):
    agency.sends(**GATE)
    Story.objects.update(kind="analysis", search_description="Ours")
    story = story_of(URI)
    story.save_revision().publish()

    agency.sends(uri=URI, version="2", headline="The gate opens late")

    story = story_of(URI)
    assert (story.title, story.kind) == ("The gate opens late", "analysis")
    assert story.search_description == "Ours"


# ---- Canceled, withheld, embargoed ----


def test_the_agencys_time_is_when_it_was_published_and_its_offset_is_kept(agency):
    agency.sends(versioncreated="2026-11-20T09:30:00+05:30", **GATE)

    assert story_of(URI).published_at == datetime(2026, 11, 20, 4, 0, tzinfo=UTC)
    origin = WireOrigin.objects.get()
    assert origin.sent_at == datetime(2026, 11, 20, 4, 0, tzinfo=UTC)
    assert origin.item["sent"] == {"utc": "2026-11-20T04:00:00Z", "offset_minutes": 330}


def test_a_time_in_the_future_does_not_date_a_story_ahead(agency):
    agency.sends(versioncreated="2026-12-24T00:00:00Z", **GATE)
    assert story_of(URI).published_at == NOW


def test_a_time_of_the_year_one_does_not_break_the_page(agency, newsroom, reader):
    newsroom["en"].time_zone = "America/New_York"
    newsroom["en"].save()
    agency.sends(versioncreated="0001-01-01T00:00:01Z", **GATE)

    assert reader.get("/en/news/politics/the-gate-opens/").status_code == 200
    assert reader.get("/en/").status_code == 200


def test_identifier_version_source_subjects_and_language_are_kept(agency):
    subject = {"name": "transport", "code": "20000337", "scheme": "http://cv.iptc.org/x/"}
    agency.sends(version="7b", language="en_gb", subject=[subject], **GATE)

    origin = WireOrigin.objects.get()
    assert (origin.uri, origin.version, origin.language) == (URI, "7b", "en-GB")
    assert (origin.format, origin.source) == ("ninjs 1.x", "Coastal News Agency")
    assert origin.item["subjects"][0]["code"] == "20000337"


def test_a_byline_keeps_names_that_begin_like_prepositions(agency):
    agency.sends(byline="By De La Cruz", **GATE)
    assert story_of(URI).byline_text == "De La Cruz"


def test_two_spellings_of_an_agencys_name_lead_to_one_agency(agency):
    agency.sends(infosource=[{"name": "AFP"}])
    agency.sends(infosource=[{"name": "Afp"}])
    agency.sends(infosource=[{"name": "★"}])

    assert [str(each.agencies.first()) for each in Story.objects.order_by("pk")] == [
        "AFP",
        "AFP",
        "None",
    ]


# ---- Many items ----


def test_two_items_in_one_file_are_two_stories(newsroom, tmp_path):
    outcomes = bring_in(write_items(tmp_path, an_item(), an_item()))
    assert [each.action for each in outcomes] == ["added", "added"]
    assert Story.objects.filter(live=True).count() == 2


def test_one_bad_item_does_not_stop_the_others(newsroom, tmp_path):
    write_items(tmp_path, an_item(), {"headline": "no identifier"}, an_item(), name="a.json")
    (tmp_path / "b.json").write_text("{ not json")
    (tmp_path / "c.json").write_bytes(b"\xff\xfe")
    (tmp_path / "d.json").mkdir()
    (tmp_path / "e.json").symlink_to(tmp_path / "nowhere")
    (tmp_path / "notes.txt").write_text("not an item")
    write_items(tmp_path, an_item(language="xx"), name="f.json")
    write_items(tmp_path, an_item(), name="g.JSON")

    outcomes = bring_in(tmp_path)

    assert [each.action.value for each in outcomes] == [
        "added",
        "refused",
        "added",
        "refused",
        "refused",
        "refused",
        "added",
    ]
    assert all("\n" not in each.line() for each in outcomes)
    assert "uri" in outcomes[1].note
    assert "not JSON" in outcomes[3].note
    assert Story.objects.count() == 3


def test_a_fault_of_ours_with_one_item_does_not_stop_the_others(
    newsroom, tmp_path, monkeypatch, caplog
):
    whole = importing.fill_story

    def fails_once(story, item, edition, **options):
        if item.uri == URI:
            raise KeyError("a mistake")
        return whole(story, item, edition, **options)

    monkeypatch.setattr(importing, "fill_story", fails_once)
    first, second = bring_in(write_items(tmp_path, an_item(**GATE), an_item()))

    assert first.failed
    assert first.note == "a fault of ours, see the log: 'KeyError: 'a mistake''"
    assert "Traceback" in caplog.text
    assert second.action == "added"


def test_a_file_that_is_too_large_is_not_read(newsroom, tmp_path):
    file = tmp_path / "huge.json"
    with file.open("wb") as huge:
        huge.truncate(21 * 1024 * 1024)
    (outcome,) = bring_in(file)
    assert outcome.note == "the file has 22,020,096 bytes; 20,971,520 are allowed"


@pytest.mark.parametrize("moment", ["_keep_origin", "_settle", "draw_translations"])
def test_an_interruption_leaves_whole_items_only(newsroom, tmp_path, monkeypatch, moment):
    whole = getattr(importing, moment)
    calls = []

    def interrupted(*given, **named):
        calls.append(given)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return whole(*given, **named)

    items = [an_item() for _ in range(3)]
    file = write_items(tmp_path, *items)
    monkeypatch.setattr(importing, moment, interrupted)
    with pytest.raises(KeyboardInterrupt):
        bring_in(file)
    monkeypatch.undo()

    assert [each.wire_origin.uri for each in Story.objects.all()] == [items[0]["uri"]]
    assert WireOrigin.objects.count() == 1
    assert [each.action for each in bring_in(file)] == ["unchanged", "added", "added"]
    assert Story.objects.filter(live=True, live_revision__isnull=False).count() == 3


def test_an_item_is_committed_before_it_is_reported(newsroom, tmp_path):
    from django.db import connection

    file = write_items(tmp_path, an_item(), an_item())
    outside = len(connection.atomic_blocks)
    plan = importing.ImportPlan(publish=True)
    for outcome in importing.import_folder(file, plan, progress=lambda items, label: items):
        assert outcome.action == "added"
        assert len(connection.atomic_blocks) == outside
