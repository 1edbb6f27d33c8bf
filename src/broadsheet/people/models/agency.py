"""An agency: where a story's reporting comes from when it is not our own."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel

from broadsheet.editions.models.listed_record import ListedRecord


class Agency(ListedRecord):
    """A source of stories, as one edition writes its name."""

    place = "agency"
    site = models.URLField(_("site"), blank=True)
    panels = [
        FieldPanel("name"),
        FieldPanel("description"),
        FieldPanel("site"),
        FieldPanel("slug"),
    ]

    class Meta(ListedRecord.Meta):
        ordering = ["name"]
        verbose_name = _("agency")
        verbose_name_plural = _("agencies")
        unique_together = [("translation_key", "locale"), ("slug", "locale")]
