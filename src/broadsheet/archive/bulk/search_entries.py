"""Wagtail's search index, for many new stories at once.

The library builds an expression tree for every text of every story, and a statement of its own for
each lot of them: on PostgreSQL that was most of what writing a story cost.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import connection
from modelsearch.backends.database.postgres.weights import get_weight
from wagtail.search.index import AutocompleteField, SearchField
from wagtail.search.models import IndexEntry

from broadsheet.archive.bulk.rows import insert
from broadsheet.editions.search_index import usual_title_length
from broadsheet.stories.models import Story

#: The columns of an entry that are searched.
_COLUMNS = ("title", "autocomplete", "body")


def index_new(stories: Sequence[Story]) -> None:
    """Write the entries of stories that have none, as ``add_items`` would write them."""
    if connection.vendor == "postgresql":
        _write_vectors(stories)
    else:
        _write_texts(stories)


@cache
def _fields() -> tuple[tuple[str, Any], ...]:
    """What of a story is searched, each a plain text: the column it goes to, and the field."""
    found = []
    for field in Story.get_search_fields():
        if isinstance(field, SearchField):
            found.append(("title" if field.field_name == "title" else "body", field))
        elif isinstance(field, AutocompleteField):
            found.append(("autocomplete", field))
    return tuple(found)


def _write_texts(stories: Sequence[Story]) -> None:
    """SQLite's own index reads the texts as they are, by a trigger."""
    story_type = ContentType.objects.get_for_model(Story).pk
    usual = usual_title_length()
    rows = []
    for story in stories:
        values = [(column, field.get_value(story)) for column, field in _fields()]
        texts = {
            column: " ".join(value for name, value in values if name == column)
            for column in _COLUMNS
        }
        length = len(texts["title"])
        norm = usual / length if usual and length else 1.0
        rows.append(
            {"content_type_id": story_type, "object_id": str(story.pk), "title_norm": norm, **texts}
        )
    insert(IndexEntry, rows)


def _write_vectors(stories: Sequence[Story]) -> None:
    """PostgreSQL makes the vectors, of all stories in one statement."""
    columns: list[list[str]] = [
        [field.get_value(story).strip() for story in stories] for _, field in _fields()
    ]
    plain = [
        [" ".join(filter(None, texts)) for texts in zip(*_of_column(name, columns), strict=True)]
        for name in ("title", "body")
    ]
    story_type = ContentType.objects.get_for_model(Story).pk
    ids = [str(story.pk) for story in stories]
    with connection.cursor() as cursor:
        cursor.execute(_statement(), [story_type, usual_title_length(), ids, *plain, *columns])


def _of_column(name: str, columns: list[list[str]]) -> list[list[str]]:
    pairs = zip(_fields(), columns, strict=True)
    return [texts for (column, _), texts in pairs if column == name]


@cache
def _statement() -> str:
    """One story a row of the arrays; a text that is empty adds nothing to its vector."""
    vectors: dict[str, list[str]] = {column: [] for column in _COLUMNS}
    for number, (column, field) in enumerate(_fields()):
        # The library stems no word that is still being typed.
        text = f"'simple', text_{number}" if column == "autocomplete" else f"text_{number}"
        weight = get_weight(getattr(field, "boost", None))
        vectors[column].append(f"setweight(to_tsvector({text}), '{weight}')")
    made = ", ".join(f"{' || '.join(parts)} AS {column}" for column, parts in vectors.items())
    names = ", ".join(f"text_{number}" for number in range(len(_fields())))
    arrays = ", ".join(["%s::text[]"] * (len(_fields()) + 3))
    columns = ", ".join(_COLUMNS)
    # Names of the table and its columns are the library's own; every value is a parameter.
    return f"""
        INSERT INTO {IndexEntry._meta.db_table}
            (content_type_id, object_id, {columns}, title_norm, title_text, body_text)
        SELECT %s, object_id, {columns},
            coalesce(%s::float8 / nullif(length(title), 0), 1.0), title_text, body_text
        FROM (
            SELECT object_id, title_text, body_text, {made}
            FROM unnest({arrays}) AS given (object_id, title_text, body_text, {names})
        ) AS made
    """  # noqa: S608
