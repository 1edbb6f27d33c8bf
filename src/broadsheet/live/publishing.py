"""What an editor does with an item of the ticker. Each verb is one transaction, one entry."""

from __future__ import annotations

from django.db import transaction

from broadsheet.kit import clock
from broadsheet.ledger.acting import acting
from broadsheet.ledger.models import Verb
from broadsheet.live.models import BreakingItem

Status = BreakingItem.Status


def propose(item: BreakingItem) -> BreakingItem:
    """Keep an item for an editor to publish. Raises ValidationError, by field."""
    item.full_clean()
    item.save()
    return item


@transaction.atomic
def publish(item: BreakingItem) -> BreakingItem:
    """Show an item to readers, from now on. One that is published already stays as it is.

    Raises ValidationError, by field.
    """
    if item.pk:
        item = _locked(item.pk)
    if item.published_at is None:
        item.published_at = clock.now()
        item.full_clean()
        item.save()
    return item


@transaction.atomic
def set_status(item: BreakingItem, status: str) -> BreakingItem:
    """Say how sure we are of it: reported, confirmed, denied. Raises ValueError for another word.

    Withdrawn, it comes back to readers by this.
    """
    if status not in Status.values or status == Status.WITHDRAWN:
        raise ValueError(f"no status for an item: {status!r}")
    item = _locked(item.pk)
    item.status = status
    item.save(update_fields=["status"])
    return item


@transaction.atomic
def withdraw(item: BreakingItem) -> BreakingItem:
    """Take an item back. Those who have seen it are told so; it is gone for all others."""
    item = _locked(item.pk)
    item.status = Status.WITHDRAWN
    with acting(Verb.WITHDRAW):
        item.save(update_fields=["status"])
    return item


@transaction.atomic
def forget_story(story_id: int) -> None:
    """Have no item lead to a story that is about to be deleted."""
    for item in BreakingItem.objects.select_for_update().filter(story_id=story_id):
        item.story = None
        item.save(update_fields=["story"])


def _locked(pk: int) -> BreakingItem:
    """The item as it is stored, which nobody else changes before we are done."""
    return BreakingItem.objects.select_for_update().get(pk=pk)
