"""Reads of the ledger, in its order, each consumer from its own place."""

from django.db.models import Max, Q

from broadsheet.ledger.models import Cursor, Entry


def entries_after(number: int, limit: int) -> list[Entry]:
    """The next entries after a number, in order; at most ``limit``."""
    return list(Entry.objects.filter(number__gt=number).order_by("number")[:limit])


def news_after(number: int, limit: int, *also: str) -> list[Entry]:
    """Like ``entries_after``, without what an archive's import left, but for records of ``also``.

    For consumers who tell readers: of an archive, nobody is told.
    """
    told = Q(backfill=False) | Q(label__in=also)
    return list(Entry.objects.filter(told, number__gt=number).order_by("number")[:limit])


def last_number() -> int:
    """The number of the latest numbered entry; 0 in an empty ledger."""
    return Entry.objects.aggregate(last=Max("number"))["last"] or 0


def position(consumer: str) -> int:
    """How far a consumer has come; 0 for one that never was here."""
    row = Cursor.objects.filter(consumer=consumer).values_list("number", flat=True).first()
    return row or 0


def advance(consumer: str, number: int) -> None:
    """Note that a consumer has dealt with everything up to ``number``."""
    Cursor.objects.update_or_create(consumer=consumer, defaults={"number": number})
