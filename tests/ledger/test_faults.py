"""A fault after any statement of any route leaves both the change and its row, or neither.

Each route runs in a savepoint of the test's transaction, in which its own transactions are
savepoints and its other statements stay, as they would by themselves.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, transaction
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page

from broadsheet.editions.models import Edition
from broadsheet.ledger.models import Entry
from broadsheet.media.models import Picture
from broadsheet.people.models import Author
from broadsheet.stories.models import Story
from tests.newsroom import make_picture, make_record, make_story, section_of

pytestmark = pytest.mark.django_db
Public = dict[tuple[str, int], tuple[Any, ...]]


class Fault(Exception):
    """What breaks in the middle of a route."""


class FaultAfter:
    """Breaks once, after the given statement; transactions' own statements do not count."""

    def __init__(self, number: int) -> None:
        self.number = number
        self.done = 0

    def __call__(self, execute: Any, sql: Any, params: Any, many: bool, context: Any) -> Any:
        result = execute(sql, params, many, context)
        if not str(sql).startswith(("SAVEPOINT", "RELEASE", "ROLLBACK")):
            self.done += 1
            if self.done == self.number:
                raise Fault
        return result


@pytest.fixture(autouse=True)
def blocks_stand_alone(monkeypatch):
    """What is a transaction of its own outside tests must be one here, too."""
    begin = transaction.Atomic.__init__

    def with_savepoint(self: Any, using: Any, savepoint: bool, durable: bool) -> None:
        begin(self, using, True, False)

    monkeypatch.setattr(transaction.Atomic, "__init__", with_savepoint)


def public() -> Public:
    """What readers see of everything the routes change."""
    seen: Public = {}
    texts = dict(Story.objects.values_list("pk", "standfirst"))
    for pk, title, path in Page.objects.filter(live=True).values_list("pk", "title", "url_path"):
        seen["page", pk] = (title, path, texts.get(pk))
    for pk, name in Author.objects.values_list("pk", "name"):
        seen["people.author", pk] = (name,)
    for pk, slogan in Edition.objects.values_list("pk", "slogan"):
        seen["editions.edition", pk] = (slogan,)
    for pk, x in Picture.objects.values_list("pk", "focal_point_x"):
        seen["media.picture", pk] = (x,)
    return seen


@pytest.fixture
def stage(newsroom, settings, tmp_path):
    """What the routes change."""
    settings.MEDIA_ROOT = tmp_path
    english = newsroom["en"]
    politics = section_of(english, "politics")
    story = make_story(politics)
    draft = make_story(politics, live=False)
    return {
        "english": english,
        "politics": politics,
        "economy": section_of(english, "economy"),
        "story": story.pk,
        "draft": draft.pk,
        "author": make_record(Author, english, "Ann").pk,
        "picture": make_picture().pk,
    }


def publish(stage: Any) -> None:
    Story.objects.get(pk=stage["draft"]).get_latest_revision().publish()


def update(stage: Any) -> None:
    story = Story.objects.get(pk=stage["story"])
    story.standfirst = "More."
    story.save_revision().publish()


def unpublish(stage: Any) -> None:
    Story.objects.get(pk=stage["story"]).unpublish()


def move(stage: Any) -> None:
    target = Page.objects.get(pk=stage["economy"].pk)
    Story.objects.get(pk=stage["story"]).move(target, pos="last-child")


def new_slug_of_a_section(stage: Any) -> None:
    section = type(stage["politics"]).objects.get(pk=stage["politics"].pk)
    section.slug = "parliament"
    section.save()


def delete(stage: Any) -> None:
    Story.objects.get(pk=stage["story"]).delete()


def alias(stage: Any) -> None:
    parent = Page.objects.get(pk=stage["economy"].pk)
    Story.objects.get(pk=stage["story"]).create_alias(parent=parent, update_slug="again")


def add_live(stage: Any) -> None:
    section = type(stage["politics"]).objects.get(pk=stage["politics"].pk)
    section.add_child(instance=Story(title="By hand", live=True, standfirst="Here."))


def author(stage: Any) -> None:
    record = Author.objects.get(pk=stage["author"])
    record.name = "Ann Other"
    record.save()


def delete_author(stage: Any) -> None:
    Author.objects.get(pk=stage["author"]).delete()


def edition(stage: Any) -> None:
    held = Edition.objects.get(pk=stage["english"].pk)
    held.slogan = "Once more"
    held.save()


def crop(stage: Any) -> None:
    picture = Picture.objects.get(pk=stage["picture"])
    picture.focal_point_x = picture.focal_point_y = 9
    picture.focal_point_width = picture.focal_point_height = 9
    picture.save()


ROUTES = [
    publish,
    update,
    unpublish,
    move,
    new_slug_of_a_section,
    delete,
    alias,
    add_live,
    author,
    delete_author,
    edition,
    crop,
]


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.__name__)
def test_a_fault_leaves_both_or_neither(stage, route: Callable[[Any], None]):
    number, finished = 1, False
    while not finished:
        before = public()
        last = Entry.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        held = transaction.savepoint()
        fault = FaultAfter(number)
        try:
            with connection.execute_wrapper(fault):
                route(stage)
        except (Fault, transaction.TransactionManagementError):
            # The second is what is left of a fault that a task inside the transaction caught. By
            # itself, a statement outside any transaction of the route marks nothing.
            transaction.set_rollback(False)
        finished = fault.done < number
        check(before, public(), last, f"after statement {number}")
        if finished:
            assert Entry.objects.filter(pk__gt=last).exists()
        transaction.savepoint_rollback(held)
        number += 1
    assert fault.done > 0


def check(before: Public, after: Public, last: int, where: str) -> None:
    changed = {key for key in before.keys() | after.keys() if before.get(key) != after.get(key)}
    rows = list(Entry.objects.filter(pk__gt=last).values_list("label", "object_id"))
    assert sorted(rows) == sorted(changed), where
    for label, pk in changed & before.keys() & after.keys():
        old, new = before[label, pk], after[label, pk]
        if label == "page" and old[1] != new[1]:
            path = Redirect.normalise_path(old[1])
            assert Redirect.objects.filter(old_path=path, redirect_page_id=pk).exists(), where
            if label == "page" and (story := Story.objects.filter(pk=pk).first()):
                assert story.home_section_id == story.get_parent().pk, where
