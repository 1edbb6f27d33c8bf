"""Small files the newsroom answers with itself: health, robots, brand colours, media."""

from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import patch_cache_control
from django.views.static import serve

from broadsheet.editions.brand import brand_css
from broadsheet.editions.edition_set import editions_for

A_YEAR = 31_536_000
#: Folders of the media root that readers may read; originals and documents are not among them.
PUBLIC_MEDIA = frozenset({"images", "clips", "channel"})
#: Types that a browser shows or plays; anything else is handed out as a download.
SHOWN = frozenset(
    {".avif", ".webp", ".jpg", ".jpeg", ".png", ".gif", ".mp4", ".m4v", ".webm", ".mov", ".vtt"}
    | {".m3u8", ".m4s", ".mp3", ".m4a", ".ogg", ".oga", ".opus", ".wav"}
)


def health(request: HttpRequest) -> HttpResponse:
    """``/healthz``: 200 when the desk answers and its database does; raises otherwise."""
    editions = sum(1 for _ in editions_for(request))
    response = HttpResponse(f"ok {editions}\n", content_type="text/plain; charset=utf-8")
    response["Cache-Control"] = "no-store"
    return response


def robots(request: HttpRequest) -> HttpResponse:
    """``/robots.txt`` (RFC 9309): all but the desk."""
    return HttpResponse("User-agent: *\nDisallow: /admin/\n", content_type="text/plain")


def brand(request: HttpRequest, code: str) -> HttpResponse:
    """An edition's colours; its name changes with its content, so it is kept for a year."""
    response = HttpResponse(
        brand_css(editions_for(request).by_code(code)), content_type="text/css; charset=utf-8"
    )
    patch_cache_control(response, public=True, max_age=A_YEAR, immutable=True)
    return response


def media(request: HttpRequest, path: str) -> HttpResponseBase:
    """Renditions and clips from the local disk. Raises Http404 for anything else."""
    if path.partition("/")[0] not in PUBLIC_MEDIA:
        raise Http404("not public")
    response = serve(request, path, document_root=str(settings.MEDIA_ROOT))
    response["X-Content-Type-Options"] = "nosniff"
    if Path(path).suffix.lower() not in SHOWN:
        response["Content-Disposition"] = "attachment"
    patch_cache_control(response, public=True, max_age=A_YEAR, immutable=True)
    return response
