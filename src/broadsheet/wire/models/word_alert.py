"""Words that somebody wants to be told of as soon as they come over the wire."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class WordAlert(models.Model):
    """A word or phrase of one user; whole words, in whatever form the language gives them."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="word_alerts"
    )
    words = models.CharField(_("words"), max_length=100)

    class Meta:
        verbose_name = _("word alert")
        verbose_name_plural = _("word alerts")
        ordering = ["words"]
        constraints = [models.UniqueConstraint(fields=["user", "words"], name="wire_alert_once")]

    def __str__(self) -> str:
        return self.words
