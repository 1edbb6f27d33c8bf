"""Takes items in: each in one transaction, none twice, newer versions over older ones.

- A newer version takes the older one's place; an older one that comes late is kept, and changes
  nothing. The same once more is nothing at all.
- A kill kills every story that its source has sent under the identifier.
- An identifier that comes again with another story is another item (see ``identity.py``).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.db import transaction
from django.utils.translation import gettext_noop

from broadsheet.kit import clock
from broadsheet.wire import bell
from broadsheet.wire.grouping import group, regroup, ungroup
from broadsheet.wire.identity import Standing, is_another_story, standing
from broadsheet.wire.item import Item, Status
from broadsheet.wire.models import Health, ItemVersion, ReceivedItem, Source, SubjectCode, Tally
from broadsheet.wire.remembering import is_remembered, states_of
from broadsheet.wire.searching import words_of
from broadsheet.wire.subjects import codes_of_item
from broadsheet.wire.vocabulary import vocabulary

#: How many items are looked up in one query.
AT_ONCE = 200


class Action(StrEnum):
    """What became of an item."""

    ADDED = "added"
    UPDATED = "updated"
    KILLED = "killed"
    REUSED = "added: its identifier was another story's"
    LATE = "late: a newer version is here"
    REPEATED = "repeated"
    FORGOTTEN = "nothing of it is kept: it was taken down for legal reasons"


@dataclass(frozen=True)
class Receipt:
    """What became of one item; ``item`` is None where the same was here before."""

    action: Action
    item: ReceivedItem | None = None


def unrepeated(source: Source, items: Sequence[Item]) -> list[Item]:
    """The items that are not here in the very same words. Feeds say everything again each time."""
    marked = [(uri_mark(item.uri), content_mark(_named(source, item))) for item in items]
    known: set[tuple[str, str]] = set()
    for start in range(0, len(marked), AT_ONCE):
        wanted = {uri for uri, _ in marked[start : start + AT_ONCE]}
        held = ReceivedItem.objects.filter(source=source, uri_mark__in=wanted, forgotten_at=None)
        known.update(held.values_list("uri_mark", "content_mark"))
        known |= states_of(source, wanted)
    return [item for item, mark in zip(items, marked, strict=True) if mark not in known]


@transaction.atomic
def receive(source: Source, item: Item) -> Receipt:
    """Take in one item. All of it is here when this returns and is committed, or nothing."""
    item = _named(source, item)
    mark = content_mark(item)
    number = Tally.next()
    holders = list(
        ReceivedItem.objects.filter(source=source, uri_mark=uri_mark(item.uri)).order_by("-reuse")
    )
    if holders and holders[0].forgotten_at is not None:
        return Receipt(Action.FORGOTTEN, holders[0])
    if item.status is Status.CANCELED and holders:
        return _kill(holders, item, mark, number)
    if not holders:
        if is_remembered(source, uri_mark(item.uri), mark, item):
            return Receipt(Action.REPEATED)
        return Receipt(Action.ADDED, _add(source, item, mark, number))
    holder = holders[0]
    if holder.content_mark == mark:
        return Receipt(Action.REPEATED)
    newest = _newest(holder)
    stands = standing(item, newest)
    killed = holder.status == ReceivedItem.Status.CANCELED
    if stands is Standing.OLDER or (killed and stands is Standing.SAME):
        return _keep_late(holder, item, mark)
    if is_another_story(item, newest):
        reused = _add(source, item, mark, number, reuse=holder.reuse + 1)
        return Receipt(Action.REUSED, reused)
    note = "" if stands is Standing.NEWER else gettext_noop("changed without a new version")
    _update(holder, item, mark, number, note)
    return Receipt(Action.UPDATED, holder)


def uri_mark(uri: str) -> str:
    """A fixed-length stand-in for an identifier, which may be of any length."""
    return hashlib.sha256(uri.encode("utf-8", "surrogatepass")).hexdigest()


def content_mark(item: Item) -> str:
    """What tells one state of an item from another: all of it but where its files lie."""
    content = item.model_dump(mode="json", exclude={"notes", "renditions", "associations"})
    with_it = [
        (a.item.uri, a.item.version, a.item.headline, a.item.caption, a.item.status.value)
        for a in item.associations
    ]
    files = [(r.name, r.href) for r in item.renditions]
    told = json.dumps([content, with_it, files], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(told.encode("utf-8", "surrogatepass")).hexdigest()


def _named(source: Source, item: Item) -> Item:
    """The item with what its source knows better: a language, an agency's name."""
    known: dict[str, str] = {}
    if not item.language and source.language:
        known["language"] = source.language
    if not (item.source or item.provider):
        known["source"] = source.agency.name if source.agency else source.name
    return item.model_copy(update=known) if known else item


def _newest(holder: ReceivedItem) -> Item:
    version = holder.versions.filter(late=False).order_by("-pk").first()
    assert version is not None
    return Item.model_validate(version.content)


def _add(source: Source, item: Item, mark: str, number: int, reuse: int = 0) -> ReceivedItem:
    now = clock.now()
    received = ReceivedItem(
        source=source,
        uri=item.uri,
        uri_mark=uri_mark(item.uri),
        reuse=reuse,
        received_at=now,
        version_count=0,
    )
    note = gettext_noop("the same identifier came before with another story") if reuse else ""
    _put(received, item, mark, number, note)
    SubjectCode.objects.bulk_create(
        [SubjectCode(item=received, code=code) for code in codes_of_item(item, vocabulary())]
    )
    if item.status is not Status.CANCELED:
        group(received, item)
    return received


def _update(holder: ReceivedItem, item: Item, mark: str, number: int, note: str = "") -> None:
    _put(holder, item, mark, number, note)
    regroup(holder, item)
    codes = set(codes_of_item(item, vocabulary()))
    had = set(holder.subjects.values_list("code", flat=True))
    if codes != had:
        holder.subjects.exclude(code__in=codes).delete()
        SubjectCode.objects.bulk_create(
            [SubjectCode(item=holder, code=code) for code in sorted(codes - had)]
        )


def _kill(holders: list[ReceivedItem], item: Item, mark: str, number: int) -> Receipt:
    """Kill what its source has sent under this identifier, unless a newer version came before."""
    killed = None
    for holder in holders:
        if holder.status == ReceivedItem.Status.CANCELED:
            continue
        if standing(item, _newest(holder)) is Standing.OLDER and item.version:
            continue
        # A notice of a kill is seldom the story: what the desk sees keeps its words.
        _put(holder, item, mark, number if killed is None else Tally.next())
        ungroup(holder)
        killed = holder
    if killed is None:
        newest = holders[0]
        same = newest.content_mark == mark or newest.status == ReceivedItem.Status.CANCELED
        return Receipt(Action.REPEATED) if same else _keep_late(newest, item, mark)
    return Receipt(Action.KILLED, killed)


def _keep_late(holder: ReceivedItem, item: Item, mark: str) -> Receipt:
    if holder.versions.filter(content_mark=mark).exists():
        return Receipt(Action.REPEATED)
    _version(holder, item, mark, note=gettext_noop("came after a newer version"), late=True)
    return Receipt(Action.LATE, holder)


def _put(holder: ReceivedItem, item: Item, mark: str, number: int, note: str = "") -> None:
    """Write an item's state over what the newsroom holds of it, and keep the version."""
    now = clock.now()
    kill = item.status is Status.CANCELED and bool(holder.pk)
    if not kill:
        headline = item.headline or item.title or item.slugline or item.summary or item.caption
        holder.headline = headline[:300] or item.uri[:300]
        holder.slugline, holder.byline = item.slugline[:200], item.byline[:200]
        holder.words = words_of(item)
        holder.pictures = min(len(item.pictures), 999)
        holder.urgency, holder.language = item.urgency, (item.language or "")[:40]
        holder.type = item.type.value
    holder.version, holder.content_mark = item.version[:200], mark
    holder.status = item.status.value
    holder.sent_at = item.sent.utc if item.sent else None
    holder.embargo_until = item.embargo.utc if item.embargo else None
    holder.embargo_unreadable = bool(item.embargo_unreadable)
    holder.version_count += 1
    holder.updated_at = now
    holder.arrived = holder.changed = number
    if holder.state == ReceivedItem.State.SKIPPED:
        # What was not worth a story may be, now that there is more of it.
        holder.state = ReceivedItem.State.NEW
    holder.save()
    _version(holder, item, mark, note=note)
    Health.objects.update_or_create(
        source_id=holder.source_id,
        defaults={"item_at": now},
        create_defaults={"item_at": now, "address": holder.source.address},
    )
    bell.ring_after_commit(bell.ACTING)


def _version(
    holder: ReceivedItem, item: Item, mark: str, note: str = "", late: bool = False
) -> ItemVersion:
    now = clock.now()
    return ItemVersion.objects.create(
        item=holder,
        version=item.version[:200],
        content_mark=mark,
        status=item.status.value,
        content=item.model_dump(mode="json"),
        note=note[:500],
        received_at=now,
        late=late,
        acted_at=now if late else None,
    )
