"""A line of credit over a story: who, in what role, in what order."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel
from wagtail.models import Orderable


class Byline(Orderable):
    """One author's part in a story."""

    class Role(models.TextChoices):
        BY = "by", _("By")
        ILLUSTRATED_BY = "illustrated_by", _("Illustrated by")
        VIDEO_BY = "video_by", _("Video by")

    story = ParentalKey("stories.Story", related_name="bylines", on_delete=models.CASCADE)
    author = models.ForeignKey(
        "people.Author",
        verbose_name=_("author"),
        on_delete=models.CASCADE,
        related_name="bylines",
    )
    role = models.CharField(_("role"), max_length=16, choices=Role, default=Role.BY)

    panels = [FieldPanel("author"), FieldPanel("role")]

    class Meta(Orderable.Meta):
        verbose_name = _("byline")
        verbose_name_plural = _("bylines")

    def __str__(self) -> str:
        return f"{self.get_role_display()} {self.author}"
