"""Where an imported story came from: the agency's item, its version, and what it said."""

import hashlib

from django.db import models
from django.utils.translation import gettext_lazy as _


def mark_of(uri: str) -> str:
    """A fixed-length stand-in for an item's identifier, which may be of any length."""
    return hashlib.sha256(uri.encode()).hexdigest()


class WireOrigin(models.Model):
    """The item that a story was made from; one story an item and edition.

    Without a story, it is an item that was canceled before it was imported: should an older version
    come late, it is not published.
    """

    story = models.OneToOneField(
        "stories.Story", on_delete=models.CASCADE, related_name="wire_origin", null=True
    )
    edition = models.ForeignKey("editions.Edition", on_delete=models.CASCADE, related_name="+")
    uri = models.TextField(_("identifier"))
    uri_mark = models.CharField(max_length=64)
    version = models.CharField(_("version"), max_length=200, blank=True)
    format = models.CharField(_("format"), max_length=40)
    source = models.CharField(_("source"), max_length=200, blank=True)
    language = models.CharField(_("language"), max_length=40, blank=True)
    sent_at = models.DateTimeField(_("sent"), null=True)
    #: The whole typed item as last imported: subjects, places, rights, times with their offsets.
    item = models.JSONField()
    imported_at = models.DateTimeField(_("imported"))
    #: The item of the wire, where it came over one and not from a file.
    received = models.ForeignKey(
        "wire.ReceivedItem", null=True, on_delete=models.SET_NULL, related_name="origins"
    )

    class Meta:
        verbose_name = _("origin on the wire")
        verbose_name_plural = _("origins on the wire")
        constraints = [
            models.UniqueConstraint(fields=["edition", "uri_mark"], name="origin_item_once")
        ]
        indexes = [models.Index(fields=["uri_mark"], name="origin_identifier")]

    def __str__(self) -> str:
        return f"{self.uri} {self.version}".strip()
