"""What refers to what: Wagtail's index of references, for many new stories at once."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, lru_cache
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models
from modelcluster.fields import ParentalKey
from wagtail.models import Page, ReferenceIndex

from broadsheet.stories.models import Byline, Story

#: Blocks whose values name no record of the newsroom, unless rich text holds a link to one.
_PLAIN = frozenset({"paragraph", "heading", "table", "embed", "quote"})
_LINKED = ("linktype=", "embedtype=")

#: A reference: its type, its id, and the path in the model and in the content.
_Found = tuple[int, str, str, str]
Row = dict[str, Any]


def references_of(story: Story, bylines: list[Row]) -> list[Row]:
    """The rows of a new story's references, as ``create_or_update_for_object`` would write them."""
    own, page = _types()
    return [
        {
            "content_type_id": own,
            "base_content_type_id": page,
            "object_id": str(story.pk),
            "to_content_type_id": to_type,
            "to_object_id": to_id,
            "model_path": model_path,
            "content_path": content_path,
            "content_path_hash": _hash_of(content_path),
        }
        # The same record may be named twice at one place.
        for to_type, to_id, model_path, content_path in dict.fromkeys(_found(story, bylines))
    ]


@lru_cache(maxsize=1024)
def _hash_of(content_path: str) -> Any:
    return ReferenceIndex._get_content_path_hash(content_path)


def _found(story: Story, bylines: list[Row]) -> Iterator[_Found]:
    for name, attname, to_type in _keys():
        if (key := getattr(story, attname)) is not None:
            yield to_type, str(key), name, name
    for field in ("points", "body"):
        stream = getattr(story, field)
        if _names_records(stream.raw_data):
            # Wagtail knows where in a block a record is named; it has to build the blocks for it.
            for model, key, in_model, in_content in stream.stream_block.extract_references(stream):
                to_type = ReferenceIndex._get_base_content_type(model).pk
                yield to_type, str(key), f"{field}.{in_model}", f"{field}.{in_content}"
    author = _author_type()
    for line in bylines:
        yield author, str(line["author_id"]), "bylines.item.author", f"bylines.{line['id']}.author"


def _names_records(blocks: Any) -> bool:
    for block in blocks:
        if block["type"] not in _PLAIN:
            return True
        value = block["value"]
        if isinstance(value, str) and any(mark in value for mark in _LINKED):
            return True
    return False


@cache
def _types() -> tuple[int, int]:
    types = ContentType.objects
    return types.get_for_model(Story).pk, types.get_for_model(Page).pk


@cache
def _author_type() -> int:
    model: Any = Byline._meta.get_field("author").related_model
    return ReferenceIndex._get_base_content_type(model).pk


@cache
def _keys() -> tuple[tuple[str, str, int], ...]:
    """The foreign keys that Wagtail follows: field, attribute, type of what they lead to."""
    found = []
    for field in Story._meta.get_fields():
        if not (isinstance(field, models.ForeignKey) and field.many_to_one):
            continue
        if isinstance(field, ParentalKey):
            continue
        model: Any = field.related_model
        ignored = any(
            getattr(each, "wagtail_reference_index_ignore", False) for each in (field, model)
        )
        if not ignored:
            base = ReferenceIndex._get_base_content_type(model)
            found.append((field.name, field.attname, base.pk))
    return tuple(found)
