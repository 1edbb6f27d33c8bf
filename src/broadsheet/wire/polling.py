"""Asks a source for what is new, and remembers how it went."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_noop

from broadsheet.kit import clock
from broadsheet.kit.sentences import Sentence
from broadsheet.wire.models import Health, Source
from broadsheet.wire.reading import LONGEST, Reading, take_in
from broadsheet.wire.subscribing import note_hub
from broadsheet.wire.transports.fetching import Conditions, Fetched, Fetcher, Refusal
from broadsheet.wire.transports.pacing import next_wait

logger = logging.getLogger(__name__)

#: How much less often a feed is asked whose hub tells us of what is new.
WITH_HUB = 10


def due_sources(now: datetime) -> QuerySet[Source]:
    """The sources to be asked by now, those that wait the longest first."""
    due = Q(health=None) | Q(health__next_at=None) | Q(health__next_at__lte=now)
    sources = Source.objects.filter(active=True, transport=Source.Transport.POLL)
    return (
        sources.filter(due)
        .exclude(health__gone=True)
        .select_related("health", "agency")
        .order_by("health__next_at", "pk")
    )


def poll(source: Source, fetcher: Fetcher) -> Reading | None:
    """Ask a source once and receive what came; None where nothing was new or it failed.

    Where to go on next time is kept after everything has been received: whoever is killed in
    between asks for the same once more. Raises nothing but the database's errors.
    """
    health = health_of(source)
    conditions = Conditions(health.etag, health.modified)
    login = (source.username, source.password) if source.username else None
    try:
        fetched = fetcher.fetch(
            health.moved_to or source.address, conditions=conditions, login=login
        )
    except Refusal as refusal:
        note_failure(source, refusal.sentence, retry_after=refusal.retry_after, gone=refusal.gone)
        return None
    if fetched.unchanged:
        _note_success(source, health, fetched)
        return None
    reading = take_in(
        source, fetched.body, content_type=fetched.content_type, address=fetched.address
    )
    if reading.file is None:
        note_failure(source, reading.reasons[0].within(LONGEST), retry_after=fetched.retry_after)
        return reading
    note_hub(source, health, fetched, reading.file)
    _note_success(source, health, fetched, reading)
    return reading


def health_of(source: Source) -> Health:
    """How a source is. What was kept of another address than it has now is forgotten."""
    health, _made = Health.objects.get_or_create(
        source=source, defaults={"address": source.address}
    )
    if health.address != source.address:
        health = Health(source=source, address=source.address, item_at=health.item_at)
        health.save()
    return health


def note_failure(
    source: Source, reason: Sentence, *, retry_after: float | None = None, gone: bool = False
) -> None:
    """Remember why a source gave nothing, and when it is tried again."""
    health = health_of(source)
    now = clock.now()
    failures = health.failures + 1
    wait = next_wait(source.interval, failures, retry_after)
    logger.warning("wire: %s: %s", source.key, reason)
    Health.objects.filter(pk=health.pk).update(
        polled_at=now,
        failures=failures,
        problem_kept=reason.kept(),
        gone=gone,
        next_at=None if gone else now + timedelta(seconds=wait),
    )


def _note_success(
    source: Source, health: Health, fetched: Fetched, reading: Reading | None = None
) -> None:
    now = clock.now()
    health.refresh_from_db(fields=["hub_state", "lease_until", "item_at"])
    subscribed = (
        health.hub_state == Health.Hub.SUBSCRIBED
        and health.lease_until is not None
        and health.lease_until > now
    )
    interval = source.interval * (WITH_HUB if subscribed else 1)
    wait = next_wait(interval, 0, fetched.retry_after)
    changed = {
        "polled_at": now,
        "succeeded_at": now,
        "next_at": now + timedelta(seconds=wait),
        "failures": 0,
        "problem_kept": problem_of(reading),
    }
    if not fetched.unchanged:
        changed |= {
            "etag": fetched.conditions.etag,
            "modified": fetched.conditions.modified,
        }
    if fetched.moved_to:
        changed["moved_to"] = fetched.moved_to
    Health.objects.filter(pk=health.pk).update(**changed)


def problem_of(reading: Reading | None) -> dict[str, Any]:
    """What is wrong with a delivery of which something could be read; empty if nothing is."""
    if reading is None or not reading.reasons:
        return {}
    reason, more = reading.reasons[0].within(LONGEST), len(reading.reasons) - 1
    if more:
        words = gettext_noop("in quarantine: %(reason)s (and %(more)s more)")
        return Sentence(words, {"reason": reason, "more": more}).kept()
    return Sentence(gettext_noop("in quarantine: %(reason)s"), {"reason": reason}).kept()
