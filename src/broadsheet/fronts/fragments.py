"""Parts of pages that change without the page: fetched by the browser, and pages of their own.

What to read next, and the newest “in five”: if they stood in every article, one new story would
change a million old pages. Without JavaScript a link leads to the section instead.
"""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import override

from broadsheet.editions.addresses import address_of
from broadsheet.editions.edition_set import editions_for
from broadsheet.editions.models import Edition
from broadsheet.editions.skeleton import skeleton_for
from broadsheet.fronts.presentation import Band
from broadsheet.fronts.related import read_next
from broadsheet.ledger import reading, tags
from broadsheet.stories.cards import CardMaker
from broadsheet.stories.kinds import Kind
from broadsheet.stories.models import Story
from broadsheet.stories.selectors import kind_listing, published

IN_FIVE = 3


def show_read_next(request: HttpRequest, code: str, story_id: str) -> HttpResponse:
    """The stories to read after one. Raises Http404 where it is not published."""
    edition = editions_for(request).by_code(code)
    reading.note_row(tags.page(int(story_id)), ("topics",))
    story = Story.objects.filter(pk=int(story_id), edition=edition, live=True).first()
    if story is None:
        raise Http404("no such story")
    with override(edition.locale.language_code):
        return _band(request, edition, _("Read next"), "", "row", read_next(story, edition))


def show_in_five(request: HttpRequest, code: str) -> HttpResponse:
    """The newest stories in five points."""
    edition = editions_for(request).by_code(code)
    reading.note(kind_listing(edition, Kind.IN_FIVE))
    stories = list(published(edition).filter(kind=Kind.IN_FIVE)[:IN_FIVE])
    with override(edition.locale.language_code):
        sections = skeleton_for(request, edition).sections()
        home = sections.get(stories[0].home_section_id) if stories else None
        address = address_of(edition, home.url_path) if home else ""
        return _band(request, edition, _("In five"), address, "headlines", stories)


def _band(
    request: HttpRequest,
    edition: Edition,
    title: str,
    address: str,
    look: str,
    stories: list[Story],
) -> HttpResponse:
    maker = CardMaker(edition, skeleton_for(request, edition).sections(), stories)
    band = Band(title=title, address=address, look=look, cards=maker.cards(stories))
    response = render(request, "fronts/fragment.html", {"band": band})
    response["X-Robots-Tag"] = "noindex"
    return response
