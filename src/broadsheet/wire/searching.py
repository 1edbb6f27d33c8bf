"""Finds items by their words, through an index that the database keeps (migration 0003)."""

from __future__ import annotations

from django.db import connection
from django.db.models import BooleanField, QuerySet
from django.db.models.expressions import RawSQL

from broadsheet.wire.item import Item
from broadsheet.wire.models import ReceivedItem
from broadsheet.wire.words import fold, text_of

#: How much of an item's text is kept to be found, folded: some 3,000 words.
LONGEST = 20_000
#: What is longer is no word; PostgreSQL would refuse a whole item for one of 3,000 letters.
LONGEST_WORD = 60
#: How many words are looked for at once.
MOST = 8
#: From so many items on, those that have the words are read from the newest back (SQLite).
COMMON = 4000


def words_of(item: Item) -> str:
    """Everything that an item says, folded, within bounds: what it is found by."""
    words = " ".join(word[:LONGEST_WORD] for word in fold(text_of(item)).split())
    return f" {words[:LONGEST]} "


def having_words(items: QuerySet[ReceivedItem], looked_for: str) -> QuerySet[ReceivedItem]:
    """Those of ``items`` that have every word; all of them where there is no word in it."""
    words = [word[:LONGEST_WORD] for word in fold(looked_for).split()[:MOST]]
    if not words:
        return items
    if connection.vendor == "sqlite":
        return _by_fts5(items, words)
    has = RawSQL(
        "string_to_array(wire_receiveditem.words, ' ') @> %s::text[]",
        [words],
        output_field=BooleanField(),
    )
    return items.filter(has)


def _by_fts5(items: QuerySet[ReceivedItem], words: list[str]) -> QuerySet[ReceivedItem]:
    # A word holds no quotes: see fold.
    match = " ".join(f'"{word}"' for word in words)
    found = "SELECT rowid FROM wire_words WHERE wire_words MATCH %s"
    with connection.cursor() as cursor:
        # What PostgreSQL's planner knows: how common the words are.
        counted = f"SELECT count(*) FROM ({found} LIMIT {COMMON})"  # noqa: S608
        cursor.execute(counted, [match])
        is_common = cursor.fetchone()[0] == COMMON
    if not is_common:
        return items.filter(pk__in=RawSQL(found, [match]))  # noqa: S611
    # A page of the newest is soon full; the index would first give all that ever said so.
    for word in words:
        items = items.filter(words__contains=f" {word} ")
    return items
