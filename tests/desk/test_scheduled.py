"""What is to go online or offline at an hour does so at that hour, whatever happens to others."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError
from wagtail.models import Page, Revision

from broadsheet.desk import keeping_hours, scheduled
from broadsheet.desk.models import MissedHour
from broadsheet.desk.scheduled import next_due, publish_due, schedule
from broadsheet.kit import clock
from broadsheet.ledger.models import Entry
from broadsheet.stories.models import Story
from tests.newsroom import make_story

HOUR = datetime(2031, 5, 4, 18, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def _clock():
    with clock.standing_at(HOUR - timedelta(hours=1)):
        yield


def scheduled_story(section, headline="", at=HOUR, **fields):
    """A draft that waits for its hour."""
    story = make_story(section, headline, live=False, **fields)
    return plan(story, at)


def plan(story, at=HOUR, **changes):
    """Schedule a version of ``story`` with ``changes``, as the form does."""
    draft = story.get_latest_revision_as_object()
    for name, value in changes.items():
        setattr(draft, name, value)
    draft.go_live_at = at
    draft.save_revision().publish()
    return Story.objects.get(pk=story.pk)


def at(moment):
    with clock.standing_at(moment):
        return publish_due(moment)


def online(story):
    return Story.objects.get(pk=story.pk).live


# ---- The hour ----


def test_a_story_is_published_at_its_second_not_before(desk, politics):
    story = scheduled_story(politics, "The verdict")
    assert at(HOUR - SECOND) == []
    assert not online(story)

    (outcome,) = at(HOUR)

    assert not outcome.failed
    assert online(story)


def test_the_worker_is_told_when_to_wake(desk, politics):
    assert next_due(HOUR - MINUTE) is None
    scheduled_story(politics, at=HOUR + MINUTE)
    scheduled_story(politics, at=HOUR)
    assert next_due(HOUR - MINUTE) == HOUR
    assert next_due(HOUR + SECOND) == HOUR + SECOND
    at(HOUR)
    assert next_due(HOUR + SECOND) == HOUR + MINUTE


def test_it_is_published_once(desk, politics):
    story = scheduled_story(politics)
    Entry.objects.all().delete()
    assert len(at(HOUR)) == 1
    assert at(HOUR + SECOND) == []
    assert [entry.verb for entry in Entry.objects.filter(object_id=story.pk)] == ["publish"]


def test_a_scheduled_update_leaves_the_story_online_until_its_hour(desk, politics, reader):
    story = make_story(politics, "Talks go on", slug="talks")
    plan(story, title="Talks end")
    later = Story.objects.get(pk=story.pk).get_latest_revision_as_object()
    later.title = "A draft nobody has approved"
    later.go_live_at = None
    later.save_revision()

    at(HOUR - SECOND)
    assert Story.objects.get(pk=story.pk).title == "Talks go on"
    assert reader.get("/en/news/politics/talks/").status_code == 200

    at(HOUR)
    now = Story.objects.get(pk=story.pk)
    assert (now.live, now.title, now.has_unpublished_changes) == (True, "Talks end", True)


def test_a_clock_of_the_machine_that_lags_does_not_put_it_off(desk, politics):
    # The machine's own clock stands years before the hour that the newsroom's clock shows.
    story = scheduled_story(politics)
    at(HOUR)
    assert online(story)
    assert not Revision.objects.filter(approved_go_live_at__isnull=False).exists()


def test_what_expires_goes_offline_at_its_second(desk, politics, reader):
    story = make_story(politics, "Polls are open", slug="polls", expire_at=HOUR)
    assert next_due(HOUR - MINUTE) == HOUR
    at(HOUR - SECOND)
    assert online(story)

    at(HOUR)

    assert not online(story)
    assert Story.objects.get(pk=story.pk).expired
    assert reader.get("/en/news/politics/polls/").status_code == 410
    assert Entry.objects.filter(object_id=story.pk).latest("pk").verb == "unpublish"


def test_what_expires_comes_back_at_an_hour_that_was_promised(desk, politics):
    story = make_story(politics, expire_at=HOUR)
    plan(story, HOUR + MINUTE, expire_at=None, title="Results")
    at(HOUR)
    assert not online(story)
    at(HOUR + MINUTE)
    now = Story.objects.get(pk=story.pk)
    assert (now.live, now.title) == (True, "Results")


# ---- What fails ----


def test_one_story_that_cannot_be_published_neither_stops_nor_forgets_another(desk, politics):
    first = scheduled_story(politics, at=HOUR - 2 * SECOND)
    unfit = scheduled_story(politics, "Five things", at=HOUR - SECOND, kind="in_five")
    last = scheduled_story(politics)
    later = scheduled_story(politics, at=HOUR + MINUTE)

    outcomes = at(HOUR)

    assert [outcome.failed for outcome in outcomes] == [False, True, False]
    assert (online(first), online(unfit), online(last), online(later)) == (True, False, True, False)
    assert "five points" in outcomes[1].reason
    assert Story.objects.get(pk=unfit.pk).approved_schedule
    at(HOUR + MINUTE)
    assert online(later)


def test_a_failure_that_nobody_foresaw_stops_no_other_either(desk, politics, monkeypatch, caplog):
    broken, whole = scheduled_story(politics), scheduled_story(politics)
    fail_for(monkeypatch, broken, RuntimeError("a fault"))

    outcomes = at(HOUR)

    assert [outcome.reason for outcome in outcomes] == ["RuntimeError: a fault", ""]
    assert (online(broken), online(whole)) == (False, True)
    assert MissedHour.objects.get().unexpected


def fail_for(monkeypatch, story, error):
    """Have every save of ``story`` as a live one fail halfway."""
    save = Story.save

    def failing(self, *args, **kwargs):
        save(self, *args, **kwargs)
        if self.pk == story.pk and self.live:
            raise error

    monkeypatch.setattr(Story, "save", failing)


def test_a_failed_story_is_tried_again_less_and_less_often(desk, politics):
    story = scheduled_story(politics, kind="in_five")
    tries, moment = [], HOUR
    for _number in range(9):
        (outcome,) = at(moment)
        assert outcome.failed
        due = next_due(moment)
        tries.append((due - moment) / MINUTE)
        assert at(due - SECOND) == []
        moment = due
    assert tries == [1, 2, 4, 8, 16, 32, 60, 60, 60]
    assert MissedHour.objects.get(page_id=story.pk).tries == 9


def test_a_story_that_was_mended_is_published_at_the_next_try(desk, politics):
    story = scheduled_story(politics, kind="in_five")
    at(HOUR)
    revision = Revision.objects.get(approved_go_live_at__isnull=False)
    revision.content["kind"] = "news"
    revision.save()

    at(HOUR + MINUTE)

    assert online(story)
    assert not MissedHour.objects.exists()


def test_a_story_that_is_scheduled_anew_begins_anew(desk, politics):
    story = scheduled_story(politics, kind="in_five")
    at(HOUR)
    plan(story, HOUR + 2 * SECOND, kind="news")
    assert next_due(HOUR + SECOND) == HOUR + 2 * SECOND
    at(HOUR + 2 * SECOND)
    assert online(story)


def test_a_failing_publication_leaves_nothing_of_itself(desk, politics, monkeypatch):
    story = scheduled_story(politics)
    Entry.objects.all().delete()
    fail_for(monkeypatch, story, RuntimeError("after the save"))
    at(HOUR)
    assert not online(story)
    assert not Entry.objects.exists()


def test_the_desk_is_told_what_could_not_be_published_and_why(at_desk, politics):
    client, _user = at_desk("Editor")
    unfit = scheduled_story(politics, "Five things", kind="in_five")
    assert "Could not be published" not in client.get("/admin/").content.decode()
    at(HOUR)

    page = client.get("/admin/").content.decode()

    assert "Could not be published" in page
    assert "has five points; this has 0" in page
    assert f"/admin/pages/{unfit.pk}/edit/" in page
    scheduled.cancel_schedule(unfit)
    assert "Could not be published" not in client.get("/admin/").content.decode()


# ---- Meanwhile ----


def test_what_was_deleted_or_cancelled_meanwhile_is_not_published(desk, politics):
    deleted, cancelled = scheduled_story(politics), scheduled_story(politics)
    due = scheduled.what_is_due(HOUR)
    Story.objects.get(pk=deleted.pk).delete()
    scheduled.cancel_schedule(cancelled)
    assert [scheduled._carry_out(each, HOUR) for each in due] == [None, None]
    assert not online(cancelled)


def test_wagtails_command_does_what_the_worker_does(desk, politics, capsys):
    unfit = scheduled_story(politics, kind="in_five")
    fit = scheduled_story(politics)
    with clock.standing_at(HOUR):
        call_command("publish_scheduled", "--dryrun")
        assert not online(fit)
        with pytest.raises(CommandError, match="1 of 2 failed and stay scheduled"):
            call_command("publish_scheduled")
    assert (online(unfit), online(fit)) == (False, True)
    assert Story.objects.get(pk=unfit.pk).approved_schedule


def test_a_page_that_is_no_story_has_its_hour_too(desk):
    front = Page.objects.get(pk=desk["en"].front_id).specific
    revision = front.save_revision()
    schedule(front, revision, HOUR)
    (outcome,) = at(HOUR)
    assert not outcome.failed


# ---- The thread ----


def test_the_thread_waits_for_the_hour_and_no_longer_than_a_second(desk, politics, monkeypatch):
    # The test's own connection holds a transaction open, and would be closed for it.
    monkeypatch.setattr(keeping_hours, "close_old_connections", lambda: None)
    with clock.standing_at(HOUR - timedelta(seconds=0.25)):
        assert keeping_hours._turn() == keeping_hours.LOOK_EVERY
        story = scheduled_story(politics)
        assert keeping_hours._turn() == 0.25
    with clock.standing_at(HOUR):
        keeping_hours._turn()
    assert online(story)


def test_the_thread_outlives_a_failing_database(desk, monkeypatch):
    closed = []

    def fail():
        raise DatabaseError("gone away")

    monkeypatch.setattr(keeping_hours, "run_due", fail)
    monkeypatch.setattr(keeping_hours.connection, "close", lambda: closed.append(True))
    assert keeping_hours._turn() == keeping_hours.LOOK_EVERY
    assert closed


def test_the_thread_ends_when_it_is_told_to(monkeypatch):
    turned = threading.Event()

    def turn():
        turned.set()
        return 60.0

    monkeypatch.setattr(keeping_hours, "_turn", turn)
    stopping = threading.Event()
    thread = keeping_hours.start_keeping_hours(stopping)
    assert turned.wait(5)
    stopping.set()
    thread.join(5)
    assert not thread.is_alive()
