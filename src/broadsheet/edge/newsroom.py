"""What the edge knows of the newsroom: hosts, editions, what to say when the desk is down."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from broadsheet.edge.negotiation import languages
from broadsheet.press.live_tree import newsroom_facts

FACTS = "newsroom.json"


class Newsroom:
    """The facts of ``newsroom.json``, read again when the file has changed.

    A file that cannot be read leaves what was known before; with nothing known, ``known`` is false.
    """

    def __init__(self, live: Path) -> None:
        self._live = live
        self._file = str(live / FACTS)
        self._signature: tuple[int, int, int] | None = None
        self.hosts: dict[str, str] = {}
        self.editions: list[dict[str, Any]] = []
        self.unavailable: dict[str, str] = {}
        #: Where an old address that is only a query may be asked for, though a page stands there.
        self.asked_by_query: frozenset[str] = frozenset()
        #: When the facts were written, seconds since the epoch; 0 if never.
        self.written = 0.0
        self.refresh()

    @property
    def known(self) -> bool:
        """Whether there is a newsroom to serve yet."""
        return bool(self.hosts)

    def forget(self) -> None:
        """Have the next ``refresh`` read the file, whatever its date."""
        self._signature = None

    def refresh(self) -> bool:
        """Read the facts if the file is another one; returns whether they were read."""
        try:
            found = os.stat(self._file)
        except OSError:
            return False
        signature = (found.st_ino, found.st_mtime_ns, found.st_size)
        if signature == self._signature:
            return False
        facts = newsroom_facts(self._live)
        hosts = facts.get("hosts")
        if not isinstance(hosts, dict) or not hosts:
            return False
        self.hosts = {str(name).lower(): str(folder) for name, folder in hosts.items()}
        self.editions = [each for each in facts.get("editions", []) if isinstance(each, dict)]
        self.unavailable = dict(facts.get("unavailable") or {})
        codes = [str(each.get("code", "")) for each in self.editions if not _host_of(each)]
        roots = ("/", "/index.php", *(f"/{code}/" for code in codes))
        self.asked_by_query = frozenset(roots if facts.get("old_queries") else ())
        self._signature = signature
        self.written = found.st_mtime
        return True

    def is_edition_host(self, host: str) -> bool:
        """Whether ``/`` of a host is a front, not the way to one."""
        return any(_host_of(each) == host for each in self.editions)

    def tree_path(self, folder: str, path: str) -> str | None:
        """The tree path of an address: with the code, on an edition's own host too.

        None for an address of an edition that has moved to a host of its own.
        """
        first = path.split("/", 2)[1]
        for edition in self.editions:
            host = _host_of(edition).partition(":")[0]
            if host and host == folder:
                return f"/{edition.get('code', '')}{path}"
            if host and edition.get("code") == first:
                return None
        return path

    def edition_for_reader(self, accept_language: str) -> dict[str, Any] | None:
        """The edition in the language a reader asks for first, or the first one (RFC 9110, 12.5.4).

        None in a newsroom without editions.
        """
        for wanted in languages(accept_language):
            for edition in self.editions:
                own = str(edition.get("language", "")).lower()
                if wanted == own or wanted.partition("-")[0] == own.partition("-")[0]:
                    return edition
        return self.editions[0] if self.editions else None

    def unavailable_page(self, host: str, path: str) -> str | None:
        """The HTML that says the desk is down, in the language of the address's edition."""
        code = path.split("/", 2)[1] if path.startswith("/") else ""
        for edition in self.editions:
            if _host_of(edition) == host:
                code = str(edition.get("code", ""))
        if code not in self.unavailable and self.editions:
            code = self.editions[0].get("code", "")
        return self.unavailable.get(code) or next(iter(self.unavailable.values()), None)


def _host_of(edition: dict[str, Any]) -> str:
    """The host that is an edition's own; empty for one that lives under a path."""
    address = urlsplit(str(edition.get("address", "")))
    if address.path not in {"", "/"}:
        return ""
    return str(edition.get("host") or address.hostname or "").lower()
