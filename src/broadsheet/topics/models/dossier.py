"""A dossier ("coverage"): stories across sections that belong to one long story."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.images import get_image_model_string

from broadsheet.editions.models.listed_record import ListedRecord


class Dossier(ListedRecord):
    """A dossier of one edition, with the picture and the sentence it is introduced by."""

    place = "coverage"
    picture = models.ForeignKey(
        get_image_model_string(),
        verbose_name=_("picture"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    picture_alt = models.CharField(
        _("what the picture shows"),
        max_length=300,
        blank=True,
        help_text=_("In this edition's language."),
    )
    open = models.BooleanField(
        _("open"), default=True, help_text=_("Open dossiers are shown on the edition's front.")
    )
    panels = [
        FieldPanel("name", heading=_("title")),
        FieldPanel("description"),
        FieldPanel("picture"),
        FieldPanel("picture_alt"),
        FieldPanel("open"),
        FieldPanel("slug"),
    ]

    class Meta(ListedRecord.Meta):
        ordering = ["-pk"]
        verbose_name = _("dossier")
        verbose_name_plural = _("dossiers")
        unique_together = [("translation_key", "locale"), ("slug", "locale")]
