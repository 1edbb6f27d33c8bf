"""Menus as an editor builds them: links, groups of links, and the channel's live entry."""

import re
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail import blocks

_RELATIVE = re.compile(r"^[^\s:/?#][^\s:?#]*/$")

SERVICES = [
    ("x", "X"),
    ("facebook", "Facebook"),
    ("instagram", "Instagram"),
    ("youtube", "YouTube"),
    ("telegram", "Telegram"),
    ("whatsapp", "WhatsApp"),
    ("mastodon", "Mastodon"),
    ("bluesky", "Bluesky"),
    ("tiktok", "TikTok"),
    ("linkedin", "LinkedIn"),
]
SERVICE_NAMES = dict(SERVICES)


class LinkBlock(blocks.StructBlock):
    """A label that leads to a page, or to an address: the edition's own or another site's."""

    label = blocks.CharBlock(label=_("label"), max_length=60)
    page = blocks.PageChooserBlock(label=_("page"), required=False)
    address = blocks.CharBlock(
        label=_("or address"),
        required=False,
        max_length=300,
        help_text=_("In this edition: region/africa/ · elsewhere: https://…"),
    )

    class Meta:
        icon = "link"
        label = _("Link")

    def clean(self, value: Any) -> Any:
        value = super().clean(value)
        address = value["address"]
        if bool(value["page"]) == bool(address):
            raise blocks.StructBlockValidationError(
                {"address": ValidationError(_("Choose a page, or write an address: one of them."))}
            )
        if address and not (address.startswith("https://") or _RELATIVE.match(address)):
            raise blocks.StructBlockValidationError(
                {
                    "address": ValidationError(
                        _("An address begins with https://, or is of the form region/africa/.")
                    )
                }
            )
        return value


class GroupBlock(blocks.StructBlock):
    """A heading of the menu with links under it; the heading may lead somewhere itself."""

    label = blocks.CharBlock(label=_("label"), max_length=60)
    page = blocks.PageChooserBlock(label=_("page"), required=False)
    links = blocks.ListBlock(LinkBlock(), label=_("links"))

    class Meta:
        icon = "list-ul"
        label = _("Group")


class MenuBlock(blocks.StreamBlock):
    """The main menu, in order."""

    link = LinkBlock()
    group = GroupBlock()
    live = LinkBlock(icon="radio-full", label=pgettext_lazy("the channel", "Live"))


class SocialBlock(blocks.StructBlock):
    """An account of the newsroom at another service."""

    service = blocks.ChoiceBlock(choices=SERVICES, label=_("service"))
    address = blocks.URLBlock(label=_("address"))

    class Meta:
        icon = "site"
        label = _("Account")
