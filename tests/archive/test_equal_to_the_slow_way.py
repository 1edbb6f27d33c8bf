"""A story written in bulk leaves the rows that creating and publishing it would have left."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from django.db import connection, transaction

from broadsheet.archive.bulk.listed_records import make_records
from broadsheet.archive.bulk.writing import NewStory, write_stories
from broadsheet.editions.models import Section
from broadsheet.kit.clock import standing_at
from broadsheet.ledger.acting import acting
from broadsheet.media.models import Clip
from broadsheet.people.models import Agency, Author
from broadsheet.stories.models import Byline, Story
from broadsheet.topics.models import Dossier, Region, Topic
from tests.archive.one_story import comparable, of_the_story_alone
from tests.archive.tables import Row, added
from tests.newsroom import make_picture, make_record, section_of

THEN = datetime(2014, 5, 17, 16, 29, tzinfo=UTC)
LATER = datetime(2015, 2, 1, 9, 0, tzinfo=UTC)
NOW = datetime(2026, 11, 27, 12, 0, tzinfo=UTC)


@pytest.fixture
def given(newsroom) -> dict[str, Any]:
    edition = newsroom["en"]
    return {
        "section": section_of(edition, "politics"),
        "economy": section_of(edition, "economy"),
        "author": make_record(Author, edition, "Lina Haddad"),
        "topic": make_record(Topic, edition, "Water"),
        "region": make_record(Region, edition, "The Coast"),
        "dossier": make_record(Dossier, edition, "The long drought"),
        "agency": make_record(Agency, edition, "Coastal News"),
        "picture": make_picture(size=(64, 48)),
        "clip": Clip.objects.create(
            locale=edition.locale, title="Quay", address="https://example.org/q.mp4"
        ),
        "edition": edition,
    }


def a_body(given: dict[str, Any]) -> list[dict[str, Any]]:
    """One of most blocks: plain ones, records named in blocks, a link to a page."""
    picture = {"picture": given["picture"].pk, "alt": "", "caption": "The quay"}
    link = f'<p>See <a linktype="page" id="{given["section"].pk}">politics</a>.</p>'
    values = [
        ("paragraph", "<p>The <b>harbour</b> reopened on Tuesday.</p>"),
        ("heading", "What comes next"),
        ("paragraph", link),
        ("picture", picture),
        ("gallery", {"title": "", "pictures": [_item("1", picture), _item("2", picture)]}),
        ("video", {"clip": given["clip"].pk, "caption": ""}),
        ("embed", {"address": "https://youtu.be/abcdefghijk", "title": "The ships"}),
        ("quote", a_quote()),
    ]
    return [
        {"type": kind, "value": value, "id": f"00000000-0000-4000-8000-00000000000{number}"}
        for number, (kind, value) in enumerate(values)
    ]


def a_quote() -> dict[str, Any]:
    names = ("role", "organisation", "said_where", "evidence")
    said = {"words": "We waited.", "speaker": "Omar Said", "status": "reported", "said_at": None}
    return {**said, **dict.fromkeys(names, "")}


def _item(number: str, value: dict[str, Any]) -> dict[str, Any]:
    return {"type": "item", "value": value, "id": f"00000000-0000-4000-8000-0000000000{number}0"}


def a_story(given: dict[str, Any], body: list[dict[str, Any]], **fields: Any) -> Story:
    return Story(
        **{
            "title": "Harbour reopens",
            "slug": "harbour-reopens",
            "standfirst": "After a year.",
            "locale": given["edition"].locale,
            "edition": given["edition"],
            "home_section": given["section"],
            "picture": given["picture"],
            "seo_title": "Harbour",
            "body": body,
            "published_at": THEN,
            "first_published_at": THEN,
            "updated_at": LATER,
            "live": False,
            **fields,
        }
    )


def slowly(given: dict[str, Any], body: list[dict[str, Any]], publish: bool) -> None:
    story = a_story(given, body)
    story.bylines = [Byline(author=given["author"], role="by", sort_order=0)]
    story.topics = [given["topic"]]
    story.regions = [given["region"]]
    story.dossiers = [given["dossier"]]
    story.agencies = [given["agency"]]
    story.further_sections = [given["economy"]]
    given["section"].add_child(instance=story)
    revision = story.save_revision(clean=False)
    if publish:
        revision.publish()


def in_bulk(given: dict[str, Any], body: list[dict[str, Any]], publish: bool) -> None:
    story = a_story(given, body)
    story.measure()
    relations = {
        "topics": [given["topic"].pk],
        "regions": [given["region"].pk],
        "dossiers": [given["dossier"].pk],
        "agencies": [given["agency"].pk],
        "further_sections": [given["economy"].pk],
    }
    bylines = [(given["author"].pk, "by")]
    section = Section.objects.get(pk=given["section"].pk)
    write_stories([NewStory(story, section, publish, bylines, relations)])


def rows_of(way: Any, *arguments: Any) -> dict[str, list[Row]]:
    """What a way of writing a story leaves, without what differs by its nature; then all undone."""
    from django.test import TestCase

    point = transaction.savepoint()
    try:
        with standing_at(NOW), acting(backfill=True):

            def change() -> None:
                with TestCase.captureOnCommitCallbacks(execute=True):
                    way(*arguments)

            found = added(change)
    finally:
        transaction.savepoint_rollback(point)
    of_the_story_alone(found)
    return {table: comparable(rows, found) for table, rows in found.items()}


@pytest.mark.parametrize("publish", [True, False], ids=["published", "draft"])
def test_all_tables_hold_the_same_rows(given, publish):
    body = a_body(given)

    slow = rows_of(slowly, given, body, publish)
    bulk = rows_of(in_bulk, given, body, publish)

    assert bulk.keys() == slow.keys()
    for table in slow:
        assert bulk[table] == slow[table], table
    assert ("ledger_entry" in slow) is publish


def test_topics_made_at_once_leave_the_rows_that_saving_each_would(given):
    def a_topic(name: str, slug: str) -> Topic:
        return Topic(name=name, slug=slug, locale=given["edition"].locale)

    def slowly() -> None:
        a_topic("Drought", "drought").save()
        a_topic("مياه", "مياه").save()

    def at_once() -> None:
        make_records([a_topic("Drought", "drought"), a_topic("مياه", "مياه")])

    slow, bulk = (rows_of_topics(way) for way in (slowly, at_once))

    assert bulk == slow
    assert {"topics_topic", "ledger_entry", "wagtailsearch_indexentry"} <= slow.keys()


def rows_of_topics(way: Callable[[], None]) -> dict[str, list[str]]:
    """What making two topics leaves, but for ids, keys and when it was; then all undone."""
    point = transaction.savepoint()
    try:
        with standing_at(NOW), acting(backfill=True):
            found = added(way)
    finally:
        transaction.savepoint_rollback(point)
    ids = sorted(str(row["id"]) for row in found["topics_topic"])
    keys = {UUID(str(row["translation_key"])): row["slug"] for row in found["topics_topic"]}
    # The search index may have weighed others anew.
    entries = "wagtailsearch_indexentry"
    found[entries] = [row for row in found[entries] if str(row["object_id"]) in ids]
    return {table: sorted(_named(row, ids, keys) for row in rows) for table, rows in found.items()}


def _named(row: Row, ids: list[str], keys: dict[UUID, str]) -> str:
    words = repr({k: v for k, v in row.items() if k not in {"id", "at", "title_norm"}})
    for key, slug in keys.items():
        words = words.replace(str(key), slug).replace(key.hex, slug)
    return re.sub(r"'object_id': '?(\d+)'?", lambda found: f"TOPIC {ids.index(found[1])}", words)


def test_it_is_compared_on_both_databases():
    assert connection.vendor in {"sqlite", "postgresql"}
