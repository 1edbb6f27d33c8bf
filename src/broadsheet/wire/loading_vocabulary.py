"""Loads IPTC's vocabulary of Media Topics: all of a file or nothing, and never less than before.

What a file does not have stays: topics, and names in languages that it leaves out. What it has of a
topic goes over what is here, unless what is here is newer by IPTC's own date.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from uuid import uuid4

from django.db import transaction

from broadsheet.kit import clock
from broadsheet.wire.formats.vocabulary import TopicRecord, VocabularyFile
from broadsheet.wire.item import Concept
from broadsheet.wire.models import (
    ItemVersion,
    Loading,
    MediaTopic,
    ReceivedItem,
    SubjectCode,
    Tally,
    TopicMatch,
)
from broadsheet.wire.subjects import codes_of_subjects
from broadsheet.wire.vocabulary import Vocabulary, vocabulary

#: How many items are sorted in one transaction: nothing comes in while it runs.
AT_ONCE = 200
_FIELDS = ("names", "broader", "retired_at", "replaced_by", "modified_at")


@dataclass(frozen=True)
class Loaded:
    """What a file brought. ``retired`` are among the added or changed."""

    added: int
    changed: int
    retired: int
    unchanged: int


@transaction.atomic
def load_vocabulary(file: VocabularyFile) -> Loaded:
    """Take in what a file says. All of it is here when this is committed, or nothing."""
    # The tally first: an item is received under the vocabulary before this one, and is sorted anew,
    # or it waits and is received under this one.
    Tally.next()
    held = {topic.code: topic for topic in MediaTopic.objects.all()}
    codes_held = _matches_held()
    added: list[MediaTopic] = []
    changed: list[MediaTopic] = []
    matched: list[tuple[str, list[str]]] = []
    retired = 0
    for record in file.records.values():
        topic = held.get(record.code)
        before = _state(topic, codes_held[record.code]) if topic else None
        current = topic or MediaTopic(code=record.code)
        was_retired = current.retired_at is not None
        matches = _take(current, record, codes_held[record.code], file.has_matches)
        if _state(current, matches) == before:
            continue
        (changed if topic else added).append(current)
        retired += current.retired_at is not None and not was_retired
        if matches != codes_held[record.code]:
            matched.append((record.code, matches))
    MediaTopic.objects.bulk_create(added, batch_size=500)
    MediaTopic.objects.bulk_update(changed, _FIELDS, batch_size=100)
    _write_matches(matched)
    _mark(file)
    unchanged = len(file.records) - len(added) - len(changed)
    return Loaded(len(added), len(changed), retired, unchanged)


def sort_items_anew(progress: Callable[[int, int], None] = lambda done, total: None) -> int:
    """Give every received item the codes it stands under by the vocabulary that is loaded.

    Returns how many items have others than before. May be interrupted and run again.
    """
    known = vocabulary()
    total = ReceivedItem.objects.count()
    done = sorted_anew = last = 0
    while ids := list(
        ReceivedItem.objects.filter(pk__gt=last)
        .order_by("pk")
        .values_list("pk", flat=True)[:AT_ONCE]
    ):
        sorted_anew += _sort(ids, known)
        last = ids[-1]
        done += len(ids)
        progress(done, max(total, done))
    return sorted_anew


def _take(
    topic: MediaTopic, record: TopicRecord, matches: list[str], has_matches: bool
) -> list[str]:
    """Write a record over a topic; returns the Subject Codes it is then matched with."""
    if topic.modified_at and (record.modified is None or record.modified < topic.modified_at):
        topic.names = {**record.names, **topic.names}
        return matches or list(record.matches)
    topic.names = {**topic.names, **record.names}
    topic.broader = list(record.broader)
    topic.retired_at = record.retired
    # Not every form of the file says it; what was said once holds while the topic is retired.
    kept = topic.replaced_by if record.retired else ""
    topic.replaced_by = record.replaced_by or kept
    topic.modified_at = record.modified
    return list(record.matches) if has_matches else matches


def _state(topic: MediaTopic, matches: list[str]) -> tuple[object, ...]:
    return (
        dict(topic.names),
        list(topic.broader),
        topic.retired_at,
        topic.replaced_by,
        topic.modified_at,
        matches,
    )


def _matches_held() -> defaultdict[str, list[str]]:
    found: defaultdict[str, list[str]] = defaultdict(list)
    pairs = TopicMatch.objects.order_by("topic_id", "closeness", "pk")
    for topic, code in pairs.values_list("topic_id", "subject_code"):
        found[topic].append(code)
    return found


def _write_matches(matched: list[tuple[str, list[str]]]) -> None:
    codes = [code for code, _ in matched]
    for start in range(0, len(codes), 500):
        TopicMatch.objects.filter(topic_id__in=codes[start : start + 500]).delete()
    TopicMatch.objects.bulk_create(
        [
            TopicMatch(topic_id=topic, subject_code=code, closeness=closeness)
            for topic, codes in matched
            for closeness, code in enumerate(codes)
        ],
        batch_size=500,
    )


def _mark(file: VocabularyFile) -> None:
    fields = {"mark": uuid4().hex, "released_at": file.released, "loaded_at": clock.now()}
    Loading.objects.update_or_create(pk=1, defaults=fields)


@transaction.atomic
def _sort(ids: list[int], known: Vocabulary) -> int:
    Tally.next()
    # Of a killed item the version before its kill counts, as where it is shown.
    versions = ItemVersion.objects.filter(item_id__in=ids, late=False).exclude(
        status=ReceivedItem.Status.CANCELED
    )
    # In order: the newest version of an item comes last, and stays.
    said = dict(versions.order_by("pk").values_list("item_id", "content__subjects"))
    had: defaultdict[int, set[str]] = defaultdict(set)
    for item, code in SubjectCode.objects.filter(item_id__in=said).values_list("item_id", "code"):
        had[item].add(code)
    changed = {}
    for item, subjects in said.items():
        concepts = [Concept.model_validate(each) for each in subjects or ()]
        codes = codes_of_subjects(concepts, known)
        if set(codes) != had[item]:
            changed[item] = codes
    SubjectCode.objects.filter(item_id__in=changed).delete()
    SubjectCode.objects.bulk_create(
        [SubjectCode(item_id=item, code=code) for item, codes in changed.items() for code in codes]
    )
    return len(changed)
