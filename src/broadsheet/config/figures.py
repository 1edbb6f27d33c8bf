"""How far the newsroom's work has come, in numbers: for ``/metrics`` and ``doctor``.

None stands for what cannot be said: its package is not installed, or it has not begun yet.
"""

from __future__ import annotations

import sqlite3
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
