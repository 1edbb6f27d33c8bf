"""A picture: its file, what it shows, who made it, and on what terms it may be shown."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.images.models import AbstractImage, AbstractRendition, Image
from wagtail.search import index


class Picture(AbstractImage):
    """A picture of the newsroom's library.

    ``description`` (Wagtail's) is the text alternative; it and ``caption`` are in ``language``. A
    story in another language brings its own words for the picture.
    """

    language = models.CharField(
        _("language of its words"), max_length=20, blank=True, help_text=_("en, ar, es …")
    )
    caption = models.TextField(_("caption"), max_length=1000, blank=True)
    credit = models.CharField(
        _("credit"), max_length=200, blank=True, help_text=_("Who made it, and for whom: Name/Agency")
    )
    copyright_notice = models.CharField(_("copyright notice"), max_length=300, blank=True)
    usage_terms = models.TextField(_("usage terms"), max_length=1000, blank=True)
    taken_at = models.DateTimeField(_("taken at"), null=True, blank=True)

    admin_form_fields = (
        *Image.admin_form_fields,
        "language",
        "caption",
        "credit",
        "copyright_notice",
        "usage_terms",
        "taken_at",
    )
    search_fields = [
        *AbstractImage.search_fields,
        index.SearchField("caption"),
        index.SearchField("credit"),
    ]

    class Meta(AbstractImage.Meta):
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")


class Rendition(AbstractRendition):
    """One size and format of a picture, made when it is uploaded or cropped anew."""

    image = models.ForeignKey(Picture, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        unique_together = [("image", "filter_spec", "focal_point_key")]
