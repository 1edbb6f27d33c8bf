"""Puts items together that say the same: from two agencies, or from one that sends it twice."""

from __future__ import annotations

from datetime import timedelta

from broadsheet.wire.item import Item
from broadsheet.wire.models import ReceivedItem

#: What is further apart is another story, be it in the same words.
WITHIN = timedelta(days=3)


def group(received: ReceivedItem, item: Item) -> None:
    """Fold a new item behind the one that said the same before it, if there is one."""
    first = _first_of_same_identifier(received)
    if first is not None:
        received.leader, received.folded = first.leader or first, True
        received.save(update_fields=["leader", "folded"])


def ungroup(received: ReceivedItem) -> None:
    """Take a killed item out of its group; the next one leads those that stay."""
    ReceivedItem.objects.filter(pk=received.pk).update(leader=None, folded=False)
    received.leader, received.folded = None, False
    followers = list(received.followers.order_by("arrived"))
    if not followers:
        return
    lead, *others = followers
    ReceivedItem.objects.filter(pk=lead.pk).update(leader=None, folded=False)
    ReceivedItem.objects.filter(pk__in=[each.pk for each in others]).update(leader=lead)


def _first_of_same_identifier(received: ReceivedItem) -> ReceivedItem | None:
    return (
        ReceivedItem.objects.filter(
            uri_mark=received.uri_mark, received_at__gt=received.received_at - WITHIN
        )
        .exclude(source_id=received.source_id)
        .exclude(status=ReceivedItem.Status.CANCELED)
        .order_by("arrived")
        .first()
    )
