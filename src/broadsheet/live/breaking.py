"""The ticker's pages: all items, their feed, and the fragment that the bar is filled from."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import override

from broadsheet.editions.addresses import address_of, edition_address, whole_address
from broadsheet.editions.edition_set import editions_for
from broadsheet.editions.models import Edition
from broadsheet.editions.numerals import write_number
from broadsheet.editions.presentation import PageHead
from broadsheet.editions.shells import alternates_of, build_shell
from broadsheet.fronts.feeds import FEED_SIZE, StoryFeed
from broadsheet.fronts.listings import ListingPage, NotYetFull, newest_page, numbered_page
from broadsheet.kit.safe_html import tidy_text
from broadsheet.ledger import reading
from broadsheet.live.models import BreakingItem
from broadsheet.live.presentation import ItemsView, ItemView
from broadsheet.live.selectors import (
    items_of,
    newest_change,
    page_of_items,
    shown_items,
    ticker_items,
)
from broadsheet.live.showing import views_of


def show_items(request: HttpRequest, code: str, number: str | None = None) -> HttpResponse:
    """All items of an edition, newest first, in pages. Raises Http404 for one that is not there."""
    edition = editions_for(request).by_code(code)
    shown, listings = shown_items(edition), (items_of(edition),)
    try:
        page = (
            numbered_page(shown, int(number), listings) if number else newest_page(shown, listings)
        )
    except NotYetFull:
        return HttpResponseRedirect(edition_address(edition, "breaking"))
    with override(edition.locale.language_code):
        return _page_of(request, edition, page)


def show_feed(request: HttpRequest, code: str) -> HttpResponse:
    """The newest thirty items as RSS 2.0; each names its speaker as its creator."""
    edition = editions_for(request).by_code(code)
    reading.note(items_of(edition))
    items = list(shown_items(edition)[:FEED_SIZE])
    with override(edition.locale.language_code):
        views = views_of(items, edition)
        own = address_of(edition, page_of_items(code), whole=True)
        title = f"{_('Breaking')} · {edition.name}"
        feed = StoryFeed(
            title=tidy_text(title),
            link=own,
            description=tidy_text(title),
            language=edition.language,
            feed_url=f"{own}rss.xml",
        )
        for item, view in zip(items, views, strict=True):
            feed.add_item(
                title=f"{view.speaker}: {view.text}",
                link=whole_address(view.address),
                description=view.attribution,
                unique_id=f"urn:uuid:{item.translation_key}:{edition.code}",
                unique_id_is_permalink=False,
                pubdate=item.published_at,
                categories=[view.status_label],
                creators=[view.speaker],
                picture=None,
            )
    response = HttpResponse(content_type="application/rss+xml; charset=utf-8")
    feed.write(response, "utf-8")
    return response


def show_fragment(request: HttpRequest, code: str) -> HttpResponse:
    """The dozen newest items of the last 24 hours, and how far the ledger had come with them.

    Whoever follows the events behind that number misses nothing.
    """
    edition = editions_for(request).by_code(code)
    # The number comes first: a change in between is then told once more, and not missed.
    number = newest_change(code)
    items = ticker_items(edition)
    with override(edition.locale.language_code):
        context = {"items": views_of(items, edition), "number": number}
        response = render(request, "live/ticker.html", context)
    response["X-Robots-Tag"] = "noindex"
    return response


def _page_of(
    request: HttpRequest, edition: Edition, page: ListingPage[BreakingItem]
) -> HttpResponse:
    own = page_of_items(edition.code)
    here = own + (f"all/{page.number}/" if page.number else "")
    translations = {
        other.locale_id: page_of_items(other.code)
        for other in editions_for(request)
        if other != edition and not page.number
    }
    views = views_of(page.stories, edition, headlines=True)
    head = PageHead(
        title=_("Breaking"),
        description=_("Every item of our ticker, with who said so, newest first."),
        canonical=address_of(edition, here, whole=True),
        feed=edition_address(edition, "breaking", "rss.xml"),
        alternates=alternates_of(request, edition, here, translations),
        records=(_record(edition, views, here),),
    )
    listing = ItemsView(
        items=views,
        newer=_address(edition, page.newer),
        older=_address(edition, page.older),
        number=write_number(edition, page.number) if page.number else "",
    )
    shell = build_shell(request, edition, here=here, translations=translations)
    context = {"shell": shell, "head": head, "listing": listing}
    return render(request, "live/breaking.html", context)


def _address(edition: Edition, number: int | None) -> str:
    return edition_address(edition, "breaking", "all", str(number)) if number else ""


def _record(edition: Edition, views: tuple[ItemView, ...], here: str) -> dict:
    """The page as a list of statements, each with its speaker (schema.org/ItemList, Quotation)."""
    page = address_of(edition, here, whole=True)
    return {
        "@context": "https://schema.org",
        "@type": "ItemList",
        "url": page,
        "itemListOrder": "https://schema.org/ItemListOrderDescending",
        "itemListElement": [
            {
                "@type": "ListItem",
                "position": place,
                "item": {
                    "@type": "Quotation",
                    "@id": f"{page}#item-{view.pk}",
                    "text": view.text,
                    "inLanguage": edition.language,
                    "dateCreated": view.said.iso,
                    "datePublished": view.at,
                    "creator": {"@type": "Thing", "name": view.speaker},
                    "creativeWorkStatus": view.status_label,
                },
            }
            for place, view in enumerate(views, start=1)
        ],
    }
