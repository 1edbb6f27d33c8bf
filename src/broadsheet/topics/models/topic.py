"""A topic: what a reader would look a story up under."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel

from broadsheet.editions.models.listed_record import ListedRecord


class Topic(ListedRecord):
    """A topic of one edition ("tag" on a story's page)."""

    place = "topic"
    panels = [
        FieldPanel("name"),
        FieldPanel("slug"),
        FieldPanel("description"),
    ]

    class Meta(ListedRecord.Meta):
        ordering = ["name"]
        verbose_name = _("topic")
        verbose_name_plural = _("topics")
        unique_together = [("translation_key", "locale"), ("slug", "locale")]
