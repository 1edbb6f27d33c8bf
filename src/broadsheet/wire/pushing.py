"""Where agencies and hubs send to us: answered when it is on the disk, read afterwards."""

from __future__ import annotations

import base64
import binascii
import logging
from typing import Any

from django.db import OperationalError, transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views import View

from broadsheet.wire import bell
from broadsheet.wire.formats.ninjs import MAX_BYTES
from broadsheet.wire.models import Delivery, Source
from broadsheet.wire.reading import accept
from broadsheet.wire.subscribing import verify
from broadsheet.wire.transports.hub import is_signed

logger = logging.getLogger(__name__)

#: How many deliveries of one source may wait to be read; more are put off.
MOST_WAITING = 2000
RETRY_AFTER = "30"
#: How many bytes somebody wants to send, while the edge holds the rest of it back; "" if unknown.
ANNOUNCED = "X-Broadsheet-Announced"


class PushView(View):
    """``POST /wire/push/<source>/``, with the source's token as bearer or as password."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, key: str) -> HttpResponse:
        """202 when the body is kept, and then it is never lost; 4xx where it is not wanted."""
        source = _source(key, Source.Transport.PUSH)
        # One answer, and one length of work, whether there is no such source or the token is wrong.
        if not (source or Source()).knows(_token_of(request)) or source is None:
            refused = _said(401, "this token is not known here")
            refused.headers["WWW-Authenticate"] = 'Bearer realm="wire"'
            return refused
        if not source.active:
            return _said(403, "this source is switched off")
        if ANNOUNCED in request.headers:
            return _refusal(source, request.headers[ANNOUNCED]) or HttpResponse(status=204)
        return _keep(source, request)


class HubView(View):
    """``/wire/hub/<source>/``: a hub's question, and what it sends (WebSub, 5.3 and 7)."""

    http_method_names = ["get", "post"]

    def get(self, request: HttpRequest, key: str) -> HttpResponse:
        """Repeat the hub's challenge, if it asks for what we asked it for; else 404."""
        asked = request.GET
        challenge = asked.get("hub.challenge", "")
        source = _source(key, Source.Transport.POLL)
        if source is None or not verify(
            source,
            asked.get("hub.mode", ""),
            asked.get("hub.topic", ""),
            asked.get("hub.lease_seconds", ""),
        ):
            return _said(404, "nothing was asked for")
        answer = HttpResponse(challenge[:2000], content_type="text/plain; charset=utf-8")
        answer.headers["X-Content-Type-Options"] = "nosniff"
        answer.headers["Cache-Control"] = "no-store"
        return answer

    def post(self, request: HttpRequest, key: str) -> HttpResponse:
        """202 for whatever a subscription of ours brings; what is not signed rightly is ignored.

        A wrong signature is answered like a right one (section 8): a stranger learns nothing.
        """
        source = _source(key, Source.Transport.POLL)
        health = getattr(source, "health", None)
        if source is None or health is None or not health.hub_secret or not source.active:
            return _said(410, "nothing is subscribed to here")
        if ANNOUNCED in request.headers:
            return _refusal(source, request.headers[ANNOUNCED]) or HttpResponse(status=204)
        body = request.read(MAX_BYTES + 1)
        if not is_signed(body, request.headers.get("X-Hub-Signature", ""), health.hub_secret):
            logger.warning("wire: %s: a delivery of its hub is not signed rightly", source.key)
            return _said(202, "kept")
        return _keep(source, request, body)


def _source(key: str, transport: str) -> Source | None:
    sources = Source.objects.filter(key=key, transport=transport)
    return sources.select_related("health").first()


def _keep(source: Source, request: HttpRequest, body: bytes | None = None) -> HttpResponse:
    if body is None:
        length = request.headers.get("Content-Length", "")
        if refused := _refusal(source, length):
            return refused
        body = request.read(MAX_BYTES + 1)
    if refused := _refusal(source, str(len(body))):
        return refused
    if not body.strip():
        return _said(400, "there is nothing in it")
    try:
        with transaction.atomic():
            accept(
                source,
                body,
                content_type=request.headers.get("Content-Type", ""),
                file_name=request.headers.get("X-File-Name", ""),
            )
            bell.ring_after_commit(bell.READING)
    except OperationalError as error:
        logger.warning("wire: %s: nothing could be kept: %s", source.key, error)
        return _later("it could not be kept")
    return _said(202, "kept")


def _refusal(source: Source, length: str) -> HttpResponse | None:
    """Why so many bytes of a source are not taken now; None if they are."""
    if length.isdecimal() and int(length[:20]) > MAX_BYTES:
        return _said(413, f"the most is {MAX_BYTES // (1024 * 1024)} MB")
    waiting = Delivery.objects.filter(source=source, state=Delivery.State.WAITING)
    try:
        if waiting.count() >= MOST_WAITING:
            return _later("too much waits to be read")
    except OperationalError as error:
        logger.warning("wire: %s: nothing could be kept: %s", source.key, error)
        return _later("it could not be kept")
    return None


def _token_of(request: HttpRequest) -> str:
    scheme, _, given = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        return given.strip()
    if scheme.lower() == "basic":
        try:
            return base64.b64decode(given, validate=True).decode().partition(":")[2]
        except (binascii.Error, UnicodeDecodeError):
            return ""
    return ""


def _later(why: str) -> HttpResponse:
    answer = _said(503, f"{why}; send it again")
    answer.headers["Retry-After"] = RETRY_AFTER
    return answer


def _said(status: int, words: str) -> Any:
    answer = JsonResponse({"says": words}, status=status)
    answer.headers["Cache-Control"] = "no-store"
    return answer
