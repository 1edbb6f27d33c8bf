"""One item comes twice at the same moment; on PostgreSQL, where it can."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.db import connection, connections

from broadsheet.kit import clock
from broadsheet.wire.handling import take
from broadsheet.wire.models import ItemVersion, ReceivedItem, Source, Tally
from broadsheet.wire.pruning import prune
from broadsheet.wire.receiving import Action, Receipt
from tests.wire.sending import make_source, send

pytestmark = [
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite lets one write at a time"),
    pytest.mark.commits,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]

MANY = 6


def at_once(*works: Callable[[], object]) -> list[object]:
    """Do all of it at the same moment, each in a thread and on a connection of its own."""
    gate = threading.Barrier(len(works))
    done: list[object] = [None] * len(works)

    def run(place: int) -> None:
        try:
            gate.wait(10)
            done[place] = works[place]()
        except ReceivedItem.DoesNotExist as error:
            done[place] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(place,)) for place in range(len(works))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return done


def actions(done: list[object]) -> list[Action]:
    receipts = [each for each in done if isinstance(each, Receipt)]
    assert len(receipts) == len(done), done
    return sorted((each.action for each in receipts), key=str)


@pytest.fixture
def source() -> Source:
    return make_source()


def test_an_item_that_comes_twice_at_once_is_there_once(source: Source) -> None:
    done = at_once(*[lambda: send(source, "urn:a:1", headline="Gate opens")] * MANY)
    assert actions(done) == [Action.ADDED] + [Action.REPEATED] * (MANY - 1)
    assert (ReceivedItem.objects.count(), ItemVersion.objects.count()) == (1, 1)


def test_a_version_that_comes_twice_at_once_is_kept_once(source: Source) -> None:
    send(source, "urn:a:1", version="1", headline="Gate opens")
    newer = {"version": "2", "headline": "A second gate opens"}
    done = at_once(*[lambda: send(source, "urn:a:1", **newer)] * MANY)
    assert actions(done) == [Action.REPEATED] * (MANY - 1) + [Action.UPDATED]
    assert [each.version for each in ItemVersion.objects.all()] == ["1", "2"]
    assert ReceivedItem.objects.get().version_count == 2


def test_versions_that_cross_leave_the_newest(source: Source) -> None:
    at_once(
        *[
            lambda number=number: send(
                source, "urn:a:1", version=str(number), headline=f"Gate opens {number}"
            )
            for number in range(1, MANY + 1)
        ]
    )
    held = ReceivedItem.objects.get()
    assert (held.version, held.headline) == (str(MANY), f"Gate opens {MANY}")


def test_the_first_number_of_all_is_given_once() -> None:
    Tally.objects.all().delete()
    sources = [make_source() for _ in range(MANY)]
    done = at_once(*[lambda s=s: send(s, "urn:a:1", headline="Gate") for s in sources])
    assert actions(done) == [Action.ADDED] * MANY
    assert Tally.objects.count() == 1


def test_an_item_that_is_taken_while_it_is_pruned_is_whole_or_gone(source: Source) -> None:
    send(source, "urn:a:1", headline="Gate opens")
    ItemVersion.objects.update(acted_at=clock.now())
    old = clock.now() - timedelta(days=400)
    ReceivedItem.objects.update(updated_at=old)
    item = ReceivedItem.objects.get()
    user = get_user_model().objects.create_user("editor")
    _pruned, taken = at_once(lambda: prune(90), lambda: take(item, user))
    if isinstance(taken, ReceivedItem):
        assert ItemVersion.objects.filter(item=taken).exists()
    else:
        assert isinstance(taken, ReceivedItem.DoesNotExist)
        assert not ItemVersion.objects.exists()
