"""Founds a newsroom and its editions: page tree, areas, sections, standing pages, menus."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid5

from django.db import transaction
from wagtail.models import Locale, Page, Site

from broadsheet.audience.models import ContactPage
from broadsheet.editions.models import Area, Edition, Section, StandingPage
from broadsheet.fronts.models import EditionFront

#: Records that are the same in several editions get the same key, made from their name in here.
_SAME_EVERYWHERE = UUID("5f8c1f4e-6f0a-4c5e-9f0e-0d6c1f7f2b11")


def shared_key(kind: str, name: str) -> UUID:
    """The translation key of what goes by ``name`` in every edition that is founded here."""
    return uuid5(_SAME_EVERYWHERE, f"{kind}:{name}")


@dataclass(frozen=True)
class SectionPlan:
    """A section to be made. ``subjects`` are IPTC Media Topic codes, with spaces between."""

    key: str
    area: str
    name: str
    slug: str
    description: str = ""
    subjects: str = ""


@dataclass(frozen=True)
class StandingPlan:
    """A standing page to be made; ``html`` is its text."""

    key: str
    title: str
    html: str


@dataclass(frozen=True)
class EditionPlan:
    """All that an edition starts with."""

    code: str
    language: str
    name: str
    slogan: str = ""
    description: str = ""
    time_zone: str = "UTC"
    region_format: str = ""
    digits: str = "default"
    sort_order: int = 0
    areas: dict[str, str] = field(default_factory=dict)
    sections: Sequence[SectionPlan] = ()
    standing: Sequence[StandingPlan] = ()
    contact: StandingPlan | None = None


@transaction.atomic
def found_newsroom(plans: Sequence[EditionPlan]) -> list[Edition]:
    """Make the editions of a newsroom in an empty page tree, all of them or none.

    Raises ValueError if there is an edition already.
    """
    if Edition.objects.exists():
        raise ValueError("this newsroom has editions already")
    for page in Page.objects.filter(depth=2):
        page.delete()
    editions = [found_edition(plan) for plan in plans]
    Site.objects.all().delete()
    Site.objects.create(
        hostname="localhost",
        site_name="Broadsheet",
        root_page=editions[0].front,
        is_default_site=True,
    )
    return editions


@transaction.atomic
def found_edition(plan: EditionPlan) -> Edition:
    """Make one edition: its locale, front, areas, sections and standing pages."""
    locale, _ = Locale.objects.get_or_create(language_code=plan.language)
    edition = Edition.objects.create(
        code=plan.code,
        locale=locale,
        name=plan.name,
        slogan=plan.slogan,
        description=plan.description,
        time_zone=plan.time_zone,
        region_format=plan.region_format,
        digits=plan.digits,
        sort_order=plan.sort_order,
    )
    root = Page.get_first_root_node()
    front = _add(root, EditionFront(title=plan.name, slug=plan.code), locale, "front", "front")
    edition.front = front.page_ptr
    edition.save(update_fields=["front"])
    areas = {
        key: _add(front, Area(title=name, slug=key, key=key), locale, "area", key)
        for key, name in plan.areas.items()
    }
    for section in plan.sections:
        page = Section(
            title=section.name,
            slug=section.slug,
            area_key=section.area,
            description=section.description,
            subjects=section.subjects,
        )
        _add(areas[section.area], page, locale, "section", section.key)
    for standing in plan.standing:
        page = StandingPage(title=standing.title, slug=standing.key, text=standing.html)
        _add(front, page, locale, "standing", standing.key)
    if plan.contact:
        contact = ContactPage(title=plan.contact.title, slug="contact", text=plan.contact.html)
        _add(front, contact, locale, "standing", "contact")
    return edition


def _add(parent: Any, page: Any, locale: Locale, kind: str, key: str) -> Any:
    page.locale = locale
    page.translation_key = shared_key(kind, key)
    parent.add_child(instance=page)
    page.save_revision().publish()
    page.refresh_from_db()
    return page


def section_key(key: str) -> UUID:
    """The translation key of a section that was founded as ``key``."""
    return shared_key("section", key)
