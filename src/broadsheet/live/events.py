"""Turns changes of the ticker into events for those who look: a consumer of the ledger."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator

from broadsheet.kit import clock
from broadsheet.ledger.models import Entry
from broadsheet.live.models import BreakingItem
from broadsheet.live.selectors import (
    FRESH_FOR,
    LABEL,
    is_fresh,
    newest_change,
    page_of_items,
)
from broadsheet.live.showing import item_html
from broadsheet.live.telling import Events, Teller

#: The name under which the ledger knows how far this consumer has come.
CONSUMER = "live.breaking"
#: Changes of a story after which an item leads to another address, or to none.
_OF_A_STORY = frozenset({"live", "url_path", "edition"})


class BreakingEvents(Teller):
    """Keeps the channels of all editions' tickers true to the ledger."""

    consumer = CONSUMER

    def channels(self) -> Iterator[tuple[str, int]]:
        """One for each edition: its page of items."""
        for edition in self.editions:
            yield page_of_items(edition.code), newest_change(edition.code)

    def events_of(self, entry: Entry) -> Events:
        """See :class:`Teller`."""
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
        """Items that lead to a story which came, went or moved.

        Of an item that has changed itself since then more is to be told, and it is told as it
        stands: a flash, whose story comes first, would reach all readers twice.
        """
        since = clock.now() - FRESH_FOR
        events: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for item in BreakingItem.objects.filter(story_id=entry.object_id, published_at__gt=since):
            channel = self._channel_of(item)
            if item.is_shown and channel and not self._is_told_later(item, entry):
                events[channel] += self._said_of(item)
        return events

    def _is_told_later(self, item: BreakingItem, entry: Entry) -> bool:
        changes = Entry.objects.filter(label=LABEL, object_id=item.pk, backfill=False)
        return changes.filter(number__gt=entry.number).exists()

    def _channel_of(self, item: BreakingItem) -> str:
        edition = self.editions.find_locale(item.locale_id)
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
        edition = self.editions.by_locale(item.locale_id)
        whole = {**told, "html": item_html(item, edition)}
        return [("item", json.dumps(whole, ensure_ascii=False))]
