"""Stories that are taken down, and who does it."""

from __future__ import annotations

import pytest
from django.urls import reverse

from broadsheet.desk import taking_down
from broadsheet.ledger.models import Entry
from broadsheet.stories.models import Story
from tests.newsroom import make_story, make_user


@pytest.fixture
def story(desk, politics):
    return make_story(politics, "The leak", slug="the-leak")


@pytest.fixture
def chief(at_desk):
    client, _user = at_desk("Chief")
    return client


@pytest.fixture
def killed(story):
    taking_down.kill(story, make_user("Chief"), "not ours to tell")
    Entry.objects.all().delete()
    return now(story)


def now(story):
    return Story.objects.get(pk=story.pk)


def do(client, what, story, reason="never happened", **data):
    return client.post(
        reverse(f"desk_{what}", args=[story.pk]), {"reason": reason, **data}, follow=True
    )


def entry_of(story):
    """The one entry about ``story``."""
    return Entry.objects.get(object_id=story.pk)
