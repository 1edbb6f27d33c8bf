"""Pictures that a story's item names and that were not there when the story was made."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class LatePictures(models.Model):
    """A story whose pictures are looked for again at ``next_at``; it goes when they have come."""

    story = models.OneToOneField(
        "stories.Story", on_delete=models.CASCADE, primary_key=True, related_name="late_pictures"
    )
    version = models.ForeignKey("wire.ItemVersion", on_delete=models.CASCADE, related_name="+")
    tries = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = _("late pictures")
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.story_id)
