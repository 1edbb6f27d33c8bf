"""Turns what becomes of streams into events for those who look at the channel.

``up`` (``id``, ``address``) and ``down`` (``id``, ``off``: whether the newsroom took it off air).
"""

from __future__ import annotations

import json
from collections.abc import Iterator

from django.db.models import Max, Q

from broadsheet.ledger import reading, tags
from broadsheet.ledger.models import Entry
from broadsheet.live.channel.selectors import STREAM, channel_of
from broadsheet.live.models import Stream
from broadsheet.live.telling import Events, Teller

#: The name under which the ledger knows how far this consumer has come.
CONSUMER = "live.channel"
#: Changes of a stream that whoever looks at it must know of.
_TOLD = frozenset({"on_air", "down_since", "address"})


class ChannelEvents(Teller):
    """Keeps the channels of all editions' streams true to the ledger."""

    consumer = CONSUMER

    def channels(self) -> Iterator[tuple[str, int]]:
        """One for each edition: its page of streams."""
        for edition in self.editions:
            yield channel_of(edition.code), newest_change(edition.code)

    def events_of(self, entry: Entry) -> Events:
        """See :class:`Teller`. A stream that came or went has no page open yet, or not any more."""
        if entry.label != STREAM or (entry.fields and not _TOLD & set(entry.fields)):
            return {}
        stream = Stream.objects.filter(pk=entry.object_id).first()
        address = entry.new_address or entry.old_address
        if not address:
            return {}
        channel = channel_of(address.split("/")[1])
        if stream is None or not stream.is_up:
            off = stream is None or not stream.on_air
            told = json.dumps({"id": entry.object_id, "off": off})
            return {channel: [("down", told)]}
        return {channel: [("up", json.dumps({"id": stream.pk, "address": stream.address}))]}


def newest_change(code: str) -> int:
    """The ledger's number of the newest change to an edition's streams; 0 where there is none.

    Events up to it are in what is read after it. One query.
    """
    path = channel_of(code)
    reading.note(tags.address(path))
    within = Q(new_address__startswith=path) | Q(old_address__startswith=path)
    entries = Entry.objects.filter(within, label=STREAM)
    return entries.aggregate(newest=Max("number"))["newest"] or 0
