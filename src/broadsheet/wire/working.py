"""The worker's threads of the wire: none waits for another source, and none outlives a failure."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

from django.conf import settings
from django.db import DatabaseError, InterfaceError, close_old_connections, connection
from django.utils.translation import gettext_noop

from broadsheet.kit import clock
from broadsheet.kit.sentences import Sentence
from broadsheet.wire import bell
from broadsheet.wire.erasing import erase_waiting
from broadsheet.wire.folders import folder_of, take_files
from broadsheet.wire.models import Source
from broadsheet.wire.polling import due_sources, note_failure, poll
from broadsheet.wire.pruning import Pruned, prune
from broadsheet.wire.retrying import read_waiting
from broadsheet.wire.subscribing import subscribe, subscriptions_due
from broadsheet.wire.transports.fetching import Fetcher
from broadsheet.wire.transports.folder import WatchedFolder
from broadsheet.wire.transports.public_addresses import PrivateHosts

logger = logging.getLogger(__name__)

FAULT = gettext_noop("a fault of ours, see the log of the worker")
#: Seconds between two looks at what is due.
LOOK_EVERY = 1.0
#: How many sources are asked at the same time.
AT_ONCE = 6
#: Seconds between two questions to one host; two at the same time there are never.
HOST_GAP = 1.0
#: Seconds between two looks at subscriptions.
HUBS_EVERY = 60.0
#: Seconds to wait for a ring before looking at deliveries unasked.
READ_EVERY = 1.0
#: What is old is removed so often; between two transactions of it, agencies come in.
PRUNE_EVERY = timedelta(days=1)
PRUNE_PAUSE = 0.05


def fetcher() -> Fetcher:
    """The client for sources, with the hosts that the operator allows."""
    return Fetcher(PrivateHosts.read(settings.BROADSHEET_WIRE_PRIVATE_HOSTS))


def start_wire(stopping: threading.Event) -> list[threading.Thread]:
    """Start what receives items. Set ``stopping``, then join the threads."""
    works = (
        ("wire", Sources(stopping).keep_asking),
        ("wire-reading", _keep_reading(stopping)),
        ("wire-pruning", _keep_pruning(stopping)),
    )
    threads = [threading.Thread(target=work, name=name, daemon=True) for name, work in works]
    for thread in threads:
        thread.start()
    return threads


class Sources:
    """Asks sources as they are due and looks into folders, each source in a thread of its own."""

    def __init__(self, stopping: threading.Event, fetching: Fetcher | None = None) -> None:
        self._stopping = stopping
        self._fetcher = fetching or fetcher()
        self._lock = threading.Lock()
        self._busy: set[int] = set()
        self._busy_hosts: set[str] = set()
        self._host_free_at: dict[str, float] = {}
        self._folders: dict[int, WatchedFolder] = {}
        self._hubs_due = 0.0

    def keep_asking(self) -> None:
        """Work until stopped. A failing database is waited for. Leaves no connection behind."""
        try:
            while not self._stopping.is_set():
                guarded("wire", self.turn)
                self._stopping.wait(LOOK_EVERY)
        finally:
            connection.close()

    def turn(self) -> None:
        """Begin whatever is due and can be begun now."""
        folders = Source.objects.filter(active=True, transport=Source.Transport.FOLDER)
        for source in folders.select_related("agency"):
            self._begin(source, partial(take_files, source, self._watched(source)))
        for source in due_sources(clock.now()):
            if self._has_room(source.host):
                self._begin(source, partial(poll, source, self._fetcher), source.host)
        if time.monotonic() >= self._hubs_due:
            self._hubs_due = time.monotonic() + HUBS_EVERY
            for health in subscriptions_due()[:AT_ONCE]:
                self._begin(health.source, partial(subscribe, health, self._fetcher))
        close_old_connections()

    def _watched(self, source: Source) -> WatchedFolder:
        watched = self._folders.get(source.pk)
        if watched is None or watched.folder != folder_of(source):
            watched = self._folders[source.pk] = WatchedFolder(folder_of(source))
        return watched

    def _has_room(self, host: str) -> bool:
        with self._lock:
            return (
                len(self._busy_hosts) < AT_ONCE
                and host not in self._busy_hosts
                and time.monotonic() >= self._host_free_at.get(host, 0.0)
            )

    def _begin(self, source: Source, work: Callable[[], object], host: str = "") -> None:
        with self._lock:
            if source.pk in self._busy:
                return
            self._busy.add(source.pk)
            if host:
                self._busy_hosts.add(host)

        def run() -> None:
            try:
                if not guarded(f"wire: {source.key}", work):
                    # Not at once again: what fails in a way nobody foresaw fails for long.
                    fault = Sentence(FAULT)
                    guarded("wire", lambda: note_failure(source, fault))
            finally:
                connection.close()
                with self._lock:
                    self._busy.discard(source.pk)
                    self._busy_hosts.discard(host)
                    if host:
                        self._host_free_at[host] = time.monotonic() + HOST_GAP

        threading.Thread(target=run, name=f"wire-{source.key}", daemon=True).start()


def guarded(what: str, work: Callable[[], object]) -> bool:
    """Do one piece of work; whatever goes wrong is logged, and ends nothing but this piece.

    False for a fault of ours: anything but the database's failure.
    """
    try:
        work()
    except (DatabaseError, InterfaceError) as error:
        logger.warning("%s: the database failed: %s", what, " ".join(str(error).split()))
        connection.close()
    except Exception:
        logger.exception("%s: trying again", what)
        connection.close()
        return False
    return True


def _keep_reading(stopping: threading.Event) -> Callable[[], None]:
    def keep_reading() -> None:
        rung = bell.Bell(bell.READING)
        try:
            while not stopping.is_set():
                guarded("wire", read_waiting)
                close_old_connections()
                rung.wait(READ_EVERY)
        finally:
            rung.close()
            connection.close()

    return keep_reading


def _keep_pruning(stopping: threading.Event) -> Callable[[], None]:
    days = settings.BROADSHEET_WIRE_DAYS

    def turn() -> None:
        pruned = prune(days, lambda: stopping.wait(PRUNE_PAUSE))
        if pruned != Pruned():
            logger.info("wire: pruned %d items, %d files", pruned.items, pruned.files)

    def keep_pruning() -> None:
        done_at: datetime | None = None
        try:
            while not stopping.is_set():
                if days and (done_at is None or clock.now() - done_at >= PRUNE_EVERY):
                    done_at = clock.now()
                    guarded("wire: pruning", turn)
                guarded("wire: erasing", erase_waiting)
                close_old_connections()
                stopping.wait(LOOK_EVERY)
        finally:
            connection.close()

    return keep_pruning
