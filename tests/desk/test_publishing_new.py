"""A story that is published from the start leaves what a draft that is published leaves."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from wagtail.models import ReferenceIndex
from wagtail.search.backends import get_search_backend
from wagtail.search.models import IndexEntry
from wagtail.signals import page_published

from broadsheet.editions.indexing import indexed_once
from broadsheet.kit import clock
from broadsheet.kit.clock import standing_at
from broadsheet.ledger.models import Entry
from broadsheet.people.models import Author
from broadsheet.stories.models import Byline, Story
from broadsheet.stories.publishing import publish_new
from tests.archive.one_story import comparable, of_the_story_alone
from tests.archive.tables import added
from tests.newsroom import make_picture, make_record, make_user

NOW = datetime(2026, 11, 27, 12, 0, tzinfo=UTC)

#: What Wagtail's own way, step by step, keeps otherwise in a version: the story as a draft. None of
#: it is taken from a version when one is published or shown again.
_OF_A_DRAFT = (
    "live",
    "has_unpublished_changes",
    "first_published_at",
    "last_published_at",
    "published_at",
    "latest_revision",
    "live_revision",
    "latest_revision_created_at",
)


@pytest.fixture
def chief(desk):
    return make_user("Chief")


@pytest.fixture
def given(desk) -> dict[str, Any]:
    return {
        "author": make_record(Author, desk["en"], "Lina Haddad"),
        "picture": make_picture(size=(64, 48)),
    }


def a_story(given: dict[str, Any], user: Any) -> Story:
    return Story(
        title="The bridge is open",
        standfirst="After a year.",
        owner=user,
        picture=given["picture"],
        bylines=[Byline(author=given["author"], role="by", sort_order=0)],
        body=[{"type": "paragraph", "value": "<p>It is open.</p>", "id": "a" * 8}],
    )


def step_by_step(section: Any, story: Story, user: Any) -> None:
    story.live = False
    section.add_child(instance=story)
    story.save_revision(user=user).publish(user=user)


def rows_of(way: Any, section: Any, given: dict[str, Any], user: Any) -> dict[str, list[str]]:
    point = transaction.savepoint()
    try:
        with standing_at(NOW):
            found = added(lambda: way(section, a_story(given, user), user))
    finally:
        transaction.savepoint_rollback(point)
        section.refresh_from_db()
    of_the_story_alone(found)
    for row in found["wagtailcore_revision"]:
        row["content"] = {k: v for k, v in row["content"].items() if k not in _OF_A_DRAFT}
    return {table: comparable(rows, found) for table, rows in found.items()}


def test_all_tables_hold_what_a_published_draft_leaves(politics, given, chief):
    slow = rows_of(step_by_step, politics, given, chief)
    quick = rows_of(publish_new, politics, given, chief)

    assert quick.keys() == slow.keys()
    for table in slow:
        assert quick[table] == slow[table], table


def test_who_listens_for_publications_hears_of_it_once(politics, given, chief):
    heard: list[tuple[Story, int | None]] = []

    def listen(instance: Story, revision: Any, **kwargs: Any) -> None:
        heard.append((instance, revision.pk))

    page_published.connect(listen, sender=Story)
    try:
        story = publish_new(politics, a_story(given, chief), chief)
    finally:
        page_published.disconnect(listen, sender=Story)
    assert heard == [(story, story.live_revision_id)]
    assert (
        story.live_revision_id == story.latest_revision_id == Story.objects.get().live_revision_id
    )


def test_what_is_not_fit_for_readers_leaves_nothing(politics, given, chief):
    story = a_story(given, chief)
    story.kind = "gallery"
    with pytest.raises(ValidationError):
        publish_new(politics, story, chief)
    story = a_story(given, chief)
    story.go_live_at = clock.now()
    with pytest.raises(ValueError, match="hour"):
        publish_new(politics, story, chief)
    assert not Story.objects.exists()
    assert not Entry.objects.filter(new_address__contains="bridge").exists()
    assert not IndexEntry.objects.filter(title__contains="bridge").exists()


def test_it_is_edited_and_published_again_like_any_other(politics, given, chief):
    with standing_at(NOW):
        story = publish_new(politics, a_story(given, chief), chief)
    draft = story.get_latest_revision_as_object()
    assert (draft.live, draft.published_at) == (True, NOW)
    draft.title = "The old bridge is open"
    draft.save_revision(user=chief).publish(user=chief)
    story.refresh_from_db()
    assert (story.title, story.published_at) == ("The old bridge is open", NOW)
    assert story.updated_at is not None
    entries = Entry.objects.filter(label="page", object_id=story.pk).order_by("pk")
    assert [entry.verb for entry in entries] == ["publish", "update"]


def indexed(title: str) -> list[int]:
    found = get_search_backend().search(title, Story.objects.all())
    return [story.pk for story in found]


def test_a_published_story_is_found_and_its_picture_is_in_use(politics, given, chief):
    story = publish_new(politics, a_story(given, chief), chief)
    assert indexed("bridge") == [story.pk]
    assert ReferenceIndex.get_references_to(given["picture"]).count() == 1


def test_what_is_saved_several_times_is_indexed_once_as_it_stands_in_the_end(
    politics, given, chief
):
    story = publish_new(politics, a_story(given, chief), chief)
    with transaction.atomic(), CaptureQueriesContext(connection) as asked, indexed_once():
        for word in ("river", "harbour"):
            story.title, story.picture = f"The {word} is open", None
            with indexed_once():
                story.save()
        assert indexed("bridge") == [story.pk]
    writes = [q["sql"] for q in asked if "wagtailsearch_indexentry" in q["sql"]]
    assert len([sql for sql in writes if sql.lstrip().startswith(("UPDATE", "INSERT"))]) <= 2
    assert (indexed("harbour"), indexed("bridge")) == ([story.pk], [])
    assert not ReferenceIndex.get_references_to(given["picture"]).exists()


def test_a_block_that_fails_indexes_nothing(politics, given, chief):
    story = publish_new(politics, a_story(given, chief), chief)

    def fail() -> None:
        with transaction.atomic(), indexed_once():
            story.title = "The river is open"
            story.save()
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert indexed("bridge") == [story.pk]
    with transaction.atomic():
        story.save()
    assert indexed("river") == [story.pk]


def test_a_draft_that_is_kept_asks_for_no_indexing(politics, given, chief):
    story = publish_new(politics, a_story(given, chief), chief)
    story.title = "The river is open"
    with CaptureQueriesContext(connection) as asked:
        story.save_revision(user=chief)
    tables = ("wagtailsearch_indexentry", "wagtailcore_referenceindex")
    assert not [q["sql"] for q in asked if any(table in q["sql"] for table in tables)]
    assert (indexed("bridge"), indexed("river")) == ([story.pk], [])


def test_what_is_saved_is_weighed_by_its_title_and_nothing_else_is_looked_at(
    politics, given, chief
):
    short = publish_new(politics, a_story(given, chief), chief)
    long = a_story(given, chief)
    long.title, long.slug = "The bridge over the river is open " * 3, "another"
    with CaptureQueriesContext(connection) as asked:
        publish_new(politics, long, chief)
    about = [q["sql"] for q in asked if "wagtailsearch_indexentry" in q["sql"]]
    assert all("LIMIT" in sql or "object_id" in sql for sql in about), about
    weights = dict(IndexEntry.objects.values_list("object_id", "title_norm"))
    assert weights[str(short.pk)] > weights[str(Story.objects.get(slug="another").pk)]
