"""An area: the first division of an edition. There are five, the same in every edition."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel

from broadsheet.editions.models.edition_page import EditionPage


class Area(EditionPage):
    """News, articles, videos, infographics or pictures. Its slug is its key, in every edition."""

    class Key(models.TextChoices):
        NEWS = "news", _("News")
        ARTICLES = "articles", _("Articles")
        VIDEOS = "videos", _("Videos")
        INFOGRAPHICS = "infographics", _("Infographics")
        PICTURES = "pictures", _("In Pictures")

    key = models.CharField(_("area"), max_length=12, choices=Key)
    description = models.CharField(_("description"), max_length=300, blank=True)

    structure_permission = adding_permission = "editions.change_section"

    parent_page_types = ["fronts.EditionFront"]
    subpage_types = ["editions.Section"]
    content_panels = [*EditionPage.content_panels, FieldPanel("description")]
    promote_panels = []

    class Meta:
        verbose_name = _("area")
        verbose_name_plural = _("areas")

    def full_clean(self, *args: object, **kwargs: object) -> None:
        self.slug = self.key
        super().full_clean(*args, **kwargs)
