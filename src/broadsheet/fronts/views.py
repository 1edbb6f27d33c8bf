"""The fronts: of an edition, of an area; a section's and a record's are listings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from broadsheet.editions.addresses import address_of, edition_address, whole_address
from broadsheet.editions.edition_set import editions_for
from broadsheet.editions.models import Area, Edition, Section
from broadsheet.editions.presentation import PageHead, Shell
from broadsheet.editions.shells import alternates_of, build_shell
from broadsheet.editions.skeleton import Place, skeleton_for
from broadsheet.fronts.front_contents import (
    FrontContents,
    area_front_contents,
    edition_front_contents,
)
from broadsheet.fronts.listed import listed_page, listing_address, page_translations
from broadsheet.fronts.listing_views import show_listing
from broadsheet.fronts.models import EditionFront
from broadsheet.fronts.presentation import Band, FrontView
from broadsheet.ledger import reading, tags
from broadsheet.stories.articles import dossier_view
from broadsheet.stories.cards import CardMaker
from broadsheet.stories.kinds import Kind
from broadsheet.topics.models import Dossier

OPEN_DOSSIERS = 3


def show_edition_front(request: HttpRequest, front: EditionFront) -> HttpResponse:
    """An edition's front."""
    edition = front.edition_in(editions_for(request))
    skeleton = skeleton_for(request, edition)
    sections = skeleton.sections()
    contents = edition_front_contents(front, edition, sections)
    reading.note(tags.table("topics.dossier"))
    dossiers = list(Dossier.objects.filter(locale_id=edition.locale_id, open=True)[:OPEN_DOSSIERS])
    maker = CardMaker(
        edition,
        sections,
        contents.stories(),
        also_pictures=[dossier.picture_id for dossier in dossiers],
    )
    view = FrontView(
        title=edition.name,
        description=edition.description,
        lead=maker.card(contents.lead) if contents.lead else None,
        second=maker.cards(contents.second),
        briefs=maker.cards(contents.briefs),
        dossiers=tuple(dossier_view(dossier, edition, maker) for dossier in dossiers),
        bands=tuple(_bands(contents, edition, skeleton.areas(), maker)),
        all_address=edition_address(edition, "all"),
        all_label=_("All stories"),
    )
    translations = page_translations(front)
    shell = build_shell(request, edition, here=front.url_path, translations=translations)
    head = PageHead(
        title=f"{edition.name} · {edition.slogan}" if edition.slogan else edition.name,
        description=front.search_description or edition.description,
        canonical=address_of(edition, front.url_path, whole=True),
        feed=shell.feed,
        feed_title=edition.name,
        alternates=alternates_of(request, edition, front.url_path, translations),
        records=(_newsroom_record(edition, shell),),
        image=whole_address(view.lead.picture.share) if view.lead and view.lead.picture else "",
    )
    return render(request, "fronts/front.html", {"shell": shell, "head": head, "front": view})


def _bands(
    contents: FrontContents, edition: Edition, areas: Mapping[str, Place], maker: CardMaker
) -> Iterator[Band]:
    for area_key, kinds, look, stories in contents.bands:
        area = areas.get(area_key)
        if area is None:
            continue
        section = maker.sections.get(stories[0].home_section_id)
        alone = len(kinds) == 1 and area_key == "articles"
        page = section if alone and section is not None else area
        yield Band(
            title=_title_of(kinds, page),
            address=address_of(edition, page.url_path),
            look=look,
            cards=maker.cards(stories),
        )


def _title_of(kinds: tuple[str, ...], page: Place) -> str:
    if kinds == (Kind.ANALYSIS, Kind.FEATURE, Kind.BLOG):
        return _("Long reads")
    reading.note_row(tags.page(page.pk), ("title",))
    return page.title


def show_area(request: HttpRequest, area: Area) -> HttpResponse:
    """An area's front: its newest stories, then its sections."""
    edition = area.edition_in(editions_for(request))
    skeleton = skeleton_for(request, edition)
    sections = skeleton.sections()
    contents, bands = area_front_contents(area, edition, sections)
    for section, _found in bands:
        reading.note_row(tags.page(section.pk), ("title",))
    every = [*contents.stories(), *(story for _section, found in bands for story in found)]
    maker = CardMaker(edition, sections, every)
    look = {"videos": "video", "pictures": "pictures"}.get(area.key, "row")
    view = FrontView(
        title=area.title,
        description=area.description,
        lead=maker.card(contents.lead) if contents.lead else None,
        second=maker.cards(contents.second),
        briefs=(),
        dossiers=(),
        bands=tuple(
            Band(
                title=section.title,
                address=address_of(edition, section.url_path),
                look=look,
                cards=maker.cards(stories),
            )
            for section, stories in bands
        ),
        all_address=listing_address(edition, area.url_path),
        all_label=_("All of %(name)s") % {"name": area.title},
    )
    translations = page_translations(area)
    shell = build_shell(request, edition, here=area.url_path, translations=translations)
    head = PageHead(
        title=area.title,
        description=area.description,
        canonical=address_of(edition, area.url_path, whole=True),
        feed=address_of(edition, area.url_path) + "rss.xml",
        feed_title=area.title,
        alternates=alternates_of(request, edition, area.url_path, translations),
    )
    return render(request, "fronts/front.html", {"shell": shell, "head": head, "front": view})


def show_section(request: HttpRequest, section: Section) -> HttpResponse:
    """A section's front is the newest page of its listing."""
    edition = section.edition_in(editions_for(request))
    return show_listing(request, edition, listed_page(edition, section))


def _newsroom_record(edition: Edition, shell: Shell) -> dict:
    return {
        "@context": "https://schema.org",
        "@type": "NewsMediaOrganization",
        "name": edition.name,
        "url": address_of(edition, f"/{edition.code}/", whole=True),
        "slogan": edition.slogan,
        "sameAs": [account.address for account in shell.social],
    }
