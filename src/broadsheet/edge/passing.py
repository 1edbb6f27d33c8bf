"""From a reader's request to the desk's, and from the desk's answer to the reader's.

What belongs to one connection stays on it (RFC 9110, 7.6.1), and what the desk is told of the
reader comes from the edge alone.
"""

from __future__ import annotations

import ipaddress

from broadsheet.edge.answers import Answer
from broadsheet.edge.desk import HeaderList
from broadsheet.edge.requests import Request
from broadsheet.edge.settings import EdgeSettings

_HOP_BY_HOP = frozenset(
    {
        b"connection",
        b"keep-alive",
        b"proxy-authenticate",
        b"proxy-authorization",
        b"proxy-connection",
        b"te",
        b"trailer",
        b"transfer-encoding",
        b"upgrade",
    }
)
#: Set by the edge, whatever the client claims.
_OURS = frozenset(
    {
        b"host",
        b"content-length",
        b"expect",
        b"forwarded",
        b"http2-settings",
        b"via",
        b"x-real-ip",
        b"x-broadsheet-announced",
        b"x-broadsheet-edge",
    }
)
_CONDITIONS = frozenset(
    {
        b"accept-encoding",
        b"if-match",
        b"if-modified-since",
        b"if-none-match",
        b"if-range",
        b"if-unmodified-since",
        b"range",
    }
)


def desk_head(request: Request, target: bytes, settings: EdgeSettings, *, shared: bool) -> bytes:
    """The head of the request to the desk.

    ``shared`` asks for the plain, whole page that can be handed to other readers too: nothing of
    this reader's cookies, conditions or encodings is passed on, and HEAD becomes GET.
    """
    named = {
        each.strip().lower() for each in request.headers.get(b"connection", b"").split(b",")
    } | _HOP_BY_HOP
    method = "GET" if shared else request.method
    address, scheme = reader_of(request, settings)
    lines = [
        f"{method} ".encode() + target + b" HTTP/1.1",
        b"Host: " + request.headers[b"host"],
        b"X-Forwarded-For: " + address.encode(),
        b"X-Forwarded-Proto: " + scheme.encode(),
        b"X-Broadsheet-Edge: 1",
    ]
    for name, value in request.headers.items():
        # A server interface spells dashes as underscores: a header with underscores could pass for
        # one of ours.
        if name in named or name in _OURS or name.startswith(b"x-forwarded-") or b"_" in name:
            continue
        if shared and (name in _CONDITIONS or name in {b"cookie", b"authorization"}):
            continue
        lines.append(name + b": " + value)
    if request.body is not None or method not in {"GET", "HEAD"}:
        length = request.body.length if request.body is not None else 0
        lines.append(b"Content-Length: %d" % length)
    return b"\r\n".join(lines) + b"\r\n\r\n"


def announcing_head(request: Request, length: str, settings: EdgeSettings) -> bytes:
    """The head of a question to the desk: whether it wants a body of ``length`` bytes at all."""
    head = desk_head(request, request.target, settings, shared=False).removesuffix(b"\r\n")
    return head + b"X-Broadsheet-Announced: " + length.encode() + b"\r\n\r\n"


def reader_of(request: Request, settings: EdgeSettings) -> tuple[str, str]:
    """The reader's address and the scheme they asked by, as far as somebody believed says so.

    Of several words of a proxy the last one counts: it is the one that the proxy in front saw
    itself. What stands before it the reader may have written, even where the last one is no
    address.
    """
    if not settings.behind_proxy:
        return request.peer, settings.scheme
    address = _last_word(request, b"x-forwarded-for")
    scheme = _last_word(request, b"x-forwarded-proto").lower()
    return (
        address if _is_address(address) else request.peer,
        scheme if scheme in {"http", "https"} else settings.scheme,
    )


def _last_word(request: Request, name: bytes) -> str:
    return request.headers.get(name, b"").rpartition(b",")[2].strip().decode("latin-1")


def _is_address(text: str) -> bool:
    # A zone (fe80::1%eth0) names an interface of another machine, and may hold anything.
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return "%" not in text


def reader_headers(headers: HeaderList) -> list[tuple[str, str]]:
    """The desk's headers as a reader gets them, its length left out."""
    dropped = set(_HOP_BY_HOP | {b"date", b"server", b"content-length"})
    for name, value in headers:
        if name == b"connection":
            dropped |= {each.strip().lower() for each in value.split(b",")}
    return [
        (name.decode("latin-1").title(), value.decode("utf-8", "replace"))
        for name, value in headers
        if name not in dropped
    ]


def may_be_shared(headers: HeaderList) -> bool:
    """Whether an answer is the same for everybody (RFC 9111, 3)."""
    for name, value in headers:
        if name == b"set-cookie":
            return False
        if name == b"cache-control" and {"private", "no-store"} & _directives(value):
            return False
        if name == b"vary" and {"cookie", "authorization", "*"} & _directives(value):
            return False
    return True


def length_of(headers: HeaderList) -> int | None:
    """The length that the desk announced."""
    for name, value in headers:
        if name == b"content-length" and value.isdigit():
            return int(value)
    return None


def desk_answer(
    status: int,
    headers: HeaderList,
    body: bytes,
    length: int | None = None,
    *extra: tuple[str, str],
) -> Answer:
    """The desk's answer; ``length`` is given where the body follows in pieces."""
    answer = Answer(status, (), (*reader_headers(headers), *extra), body, length=length)
    answer.source = "desk"
    return answer


def _directives(value: bytes) -> set[str]:
    return {each.strip().partition("=")[0].lower() for each in value.decode("latin-1").split(",")}
