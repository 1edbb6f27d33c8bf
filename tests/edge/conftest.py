"""An edge, a desk behind it, and a newsroom's folder."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from broadsheet.kit.event_log import EventLog
from tests.edge.event_source import EVENTS, PAGE, EventReader
from tests.edge.fake_desk import FakeDesk
from tests.edge.running import RunningEdge, write_facts


@pytest.fixture
def desk() -> Iterator[FakeDesk]:
    """A desk that knows nothing yet."""
    made = FakeDesk()
    yield made
    made.stop()


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """The folder of a newsroom with three editions and no page."""
    write_facts(tmp_path)
    return tmp_path


@pytest.fixture
def start(home: Path, desk: FakeDesk) -> Iterator[Callable[..., RunningEdge]]:
    """Starts an edge with settings of one's own."""
    made: list[RunningEdge] = []

    def begin(**settings: Any) -> RunningEdge:
        settings.setdefault("desk", ("127.0.0.1", desk.port))
        settings.setdefault("grace", 1)
        made.append(RunningEdge(home, **settings))
        return made[-1]

    yield begin
    desk.released.set()
    for edge in made:
        edge.stop()


@pytest.fixture
def edge(start: Callable[..., RunningEdge]) -> RunningEdge:
    """An edge as it comes."""
    return start()


@pytest.fixture
def log(home: Path) -> EventLog:
    """The log of a page's events, begun."""
    made = EventLog(home / "stream")
    made.begin(PAGE)
    return made


@pytest.fixture
def follow(edge: RunningEdge) -> Iterator[Callable[..., EventReader]]:
    """Opens streams, and closes them after the test."""
    opened: list[EventReader] = []

    def begin(path: str = EVENTS, last_id: str = "", **headers: str) -> EventReader:
        opened.append(EventReader(edge, path, last_id, **headers))
        return opened[-1]

    yield begin
    for each in opened:
        each.close()
