"""A newsroom made, filled and served by the ``broadsheet`` command alone, and how it is read."""

from __future__ import annotations

import json
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from urllib.parse import quote, unquote

from bs4 import BeautifulSoup

from tests.config.installation import (
    PATIENCE,
    broadsheet,
    command_line,
    environment,
    make_newsroom,
)


@dataclass(eq=False)
class Site:
    """A newsroom that answers at ``address``; ``log`` holds what each import printed."""

    home: Path
    address: str
    log: list[str] = field(default_factory=list)

    def bring_in(self, path: Path, *options: str) -> subprocess.CompletedProcess[str]:
        """Import and publish with the command."""
        words = ("import", "ninjs", str(path), "--publish", *options)
        done = broadsheet(self.home, *words, BROADSHEET_ADDRESS=self.address)
        self.log.extend(done.stdout.splitlines())
        return done

    @property
    def addresses(self) -> list[str]:
        """The addresses of the stories that imports added, as they were printed."""
        return [line.split()[1] for line in self.log if line.startswith("added ")]

    @cache  # noqa: B019 - There is one site in a run of the tests.
    def read(self, address: str) -> str:
        """What readers are sent from an address, whole or beginning with a slash."""
        if address.startswith("/"):
            address = self.address + address
        encoded = quote(address, safe="/:%?=&")
        try:
            with urllib.request.urlopen(encoded, timeout=PATIENCE) as answer:
                return answer.read().decode()
        except urllib.error.HTTPError as error:
            raise AssertionError(f"{error.code} at {address}") from error

    @cache  # noqa: B019
    def page(self, address: str) -> BeautifulSoup:
        """A page, parsed."""
        return BeautifulSoup(self.read(address), "html.parser")

    def listed(self, listing: str) -> set[str]:
        """The paths of everything that a listing's pages link to, readable."""
        found: set[str] = set()
        waiting, seen = [listing], set()
        while waiting:
            address = waiting.pop()
            seen.add(address)
            main = self.page(address).main
            for link in main.find_all("a", href=True) if main else ():
                path = unquote(link["href"].removeprefix(self.address))
                found.add(path)
                if path.startswith(listing) and path not in seen and path not in waiting:
                    waiting.append(path)
        return found


@contextmanager
def served(home: Path) -> Iterator[Site]:
    """Make an empty newsroom in ``home`` and serve it on a port of its own."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    site = Site(home, f"http://127.0.0.1:{port}")
    make_newsroom(home, "--empty", "--name", "The Probe")
    with (home / "run.log").open("w") as log:
        process = subprocess.Popen(
            command_line("run", "--port", str(port)),
            env=environment(home, BROADSHEET_ADDRESS=site.address),
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    try:
        _wait(process, home)
        yield site
    finally:
        process.terminate()
        process.wait(timeout=PATIENCE)


def _wait(process: subprocess.Popen, home: Path) -> None:
    deadline = time.monotonic() + PATIENCE
    while "Stop with" not in (home / "run.log").read_text():
        assert process.poll() is None, (home / "run.log").read_text()
        assert time.monotonic() < deadline
        time.sleep(0.05)


def texts(file: Path) -> dict[str, list[str]]:
    """The segments of each text of one language, headline first, by its identifier."""
    records = map(json.loads, file.read_text(encoding="utf-8").splitlines())
    return {record["doc_id"]: record["segments"] for record in records}
