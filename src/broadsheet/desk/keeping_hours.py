"""Keeps the newsroom's hours: waits for the next one, to the second, and does what is due."""

from __future__ import annotations

import logging
import threading
from datetime import timedelta

from django.db import DatabaseError, InterfaceError, close_old_connections, connection

from broadsheet.desk.scheduled import next_due, run_due
from broadsheet.kit import clock

logger = logging.getLogger(__name__)

#: Seconds after which a schedule that was made meanwhile is noticed.
LOOK_EVERY = 1.0
#: Seconds between two looks where something is due but another process is at it.
SHORTEST = 0.05


def keep_hours(stopping: threading.Event) -> None:
    """Carry out schedules, each at its second, until ``stopping`` is set.

    To be called in a thread of its own. A failing database is waited for: what was due meanwhile
    is done when it is back. Leaves no connection behind.
    """
    try:
        while not stopping.is_set():
            stopping.wait(_turn())
    finally:
        connection.close()


def start_keeping_hours(stopping: threading.Event) -> threading.Thread:
    """Start :func:`keep_hours` in a daemon thread. Set ``stopping``, then join it."""
    thread = threading.Thread(target=keep_hours, args=(stopping,), name="hours", daemon=True)
    thread.start()
    return thread


def _turn() -> float:
    """Do what is due; returns the seconds to wait."""
    try:
        for outcome in run_due():
            log = logger.warning if outcome.failed else logger.info
            log("scheduled: %s", outcome.line())
        now = clock.now()
        due = next_due(now)
        close_old_connections()
    except (DatabaseError, InterfaceError) as error:
        logger.warning("scheduled: the database failed: %s", " ".join(str(error).split()))
        connection.close()
        return LOOK_EVERY
    except Exception:
        # This thread is the only one that keeps hours: it outlives whatever happens in it.
        logger.exception("scheduled: trying again")
        connection.close()
        return LOOK_EVERY
    if due is None:
        return LOOK_EVERY
    return max(SHORTEST, min(LOOK_EVERY, (due - now) / timedelta(seconds=1)))
