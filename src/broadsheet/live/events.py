"""Turns changes of the ticker into events for those who look: the ledger's consumer.

The number of an event is the ledger's, and the log takes no number twice: who was killed between
the log and the cursor says the same once more, and nobody hears it.
"""

from __future__ import annotations

import json
import logging
import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path

from django.db import DatabaseError

from broadsheet.editions.edition_set import EditionSet
from broadsheet.kit import clock
from broadsheet.kit.event_log import EventLog
from broadsheet.ledger.cursors import advance, entries_after, position
from broadsheet.ledger.models import Cursor, Entry
from broadsheet.ledger.sequencer import sequence
from broadsheet.live.models import BreakingItem
from broadsheet.live.selectors import (
    FRESH_FOR,
    LABEL,
    is_fresh,
    newest_change,
    page_of_items,
)
from broadsheet.live.showing import item_html

logger = logging.getLogger(__name__)

#: The name under which the ledger knows how far this consumer has come.
CONSUMER = "live.breaking"
#: Entries taken from the ledger at once.
BATCH = 500
#: Seconds to wait after the disk refused.
AFTER_FAILURE = 1.0
#: Changes of a story after which an item leads to another address, or to none.
_OF_A_STORY = frozenset({"live", "url_path", "edition"})

Events = Mapping[str, Sequence[tuple[str, str]]]


class BreakingEvents:
    """Keeps the channels of all editions' tickers in ``home/stream`` true to the ledger."""

    def __init__(self, home: Path) -> None:
        self.log = EventLog(home / "stream")
        self._position: int | None = None
        self._editions = EditionSet()
        self._wait_until = 0.0

    def step(self) -> None:
        """Tell everything that has happened since the last step.

        What cannot be told is logged and left out. A disk that refuses is tried again a second
        later. Raises DatabaseError only.
        """
        if time.monotonic() < self._wait_until:
            return
        try:
            number = sequence()
            if self._position is None:
                self._position = self._begin(number)
            self._catch_up()
        except OSError as error:
            logger.warning("breaking: events wait: %s", " ".join(str(error).split()))
            self._wait_until = time.monotonic() + AFTER_FAILURE

    def _begin(self, number: int) -> int:
        known = Cursor.objects.filter(consumer=CONSUMER).exists()
        held = min(position(CONSUMER), number) if known else number
        if not known or held < position(CONSUMER):
            # Nobody followed anything yet, or the ledger is an older one than it was.
            advance(CONSUMER, held)
        self._open_channels(held, number)
        return held

    def _open_channels(self, held: int, number: int) -> None:
        """Let readers follow every edition's ticker; what comes from another ledger is dropped."""
        self._editions = EditionSet()
        for edition in self._editions:
            channel = page_of_items(edition.code)
            newest = min(newest_change(edition.code), held)
            if self.log.last(channel) > number:
                self.log.restart(channel, newest)
            else:
                self.log.begin(channel, newest)

    def _catch_up(self) -> None:
        assert self._position is not None
        while entries := entries_after(self._position, BATCH):
            if any(entry.label == "editions.edition" for entry in entries):
                last = entries[-1].number or 0
                self._open_channels(self._position, last)
            for entry in entries:
                self._tell(entry)
                self._position = entry.number or self._position
            advance(CONSUMER, self._position)

    def _tell(self, entry: Entry) -> None:
        assert entry.number is not None
        if entry.backfill:
            return
        try:
            for channel, events in self._events_of(entry).items():
                self.log.append_all(channel, entry.number, events)
        except (DatabaseError, OSError):
            raise
        except Exception:
            # One row that nobody can tell must not keep all later ones from readers.
            logger.exception("breaking: entry %s is left out", entry.number)

    def _events_of(self, entry: Entry) -> Events:
        if entry.label == LABEL:
            return self._of_an_item(entry)
        if entry.label == "page" and (not entry.fields or _OF_A_STORY & set(entry.fields)):
            return self._of_a_story(entry)
        return {}

    def _of_an_item(self, entry: Entry) -> Events:
        """What is to be said of an item, as it stands now."""
        item = BreakingItem.objects.filter(pk=entry.object_id).first()
        events: dict[str, list[tuple[str, str]]] = defaultdict(list)
        here = self._channel_of(item) if item is not None else ""
        for channel in {entry.old_address, entry.new_address} - {"", here}:
            events[channel].append(("removed", json.dumps({"id": entry.object_id})))
        if item is not None and here:
            events[here] += self._said_of(item)
        return events

    def _of_a_story(self, entry: Entry) -> Events:
        """Items that lead to a story which came, went or moved."""
        since = clock.now() - FRESH_FOR
        events: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for item in BreakingItem.objects.filter(story_id=entry.object_id, published_at__gt=since):
            channel = self._channel_of(item)
            if item.is_shown and channel:
                events[channel] += self._said_of(item)
        return events

    def _channel_of(self, item: BreakingItem) -> str:
        edition = self._editions.find_locale(item.locale_id)
        return page_of_items(edition.code) if edition is not None else ""

    def _said_of(self, item: BreakingItem) -> list[tuple[str, str]]:
        told = {"id": item.pk, "status": item.status}
        if item.published_at is None:
            return [("removed", json.dumps({"id": item.pk}))]
        if not item.is_shown:
            # The words are not said again: those who are told have them before them.
            return [("withdrawn", json.dumps(told))]
        if not is_fresh(item.published_at):
            return []
        edition = self._editions.by_locale(item.locale_id)
        whole = {**told, "html": item_html(item, edition)}
        return [("item", json.dumps(whole, ensure_ascii=False))]
