"""“This front as it stood at …”, where the edition lets its readers look back."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.html import escape
from django.utils.translation import gettext as _
from django.utils.translation import override

from broadsheet.editions.addresses import edition_address
from broadsheet.editions.edition_set import editions_for
from broadsheet.editions.models import Edition
from broadsheet.editions.numerals import write_moment
from broadsheet.editions.presentation import Link, PageHead
from broadsheet.editions.shells import build_shell
from broadsheet.kit import clock
from broadsheet.press.impressions import of_day, standing_at
from broadsheet.press.models import Impression
from broadsheet.press.pressing import the_press


def show_day(request: HttpRequest, code: str, day: str = "") -> HttpResponse:
    """The moments of one day (in the edition's zone) at which its front changed; by default today.

    Raises Http404 where the edition does not allow it, or the day is none.
    """
    edition = _open_edition(request, code)
    zone = ZoneInfo(edition.time_zone)
    try:
        asked = date.fromisoformat(day) if day else clock.now().astimezone(zone).date()
        begin = datetime.combine(asked, time(), zone)
        end = datetime.combine(asked + timedelta(days=1), time(), zone)
    except (ValueError, OverflowError) as error:
        raise Http404("no such day") from error
    with override(edition.locale.language_code):
        moments = [(each, write_moment(edition, each.at)) for each in of_day(edition, begin, end)]
        here = f"/{code}/history/"
        context = {
            "shell": build_shell(request, edition, here=here),
            "head": PageHead(title=_("The front as it stood"), robots="noindex"),
            "day": write_moment(edition, begin).day,
            "moments": [Link(words.clock, _address(edition, each)) for each, words in moments],
            "before": edition_address(edition, "history", f"{asked - timedelta(days=1)}"),
            "after": edition_address(edition, "history", f"{asked + timedelta(days=1)}"),
        }
        return _never_kept(render(request, "press/history.html", context))


def show_moment(request: HttpRequest, code: str, day: str, clock_time: str) -> HttpResponse:
    """The front that stood at a moment (UTC), under a line that says so. Raises Http404."""
    edition = _open_edition(request, code)
    try:
        moment = datetime.fromisoformat(f"{day}T{clock_time}+00:00")
    except ValueError as error:
        raise Http404("no such moment") from error
    # Impressions are kept to the microsecond, addresses to the second.
    impression = standing_at(edition, moment + timedelta(seconds=1))
    if impression is None:
        raise Http404("nothing had been printed yet")
    try:
        html = the_press().impressions.body(impression).decode()
    except OSError as error:
        raise Http404("this impression is gone") from error
    with override(edition.locale.language_code):
        words = write_moment(edition, impression.at)
        line = _("This front as it stood at %(moment)s") % {"moment": words.text}
        link = edition_address(edition)
        label = _("Go to the front page")
    banner = (
        f'<p class="wrap stood"><time datetime="{words.iso}">{escape(line)}</time> '
        f'<a href="{escape(link)}">{escape(label)}</a></p>'
    )
    start = html.find(">", html.find("<body")) + 1
    html = html[:start] + banner + html[start:]
    html = html.replace("<head>", '<head><meta name="robots" content="noindex">', 1)
    return _never_kept(HttpResponse(html))


def _open_edition(request: HttpRequest, code: str) -> Edition:
    edition = editions_for(request).by_code(code)
    if not edition.history_public:
        raise Http404("this edition does not show its past fronts")
    return edition


def _address(edition: Edition, impression: Impression) -> str:
    stamp = impression.at
    return edition_address(edition, "history", f"{stamp:%Y-%m-%d}", f"{stamp:%H:%M:%S}")


def _never_kept(response: HttpResponse) -> HttpResponse:
    """What may be struck tomorrow is not kept anywhere today."""
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex"
    return response
