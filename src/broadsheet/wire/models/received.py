"""An item of the wire as the newsroom keeps it: what lists and filters need, and no more.

The item itself is in its versions (``item_version.py``): a list must not load fifty bodies.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class ReceivedItem(models.Model):
    """One item of one source, as its newest version has it.

    An identifier that its source used again for another story is another item: ``reuse`` counts
    them. ``arrived`` and ``changed`` are numbers of the tally: of its newest version, and of the
    last thing that happened to it.
    """

    class Status(models.TextChoices):
        """Whether it may be used (IPTC ``pubstatusg2``)."""

        USABLE = "usable", _("usable")
        WITHHELD = "withheld", _("withheld")
        CANCELED = "canceled", _("killed")

    class State(models.TextChoices):
        """What the desk has done with it."""

        NEW = "new", _("new")
        TAKEN = "taken", _("taken")
        SKIPPED = "skipped", _("skipped")
        USED = "used", _("made a story")

    source = models.ForeignKey("wire.Source", on_delete=models.CASCADE, related_name="items")
    uri = models.TextField(_("identifier"))
    uri_mark = models.CharField(max_length=64)
    reuse = models.PositiveSmallIntegerField(default=0)
    version = models.CharField(_("version"), max_length=200, blank=True)
    version_count = models.PositiveIntegerField(default=1)
    content_mark = models.CharField(max_length=64)

    type = models.CharField(max_length=12)
    status = models.CharField(_("status"), max_length=8, choices=Status)
    urgency = models.PositiveSmallIntegerField(_("urgency"), null=True)
    language = models.CharField(_("language"), max_length=40, blank=True)
    headline = models.CharField(_("headline"), max_length=300)
    slugline = models.CharField(_("slugline"), max_length=200, blank=True)
    byline = models.CharField(_("byline"), max_length=200, blank=True)
    #: All that it says, folded (``searching.words_of``), for the index of words.
    words = models.TextField(blank=True)
    pictures = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(_("sent"), null=True)
    embargo_until = models.DateTimeField(_("embargo"), null=True)
    embargo_unreadable = models.BooleanField(default=False)

    received_at = models.DateTimeField(_("received"))
    updated_at = models.DateTimeField(_("updated"))
    arrived = models.BigIntegerField(unique=True)
    changed = models.BigIntegerField(unique=True)

    #: The first of the items that say the same; those behind it are folded away.
    leader = models.ForeignKey(
        "self", null=True, on_delete=models.SET_NULL, related_name="followers"
    )
    folded = models.BooleanField(default=False)

    state = models.CharField(_("at the desk"), max_length=8, choices=State, default=State.NEW)
    handled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    handled_at = models.DateTimeField(null=True)
    #: When nothing of its words was to be kept any more; and when files that hold them were gone.
    forgotten_at = models.DateTimeField(null=True)
    erased_at = models.DateTimeField(null=True)
    #: The group of people it was given to by a rule.
    desk = models.ForeignKey("auth.Group", null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        verbose_name = _("received item")
        verbose_name_plural = _("received items")
        constraints = [
            models.UniqueConstraint(
                fields=["source", "uri_mark", "reuse"], name="wire_identity_once"
            )
        ]
        indexes = [
            models.Index(fields=["folded", "-arrived"], name="wire_folded_newest"),
            models.Index(fields=["source", "-arrived"], name="wire_source_newest"),
            models.Index(fields=["language", "-arrived"], name="wire_language_newest"),
            models.Index(fields=["urgency", "-arrived"], name="wire_urgency_newest"),
            models.Index(fields=["state", "-arrived"], name="wire_state_newest"),
            models.Index(fields=["status", "-arrived"], name="wire_status_newest"),
            models.Index(fields=["uri_mark"], name="wire_identifier"),
            models.Index(fields=["received_at"], name="wire_received"),
            models.Index(fields=["updated_at"], name="wire_updated"),
            models.Index(
                fields=["forgotten_at"],
                name="wire_to_erase",
                condition=models.Q(forgotten_at__isnull=False, erased_at=None),
            ),
        ]

    def __str__(self) -> str:
        return self.headline

    @property
    def identity(self) -> str:
        """The identifier that tells it from every other story, be its sender's used twice."""
        return f"{self.uri}#{self.reuse + 1}" if self.reuse else self.uri


class SubjectCode(models.Model):
    """An IPTC code that a received item stands under: its subjects, and whatever is broader.

    As the vocabulary has it that is loaded; they are sorted anew when another one is.
    """

    item = models.ForeignKey(ReceivedItem, on_delete=models.CASCADE, related_name="subjects")
    code = models.CharField(max_length=20)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["item", "code"], name="wire_subject_once")]
        indexes = [models.Index(fields=["code", "-item"], name="wire_subject_items")]

    def __str__(self) -> str:
        return self.code


class Band(models.Model):
    """A part of an item's fingerprint; items that share one may say the same."""

    item = models.ForeignKey(ReceivedItem, on_delete=models.CASCADE, related_name="bands")
    value = models.BigIntegerField()

    class Meta:
        indexes = [models.Index(fields=["value", "-item"], name="wire_band_items")]

    def __str__(self) -> str:
        return f"{self.value:x}"
