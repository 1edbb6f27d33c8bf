"""From a host to an edition, and from a missing page to where it went."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect

from broadsheet.editions.addresses import address_of
from broadsheet.editions.edition_set import editions_at_hand, editions_for
from broadsheet.editions.models.edition import Edition
from broadsheet.editions.reserved import AT_THE_ROOT, IN_AN_EDITION

Answer = Callable[[HttpRequest], HttpResponse]

#: What is the newsroom's own on every host. Names that every edition has, too (``live``), are the
#: edition's on its own host.
_ON_EVERY_HOST = AT_THE_ROOT - IN_AN_EDITION


class EditionHostMiddleware:
    """Let an edition on its own host be reached by the same tree paths as one under a path.

    ``https://english.example.org/news/`` is answered as ``/en/news/``, and ``/en/news/`` on the
    newsroom's own host leads there, so that an edition that gets a host keeps its old links. The
    desk, static files and other addresses of the newsroom itself stay where they are on every host.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        first = request.path_info.lstrip("/").partition("/")[0]
        if first in _ON_EVERY_HOST:
            if request.method not in {"GET", "HEAD"}:
                return self.get_response(request)
            with editions_at_hand(request):
                return self.get_response(request)
        host = request.get_host().lower()
        editions = editions_for(request)
        named = next((edition for edition in editions if edition.code == first), None)
        own = editions.by_host(host)
        if named is not None and not named.host and named.origin.endswith(f"//{host}"):
            return self.get_response(request)
        if own is not None:
            request.path_info = f"/{own.code}{request.path_info}"
        elif named is not None and named.host:
            return _to_its_host(request, named)
        return self.get_response(request)


def _to_its_host(request: HttpRequest, edition: Edition) -> HttpResponse:
    """Lead to the same page on the edition's own host; a form that was sent is sent again there."""
    address = address_of(edition, request.path_info)
    if query := request.META.get("QUERY_STRING"):
        address += f"?{query}"
    reading = request.method in {"GET", "HEAD"}
    return HttpResponsePermanentRedirect(address, preserve_request=not reading)
