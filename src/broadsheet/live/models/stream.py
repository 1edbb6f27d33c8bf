"""A stream: one line of the channel, with picture or sound alone."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.images import get_image_model_string

from broadsheet.editions.models.listed_record import ListedRecord

_OWN = re.compile(r"(?:[\w-]+/)+[\w-]+\.m3u8", re.ASCII)
#: What stands under the channel's address and is no stream.
RESERVED = frozenset({"all", "schedule", "events"})


class Stream(ListedRecord):
    """A stream of one edition: where its playlist is, and whether readers can see it now."""

    class Kind(models.TextChoices):
        VIDEO = "video", _("Picture and sound")
        AUDIO = "audio", _("Sound alone")

    place = "live"

    kind = models.CharField(_("kind"), max_length=5, choices=Kind, default=Kind.VIDEO)
    address = models.CharField(
        _("address of the playlist"),
        max_length=500,
        help_text="https://…/master.m3u8 (HLS)",
    )
    further_hosts = models.CharField(
        _("further hosts"),
        max_length=500,
        blank=True,
        help_text=_("Where its parts come from, if not from the playlist's own host."),
    )
    poster = models.ForeignKey(
        get_image_model_string(),
        verbose_name=_("poster"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("Shown until it plays, and while it is interrupted."),
    )
    captions_note = models.CharField(
        _("what captions there are"),
        max_length=200,
        blank=True,
        help_text=_("Readers see it under the player: “Captions in Arabic from 8 to 23”."),
    )
    notice = models.CharField(
        _("while it is off air"),
        max_length=300,
        blank=True,
        help_text=_("What readers are told then: “We are back at six in the morning.”"),
    )
    sort_order = models.PositiveSmallIntegerField(
        _("order"), default=0, help_text=_("The first one stands at the channel's own address.")
    )
    on_air = models.BooleanField(_("on air"), default=False)
    down_since = models.DateTimeField(_("interrupted since"), null=True, editable=False)

    panels = [
        FieldPanel("name"),
        FieldRowPanel([FieldPanel("kind"), FieldPanel("on_air"), FieldPanel("sort_order")]),
        FieldPanel("address"),
        FieldPanel("further_hosts"),
        FieldPanel("poster"),
        FieldPanel("description"),
        MultiFieldPanel(
            [FieldPanel("captions_note"), FieldPanel("notice")], heading=_("What readers are told")
        ),
        FieldPanel("slug"),
    ]

    class Meta(ListedRecord.Meta):
        ordering = ["sort_order", "pk"]
        verbose_name = _("stream")
        verbose_name_plural = _("streams")
        unique_together = [("translation_key", "locale"), ("slug", "locale")]

    def clean(self) -> None:
        super().clean()
        if self.slug in RESERVED:
            raise ValidationError({"slug": _("The channel has a page of this name itself.")})
        self.address = self.address.strip()
        # One that is refused at the form is not here.
        if self.address and not _is_address(self.address):
            raise ValidationError({"address": _("Give an address that begins with https://.")})
        hosts = self.further_hosts.replace(",", " ").split()
        if not all(_is_address(host) and _origin(host) == host.rstrip("/") for host in hosts):
            raise ValidationError(
                {"further_hosts": _("Scheme and host only, with spaces between: https://…")}
            )
        self.further_hosts = " ".join(host.rstrip("/") for host in hosts)

    def save(self, *args: Any, **kwargs: Any) -> None:
        """See ``Model.save``. What is off air is not interrupted."""
        if not self.on_air and self.down_since is not None:
            self.down_since = None
            if kwargs.get("update_fields") is not None:
                kwargs["update_fields"] = {*kwargs["update_fields"], "down_since"}
        super().save(*args, **kwargs)

    @property
    def is_audio(self) -> bool:
        """Whether there is no picture in it."""
        return self.kind == self.Kind.AUDIO

    @property
    def is_up(self) -> bool:
        """Whether readers can see it, as far as we know."""
        return self.on_air and self.down_since is None

    @property
    def is_own(self) -> bool:
        """Whether its playlist lies among our own files."""
        return self.address.startswith(settings.MEDIA_URL)

    @property
    def origins(self) -> tuple[str, ...]:
        """Where a player of our own asks for it, beside our own host."""
        own = () if self.is_own else (_origin(self.address),)
        return tuple(dict.fromkeys([*own, *self.further_hosts.split()]))


def _origin(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"


def _is_address(address: str) -> bool:
    if address.startswith(settings.MEDIA_URL):
        return _OWN.fullmatch(address.removeprefix(settings.MEDIA_URL)) is not None
    try:
        parts = urlsplit(address)
        port_is_one = parts.port is None or parts.port > 0
    except ValueError:
        return False
    schemes = {"https", "http"} if settings.PRIVATE_STREAMS else {"https"}
    plain = address.isascii() and address.isprintable() and not set(address) & set(" \"'<>;,\\")
    return bool(
        plain and parts.scheme in schemes and parts.hostname and port_is_one and not parts.username
    )
