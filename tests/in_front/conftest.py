"""An edge with a server in front of it, and a newsroom's folder."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.edge.conftest import desk, home, start
from tests.edge.running import RunningEdge
from tests.in_front.servers import Server, lacking
from tests.press.conftest import shop

__all__ = ["desk", "home", "shop", "start"]


@pytest.fixture
def edge(start: Callable[..., RunningEdge]) -> RunningEdge:
    """An edge that is told who stands in front of it."""
    return start(behind_proxy=True)


@pytest.fixture
def in_front(home: Path, edge: RunningEdge, tmp_path: Path) -> Iterator[Callable[[str], Server]]:
    """Starts a server in front of the edge; leaves the test out, by name, where it is not here."""
    made: list[Server] = []

    def begin(name: str) -> Server:
        if missing := lacking(name):
            pytest.skip(f"needs Debian's {missing}")
        made.append(Server(name, home, tmp_path / name, edge.port))
        return made[-1]

    yield begin
    for server in made:
        server.stop()


@pytest.fixture(params=["nginx", "caddy"])
def server(request: pytest.FixtureRequest, in_front: Callable[[str], Server]) -> Server:
    """Each of them in turn."""
    return in_front(request.param)


@pytest.fixture
def nginx(in_front: Callable[[str], Server]) -> Server:
    """nginx alone."""
    return in_front("nginx")
