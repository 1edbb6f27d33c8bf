"""The pages that do not move with the news: fronts, areas, sections, standing pages of an edition.

One query a request tells what every menu, kicker and front needs of them.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from django.contrib.contenttypes.models import ContentType
from django.http import HttpRequest
from wagtail.models import Page, get_page_models

from broadsheet.editions.models.edition import Edition
from broadsheet.editions.reserved import FRONT_DEPTH
from broadsheet.ledger import reading, tags

_AREA_DEPTH = FRONT_DEPTH + 1
_SECTION_DEPTH = FRONT_DEPTH + 2


class Place(NamedTuple):
    """A published page of an edition's skeleton, as menus and kickers need it."""

    pk: int
    title: str
    url_path: str
    depth: int
    tree_order: str

    @property
    def area_key(self) -> str:
        """The slug of the area it is, or is in; empty for the front itself."""
        parts = self.url_path.split("/")
        return parts[2] if len(parts) > 3 else ""


class Skeleton:
    """The places of one edition, by id."""

    def __init__(self, places: Iterable[Place]) -> None:
        self.places = {place.pk: place for place in places}

    def sections(self) -> dict[int, Place]:
        """Sections by id, in the order of the page tree."""
        return {pk: p for pk, p in self.places.items() if p.depth == _SECTION_DEPTH}

    def areas(self) -> dict[str, Place]:
        """Areas (and standing pages, harmlessly) by key."""
        return {p.area_key: p for p in self.places.values() if p.depth == _AREA_DEPTH}


def load_skeleton(edition: Edition) -> Skeleton:
    """The skeleton as it is now. One query."""
    reading.note(tags.skeleton(edition.locale_id))
    # By type, whose index is short, and by locale only here: an index on locale or path would lead
    # the database through every story of the archive.
    rows = (
        Page.objects.filter(content_type__in=_skeleton_types(), live=True)
        .order_by("path")
        .values_list("locale_id", "pk", "title", "url_path", "depth", "path")
    )
    return Skeleton(Place(*row) for locale_id, *row in rows if locale_id == edition.locale_id)


def _skeleton_types() -> list[ContentType]:
    """The types of page that make up a skeleton: all but those that come with the news."""
    models = [model for model in get_page_models() if getattr(model, "in_skeleton", False)]
    return list(ContentType.objects.get_for_models(*models).values())


def skeleton_for(request: HttpRequest, edition: Edition) -> Skeleton:
    """The skeleton, loaded at most once for a request and edition."""
    held: dict[Any, Skeleton] = request.__dict__.setdefault("_broadsheet_skeletons", {})
    if edition.pk not in held:
        held[edition.pk] = load_skeleton(edition)
    return held[edition.pk]
