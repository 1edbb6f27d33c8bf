"""Tells the caches further out which pages to forget, until each has acknowledged.

Every cache has two lanes, each a thread of the worker with a connection of its own: what must not
be shown any more never waits behind anything else, no cache behind another one, and the press
behind none.
"""

from __future__ import annotations

import json
import logging
import random
import sqlite3
import threading
import time
from collections.abc import Callable, Sequence

from broadsheet.kit import clock
from broadsheet.press.caches import Cache, PurgeError
from broadsheet.press.purges import Purges

logger = logging.getLogger(__name__)

#: Seconds between two looks at what is owed.
LOOK_EVERY = {1: 0.1, 0: 0.25}
#: Seconds before the next try, doubled with each up to the second; where only somebody's hand will
#: help, the third. Up to half of each is left out by chance, so that many do not come at once.
RETRY, RETRY_MOST, RETRY_LASTING = 1.0, 60.0, 60.0
#: Seconds that the worker waits for its lanes when it ends. What is under way is then sent again.
LEAVE_WITHIN = 1.0


class Lane:
    """One cache, and either what must go at once (``urgent``) or everything else."""

    def __init__(
        self,
        purges: Purges,
        cache: Cache,
        *,
        urgent: bool,
        chance: Callable[[], float] = random.random,
    ) -> None:
        self.purges = purges
        self.cache = cache
        self.urgent = int(urgent)
        self._chance = chance
        self._rest_until = 0.0
        self._pause = RETRY / 2
        self._tried = 0
        #: What was wrong at the last try; None before the first.
        self._trouble: str | None = None

    def turn(self, now: float) -> float:
        """Send one batch of what is due; returns the seconds until the next turn is of use.

        After a failure nothing is sent for a while, with one exception: something newly taken down
        is tried at once. ``now`` is in seconds since the epoch.
        """
        newest = self.purges.newest(self.cache.name, self.urgent)
        rest = self._rest_until - now
        if 0 < rest <= RETRY_MOST * 60 and not (self.urgent and newest > self._tried):
            return min(rest, LOOK_EVERY[self.urgent])
        owed = self.purges.due(self.cache.name, self.urgent, now, self.cache.most)
        if not owed:
            return LOOK_EVERY[self.urgent]
        self._tried = newest
        begun = time.monotonic()
        try:
            self.cache.purge([each.key for each in owed], gone=bool(self.urgent))
        except PurgeError as error:
            self._fail(error, now)
            return LOOK_EVERY[self.urgent]
        self.purges.acknowledged(owed, now, took=time.monotonic() - begun)
        self._rest_until, self._pause = 0.0, RETRY / 2
        self._tell("")
        return 0.0 if len(owed) == self.cache.most else LOOK_EVERY[self.urgent]

    def _fail(self, error: PurgeError, now: float) -> None:
        self._pause = min(self._pause * 2, RETRY_MOST)
        pause = RETRY_LASTING if error.lasting else self._pause
        self._rest_until = now + max(pause * (1 - self._chance() / 2), error.pause)
        self._tell(str(error), lasting=error.lasting)

    def _tell(self, why: str, *, lasting: bool = False) -> None:
        """Say once what is wrong, and once that it is over; keep it for the doctor."""
        if why == self._trouble:
            return
        known = trouble_of(self.purges, self.cache.name)
        if why:
            end = "correct BROADSHEET_PURGE or its rights" if lasting else "tried again"
            logger.warning("purge: %s: %s; what it is owed is kept, %s", self.cache.name, why, end)
            told = {"why": why, "lasting": lasting, "since": clock.now().timestamp()}
            self.purges.index.keep_fact(_fact(self.cache.name), json.dumps(told))
        elif known:
            logger.warning("purge: %s: it acknowledges again", self.cache.name)
            self.purges.index.keep_fact(_fact(self.cache.name), "")
        self._trouble = why


def trouble_of(purges: Purges, cache: str) -> dict[str, object]:
    """What is wrong with a cache: ``why``, ``lasting``, ``since``; empty where nothing is."""
    return dict(json.loads(purges.index.fact(_fact(cache)) or "{}"))


def _fact(cache: str) -> str:
    return f"purge trouble: {cache}"


class Purging:
    """All lanes of one worker."""

    def __init__(self, purges: Purges, caches: Sequence[Cache]) -> None:
        self._purges = purges
        self._stopping = threading.Event()
        self._threads = [
            threading.Thread(
                target=self._run,
                args=[Lane(purges, cache, urgent=urgent)],
                name=f"purge {cache.name}",
                daemon=True,
            )
            for cache in caches
            for urgent in (True, False)
        ]

    def start(self) -> None:
        """Begin to send; what caches are owed that are not named any more is dropped."""
        if self._threads:
            self._purges.forget_others()
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """End, at the latest after a second; what is not acknowledged waits in the index."""
        self._stopping.set()
        for thread in self._threads:
            thread.join(LEAVE_WITHIN / len(self._threads))

    def _run(self, lane: Lane) -> None:
        pause = 0.0
        try:
            while not self._stopping.wait(pause):
                try:
                    pause = lane.turn(clock.now().timestamp())
                except sqlite3.Error as error:
                    logger.warning("purge: the index failed, trying again: %s", error)
                    pause = RETRY
        finally:
            self._purges.index.close()
