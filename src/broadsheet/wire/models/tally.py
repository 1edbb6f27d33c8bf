"""The tally: one number for everything that happens on the wire, in order of commit."""

from __future__ import annotations

from django.db import models, transaction


class Tally(models.Model):
    """One row with the last number given.

    Whoever takes a number holds the row until their transaction ends: numbers are seen in order, so
    that "everything behind number 17" misses nothing; and two agencies' reports of one event, which
    come in the same second, see each other.
    """

    number = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return str(self.number)

    @classmethod
    def next(cls) -> int:
        """The next number. Inside a transaction, which it makes wait for others."""
        if not transaction.get_connection().in_atomic_block:
            raise transaction.TransactionManagementError("a number is taken inside a transaction")
        tally = cls.objects.select_for_update().filter(pk=1).first()
        if tally is None:
            cls.objects.get_or_create(pk=1)
            tally = cls.objects.select_for_update().get(pk=1)
        tally.number += 1
        tally.save(update_fields=["number"])
        return tally.number
