"""A region of the world, independent of sections."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel

from broadsheet.editions.models.listed_record import ListedRecord


class Region(ListedRecord):
    """A region in one edition, in the order the edition lists them."""

    place = "region"
    sort_order = models.PositiveSmallIntegerField(_("order"), default=0)
    panels = [
        FieldPanel("name"),
        FieldPanel("slug"),
        FieldPanel("description"),
        FieldPanel("sort_order"),
    ]

    class Meta(ListedRecord.Meta):
        ordering = ["sort_order", "name"]
        verbose_name = _("region")
        verbose_name_plural = _("regions")
        unique_together = [("translation_key", "locale"), ("slug", "locale")]
