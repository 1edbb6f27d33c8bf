"""Addresses that once led to something: readers are told it is gone, not that it never was."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class RemovedAddress(models.Model):
    """The tree path of a deleted page that had been published; it answers 410 Gone (RFC 9110)."""

    tree_path = models.CharField(_("tree path"), max_length=900, unique=True)
    removed_at = models.DateTimeField(_("removed at"))

    class Meta:
        verbose_name = _("removed address")
        verbose_name_plural = _("removed addresses")

    def __str__(self) -> str:
        return self.tree_path
