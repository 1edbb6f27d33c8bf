"""How far the newsroom's work has come, in numbers: for ``/metrics`` and ``doctor``.

None stands for what cannot be said: its package is not installed, or it has not begun yet.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db.models import Max
from django.db.models.base import Model

from broadsheet.kit import clock


def last_number() -> int | None:
    """The number of the ledger's newest entry that has one; 0 in an empty ledger."""
    entries = _entries()
    if entries is None:
        return None
    return entries._default_manager.aggregate(last=Max("number"))["last"] or 0


def unnumbered(older_than: timedelta = timedelta()) -> int | None:
    """Entries that the sequencer has not numbered yet."""
    entries = _entries()
    if entries is None:
        return None
    return entries._default_manager.filter(number=None, at__lte=clock.now() - older_than).count()


def press_position() -> tuple[int, int] | None:
    """The ledger's number up to which the press has read, and how many pages wait for it.

    Its index is only read, and no lock of it waited for: this must not hold up the press.
    """
    index = Path(settings.HOME) / "press" / "index.sqlite3"
    if not index.exists():
        return None
    try:
        with sqlite3.connect(f"{index.as_uri()}?mode=ro", uri=True, timeout=1) as database:
            held = database.execute("SELECT value FROM fact WHERE name = 'position'").fetchone()
            waiting = database.execute("SELECT count(*) FROM page WHERE dirty_at IS NOT NULL")
            return (int(held[0]) if held else 0), int(waiting.fetchone()[0])
    except sqlite3.Error:
        return None


@dataclass(frozen=True)
class PurgeFigures:
    """What one cache was told to forget. ``urgent``: what must not be shown any more.

    ``told`` counts acknowledgements by the upper end of their bucket in seconds (-1: longer than
    any), ``seconds`` is what all of them took together, from the change of the page on.
    """

    cache: str
    urgent: bool
    waiting: int
    told: dict[float, int]
    seconds: float


def purges() -> list[PurgeFigures]:
    """What the caches further out are owed and have acknowledged, read from the press's index."""
    index = Path(settings.HOME) / "press" / "index.sqlite3"
    if not index.exists():
        return []
    waiting: Counter[tuple[str, bool]] = Counter()
    told: dict[tuple[str, bool], dict[float, int]] = {}
    seconds: Counter[tuple[str, bool]] = Counter()
    try:
        opened = sqlite3.connect(f"{index.as_uri()}?mode=ro", uri=True, timeout=1)
        with closing(opened) as database:
            for cache, urgent, count in database.execute(
                "SELECT cache, urgent, COUNT(*) FROM purge WHERE again = 0 GROUP BY cache, urgent"
            ):
                waiting[cache, bool(urgent)] = count
            for cache, urgent, within, count, spent in database.execute(
                "SELECT cache, urgent, within, purges, seconds FROM purge_told"
            ):
                told.setdefault((cache, bool(urgent)), {})[within] = count
                seconds[cache, bool(urgent)] += spent
    except sqlite3.Error:
        return []
    return [
        PurgeFigures(*lane, waiting[lane], told.get(lane, {}), seconds[lane])
        for lane in sorted(waiting.keys() | told.keys())
    ]


def overdue(older_than: timedelta = timedelta()) -> int:
    """Stories whose hour has come and which are not published."""
    from wagtail.models import Revision

    due = clock.now() - older_than
    return Revision.page_revisions.filter(approved_go_live_at__lte=due).count()


def _entries() -> type[Model] | None:
    try:
        return apps.get_model("ledger", "Entry")
    except LookupError:
        return None
