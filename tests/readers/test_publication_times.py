"""When a story was published and when it was updated are two things."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from wagtail.models import Revision

from broadsheet.stories.models import Story
from tests.newsroom import make_story, section_of
from tests.readers.reading import meta_of, page_of
from tests.readers.writing import change_story

pytestmark = pytest.mark.django_db

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture
def politics(newsroom):
    return section_of(newsroom["en"], "politics")


@pytest.fixture
def clock():
    with time_machine.travel(MONDAY, tick=False) as traveller:
        yield traveller


def test_a_story_just_published_was_never_updated(reader, politics, clock):
    story = make_story(politics)
    assert (story.published_at, story.updated_at) == (MONDAY, None)
    page = page_of(reader.get(story.url))
    assert page.select_one(".times .updated") is None
    assert page.select_one(".times time")["datetime"] == "2026-03-02T09:00:00+00:00"


def test_a_later_publication_moves_updated_only(reader, politics, clock):
    story = make_story(politics)
    clock.move_to(MONDAY + HOUR)
    story = change_story(story, title="A better headline")
    assert (story.published_at, story.updated_at) == (MONDAY, MONDAY + HOUR)
    page = page_of(reader.get(story.url))
    times = [time["datetime"] for time in page.select(".times time")]
    assert times == ["2026-03-02T09:00:00+00:00", "2026-03-02T10:00:00+00:00"]
    meta = meta_of(page)
    assert meta["article:published_time"] == "2026-03-02T09:00:00Z"
    assert meta["article:modified_time"] == "2026-03-02T10:00:00Z"


def test_a_minor_change_shows_no_new_time(politics, clock):
    story = make_story(politics)
    clock.move_to(MONDAY + HOUR)
    story = change_story(story, title="A comma moved", minor_change=True)
    assert (story.title, story.updated_at) == ("A comma moved", None)
    assert story.minor_change is False


def test_minor_holds_once(politics, clock):
    """The form an editor opens next does not still have the box ticked."""
    story = make_story(politics)
    clock.move_to(MONDAY + HOUR)
    story = change_story(story, minor_change=True)
    form = _form_of(story)
    assert form["minor_change"].value() is False
    clock.move_to(MONDAY + 2 * HOUR)
    story = change_story(story, title="Much changed", minor_change=form["minor_change"].value())
    assert story.updated_at == MONDAY + 2 * HOUR


def test_a_draft_remembers_that_its_change_is_minor(politics, clock):
    story = make_story(politics)
    draft = story.get_latest_revision_as_object()
    draft.minor_change = True
    draft.save_revision()
    assert _form_of(story)["minor_change"].value() is True


def _form_of(story: Story):
    draft = Story.objects.get(pk=story.pk).get_latest_revision_as_object()
    form = Story.get_edit_handler().get_form_class()
    return form(instance=draft, parent_page=draft.get_parent(), for_user=None)


def test_a_draft_that_is_saved_changes_no_time(politics, clock):
    story = make_story(politics)
    clock.move_to(MONDAY + HOUR)
    draft = story.get_latest_revision_as_object()
    draft.title = "Not yet"
    draft.save_revision()
    story.refresh_from_db()
    assert (story.title, story.updated_at) != ("Not yet", MONDAY + HOUR)
    assert (story.published_at, story.updated_at) == (MONDAY, None)


def test_a_story_taken_down_and_put_back_keeps_its_first_time(politics, clock):
    story = make_story(politics)
    story.unpublish()
    clock.move_to(MONDAY + HOUR)
    story = change_story(story)
    assert story.live
    assert story.published_at == MONDAY


def test_a_revision_that_is_restored_does_not_bring_old_times_back(politics, clock):
    story = make_story(politics, "First words")
    first = Revision.objects.for_instance(story).earliest("created_at")
    clock.move_to(MONDAY + HOUR)
    change_story(story, title="Second words")
    clock.move_to(MONDAY + 2 * HOUR)
    Revision.objects.get(pk=first.pk).as_object().save_revision().publish()
    story = Story.objects.get(pk=story.pk)
    assert story.title == "First words"
    assert (story.published_at, story.updated_at) == (MONDAY, MONDAY + 2 * HOUR)


def test_an_old_revision_published_as_a_minor_change_keeps_the_last_update(politics, clock):
    story = make_story(politics, "First words")
    first = Revision.objects.for_instance(story).earliest("created_at")
    clock.move_to(MONDAY + HOUR)
    change_story(story, title="Second words")
    clock.move_to(MONDAY + 2 * HOUR)
    restored = Revision.objects.get(pk=first.pk).as_object()
    restored.minor_change = True
    restored.save_revision().publish()
    story = Story.objects.get(pk=story.pk)
    assert story.title == "First words"
    assert (story.published_at, story.updated_at) == (MONDAY, MONDAY + HOUR)


def test_a_revision_does_not_take_a_story_back_to_its_old_section(newsroom, politics):
    story = make_story(politics, "First words")
    story.move(section_of(newsroom["en"], "economy"), pos="last-child")
    story = change_story(Story.objects.get(pk=story.pk), title="Second words")
    assert story.home_section.slug == "economy"
    assert story.url == f"/en/news/economy/{story.slug}/"


def test_saving_without_publishing_anew_is_no_update(politics, clock):
    story = make_story(politics)
    clock.move_to(MONDAY + HOUR)
    story.save()
    story.refresh_from_db()
    assert story.updated_at is None
