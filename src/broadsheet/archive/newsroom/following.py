"""What goes with rows that were written by hand: the ledger, the search index, the references."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import models
from wagtail.models import ReferenceIndex
from wagtail.search.backends import get_search_backend
from wagtail.search.index import get_indexed_models

from broadsheet.archive.bulk.entries import entry_of
from broadsheet.archive.bulk.revisions import many_to_many
from broadsheet.archive.bulk.rows import insert
from broadsheet.archive.bulk.usage import references_of
from broadsheet.ledger.models import Entry
from broadsheet.ledger.recording import record_change
from broadsheet.stories.models import Byline, Story


def follow(model: type[models.Model], ids: Sequence[int]) -> None:
    """Write what saving these records would have written beside them. In their transaction."""
    if not ids:
        return
    if model is Story:
        _follow_stories(ids)
    else:
        # Nobody saves the rows of a many-to-many field one by one.
        indexable = not model._meta.auto_created and ReferenceIndex.model_is_indexable(model)
        for record in model._default_manager.filter(pk__in=ids).order_by("pk"):
            if indexable:
                ReferenceIndex.create_or_update_for_object(record)
            record_change(record, [])
    if model in get_indexed_models():
        records = list(model._default_manager.filter(pk__in=ids))
        get_search_backend().get_index_for_model(model).add_items(model, records)


def _follow_stories(ids: Sequence[int]) -> None:
    bylines: dict[int, list[dict[str, object]]] = {}
    for line in Byline.objects.filter(story_id__in=ids).order_by("sort_order", "pk").values():
        bylines.setdefault(line["story_id"], []).append(line)
    stories = list(Story.objects.filter(pk__in=ids).order_by("pk"))
    related = {name: _related(name, ids) for name in many_to_many()}
    references, entries = [], []
    for story in stories:
        lines = bylines.get(story.pk, [])
        references += references_of(story, lines)
        if story.live:
            relations = {name: keys.get(story.pk, []) for name, keys in related.items()}
            entries.append(entry_of(story, lines, relations))
    insert(ReferenceIndex, references)
    insert(Entry, entries)


def _related(name: str, ids: Sequence[int]) -> dict[int, list[int]]:
    field: Any = Story._meta.get_field(name)
    through = field.remote_field.through
    own, other = f"{field.m2m_field_name()}_id", f"{field.m2m_reverse_field_name()}_id"
    found: dict[int, list[int]] = {}
    for story, key in through._base_manager.filter(**{f"{own}__in": ids}).values_list(own, other):
        found.setdefault(story, []).append(key)
    return found
