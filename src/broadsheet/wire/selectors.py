"""What the inbox shows: a page of items, what is new in it, how sources are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields

from django.db.models import Count, Q, QuerySet

from broadsheet.wire.formats.media_topics import is_code
from broadsheet.wire.item import Item
from broadsheet.wire.models import (
    Delivery,
    ItemVersion,
    ReceivedItem,
    Source,
    SubjectCode,
    Tally,
)
from broadsheet.wire.searching import having_words

PAGE = 50


@dataclass(frozen=True)
class InboxFilter:
    """What somebody wants to see. Empty values ask for nothing."""

    source: str = ""
    language: str = ""
    urgency: str = ""
    subject: str = ""
    words: str = ""
    status: str = ""
    state: str = ""
    desk: str = ""

    @classmethod
    def read(cls, given: dict[str, str]) -> InboxFilter:
        """From a query string; what cannot be used is left out."""
        told = {each.name: given.get(each.name, "").strip()[:200] for each in fields(cls)}
        for name in ("source", "urgency", "desk"):
            if not told[name].isdecimal() or len(told[name]) > 18:
                told[name] = ""
        if not is_code(told["subject"]):
            told["subject"] = ""
        return cls(**told)

    def items(self) -> QuerySet[ReceivedItem]:
        """The items that are asked for, in no order."""
        held = ReceivedItem.objects.all()
        if not self.source:
            # Who looks at one source wants to see all of it.
            held = held.filter(folded=False)
        else:
            held = held.filter(source_id=int(self.source))
        if self.language:
            held = held.filter(
                Q(language=self.language) | Q(language__startswith=f"{self.language}-")
            )
        if self.urgency:
            held = held.filter(urgency__lte=int(self.urgency))
        if self.subject:
            held = held.filter(subjects__code=self.subject)
        if self.desk:
            held = held.filter(desk_id=int(self.desk))
        if self.status in ReceivedItem.Status.values:
            held = held.filter(status=self.status)
        if self.state in ReceivedItem.State.values:
            held = held.filter(state=self.state)
        return having_words(held, self.words)


def inbox_page(
    wanted: InboxFilter, before: int | None = None, most: int = PAGE
) -> list[ReceivedItem]:
    """Items behind a place in the list, the newest first. One query, however many there are."""
    held = wanted.items()
    if before is not None:
        held = held.filter(arrived__lt=before)
    return list(_with_names(held).order_by("-arrived")[:most])


def changed_since(
    wanted: InboxFilter, number: int, shown: Sequence[int] = (), most: int = PAGE
) -> list[ReceivedItem]:
    """What happened behind a number: items as they are now, the oldest change first.

    What is ``shown`` already is told of, too, where it no longer fits what is wanted.
    """
    fitting = wanted.items().filter(changed__gt=number).order_by("changed")
    found = {item.pk: item for item in _with_names(fitting)[:most]}
    if shown:
        others = ReceivedItem.objects.filter(pk__in=shown, changed__gt=number).order_by("changed")
        found |= {item.pk: item for item in _with_names(others)[:most]}
    return sorted(found.values(), key=lambda item: item.changed)[:most]


def newest_number() -> int:
    """The number of the last thing that happened on the wire."""
    return Tally.objects.filter(pk=1).values_list("number", flat=True).first() or 0


def folded_behind(items: Iterable[ReceivedItem]) -> dict[int, list[ReceivedItem]]:
    """The items that say the same as each of ``items``, by its id. One query."""
    behind: dict[int, list[ReceivedItem]] = defaultdict(list)
    ids = [item.pk for item in items]
    if ids:
        followers = _with_names(ReceivedItem.objects.filter(leader_id__in=ids))
        for follower in followers.order_by("arrived"):
            behind[follower.leader_id or 0].append(follower)
    return behind


def subject_codes_of(items: Iterable[ReceivedItem]) -> dict[int, list[str]]:
    """The IPTC codes that items stand under, by the item's id, in order. One query."""
    found: dict[int, list[str]] = defaultdict(list)
    rows = SubjectCode.objects.filter(item_id__in=[item.pk for item in items]).order_by("pk")
    for item, code in rows.values_list("item_id", "code"):
        found[item].append(code)
    return found


def newest_version(received: ReceivedItem) -> ItemVersion | None:
    """The version that stands; of a killed item the one before its kill, with its words."""
    versions = received.versions.filter(late=False).order_by("-pk")
    usable = versions.exclude(status=ReceivedItem.Status.CANCELED).first()
    return usable or versions.first()


def newest_items(most: int) -> list[tuple[ReceivedItem, Item]]:
    """The newest received items with what they say. Two queries."""
    received = list(ReceivedItem.objects.select_related("source").order_by("-arrived")[:most])
    content: dict[int, ItemVersion] = {}
    for version in ItemVersion.objects.filter(
        item_id__in=[each.pk for each in received], late=False
    ).order_by("pk"):
        content[version.item_id] = version
    return [
        (each, Item.model_validate(content[each.pk].content))
        for each in received
        if each.pk in content
    ]


def sources_with_health() -> list[Source]:
    """Every source with how it is, and ``quarantined``: how much of it lies in quarantine."""
    quarantined = Count("deliveries", filter=Q(deliveries__state=Delivery.State.QUARANTINED))
    return list(
        Source.objects.select_related("health").annotate(quarantined=quarantined).order_by("name")
    )


def _with_names(items: QuerySet[ReceivedItem]) -> QuerySet[ReceivedItem]:
    return items.select_related("source", "handled_by", "desk").defer("words", "uri")
