"""The menus of an edition: areas with their sections, regions, live, and the footer."""

from __future__ import annotations

from typing import Any

from broadsheet.audience.models import ContactPage
from broadsheet.demo.catalogue import catalogue
from broadsheet.editions.models import Area, Edition, Section, StandingPage
from broadsheet.topics.models import Region

LIVE = {"en": "LIVE", "ar": "مباشر", "es": "EN VIVO"}
PROGRAMMES = {"en": "Programmes", "ar": "البرامج", "es": "Programas"}
AUTHORS = {"en": "Authors", "ar": "الكتّاب", "es": "Autores"}
RIGHTS = {
    "en": "All rights reserved",
    "ar": "جميع الحقوق محفوظة",
    "es": "Todos los derechos reservados",
}
ACCOUNTS = ("x", "facebook", "instagram", "youtube", "telegram")


def write_menus(edition: Edition, *, demo: bool) -> None:
    """Fill an edition's menu, regions, footer and (in the demo) its accounts elsewhere."""
    sections: dict[str, list[Section]] = {}
    for section in Section.objects.filter(locale=edition.locale).order_by("path"):
        sections.setdefault(section.area_key, []).append(section)
    menu: list[dict[str, Any]] = []
    for area in Area.objects.filter(locale=edition.locale).order_by("path"):
        links = [_page_link(section) for section in sections.get(area.key, ())]
        if area.key == Area.Key.VIDEOS:
            links.append(_place(PROGRAMMES[edition.code], "programmes/"))
        menu.append(
            {
                "type": "group",
                "value": {"label": area.title, "page": area.pk, "links": _items(links)},
            }
        )
    menu.insert(
        0,
        {
            "type": "live",
            "value": {"label": LIVE[edition.code], "page": None, "address": "live/"},
        },
    )
    edition.menu = menu
    shorts = {
        region["slug"][edition.code]: region.get("short", {}).get(edition.code)
        for region in catalogue()["region"]
    }
    edition.regions = [
        _link(shorts.get(region.slug) or region.name, f"region/{region.slug}/")
        for region in Region.objects.filter(locale=edition.locale)
    ]
    pages = StandingPage.objects.filter(locale=edition.locale).order_by("path")
    footer = [{"type": "link", "value": _page_link(page)} for page in pages]
    contact = ContactPage.objects.filter(locale=edition.locale).first()
    if contact:
        footer.insert(1, {"type": "link", "value": _page_link(contact)})
    footer.append(_link(AUTHORS[edition.code], "authors/"))
    edition.footer = footer
    edition.footer_note = RIGHTS[edition.code]
    if demo:
        edition.social = [
            {
                "type": "account",
                "value": {"service": service, "address": f"https://example.org/{service}"},
            }
            for service in ACCOUNTS
        ]
    edition.save()


def _items(links: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{"type": "item", "value": link} for link in links]


def _page_link(page: Any) -> dict[str, Any]:
    return {"label": page.title, "page": page.pk, "address": ""}


def _place(label: str, address: str) -> dict[str, Any]:
    return {"label": label, "page": None, "address": address}


def _link(label: str, address: str) -> dict[str, Any]:
    return {"type": "link", "value": _place(label, address)}
