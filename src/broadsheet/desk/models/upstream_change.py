"""An agency changed or killed what a story was made from, and somebody has to look at it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class UpstreamChange(models.Model):
    """A version that came after the one a story was made from; open until somebody settles it."""

    class Kind(models.TextChoices):
        """What the agency did."""

        UPDATE = "update", _("a newer version")
        WITHHELD = "withheld", _("withheld for now")
        KILL = "kill", _("killed")
        PICTURES = "pictures", _("pictures have come")

    story = models.ForeignKey(
        "stories.Story", on_delete=models.CASCADE, related_name="upstream_changes"
    )
    version = models.ForeignKey("wire.ItemVersion", on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=8, choices=Kind)
    at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        default_permissions = ()
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["story", "version"], name="desk_upstream_once")
        ]
        indexes = [
            models.Index(
                fields=["story"],
                name="desk_upstream_open",
                condition=models.Q(settled_at=None),
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.story_id}"
