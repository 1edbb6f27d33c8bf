"""A source: where items of one agency come from, and by which way."""

from __future__ import annotations

import hashlib
import secrets
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext_lazy as _

from broadsheet.kit.slugs import make_slug
from broadsheet.wire.formats.languages import normalise_language

#: Seconds: nobody is asked more often than that.
SHORTEST_INTERVAL = 15


class Source(models.Model):
    """One way by which items come. Its password and its token are shown nowhere, and never logged.

    Of the token only a hash is kept; a password must be sent and is kept as it is.
    """

    class Transport(models.TextChoices):
        """How items come."""

        POLL = "poll", _("we ask an address (HTTP)")
        FOLDER = "folder", _("files are put into a folder (SFTP)")
        PUSH = "push", _("the agency sends to us (HTTP)")

    name = models.CharField(_("name"), max_length=120, unique=True)
    key = models.SlugField(
        _("key"),
        max_length=60,
        unique=True,
        blank=True,
        help_text=_("Its word in addresses, and the name of its folder."),
    )
    transport = models.CharField(_("transport"), max_length=6, choices=Transport)
    address = models.CharField(
        _("address"),
        max_length=2000,
        blank=True,
        help_text=_("http(s)://…; without a name or a password in it."),
    )
    username = models.CharField(_("user name"), max_length=200, blank=True)
    password = models.CharField(_("password"), max_length=200, blank=True)
    token_hash = models.CharField(max_length=64, blank=True, editable=False)
    use_hub = models.BooleanField(
        _("subscribe at its hub"),
        default=True,
        help_text=_("Where the feed names one (WebSub), new items come at once."),
    )
    interval = models.PositiveIntegerField(
        _("seconds between two looks"),
        default=120,
        validators=[MinValueValidator(SHORTEST_INTERVAL)],
    )
    language = models.CharField(
        _("language"),
        max_length=40,
        blank=True,
        help_text=_("Of items that do not say theirs, such as en or ar-EG."),
    )
    edition = models.ForeignKey(
        "editions.Edition",
        verbose_name=_("edition"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("Where its stories go; else by each item's language."),
    )
    agency = models.ForeignKey(
        "people.Agency",
        verbose_name=_("agency"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("Whom to name where an item does not."),
    )
    active = models.BooleanField(_("active"), default=True)

    class Meta:
        ordering = ["name"]
        verbose_name = _("source")
        verbose_name_plural = _("sources")

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Raises ValidationError, by field."""
        super().clean()
        errors: dict[str, Any] = {}
        self.key = make_slug(self.key or self.name)[:60].strip("-")
        if not self.key.isascii() or not self.key:
            errors["key"] = _("Latin letters, digits and hyphens.")
        elif Source.objects.filter(key=self.key).exclude(pk=self.pk).exists():
            errors["key"] = _("Another source has this key.")
        if self.transport == self.Transport.POLL and (fault := _address_fault(self.address)):
            errors["address"] = fault
        if self.language:
            self.language = normalise_language(self.language) or ""
            if not self.language:
                errors["language"] = _("That is no language tag.")
        if errors:
            raise ValidationError(errors)

    def new_token(self) -> str:
        """Make a token for the agency that sends to us; the one before it is no longer taken.

        It can be read this once. The source is not saved.
        """
        token = secrets.token_urlsafe(32)
        self.token_hash = _hash(token)
        return token

    def knows(self, token: str) -> bool:
        """Whether this is the source's token. Takes the same time whatever it is given."""
        return bool(self.token_hash) and constant_time_compare(self.token_hash, _hash(token))

    @property
    def host(self) -> str:
        """The host that is asked; empty where nobody is."""
        return (urlsplit(self.address).hostname or "") if self.address else ""

    @property
    def transport_words(self) -> str:
        """How items come, for a list."""
        return str(self.Transport(self.transport).label)

    @property
    def shown_address(self) -> str:
        """Its address as a page may show it: what stands behind a question mark is often a key."""
        address, question, _query = self.address.partition("?")
        return f"{address}?…" if question else address


def _hash(token: str) -> str:
    # A token of 32 random bytes needs no slow hash.
    return hashlib.sha256(token.encode()).hexdigest()


def _address_fault(address: str) -> Any:
    try:
        parts = urlsplit(address)
        usable = parts.port is None or parts.port > 0
    except ValueError:
        usable, parts = False, urlsplit("")
    if not usable or parts.scheme not in {"http", "https"} or not parts.hostname:
        return _("Give an address that begins with https:// or http://.")
    if "@" in parts.netloc:
        return _("Write name and password into their own fields.")
    return None
