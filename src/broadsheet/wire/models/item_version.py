"""A version of a received item, as it came: the typed item itself."""

from __future__ import annotations

from django.db import models
from django.utils.translation import get_language_bidi, gettext
from django.utils.translation import gettext_lazy as _

from broadsheet.kit.sentences import Sentence
from broadsheet.wire.item import Item
from broadsheet.wire.models.received import ReceivedItem


class ItemVersion(models.Model):
    """What an agency sent at one time of one item. Never changed.

    ``late`` is a version that came after a newer one: it is kept, and changes nothing. ``acted_at``
    says when the desk has dealt with it; until then it waits to be dealt with, whatever crashes.
    """

    item = models.ForeignKey("wire.ReceivedItem", on_delete=models.CASCADE, related_name="versions")
    version = models.CharField(_("version"), max_length=200, blank=True)
    content_mark = models.CharField(max_length=64)
    status = models.CharField(max_length=8)
    content = models.JSONField()
    note = models.CharField(max_length=500, blank=True)
    received_at = models.DateTimeField(_("received"))
    late = models.BooleanField(default=False)
    acted_at = models.DateTimeField(null=True)
    #: What was done with it by rules, as sentences (``kit.sentences``).
    acted_kept = models.JSONField(default=list)

    class Meta:
        verbose_name = _("version of an item")
        ordering = ["pk"]
        indexes = [
            models.Index(
                fields=["id"], name="wire_versions_waiting", condition=models.Q(acted_at=None)
            )
        ]

    def __str__(self) -> str:
        return f"{self.item_id} {self.version}".strip()

    @property
    def acted(self) -> str:
        """What was done with it, in the language of whoever reads it; empty if nothing was."""
        bidi = get_language_bidi()
        told = (Sentence.read(each).told(gettext, isolated=bidi) for each in self.acted_kept)
        return "; ".join(told)

    @property
    def note_words(self) -> str:
        """What is to be known of it, in the language of whoever reads it."""
        return gettext(self.note) if self.note else ""

    @property
    def status_words(self) -> str:
        """Its status, for a list."""
        return str(dict(ReceivedItem.Status.choices).get(self.status, self.status))

    def as_item(self) -> Item:
        """The typed item, under the identity that the newsroom knows it by."""
        item = Item.model_validate(self.content)
        identity = self.item.identity
        return item if item.uri == identity else item.model_copy(update={"uri": identity})
