"""The caches further out that are told to forget pages: Varnish, Fastly, Cloudflare. No Django.

Each takes the keys of pages in batches, within the limits its maker documents. Nothing here retries
or remembers; see ``purging``.
"""

from __future__ import annotations

import http.client
import json
import re
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from email.message import Message
from email.utils import parsedate_to_datetime
from typing import Protocol
from urllib.parse import unquote, urlsplit

#: Seconds to wait for a connection, and for each piece of an answer.
TIMEOUT = 5.0
#: Bytes of an answer that are read.
LONGEST_ANSWER = 64 * 1024
#: Seconds that a cache may ask to be left alone. It may be mistaken.
LONGEST_PAUSE = 3600.0
#: Statuses after which another try may go better (RFC 9110, 15; RFC 6585, 4). Others last until
#: somebody changes something.
PASSING = frozenset({408, 425, 429, 500, 502, 503, 504})
#: What can be given in the setting.
USAGE = (
    "give varnish://host:port, fastly://token@service or cloudflare://token@zone,"
    " with commas between"
)


class PurgeError(Exception):
    """A cache did not acknowledge, in one line without secrets.

    ``lasting``: it will not by itself. ``pause``: seconds for which it asked to be left alone.
    """

    def __init__(self, why: str, *, lasting: bool = False, pause: float = 0.0) -> None:
        super().__init__(why)
        self.lasting = lasting
        self.pause = pause


class Cache(Protocol):
    """A cache further out."""

    @property
    def name(self) -> str:
        """How logs and the queue call it; holds no secret, and differs from every other's."""

    @property
    def most(self) -> int:
        """Keys that one request may hold."""

    def purge(self, keys: Sequence[str], *, gone: bool) -> None:
        """Have everything under these keys forgotten; returns when that is acknowledged.

        ``gone`` says that it must not be shown again, not even while nothing newer can be had.
        Raises PurgeError.
        """


@dataclass(frozen=True)
class Varnish:
    """One Varnish server with the rules that ``broadsheet configure varnish`` prints."""

    host: str
    port: int
    #: 256 keys take 5 KB of the 8 KB that Varnish allows a header.
    most: int = 256

    @property
    def name(self) -> str:
        """See :class:`Cache`."""
        return f"varnish {self.host}:{self.port}"

    def purge(self, keys: Sequence[str], *, gone: bool) -> None:
        """See :class:`Cache`. What is not ``gone`` may still be shown while the edge is down."""
        header = "xkey-purge" if gone else "xkey-softpurge"
        _send(f"http://{_netloc(self.host, self.port)}", "PURGE", "/", {header: " ".join(keys)})


@dataclass(frozen=True)
class Fastly:
    """One service at Fastly. The token needs the scope ``purge_select`` and nothing else."""

    service: str
    token: str = field(repr=False)
    api: str = "https://api.fastly.com"
    #: The limit of one batch.
    most: int = 256

    @property
    def name(self) -> str:
        """See :class:`Cache`."""
        return f"fastly {self.service}"

    def purge(self, keys: Sequence[str], *, gone: bool) -> None:
        """See :class:`Cache`. Never soft: a soft purge would show the old page once more."""
        headers = {"Fastly-Key": self.token, "Surrogate-Key": " ".join(keys)}
        _send(self.api, "POST", f"/service/{self.service}/purge", headers)


@dataclass(frozen=True)
class Cloudflare:
    """One zone at Cloudflare. The token needs the permission "Cache Purge" of that zone."""

    zone: str
    token: str = field(repr=False)
    api: str = "https://api.cloudflare.com"
    #: Operations that one request may hold, on every plan.
    most: int = 100

    @property
    def name(self) -> str:
        """See :class:`Cache`."""
        return f"cloudflare {self.zone}"

    def purge(self, keys: Sequence[str], *, gone: bool) -> None:
        """See :class:`Cache`."""
        body = json.dumps({"tags": list(keys)}).encode()
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
        path = f"/client/v4/zones/{self.zone}/purge_cache"
        told = _send(self.api, "POST", path, headers, body)
        try:
            done = json.loads(told)["success"] is True
        except (ValueError, KeyError, TypeError):
            done = False
        if not done:
            raise PurgeError("it answers 200, and that nothing was done")


def read_caches(setting: str) -> list[Cache]:
    """The caches that BROADSHEET_PURGE names. Raises ValueError, which holds no secret."""
    found = {made.name: made for each in setting.split(",") if (made := _read(each.strip()))}
    return list(found.values())


def _read(address: str) -> Cache | None:
    if not address:
        return None
    try:
        parts = urlsplit(address)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise ValueError(USAGE) from None
    secret, _, name = parts.netloc.rpartition("@")
    token = unquote(secret)
    if parts.path.strip("/") or parts.query or parts.fragment:
        raise ValueError(USAGE)
    if parts.scheme == "varnish" and re.fullmatch(r"[\w.:-]+", host) and not secret:
        return Varnish(host, port or 6081)
    if re.fullmatch(r"[!-~]+", token):
        if parts.scheme == "fastly" and re.fullmatch(r"[A-Za-z0-9]+", name):
            return Fastly(name, token)
        if parts.scheme == "cloudflare" and re.fullmatch(r"[0-9a-f]{32}", name):
            return Cloudflare(name, token)
    raise ValueError(USAGE)


def _send(
    origin: str, method: str, path: str, headers: Mapping[str, str], body: bytes | None = None
) -> bytes:
    """One request on a connection of its own; returns the body of a 200. Raises PurgeError."""
    parts = urlsplit(origin)
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    connection = kind(parts.hostname or "", parts.port, timeout=TIMEOUT)
    try:
        connection.request(method, path, body, {"Accept": "application/json", **headers})
        answer = connection.getresponse()
        told = answer.read(LONGEST_ANSWER)
    except TimeoutError as error:
        raise PurgeError("it does not answer in time") from error
    except (OSError, http.client.HTTPException) as error:
        why = getattr(error, "strerror", None) or type(error).__name__
        raise PurgeError(f"it cannot be reached: {why}") from error
    finally:
        connection.close()
    if answer.status != 200:
        raise _refusal(answer.status, answer.headers)
    return told


def _refusal(status: int, headers: Message) -> PurgeError:
    pause = _pause(headers) if status in {429, 503} else 0.0
    if status in {401, 403}:
        return PurgeError(f"it refuses us ({status})", lasting=True)
    return PurgeError(f"it answers {status}", lasting=status not in PASSING, pause=pause)


def _pause(headers: Message) -> float:
    """Seconds for which a cache asks to be left alone; 0 where it does not say."""
    named = headers.get("Retry-After", "").strip()
    reset = headers.get("Fastly-RateLimit-Reset", "").strip()
    if named.isdecimal():
        pause = float(named)
    elif named:
        try:
            pause = parsedate_to_datetime(named).timestamp() - time.time()
        except ValueError:
            pause = 0.0
    else:
        pause = float(reset) - time.time() if reset.isdecimal() else 0.0
    return min(max(pause, 0.0), LONGEST_PAUSE)


def _netloc(host: str, port: int) -> str:
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
