"""How long after the commit of a publish readers get it: real edge, desk and worker, over HTTP.

``python -m bench.reaching`` is, for the length of the measurement, an editor who saves a draft once
a second.
"""

from __future__ import annotations

import http.client
import os
import random
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

PUBLISHES = int(os.environ.get("BENCH_PUBLISHES", "60"))
KILLS = int(os.environ.get("BENCH_KILLS", "20"))
#: Pages readers have asked for before it begins.
READ_BEFORE = 300
PATIENCE = 30.0
#: Between two questions of the same reader.
POLL = 0.002


def report(broadsheet: str, stories: int) -> dict[str, float]:
    """Fill the newsroom up to ``stories``, run it, and print p95 in ms by page; returns them."""
    from bench.pages import fill_up_to

    fill_up_to(stories)
    with running(broadsheet) as reader, _an_editor():
        print(f"\nFrom a commit to the reader, {stories:,} stories, an editor saving once a second")
        found = _publishing(reader)
        _killing(reader)
    return found


class Reader:
    """A browser's connection, kept open."""

    def __init__(self, port: int) -> None:
        self.port = port
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)

    def get(self, path: str) -> tuple[int, str]:
        """Status and text of a page; asks again on a new connection if the old one was closed."""
        for last in (False, True):
            try:
                self._connection.request("GET", path, headers={"Host": "testserver"})
                answer = self._connection.getresponse()
                return answer.status, answer.read().decode()
            except (http.client.HTTPException, OSError):
                self._connection.close()
                if last:
                    return 0, ""
        raise AssertionError

    def until(self, seen: dict[str, Callable[[int, str], bool]]) -> dict[str, float]:
        """Ask for pages in turn until each is as wanted; milliseconds by path."""
        start, times = time.monotonic(), dict[str, float]()
        while len(times) < len(seen):
            for path in [each for each in seen if each not in times]:
                if seen[path](*self.get(path)):
                    times[path] = (time.monotonic() - start) * 1000
            if time.monotonic() - start > PATIENCE:
                raise RuntimeError(f"not seen after {PATIENCE:.0f} s: {set(seen) - set(times)}")
            time.sleep(POLL)
        return times


def _publishing(reader: Reader) -> dict[str, float]:
    from broadsheet.stories.models import Story

    newest = Story.objects.filter(live=True, edition__code="en", kind="news")
    story = newest.latest("published_at")
    section = story.get_parent().specific
    pages = {"story": story.url, "front": "/en/", "section": section.url}
    for path in newest.order_by("-published_at").values_list("url_path", flat=True)[:READ_BEFORE]:
        reader.get(path)
    spent: dict[str, list[float]] = {name: [] for name in pages}
    for number in range(PUBLISHES):
        draft = Story.objects.get(pk=story.pk).get_latest_revision_as_object()
        mark = draft.title = f"The {number}th headline of this bench"
        draft.save_revision().publish()
        times = reader.until({path: lambda _, text, m=mark: m in text for path in pages.values()})
        for name, path in pages.items():
            spent[name].append(times[path])
        time.sleep(random.uniform(0.05, 0.5))
    found = {}
    for name, promised in (("story", 150), ("front", 500), ("section", 500)):
        found[name] = _p95(spent[name])
        print(
            f"  {name:8} median {statistics.median(spent[name]):4.0f} ms, "
            f"p95 {found[name]:4.0f} ms of {len(spent[name])} (promised {promised})"
        )
    return found


def _killing(reader: Reader) -> None:
    from broadsheet.desk.taking_down import kill
    from broadsheet.stories.models import Story

    # Of those that were made for the bench: the demo's are measured elsewhere.
    newest = Story.objects.filter(live=True, edition__code="en", slug__startswith="many-")
    newest = newest.order_by("-published_at")
    spent = []
    for story in list(newest[:KILLS]):
        draft = story.get_latest_revision_as_object()
        mark = draft.title = f"A wrong headline, number {story.pk}"
        draft.save_revision().publish()
        pages = {story.url: lambda _, text, m=mark: m in text}
        reader.until({**pages, "/en/": lambda _, text, m=mark: m in text})
        kill(story, None, "wrong")
        times = reader.until(
            {
                story.url: lambda status, _: status == 410,
                "/en/": lambda _, text, m=mark: m not in text,
            }
        )
        spent.append(max(times.values()))
        if left := _files_with(mark):
            raise RuntimeError(f"a killed story is still on the disk: {left}")
    print(
        f"  a kill   median {statistics.median(spent):4.0f} ms, "
        f"longest {max(spent):4.0f} ms of {len(spent)} (promised 1,000, every time)"
    )


def _files_with(mark: str) -> list[str]:
    """Pages of the live and the stale tree that hold some words."""
    home = Path(os.environ["BROADSHEET_HOME"])
    done = subprocess.run(
        [
            "grep",
            "-rlF",
            "--include=*.html",
            "--include=*.xml",
            mark,
            home / "live",
            home / "stale",
        ],
        capture_output=True,
        text=True,
    )
    return done.stdout.split()


def _p95(times: list[float]) -> float:
    return sorted(times)[max(0, round(len(times) * 0.95) - 1)]


@contextmanager
def running(broadsheet: str) -> Iterator[Reader]:
    """The newsroom of the environment, served on a free port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = subprocess.Popen([broadsheet, "run", "--port", str(port)], stdout=subprocess.DEVNULL)
    try:
        reader, start = Reader(port), time.monotonic()
        while reader.get("/en/")[0] != 200:
            if time.monotonic() - start > 2 * PATIENCE:
                raise RuntimeError("the newsroom did not start")
            time.sleep(0.05)
        yield reader
    finally:
        server.terminate()
        server.wait(timeout=30)


@contextmanager
def _an_editor() -> Iterator[None]:
    editor = subprocess.Popen([sys.executable, "-m", "bench.reaching"])
    try:
        yield
        if editor.poll() is not None:
            raise RuntimeError("the editor stopped saving")
    finally:
        editor.terminate()
        editor.wait(timeout=10)


def _edit() -> None:
    """Save a draft of another story once a second until told to stop."""
    import django

    django.setup()
    from broadsheet.stories.models import Story

    stories = Story.objects.filter(live=True, edition__code="ar").order_by("-published_at")
    chosen: list[Any] = list(stories.values_list("pk", flat=True)[:50])
    due = time.monotonic()
    while True:
        draft = Story.objects.get(pk=random.choice(chosen)).get_latest_revision_as_object()
        draft.standfirst = f"{draft.standfirst[:150]} {random.random()}"
        draft.save_revision()
        due += 1
        time.sleep(max(0.0, due - time.monotonic()))


if __name__ == "__main__":
    _edit()
