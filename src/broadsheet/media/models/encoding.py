"""How far a clip's HLS renditions are."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from broadsheet.media.models.clip import Clip


class Encoding(models.Model):
    """The making of one clip's renditions. Only the desk sees it: readers see ``Clip.hls``."""

    class State(models.TextChoices):
        """How far it is."""

        WAITING = "waiting", _("Waiting")
        WORKING = "working", _("In the making")
        DONE = "done", _("Ready")
        FAILED = "failed", _("Failed")

    clip = models.OneToOneField(
        Clip, on_delete=models.CASCADE, related_name="encoding", verbose_name=_("clip")
    )
    #: The name of the file it is made from: another file begins it anew.
    source = models.CharField(max_length=200)
    state = models.CharField(max_length=7, choices=State, default=State.WAITING)
    percent = models.PositiveSmallIntegerField(default=0)
    #: Why it failed, in one line.
    problem = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name = _("encoding")
        verbose_name_plural = _("encodings")

    def __str__(self) -> str:
        return f"{self.clip_id} {self.state} {self.percent} %"
