"""An edition: one newspaper in one language, with its own name, menus, zone and address."""

import re
import zoneinfo
from typing import Any

from babel import UnknownLocaleError
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.fields import StreamField
from wagtail.images import get_image_model_string

from broadsheet.editions.colours import contrast_ratio
from broadsheet.editions.languages import cldr_locale, direction_of, html_tag, own_name_of
from broadsheet.editions.menu_blocks import LinkBlock, MenuBlock, SocialBlock
from broadsheet.ledger.models import Recorded

#: The height a logo is drawn at, in CSS pixels; its rendition is twice as high.
LOGO_HEIGHT = 56
#: Wagtail's filter of that rendition.
LOGO_SPEC = f"max-800x{LOGO_HEIGHT * 2}"

_LABEL = r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?"
_HOST = re.compile(rf"^(?=.{{1,253}}$)({_LABEL}\.)*{_LABEL}(:\d{{1,5}})?$")
_COLOUR = re.compile(r"^#[0-9a-fA-F]{6}$")

#: The accent of the two schemes when an edition sets none; the style sheet's own.
USUAL_ACCENTS = ("#a4161a", "#ff8078")
#: The papers the accents are printed on; ``base.css`` holds the same two.
PAPERS = ("#fffdf9", "#15171b")


def time_zones() -> list[tuple[str, str]]:
    """Every zone of the time zone database, as choices."""
    return [(name, name) for name in sorted(zoneinfo.available_timezones())]


class Edition(Recorded):
    """One edition. Its pages are those of its Wagtail locale; one edition to a locale."""

    class Digits(models.TextChoices):
        USUAL = "default", _("as the region writes them")
        LATIN = "latn", _("0 1 2 3 (Western)")
        ARABIC_INDIC = "arab", _("٠ ١ ٢ ٣ (Arabic-Indic)")
        EXTENDED = "arabext", _("۰ ۱ ۲ ۳ (Persian, Urdu)")
        DEVANAGARI = "deva", _("० १ २ ३ (Devanagari)")
        BENGALI = "beng", _("০ ১ ২ ৩ (Bengali)")

    class Calendar(models.TextChoices):
        GREGORIAN = "gregory", _("Gregorian")
        BOTH = "gregory-umalqura", _("Gregorian, with the Hijri date beside it")

    code = models.SlugField(
        _("code"),
        max_length=12,
        unique=True,
        help_text=_("First part of its addresses: /en/…"),
    )
    locale = models.OneToOneField(
        "wagtailcore.Locale", verbose_name=_("language"), on_delete=models.PROTECT
    )
    front = models.OneToOneField(
        "wagtailcore.Page",
        verbose_name=_("front"),
        on_delete=models.PROTECT,
        related_name="+",
        editable=False,
        null=True,
    )
    sort_order = models.PositiveSmallIntegerField(_("order"), default=0)
    name = models.CharField(_("name"), max_length=80)
    slogan = models.CharField(_("slogan"), max_length=160, blank=True)
    description = models.CharField(
        _("description"), max_length=300, blank=True, help_text=_("For search engines and feeds.")
    )
    host = models.CharField(
        _("host"),
        max_length=253,
        blank=True,
        help_text=_("Only if this edition has a host of its own, e.g. english.example.org."),
    )
    time_zone = models.CharField(_("time zone"), max_length=64, default="UTC")
    region_format = models.CharField(
        _("names of months and days"),
        max_length=20,
        blank=True,
        help_text=_("A CLDR locale such as ar-LB (تشرين الثاني) or ar-EG (نوفمبر)."),
    )
    digits = models.CharField(_("digits"), max_length=8, choices=Digits, default=Digits.USUAL)
    calendar = models.CharField(
        _("calendar"), max_length=20, choices=Calendar, default=Calendar.GREGORIAN
    )
    logo = models.ForeignKey(
        get_image_model_string(),
        verbose_name=_("logo"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    history_public = models.BooleanField(
        _("past fronts for readers"),
        default=False,
        help_text=_("Readers may look at the front as it stood on any day."),
    )
    accent = models.CharField(_("accent colour"), max_length=7, blank=True)
    accent_dark = models.CharField(
        _("accent colour on dark paper"), max_length=7, blank=True, help_text=_("#rrggbb")
    )
    menu = StreamField(MenuBlock(), verbose_name=_("menu"), blank=True)
    regions = StreamField([("link", LinkBlock())], verbose_name=_("menu of regions"), blank=True)
    footer = StreamField([("link", LinkBlock())], verbose_name=_("footer"), blank=True)
    footer_note = models.CharField(_("line in the footer"), max_length=200, blank=True)
    social = StreamField(
        [("account", SocialBlock())], verbose_name=_("accounts elsewhere"), blank=True
    )

    class Meta:
        ordering = ["sort_order", "code"]
        verbose_name = _("edition")
        verbose_name_plural = _("editions")

    def __str__(self) -> str:
        return f"{self.name} ({self.code})"

    def clean(self) -> None:
        errors: dict[str, Any] = {}
        if self.time_zone not in zoneinfo.available_timezones():
            errors["time_zone"] = _("There is no time zone of this name; try “Asia/Beirut”.")
        if self.host and not _HOST.match(self.host):
            errors["host"] = _("A host only, without https:// or a path.")
        elif self.host and type(self).objects.filter(host=self.host).exclude(pk=self.pk).exists():
            errors["host"] = _("Another edition has this host to itself.")
        if self.region_format and not _is_cldr(self.region_format):
            errors["region_format"] = _("CLDR knows no such locale; try “ar-LB”.")
        for name, colour, paper in zip(
            ("accent", "accent_dark"), (self.accent, self.accent_dark), PAPERS, strict=True
        ):
            if colour and not _COLOUR.match(colour):
                errors[name] = _("A colour is written #rrggbb.")
            elif colour and contrast_ratio(colour, paper) < 4.5:
                errors[name] = _(
                    "Too little contrast with the paper: %(ratio).1f to 1, and 4.5 is needed."
                ) % {"ratio": contrast_ratio(colour, paper)}
        if errors:
            raise ValidationError(errors)

    def save(self, *args: Any, **kwargs: Any) -> None:
        """See ``Model.save``. A logo gets its size first: pages only read."""
        if self.logo is not None:
            self.logo.get_rendition(LOGO_SPEC)
        super().save(*args, **kwargs)

    @property
    def language(self) -> str:
        """The BCP 47 tag of what it is written in, as HTML wants it."""
        return html_tag(self.locale.language_code)

    @property
    def direction(self) -> str:
        """``rtl`` or ``ltr``."""
        return direction_of(self.locale.language_code)

    @property
    def language_name(self) -> str:
        """Its language's name for itself."""
        return own_name_of(self.locale.language_code)

    @property
    def format_locale(self) -> str:
        """The CLDR locale that its dates and numbers are written in."""
        return self.region_format or self.locale.language_code

    @property
    def origin(self) -> str:
        """Scheme and host of its addresses, without a trailing slash."""
        if not self.host:
            return settings.BROADSHEET_ADDRESS
        scheme = settings.BROADSHEET_ADDRESS.partition("://")[0]
        return f"{scheme}://{self.host}"


def _is_cldr(tag: str) -> bool:
    try:
        cldr_locale(tag)
    except (UnknownLocaleError, LookupError, ValueError):
        return False
    return True
