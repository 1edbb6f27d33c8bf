"""The peer as a site of its own: plain Wagtail behind a server, with and without Django's cache.

Settings, addresses and the server in one: ``python -m bench.peer_site PORT cached|uncached``. It
has the newsroom's database and nothing of its middleware but what every Django site has.
"""

from __future__ import annotations

import os
import sys
from typing import Any

from broadsheet.config.settings import *  # noqa: F403

ROOT_URLCONF = "bench.peer_site"
MIDDLEWARE = [
    "django.middleware.gzip.GZipMiddleware",
    "django.middleware.common.CommonMiddleware",
]
if os.environ.get("BENCH_CACHED"):
    # GZip stands outside of the cache in Django's documentation, so that a hit is compressed anew.
    MIDDLEWARE.insert(1, "django.middleware.cache.UpdateCacheMiddleware")
    MIDDLEWARE.append("django.middleware.cache.FetchFromCacheMiddleware")
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
CACHE_MIDDLEWARE_SECONDS = 3600
WSGI_APPLICATION = None


def _page(request: Any, path: str) -> Any:
    from django.http import HttpResponse

    from bench.plain_wagtail import PlainWagtail

    global _peer
    if _peer is None:
        _peer = PlainWagtail()
    return HttpResponse(_peer.story(f"/{path}"))


def _addresses() -> list[Any]:
    from django.urls import path

    return [path("<path:path>", _page)]


_peer: Any = None


def __getattr__(name: str) -> Any:
    # Django asks the module for its addresses only once it is set up.
    if name == "urlpatterns":
        return _addresses()
    raise AttributeError(name)


def main() -> None:
    """Serve until told to stop, in one process."""
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    os.environ["DJANGO_SETTINGS_MODULE"] = "bench.peer_site"
    if sys.argv[2] == "cached":
        os.environ["BENCH_CACHED"] = "1"
    Granian(
        "django.core.wsgi:get_wsgi_application",
        factory=True,
        address="127.0.0.1",
        port=int(sys.argv[1]),
        interface=Interfaces.WSGI,
        workers=1,
        log_level=LogLevels.error,
    ).serve()


if __name__ == "__main__":
    main()
