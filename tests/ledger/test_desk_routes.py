"""What editors do through the desk's screens: each ends in one right row for each changed page."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client, TestCase
from django.urls import reverse
from wagtail.models import Page

from broadsheet.desk.scheduled import publish_due, schedule
from broadsheet.ledger.models import Entry
from broadsheet.people.models import Agency, Author
from broadsheet.stories.models import Story
from broadsheet.topics.models import Dossier, Region, Topic
from tests.desk.story_data import story_data
from tests.newsroom import make_picture, make_record, make_story, make_user
from tests.readers.writing import change_story

pytestmark = pytest.mark.django_db
HOUR = datetime(2031, 5, 4, 18, 0, tzinfo=UTC)


@pytest.fixture
def chief(newsroom, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    client = Client()
    client.force_login(make_user())
    return client


def in_bulk(chief: Client, action: str, stories: list[Story], **data: object) -> None:
    query = "&".join(f"id={story.pk}" for story in stories)
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", action])
    answer = chief.post(f"{address}?{query}&next=/admin/", {"include_descendants": "", **data})
    assert answer.status_code == 302, answer.content


def rows_of(verb: str, stories: list[Story]) -> list[tuple[str, str, int]]:
    return [(verb, "page", story.pk) for story in stories]


def edit_record(chief: Client, record, **fields: object) -> None:
    meta = record._meta
    address = reverse(f"wagtailsnippets_{meta.app_label}_{meta.model_name}:edit", args=[record.pk])
    data = {"slug": record.slug, "description": "", "same_as": "", **fields}
    answer = chief.post(address, data)
    assert answer.status_code == 302, answer.context["form"].errors


def test_several_drafts_published_at_once(politics, chief, written):
    stories = [make_story(politics, live=False) for _ in range(3)]
    assert written() == []
    in_bulk(chief, "publish", stories)
    assert sorted(written()) == rows_of("publish", stories)


def test_several_stories_moved_at_once(politics, economy, chief, written):
    stories = [make_story(politics) for _ in range(3)]
    draft = make_story(politics, live=False)
    written()
    in_bulk(chief, "move", [*stories, draft], chooser=economy.pk)
    assert Story.objects.filter(home_section=economy).count() == 4
    assert sorted(written()) == rows_of("move", stories)


def test_a_section_unpublished_with_all_that_is_in_it(politics, chief, written):
    stories = [make_story(politics) for _ in range(2)]
    make_story(politics, live=False)
    written()
    in_bulk(chief, "unpublish", [politics], include_descendants="on")
    assert sorted(written()) == sorted(rows_of("unpublish", [*stories, politics]))


def test_the_button_of_a_story_that_stands_already(politics, chief, written):
    story = make_story(politics, standfirst="Here.")
    written()
    address = reverse("wagtailadmin_pages:edit", args=[story.pk])
    data = story_data(story.title, slug=story.slug, standfirst="There.")
    assert chief.post(address, data).status_code in {200, 302}
    assert written() == []
    chief.post(address, {**data, "action-publish": "1"})
    assert written() == rows_of("update", [story])
    assert "standfirst" in Entry.objects.order_by("pk").last().fields


def test_an_approval(politics, newsroom, written):
    reporter, editor = Client(), Client()
    reporter.force_login(make_user("Reporter"))
    editor.force_login(make_user("Editor"))
    add = reverse("wagtailadmin_pages:add", args=["stories", "story", politics.pk])
    reporter.post(add, story_data("A quiet day", action="submit", standfirst="Here."))
    story = Story.objects.get(title="A quiet day")
    assert written() == []
    task = story.current_workflow_task_state.pk
    editor.post(reverse("wagtailadmin_pages:workflow_action", args=[story.pk, "approve", task]))
    assert written() == rows_of("publish", [story])


def test_a_story_unpublished_and_deleted_on_its_own_screens(politics, chief, written):
    one, other = make_story(politics), make_story(politics)
    written()
    chief.post(reverse("wagtailadmin_pages:unpublish", args=[one.pk]), {})
    assert written() == rows_of("unpublish", [one])
    chief.post(reverse("wagtailadmin_pages:delete", args=[other.pk]), {})
    assert written() == rows_of("delete", [other])


def test_a_story_moved_on_its_own_screen(politics, economy, chief, written):
    story = make_story(politics)
    written()
    address = reverse("wagtailadmin_pages:move_confirm", args=[story.pk, economy.pk])
    chief.post(address, {})
    assert written() == rows_of("move", [story])


@pytest.mark.parametrize("model", [Author, Topic, Region, Dossier, Agency])
def test_a_record_s_own_form(english, chief, written, model):
    record = make_record(model, english, "One of these")
    label = model._meta.label_lower
    written()
    edit_record(chief, record, name="Another of these", sort_order=record.pk)
    assert written() == [("change", label, record.pk)]
    meta = model._meta
    chief.post(
        reverse(f"wagtailsnippets_{meta.app_label}_{meta.model_name}:delete", args=[record.pk])
    )
    assert written() == [("delete", label, record.pk)]


def test_a_picture_s_form_and_its_crop(politics, chief, written):
    picture = make_picture(size=(60, 40))
    written()
    crop = {f"focal_point_{part}": 10 for part in ("x", "y", "width", "height")}
    data = {"title": "Quay", "tags": "", "description": "A quay", "credit": "AP", **crop}
    with TestCase.captureOnCommitCallbacks(execute=True):
        answer = chief.post(reverse("wagtailimages:edit", args=[picture.pk]), data)
        assert answer.status_code == 302
    entries = list(Entry.objects.filter(label="media.picture", object_id=picture.pk))[-2:]
    # One for its words and where it is looked at; one when the sizes of that are made.
    assert {"credit", "focal_point_x"} <= set(entries[0].fields)
    assert entries[1].fields == ["renditions"]
    assert len(written()) == 2


def test_an_alias_goes_offline_with_its_source(politics, economy, written):
    story = make_story(politics)
    alias = story.create_alias(parent=Page.objects.get(pk=economy.pk), update_slug="again")
    written()
    Story.objects.get(pk=story.pk).unpublish()
    assert sorted(written()) == sorted(rows_of("unpublish", [story, alias]))


def test_our_own_runner_publishes_and_takes_down_at_the_hour(politics, written):
    story = make_story(politics, live=False)
    schedule(story, story.get_latest_revision(), HOUR)
    assert written() == []
    publish_due(HOUR)
    assert written() == rows_of("publish", [story])
    assert publish_due(HOUR) == []
    change_story(story, expire_at=HOUR + timedelta(hours=1))
    # When it ends is for the desk; that it was published once more is for readers.
    assert {verb for verb, _, _ in written()} <= {"update"}
    publish_due(HOUR + timedelta(hours=1))
    assert written() == rows_of("unpublish", [story])
