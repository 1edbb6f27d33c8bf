"""Edges are reloaded and killed, lines are cut, logs begin anew: readers lose nothing."""

from __future__ import annotations

import os
import random
import socket
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from broadsheet.kit.event_log import EventLog
from tests.edge.event_source import EVENTS, PAGE, Event, EventReader
from tests.edge.running import RunningEdge, eventually

Start = Callable[..., RunningEdge]
Follow = Callable[..., EventReader]


def test_a_log_put_back_from_a_backup_has_open_pages_loaded_anew(follow: Follow, log: EventLog):
    log.append(PAGE, 50, "item", "x")
    reader = follow(last_id="0")
    assert reader.until(1)[0].id == "50"
    log.restart(PAGE, 20)
    assert reader.until(2)[1].name == "reload"
    log.append(PAGE, 21, "item", "y")
    assert reader.until(3)[2] == Event("item", "y", "21")


def test_an_edge_that_is_reloaded_loses_nothing(start: Start, log: EventLog):
    edge = start()
    with closing(EventReader(edge, EVENTS)) as reader:
        log.append(PAGE, 1, "item", "1")
        reader.until(1)
        edge.stop()
        assert not reader.more()
        log.append(PAGE, 2, "item", "2")
        reader.edge = start()
        reader.connect()
        log.append(PAGE, 3, "item", "3")
        assert [each.data for each in reader.until(3)] == ["1", "2", "3"]


ALONE = """
import sys
from pathlib import Path
from broadsheet.edge.serving import run_edge
from broadsheet.edge.settings import EdgeSettings
run_edge(EdgeSettings(home=Path(sys.argv[1]), port=int(sys.argv[2])))
"""


@dataclass
class KilledEdge:
    """An edge in a process of its own, to be killed."""

    home: Path
    port: int

    def __enter__(self) -> KilledEdge:
        arguments = [sys.executable, "-c", ALONE, str(self.home), str(self.port)]
        self.process = subprocess.Popen(arguments)
        eventually(self._listens, 20)
        return self

    def _listens(self) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0

    def __exit__(self, *_: object) -> None:
        self.process.kill()
        self.process.wait(10)


def test_an_edge_that_is_killed_and_comes_back_loses_nothing(home: Path, log: EventLog):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with KilledEdge(home, port) as edge:
        reader = EventReader(edge, EVENTS, "0")
        log.append(PAGE, 1, "item", "1")
        reader.until(1)
        edge.process.kill()
        assert not reader.more()
        log.append(PAGE, 2, "item", "2")
    with KilledEdge(home, port):
        reader.connect()
        log.append(PAGE, 3, "item", "3")
        assert [each.data for each in reader.until(3)] == ["1", "2", "3"]
        reader.close()


def test_a_thousand_events_and_many_cuts_at_any_byte(start: Start, home: Path):
    """In small what ``test_cuts`` does whole: see there."""
    log = EventLog(home / "stream", records=1_000)
    log.begin(PAGE)
    edge = start()
    chance = random.Random(int(os.environ.get("PYTEST_SEED", "4")))
    with closing(EventReader(edge, EVENTS)) as reader:
        number = 0
        while number < 1_000:
            for _ in range(10):
                number += 1
                log.append_all(
                    PAGE,
                    number,
                    [("item", f"{number} خبر"), *[("more", str(number))] * (number % 3)],
                )
            # The connection is cut after any number of bytes, in the middle of a letter too.
            reader.more(chance.randint(1, 400))
            reader.connect()
        expected = [
            (name, text)
            for n in range(1, 1_001)
            for name, text in [("item", f"{n} خبر"), *[("more", str(n))] * (n % 3)]
        ]
        reader.until(len(expected))
        assert [(each.name, each.data) for each in reader.events] == expected
