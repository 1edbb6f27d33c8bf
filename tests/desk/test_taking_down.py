"""Withdraw and kill: gone for readers, and not back before a chief says so."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from wagtail.models import PageLogEntry, Revision

from broadsheet.desk import taking_down
from broadsheet.desk.holds import hold_on
from broadsheet.desk.models import Hold
from broadsheet.desk.scheduled import publish_due, schedule
from broadsheet.desk.translating import translate_story
from broadsheet.kit import clock
from broadsheet.ledger.models import Entry
from tests.desk.story_data import paragraph, story_data
from tests.desk.taking_down import chief, do, entry_of, killed, now, story
from tests.newsroom import make_story, make_user
from tests.wire_items import Agency, story_of

HOUR = datetime(2031, 5, 4, 18, 0, tzinfo=UTC)
ADDRESS = "/en/news/politics/the-leak/"

__all__ = ["chief", "killed", "story"]


# ---- What each does ----


def test_a_withdrawn_story_is_gone_for_readers_and_may_come_back(at_desk, chief, story, reader):
    Entry.objects.all().delete()
    assert "Withdrawn." in do(chief, "withdraw", story).content.decode()
    assert reader.get(ADDRESS).status_code == 410
    entry = entry_of(story)
    assert (entry.verb, entry.detail) == ("withdraw", {"reason": "never happened"})

    editor, _user = at_desk("Editor")
    press_publish(editor, story)
    assert now(story).live


def test_a_killed_story_is_gone_for_readers_and_held(chief, story, reader):
    Entry.objects.all().delete()
    page = do(chief, "kill", story).content.decode()
    assert "cannot be published until a chief lifts the hold" in page
    answer = reader.get(ADDRESS)
    assert answer.status_code == 410
    assert "never happened" not in answer.content.decode()
    assert (entry_of(story).verb, entry_of(story).detail["reason"]) == ("kill", "never happened")
    hold = hold_on(story)
    assert (hold.verb, hold.reason, hold.by_agency) == ("kill", "never happened", False)


def test_the_history_of_the_page_says_what_was_done(chief, story):
    do(chief, "kill", story)
    history = chief.get(reverse("wagtailadmin_pages:history", args=[story.pk]))
    assert "Killed" in history.content.decode()
    assert PageLogEntry.objects.get(action="desk.kill").data == {"reason": "never happened"}


def test_a_reason_is_needed(chief, story):
    do(chief, "kill", story, reason="")
    assert now(story).live


def test_a_draft_that_must_never_be_published_can_be_killed(chief, politics):
    draft = make_story(politics, live=False)
    do(chief, "kill", draft)
    assert hold_on(draft)
    assert not Entry.objects.filter(object_id=draft.pk, verb="kill").exists()


def test_what_was_unpublished_before_is_killed_for_the_ledger_too(chief, story):
    story.unpublish()
    Entry.objects.all().delete()
    do(chief, "kill", story)
    entry = entry_of(story)
    assert (entry.verb, entry.old_address) == ("kill", story.url_path)


# ---- Who may ----


@pytest.mark.parametrize("role", ["Reporter", "Translator", "Editor"])
@pytest.mark.parametrize("what", ["withdraw", "kill", "take_down", "lift"])
def test_only_chiefs_and_owners_take_stories_down(at_desk, story, role, what):
    client, _user = at_desk(role)
    do(client, what, story, sure="on")
    assert now(story).live
    assert not Hold.objects.exists()
    form = client.get(reverse("wagtailadmin_pages:edit", args=[story.pk])).content.decode()
    assert reverse(f"desk_{what}", args=[story.pk]) not in form


def test_a_chief_finds_them_in_the_storys_menu(chief, story):
    form = reverse("wagtailadmin_pages:edit", args=[story.pk])
    page = chief.get(form).content.decode()
    for what, shown in [("withdraw", 1), ("kill", 1), ("take_down", 1), ("lift", 0)]:
        assert (reverse(f"desk_{what}", args=[story.pk]) in page) == bool(shown), what
    do(chief, "kill", story)
    page = chief.get(form).content.decode()
    for what, shown in [("withdraw", 0), ("kill", 0), ("take_down", 1), ("lift", 1)]:
        assert (reverse(f"desk_{what}", args=[story.pk]) in page) == bool(shown), what


def test_an_owner_may(at_desk, story):
    client, _user = at_desk()
    do(client, "kill", story)
    assert hold_on(story)


@pytest.mark.parametrize("what", ["withdraw", "kill", "take_down"])
def test_the_screen_says_what_will_happen(chief, story, arabic_politics, what):
    translate_story(now(story), arabic_politics, make_user("Chief"))
    page = chief.get(reverse(f"desk_{what}", args=[story.pk])).content.decode()
    assert "Readers are never shown it" in page
    assert "Decide there, too" in page
    assert "المنبر" in page
    assert ("cannot be undone" in page) == (what == "take_down")


# ---- A killed story is not published again until a chief lifts the hold ----


def press_publish(client, story, **fields):
    form = reverse("wagtailadmin_pages:edit", args=[story.pk])
    data = story_data("The leak", body=[paragraph()], action="publish", slug="the-leak", **fields)
    return client.post(form, data, follow=True)


def test_not_by_the_button(at_desk, killed):
    editor, _user = at_desk("Editor")
    answer = press_publish(editor, killed)
    assert "until a chief lifts the hold" in answer.content.decode()
    assert not now(killed).live


def test_not_by_the_workflow(at_desk, killed):
    reporter = make_user("Chief")
    workflow = killed.get_workflow()
    workflow.start(killed, reporter)
    editor, _user = at_desk("Editor")
    task = now(killed).current_workflow_task_state
    approve = reverse("wagtailadmin_pages:workflow_action", args=[killed.pk, "approve", task.pk])
    answer = editor.post(approve, follow=True)
    assert "until a chief lifts the hold" in answer.content.decode()
    assert not now(killed).live


def test_not_by_a_schedule(at_desk, killed):
    editor, _user = at_desk("Editor")
    press_publish(editor, killed, go_live_at="2031-05-04 18:00")
    assert not now(killed).approved_schedule
    with pytest.raises(ValidationError, match="lifts the hold"):
        schedule(killed, killed.get_latest_revision(), HOUR)
    Revision.objects.filter(pk=killed.latest_revision_id).update(approved_go_live_at=HOUR)
    with clock.standing_at(HOUR):
        (outcome,) = publish_due(HOUR)
    assert outcome.failed
    assert not now(killed).live


def test_not_in_bulk(at_desk, killed):
    editor, _user = at_desk("Editor")
    bulk = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    answer = editor.post(f"{bulk}?id={killed.pk}&next=/admin/stories/", follow=True)
    assert "until a chief lifts the hold" in answer.content.decode()
    assert not now(killed).live


def test_not_by_a_script(killed):
    for attempt in (
        lambda: killed.get_latest_revision().publish(),
        lambda: _save_live(now(killed), clean=True),
        lambda: _save_live(now(killed), clean=False),
    ):
        with pytest.raises(ValidationError, match="lifts the hold"):
            attempt()
        assert not now(killed).live


def _save_live(story, **how):
    story.live = True
    story.save(**how)


def test_not_by_an_agencys_update(desk, tmp_path):
    agency = Agency(tmp_path / "wire")
    agency.sends(uri="urn:a:1", headline="The gate opens")
    taking_down.kill(story_of("urn:a:1"), make_user("Chief"), "wrong")
    outcome = agency.sends(uri="urn:a:1", version="2", headline="The gate opens wide")
    assert outcome.note == "killed: the new version waits as a draft"
    assert not story_of("urn:a:1").live


def test_killed_while_scheduled_it_is_not_published_at_its_hour(desk, politics, chief):
    story = make_story(politics, live=False)
    with clock.standing_at(HOUR - timedelta(hours=1)):
        schedule(story, story.get_latest_revision(), HOUR)
    do(chief, "kill", story)
    with clock.standing_at(HOUR):
        assert publish_due(HOUR) == []
    assert not now(story).live


def test_killed_while_it_waits_for_approval_it_waits_no_longer(desk, politics, chief):
    draft = make_story(politics, live=False)
    draft.get_workflow().start(draft, make_user("Reporter"))
    do(chief, "kill", draft)
    assert now(draft).current_workflow_state is None


def test_lifted_it_stays_offline_until_an_editor_publishes_it(at_desk, chief, killed, reader):
    assert "The hold is lifted." in do(chief, "lift", killed).content.decode()
    assert reader.get(ADDRESS).status_code == 410
    editor, _user = at_desk("Editor")
    press_publish(editor, killed)
    assert reader.get(ADDRESS).status_code == 200
    hold = Hold.objects.get()
    assert hold.lifted_at
    assert hold.lifted_by


def test_whoever_opens_a_killed_story_is_told(at_desk, killed):
    editor, _user = at_desk("Editor")
    page = editor.get(reverse("wagtailadmin_pages:edit", args=[killed.pk])).content.decode()
    assert "not ours to tell" in page


def test_killed_stories_are_a_filter_of_the_list(at_desk, killed, politics):
    other = make_story(politics)
    editor, _user = at_desk("Editor")
    listed = editor.get("/admin/stories/?status=held").context["page_obj"]
    assert [story.pk for story in listed] == [killed.pk]
    assert other.pk not in [story.pk for story in listed]


def test_killing_twice_is_no_fault(chief, killed):
    do(chief, "kill", killed)
    assert Hold.objects.count() == 1


# ---- Agencies ----


def test_an_agencys_cancellation_kills_and_its_return_lifts(desk, tmp_path):
    agency = Agency(tmp_path / "wire")
    agency.sends(uri="urn:a:1")
    Entry.objects.all().delete()
    agency.sends(uri="urn:a:1", version="2", pubstatus="canceled")
    story = story_of("urn:a:1")
    assert entry_of(story).verb == "kill"
    assert hold_on(story).by_agency
    agency.sends(uri="urn:a:1", version="3")
    assert now(story).live
    assert hold_on(story) is None


def test_an_agency_does_not_lift_what_a_chief_holds(desk, tmp_path):
    agency = Agency(tmp_path / "wire")
    agency.sends(uri="urn:a:1")
    story = story_of("urn:a:1")
    chief = make_user("Chief")
    taking_down.kill(story, chief, "wrong")
    chief.delete()
    agency.sends(uri="urn:a:1", version="2", pubstatus="canceled")
    agency.sends(uri="urn:a:1", version="3")
    assert not now(story).live


def test_what_an_agency_withholds_is_withdrawn(desk, tmp_path):
    agency = Agency(tmp_path / "wire")
    agency.sends(uri="urn:a:1")
    Entry.objects.all().delete()
    agency.sends(uri="urn:a:1", version="2", pubstatus="withheld")
    assert entry_of(story_of("urn:a:1")).verb == "withdraw"
