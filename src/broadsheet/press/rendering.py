"""Renders a page as any reader would get it, and notes what it was made from.

The request is made here, with nothing of a reader's in it: what is stored can hold nothing of
whoever happened to ask first.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from io import BytesIO
from typing import cast

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler, WSGIRequest
from django.db import connection
from django.http import HttpResponse

from broadsheet.ledger import reading, tags
from broadsheet.ledger.reading import Reading
from broadsheet.press.places import Place, Places, own_netloc

#: Set in the environment of a request that the press made itself.
PRESSING = "broadsheet.pressing"
#: What may stand in the live tree: pages, redirects, and what is gone (RFC 9110, 15).
STORABLE = frozenset({200, 301, 302, 308, 410, 451})
#: Headers that the tree keeps in a way of its own, or that are the server's.
_NOT_KEPT = frozenset(
    {
        "content-type",
        "content-length",
        "cache-control",
        "etag",
        "last-modified",
        "location",
        "vary",
        "date",
    }
)


@dataclass(frozen=True)
class Render:
    """One render: the answer, and what it was made from."""

    status: int
    type: str
    body: bytes
    location: str
    headers: list[tuple[str, str]]
    storable: bool
    #: Whether the page's content security policy is its own.
    own_policy: bool
    reading: Reading = field(repr=False)
    response: HttpResponse = field(repr=False)

    @property
    def sha(self) -> str:
        """SHA-256 of the body, hexadecimal."""
        return hashlib.sha256(self.body).hexdigest()


def render(place: Place, places: Places) -> Render:
    """Render the page at a place. Raises whatever a view raises only where Django would."""
    with reading.recording() as noted:
        reading.note(tags.address(places.tree_path(place)))
        with reading_only():
            response = cast("HttpResponse", _handler().get_response(_request(place, places)))
    body = b"" if response.streaming else response.content
    return Render(
        status=response.status_code,
        type=response.headers.get("Content-Type", ""),
        body=body,
        location=response.headers.get("Location", ""),
        headers=[
            (name, _in_order(name, value))
            for name, value in response.headers.items()
            if name.lower() not in _NOT_KEPT
        ],
        storable=_is_storable(response),
        own_policy=getattr(response, "_csp_update", None) is not None,
        reading=noted,
        response=response,
    )


def _in_order(name: str, value: str) -> str:
    """A header's value, the same in every process: the policy comes in the order of a set."""
    if name.lower() != "content-security-policy":
        return value
    return "; ".join(sorted(value.split("; ")))


def _is_storable(response: HttpResponse) -> bool:
    policy = response.headers.get("Cache-Control", "").lower()
    vary = {name.strip().lower() for name in response.headers.get("Vary", "").split(",")}
    return (
        response.status_code in STORABLE
        and not response.streaming
        and not response.cookies
        and "private" not in policy
        and "no-store" not in policy
        and vary <= {"", "accept-encoding"}
    )


@contextmanager
def reading_only() -> Iterator[None]:
    """Let nothing be written to the database inside the block: the press reads."""
    sqlite = connection.vendor == "sqlite"
    on, off = (
        ("PRAGMA query_only=1", "PRAGMA query_only=0")
        if sqlite
        else ("SET default_transaction_read_only = on", "SET default_transaction_read_only = off")
    )
    with connection.cursor() as cursor:
        cursor.execute(on)
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute(off)


@cache
def _handler() -> WSGIHandler:
    return WSGIHandler()


def _request(place: Place, places: Places) -> WSGIRequest:
    try:
        netloc = places.netloc_of(place.host)
    except LookupError:
        netloc = own_netloc()
    name, _, port = netloc.partition(":")
    return WSGIRequest(
        {
            "REQUEST_METHOD": "GET",
            "SCRIPT_NAME": "",
            "PATH_INFO": place.path.encode().decode("latin-1"),
            "QUERY_STRING": "",
            "HTTP_HOST": netloc,
            "SERVER_NAME": name,
            "SERVER_PORT": port or "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "REMOTE_ADDR": "127.0.0.1",
            "wsgi.url_scheme": settings.BROADSHEET_ADDRESS.partition("://")[0],
            "wsgi.input": BytesIO(),
            PRESSING: True,
        }
    )
