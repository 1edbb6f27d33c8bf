"""What an editor does with a schedule. Each verb is one transaction."""

from __future__ import annotations

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from broadsheet.live.models import ScheduleSlot, Stream


@transaction.atomic
def keep_slot(slot: ScheduleSlot) -> ScheduleSlot:
    """Put a slot into its stream's schedule. Raises ValidationError, by field.

    Two editors who fill the same hour at once: the second is told of the first.
    """
    _lock(slot.stream_id)
    slot.full_clean()
    slot.save()
    return slot


@transaction.atomic
def drop_slot(slot: ScheduleSlot) -> None:
    """Take a slot out of its schedule."""
    _lock(slot.stream_id)
    slot.delete()


@transaction.atomic
def copy_day(stream: Stream, weekday: int, onto: Iterable[int]) -> int:
    """Make other weekdays like one; returns how many slots were written.

    What begins on those days goes. Raises ValidationError where a slot of the day before or after
    is in the way; then nothing is changed.
    """
    _lock(stream.pk)
    copied = list(stream.slots.filter(weekday=weekday).select_related("programme"))
    if not copied:
        raise ValidationError(_("There is nothing on this day to copy."))
    targets = sorted(set(onto) - {weekday})
    for old in stream.slots.filter(weekday__in=targets):
        old.delete()
    for target in targets:
        for slot in copied:
            slot.pk, slot.weekday = None, target
            slot._state.adding = True
            slot.full_clean()
            slot.save()
    return len(copied) * len(targets)


def _lock(stream_id: int) -> None:
    """Keep other writers of this schedule waiting until we are done."""
    Stream.objects.select_for_update().get(pk=stream_id)
