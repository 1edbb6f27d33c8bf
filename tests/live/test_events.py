"""From the ledger to the log: what those who look are told, each thing once and in order."""

from __future__ import annotations

import json
import logging
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from broadsheet.desk import taking_down
from broadsheet.desk.founding import EditionPlan, found_edition
from broadsheet.kit import clock
from broadsheet.kit.event_log import EventLog, Tail
from broadsheet.ledger.acting import acting
from broadsheet.ledger.cursors import position
from broadsheet.ledger.models import Entry
from broadsheet.ledger.sequencer import sequence
from broadsheet.live import events, publishing, telling
from broadsheet.live.events import CONSUMER, BreakingEvents
from broadsheet.live.models import BreakingItem
from tests.newsroom import AREAS, SECTIONS, make_item, make_story, make_user

pytestmark = pytest.mark.django_db


class Listener:
    """The consumer at work, and what a reader of a channel has heard so far."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.consumer = BreakingEvents(home)
        self.consumer.step()

    def heard(self, code: str = "en") -> list[tuple[int, str, dict]]:
        """Let the worker take a turn; number, name and data of all events there are."""
        self.consumer.step()
        tail = Tail(self.home / "stream", f"/{code}/breaking/")
        records, _ = tail.read()
        return [
            (each.number, name, json.loads(data)) for each in records for name, data in each.events
        ]

    def names(self, code: str = "en") -> list[str]:
        return [name for _number, name, _data in self.heard(code)]


@pytest.fixture
def listener(newsroom, tmp_path) -> Listener:
    return Listener(tmp_path)


def test_an_item_is_told_as_the_fragment_has_it(english, listener, reader):
    item = make_item(english, "The berth is open")
    ((number, name, data),) = listener.heard()
    assert (name, data["id"], data["status"]) == ("item", item.pk, "reported")
    assert number == sequence()
    fragment = reader.get("/en/fragment/breaking/").content.decode()
    assert data["html"] in fragment
    # Who follows from the fragment on does not hear it again.
    assert f'data-after="{number}"' in fragment
    assert listener.heard("ar") == []


def test_an_arabic_item_is_told_in_arabic(arabic, listener):
    make_item(arabic, "الرصيف مفتوح", status="confirmed")
    ((_number, _name, data),) = listener.heard("ar")
    assert "مؤكَّد" in data["html"]


def test_what_becomes_of_an_item(english, listener):
    item = make_item(english, "Secretwords")
    assert listener.names() == ["item"]
    publishing.set_status(item, "denied")
    publishing.withdraw(item)
    assert listener.names() == ["item", "withdrawn", "withdrawn"]
    publishing.set_status(item, "reported")
    assert listener.names()[3:] == ["item"]
    item.delete()
    *_, (_number, name, data) = listener.heard()
    assert (name, list(data)) == ("removed", ["id"])
    numbers = [number for number, _name, _data in listener.heard()]
    assert numbers == sorted(set(numbers))


def test_who_is_told_of_a_withdrawal_is_not_told_the_words_again(english, listener):
    item = make_item(english, "Secretwords")
    listener.heard()
    publishing.withdraw(item)
    _first, (_number, name, data) = listener.heard()
    assert name == "withdrawn"
    assert "Secretwords" not in json.dumps(data)


def test_what_waits_or_is_old_or_comes_from_an_archive_is_not_told(english, listener):
    make_item(english, live=False)
    with clock.standing_at(clock.now() - timedelta(hours=25)):
        make_item(english, "Of the day before")
    with acting(backfill=True):
        make_item(english, "Of the archive")
    assert listener.heard() == []
    assert position(CONSUMER) == sequence()


def test_an_item_leads_to_its_story_as_soon_as_that_is_there_and_no_longer(
    english, politics, listener
):
    story = make_story(politics, "Secretheadline", slug="secret-slug", live=False)
    make_item(english, story=story)
    story.save_revision().publish()
    taking_down.kill(story, make_user(), "not ours")
    told = [data["html"] for _number, _name, data in listener.heard()]
    # Told one after the other by a worker who is late, each is as it stands now.
    assert len(told) == 3
    assert "secret-slug" not in "".join(told)


def test_a_story_that_comes_and_goes_changes_its_item_in_place(english, politics, listener):
    story = make_story(politics, slug="secret-slug", live=False)
    make_item(english, story=story)
    assert "secret-slug" not in listener.heard()[-1][2]["html"]
    story.save_revision().publish()
    assert "secret-slug" in listener.heard()[-1][2]["html"]
    taking_down.kill(story, make_user(), "not ours")
    assert "secret-slug" not in listener.heard()[-1][2]["html"]
    assert len(listener.heard()) == 3


def test_an_item_that_came_with_its_story_is_told_once(english, politics, listener):
    with transaction.atomic():
        make_item(english, story=make_story(politics, slug="secret-slug"))
    ((_number, name, data),) = listener.heard()
    assert name == "item"
    assert "secret-slug" in data["html"]


def test_a_headline_is_no_event(english, politics, listener):
    story = make_story(politics)
    listener.heard()
    make_item(english, story=story)
    story.title = "Another headline"
    story.save_revision().publish()
    assert listener.names() == ["item"]


def test_one_bad_row_keeps_no_later_one_from_readers(english, listener, monkeypatch, caplog):
    bad, real = make_item(english, "Bad"), events.item_html

    def render(item, edition):
        if item.pk == bad.pk:
            raise ValueError("this cannot be written")
        return real(item, edition)

    monkeypatch.setattr(events, "item_html", render)
    good = make_item(english, "Good")
    assert [data["id"] for _number, _name, data in listener.heard()] == [good.pk]
    assert "is left out" in caplog.text


def test_a_disk_that_refuses_is_waited_for_and_nothing_is_passed_over(
    english, listener, monkeypatch, caplog
):
    make_item(english, "First")
    real = EventLog.append_all

    def refuse(*args):
        raise OSError("No space left on device")

    monkeypatch.setattr(EventLog, "append_all", refuse)
    assert listener.heard() == []
    assert "No space left" in caplog.text
    monkeypatch.setattr(EventLog, "append_all", real)
    # It is not tried in every turn.
    assert listener.heard() == []
    monkeypatch.setattr(listener.consumer, "_wait_until", 0.0)
    make_item(english, "Second")
    assert listener.names() == ["item", "item"]


@pytest.mark.parametrize("killed_at", ["before the log", "before the cursor"])
def test_a_worker_that_is_killed_doubles_and_loses_nothing(
    english, listener, monkeypatch, killed_at
):
    class Killed(BaseException):
        pass

    def kill(*args):
        raise Killed

    first = make_item(english, "First")
    second = make_item(english, "Second")
    with monkeypatch.context() as patch:
        at_log = killed_at == "before the log"
        patch.setattr(*((events, "item_html") if at_log else (telling, "advance")), kill)
        with pytest.raises(Killed):
            listener.consumer.step()
    again = Listener(listener.home)
    assert [data["id"] for _number, _name, data in again.heard()] == [first.pk, second.pk]


def test_readers_may_follow_before_anything_has_happened(newsroom, listener):
    assert set(listener.consumer.log.channels()) == {"/ar/breaking/", "/en/breaking/"}
    found_edition(
        EditionPlan("es", "es", "La Tribuna", sort_order=3, areas=AREAS, sections=SECTIONS)
    )
    listener.consumer.step()
    assert "/es/breaking/" in listener.consumer.log.channels()


def test_what_was_published_before_anybody_could_follow_is_in_the_fragment_only(
    english, tmp_path, reader
):
    make_item(english, "Before")
    number = sequence()
    listener = Listener(tmp_path)
    assert listener.heard() == []
    # Whoever comes with the fragment's number is not told to reload.
    assert Tail(tmp_path / "stream", "/en/breaking/").read()[0] == []
    assert listener.consumer.log.last("/en/breaking/") == number
    assert f'data-after="{number}"' in reader.get("/en/fragment/breaking/").content.decode()


def test_a_ledger_from_a_backup_makes_readers_reload(english, listener):
    make_item(english, "Lost with the disk")
    assert listener.names() == ["item"]
    last = sequence()
    Entry.objects.filter(label="live.breakingitem").delete()
    BreakingItem.objects.all().delete()
    Entry.objects.filter(label="live.breakingitem").delete()
    assert sequence() < last
    again = Listener(listener.home)
    assert again.heard() == []
    make_item(english, "After the restore")
    assert again.names() == ["item"]


def test_a_quiet_turn_costs_three_queries(newsroom, listener, django_assert_num_queries):
    with django_assert_num_queries(3):
        listener.consumer.step()


def test_the_worker_tells_before_it_presses(english, tmp_path, caplog):
    from broadsheet.press.worker import Worker

    done = []
    caplog.set_level(logging.CRITICAL)
    worker = Worker(tmp_path, first=(lambda: done.append("told"),))
    worker.follower.step = lambda: done.append("pressed")  # type: ignore[method-assign]
    worker.bell.wait = lambda seconds: worker.stop()  # type: ignore[method-assign]
    worker._chores = lambda: None  # type: ignore[method-assign]
    worker._turn()
    worker.bell.close()
    worker.press.index.close()
    assert done == ["told", "pressed"]


def test_pages_wait_a_moment_after_something_was_told_and_once_a_second_at_most(
    tmp_path, monkeypatch
):
    from broadsheet.press.worker import AFTER_TELLING, Worker

    waits, told, now = [], [1, 1, 0, 1], [10.0, 10.5, 11.5, 12.0]
    worker = Worker(tmp_path, first=(lambda: told.pop(0), lambda: None))
    monkeypatch.setattr(worker, "_chores", lambda: None)
    monkeypatch.setattr(worker.follower, "step", lambda: False)
    monkeypatch.setattr(worker.bell, "wait", lambda seconds: None)
    monkeypatch.setattr(worker.stopping, "wait", waits.append)
    for moment in now:
        monkeypatch.setattr("broadsheet.press.worker.time.monotonic", lambda now=moment: now)
        worker._turn()
    monkeypatch.undo()
    worker.bell.close()
    worker.press.index.close()
    assert waits == [AFTER_TELLING, AFTER_TELLING]


def test_a_step_says_how_many_events_it_told(english, listener):
    listener.consumer.step()
    make_item(english, "One")
    make_item(english, "Two")
    assert listener.consumer.step() == 2
    assert listener.consumer.step() == 0


def test_an_archive_that_came_in_is_stepped_over_and_what_follows_is_told(
    english, listener, monkeypatch
):
    monkeypatch.setattr(telling, "BATCH", 2)
    costs = []
    for count in (3, 12):
        with acting(backfill=True):
            for number in range(count):
                make_item(english, f"Of the archive, {count}, {number}")
        sequence()
        with CaptureQueriesContext(connection) as queries:
            assert listener.heard() == []
        costs.append(len(queries))
        assert position(CONSUMER) == sequence()

    assert costs[0] == costs[1]
    make_item(english, "The berth is open")
    assert listener.names() == ["item"]
