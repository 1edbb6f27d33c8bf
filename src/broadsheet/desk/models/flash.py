"""A flash: one line that went to several editions at one stroke."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from broadsheet.kit import clock

#: How long a flash can be undone.
UNDO_WITHIN = timedelta(seconds=60)
#: Milliseconds from key to reader that are believed.
LONGEST_REACH = 600_000


class Flash(models.Model):
    """Who sent it, when, and whether it was undone. What it made is in its parts."""

    #: Made with the form: a form that is sent twice makes one flash.
    token = models.UUIDField(unique=True, editable=False)
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    sent_at = models.DateTimeField(_("sent"), default=clock.now)
    undone_at = models.DateTimeField(_("undone"), null=True)

    class Meta:
        ordering = ["-sent_at", "-pk"]
        verbose_name = _("flash")
        verbose_name_plural = _("flashes")
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.sent_at:%Y-%m-%d %H:%M:%S}"

    def seconds_left(self, now: datetime) -> int:
        """For how many seconds it can still be undone; 0 when it cannot."""
        if self.undone_at is not None:
            return 0
        return max(0, round((self.sent_at + UNDO_WITHIN - now).total_seconds()))


class FlashPart(models.Model):
    """What a flash made in one edition: an item of the ticker, a stub story, perhaps a post."""

    flash = models.ForeignKey(Flash, on_delete=models.CASCADE, related_name="parts")
    edition = models.ForeignKey("editions.Edition", on_delete=models.CASCADE, related_name="+")
    item = models.ForeignKey(
        "live.BreakingItem", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    story = models.ForeignKey(
        "stories.Story", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    #: What it said on a live page, where one was chosen.
    post = models.ForeignKey("live.Post", null=True, on_delete=models.SET_NULL, related_name="+")
    #: The version of the story that the flash made: whoever edits it makes another.
    revision_id = models.PositiveBigIntegerField(null=True)
    #: Milliseconds from the key to an open page of readers, as the desk's page saw it.
    reached = models.PositiveIntegerField(_("reached readers after"), null=True)

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["flash", "edition"], name="desk_flash_part_once")
        ]

    def __str__(self) -> str:
        return f"{self.flash_id} {self.edition_id}"
