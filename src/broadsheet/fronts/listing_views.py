"""One page of any listing."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from broadsheet.editions.addresses import address_of, whole_address
from broadsheet.editions.models import Edition
from broadsheet.editions.numerals import write_number
from broadsheet.editions.presentation import PageHead
from broadsheet.editions.shells import alternates_of, build_shell
from broadsheet.editions.skeleton import skeleton_for
from broadsheet.fronts.listed import KIND_LABELS, Listed, listing_address
from broadsheet.fronts.listings import ListingPage, NotYetFull, newest_page, numbered_page
from broadsheet.fronts.presentation import ListingHead, ListingView
from broadsheet.fronts.programmes import ProgrammePage
from broadsheet.stories.cards import CardMaker
from broadsheet.stories.models import Story


def show_listing(
    request: HttpRequest,
    edition: Edition,
    listed: Listed,
    *,
    number: int | None = None,
    under_all: bool = False,
) -> HttpResponse:
    """Render a listing: its own address by default, ``…/all/`` or ``…/all/<number>/`` if asked.

    Raises Http404 for a page that is not there.
    """
    try:
        page = (
            numbered_page(listed.stories, number, listed.listings, listed.count)
            if number
            else newest_page(listed.stories, listed.listings, listed.count)
        )
    except NotYetFull:
        return HttpResponseRedirect(_newest_address(edition, listed))
    sections = skeleton_for(request, edition).sections()
    programme = ProgrammePage(edition, listed.programme) if listed.programme else None
    pictures = [listed.picture_id, *(programme.picture_ids() if programme else ())]
    maker = CardMaker(edition, sections, page.stories, also_pictures=pictures)
    # A section's newest page is its own address; ``all/`` under it is the same page once more.
    apart = bool(number) or (under_all and listed.kind in {"all", "area"})
    here = listed.tree_path
    if apart:
        here += f"all/{number}/" if number else "all/"
    translations = {} if apart else listed.translations
    shell = build_shell(request, edition, here=here, translations=translations)
    head = PageHead(
        title=listed.title if listed.kind != "all" else f"{shell.name} · {KIND_LABELS['all']}",
        description=listed.description,
        canonical=address_of(edition, here, whole=True),
        feed=address_of(edition, listed.tree_path) + "rss.xml",
        feed_title=listed.title,
        alternates=alternates_of(request, edition, here, translations),
    )
    view = _listing_view(edition, listed, page, maker)
    context: dict[str, Any] = {"shell": shell, "head": head, "listing": view}
    if programme:
        picture = view.head.picture.share if view.head.picture else ""
        context["programme"] = programme.view(page.stories, maker)
        context["head"] = replace(
            head,
            records=(programme.record(picture),),
            image=whole_address(picture) if picture else "",
        )
    return render(request, listed.template, context)


def _listing_view(
    edition: Edition, listed: Listed, page: ListingPage[Story], maker: CardMaker
) -> ListingView:
    return ListingView(
        head=ListingHead(
            kind=listed.kind,
            kind_label=str(KIND_LABELS[listed.kind]),
            title=listed.title,
            description=listed.description,
            picture=maker.pictures.view(
                listed.picture_id, alt=listed.picture_alt, language=edition.language
            ),
            facts=listed.facts,
        ),
        lead=None,
        cards=maker.cards(page.stories),
        newer=listing_address(edition, listed.tree_path, page.newer) if page.newer else "",
        older=listing_address(edition, listed.tree_path, page.older) if page.older else "",
        number=write_number(edition, page.number) if page.number else "",
    )


def _newest_address(edition: Edition, listed: Listed) -> str:
    """Where the newest page is: ``…/all/`` of fronts, which show their own choice themselves."""
    if listed.kind in {"all", "area"}:
        return listing_address(edition, listed.tree_path)
    return address_of(edition, listed.tree_path)
