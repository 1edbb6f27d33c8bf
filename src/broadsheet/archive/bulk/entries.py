"""The ledger's rows of stories that were published in bulk."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from broadsheet.archive.bulk.rows import JsonText
from broadsheet.ledger import tags
from broadsheet.ledger.acting import current_act
from broadsheet.ledger.models import Verb
from broadsheet.ledger.subjects import State, Subject, subject_of
from broadsheet.stories.models import Byline, Story

Row = dict[str, Any]

#: How the ledger tells one byline from another, in the order it compares them.
_OF_A_BYLINE = [
    field.attname
    for field in Byline._meta.concrete_fields
    if not field.primary_key and field.name not in {"story", "sort_order"}
]


def entry_of(
    story: Story,
    bylines: list[Row],
    relations: dict[str, list[int]],
    old_addresses: tuple[str, ...] = (),
) -> Row:
    """The row of one story's publication, as ``ledger.recording`` would write it.

    Pages that said of an old address that nothing was there are touched as well.
    """
    subject = _subject()
    values: Row = {name: story.__dict__[attname] for name, attname in _fields()}
    lines = [tuple(line[name] for name in _OF_A_BYLINE) for line in bylines]
    held = {name: sorted(relations.get(name, [])) for name in subject.relations}
    after = State(story.pk, values, {**held, "bylines": lines})
    touches = subject.touches(None, after, set())
    touches.update({tags.address(path): "" for path in old_addresses})
    act = current_act()
    return {
        "number": None,
        "verb": Verb.PUBLISH.value,
        "label": subject.label,
        "model": Story._meta.label_lower,
        "object_id": story.pk,
        "new_address": story.url_path,
        "touches": JsonText(json.dumps(touches)),
        "backfill": act.backfill,
        "detail": JsonText(json.dumps(dict(act.detail))),
    }


@cache
def _fields() -> tuple[tuple[str, str], ...]:
    """What the ledger looks at of a story: field and attribute."""
    fields = [Story._meta.get_field(name) for name in _subject().names]
    return tuple((field.name, field.attname) for field in fields)


def _subject() -> Subject:
    subject = subject_of(Story)
    assert subject is not None, "stories are followed by the ledger"
    return subject
