"""What somebody at the desk does with an item: take it, skip it, give it back."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from broadsheet.kit import clock
from broadsheet.wire.erasing import pictures_of, remove
from broadsheet.wire.item import Status
from broadsheet.wire.models import ReceivedItem, Tally

State = ReceivedItem.State
#: What is left of a version when its words must go.
_KEPT = ("format", "format_version", "uri", "version", "sent")


class TakenAlready(Exception):
    """Somebody else has it; ``str()`` is their name."""


@transaction.atomic
def take(received: ReceivedItem, user: Any) -> ReceivedItem:
    """Tell the others that ``user`` has it. Raises TakenAlready."""
    item = _locked(received)
    if item.state == State.TAKEN and item.handled_by_id not in {None, user.pk}:
        raise TakenAlready(item.handled_by.get_username() if item.handled_by else "")
    return _set(item, State.TAKEN, user)


@transaction.atomic
def skip(received: ReceivedItem, user: Any) -> ReceivedItem:
    """It is not worth a story; a newer version brings it back."""
    return _set(_locked(received), State.SKIPPED, user)


@transaction.atomic
def give_back(received: ReceivedItem) -> ReceivedItem:
    """Nobody has it."""
    return _set(_locked(received), State.NEW, None)


@transaction.atomic
def mark_used(received: ReceivedItem, user: Any) -> ReceivedItem:
    """A story was made of it; ``user`` is None for a rule."""
    return _set(_locked(received), State.USED, user)


@transaction.atomic
def sort(received: ReceivedItem, desk: Any) -> ReceivedItem:
    """Give it to a desk (a group)."""
    item = _locked(received)
    item.desk, item.changed = desk, Tally.next()
    item.save(update_fields=["desk", "changed"])
    return item


@transaction.atomic
def forget(received: ReceivedItem) -> None:
    """Keep nothing of an item's words: it was taken down for legal reasons, and is killed here.

    What is left knows the item again, so that it does not come in anew. Files of it that are still
    here go, too: its pictures with this transaction, others by the worker (``erasing.py``).
    """
    item = _locked(received)
    item.forgotten_at, item.erased_at = clock.now(), None
    files = [
        file
        for version in item.versions.all()
        for file in pictures_of(version.as_item(), item.source)
    ]
    transaction.on_commit(lambda: remove(files))
    item.status = ReceivedItem.Status.CANCELED
    item.headline = item.uri[:300]
    item.slugline = item.byline = item.words = ""
    item.pictures = 0
    item.changed = Tally.next()
    item.save()
    item.subjects.all().delete()
    item.bands.all().delete()
    for version in item.versions.all():
        kept = {name: version.content.get(name) for name in _KEPT}
        version.content = {**kept, "status": Status.CANCELED.value}
        version.note, version.acted_kept = "", []
        version.save(update_fields=["content", "note", "acted_kept"])


def _locked(received: ReceivedItem) -> ReceivedItem:
    # The tally first: whoever receives takes it first, too, and two cannot wait for each other.
    Tally.next()
    return ReceivedItem.objects.select_for_update(of=("self",)).get(pk=received.pk)


def _set(item: ReceivedItem, state: str, user: Any) -> ReceivedItem:
    item.state, item.handled_by = state, user
    item.handled_at = clock.now() if user is not None else None
    item.changed = Tally.next()
    item.save(update_fields=["state", "handled_by", "handled_at", "changed"])
    return item
