"""When there is no page: where it went, that it is gone, that it never was, or that we failed."""

import logging
from urllib.parse import unquote

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.db import DatabaseError
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponsePermanentRedirect,
    HttpResponseRedirect,
)
from django.shortcuts import render
from django.utils.http import escape_leading_slashes
from django.utils.translation import gettext, gettext_noop, override
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page

from broadsheet.editions.addresses import address_of, edition_address
from broadsheet.editions.edition_set import editions_for
from broadsheet.editions.models import Edition, RemovedAddress
from broadsheet.editions.old_addresses import OldForm, forms_of
from broadsheet.editions.presentation import Link, PageHead
from broadsheet.editions.shells import build_shell
from broadsheet.fronts.readers import LISTED_PAGES
from broadsheet.ledger import reading, tags

logger = logging.getLogger(__name__)


def missing(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Redirect a moved page, say 410 of one that was published, else 404, in its language."""
    tree_path = unquote(request.path_info)
    if "\0" in tree_path or len(tree_path) > 2000:
        return HttpResponse(status=400)
    if not tree_path.endswith("/") and "." not in tree_path.rpartition("/")[2]:
        return HttpResponsePermanentRedirect(escape_leading_slashes(request.path + "/"))
    forms = forms_of(tree_path, request.META.get("QUERY_STRING", ""))
    row, feed = _redirect_of(forms)
    moved = _moved(request, row, feed=feed) if row else None
    if moved is not None:
        return moved
    if row or _was_published(forms):
        return _notice(
            request,
            "editions/gone.html",
            410,
            gettext_noop("This page is gone"),
            gettext_noop("It was published here once and has been taken down."),
        )
    return _notice(
        request,
        "editions/missing.html",
        404,
        gettext_noop("There is no such page"),
        gettext_noop("The address may be mistyped, or the page may never have been here."),
    )


def failure(request: HttpRequest) -> HttpResponse:
    """Our own fault, said in the edition's language; plain where even that fails."""
    try:
        return _notice(
            request,
            "editions/failure.html",
            500,
            gettext_noop("Something went wrong"),
            gettext_noop("It is our fault, not yours. Please try again in a moment."),
        )
    except Exception:
        logger.exception("the error page itself failed")
        return HttpResponse("Something went wrong.", status=500, content_type="text/plain")


def unavailable(edition: Edition) -> str:
    """The whole page, as HTML, for when neither the desk nor an older copy can be had.

    The edge keeps it, and puts the moment of the newsroom's last answer where ``{last_good}`` is.
    """
    request = HttpRequest()
    request.path = request.path_info = f"/{edition.code}/"
    answer = _notice(
        request,
        "editions/failure.html",
        503,
        gettext_noop("This page cannot be reached just now"),
        gettext_noop("We are at work on it. The newsroom last answered at %(last_good)s."),
    )
    return answer.content.decode().replace("%(last_good)s", "{last_good}")


def refused(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403 without a page of its own."""
    return HttpResponse("Not allowed.", status=403, content_type="text/plain")


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400: the request itself was wrong; 413: it holds more than a form may."""
    if isinstance(exception, RequestDataTooBig):
        most = settings.DATA_UPLOAD_MAX_MEMORY_SIZE / 1_048_576
        text = f"Nothing was saved: this form holds more than {most:.1f} MB of text.\n"
        return HttpResponse(text, status=413, content_type="text/plain")
    return HttpResponse("Bad request.", status=400, content_type="text/plain")


def _redirect_of(forms: list[OldForm]) -> tuple[Redirect | None, bool]:
    """The redirect of the longest form of an address, and whether a feed was asked for."""
    wanted = {Redirect.normalise_path(form.path): form for form in reversed(forms)}
    for form in forms[1:]:
        # Whoever asked for a form is told the same as who asks for the plain address.
        reading.note(tags.address(form.path))
    rows = Redirect.objects.filter(old_path__in=list(wanted), site=None)
    found = {row.old_path: row for row in rows.select_related("redirect_page").order_by("-pk")}
    for path, form in reversed(wanted.items()):
        if path in found:
            return found[path], form.feed
    return None, False


def _moved(request: HttpRequest, row: Redirect, *, feed: bool) -> HttpResponse | None:
    """Where a redirect leads; None where its page has been taken down.

    It never leads to where it was asked for.
    """
    target = row.redirect_link
    if row.redirect_page_id:
        page = row.redirect_page
        reading.note_row(tags.page(page.pk), ("url_path",))
        edition = editions_for(request).find_locale(page.locale_id) if page.live else None
        path = page.url_path + row.redirect_page_route_path.lstrip("/")
        if feed and path.endswith("/") and (row.redirect_page_route_path or _is_listing(page)):
            path += "rss.xml"
        target = address_of(edition, path) if edition and path != request.path_info else ""
    if not target:
        return None
    kind = HttpResponsePermanentRedirect if row.is_permanent else HttpResponseRedirect
    return kind(target)


def _is_listing(page: Page) -> bool:
    return issubclass(page.specific_class, LISTED_PAGES)


def _was_published(forms: list[OldForm]) -> bool:
    asked = forms[0].path
    unpublished = Page.objects.filter(
        slug=asked.rstrip("/").rpartition("/")[2],
        url_path=asked,
        live=False,
        first_published_at__isnull=False,
    )
    removed = RemovedAddress.objects.filter(tree_path__in=[form.path for form in forms])
    return unpublished.exists() or removed.exists()


def _notice(
    request: HttpRequest, template: str, status: int, title: str, text: str
) -> HttpResponse:
    edition = _edition_of(request)
    if edition is None:
        return HttpResponse(f"{title}\n", status=status, content_type="text/plain; charset=utf-8")
    with override(edition.locale.language_code):
        title, text = gettext(title), gettext(text)
        context = {
            "shell": build_shell(request, edition, here=f"/{edition.code}/"),
            "head": PageHead(title=title, robots="noindex"),
            "notice": {
                "title": title,
                "text": text,
                "links": (
                    Link(gettext("Front page"), edition_address(edition)),
                    Link(gettext("All stories"), edition_address(edition, "all")),
                ),
            },
        }
        return render(request, template, context, status=status)


def _edition_of(request: HttpRequest) -> Edition | None:
    code = request.path_info.strip("/").partition("/")[0]
    try:
        editions = list(editions_for(request))
    except DatabaseError:
        return None
    return next((e for e in editions if e.code == code), editions[0] if editions else None)
