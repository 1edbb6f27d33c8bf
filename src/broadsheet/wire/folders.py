"""Takes in the files of a watched folder."""

from __future__ import annotations

import logging
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_noop

from broadsheet.kit import clock
from broadsheet.kit.sentences import Sentence
from broadsheet.wire.formats.ninjs import MAX_BYTES
from broadsheet.wire.models import Health, Source
from broadsheet.wire.polling import health_of, note_failure, problem_of
from broadsheet.wire.reading import Reading, quarantine, take_in
from broadsheet.wire.transports.folder import QUARANTINE, TAKEN, Found, WatchedFolder

logger = logging.getLogger(__name__)

#: How often a folder in which nothing happens is said to have been looked at.
SAY_EVERY = timedelta(seconds=60)


def folder_of(source: Source) -> Path:
    """Where a source's files arrive. An operator may make it a link to elsewhere."""
    return Path(settings.HOME) / "wire" / source.key


def take_files(source: Source, watched: WatchedFolder) -> int:
    """Take in what is whole by now; returns how many files. Raises the database's errors.

    A file is moved when everything in it has been received: one that is met once more, after a
    crash, adds nothing.
    """
    taken = 0
    problem: dict[str, Any] = {}
    try:
        for found in watched.look():
            reading = _take(source, watched, found)
            taken += 1
            problem = problem_of(reading) or problem
    except OSError as error:
        words = gettext_noop("the folder cannot be used: %(why)s")
        note_failure(source, Sentence(words, {"why": error.strerror or str(error)}))
        return taken
    _note(source, taken, problem)
    return taken


def _take(source: Source, watched: WatchedFolder, found: Found) -> Reading:
    name = found.path.name
    if found.size > MAX_BYTES:
        most = MAX_BYTES // (1024 * 1024)
        words = gettext_noop(
            "%(name)s is larger than %(most)s MB; it lies in the folder %(folder)s"
        )
        reason = Sentence(words, {"name": name[:300], "most": most, "folder": QUARANTINE})
        quarantine(source, b"", [reason], file_name=name)
        watched.move(found, QUARANTINE)
        return Reading(reasons=[reason])
    data = watched.read(found)
    reading = take_in(source, data, file_name=name, folder=watched.folder)
    if reading.must_go:
        watched.remove(found)
    else:
        watched.move(found, QUARANTINE if reading.reasons else TAKEN)
    return reading


def _note(source: Source, taken: int, problem: dict[str, Any]) -> None:
    now = clock.now()
    health = health_of(source)
    if not taken and not health.failures and health.polled_at and not problem:
        if now - health.polled_at < SAY_EVERY:
            return
        problem = health.problem_kept
    Health.objects.filter(pk=health.pk).update(
        polled_at=now, succeeded_at=now, failures=0, problem_kept=problem, next_at=None
    )
