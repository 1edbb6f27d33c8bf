"""Watches the streams that are on air: whether their playlists can be read, and move.

One bad look is none; after two in a row the stream is down, after one good one it is up. Either is
one transaction with its entry in the ledger, from which readers hear of it.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass

from django.conf import settings
from django.db import DatabaseError, InterfaceError, close_old_connections, connection, transaction

from broadsheet.kit import clock
from broadsheet.live.channel.faults import StreamFault
from broadsheet.live.channel.playlist import Playlist
from broadsheet.live.channel.probing import PlaylistProbe, Probe
from broadsheet.live.models import Stream, StreamHealth

logger = logging.getLogger(__name__)

#: Seconds between two looks at a stream; after a bad one, the next comes sooner.
LOOK_EVERY = 10.0
SOONER = 3.0
#: Bad looks in a row after which a stream is down.
ENOUGH = 2
#: A live playlist changes within this many times the length of a segment (RFC 8216, 6.2.1: 1.5).
STILL_FOR = 3
#: Seconds between two turns of the thread.
TURN = 1.0
#: Looks that are under way at once: a stream that hangs keeps no other waiting.
AT_ONCE = 8
#: Seconds that a turn waits for its looks; what takes longer is taken in by a later turn.
PATIENCE = 0.5


@dataclass
class _Seen:
    """What is remembered of a stream between two looks. Times are of the monotonic clock."""

    address: str
    due: float = 0.0
    newest: str = ""
    moved_at: float = 0.0
    look: Future[Playlist] | None = None


class Watch:
    """Looks at each stream on air when it is due, at several side by side.

    Only looks are made in threads of their own; what comes of them is kept by whoever steps.
    """

    def __init__(
        self,
        probe: PlaylistProbe,
        monotonic: Callable[[], float] = time.monotonic,
        patience: float = PATIENCE,
    ) -> None:
        self._probe, self._monotonic, self._patience = probe, monotonic, patience
        self._seen: dict[int, _Seen] = {}
        self._threads = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="look")

    def close(self) -> None:
        """Begin no other look. Those under way end by themselves, within seconds."""
        self._threads.shutdown(wait=False, cancel_futures=True)

    def step(self) -> None:
        """Look at what is due, and take in what was seen. Raises DatabaseError only."""
        streams = list(Stream.objects.filter(on_air=True))
        kept = {stream.pk for stream in streams}
        self._seen = {pk: seen for pk, seen in self._seen.items() if pk in kept}
        for stream in streams:
            seen = self._seen.get(stream.pk)
            if seen is None or seen.address != stream.address:
                seen = self._seen[stream.pk] = _Seen(stream.address)
            if seen.look is None and self._monotonic() >= seen.due:
                seen.look = self._threads.submit(self._probe.look, seen.address)
        wait([seen.look for seen in self._seen.values() if seen.look], self._patience)
        for stream in streams:
            self._take_in(stream, self._seen[stream.pk])

    def _take_in(self, stream: Stream, seen: _Seen) -> None:
        """Keep what a look has found, if it is over."""
        look = seen.look
        if look is None or not look.done():
            return
        seen.look, seen.due = None, self._monotonic() + SOONER
        try:
            fault = self._standing_still(seen, look.result())
        except StreamFault as found:
            fault = found
        except Exception:
            # One stream that nobody can look at must not leave all others unwatched.
            logger.exception("streams: a look at %s failed", stream.pk)
            return
        if fault is None:
            seen.due = self._monotonic() + LOOK_EVERY
        keep_look(stream, fault)

    def _standing_still(self, seen: _Seen, playlist: Playlist) -> StreamFault | None:
        if playlist.ended:
            return StreamFault("ended")
        now = self._monotonic()
        if playlist.newest != seen.newest:
            seen.newest, seen.moved_at = playlist.newest, now
        still = now - seen.moved_at
        if still > max(STILL_FOR * playlist.seconds, LOOK_EVERY):
            return StreamFault("still", round(still))
        return None


@transaction.atomic
def keep_look(stream: Stream, fault: StreamFault | None) -> None:
    """Keep what a look at a stream found; ``fault`` is None where nothing was wrong.

    Readers are told where that makes it go down, or come up again.
    """
    now = clock.now()
    health, _made = StreamHealth.objects.get_or_create(stream=stream, defaults={"checked_at": now})
    health.checked_at = now
    health.fault, health.detail = (fault.code, fault.detail) if fault else ("", "")
    health.failures = health.failures + 1 if fault else 0
    if fault is None:
        health.last_ok_at = now
    health.save()
    stored = Stream.objects.select_for_update().filter(pk=stream.pk).first()
    if stored is None or not stored.on_air or stored.address != stream.address:
        return
    if fault and stored.down_since is None and health.failures >= ENOUGH:
        logger.warning("stream %s (%s) is down: %s", stored.pk, stored.name, fault)
        stored.down_since = now
        stored.save(update_fields=["down_since"])
    elif fault is None and stored.down_since is not None:
        logger.warning("stream %s (%s) is up again", stored.pk, stored.name)
        stored.down_since = None
        stored.save(update_fields=["down_since"])


def keep_watching(stopping: threading.Event) -> None:
    """Watch until ``stopping`` is set. For a thread of its own; a failing database is waited for.

    Leaves no connection behind.
    """
    watch = Watch(Probe(private=settings.PRIVATE_STREAMS))
    try:
        while not stopping.wait(TURN):
            try:
                watch.step()
            except (DatabaseError, InterfaceError) as error:
                logger.warning("streams: the database failed: %s", " ".join(str(error).split()))
                connection.close()
            except Exception:
                # Whatever it was, streams are to be watched on.
                logger.exception("streams: a look failed")
            close_old_connections()
    finally:
        watch.close()
        connection.close()


def start_watching(stopping: threading.Event) -> threading.Thread:
    """Start :func:`keep_watching` in a daemon thread. Set ``stopping``, then join it."""
    thread = threading.Thread(target=keep_watching, args=(stopping,), name="streams", daemon=True)
    thread.start()
    return thread
