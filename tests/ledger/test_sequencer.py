"""Numbers follow commits, not ids; nothing is skipped, and every reader has a place of its own."""

from __future__ import annotations

import threading

import pytest
from django.conf import settings
from django.db import connection, connections, transaction

from broadsheet.ledger.cursors import advance, entries_after, last_number, position
from broadsheet.ledger.models import Cursor, Entry
from broadsheet.ledger.sequencer import sequence


def write(pk: int) -> Entry:
    return Entry.objects.create(verb="change", label="a.b", model="a.b", object_id=pk)


@pytest.fixture
def empty():
    Entry.objects.all().delete()
    Cursor.objects.all().delete()


@pytest.mark.django_db
def test_entries_are_numbered_once_and_in_order(empty):
    for pk in (1, 2, 3):
        write(pk)
    first = sequence()
    assert sequence() == first == last_number()
    assert [entry.object_id for entry in entries_after(0, 10)] == [1, 2, 3]
    write(4)
    sequence()
    assert [entry.object_id for entry in entries_after(first, 10)] == [4]
    assert [entry.object_id for entry in entries_after(0, 2)] == [1, 2]


@pytest.mark.django_db
def test_each_consumer_has_its_own_place(empty):
    assert position("press") == 0
    advance("press", 7)
    advance("press", 9)
    assert (position("press"), position("search")) == (9, 0)


@pytest.mark.django_db
def test_with_nothing_to_number_nothing_is_locked(empty, django_assert_num_queries):
    with django_assert_num_queries(2) as made:
        sequence()
    assert all(each["sql"].startswith("SELECT") for each in made.captured_queries)


@pytest.mark.skipif(
    connection.vendor != "postgresql", reason="one writer at a time: SQLite commits in order"
)
@pytest.mark.commits
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_transaction_that_commits_late_is_not_skipped():
    written, may_commit = threading.Event(), threading.Event()

    def slow() -> None:
        try:
            with transaction.atomic():
                write(1)
                written.set()
                may_commit.wait(10)
        finally:
            connections.close_all()

    late = threading.Thread(target=slow)
    late.start()
    assert written.wait(10)
    write(2)
    first = sequence()
    assert [entry.object_id for entry in entries_after(0, 10)] == [2]
    may_commit.set()
    late.join(10)
    sequence()
    assert [entry.object_id for entry in entries_after(first, 10)] == [1]


@pytest.mark.skipif(connection.vendor != "sqlite", reason="SQLite's own setting")
@pytest.mark.django_db
def test_a_commit_is_on_the_disk():
    assert "synchronous=FULL" in settings.SQLITE["OPTIONS"]["init_command"]
    with connection.cursor() as cursor:
        assert cursor.execute("PRAGMA synchronous").fetchone() == (2,)
