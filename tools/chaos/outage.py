"""Desk, worker and database are away, and everything that was published is read all the while."""

from __future__ import annotations

import random
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from subprocess import Popen

from broadsheet.press.live_tree import move_page, page_file, read_meta
from tools.chaos.findings import Findings
from tools.chaos.journal import journal_of
from tools.chaos.newsroom import Newsroom, family, kill_group, signal_all, wait_for
from tools.chaos.readers import Connection, Got, Reading, survey

HOST = "127.0.0.1"
#: Of so many pages one is superseded when the outage begins, and must come as stale.
SUPERSEDED = 9
Say = Callable[[str], None]


def outage(
    newsroom: Newsroom,
    findings: Findings,
    say: Say,
    *,
    seconds: float,
    readers: int = 6,
    most: int = 5000,
    seed: int = 1,
) -> None:
    """Take the desk, the worker and the database away for so long, under load.

    In the first third the desk hangs, then it is dead; in the last the edge itself is killed too
    and another one starts with nothing but the files. Raises Broken where a start fails.
    """
    edge = _start(newsroom, "edge")
    desk, worker = _start(newsroom, "desk"), newsroom.start("worker")
    wait_for(lambda: newsroom.edge_answers and newsroom.desk_answers, "edge and desk")
    starts = ["/en/", "/ar/", "/es/", "/en/rss.xml", "/en/feed.json", "/robots.txt"]
    known = survey(newsroom.port, starts, most)
    say(f"outage: {len(known)} addresses; waiting until the press rests")
    at_rest(newsroom)
    kill_group(worker.pid)
    worker.wait()
    before = survey(newsroom.port, sorted(known), len(known))
    reading = Reading(newsroom.port, findings, seed, exact=True)
    with _without(newsroom, desk):
        reading.known = dict(_superseded(newsroom, before, random.Random(seed)))
        findings.count("addresses read in the outage", len(before))
        with reading.by(readers):
            _wait(say, findings, "the desk hangs", seconds / 3)
            kill_group(desk.pid)
            desk.wait()
            _wait(say, findings, "the desk is dead", seconds / 3)
            with reading.edge_is_killed():
                edge.kill()
                edge.wait()
            edge = _start(newsroom, "edge")
            _wait(say, findings, "another edge", seconds / 3)
    say("outage: all is back")
    desk, worker = _start(newsroom, "desk"), newsroom.start("worker")
    _publish_one(newsroom, findings)
    for process in (worker, edge, desk):
        process.terminate()
        process.wait(30)


def at_rest(newsroom: Newsroom) -> None:
    """Wait until the worker has taken in the ledger and pressed what it touched."""
    newsroom.ask(_REST)


_REST = """
import time
from pathlib import Path
from django.conf import settings
from broadsheet.ledger.cursors import last_number
from broadsheet.ledger.sequencer import sequence
from broadsheet.press.pressing import Press
index = Press(Path(settings.HOME)).index
deadline = time.monotonic() + 300
while index.position < sequence() or index.number_dirty():
    assert time.monotonic() < deadline, f"{index.number_dirty()} pages wait"
    time.sleep(0.05)
"""


def _start(newsroom: Newsroom, name: str) -> Popen[bytes]:
    if name == "edge":
        return newsroom.start("edge", "--desk", f"{HOST}:{newsroom.desk_port}", on_socket=True)
    return newsroom.start(name, "--port", str(newsroom.desk_port))


@contextmanager
def _without(newsroom: Newsroom, desk: Popen[bytes]) -> Iterator[None]:
    signal_all(family(desk.pid), signal.SIGSTOP)
    newsroom.database.go()
    try:
        yield
    finally:
        newsroom.database.come_back()


def _superseded(
    newsroom: Newsroom, before: dict[str, Got], chance: random.Random
) -> Iterator[tuple[str, Got]]:
    """What must be answered now: of some pages, the stale copy. Waits until the edge says so."""
    moved = set()
    for path, got in before.items():
        file = _file(newsroom.live, path)
        if got.status != 200 or got.type != "text/html" or file is None or "/fragment/" in path:
            continue
        if chance.randrange(SUPERSEDED) == 0 and read_meta(file):
            stale = _file(newsroom.stale, path)
            if stale is not None and move_page(file, stale):
                moved.add(path)
    connection = Connection(newsroom.port)
    for path, got in before.items():
        if path in moved:
            wait_for(lambda path=path: connection.get(path).stale, f"{path} as stale", 30)
        yield path, replace(got, stale=path in moved)
    connection.close()


def _file(root: Path, path: str) -> Path | None:
    try:
        return page_file(root, HOST, path)
    except ValueError:
        return None


def _wait(say: Say, findings: Findings, what: str, seconds: float) -> None:
    end = time.monotonic() + seconds
    while (left := end - time.monotonic()) > 0:
        say(
            f"outage, {what}: {left:.0f} s left, {findings.counts['requests']:,} requests, "
            f"{len(findings.breaches)} breaches"
        )
        time.sleep(min(left, 10))


def _publish_one(newsroom: Newsroom, findings: Findings) -> None:
    """What is published afterwards reaches readers."""
    journal = newsroom.home.parent / "after-the-outage"
    newsroom.start_python("tools.chaos.publisher", str(journal), "999", "1").wait(60)
    (line,) = journal_of(journal).values()
    connection = Connection(newsroom.port)

    def reached() -> bool:
        return line.words.encode() in connection.get(line.path).body

    wait_for(reached, "the story that was published after the outage", 60)
    connection.close()
    findings.count("stories published after the outage and read")
