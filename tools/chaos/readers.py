"""Readers over connections that are kept open, who notice whatever is not as it was promised."""

from __future__ import annotations

import gzip
import hashlib
import math
import random
import re
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPResponse
from urllib.parse import quote, unquote, urlsplit

import brotli

from broadsheet.edge.tree import tag_of
from tools.chaos.findings import Findings
from tools.chaos.newsroom import Broken

#: Seconds that a reader waits; connections queue while there is no edge.
WAITS = 30.0
ENCODINGS = ("", "gzip", "br")
STALE = "X-Broadsheet-Stale"
_LINK = re.compile(r'(?:href|src|data-src)="([^"#?]+)')
_SET = re.compile(r'srcset="([^"]+)"')
_ENDS = {"text/html": b"</html>", "application/rss+xml": b"</rss>", "application/json": b"}"}
#: The desk's own, and what is not kept for readers.
_NOT_FOR_READERS = ("/admin/", "/api/", "/media/documents/", "/healthz")


@dataclass(frozen=True)
class Got:
    """An answer, its body decoded."""

    status: int
    body: bytes
    type: str
    location: str
    stale: bool

    @property
    def sha(self) -> str:
        """What tells its content from any other."""
        whole = b"%d %b " % (self.status, self.location.encode()) + self.body
        return hashlib.sha256(whole).hexdigest()


class Wrong(Exception):
    """An answer that came whole and is not what it says of itself."""


class Connection:
    """One connection to the edge, opened anew when it is lost."""

    def __init__(self, port: int, encoding: str = "") -> None:
        self._port, self._encoding = port, encoding
        self._held: HTTPConnection | None = None
        #: Since when it may have been broken, as seen by the last request; on the monotonic clock.
        self.since = self._asked = 0.0

    def get(self, path: str) -> Got:
        """Ask. Raises OSError or HTTPException when it breaks, Wrong for what is not whole."""
        asked_before, self._asked = self._asked, time.monotonic()
        # What came before was answered by an edge that lived when it was asked, and perhaps no
        # longer: on a connection that is kept open, its end is seen only now.
        self.since = self._asked if self._held is None else asked_before
        if self._held is None:
            self._held = HTTPConnection("127.0.0.1", self._port, timeout=WAITS)
        try:
            asked = {"Accept-Encoding": self._encoding} if self._encoding else {}
            self._held.putrequest("GET", quote(path), skip_accept_encoding=True)
            for name, value in asked.items():
                self._held.putheader(name, value)
            self._held.endheaders()
            answer = self._held.getresponse()
            body = answer.read()
        except (OSError, HTTPException):
            self.close()
            raise
        if answer.will_close:
            self.close()
        return _checked(path, answer, body)

    def close(self) -> None:
        """The next request opens another one."""
        if self._held is not None:
            self._held.close()
            self._held = None


def _checked(path: str, answer: HTTPResponse, body: bytes) -> Got:
    headers, coded = answer.headers, answer.headers.get("Content-Encoding", "")
    etag = headers.get("ETag", "")
    if len(etag) == 26 and etag != tag_of(body):
        raise Wrong("its ETag is that of other bytes")
    try:
        plain = body
        if coded == "gzip":
            plain = gzip.decompress(body)
        elif coded == "br":
            plain = brotli.decompress(body)
    except (OSError, EOFError, brotli.error) as error:
        raise Wrong(f"its body cannot be decoded: {error}") from error
    kind = headers.get("Content-Type", "").partition(";")[0]
    end = _ENDS.get(kind)
    whole = answer.status != 200 or not end or plain.rstrip().endswith(end)
    if not whole and "/fragment/" not in path:
        raise Wrong(f"its body has no end ({len(plain)} bytes)")
    stale, location = headers.get(STALE) == "1", headers.get("Location", "")
    return Got(answer.status, plain, kind, location, stale)


class Reading:
    """Several readers who ask for what was published, again and again.

    Addresses may be added while they read. With ``exact`` each must answer what it answered then.
    """

    def __init__(self, port: int, findings: Findings, seed: int, *, exact: bool = False) -> None:
        self.port, self.findings, self.exact = port, findings, exact
        self.known: dict[str, Got | None] = {}
        #: When the last killed edge was seen to be gone, on the monotonic clock.
        self._edge_lived_until = 0.0
        self._enough = threading.Event()
        self._seed = seed

    @contextmanager
    def by(self, readers: int) -> Iterator[None]:
        """Have so many read meanwhile."""
        threads = [
            threading.Thread(target=self._read, args=(number,), daemon=True)
            for number in range(readers)
        ]
        for each in threads:
            each.start()
        try:
            yield
        finally:
            self._enough.set()
            for each in threads:
                each.join(WAITS + 5)

    @contextmanager
    def edge_is_killed(self) -> Iterator[None]:
        """Inside, an edge comes to its end: connections that it had may break."""
        self._edge_lived_until = math.inf
        try:
            yield
        finally:
            self._edge_lived_until = time.monotonic()

    def _read(self, number: int) -> None:
        chance = random.Random(self._seed * 1000 + number)
        connection = Connection(self.port, ENCODINGS[number % len(ENCODINGS)])
        while not self._enough.is_set():
            paths = list(self.known)
            chance.shuffle(paths)
            for path in paths:
                if self._enough.is_set():
                    break
                self._ask(connection, path)
        connection.close()

    def _ask(self, connection: Connection, path: str) -> None:
        found, began = self.findings, time.monotonic()
        found.count("requests")
        try:
            got = connection.get(path)
        except Wrong as wrong:
            found.breach(f"{path}: {wrong}")
            return
        except (OSError, HTTPException) as error:
            lost = not isinstance(error, (TimeoutError, ConnectionRefusedError))
            if lost and connection.since <= self._edge_lived_until:
                # It was being answered by the edge that was killed. It asks again.
                found.count("connections that a killed edge broke")
            else:
                found.breach(f"{path}: {type(error).__name__}: {error}")
            # What is down must not be asked in a tight circle.
            self._enough.wait(0.05)
            return
        found.took(time.monotonic() - began)
        self._judge(path, got)

    def _judge(self, path: str, got: Got) -> None:
        found, before = self.findings, self.known.get(path)
        found.count("stale answers", got.stale)
        if before is None:
            if got.status < 400:
                found.count("pages read for the first time")
                self.known[path] = got
            elif got.status != 503 and got.status != 404:
                found.breach(f"{path}: {got.status}, never read before")
        elif got.status >= 400 and got.status != before.status:
            found.breach(f"{path}: {got.status}, once {before.status}")
        elif self.exact and got.sha != before.sha:
            found.breach(f"{path}: other bytes ({got.status}, {len(got.body)} bytes)")
        elif self.exact and got.stale != before.stale:
            found.breach(f"{path}: stale header {got.stale}, should be {before.stale}")


def survey(port: int, starts: list[str], most: int) -> dict[str, Got]:
    """Every address that readers can reach from some, with its answer: pages, feeds, files."""
    connection, found, waiting = Connection(port), {}, list(starts)
    while waiting and len(found) < most:
        path = waiting.pop(0)
        if path in found:
            continue
        got = connection.get(path)
        if got.status >= 500:
            raise Broken(f"{path} answers {got.status} while all is well")
        if got.status >= 400 and got.status not in {404, 410}:
            continue
        if got.status == 404:
            continue
        found[path] = got
        if got.type == "text/html":
            waiting += [each for each in _links(port, path, got) if each not in found]
    connection.close()
    return found


def _links(port: int, base: str, got: Got) -> list[str]:
    text = got.body.decode()
    sets = " , ".join(_SET.findall(text)).split(",")
    links = _LINK.findall(text) + [each.split()[0] for each in sets if each.strip()]
    paths = []
    for link in dict.fromkeys(links):
        parts = urlsplit(link)
        if parts.netloc not in {"", f"127.0.0.1:{port}"} or parts.scheme not in {"", "http"}:
            continue
        path = unquote(parts.path)
        if path.startswith("/") and not path.startswith(_NOT_FOR_READERS):
            paths.append(path)
    return paths
