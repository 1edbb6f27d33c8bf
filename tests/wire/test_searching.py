"""The inbox finds items by any word that they say, however many there are."""

from __future__ import annotations

import pytest
from django.db import connection

from broadsheet.wire import searching
from broadsheet.wire.handling import forget
from broadsheet.wire.models import ReceivedItem, Source
from broadsheet.wire.searching import LONGEST, having_words
from broadsheet.wire.selectors import InboxFilter, inbox_page
from tests.wire.sending import HARBOUR, make_source, send

pytestmark = pytest.mark.django_db


@pytest.fixture
def source() -> Source:
    return make_source()


def found(words: str) -> list[str]:
    return [item.uri for item in inbox_page(InboxFilter(words=words)) if item.uri]


def test_a_word_of_the_text_is_found(source: Source) -> None:
    send(source, "urn:a:1", headline="Gate opens", body_text=HARBOUR)
    send(
        source,
        "urn:a:2",
        headline="بوابة",
        body_text="قالت الحكومة إن الميناء مفتوح",
        language="ar",
    )
    assert found("grain dockers") == ["urn:a:1"]
    assert found("حكومة") == ["urn:a:2"]
    assert found("grai") == []
    assert found("grain حكومة") == []


@pytest.mark.parametrize(
    "words", ['"', "AND", "gate*", "NEAR(gate opens)", "words : gate", "' or 1", "%"]
)
def test_no_word_is_a_command(source: Source, words: str) -> None:
    send(source, "urn:a:1", headline="Gate opens")
    assert found(words) in ([], ["urn:a:1"])


def test_words_that_many_items_have_are_found_in_the_same_way(
    source: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(searching, "COMMON", 2)
    for number in range(3):
        send(source, f"urn:a:{number}", headline=f"Gate {number} opens at dawn")
    assert found("gate DAWN") == ["urn:a:2", "urn:a:1", "urn:a:0"]
    assert found("gat") == []


def test_a_newer_version_is_found_by_its_own_words_alone(source: Source) -> None:
    send(source, "urn:a:1", version="1", headline="Zirconium prices rise")
    send(source, "urn:a:1", version="2", headline="Copper prices rise")
    assert (found("zirconium"), found("copper")) == ([], ["urn:a:1"])


def test_what_is_forgotten_or_gone_is_found_no_more(source: Source) -> None:
    send(source, "urn:a:1", headline="Zirconium prices rise")
    send(source, "urn:a:2", headline="Zirconium mine opens")
    forget(ReceivedItem.objects.get(uri="urn:a:1"))
    assert found("zirconium") == ["urn:a:2"]
    ReceivedItem.objects.get(uri="urn:a:2").delete()
    assert found("zirconium") == []


def test_a_text_without_end_and_a_word_without_end_do_no_harm(source: Source) -> None:
    send(source, "urn:a:1", headline="x", body_text="zirconium " + "a" * 50_000 + " word" * 20_000)
    assert len(ReceivedItem.objects.get().words) <= LONGEST + 2
    assert found("zirconium") == ["urn:a:1"]
    assert found("a" * 190) == ["urn:a:1"]


def test_words_are_looked_up_in_the_index_and_not_read_through(source: Source) -> None:
    """Guards against a migration that makes the table anew and loses the index of it."""
    query, params = having_words(ReceivedItem.objects.all(), "gate").query.sql_with_params()
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute(f"EXPLAIN {query}", params)
        else:
            cursor.execute(f"EXPLAIN QUERY PLAN {query}", params)
        plan = " ".join(str(row) for row in cursor.fetchall())
    assert "wire_words" in plan
