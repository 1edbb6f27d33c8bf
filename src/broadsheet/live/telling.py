"""From the ledger to the logs of channels: what consumers of the ledger have in common.

The number of an event is the ledger's, and the log takes no number twice: who was killed between
the log and the cursor says the same once more, and nobody hears it.
"""

from __future__ import annotations

import logging
import time
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from django.db import DatabaseError

from broadsheet.editions.edition_set import EditionSet
from broadsheet.kit.event_log import EventLog
from broadsheet.ledger.cursors import advance, news_after, position
from broadsheet.ledger.models import Cursor, Entry
from broadsheet.ledger.sequencer import sequence

logger = logging.getLogger(__name__)

#: Entries taken from the ledger at once.
BATCH = 500
#: Seconds to wait after the disk refused.
AFTER_FAILURE = 1.0
#: What is always looked at: which channels there are depends on it.
_EDITION = "editions.edition"

Events = Mapping[str, Sequence[tuple[str, str]]]


class Teller(ABC):
    """Keeps channels in ``home/stream`` true to the ledger. What is told is its subclasses'."""

    #: The name under which the ledger knows how far this consumer has come.
    consumer: str

    def __init__(self, home: Path) -> None:
        self.log = EventLog(home / "stream")
        self._position: int | None = None
        self.editions = EditionSet()
        self._wait_until = 0.0
        self._told = 0

    @abstractmethod
    def channels(self) -> Iterator[tuple[str, int]]:
        """The channels that readers may follow, each a tree path, and the ledger's number of the
        newest change that the channel's page has in it."""

    @abstractmethod
    def events_of(self, entry: Entry) -> Events:
        """What an entry means, by channel: names and data of events."""

    def step(self) -> int:
        """Tell everything that has happened since the last step; returns how many events that was.

        What cannot be told is logged and left out. A disk that refuses is tried again a second
        later. Raises DatabaseError only.
        """
        self._told = 0
        if time.monotonic() < self._wait_until:
            return 0
        try:
            number = sequence()
            if self._position is None:
                self._position = self._begin(number)
            self._catch_up(number)
        except OSError as error:
            logger.warning("%s: events wait: %s", self.consumer, " ".join(str(error).split()))
            self._wait_until = time.monotonic() + AFTER_FAILURE
        return self._told

    def _begin(self, number: int) -> int:
        known = Cursor.objects.filter(consumer=self.consumer).exists()
        held = min(position(self.consumer), number) if known else number
        if not known or held < position(self.consumer):
            # Nobody followed anything yet, or the ledger is an older one than it was.
            advance(self.consumer, held)
        self._open_channels(held, number)
        return held

    def _open_channels(self, held: int, number: int) -> None:
        """Let readers follow every channel; what comes from another ledger is dropped."""
        self.editions = EditionSet()
        for channel, change in self.channels():
            newest = min(change, held)
            if self.log.last(channel) > number:
                self.log.restart(channel, newest)
            else:
                self.log.begin(channel, newest)

    def _catch_up(self, number: int) -> None:
        """Tell what there is up to ``number``; an archive that came in is stepped over."""
        assert self._position is not None
        while entries := news_after(self._position, BATCH, _EDITION):
            if any(entry.label == _EDITION for entry in entries):
                last = entries[-1].number or 0
                self._open_channels(self._position, last)
            for entry in entries:
                self._tell(entry)
                self._position = entry.number or self._position
            advance(self.consumer, self._position)
        if self._position < number:
            # Whatever has a number up to this one was there to be read, and none of it was news.
            self._position = number
            advance(self.consumer, number)

    def _tell(self, entry: Entry) -> None:
        assert entry.number is not None
        if entry.backfill:
            return
        try:
            for channel, events in self.events_of(entry).items():
                self.log.append_all(channel, entry.number, events)
                self._told += len(events)
        except (DatabaseError, OSError):
            raise
        except Exception:
            # One row that nobody can tell must not keep all later ones from readers.
            logger.exception("%s: entry %s is left out", self.consumer, entry.number)
