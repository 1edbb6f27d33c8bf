"""Whose request it is, where another server hands it on: the edge, or one before it."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

Answer = Callable[[HttpRequest], HttpResponse]

_HANDED_ON = ("HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_PROTO")


class ReaderAddressMiddleware:
    """Put the reader's own address into ``REMOTE_ADDR``; drop what strangers claim.

    Believed is a server on this machine (the edge, which overwrites what readers send), and any
    where BEHIND_PROXY says that all requests come through one. Of several addresses the last one
    counts: that is the one the believed server saw itself. The address it came from is kept, for
    what is meant for this machine only.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        meta = request.META
        peer = meta.get("REMOTE_ADDR", "")
        meta["broadsheet.peer"] = peer
        if settings.ENVIRONMENT.behind_proxy or is_this_machine(peer):
            claimed = meta.get("HTTP_X_FORWARDED_FOR", "").rpartition(",")[2].strip()
            if claimed and _is_address(claimed):
                meta["REMOTE_ADDR"] = claimed
        else:
            for name in _HANDED_ON:
                meta.pop(name, None)
        return self.get_response(request)


def is_direct_and_local(request: HttpRequest) -> bool:
    """Whether somebody on this machine asks the desk itself, with no server between."""
    handed_on = any(name in request.META for name in (*_HANDED_ON, "HTTP_X_BROADSHEET_EDGE"))
    return is_this_machine(request.META.get("broadsheet.peer", "")) and not handed_on


def is_this_machine(address: str) -> bool:
    """Whether an address is the loopback's."""
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True
