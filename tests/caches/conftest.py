"""An edge with a real Varnish in front of it, shared by the tests of a file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from broadsheet.press.caches import Varnish
from broadsheet.press.keys import page_key
from tests.caches.varnish import running_varnish
from tests.edge.fake_desk import FakeDesk
from tests.edge.running import HOST, Got, Reader, RunningEdge, write_facts


class Front:
    """Varnish, the edge behind it, and the desk behind that."""

    def __init__(self, home: Path, port: int, edge: RunningEdge, desk: FakeDesk) -> None:
        self.home = home
        self.port = port
        self.edge = edge
        self.desk = desk
        self.cache = Varnish("127.0.0.1", port)

    def get(self, path: str, method: str = "GET", **headers: str) -> Got:
        """A reader asks Varnish."""
        with Reader(self.port) as reader:
            return reader.get(path, method, **headers)

    def put(self, path: str, body: str, **meta: Any) -> None:
        """The press replaces a page, and the edge knows it."""
        self.edge.press(path, body, keys=[page_key(HOST, path), "n-1"], **meta)
        self.edge.tell(f"changed\n{HOST}{path}")

    def purge(self, path: str, *, gone: bool = False) -> None:
        """The worker has Varnish forget a page."""
        self.cache.purge([page_key(HOST, path)], gone=gone)


@pytest.fixture(scope="module")
def front(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Front]:
    yield from _made(tmp_path_factory.mktemp("front"))


@pytest.fixture
def own_front(tmp_path: Path) -> Iterator[Front]:
    """One that a test may break."""
    yield from _made(tmp_path)


def _made(home: Path) -> Iterator[Front]:
    write_facts(home)
    desk = FakeDesk()
    edge = RunningEdge(home, desk=("127.0.0.1", desk.port), grace=1, behind_proxy=True)
    try:
        with running_varnish(edge.port, hosts=[HOST, "arabic.test"]) as port:
            yield Front(home, port, edge, desk)
    finally:
        desk.stop()
        edge.stop()
