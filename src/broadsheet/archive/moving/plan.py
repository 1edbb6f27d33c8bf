"""How an export is to be brought in, as the editor asked for it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from broadsheet.desk.story_from_item import NoSection, named_section
from broadsheet.editions.models import Edition, Section
from broadsheet.stories.kinds import WRITTEN_AREAS, Kind, kind_fits_area


class PlanError(Exception):
    """Why nothing can be imported as it was asked for, in one line."""


@dataclass(frozen=True)
class MovePlan:
    """What the command was told.

    ``categories`` are “category=section” or “category=section:kind”, by the category's slug or
    name; what no line names goes to ``section``.
    """

    edition_code: str
    section: str
    categories: tuple[str, ...] = ()
    media: Path | None = None
    #: What stands under pictures that name nobody; without it, they are left out.
    credit: str = ""
    #: Everything waits as a draft, be it public where it comes from or not.
    drafts: bool = False
    dry_run: bool = False


@dataclass(frozen=True)
class Home:
    """Where a story stands, and of what kind it is there."""

    section: Section
    kind: Kind


@dataclass
class Homes:
    """Which section a category leads to."""

    usual: Home
    by_category: dict[str, Home] = field(default_factory=dict)

    def of(self, categories: Iterable[tuple[str, str]]) -> tuple[Home, list[Home], list[str]]:
        """Home, further sections, and the names that lead to none, of (key, name) pairs.

        The first category that leads anywhere is the home; without one it is the usual section.
        """
        found: list[Home] = []
        names: list[str] = []
        for key, name in categories:
            home = self.by_category.get(key.casefold()) or self.by_category.get(name.casefold())
            if home is None:
                names.append(name)
            elif all(home.section.pk != other.section.pk for other in found):
                found.append(home)
        return (found[0] if found else self.usual), found[1:], names


def read_homes(plan: MovePlan, edition: Edition) -> Homes:
    """The sections of a plan. Raises PlanError for one that is not there.

    A category that is called like one of the edition's written sections leads there by itself.
    """
    homes = Homes(_home(plan.section, "", edition))
    sections = Section.objects.filter(locale_id=edition.locale_id, area_key__in=WRITTEN_AREAS)
    for section in sections:
        for name in (section.slug, section.title):
            homes.by_category[name.casefold()] = Home(section, Kind.NEWS)
    for line in plan.categories:
        category, equals, target = line.partition("=")
        slug, _, kind = target.partition(":")
        if not equals or not category.strip() or not slug.strip():
            raise PlanError(f"“{line}” does not say category=section")
        homes.by_category[category.strip().casefold()] = _home(slug.strip(), kind.strip(), edition)
    return homes


def _home(slug: str, kind: str, edition: Edition) -> Home:
    try:
        section = named_section(slug, edition)
        wanted = Kind(kind) if kind else Kind.NEWS
    except NoSection as error:
        raise PlanError(str(error)) from error
    except ValueError as error:
        raise PlanError(f"“{kind}” is no kind of story") from error
    if not kind_fits_area(wanted, section.area_key):
        raise PlanError(f"stories of the kind “{kind}” cannot stand in “{slug}”")
    return Home(section, wanted)


def find_edition(code: str) -> Edition:
    """The edition of a code. Raises PlanError."""
    editions = Edition.objects.select_related("locale", "front")
    found = editions.filter(code=code).first()
    if found is None:
        codes = ", ".join(editions.values_list("code", flat=True))
        raise PlanError(f"no edition “{code}”; there are: {codes or 'none'}")
    return found
