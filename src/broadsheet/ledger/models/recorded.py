"""A record whose saves are one transaction with their entry in the ledger."""

from typing import Any

from django.db import models, transaction


class Recorded(models.Model):
    """Base of records that the ledger follows and that are no pages.

    Django tells of a save after its transaction is over; inside one of ours, the change and its
    entry are written together or not at all. (Pages are saved like this by Wagtail.)
    """

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """See ``Model.save``."""
        with transaction.atomic(using=kwargs.get("using")):
            super().save(*args, **kwargs)
