"""An author: somebody whose name stands over stories."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.panels import FieldPanel
from wagtail.images import get_image_model_string

from broadsheet.editions.models.listed_record import ListedRecord


class Author(ListedRecord):  # type: ignore[django-manager-missing]
    """An author as one edition writes the name (Lina Haddad, لينا حداد). No account is implied."""

    place = "author"
    title = models.CharField(
        pgettext_lazy("of an author", "title"),
        max_length=120,
        blank=True,
        help_text=_("Economy correspondent, columnist …"),
    )
    portrait = models.ForeignKey(
        get_image_model_string(),
        verbose_name=_("portrait"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    email = models.EmailField(_("public e-mail address"), blank=True)
    panels = [
        FieldPanel("name"),
        FieldPanel("title"),
        FieldPanel("portrait"),
        FieldPanel("description", heading=_("biography")),
        FieldPanel("email"),
        FieldPanel("slug"),
    ]

    class Meta(ListedRecord.Meta):
        ordering = ["name"]
        verbose_name = _("author")
        verbose_name_plural = _("authors")
        unique_together = [("translation_key", "locale"), ("slug", "locale")]
