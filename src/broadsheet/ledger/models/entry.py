"""An entry of the ledger: one change that readers can see, written with the change itself."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from broadsheet.kit import clock
from broadsheet.ledger import tags


class Verb(models.TextChoices):
    """What happened."""

    PUBLISH = "publish", _("published")
    CORRECT = "correct", _("corrected")
    UPDATE = "update", _("updated")
    MOVE = "move", _("moved")
    UNPUBLISH = "unpublish", _("unpublished")
    KILL = "kill", _("killed")
    WITHDRAW = "withdraw", _("withdrawn")
    DELETE = "delete", _("deleted")
    CHANGE = "change", _("changed")


class Entry(models.Model):
    """One row a change, in the change's own transaction. Rows are never altered but for ``number``.

    ``number`` is given after the commit (``sequencer``): numbers, not ids, are the ledger's order.
    ``fields`` are the public fields that changed; none means all of it. ``touches`` are the tags
    beside its own row's: list tags with the oldest place that changed ("": every place).
    """

    number = models.BigIntegerField(null=True, unique=True, editable=False)
    verb = models.CharField(max_length=9, choices=Verb)
    label = models.CharField(max_length=64)
    model = models.CharField(max_length=64)
    object_id = models.BigIntegerField()
    fields = models.JSONField(default=list)
    old_address = models.CharField(max_length=1000, blank=True)
    new_address = models.CharField(max_length=1000, blank=True)
    touches = models.JSONField(default=dict)
    at = models.DateTimeField(default=clock.now)
    backfill = models.BooleanField(default=False)
    detail = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("ledger entry")
        verbose_name_plural = _("ledger entries")
        indexes = [
            models.Index(fields=["id"], name="ledger_unnumbered", condition=models.Q(number=None)),
            models.Index(fields=["label", "object_id"], name="ledger_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.number or '—'} {self.verb} {self.row_tag}"

    @property
    def row_tag(self) -> str:
        """The tag of the record it is about."""
        return tags.row(self.label, self.object_id)
