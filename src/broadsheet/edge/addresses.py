"""What a request says of where it wants to go, read strictly (RFC 3986, RFC 9112)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import quote, unquote_to_bytes

#: Characters that stay as they are in the one spelling under which a page is kept in memory.
_SAFE = "/:@!$&'()*+,;=~-._"
_HOST = re.compile(rb"([A-Za-z0-9](?:[A-Za-z0-9._-]{0,252})|\[[0-9A-Fa-f:.]{2,45}\])(:[0-9]{0,5})?")
_TARGET = re.compile(rb"/[!$-;=?-\[\]_a-z~]*")
#: A path that reads as it is spelled: nothing is encoded, hidden or leads anywhere else.
_PLAIN = re.compile(rb"(?:/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)*/?")
_BAD_ESCAPE = re.compile(rb"%(?![0-9A-Fa-f]{2})|%(?:2[fF]|5[cC])")
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\\\\]")
_ABSOLUTE = re.compile(rb"https?://([^/?#]*)([/?].*)?", re.IGNORECASE)


class BadAddress(ValueError):
    """An address that is refused; ``status`` says how."""

    def __init__(self, why: str, status: int = 400) -> None:
        super().__init__(why)
        self.status = status


@dataclass(frozen=True)
class Address:
    """A request's path as readers write it, its one percent-encoded spelling, and its query."""

    path: str
    spelling: bytes
    query: bytes | None


def read_address(target: bytes, longest: int) -> Address:
    """Path and query of a request target. Raises BadAddress for what must not go any further.

    Percent-encoding is undone once, as UTF-8; slashes and dots that were hidden in it, control
    characters and backslashes are refused (RFC 3986, 7.3).
    """
    if len(target) > longest:
        raise BadAddress("this address is too long", 414)
    raw, mark, query = target.partition(b"?")
    if not mark and raw and _PLAIN.fullmatch(raw):
        return Address(raw.decode(), raw, None)
    if not _TARGET.fullmatch(raw) or b"\\" in raw or raw.startswith(b"//"):
        raise BadAddress("this is not an address")
    if _BAD_ESCAPE.search(raw):
        raise BadAddress("this address is wrongly encoded")
    if not _TARGET.fullmatch(b"/" + query):
        raise BadAddress("this query is wrongly encoded")
    try:
        path = unquote_to_bytes(raw).decode()
    except UnicodeDecodeError as error:
        raise BadAddress("this address is not UTF-8") from error
    if _CONTROL.search(path) or any(part in {".", ".."} for part in path.split("/")):
        raise BadAddress("this address is refused")
    return Address(path, spelling_of(path), query if mark else None)


def spelling_of(path: str) -> bytes:
    """The one percent-encoded spelling of a path."""
    return quote(path, safe=_SAFE).encode()


def split_absolute(target: bytes) -> tuple[bytes, bytes] | None:
    """Authority and origin form of an absolute target (RFC 9112, 3.2.2); None for any other."""
    found = _ABSOLUTE.fullmatch(target)
    if not found:
        return None
    rest = found[2] or b"/"
    return found[1], rest if rest.startswith(b"/") else b"/" + rest


def host_name(header: bytes) -> str:
    """The name in a ``Host`` header, lower case, without port. Raises BadAddress."""
    found = _HOST.fullmatch(header)
    if not found:
        raise BadAddress("the Host header is wrong")
    return found[1].decode().lower().rstrip(".")
