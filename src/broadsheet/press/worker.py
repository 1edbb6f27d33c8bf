"""The worker: follows the ledger, and keeps the live tree true to it."""

from __future__ import annotations

import logging
import signal
import threading
import time
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, close_old_connections, connection

from broadsheet.press.following import Follower
from broadsheet.press.mending import Mender
from broadsheet.press.pressing import Press
from broadsheet.press.purging import Purging
from broadsheet.press.telling import Bell

logger = logging.getLogger(__name__)

#: Seconds to wait for a ring before looking by itself.
LOOK_EVERY = 1.0
#: Seconds between the chores: pages that outlived their truth, drift, bounds, readers' looks.
CHORES_EVERY = 5.0
#: Seconds to wait after the database failed.
AFTER_FAILURE = 1.0
#: Seconds that pages wait after something was told, so that the edges have the machine for it.
AFTER_TELLING = 0.1


class Worker:
    """One newsroom's worker.

    ``first`` are duties done at every turn, before any page: they must be quick, and return what
    they told readers who follow, or nothing. ``further`` are other duties done with the chores.
    Neither may raise anything but a database's failure.
    """

    def __init__(
        self,
        home: Path,
        further: tuple[Callable[[], object], ...] = (),
        first: tuple[Callable[[], object], ...] = (),
    ) -> None:
        self.press = Press(home)
        self.follower = Follower(self.press)
        self.mender = Mender(self.press)
        self.purging = Purging(self.press.purges, self.press.caches)
        self.bell = Bell(home)
        self.further, self.first = further, first
        self.stopping = threading.Event()
        self._chores_due = self._waits_from = 0.0

    def run(self) -> None:
        """Work until :meth:`stop`; a failing database is waited for."""
        try:
            self.follower.begin()
            self.purging.start()
            while not self.stopping.is_set():
                self._turn()
        finally:
            self.purging.stop()
            self.bell.close()
            self.press.index.close()

    def stop(self, *_: object) -> None:
        """Ask the worker to end after the page at hand."""
        self.stopping.set()

    def _turn(self) -> None:
        try:
            if self._do_what_is_first():
                self._let_it_go_out()
            busy = self.follower.step()
            if time.monotonic() >= self._chores_due:
                self._chores_due = time.monotonic() + CHORES_EVERY
                self._chores()
        except DatabaseError as error:
            logger.warning(
                "worker: the database failed, trying again: %s", " ".join(str(error).split())
            )
            connection.close()
            self.stopping.wait(AFTER_FAILURE)
            return
        self.bell.wait(0.0 if busy else LOOK_EVERY)

    def _do_what_is_first(self) -> bool:
        told = [duty() for duty in self.first]
        return any(told)

    def _let_it_go_out(self) -> None:
        """Thousands may be waiting for what was told, and pages can wait: once a second at most."""
        now = time.monotonic()
        if now >= self._waits_from:
            self._waits_from = now + 1
            self.stopping.wait(AFTER_TELLING)

    def _chores(self) -> None:
        looks, self.bell.looks = self.bell.looks, {}
        if looks:
            self.press.index.look(looks, fade=0.98)
        for line in self.mender.step(self._do_what_is_first):
            logger.warning("press: %s", line)
        for duty in self.further:
            duty()
        close_old_connections()


def run_worker(
    further: tuple[Callable[[], object], ...] = (),
    first: tuple[Callable[[], object], ...] = (),
) -> None:
    """Work until SIGTERM or SIGINT. Django must be set up."""
    # What is gone and what is missing is pressed every day; only our own faults are news.
    logging.getLogger("django.request").setLevel(logging.ERROR)
    worker = Worker(Path(settings.HOME), further, first)
    signal.signal(signal.SIGTERM, worker.stop)
    signal.signal(signal.SIGINT, worker.stop)
    worker.run()
