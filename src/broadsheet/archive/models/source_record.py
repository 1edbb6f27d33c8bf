"""What a record of another system became here: how an import that runs again adds nothing twice."""

from __future__ import annotations

import hashlib
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _


def mark_of(source: str, site: str, kind: str, foreign_id: str) -> str:
    """A fixed-length stand-in for what names a record of another system."""
    named = "\x1f".join((source, site, kind, foreign_id))
    return hashlib.sha256(named.encode("utf-8", "replace")).hexdigest()


class SourceRecord(models.Model):
    """One record of another system, in one edition, and the record of ours that was made of it.

    The record itself may be gone: what the desk deleted is not brought in again.
    """

    edition = models.ForeignKey("editions.Edition", on_delete=models.CASCADE, related_name="+")
    #: ``wxr``, ``ghost``.
    source = models.CharField(_("source"), max_length=12)
    site = models.CharField(_("site"), max_length=300)
    #: ``story``, ``page``, ``picture``, ``clip``.
    kind = models.CharField(_("kind"), max_length=12)
    foreign_id = models.TextField(_("identifier"))
    #: ``mark_of`` all of these.
    mark = models.CharField(max_length=64)
    #: The model of ours (“stories.story”) and the id.
    became = models.CharField(max_length=64)
    object_id = models.BigIntegerField()
    #: What the source said, as a digest: another one is another version of it.
    digest = models.CharField(max_length=64, blank=True)
    #: The version of a story that the import made; the desk's edits make others.
    revision_id = models.BigIntegerField(null=True)
    #: Whether pictures or clips were left out for want of their files: they may be there next time.
    wanting = models.BooleanField(default=False)
    #: What readers do not see and is kept all the same: comments, offsets of times, search titles.
    kept: models.JSONField[dict[str, Any], Any] = models.JSONField(default=dict)
    imported_at = models.DateTimeField(_("imported"))

    class Meta:
        verbose_name = _("record of another system")
        verbose_name_plural = _("records of other systems")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["edition", "mark"], name="archive_source_once")
        ]
        indexes = [models.Index(fields=["became", "object_id"], name="archive_became")]

    def __str__(self) -> str:
        return f"{self.source} {self.kind} {self.foreign_id}"
