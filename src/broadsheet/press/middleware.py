"""Presses what the edge asks the desk for: a page that is not in the live tree (any more)."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from broadsheet.press import live_tree
from broadsheet.press.live_tree import BadPath
from broadsheet.press.places import Place, Places
from broadsheet.press.pressing import the_press
from broadsheet.press.rendering import PRESSING

Answer = Callable[[HttpRequest], HttpResponse]

#: For what no change is followed: what is not there, and pages that could not be kept. Caches
#: further out may have it for these seconds.
SHORTLY = "public, max-age=10"
#: First parts of addresses that are no pages.
NO_PAGES = frozenset({"admin", "api", "wire", "static", "media", "healthz", "metrics", ""})


class PressMiddleware:
    """Answer public pages with what the press makes of them, and have it kept.

    A request with a query, a form that was sent, and everything that is no page goes on as it is.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        place = place_asked_for(request)
        if place is None:
            return self.get_response(request)
        press = the_press()
        pressed = press.press(place[0], place[1])
        response = pressed.render.response
        if "no-store" in response.get("Cache-Control", ""):
            return response
        for name, value in press.key_headers(place[0]):
            response.headers[name] = value
        if response.status_code == 404 or (pressed.render.storable and not pressed.stored):
            response.headers["Cache-Control"] = SHORTLY
        return response


def place_asked_for(request: HttpRequest) -> tuple[Place, Places] | None:
    """The page a request asks for, if the press may answer it."""
    if (
        request.method not in {"GET", "HEAD"}
        or request.META.get("QUERY_STRING")
        or PRESSING in request.environ  # type: ignore[attr-defined]
        # A draft that an editor looks at: Wagtail asks for it under the address of its page.
        or getattr(request, "is_dummy", False)
    ):
        return None
    path = request.path_info
    if path.lstrip("/").partition("/")[0] in NO_PAGES and path != "/":
        return None
    places = Places()
    place = Place(places.folder_for(request.get_host()), path)
    try:
        live_tree.page_file(the_press().live, place.host, place.path)
    except BadPath:
        return None
    return place, places
