"""From a host to an edition, and from a missing page to where it went."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from broadsheet.editions.edition_set import editions_for
from broadsheet.editions.reserved import AT_THE_ROOT

Answer = Callable[[HttpRequest], HttpResponse]


class EditionHostMiddleware:
    """Let an edition on its own host be reached by the same tree paths as one under a path.

    ``https://english.example.org/news/`` is answered as ``/en/news/``. The desk, static files and
    other addresses of the newsroom itself stay where they are on every host.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        first = request.path_info.lstrip("/").partition("/")[0]
        if first not in AT_THE_ROOT:
            edition = editions_for(request).by_host(request.get_host())
            if edition is not None:
                request.path_info = f"/{edition.code}{request.path_info}"
        return self.get_response(request)
