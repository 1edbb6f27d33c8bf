"""Two processes at one story at the same moment; on PostgreSQL, where they can be."""

from __future__ import annotations

import threading
from datetime import UTC, datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, connections, transaction
from wagtail.models import Revision

from broadsheet.desk import taking_down
from broadsheet.desk.scheduled import publish_due, schedule
from broadsheet.ledger.models import Entry
from broadsheet.stories.models import Story
from tests.newsroom import make_newsroom, make_story, make_user, section_of

HOUR = datetime(2026, 5, 4, 18, 0, tzinfo=UTC)

pytestmark = [
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite lets one write at a time"),
    pytest.mark.commits,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]


class Other:
    """Somebody else's transaction: begun when the block is, committed when it is told to be."""

    def __init__(self, work):
        self.work, self.begun, self.may_end = work, threading.Event(), threading.Event()
        self.thread = threading.Thread(target=self.run)

    def run(self):
        try:
            with transaction.atomic():
                self.work()
                self.begun.set()
                self.may_end.wait(10)
        finally:
            connections.close_all()

    def __enter__(self):
        self.thread.start()
        assert self.begun.wait(10)
        return self

    def end(self):
        self.may_end.set()
        self.thread.join(10)

    def __exit__(self, *_):
        self.end()


@pytest.fixture
def draft():
    politics = section_of(make_newsroom()["en"], "politics")
    story = make_story(politics, live=False)
    schedule(story, story.get_latest_revision(), HOUR)
    return story


def test_two_workers_publish_a_story_once(draft):
    def publish():
        (outcome,) = publish_due(HOUR)
        assert not outcome.failed

    with Other(publish) as first:
        assert publish_due(HOUR) == []
        first.end()
    assert publish_due(HOUR) == []
    assert Story.objects.get(pk=draft.pk).live
    assert Entry.objects.filter(object_id=draft.pk, verb="publish").count() == 1


def test_a_publication_that_crosses_a_kill_comes_to_nothing(draft):
    chief, revision = make_user("Chief"), Revision.objects.get(pk=draft.latest_revision_id)
    with Other(lambda: taking_down.kill(draft, chief, "wrong")) as killing:
        threading.Timer(0.5, killing.may_end.set).start()
        with pytest.raises(ValidationError, match="lifts the hold"):
            revision.publish()
    assert not Story.objects.get(pk=draft.pk).live
