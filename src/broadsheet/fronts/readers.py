"""From an address to an answer: every public page that is read from the page tree or a record."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import override
from wagtail.models import Page

from broadsheet.editions.addresses import edition_address
from broadsheet.editions.edition_set import editions_for
from broadsheet.editions.models import Area, Edition, Section
from broadsheet.fronts.feeds import show_feed
from broadsheet.fronts.listed import Listed, listed_live, listed_page, listed_record
from broadsheet.fronts.listing_views import show_listing
from broadsheet.fronts.models import EditionFront
from broadsheet.fronts.podcasts import show_podcast
from broadsheet.programmes.models import Programme
from broadsheet.stories.charts import show_chart_file
from broadsheet.stories.clip_files import show_clip_file
from broadsheet.stories.models import Story

#: Slashes of a story's tree path: /edition/area/section/slug/.
STORY_SLASHES = 5
LISTED_PAGES = (EditionFront, Area, Section)


def find_page(tree_path: str) -> Any:
    """The published page at a tree path, in its specific type. Raises Http404.

    One query for a story, which most pages are; two or three for others.
    """
    # Tree paths have no index, slugs have: without it every address would read the whole archive.
    slug = tree_path.rstrip("/").rpartition("/")[2]
    if tree_path.count("/") == STORY_SLASHES:
        story = Story.objects.filter(slug=slug, url_path=tree_path, live=True).first()
        if story is not None:
            return story
    page = Page.objects.filter(slug=slug, url_path=tree_path, live=True).first()
    if page is None:
        raise Http404(f"no page at {tree_path}")
    return page.specific


def show_page(request: HttpRequest, path: str) -> HttpResponse:
    """Any page of the tree."""
    return find_page(f"/{path}").serve(request)


def show_chart(request: HttpRequest, path: str, number: str, form: str) -> HttpResponse:
    """``…/chart-1.csv`` and ``…/chart-1.svg`` of a story. Raises Http404."""
    page = find_page(f"/{path}")
    if not isinstance(page, Story):
        raise Http404("only stories have charts")
    return show_chart_file(request, page, int(number), form)


def show_clip_part(request: HttpRequest, path: str, name: str) -> HttpResponse:
    """``…/chapters.json`` and ``…/transcript.txt`` of a story's clip. Raises Http404."""
    page = find_page(f"/{path}")
    if not isinstance(page, Story):
        raise Http404("only stories have clips")
    return show_clip_file(request, page, name)


def _find_listed_page(edition: Edition, path: str) -> Listed:
    page = find_page(f"/{path}")
    if not isinstance(page, LISTED_PAGES):
        raise Http404("this page lists nothing")
    return listed_page(edition, page)


def _page_number(digits: str | None) -> int | None:
    return int(digits) if digits else None


def _in_edition(
    request: HttpRequest, code: str, answer: Callable[[Edition], HttpResponse]
) -> HttpResponse:
    edition = editions_for(request).by_code(code)
    with override(edition.locale.language_code):
        return answer(edition)


def show_page_listing(request: HttpRequest, path: str, number: str | None = None) -> HttpResponse:
    """``…/all/`` and ``…/all/<number>/`` of an edition, an area or a section."""
    return _in_edition(
        request,
        path.partition("/")[0],
        lambda edition: show_listing(
            request,
            edition,
            _find_listed_page(edition, path),
            number=_page_number(number),
            under_all=True,
        ),
    )


def show_page_feed(request: HttpRequest, path: str) -> HttpResponse:
    """``…/rss.xml`` of an edition, an area or a section."""
    return _in_edition(
        request,
        path.partition("/")[0],
        lambda edition: show_feed(request, edition, _find_listed_page(edition, path)),
    )


def show_record(
    request: HttpRequest, code: str, place: str, slug: str, number: str | None = None
) -> HttpResponse:
    """A region, topic, dossier, author or agency, and the older pages of its stories."""
    return _in_edition(
        request,
        code,
        lambda edition: show_listing(
            request,
            edition,
            listed_record(edition, place, slug),
            number=_page_number(number),
        ),
    )


def show_record_feed(request: HttpRequest, code: str, place: str, slug: str) -> HttpResponse:
    """The feed of a region, topic, dossier, author or agency."""
    return _in_edition(
        request,
        code,
        lambda edition: show_feed(request, edition, listed_record(edition, place, slug)),
    )


def show_programme_podcast(request: HttpRequest, code: str, slug: str) -> HttpResponse:
    """A programme's feed for podcast players. Raises Http404."""

    def answer(edition: Edition) -> HttpResponse:
        programme = listed_record(edition, Programme.place, slug).programme
        assert programme is not None
        return show_podcast(request, edition, programme)

    return _in_edition(request, code, answer)


def show_live(request: HttpRequest, code: str, number: str | None = None) -> HttpResponse:
    """The channel's page while nothing is on air: it says so, and lists what was."""
    return _in_edition(
        request,
        code,
        lambda edition: show_listing(
            request, edition, listed_live(edition), number=int(number) if number else None
        ),
    )


def show_live_feed(request: HttpRequest, code: str) -> HttpResponse:
    """The feed of what was on air."""
    return _in_edition(
        request, code, lambda edition: show_feed(request, edition, listed_live(edition))
    )


def choose_edition(request: HttpRequest) -> HttpResponse:
    """``/``: to the edition whose language the reader's browser asks for first (RFC 9110, 12.5.4).

    Varies by Accept-Language. Raises Http404 in a newsroom without editions.
    """
    editions = list(editions_for(request))
    if not editions:
        raise Http404("this newsroom has no edition yet")
    chosen = editions[0]
    for wanted in _accepted(request.headers.get("Accept-Language", "")):
        match = next((e for e in editions if _matches(e, wanted)), None)
        if match:
            chosen = match
            break
    response = HttpResponseRedirect(edition_address(chosen))
    response["Vary"] = "Accept-Language"
    return response


def _matches(edition: Edition, wanted: str) -> bool:
    own = edition.locale.language_code.lower()
    return wanted == own or wanted.partition("-")[0] == own.partition("-")[0]


def _accepted(header: str) -> list[str]:
    ranked = []
    for place, part in enumerate(header[:500].split(",")):
        tag, _, quality = part.replace(" ", "").replace("\t", "").partition(";q=")
        try:
            weight = float(quality) if quality else 1.0
        except ValueError:
            weight = 0.0
        if tag and tag != "*" and weight > 0:
            ranked.append((-weight, place, tag.lower()))
    return [tag for _, _, tag in sorted(ranked)]
