"""Numbers entries after they are committed, one sequencer at a time.

Ids are given when a row is written and transactions commit in any order: a consumer that went by
ids would skip whoever commits late. Only what is committed is seen here, and gets the next number.
"""

from django.db import connection, transaction
from django.db.models import Max

from broadsheet.ledger.models import Entry

#: Any number, the same in every process: PostgreSQL's advisory lock of the sequencer.
_LOCK = 0x6C65_6467
#: Entries numbered in one transaction: an archive's import leaves a great many at once.
_AT_ONCE = 5_000

_TABLE = Entry._meta.db_table
_NUMBER = f"""
    UPDATE {_TABLE} SET number = %s + waiting.place
    FROM (
        SELECT id, ROW_NUMBER() OVER (ORDER BY id) AS place
        FROM {_TABLE} WHERE number IS NULL ORDER BY id LIMIT %s
    ) AS waiting
    WHERE {_TABLE}.id = waiting.id
"""  # noqa: S608 - the table's own name


def sequence() -> int:
    """Number every committed entry that has none; returns the last number.

    Costs one read where there is nothing to do.
    """
    while Entry.objects.filter(number=None).exists():
        with transaction.atomic(), connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
            cursor.execute(_NUMBER, [_last(), _AT_ONCE])
    return _last()


def _last() -> int:
    return Entry.objects.aggregate(last=Max("number"))["last"] or 0
