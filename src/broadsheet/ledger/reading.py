"""Reading: what one render was made from, noted while it is made.

Code that reads for readers says what it read. Outside a recording, saying so costs next to nothing.
A page is refreshed when a change touches a tag it noted: a field of a record, a listing at or
before the place it read, an absence that is filled.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime


@dataclass
class Reading:
    """What a render noted so far."""

    #: Row tags with the fields read; None stands for all of them.
    rows: dict[str, set[str] | None] = field(default_factory=dict)
    #: Other tags, each with the time of the newest member it read (ISO 8601, UTC): a change to a
    #: listing after that time does not matter. Empty: every change matters.
    lists: dict[str, str] = field(default_factory=dict)
    #: When the page changes by itself, without any change to what it was made from.
    until: datetime | None = None

    def note_row(self, tag: str, fields: Collection[str] | None) -> None:
        """A record's fields were read; None stands for all."""
        if fields is None:
            self.rows[tag] = None
        elif tag not in self.rows:
            self.rows[tag] = set(fields)
        else:
            held = self.rows[tag]
            if held is not None:
                held.update(fields)

    def note(self, tag: str, upto: str) -> None:
        """A listing was read, no newer than ``upto``; empty: to its open end."""
        held = self.lists.get(tag)
        self.lists[tag] = "" if held == "" or not upto else max(held or "", upto)

    def note_until(self, moment: datetime) -> None:
        """The page says something that is true only until then."""
        self.until = moment if self.until is None else min(self.until, moment)


_current: ContextVar[Reading | None] = ContextVar("reading", default=None)


@contextmanager
def recording() -> Iterator[Reading]:
    """Note what is read inside the block."""
    reading = Reading()
    token = _current.set(reading)
    try:
        yield reading
    finally:
        _current.reset(token)


def current() -> Reading | None:
    """The recording that is under way, if any."""
    return _current.get()


def note_row(tag: str, fields: Collection[str] | None = None) -> None:
    """Say that fields of a record were read (None: all of them)."""
    reading = _current.get()
    if reading is not None:
        reading.note_row(tag, fields)


def note(tag: str, upto: str = "") -> None:
    """Say that a listing, an address or an absence was read; see :class:`Reading`."""
    reading = _current.get()
    if reading is not None:
        reading.note(tag, upto)


def note_until(moment: datetime) -> None:
    """Say that the page is true only until ``moment`` (aware)."""
    reading = _current.get()
    if reading is not None:
        reading.note_until(moment)
