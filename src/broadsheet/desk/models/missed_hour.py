"""A missed hour: something that should have gone online or offline by now, and could not."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class MissedHour(models.Model):
    """The last failed try of one schedule. The schedule itself stands until it succeeds.

    It counts for one hour and one version only: a story that is scheduled anew begins anew.
    """

    class Duty(models.TextChoices):
        PUBLISH = "publish", _("publish")
        EXPIRE = "expire", _("take offline")

    page = models.ForeignKey("wagtailcore.Page", on_delete=models.CASCADE, related_name="+")
    duty = models.CharField(max_length=7, choices=Duty)
    #: The version that was to be published; none where the page was to go offline.
    revision = models.ForeignKey(
        "wagtailcore.Revision", on_delete=models.CASCADE, related_name="+", null=True
    )
    due_at = models.DateTimeField(_("due"))
    tries = models.PositiveIntegerField(default=1)
    tried_at = models.DateTimeField(_("last tried"))
    next_try_at = models.DateTimeField(_("next try"))
    reason = models.TextField(_("reason"))
    #: Whether the reason is a fault of the program's, which no editor can mend.
    unexpected = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("missed hour")
        verbose_name_plural = _("missed hours")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["page", "duty"], name="desk_missed_hour_once")
        ]

    def __str__(self) -> str:
        return f"{self.duty} {self.page_id} {self.due_at:%Y-%m-%d %H:%M:%S}"
