"""An impression: a front as it stood from one moment until the next."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Impression(models.Model):
    """One front, as readers got it from ``at`` on. Its bytes lie under their hash, on the disk."""

    edition = models.ForeignKey(
        "editions.Edition", verbose_name=_("edition"), on_delete=models.CASCADE, related_name="+"
    )
    at = models.DateTimeField(_("from"))
    sha = models.CharField(max_length=64, help_text="SHA-256 of the bytes.")

    class Meta:
        verbose_name = _("impression")
        verbose_name_plural = _("impressions")
        ordering = ["-at"]
        indexes = [models.Index(fields=["edition", "at"], name="impression_edition_at")]

    def __str__(self) -> str:
        return f"{self.edition_id} {self.at:%Y-%m-%d %H:%M:%S}"
