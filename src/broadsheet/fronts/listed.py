"""What a listing lists: a section, an area, a topic, a dossier, a programme, an author …."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from broadsheet.editions.addresses import edition_address
from broadsheet.editions.models import Area, Edition, Section
from broadsheet.editions.models.listed_record import ListedRecord
from broadsheet.editions.presentation import Link
from broadsheet.fronts.listings import Count
from broadsheet.fronts.models import EditionFront
from broadsheet.kit.safe_html import safe_href
from broadsheet.ledger import reading, tags
from broadsheet.people.models import Agency, Author
from broadsheet.programmes.models import Programme
from broadsheet.stories.episodes import episodes_of
from broadsheet.stories.kinds import Kind
from broadsheet.stories.models import Byline, Story
from broadsheet.stories.selectors import (
    kind_listing,
    listing_of,
    number_in_section,
    published,
    published_in_section,
)
from broadsheet.topics.models import Dossier, Region, Topic


@dataclass(frozen=True)
class Listed:
    """Something with stories under it: what it is, where, and which stories."""

    kind: str
    title: str
    description: str
    tree_path: str
    stories: QuerySet[Story]
    #: Tags of the listings that ``stories`` is read from.
    listings: tuple[str, ...]
    translations: dict[int, str]
    #: How many ``stories`` there are, where counting them in another way costs less.
    count: Count | None = None
    template: str = "fronts/listing.html"
    picture_id: int | None = None
    picture_alt: str = ""
    facts: tuple[Link, ...] = ()
    programme: Programme | None = None


KIND_LABELS = {
    "all": gettext_lazy("All stories"),
    "area": gettext_lazy("Area"),
    "section": gettext_lazy("Section"),
    "region": gettext_lazy("Region"),
    "topic": gettext_lazy("Topic"),
    "dossier": gettext_lazy("Coverage"),
    "programme": gettext_lazy("Programme"),
    "author": gettext_lazy("Author"),
    "agency": gettext_lazy("Source"),
    "live": gettext_lazy("Channel"),
}


def listed_page(edition: Edition, page: EditionFront | Area | Section) -> Listed:
    """The listing of an edition, an area or a section."""
    listings: tuple[str, ...]
    count: Count | None = None
    if isinstance(page, Section):
        kind, stories, words = "section", published_in_section(page, edition), page.description
        listings, count = (listing_of(page),), partial(number_in_section, page, edition)
    elif isinstance(page, Area):
        sections = list(Section.objects.filter(locale_id=edition.locale_id, area_key=page.key))
        stories = published(edition).filter(home_section__in=sections)
        kind, words = "area", page.description
        listings = (tags.skeleton(edition.locale_id), *map(listing_of, sections))
    else:
        kind, stories, words = "all", published(edition), edition.description
        listings = (listing_of(edition),)
    return Listed(
        kind=kind,
        title=edition.name if kind == "all" else page.title,
        description=words,
        tree_path=page.url_path,
        stories=stories,
        listings=listings,
        translations=page_translations(page),
        count=count,
    )


def page_translations(page: Any) -> dict[int, str]:
    """Locale id to tree path of a page's published translations."""
    reading.note(tags.translations(page.translation_key))
    rows = type(page).objects.filter(translation_key=page.translation_key, live=True)
    return dict(rows.exclude(pk=page.pk).values_list("locale_id", "url_path"))


def listed_record(edition: Edition, place: str, slug: str) -> Listed:
    """The listing of a record by its place and slug. Raises Http404 where there is none."""
    model = RECORDS.get(place)
    if model is None:
        raise Http404(f"no listing called {place}")
    record = model.objects.filter(locale_id=edition.locale_id, slug=slug).first()
    if record is None:
        raise Http404(f"no {place} {slug}")
    return _DESCRIBE[model](edition, record)


def listed_live(edition: Edition) -> Listed:
    """The videos that stand in for the channel while nothing is on air."""
    return Listed(
        kind="live",
        title=pgettext("the channel", "Live"),
        description=_("Nothing is on air at the moment. These are our latest programmes."),
        tree_path=f"/{edition.code}/live/",
        stories=published(edition).filter(kind=Kind.VIDEO),
        listings=(kind_listing(edition, Kind.VIDEO),),
        translations={
            other.locale_id: f"/{other.code}/live/"
            for other in Edition.objects.exclude(pk=edition.pk)
        },
    )


def _of_record(
    edition: Edition, record: Any, kind: str, stories: QuerySet[Story], **more: Any
) -> Listed:
    return Listed(
        kind=kind,
        title=record.name,
        description=record.description,
        tree_path=f"/{edition.code}/{record.place}/{record.slug}/",
        stories=stories,
        listings=(listing_of(record),),
        translations=record_translations(record),
        **more,
    )


def record_translations(record: Any) -> dict[int, str]:
    """Locale id to tree path of the same record in other editions."""
    reading.note(tags.translations(record.translation_key))
    rows = type(record).objects.filter(translation_key=record.translation_key)
    others = rows.exclude(pk=record.pk).values_list("locale_id", "locale__edition__code", "slug")
    return {
        locale_id: f"/{code}/{record.place}/{slug}/" for locale_id, code, slug in others if code
    }


def _region(edition: Edition, region: Region) -> Listed:
    return _of_record(edition, region, "region", published(edition).filter(regions=region))


def _topic(edition: Edition, topic: Topic) -> Listed:
    return _of_record(edition, topic, "topic", published(edition).filter(topics=topic))


def _dossier(edition: Edition, dossier: Dossier) -> Listed:
    return _of_record(
        edition,
        dossier,
        "dossier",
        published(edition).filter(dossiers=dossier),
        template="fronts/dossier.html",
        picture_id=dossier.picture_id,
        picture_alt=dossier.picture_alt,
    )


def _programme(edition: Edition, programme: Programme) -> Listed:
    return _of_record(
        edition,
        programme,
        "programme",
        episodes_of(programme),
        template="fronts/programme.html",
        picture_id=programme.picture_id,
        picture_alt=programme.picture_alt,
        programme=programme,
    )


def _author(edition: Edition, author: Author) -> Listed:
    facts = (Link(author.email, f"mailto:{author.email}"),) if author.email else ()
    title = (Link(author.title, ""),) if author.title else ()
    # Not by a join: who stands over a story twice would need the whole listing sorted for it.
    written = Byline.objects.filter(author=author).values("story_id")
    return _of_record(
        edition,
        author,
        "author",
        published(edition).filter(pk__in=written),
        template="fronts/author.html",
        picture_id=author.portrait_id,
        picture_alt=author.name,
        facts=title + facts,
    )


def _agency(edition: Edition, agency: Agency) -> Listed:
    site = safe_href(agency.site)
    facts = (Link(_("Its own site"), site),) if site else ()
    stories = published(edition).filter(agencies=agency)
    return _of_record(edition, agency, "agency", stories, facts=facts)


RECORDS: dict[str, type[ListedRecord]] = {
    model.place: model for model in (Region, Topic, Dossier, Programme, Author, Agency)
}
_DESCRIBE: dict[type[ListedRecord], Callable[[Edition, Any], Listed]] = {
    Region: _region,
    Topic: _topic,
    Dossier: _dossier,
    Programme: _programme,
    Author: _author,
    Agency: _agency,
}


def listing_address(edition: Edition, tree_path: str, number: int | None = None) -> str:
    """The address of a listing's page; of its newest page (``all/``) without a number."""
    parts = tree_path.strip("/").split("/")[1:]
    tail = ["all", str(number)] if number else ["all"]
    return edition_address(edition, *parts, *tail)
