"""How far a consumer of the ledger has come."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Cursor(models.Model):
    """One consumer's place: the number of the last entry it has dealt with."""

    consumer = models.CharField(_("consumer"), max_length=64, unique=True)
    number = models.BigIntegerField(_("number"), default=0)

    class Meta:
        verbose_name = _("cursor")
        verbose_name_plural = _("cursors")

    def __str__(self) -> str:
        return f"{self.consumer}: {self.number}"
