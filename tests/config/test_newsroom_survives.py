"""The newsroom as it is run, with its own edge, desk and worker: each may die, readers read on."""

from __future__ import annotations

import shutil
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPException
from pathlib import Path

import pytest
from tools.chaos.findings import Findings
from tools.chaos.kills import Killing
from tools.chaos.newsroom import Newsroom
from tools.chaos.outage import outage

from broadsheet.config.processes import is_alive, kept_pid, reserve_port
from tests.config.installation import PATIENCE, ask, broadsheet, command_line, environment, fetch
from tests.wire_items import an_item, write_items

pytestmark = pytest.mark.long

FRONT = "/en/"
PARTS = ("worker", "desk", "edge")


@dataclass
class Served:
    """A newsroom under ``broadsheet run``."""

    home: Path
    port: int
    process: subprocess.Popen[bytes]

    @property
    def said(self) -> str:
        return (self.home / "said").read_text()

    def pid(self, name: str) -> int:
        return kept_pid(self.home, name) or 0

    def read(self, path: str = FRONT) -> str:
        """A page, over a connection of its own. Raises OSError for anything but 200."""
        address = f"http://127.0.0.1:{self.port}{path}"
        return fetch(address, timeout=10).decode()


@dataclass
class Readings:
    """What readers got who asked for the front all the while."""

    whole: int = 0
    failed: list[str] = field(default_factory=list)


def wait_for(condition: Callable[[], object], what: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, f"waited in vain for {what}"
        time.sleep(0.02)


def is_pressed(home: Path) -> bool:
    """Whether the front with the story lies in the live tree."""
    fronts = (home / "live").glob("*/en/index.html")
    return any("Quay" in front.read_text() for front in fronts)


@pytest.fixture(scope="module")
def served(installed: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A newsroom with one story, its front pressed, and a port for the edge's figures."""
    folder = tmp_path_factory.mktemp("served")
    home = folder / "newsroom"
    shutil.copytree(installed, home, ignore=shutil.ignore_patterns("run"))
    write_items(folder / "wire", an_item(headline="Quay"))
    done = broadsheet(home, "import", "ninjs", str(folder / "wire"), "--publish")
    assert done.returncode == 0, done
    with reserve_port() as kept, reserve_port() as figures:
        port, metrics = kept.getsockname()[1], figures.getsockname()[1]
    with (home / "said").open("wb") as out:
        process = subprocess.Popen(
            command_line("run", "--port", str(port)),
            env=environment(home, BROADSHEET_METRICS_PORT=str(metrics)),
            cwd=folder,
            stdout=out,
            stderr=out,
        )
    made = Served(home, port, process)
    try:
        wait_for(lambda: "Stop with Ctrl-C" in made.said, "the greeting")
        # A page is pressed once somebody has asked for it.
        wait_for(lambda: made.read() and is_pressed(home), "the front in the live tree")
        yield made
        process.terminate()
        assert process.wait(PATIENCE) == 0
        assert "Traceback" not in made.said
    finally:
        process.kill()
        process.wait()
        print(made.said)


@contextmanager
def reading(newsroom: Served) -> Iterator[Readings]:
    """Ask for the front, again and again, while something else is done."""
    readings, enough = Readings(), threading.Event()

    def read() -> None:
        while not enough.is_set():
            try:
                front = newsroom.read()
            except (OSError, HTTPException) as error:
                readings.failed.append(repr(error))
            else:
                readings.whole += 1
                if "Quay" not in front:
                    readings.failed.append(f"a front without the story: {front[:200]}")
            # The processes that start meanwhile need the same cores.
            time.sleep(0.005)

    reader = threading.Thread(target=read)
    reader.start()
    try:
        yield readings
    finally:
        enough.set()
        reader.join()


def stands_again(newsroom: Served, name: str, before: int) -> bool:
    return newsroom.pid(name) not in {0, before} and is_alive(newsroom.pid(name))


@pytest.fixture
def throw_away(
    installed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Newsroom]:
    """A newsroom for ``make chaos``, here in small; its database is the file in its folder."""
    monkeypatch.delenv("BROADSHEET_DATABASE_URL", raising=False)
    shutil.copytree(installed, tmp_path / "newsroom", ignore=shutil.ignore_patterns("run"))
    newsroom = Newsroom(tmp_path / "newsroom")
    try:
        yield newsroom
    finally:
        newsroom.end()
        print((tmp_path / "said").read_text())


def test_without_desk_worker_and_database_everything_published_is_read_on(throw_away: Newsroom):
    found = Findings()
    outage(throw_away, found, print, seconds=3, readers=3, seed=5)
    assert found.breaches == []
    assert found.counts["requests"] > found.counts["addresses read in the outage"] > 10
    # What was superseded when it began is read too, and says that it is.
    assert found.counts["stale answers"]


def test_what_is_killed_loses_no_story_and_readers_read_on(throw_away: Newsroom):
    found = Findings()
    Killing(throw_away, found, print, seed=4).go_through(6, mean=0.8, readers=3, most=50)
    assert found.breaches == []
    assert found.counts["publishes acknowledged"]
    assert all(found.counts[f"kills of {name}"] for name in PARTS), found.counts


def test_a_scheduled_story_is_read_on_time(served: Served):
    asked = """
from datetime import timedelta
from django.utils import timezone
from broadsheet.editions.models import Section
from broadsheet.stories.models import Story
story = Story(title="Tide at noon", live=False)
Section.objects.filter(area_key="news").first().add_child(instance=story)
story.go_live_at = due = timezone.now() + timedelta(seconds=2)
story.save_revision().publish()
assert not Story.objects.get(pk=story.pk).live
print(due.timestamp(), story.url_path)
"""
    told = ask(served.home, f"exec({asked!r})")
    due, path = float(told.split()[0]), told.split()[1]

    def is_read() -> bool:
        try:
            return "Tide at noon" in served.read(path)
        except OSError:
            return False

    wait_for(is_read, "the story")
    # Nobody reads it before its time; how long after depends on what else this machine does.
    assert due <= time.time() < due + 5


def test_a_reload_of_the_whole_newsroom_fails_no_request(served: Served):
    before = {name: served.pid(name) for name in PARTS}
    with reading(served) as readings:
        wait_for(lambda: readings.whole, "a first reading")
        served.process.send_signal(signal.SIGHUP)
        wait_for(lambda: "reloaded" in served.said or "given up" in served.said, "the reload")
        seen = readings.whole
        wait_for(lambda: readings.whole > seen + 20, "readings after it")
    assert "given up" not in served.said
    assert readings.failed == []
    for name, process in before.items():
        wait_for(lambda n=name, p=process: stands_again(served, n, p), f"another {name}")
        assert not is_alive(process)
