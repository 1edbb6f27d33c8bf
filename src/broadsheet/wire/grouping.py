"""Puts items together that say the same: from two agencies, or from one that sends it twice."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Count

from broadsheet.wire.item import Item
from broadsheet.wire.likeness import ALIKE, alike, bands, fingerprint
from broadsheet.wire.models import Band, ItemVersion, ReceivedItem

#: What is further apart is another story, be it in the same words.
WITHIN = timedelta(days=3)
#: A text of fewer words says too little to be told from another one.
FEWEST_WORDS = 20
#: One agency's reports of one kind (weather, prices) are alike by nature: these must be the same.
ALIKE_OF_ONE_SOURCE = 0.9
#: How many that may be alike are compared.
COMPARED = 5


def group(received: ReceivedItem, item: Item) -> None:
    """Fold a new item behind the one that said the same before it, if there is one."""
    sketch = _sketch(item)
    first = _of_same_identifier(received) or _most_alike(received, sketch)
    _keep_bands(received, sketch)
    if first is not None:
        received.leader, received.folded = first.leader or first, True
        received.save(update_fields=["leader", "folded"])


def regroup(received: ReceivedItem, item: Item) -> None:
    """Let a newer version be found by its own words. It stays in the group that it is in."""
    received.bands.all().delete()
    _keep_bands(received, _sketch(item))


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


def _sketch(item: Item) -> tuple[int, ...]:
    text = " ".join([item.headline, item.summary, *(block.text for block in item.body)])
    return fingerprint(text) if len(text.split()) >= FEWEST_WORDS else ()


def _keep_bands(received: ReceivedItem, sketch: tuple[int, ...]) -> None:
    Band.objects.bulk_create([Band(item=received, value=value) for value in set(bands(sketch))])


def _of_same_identifier(received: ReceivedItem) -> ReceivedItem | None:
    return (
        ReceivedItem.objects.filter(
            uri_mark=received.uri_mark, received_at__gt=received.received_at - WITHIN
        )
        .exclude(source_id=received.source_id)
        .exclude(status=ReceivedItem.Status.CANCELED)
        .order_by("arrived")
        .first()
    )


def _most_alike(received: ReceivedItem, sketch: tuple[int, ...]) -> ReceivedItem | None:
    """The item that shares the most with a fingerprint, if it shares enough."""
    if not sketch:
        return None
    shared = (
        Band.objects.filter(value__in=bands(sketch))
        .filter(item__received_at__gt=received.received_at - WITHIN)
        .exclude(item__status=ReceivedItem.Status.CANCELED)
        .values_list("item_id")
        .annotate(many=Count("pk"))
        .order_by("-many", "item_id")[:COMPARED]
    )
    ids = [pk for pk, _many in shared]
    versions = ItemVersion.objects.filter(item_id__in=ids, late=False).order_by("pk")
    # The newest version of each comes last and stays.
    newest = {version.item_id: version for version in versions.select_related("item__leader")}
    best, most = None, 0.0
    for version in newest.values():
        likeness = alike(sketch, _sketch(version.as_item()))
        one_source = version.item.source_id == received.source_id
        enough = ALIKE_OF_ONE_SOURCE if one_source else ALIKE
        if likeness >= enough and likeness > most:
            best, most = version.item, likeness
    return best
