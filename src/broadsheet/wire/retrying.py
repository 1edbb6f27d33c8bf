"""Reads again what waited or lay in quarantine."""

from __future__ import annotations

from django.db.models import F

from broadsheet.kit import clock
from broadsheet.wire.models import Delivery
from broadsheet.wire.reading import Reading, kept_reasons, take_in


def read_waiting() -> int:
    """Read every delivery that waits, the oldest first; returns how many there were.

    A delivery goes when all of it has been received or is in quarantine: who is killed in between
    reads it once more, and nothing is doubled.
    """
    done = 0
    waiting = Delivery.objects.filter(state=Delivery.State.WAITING).select_related("source__agency")
    while (delivery := waiting.order_by("received_at", "pk").first()) is not None:
        take_in(
            delivery.source,
            bytes(delivery.data),
            content_type=delivery.content_type,
            file_name=delivery.file_name,
        )
        delivery.delete()
        done += 1
    return done


def retry(delivery: Delivery) -> Reading:
    """Read a quarantined delivery once more, as after a fix; it goes if all of it can be read."""
    reading = take_in(
        delivery.source,
        bytes(delivery.data),
        content_type=delivery.content_type,
        file_name=delivery.file_name,
        keep=False,
    )
    same = Delivery.objects.filter(pk=delivery.pk)
    if reading.reasons and reading.must_go:
        same.update(data=b"", size=0)
    if reading.reasons:
        same.update(
            reasons=kept_reasons(reading.reasons), tried_at=clock.now(), tries=F("tries") + 1
        )
    else:
        same.delete()
    return reading
