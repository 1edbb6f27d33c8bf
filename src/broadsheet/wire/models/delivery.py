"""What came and was not taken in yet, byte for byte: it waits to be read, or could not be."""

from __future__ import annotations

from django.db import models
from django.utils.translation import get_language_bidi, gettext
from django.utils.translation import gettext_lazy as _

from broadsheet.kit.sentences import Sentence, as_is


class Delivery(models.Model):
    """Bytes that a source sent. They go when everything in them has been received.

    ``mark`` tells one from another of the same source: a feed that brings the same bad entry with
    each poll is kept once, in its newest form.
    """

    class State(models.TextChoices):
        """Whether it waits to be read, or was found unreadable."""

        WAITING = "waiting", _("waiting")
        QUARANTINED = "quarantined", _("in quarantine")

    source = models.ForeignKey("wire.Source", on_delete=models.CASCADE, related_name="deliveries")
    state = models.CharField(max_length=11, choices=State)
    data = models.BinaryField()
    size = models.BigIntegerField()
    content_type = models.CharField(max_length=200, blank=True)
    file_name = models.CharField(max_length=300, blank=True)
    mark = models.CharField(max_length=64)
    #: Why, a sentence for each thing that could not be read (``kit.sentences``). Those of before
    #: sentences were kept are plain text, and English.
    reasons = models.JSONField(default=list)
    received_at = models.DateTimeField()
    tried_at = models.DateTimeField(null=True)
    tries = models.PositiveIntegerField(default=0)
    seen = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        ordering = ["-received_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["source", "state", "mark"], name="wire_delivery_once")
        ]
        indexes = [models.Index(fields=["state", "received_at"], name="wire_deliveries")]

    @property
    def told(self) -> list[str]:
        """Why it could not be read, in the language of whoever looks."""
        sentences = [
            Sentence.read(kept) if isinstance(kept, dict) else as_is(str(kept))
            for kept in self.reasons
        ]
        return [sentence.told(gettext, isolated=get_language_bidi()) for sentence in sentences]

    def __str__(self) -> str:
        return self.file_name or f"{self.source} {self.received_at:%Y-%m-%d %H:%M:%S}"
