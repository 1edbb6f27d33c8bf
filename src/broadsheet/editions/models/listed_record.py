"""What a topic, a region, a dossier, an author and an agency have in common: one to an edition."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import TranslatableMixin
from wagtail.search import index

from broadsheet.editions.addresses import edition_address
from broadsheet.editions.models.edition import Edition
from broadsheet.kit.slugs import make_slug, slug_fits
from broadsheet.ledger.models import Recorded


class ListedRecord(TranslatableMixin, index.Indexed, Recorded):
    """A record of one edition that has a page of its own with the stories that carry it.

    The same record in another edition (Africa, أفريقيا, África) shares its ``translation_key``.
    """

    #: The part of its address between edition and slug; each kind sets its own.
    place: str = ""

    name = models.CharField(_("name"), max_length=120)
    slug = models.SlugField(
        _("slug"),
        max_length=200,
        allow_unicode=True,
        blank=True,
        help_text=_("Part of its address."),
    )
    description = models.TextField(_("description"), max_length=600, blank=True)

    search_fields = [
        index.SearchField("name"),
        index.AutocompleteField("name"),
        index.FilterField("locale"),
    ]

    class Meta(TranslatableMixin.Meta):
        abstract = True

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        super().clean()
        self.slug = make_slug(self.slug or self.name)
        if not self.slug or not slug_fits(self.slug):
            raise ValidationError({"slug": _("Letters or digits are needed for an address.")})
        twins = type(self)._default_manager.filter(slug=self.slug, locale_id=self.locale_id)
        if self.locale_id and twins.exclude(pk=self.pk).exists():
            raise ValidationError({"slug": _("Another one of this edition has this slug.")})

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self.slug:
            self.slug = make_slug(self.name)
        super().save(*args, **kwargs)

    @property
    def tree_path(self) -> str:
        """Its canonical path; needs ``locale.edition`` loaded or costs a query."""
        return f"/{self.locale.edition.code}/{self.place}/{self.slug}/"

    def address_in(self, edition: Edition) -> str:
        """Its address; ``edition`` is the one it belongs to."""
        return edition_address(edition, self.place, self.slug)
