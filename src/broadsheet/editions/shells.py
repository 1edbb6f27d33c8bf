"""Builds what stands around a page: masthead, menus, edition switch, alternates."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import override
from wagtail.images import get_image_model
from wagtail.models import Page

from broadsheet.editions.addresses import address_of, edition_address
from broadsheet.editions.brand import brand_stylesheet_address
from broadsheet.editions.edition_set import editions_for
from broadsheet.editions.menu_blocks import SERVICE_NAMES
from broadsheet.editions.models.edition import LOGO_SPEC, Edition
from broadsheet.editions.numerals import numbering_system
from broadsheet.editions.presentation import (
    Alternate,
    Link,
    MenuEntry,
    Shell,
    SocialLink,
    SwitchEntry,
    Ticker,
)
from broadsheet.editions.skeleton import Skeleton, skeleton_for
from broadsheet.kit.safe_html import safe_href
from broadsheet.ledger import reading, tags

Translations = Mapping[int, str]
"""Locale id to the tree path of the same page in that locale."""


def build_shell(
    request: HttpRequest, edition: Edition, *, here: str, translations: Translations | None = None
) -> Shell:
    """The shell of a page at the tree path ``here``.

    ``translations`` says where the same page stands in other editions; without an entry the switch
    says so and leads to that edition's front. Costs one query, two with a logo.
    """
    reading.note_row(tags.row("editions.edition", edition.pk))
    paths = _menu_paths(edition, skeleton_for(request, edition))
    front = edition_address(edition)
    logo, width, height = _logo(edition)
    return Shell(
        code=edition.code,
        language=edition.language,
        direction=edition.direction,
        name=edition.name,
        slogan=edition.slogan,
        front=front,
        logo=logo,
        logo_width=width,
        logo_height=height,
        brand_stylesheet=brand_stylesheet_address(edition),
        time_zone=edition.time_zone,
        numbering=numbering_system(edition),
        calendar=edition.calendar,
        menu=tuple(
            _menu_entry(edition, block["type"], block["value"], paths, here)
            for block in edition.menu.get_prep_value()
        ),
        regions=_links(edition, _values(edition.regions), paths, here),
        footer=_links(edition, _values(edition.footer), paths, here),
        footer_note=edition.footer_note,
        social=tuple(
            SocialLink(
                service=account["service"],
                label=SERVICE_NAMES.get(account["service"], account["service"]),
                address=address,
            )
            for account in _values(edition.social)
            if (address := safe_href(account["address"]))
        ),
        switch=tuple(
            _switch_entry(other, edition, translations or {}, here)
            for other in editions_for(request)
        ),
        feed=edition_address(edition, "rss.xml"),
        ticker=_ticker(edition),
    )


def alternates_of(
    request: HttpRequest, edition: Edition, here: str, translations: Translations
) -> tuple[Alternate, ...]:
    """``hreflang`` links: itself and its true translations; none where there is only itself."""
    if not translations:
        return ()
    paths = {**translations, edition.locale_id: here}
    return tuple(
        Alternate(other.language, address_of(other, paths[other.locale_id], whole=True))
        for other in editions_for(request)
        if other.locale_id in paths
    )


def _ticker(edition: Edition) -> Ticker:
    # A page follows what its own host sends: its policy lets it connect to no other.
    return Ticker(
        page=edition_address(edition, "breaking", whole=False),
        fragment=edition_address(edition, "fragment", "breaking", whole=False),
        events=address_of(edition, f"/{edition.code}/breaking/events", whole=False),
    )


def _values(stream: Any) -> list[dict[str, Any]]:
    """A stream as it is stored: plain values, so that no block loads its page by itself."""
    return [block["value"] for block in stream.get_prep_value()]


def _menu_paths(edition: Edition, skeleton: Skeleton) -> dict[int, str]:
    """Tree paths of the pages that menus lead to; a query only for those not in the skeleton."""
    wanted: set[int] = set()
    for stream in (edition.menu, edition.regions, edition.footer):
        for value in _values(stream):
            wanted |= _page_ids(value)
    paths = {pk: skeleton.places[pk].url_path for pk in wanted if pk in skeleton.places}
    if others := wanted - paths.keys():
        for pk in others:
            reading.note_row(tags.page(pk), ("url_path",))
        found = Page.objects.filter(pk__in=others, live=True, locale_id=edition.locale_id)
        paths.update(found.values_list("pk", "url_path"))
    return paths


def _page_ids(value: Mapping[str, Any]) -> set[int]:
    ids = {value["page"]} if value.get("page") else set()
    for link in value.get("links") or ():
        ids |= _page_ids(link["value"])
    return ids


def _address(edition: Edition, value: Any, paths: dict[int, str]) -> str:
    """Where a menu entry leads; empty if its page is not published (any more)."""
    if value.get("page"):
        path = paths.get(value["page"])
        return address_of(edition, path) if path else ""
    address = value.get("address") or ""
    if not address or address.startswith("https://"):
        return address
    return edition_address(edition, *address.strip("/").split("/"))


def _links(
    edition: Edition, values: list[dict[str, Any]], paths: dict[int, str], here: str
) -> tuple[Link, ...]:
    """Links that lead somewhere; one whose page is not published is left out."""
    links = (_link(edition, value, paths, here) for value in values)
    return tuple(link for link in links if link.address)


def _link(edition: Edition, value: Any, paths: dict[int, str], here: str) -> Link:
    address = _address(edition, value, paths)
    return Link(value["label"], address, current=_is_here(edition, address, here))


def _is_here(edition: Edition, address: str, here: str) -> bool:
    return bool(address) and address == address_of(edition, here)


def _menu_entry(
    edition: Edition, kind: str, value: dict[str, Any], paths: dict[int, str], here: str
) -> MenuEntry:
    under = [item["value"] for item in value.get("links") or ()]
    address = _address(edition, value, paths)
    return MenuEntry(
        label=value["label"],
        address=address,
        current=_is_here(edition, address, here),
        live=kind == "live",
        links=_links(edition, under, paths, here),
    )


def _switch_entry(
    other: Edition, current: Edition, translations: Translations, here: str
) -> SwitchEntry:
    # From one host to another only a whole address leads; None leaves it to ``other``.
    whole = True if current.host else None
    state, address, notice, action = "front", edition_address(other, whole=whole), "", ""
    if other.pk == current.pk:
        state, address = "current", address_of(other, here)
    elif other.locale_id in translations:
        path = translations[other.locale_id]
        state, address = "translation", address_of(other, path, whole=whole)
    else:
        with override(other.locale.language_code):
            notice = _("This page is not available in this language.")
            action = _("Go to the front page")
    return SwitchEntry(
        code=other.code,
        language=other.language,
        direction=other.direction,
        name=other.language_name,
        address=address,
        state=state,
        notice=notice,
        action=action,
    )


def _logo(edition: Edition) -> tuple[str, int, int]:
    if edition.logo_id is None:
        return "", 0, 0
    reading.note_row(tags.row("media.picture", edition.logo_id), ("renditions",))
    rendition = (
        get_image_model()
        .get_rendition_model()
        .objects.filter(image_id=edition.logo_id, filter_spec=LOGO_SPEC)
        .last()
    )
    # While its size is made anew, the edition's name stands for it.
    if rendition is None:
        return "", 0, 0
    return rendition.url, rendition.width // 2, rendition.height // 2
