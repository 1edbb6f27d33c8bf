"""A hold: a story that was killed or taken down, and may not come back until a chief says so."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from broadsheet.kit import clock


class Hold(models.Model):
    """Why a story must not be published; in force until it is lifted. Rows are kept for ever.

    It stands beside the story and not in it: a field of the story would travel with its revisions,
    and an old one would bring the story back.
    """

    class Verb(models.TextChoices):
        KILL = "kill", _("killed")
        TAKE_DOWN = "take_down", _("taken down for legal reasons")

    story = models.ForeignKey(
        "stories.Story", on_delete=models.SET_NULL, related_name="holds", null=True
    )
    #: Where the story stood, for the record once the story itself is deleted.
    tree_path = models.TextField(_("address"))
    verb = models.CharField(_("what was done"), max_length=9, choices=Verb)
    #: For the newsroom only; readers are never shown it.
    reason = models.TextField(_("reason"))
    #: Whether the agency that sent the story took it back; then it may give it again, too.
    by_agency = models.BooleanField(default=False)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    at = models.DateTimeField(_("since"), default=clock.now)
    #: Pictures that no other page used when the story was taken down: somebody decides on each.
    pictures: models.JSONField[list[int], Any] = models.JSONField(default=list)
    lifted_at = models.DateTimeField(_("lifted"), null=True)
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )

    class Meta:
        verbose_name = _("hold")
        verbose_name_plural = _("holds")
        default_permissions = ()
        permissions = [
            ("withdraw_story", "Can withdraw stories"),
            ("kill_story", "Can kill stories and lift holds"),
            ("take_down_story", "Can take stories down for legal reasons"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["story"],
                condition=models.Q(lifted_at=None),
                name="desk_one_hold_in_force",
            )
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.tree_path}"
