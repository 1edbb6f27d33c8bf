"""What dies is started again, what is asked to end ends, and nothing outlives its parent."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from broadsheet.config.processes import (
    AlreadyRunning,
    drop_pid,
    is_alive,
    keep_pid,
    kept_pid,
    listens,
    only_one,
    reserve_port,
)
from tests.config.installation import fetch

#: Longer than anything here takes on a machine that does other things as well; seconds.
PATIENCE = 30

#: A supervisor of stand-ins. Each writes a line into "log" when it begins and when it is told to
#: leave; "web" answers on the socket it is handed with its process id; "stubborn" does not leave
#: when it is asked.
SUPERVISOR = """
import os, sys
from pathlib import Path
from broadsheet.config import supervising
from broadsheet.config.listening import readers_socket
from broadsheet.config.processes import only_one
from broadsheet.config.supervising import Part, Supervisor

home, port, names = Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3].split(",")
supervising.LEAVES_WITHIN = float(sys.argv[4])
readers = readers_socket("127.0.0.1", port)
(home / "log").touch()
def ready(process):
    return f"web began {process}" in (home / "log").read_text().splitlines()
def part(name):
    command = [sys.executable, str(home / "standin.py"), name, str(readers.fileno())]
    if name == "web":
        return Part(name, command, os.environ, is_ready=ready, handed=(readers.fileno(),))
    return Part(name, command, os.environ, overlaps=name != "worker")
with only_one(home, "run"):
    def plan():
        return [part(name) for name in names]
    Supervisor(home, plan, lambda: print("all", flush=True), readers.close).run()
"""

STAND_IN = """
import os, signal, socket, subprocess, sys, threading
from pathlib import Path

name, readers = sys.argv[1], int(sys.argv[2])
home = Path(__file__).parent
def log(what):
    with open(home / "log", "a") as out:
        out.write(f"{name} {what} {os.getpid()}\\n")
left = threading.Event()
def leave(*_):
    log("asked")
    left.set()
signal.signal(signal.SIGTERM, leave if name != "stubborn" else lambda *_: log("deaf"))
if name == "broken":
    sys.exit(3)
if name == "parent":
    subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
if name == "web":
    listener = socket.socket(fileno=readers)
    listener.settimeout(0.05)
    def answer():
        while not left.is_set():
            try:
                taken, _ = listener.accept()
            except (TimeoutError, BlockingIOError):
                continue
            taken.setblocking(True)
            taken.recv(4096)
            body = str(os.getpid()).encode()
            taken.sendall(b"HTTP/1.0 200 OK\\r\\nContent-Length: %d\\r\\n\\r\\n" % len(body) + body)
            taken.close()
    threading.Thread(target=answer).start()
log("began")
left.wait()
"""


class Running:
    """A supervisor of stand-ins in a process of its own."""

    def __init__(self, home: Path, *names: str, leaves_within: float = 1.0) -> None:
        self.home, self.names, self.leaves_within = home, names, leaves_within
        home.mkdir(exist_ok=True)
        (home / "standin.py").write_text(STAND_IN)
        with reserve_port() as free:
            self.port = free.getsockname()[1]
        self.said = home / "said"
        self.process = self.start()

    def start(self) -> subprocess.Popen[bytes]:
        words = [sys.executable, "-c", SUPERVISOR, str(self.home), str(self.port)]
        with self.said.open("ab") as out:
            return subprocess.Popen(
                [*words, ",".join(self.names), str(self.leaves_within)], stdout=out, stderr=out
            )

    def pid(self, name: str) -> int:
        return kept_pid(self.home, name) or 0

    def log(self) -> list[str]:
        try:
            return (self.home / "log").read_text().splitlines()
        except OSError:
            return []

    def began(self, name: str) -> int:
        return sum(line.startswith(f"{name} began") for line in self.log())

    def wait_until_it_stands(self) -> None:
        wait_for(lambda: "all" in self.said.read_text().splitlines(), "the greeting")
        wait_for(lambda: all(map(self.began, self.names)), "all to begin")


def wait_for(condition: Callable[[], object], what: str, within: float = PATIENCE) -> None:
    deadline = time.monotonic() + within
    while not condition():
        assert time.monotonic() < deadline, f"waited in vain for {what}"
        time.sleep(0.005)


@contextmanager
def running(home: Path, *names: str, leaves_within: float = 1.0) -> Iterator[Running]:
    newsroom = Running(home, *names, leaves_within=leaves_within)
    try:
        newsroom.wait_until_it_stands()
        yield newsroom
    finally:
        newsroom.process.kill()
        newsroom.process.wait()
        print(newsroom.said.read_text(), newsroom.log())


def test_what_is_killed_stands_again_within_two_seconds_and_one_line_says_so(tmp_path):
    with running(tmp_path / "home", "web", "worker") as newsroom:
        killed = newsroom.pid("worker")
        os.kill(killed, signal.SIGKILL)
        wait_for(lambda: newsroom.began("worker") == 2, "the worker to begin again", within=2)
        assert newsroom.pid("worker") not in {0, killed}
        told = [line for line in newsroom.said.read_text().splitlines() if "worker" in line]
        assert told == [
            f"broadsheet: the worker (process {killed}) was killed by SIGKILL; "
            "it is started again in 0.1 s"
        ]


def test_what_cannot_stand_is_tried_less_and_less_often(tmp_path):
    newsroom = Running(tmp_path / "home", "broken")
    try:
        wait_for(lambda: "0.8 s" in newsroom.said.read_text(), "four attempts")
        delays = [line.rpartition(" in ")[2] for line in newsroom.said.read_text().splitlines()]
        assert [each for each in delays if each.endswith(" s")][:4] == [
            "0.1 s",
            "0.2 s",
            "0.4 s",
            "0.8 s",
        ]
        assert "ended with exit status 3" in newsroom.said.read_text()
        newsroom.process.send_signal(signal.SIGTERM)
        assert newsroom.process.wait(PATIENCE) == 0
    finally:
        newsroom.process.kill()
        newsroom.process.wait()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_asked_to_end_it_ends_all_the_last_first_with_status_0(tmp_path, number):
    with running(tmp_path / "home", "desk", "web", "worker") as newsroom:
        children = [newsroom.pid(name) for name in newsroom.names]
        newsroom.process.send_signal(number)
        assert newsroom.process.wait(PATIENCE) == 0
        assert not any(map(is_alive, children))
        asked = [line.split()[0] for line in newsroom.log() if " asked " in line]
        assert sorted(asked[:2]) == ["web", "worker"]
        assert asked[2:] == ["desk"]
        left = {file.name for file in (newsroom.home / "run").iterdir()}
        assert left == {"run.lock"}


def test_what_does_not_leave_is_killed(tmp_path):
    with running(tmp_path / "home", "stubborn") as newsroom:
        child = newsroom.pid("stubborn")
        newsroom.process.send_signal(signal.SIGTERM)
        wait_for(lambda: any("deaf" in line for line in newsroom.log()), "the request")
        assert newsroom.process.wait(PATIENCE) == 0
        assert not is_alive(child)


def test_asked_twice_it_does_not_wait(tmp_path):
    with running(tmp_path / "home", "stubborn", leaves_within=10 * PATIENCE) as newsroom:
        newsroom.process.send_signal(signal.SIGTERM)
        wait_for(lambda: any("deaf" in line for line in newsroom.log()), "the request")
        newsroom.process.send_signal(signal.SIGINT)
        assert newsroom.process.wait(PATIENCE) == 0


def test_the_death_of_the_parent_leaves_no_orphans(tmp_path):
    with running(tmp_path / "home", "web", "stubborn", "worker") as newsroom:
        children = [newsroom.pid(name) for name in newsroom.names]
        newsroom.process.kill()
        newsroom.process.wait()
        wait_for(lambda: not any(map(_works, children)), "the children to go")


def test_what_a_dead_child_had_started_goes_with_it(tmp_path):
    with running(tmp_path / "home", "parent") as newsroom:
        killed = newsroom.pid("parent")
        listed = Path(f"/proc/{killed}/task/{killed}/children").read_text()
        (grandchild,) = map(int, listed.split())
        os.kill(killed, signal.SIGKILL)
        wait_for(lambda: not _works(grandchild), "the grandchild to go")


def _works(process: int) -> bool:
    """Whether a process is there and is more than an entry that nobody has collected yet."""
    try:
        status = Path(f"/proc/{process}/stat").read_text()
    except OSError:
        return False
    return status.rpartition(")")[2].split()[0] != "Z"


def test_only_one_runs_for_a_newsroom(tmp_path):
    with running(tmp_path / "home", "worker") as newsroom:
        with pytest.raises(AlreadyRunning, match=f"process {newsroom.process.pid}"):
            only_one(newsroom.home, "run").__enter__()
        newsroom.process.kill()
        newsroom.process.wait()
    # Killed, it left its files behind; they are no obstacle.
    with running(tmp_path / "home", "worker"):
        pass


def test_a_reload_fails_no_request_and_replaces_every_process(tmp_path):
    with running(tmp_path / "home", "desk", "web", "worker") as newsroom:
        before = {name: newsroom.pid(name) for name in newsroom.names}
        answered: list[int] = []
        failed: list[Exception] = []
        enough = threading.Event()

        def read() -> None:
            while not enough.is_set():
                try:
                    answered.append(int(fetch(f"http://127.0.0.1:{newsroom.port}/")))
                except OSError as error:
                    failed.append(error)

        reader = threading.Thread(target=read)
        reader.start()
        try:
            newsroom.process.send_signal(signal.SIGHUP)
            wait_for(lambda: "reloaded" in newsroom.said.read_text(), "the reload")
        finally:
            enough.set()
            reader.join()
        assert failed == []
        assert {before["web"], newsroom.pid("web")} == set(answered)
        for name, process in before.items():
            assert newsroom.pid(name) not in {0, process}
            assert not is_alive(process)
        # The worker alone is replaced, not doubled: there is only one of it at any time.
        told = [line.split()[1] for line in newsroom.log() if line.startswith("worker")]
        assert told[:2] == ["began", "asked"]


def test_who_comes_while_there_is_no_web_is_answered_by_the_next(tmp_path):
    with running(tmp_path / "home", "web") as newsroom:
        killed = newsroom.pid("web")
        os.kill(killed, signal.SIGKILL)
        wait_for(lambda: not _works(killed), "its end")
        assert int(fetch(f"http://127.0.0.1:{newsroom.port}/")) not in {0, killed}


def test_when_the_end_begins_who_comes_is_refused(tmp_path):
    with running(tmp_path / "home", "stubborn", "web") as newsroom:
        newsroom.process.send_signal(signal.SIGTERM)
        wait_for(lambda: any("stubborn deaf" in line for line in newsroom.log()), "the request")
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection(("127.0.0.1", newsroom.port)).close()


def test_a_reload_that_fails_leaves_what_runs(tmp_path):
    with running(tmp_path / "home", "web") as newsroom:
        before = newsroom.pid("web")
        (newsroom.home / "standin.py").write_text("raise SystemExit(4)")
        newsroom.process.send_signal(signal.SIGHUP)
        wait_for(lambda: "given up" in newsroom.said.read_text(), "the news")
        assert "the new web ended with exit status 4" in newsroom.said.read_text()
        assert newsroom.pid("web") == before
        assert is_alive(before)


def test_a_pid_file_is_taken_away_only_by_whom_it_names(tmp_path):
    keep_pid(tmp_path, "desk", 12345)
    drop_pid(tmp_path, "desk", 54321)
    assert kept_pid(tmp_path, "desk") == 12345
    drop_pid(tmp_path, "desk", 12345)
    assert kept_pid(tmp_path, "desk") is None


def test_a_reserved_port_answers_nobody_and_can_be_shared(tmp_path):
    with reserve_port() as kept:
        port = kept.getsockname()[1]
        assert not listens(os.getpid(), port)
        with reserve_port("127.0.0.1", port) as other:
            other.listen()
            assert listens(os.getpid(), port)
            socket.create_connection(("127.0.0.1", port)).close()
