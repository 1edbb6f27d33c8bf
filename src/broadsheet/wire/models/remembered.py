"""What is left of an item that was pruned: enough to know it again when its sender repeats it."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Remembered(models.Model):
    """The identity and the newest state of a pruned item, without any of its words.

    ``seen_at`` is when its source was last seen to have it, to the day.
    """

    source = models.ForeignKey("wire.Source", on_delete=models.CASCADE, related_name="remembered")
    uri_mark = models.CharField(max_length=64)
    content_mark = models.CharField(max_length=64)
    version = models.CharField(max_length=200, blank=True)
    sent_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField()

    class Meta:
        verbose_name = _("remembered item")
        constraints = [
            models.UniqueConstraint(
                fields=["source", "uri_mark", "content_mark"], name="wire_remembered_once"
            )
        ]
        indexes = [models.Index(fields=["source", "seen_at"], name="wire_remembered_seen")]

    def __str__(self) -> str:
        return self.uri_mark
