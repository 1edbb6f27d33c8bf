"""A programme: episodes under one name, with those who host it."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.images import get_image_model_string

from broadsheet.editions.models.listed_record import ListedRecord
from broadsheet.programmes.categories import CATEGORIES

#: Pixels of a side of a cover (Apple Podcasts).
COVER_SIDE = 1400


class Programme(ListedRecord, ClusterableModel):  # type: ignore[django-manager-missing]
    """A programme of one edition. Its episodes are stories that name it."""

    class Kind(models.TextChoices):
        TV = "tv", _("TV programme")
        SERIES = "series", _("Digital series")
        PODCAST = "podcast", _("Podcast")

    place = "programme"
    kind = models.CharField(_("kind"), max_length=8, choices=Kind, default=Kind.TV)
    picture = models.ForeignKey(
        get_image_model_string(),
        verbose_name=_("picture"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("A square of it is the cover in podcast players: 1400 pixels or more."),
    )
    picture_alt = models.CharField(
        _("what the picture shows"),
        max_length=300,
        blank=True,
        help_text=_("In this edition's language."),
    )
    hosts = ParentalManyToManyField(
        "people.Author", verbose_name=_("hosts"), blank=True, related_name="programmes"
    )
    category = models.CharField(
        _("podcast category"),
        max_length=40,
        choices=CATEGORIES,
        default="News",
        help_text=_("Where podcast players file it."),
    )
    explicit = models.BooleanField(
        _("not for children"), default=False, help_text=_("Podcast players mark it as explicit.")
    )

    panels = [
        FieldPanel("name"),
        FieldPanel("kind"),
        FieldPanel("description"),
        FieldPanel("picture"),
        FieldPanel("picture_alt"),
        FieldPanel("hosts"),
        MultiFieldPanel(
            [FieldPanel("category"), FieldPanel("explicit")], heading=_("For podcast players")
        ),
        FieldPanel("slug"),
    ]

    def clean(self) -> None:
        super().clean()
        picture = self.picture
        is_podcast = self.kind == self.Kind.PODCAST
        if is_podcast and picture and min(picture.width, picture.height) < COVER_SIDE:
            raise ValidationError(
                {"picture": _("A podcast's cover needs 1400 pixels on its shorter side.")}
            )

    @property
    def categories(self) -> list[str]:
        """The category as podcast players know it, and the one within it if there is one."""
        return self.category.split(" / ")

    class Meta(ListedRecord.Meta):
        ordering = ["name", "pk"]
        verbose_name = _("programme")
        verbose_name_plural = _("programmes")
        unique_together = [("translation_key", "locale"), ("slug", "locale")]
