"""The newsroom as it is run, with its own edge, desk and worker: each may die, readers read on."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from broadsheet.config.processes import is_alive, kept_pid, reserve_port
from tests.config.installation import PATIENCE, broadsheet, command_line, environment, fetch
from tests.wire_items import an_item, write_items

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
                readings.whole += "Quay" in newsroom.read()
            except OSError as error:
                readings.failed.append(repr(error))
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


def desk_works(newsroom: Served) -> bool:
    """Whether the desk answers for itself; until it stands again the edge says 503."""
    try:
        return "csrf" in newsroom.read("/admin/login/")
    except OSError:
        return False


def test_whatever_is_killed_is_back_and_readers_read_on(served: Served):
    for name in PARTS:
        before = served.pid(name)
        others = {each: served.pid(each) for each in PARTS if each != name}
        with reading(served) as readings:
            wait_for(lambda readings=readings: readings.whole, "a first reading")
            os.kill(before, signal.SIGKILL)
            wait_for(lambda n=name, b=before: stands_again(served, n, b), f"another {name}")
            seen = readings.whole
            wait_for(lambda r=readings, seen=seen: r.whole > seen + 20, "readings after it")
        # Readers come in through the edge: only while there is none may they be refused.
        assert name == "edge" or readings.failed == []
        assert {each: served.pid(each) for each in others} == others
        assert f"the {name} (process {before}) was killed by SIGKILL" in served.said
    wait_for(lambda: desk_works(served), "the desk's screens")


def test_without_a_desk_the_front_comes_from_the_live_tree(served: Served):
    wait_for(lambda: desk_works(served), "the desk's screens")
    desk = served.pid("desk")
    # Stopped, it hangs and is not started again: whoever asks it waits in vain.
    os.kill(desk, signal.SIGSTOP)
    children = Path(f"/proc/{desk}/task/{desk}/children").read_text().split()
    for child in children:
        os.kill(int(child), signal.SIGSTOP)
    try:
        began = time.monotonic()
        for _ in range(50):
            assert "Quay" in served.read()
        assert time.monotonic() - began < 5
    finally:
        for each in (desk, *map(int, children)):
            os.kill(each, signal.SIGCONT)


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
