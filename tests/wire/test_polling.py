"""Sources are asked when they are due, and say how they are."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import OperationalError

from broadsheet.kit import clock
from broadsheet.wire import polling
from broadsheet.wire.models import Delivery, Health, ReceivedItem, Source
from broadsheet.wire.polling import due_sources, health_of, poll
from broadsheet.wire.transports.fetching import Conditions, Fetched, Refusal
from broadsheet.wire.transports.pacing import next_wait
from broadsheet.wire.working import Sources, guarded
from tests.wire.sending import make_source
from tests.wire_items import an_item

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
ADDRESS = "https://feeds.example/items.json"


class Line:
    """Stands for the network: gives the answers it was told to give, and remembers questions."""

    def __init__(self, *answers: Fetched | Exception) -> None:
        self.answers, self.asked = list(answers), []

    def fetch(self, address: str, **told: Any) -> Fetched:
        self.asked.append((address, told))
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer


def a_feed(**properties: Any) -> Source:
    told = {"transport": Source.Transport.POLL, "address": ADDRESS, "interval": 100}
    return make_source(**(told | properties))


def came(*items: dict[str, Any], **told: Any) -> Fetched:
    return Fetched(ADDRESS, 200, json.dumps(list(items)).encode(), **told)


def wait_of(source: Source) -> float:
    return (health_of(source).next_at - clock.now()).total_seconds()


def test_what_came_is_received_and_the_next_question_is_a_conditional_one() -> None:
    source = a_feed(username="desk", password="secret")
    kept = Conditions('"7"', "Fri, 20 Nov 2026 09:30:00 GMT")
    line = Line(came(an_item("urn:a:1"), conditions=kept), Fetched(ADDRESS, 304, unchanged=True))
    with clock.standing_at(NOON):
        assert poll(source, line).new == 1
        assert 90 <= wait_of(source) <= 110
        assert poll(source, line) is None
    assert line.asked[1][1] == {"conditions": kept, "login": ("desk", "secret")}
    health = health_of(source)
    assert (health.polled_at, health.succeeded_at, health.item_at) == (NOON, NOON, NOON)
    assert health.etag == '"7"'


def test_a_source_that_fails_is_asked_later_each_time_and_says_why() -> None:
    source = a_feed()
    line = Line(*[Refusal("the server answered 500")] * 3, came(an_item()))
    waits = []
    with clock.standing_at(NOON):
        for _ in range(3):
            poll(source, line)
            waits.append(wait_of(source))
        assert waits[0] < waits[1] < waits[2]
        assert health_of(source).problem == "the server answered 500"
        assert health_of(source).failures == 3
        poll(source, line)
    health = health_of(source)
    assert (health.failures, health.problem) == (0, "")


def test_no_source_comes_before_it_was_told_to() -> None:
    source = a_feed()
    with clock.standing_at(NOON):
        poll(source, Line(Refusal("the server answered 503", retry_after=5000)))
        assert wait_of(source) == 5000
        poll(source, Line(came(an_item(), retry_after=900)))
        assert wait_of(source) == 900


def test_what_is_gone_for_good_is_not_asked_again_until_its_address_is_changed() -> None:
    source = a_feed()
    poll(source, Line(Refusal("gone", gone=True)))
    assert list(due_sources(NOON + timedelta(days=900))) == []
    source.address = "https://feeds.example/new.json"
    source.save()
    assert health_of(source).gone is False
    assert list(due_sources(NOON)) == [source]


def test_a_move_for_good_is_remembered() -> None:
    source = a_feed()
    new = "https://feeds.example/new.json"
    line = Line(came(an_item(), moved_to=new), Fetched(new, 304, unchanged=True))
    poll(source, line)
    poll(source, line)
    assert [address for address, _ in line.asked] == [ADDRESS, new]


def test_a_feed_that_cannot_be_read_is_kept_and_asked_again_unconditionally() -> None:
    source = a_feed()
    broken = Fetched(ADDRESS, 200, b"no feed", conditions=Conditions('"7"'))
    poll(source, Line(broken))
    health = health_of(source)
    assert health.etag == ""
    assert health.problem
    assert Delivery.objects.get().told == [health.problem]


def test_one_bad_entry_is_told_beside_what_could_be_read() -> None:
    source = a_feed()
    poll(source, Line(came(an_item(), {"uri": "urn:x", "type": "poem"})))
    assert health_of(source).problem.startswith("in quarantine: $[1]")
    assert health_of(source).failures == 0


def test_who_is_killed_between_receiving_and_remembering_doubles_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    source = a_feed()

    class Killed(BaseException):
        pass

    def killed(*_: Any) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(polling, "_note_success", killed)
        with pytest.raises(Killed):
            poll(source, Line(came(an_item("urn:a:1"), conditions=Conditions('"7"'))))
    line = Line(came(an_item("urn:a:1"), conditions=Conditions('"7"')))
    poll(source, line)
    assert line.asked[0][1]["conditions"] == Conditions()
    assert ReceivedItem.objects.count() == 1


def test_only_what_is_due_and_switched_on_is_asked_the_longest_waiting_first() -> None:
    late, never, _off = a_feed(), a_feed(), a_feed(active=False)
    later, _pushed = a_feed(), make_source()
    for source, wait in ((late, -60), (later, 60)):
        health_of(source)
        Health.objects.filter(source=source).update(next_at=NOON + timedelta(seconds=wait))
    assert set(due_sources(NOON)) == {late, never}


@pytest.mark.parametrize("chance", [0.0, 0.5, 1.0])
def test_waits_grow_to_an_hour_and_are_never_all_the_same(chance: float) -> None:
    assert next_wait(100, 0, chance=chance) == pytest.approx(100 * (1 + 0.2 * (chance - 0.5)))
    assert next_wait(100, 50, chance=chance) <= 3600 * 1.1
    assert next_wait(7200, 3, chance=chance) >= 7200 * 0.9


def test_a_fault_of_one_source_ends_nothing_and_is_told_of() -> None:
    def fails(error: Exception) -> Callable[[], None]:
        def work() -> None:
            raise error

        return work

    assert guarded("wire", fails(RuntimeError("x"))) is False


def test_two_sources_of_one_host_are_not_asked_at_the_same_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    a_feed(), a_feed()
    other = a_feed(address="https://other.example/feed")
    begun: list[str] = []
    may_end = threading.Event()

    def begin(self: Sources, source: Source, work: Any, host: str = "") -> None:
        begun.append(host)
        self._busy_hosts.add(host)

    monkeypatch.setattr(Sources, "_begin", begin)
    sources = Sources(may_end)
    sources._hubs_due = float("inf")
    sources.turn()
    assert sorted(begun) == ["feeds.example", other.host]


def test_a_database_that_fails_is_waited_for(caplog: pytest.LogCaptureFixture) -> None:
    def away() -> None:
        raise OperationalError("gone away")

    from django.db import connection

    connection_close = connection.close
    try:
        connection.close = lambda: None  # type: ignore[method-assign]
        assert guarded("wire", away) is True
    finally:
        connection.close = connection_close  # type: ignore[method-assign]
    assert "gone away" in caplog.text
