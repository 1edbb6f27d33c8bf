"""Numbers entries after they are committed, one sequencer at a time.

Ids are given when a row is written and transactions commit in any order: a consumer that went by
ids would skip whoever commits late. Only what is committed is seen here, and gets the next number.
"""

from django.db import connection, transaction
from django.db.models import Max

from broadsheet.ledger.models import Entry

#: Any number, the same in every process: PostgreSQL's advisory lock of the sequencer.
_LOCK = 0x6C65_6467


def sequence() -> int:
    """Number every committed entry that has none; returns the last number.

    Costs one read where there is nothing to do.
    """
    if Entry.objects.filter(number=None).exists():
        with transaction.atomic():
            if connection.vendor == "postgresql":
                with connection.cursor() as cursor:
                    cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
            rows = list(Entry.objects.filter(number=None).order_by("pk").only("pk", "number"))
            last = _last()
            for number, row in enumerate(rows, start=last + 1):
                row.number = number
            Entry.objects.bulk_update(rows, ["number"], batch_size=500)
    return _last()


def _last() -> int:
    return Entry.objects.aggregate(last=Max("number"))["last"] or 0
