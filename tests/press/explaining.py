"""Which SELECTs of a render no noted tag explains.

A statement is explained by a list tag that stands for what it asks for, or by rows: every record
it gave, or whose child it gave, was noted. Statements are asked again for the keys of their rows.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from django.apps import apps
from django.db import connection
from django.db.models import Model
from modelcluster.fields import ParentalKey
from wagtail.models import Page

from broadsheet.ledger.reading import Reading

#: Tables that no tag need explain, each with the reason.
STANDS_STILL = {
    "django_content_type": "made by migrations; it changes with the version, which presses anew",
    "wagtailcore_locale": "comes with its edition, whose row says its language",
    "press_impression": "past fronts are never kept in the tree",
}
#: Which tables hold what is at an address, be it nothing; asked for by path.
_AT_AN_ADDRESS = {"wagtailredirects_redirect", "editions_removedaddress"}
_TABLE = re.compile(r'(?:FROM|JOIN) "(\w+)"(?: (T\d+|U\d+))?')
#: The column by which a listing's stories are asked for; others go by their through table.
_LISTED_BY = {
    "editions.edition": '"stories_story"."edition_id" = ',
    "editions.section": '"stories_story"."home_section_id" ',
    "people.author": """FROM "stories_byline" U0 WHERE U0."author_id" = """,
    "topics.topic": '"stories_story_topics"."topic_id" ',
    "topics.region": '"stories_story_regions"."region_id" ',
    "topics.dossier": '"stories_story_dossiers"."dossier_id" ',
    "programmes.programme": '"stories_story"."programme_id" = ',
    "people.agency": '"stories_story_agencies"."agency_id" ',
}


@dataclass
class Asked:
    """The SELECTs of a render, in order."""

    statements: list[tuple[str, Any]] = field(default_factory=list)

    def __call__(self, execute: Any, sql: Any, params: Any, many: bool, context: Any) -> Any:
        if str(sql).startswith("SELECT"):
            self.statements.append((str(sql), params))
        return execute(sql, params, many, context)


@contextmanager
def asking() -> Iterator[Asked]:
    """Note every SELECT inside the block."""
    asked = Asked()
    with connection.execute_wrapper(asked):
        yield asked


def unexplained(asked: Asked, reading: Reading) -> list[str]:
    """What no tag explains: a line for each table of each such statement."""
    found = []
    for sql, params in asked.statements:
        for table, alias in _TABLE.findall(sql):
            if table in STANDS_STILL or any(says(sql, table, reading) for says in _LISTS):
                continue
            if not _rows_explain(sql, params, table, alias or table, reading):
                found.append(f"{table}: {sql[:2000]}")
    return found


def _by_address(sql: str, table: str, reading: Reading) -> bool:
    """What stands at a path: a page, what moved from there, or what was removed."""
    noted = any(tag.startswith("at:") for tag in reading.lists)
    by_path = '"url_path" = ' in sql or table in _AT_AN_ADDRESS or '"slug" = ' in sql
    return noted and by_path


def _by_translation(sql: str, table: str, reading: Reading) -> bool:
    """What stands in other editions: asked for by a key that was noted."""
    noted = any(tag.startswith("translations:") for tag in reading.lists)
    return noted and '."translation_key" = ' in sql.partition(" WHERE ")[2]


def _by_skeleton(sql: str, table: str, reading: Reading) -> bool:
    """Fronts, areas, sections and standing pages: asked for by type or by area."""
    skeleton = any(tag.startswith("skeleton:") for tag in reading.lists)
    asked = '"content_type_id" IN ' in sql or '"area_key" = ' in sql
    return skeleton and asked and table in {"wagtailcore_page", "editions_section"}


def _by_table(sql: str, table: str, reading: Reading) -> bool:
    """Any record of a kind."""
    model = _models().get(table)
    return model is not None and f"all:{model._meta.label_lower}" in reading.lists


def _by_listing(sql: str, table: str, reading: Reading) -> bool:
    """Published stories, by a listing of theirs that was noted."""
    tables = {"stories_story", "wagtailcore_page", "stories_byline"}
    of_stories = table in tables or table.startswith("stories_story_")
    if not of_stories or '"stories_story"' not in sql or '."live"' not in sql:
        return False
    labels = {tag.split(":")[1] for tag in reading.lists if tag.startswith("stories:")}
    if any(label.startswith("kind.") for label in labels) and '"stories_story"."kind" = ' in sql:
        return True
    where = sql.partition(" WHERE ")[2]
    return any(_LISTED_BY.get(label, "-") in where for label in labels)


def _by_items(sql: str, table: str, reading: Reading) -> bool:
    """An edition's items of the ticker, and the newest of their entries: each touches both tags."""
    listed = any(tag.startswith("records:live.breakingitem:") for tag in reading.lists)
    if table == "live_breakingitem":
        return listed and '"locale_id" = ' in sql
    at_their_page = any(tag.endswith("/breaking/") for tag in reading.lists)
    return table == "ledger_entry" and at_their_page and '"new_address" = ' in sql


def _by_channel(sql: str, table: str, reading: Reading) -> bool:
    """The streams of editions, the slots of a stream, and the newest entry of the streams."""
    noted = reading.lists
    if table == "live_stream":
        return any(tag.startswith("records:live.stream:") for tag in noted)
    if table == "live_scheduleslot":
        return any(tag.startswith("slots:live.stream:") for tag in noted)
    return table == "ledger_entry" and any(tag.endswith("/live/") for tag in noted)


def _by_posts(sql: str, table: str, reading: Reading) -> bool:
    """The posts of a live page, and their newest entries: each touches the page's address."""
    where = sql.partition(" WHERE ")[2]
    if table == "live_post":
        noted = ("numbered:live.post:", "full:live.post:")
        return '"story_id" = ' in where and any(tag.startswith(noted) for tag in reading.lists)
    if table != "ledger_entry" or '"object_id" ' not in where:
        return False
    return any(tag.startswith(("numbered:live.post:", "at:")) for tag in reading.lists)


_LISTS: tuple[Callable[[str, str, Reading], bool], ...] = (
    _by_address,
    _by_translation,
    _by_skeleton,
    _by_table,
    _by_listing,
    _by_items,
    _by_channel,
    _by_posts,
)


def _rows_explain(sql: str, params: Any, table: str, alias: str, reading: Reading) -> bool:
    """Whether every record that a statement gave of a table was noted, with what it is part of."""
    label, column, part = _owner_of(table)
    wanted, _, source = sql.partition(" FROM ")
    if not label or " GROUP BY " in source:
        return False
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT "{alias}"."{column}" FROM {source}', params[wanted.count("%s") :])
        keys = {row[0] for row in cursor.fetchall()}
    for key in keys - {None}:
        fields = reading.rows.get(f"{label}:{key}", set())
        if fields is not None and (part not in fields if part else not fields):
            return False
    return True


def _owner_of(table: str) -> tuple[str, str, str]:
    """A table's label, the column of the record's key, and what of that record its rows are."""
    if table == "media_rendition":
        return "media.picture", "image_id", "renditions"
    if table.startswith("stories_story_"):
        return "page", "story_id", table.removeprefix("stories_story_")
    if table == "programmes_programme_hosts":
        return "programmes.programme", "programme_id", "hosts"
    if table == "live_post_authors":
        return "live.post", "post_id", "authors"
    model = _models().get(table)
    if model is None:
        return "", "", ""
    for each in model._meta.concrete_fields:
        if isinstance(each, ParentalKey):
            owner: Any = each.related_model
            label = "page" if issubclass(owner, Page) else owner._meta.label_lower
            return label, each.column, each.remote_field.get_accessor_name() or ""
    label = "page" if issubclass(model, Page) else model._meta.label_lower
    return label, str(model._meta.pk.column), ""


@cache
def _models() -> dict[str, type[Model]]:
    return {model._meta.db_table: model for model in apps.get_models()}
