"""Streams and slots to order."""

from __future__ import annotations

from datetime import time
from itertools import count
from typing import Any

from broadsheet.editions.models import Edition
from broadsheet.live.channel.playlist import Playlist
from broadsheet.live.channel.scheduling import keep_slot
from broadsheet.live.models import ScheduleSlot, Stream

_number = count(1)


def make_stream(edition: Edition, name: str = "", **fields: Any) -> Stream:
    """A stream of an edition, on air unless told otherwise."""
    number = next(_number)
    told = {"on_air": True, "sort_order": number, **fields}
    told.setdefault("address", f"https://live.example.org/{number}/master.m3u8")
    stream = Stream(locale=edition.locale, name=name or f"Channel {number}", **told)
    stream.full_clean()
    stream.save()
    return stream


def make_slot(stream: Stream, clock: str, minutes: int = 60, **fields: Any) -> ScheduleSlot:
    """A slot that the form would take."""
    told = {"title": f"Programme {next(_number)}", **fields}
    return keep_slot(
        ScheduleSlot(stream=stream, starts=time.fromisoformat(clock), minutes=minutes, **told)
    )


class Station:
    """A probe that says what the test says, and a clock that the test sets."""

    def __init__(self) -> None:
        self.says: Playlist | Exception = Playlist(segments=2, newest="1", seconds=4)
        self.now = 100.0
        self.looks = 0

    def look(self, address, within=0.0):
        self.looks += 1
        if isinstance(self.says, Exception):
            raise self.says
        return self.says
