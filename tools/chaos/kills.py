"""Processes are killed at random while stories are published and read."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import time
from collections.abc import Callable
from contextlib import ExitStack, suppress

from broadsheet.config.processes import answers_health, kept_places
from tools.chaos.findings import Findings
from tools.chaos.journal import Line, acknowledged, journal_of
from tools.chaos.newsroom import PATIENCE, Broken, Newsroom, kill_group, wait_for, works
from tools.chaos.outage import at_rest
from tools.chaos.readers import Connection, Reading, survey
from tools.chaos.tree import TreeWatch, parts_left, trouble_of

PARTS = ("worker", "desk", "edge")
#: One kill of so many is of ``run`` itself, with all that it started.
RUN_ITSELF = 25
#: Seconds until every promise must be on its page, after the last kill.
KEPT_WITHIN = 180.0
#: The newest stories that readers ask for beside what was there before.
NEWEST = 40
Say = Callable[[str], None]


class Killing:
    """One session of kills in a newsroom under ``broadsheet run``."""

    def __init__(self, newsroom: Newsroom, findings: Findings, say: Say, seed: int) -> None:
        self.newsroom, self.findings, self.say = newsroom, findings, say
        self.chance = random.Random(seed)
        self.seed = seed
        self.journal = newsroom.home.parent / "journal"
        self.reading = Reading(newsroom.port, findings, seed)
        self.run: subprocess.Popen[bytes] = newsroom.start("run", on_socket=True)

    def go_through(self, kills: int, *, mean: float, readers: int, most: int) -> None:
        """Kill so many, ``mean`` seconds apart, then see whether every promise was kept."""
        newsroom = self.newsroom
        wait_for(self._all_stand, "the newsroom")
        known = survey(newsroom.port, ["/en/", "/en/rss.xml"], most)
        self.reading.known = dict(known)
        watch = TreeWatch([newsroom.live, newsroom.stale], self.findings)
        watch.start()
        publisher = newsroom.start_python(
            "tools.chaos.publisher", str(self.journal), str(self.seed)
        )
        try:
            with self.reading.by(readers):
                wait_for(lambda: acknowledged(self.journal), "a first story")
                for number in range(1, kills + 1):
                    time.sleep(self.chance.expovariate(1 / mean))
                    self._kill(number, kills)
                    self._tell_readers()
                self._wind_up(publisher)
        finally:
            watch.stop()
        self._look_back(watch)

    def _kill(self, number: int, of: int) -> None:
        if number % RUN_ITSELF == 0:
            name, process = "run", self.run.pid
        else:
            name = self.chance.choice(PARTS)
            wait_for(lambda: self.newsroom.pid(name), f"the {name}")
            process = self.newsroom.pid(name)
        edge = self.newsroom.pid("edge")
        with ExitStack() as until_it_is_gone, suppress(ProcessLookupError):
            if name in {"edge", "run"}:
                until_it_is_gone.enter_context(self.reading.edge_is_killed())
            os.kill(process, signal.SIGKILL)
            if name in {"edge", "run"}:
                # The kernel takes the children of run a moment later; until then they answer.
                wait_for(lambda: not works(edge), "the end of the edge")
        self.findings.count(f"kills of {name}")
        if name == "run":
            self.run.wait()
            # As the system's service manager does, with the socket that it holds.
            self.run = self.newsroom.start("run", on_socket=True)
        self.say(
            f"kills: {number} of {of} ({name}); {acknowledged(self.journal)} published, "
            f"{self.findings.counts['requests']:,} requests, {len(self.findings.breaches)} breaches"
        )

    def _tell_readers(self) -> None:
        for line in list(journal_of(self.journal).values())[-NEWEST:]:
            self.reading.known.setdefault(line.path, None)

    def _wind_up(self, publisher: subprocess.Popen[bytes]) -> None:
        publisher.terminate()
        if publisher.wait(PATIENCE) != 0:
            raise Broken("the publisher failed")
        self.say("kills: waiting until all stand and every promise is on its page")
        wait_for(self._all_stand, "the newsroom after the last kill")
        at_rest(self.newsroom)

    def _all_stand(self) -> bool:
        alive = all(map(self.newsroom.pid, PARTS))
        return alive and self.newsroom.edge_answers and _desk_answers(self.newsroom)

    def _look_back(self, watch: TreeWatch) -> None:
        promised = list(journal_of(self.journal).values())
        self.findings.count("publishes acknowledged", acknowledged(self.journal))
        self.findings.count("stories promised", len(promised))
        self._on_their_pages(promised)
        roots = [self.newsroom.live, self.newsroom.stale]
        with suppress(Broken):
            wait_for(lambda: not parts_left(roots), "files that were begun to go", 30)
        for file in parts_left(roots):
            self.findings.breach(f"{file}: begun and never ended")
        for file in list(watch.suspects):
            if trouble := trouble_of(file):
                self.findings.breach(f"{file}: {trouble}, after all")
        self.run.terminate()
        if self.run.wait(60) != 0:
            self.findings.breach(f"run ended with exit status {self.run.returncode}")
        kill_group(self.run.pid)
        self.say("kills: rendering every page anew, to compare")
        given = [[line.pk, line.words] for line in promised]
        for line in self.newsroom.ask(_COMPARE, given).splitlines():
            self.findings.breach(line)

    def _on_their_pages(self, promised: list[Line]) -> None:
        connection = Connection(self.newsroom.port)
        deadline = time.monotonic() + KEPT_WITHIN
        for line in promised:
            while True:
                got = connection.get(line.path)
                if got.status == 200 and line.words.encode() in got.body and not got.stale:
                    break
                if time.monotonic() > deadline:
                    self.findings.breach(f"{line.path}: {got.status}, without {line.words}")
                    break
                time.sleep(0.1)
        connection.close()


def _desk_answers(newsroom: Newsroom) -> bool:
    place = kept_places(newsroom.home).get("desk")
    return place is not None and answers_health(*place)


#: What was promised must be in the database, and nothing be left that the press itself would mend:
#: every page is rendered anew, every file looked at.
_COMPARE = """
from pathlib import Path
from django.conf import settings
from broadsheet.press.mending import Mender
from broadsheet.press.pressing import Press
from broadsheet.stories.models import Story
for pk, words in given:
    if not Story.objects.filter(pk=pk, live=True, title__contains=words).exists():
        print(f"story {pk} is not in the database with {words}")
for line in Mender(Press(Path(settings.HOME))).whole_round():
    print(line)
"""
