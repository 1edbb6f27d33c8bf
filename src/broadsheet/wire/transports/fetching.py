"""A client for addresses that others chose: it cannot be led astray, held up or filled up.

Each name is looked up once, every address it has must be public (or named by an operator), and the
connection goes to the very address that was looked at: a name that changes in between (DNS
rebinding) leads nowhere. Redirects are followed by hand, each looked at in the same way.
"""

from __future__ import annotations

import ssl
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import cache
from typing import Any

import httpcore2
import httpx2

from broadsheet import __version__
from broadsheet.kit import clock
from broadsheet.kit.sentences import Sentence, Told, Value
from broadsheet.wire.errors import shown
from broadsheet.wire.transports import failures
from broadsheet.wire.transports.pinned_network import PinnedNetwork
from broadsheet.wire.transports.public_addresses import (
    PrivateHosts,
    Resolver,
    is_public,
    look_up,
)

MEGABYTE = 1024 * 1024
USER_AGENT = f"Broadsheet/{__version__} (wire)"
#: Seconds after which a server's Retry-After is no longer believed.
LONGEST_RETRY = 24 * 3600.0
LONGEST_ADDRESS = 2000
_PERMANENT = frozenset({301, 308})
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_CODINGS = frozenset({"", "identity", "gzip", "x-gzip", "deflate", "br"})


@dataclass(frozen=True)
class Limits:
    """Bounds of one fetch, all redirects included: bytes, seconds, and how many redirects.

    ``wire_bytes`` is what may come over the line, ``body_bytes`` what it may unpack to; ``idle`` is
    the longest silence, ``total`` the longest time for everything.
    """

    wire_bytes: int = 20 * MEGABYTE
    body_bytes: int = 20 * MEGABYTE
    idle: float = 15.0
    total: float = 60.0
    redirects: int = 5


@dataclass(frozen=True)
class Conditions:
    """What was kept of the last answer, so that the same need not be sent again (RFC 9110, 13)."""

    etag: str = ""
    modified: str = ""


@dataclass(frozen=True)
class Fetched:
    """What came. ``unchanged`` is a 304: there is no body then.

    ``moved_to`` is where the address has gone for good (301, 308 all the way), or empty.
    ``links`` are addresses of the ``Link`` header by relation (RFC 8288). ``retry_after`` is in
    seconds, where the server says when to come again.
    """

    address: str
    status: int
    body: bytes = b""
    content_type: str = ""
    unchanged: bool = False
    moved_to: str = ""
    conditions: Conditions = Conditions()
    links: Mapping[str, str] = field(default_factory=dict)
    retry_after: float | None = None


class Refusal(Told):
    """Why nothing was fetched, in one line. ``gone``: the server's 410, do not ask again."""

    def __init__(
        self,
        reason: str | Sentence,
        *,
        gone: bool = False,
        retry_after: float | None = None,
        **values: Value,
    ) -> None:
        super().__init__(reason, **values)
        self.gone = gone
        self.retry_after = retry_after


class Fetcher:
    """Fetches within :class:`Limits`. One may be used by several threads."""

    def __init__(
        self,
        private_hosts: PrivateHosts | None = None,
        limits: Limits | None = None,
        resolve: Resolver = look_up,
    ) -> None:
        self.private_hosts = private_hosts or PrivateHosts()
        self.limits = limits or Limits()
        self._resolve = resolve

    def fetch(
        self,
        address: str,
        *,
        conditions: Conditions | None = None,
        login: tuple[str, str] | None = None,
        limits: Limits | None = None,
        accept: str = "*/*",
    ) -> Fetched:
        """GET an address. ``login`` (user, password) is sent to the address's own origin only.

        Raises Refusal for whatever is not a 200 or a 304 within the limits.
        """
        headers = {"Accept": accept}
        if conditions is not None and conditions.etag:
            headers["If-None-Match"] = conditions.etag
        if conditions is not None and conditions.modified:
            headers["If-Modified-Since"] = conditions.modified
        exchange = _Exchange(self, limits or self.limits)
        return exchange.get(_checked(address), headers, login)

    def send(self, address: str, form: Mapping[str, str]) -> Fetched:
        """POST a form; no redirect is followed. Raises Refusal for anything but a 2xx."""
        exchange = _Exchange(self, self.limits)
        return exchange.post(_checked(address), form)

    def addresses_of(self, host: str, port: int) -> list[str]:
        """The addresses a host may be connected at. Raises Refusal."""
        try:
            found = self._resolve(host, port)
        except (OSError, UnicodeError) as error:
            raise Refusal(failures.NO_HOST, host=shown(host)) from error
        if not self.private_hosts.allow(host, port):
            # One private address among public ones is an attack or a mistake; both end here.
            for each in found:
                if not is_public(each):
                    raise Refusal(failures.NOT_PUBLIC, host=shown(host), address=each)
        if not found:
            raise Refusal(failures.NO_ADDRESS, host=shown(host))
        return found


class _Exchange:
    """One fetch with its redirects, its clock and its bytes."""

    def __init__(self, fetcher: Fetcher, limits: Limits) -> None:
        self._limits = limits
        self._until = time.monotonic() + limits.total
        transport = httpx2.HTTPTransport(verify=_tls(), trust_env=False)
        transport._pool.close()
        # The one place where the library lets a connection be made by somebody else.
        transport._pool = httpcore2.ConnectionPool(
            ssl_context=_tls(),
            max_connections=2,
            network_backend=PinnedNetwork(fetcher.addresses_of, self._until),
        )
        self._client = httpx2.Client(
            transport=transport,
            trust_env=False,
            follow_redirects=False,
            timeout=httpx2.Timeout(limits.idle),
            headers={"User-Agent": USER_AGENT, "Accept-Encoding": "gzip"},
        )

    def get(self, address: str, headers: dict[str, str], login: tuple[str, str] | None) -> Fetched:
        first, for_good = _origin(address), True
        moved_to = ""
        with self._client:
            for _ in range(self._limits.redirects + 1):
                auth = login if _origin(address) == first else None
                with self._answer("GET", address, headers=headers, auth=auth) as answer:
                    if answer.status_code not in _REDIRECTS:
                        return self._read(address, answer, moved_to)
                    for_good = for_good and answer.status_code in _PERMANENT
                    address = _next_address(address, answer)
                    moved_to = address if for_good else moved_to
        raise Refusal(failures.REDIRECTS, count=self._limits.redirects)

    def post(self, address: str, form: Mapping[str, str]) -> Fetched:
        with self._client, self._answer("POST", address, data=dict(form)) as answer:
            if not answer.is_success:
                said = self._body(answer)[:200].decode("utf-8", "replace").strip()
                if said:
                    raise Refusal(failures.SAID, status=answer.status_code, said=shown(said))
                raise Refusal(failures.ANSWERED, status=answer.status_code)
            return Fetched(address, answer.status_code)

    def _answer(self, method: str, address: str, **told: Any) -> _Translated:
        return _Translated(lambda: self._client.stream(method, address, **told), self._limits)

    def _read(self, address: str, answer: httpx2.Response, moved_to: str) -> Fetched:
        status = answer.status_code
        retry_after = _retry_after(answer.headers.get("retry-after", ""))
        if status == 410:
            raise Refusal(failures.GONE, gone=True)
        if status not in {200, 304}:
            raise Refusal(failures.ANSWERED, status=status, retry_after=retry_after)
        unchanged = status == 304
        return Fetched(
            address=address,
            status=status,
            body=b"" if unchanged else self._body(answer),
            content_type=answer.headers.get("content-type", "")[:200],
            unchanged=unchanged,
            moved_to=moved_to,
            conditions=Conditions(
                answer.headers.get("etag", "")[:1000],
                answer.headers.get("last-modified", "")[:100],
            ),
            links=_links(answer),
            retry_after=retry_after,
        )

    def _body(self, answer: httpx2.Response) -> bytes:
        limits = self._limits
        coding = answer.headers.get("content-encoding", "").strip().lower()
        if coding not in _CODINGS:
            raise Refusal(failures.PACKED, coding=shown(coding))
        announced = answer.headers.get("content-length", "")
        if announced.isdecimal() and int(announced[:20]) > limits.wire_bytes:
            raise Refusal(failures.TOO_LARGE, size=_size(limits.wire_bytes))
        pieces: list[bytes] = []
        size = 0
        for piece in answer.iter_bytes():
            size += len(piece)
            pieces.append(piece)
            if answer.num_bytes_downloaded > limits.wire_bytes:
                raise Refusal(failures.TOO_LARGE, size=_size(limits.wire_bytes))
            if size > limits.body_bytes:
                raise Refusal(failures.UNPACKS, size=_size(limits.body_bytes))
            if time.monotonic() > self._until:
                raise Refusal(failures.TOO_SLOW, total=f"{limits.total:g}")
        return b"".join(pieces)


class _Translated:
    """An answer being read; what the client raises meanwhile becomes a Refusal."""

    def __init__(self, begin: Any, limits: Limits) -> None:
        self._begin, self._limits = begin, limits

    def __enter__(self) -> httpx2.Response:
        try:
            self._stream = self._begin()
            answer: httpx2.Response = self._stream.__enter__()
        except Exception as error:
            raise self._told(error) from error
        return answer

    def __exit__(self, kind: Any, error: BaseException | None, trace: Any) -> None:
        with suppress(httpx2.HTTPError):
            self._stream.__exit__(kind, error, trace)
        if isinstance(error, Exception) and not isinstance(error, Refusal):
            raise self._told(error) from error

    def _told(self, error: Exception) -> Exception:
        cause: BaseException | None = error
        while cause is not None:
            if isinstance(cause, Refusal):
                return cause
            cause = cause.__cause__ or cause.__context__
        if isinstance(error, httpx2.TimeoutException):
            idle, total = f"{self._limits.idle:g}", f"{self._limits.total:g}"
            return Refusal(failures.TIMED_OUT, idle=idle, total=total)
        if isinstance(error, httpx2.DecodingError):
            return Refusal(failures.NOT_UNPACKED)
        if isinstance(error, httpx2.HTTPError | httpx2.InvalidURL | OSError):
            return Refusal(failures.FAILED, why=shown(str(error) or type(error).__name__))
        return error


@cache
def _tls() -> ssl.SSLContext:
    # Reading the machine's certificates takes longer than most fetches.
    return httpx2.create_ssl_context(trust_env=False)


def _checked(address: str) -> str:
    """An address as it may be asked for. Raises Refusal."""
    if len(address) > LONGEST_ADDRESS:
        raise Refusal(failures.TOO_LONG)
    try:
        url = httpx2.URL(address)
        usable = url.port is None or 0 < url.port < 65536
    except (httpx2.InvalidURL, ValueError) as error:
        raise Refusal(failures.NO_ADDRESS_AT_ALL, address=shown(address)) from error
    if url.scheme not in {"http", "https"} or not url.host or not usable:
        raise Refusal(failures.NOT_HTTP, address=shown(address))
    if url.userinfo:
        raise Refusal(failures.LOGIN_INSIDE)
    return str(url)


def _next_address(address: str, answer: httpx2.Response) -> str:
    location = answer.headers.get("location", "")
    if not location:
        raise Refusal(failures.NOWHERE, status=answer.status_code)
    try:
        found = _checked(str(httpx2.URL(address).join(location)))
    except (httpx2.InvalidURL, ValueError) as error:
        raise Refusal(failures.REDIRECTS_WRONGLY, address=shown(location)) from error
    if address.startswith("https:") and found.startswith("http:"):
        raise Refusal(failures.LESS_SAFE)
    return found


def _origin(address: str) -> tuple[str, str, int | None]:
    url = httpx2.URL(address)
    return url.scheme, url.host, url.port


def _links(answer: httpx2.Response) -> dict[str, str]:
    return {
        relation: str(link["url"])
        for relation, link in answer.links.items()
        if relation and len(str(link.get("url", ""))) <= LONGEST_ADDRESS
    }


def _retry_after(value: str) -> float | None:
    """Seconds (RFC 9110, 10.2.3): given as such, or as a date."""
    value = value.strip()
    if value.isdecimal():
        return min(float(value[:9]), LONGEST_RETRY)
    try:
        moment: datetime = parsedate_to_datetime(value)
    except (ValueError, TypeError, IndexError):
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return min(max((moment - clock.now()).total_seconds(), 0.0), LONGEST_RETRY)


def _size(count: int) -> str:
    return f"{count // MEGABYTE} MB" if count >= MEGABYTE else f"{count:,} bytes"
