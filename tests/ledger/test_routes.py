"""Every route to publication ends in exactly one right row for each subject."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Locale, Page

from broadsheet.desk.translating import translate_story
from broadsheet.ledger.acting import acting
from broadsheet.ledger.models import Entry
from broadsheet.people.models import Author
from broadsheet.stories.models import Byline, Story
from broadsheet.topics.models import Dossier, Topic
from tests.desk.story_data import story_data
from tests.newsroom import make_picture, make_record, make_story, make_user, section_of
from tests.readers.writing import change_story, write_story

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(newsroom):
    client = Client()
    client.force_login(make_user())
    return client


def fresh(story):
    return Story.objects.get(pk=story.pk)


def last() -> Entry:
    return Entry.objects.order_by("pk").last()


def test_a_publication_and_a_change(politics, written):
    story = make_story(politics)
    assert written() == [("publish", "page", story.pk)]
    assert last().new_address == story.url_path
    assert last().old_address == ""
    assert last().fields == []
    change_story(story, standfirst="More.")
    assert written() == [("update", "page", story.pk)]
    assert "standfirst" in last().fields
    assert not any(tag.startswith("stories:") for tag in last().touches)


def test_drafts_locks_and_schedules_write_nothing(politics, written):
    story = make_story(politics)
    written()
    draft = fresh(story)
    draft.standfirst = "Not yet."
    draft.save_revision()
    draft = fresh(story)
    draft.locked = True
    draft.save(update_fields=["locked"])
    hidden = make_story(politics, live=False)
    hidden.go_live_at = timezone.now() + timedelta(hours=1)
    hidden.save_revision().publish()
    assert written() == []


def test_the_desk_s_button(politics, desk, written):
    address = reverse("wagtailadmin_pages:add", args=["stories", "story", politics.pk])
    desk.post(address, story_data("By the button", action="publish", standfirst="Here."))
    story = Story.objects.get(title="By the button")
    if not story.live:
        pytest.fail("the form was not published")
    assert written() == [("publish", "page", story.pk)]


def test_the_schedule_and_its_end(politics, written):
    story = make_story(politics, live=False)
    story.go_live_at = timezone.now() + timedelta(hours=1)
    revision = story.save_revision()
    revision.publish()
    assert written() == []
    past = timezone.now() - timedelta(minutes=1)
    type(revision).objects.filter(pk=revision.pk).update(approved_go_live_at=past)
    revision.refresh_from_db()
    revision.content["go_live_at"] = past.isoformat()
    revision.save()
    revision.publish()
    assert written() == [("publish", "page", story.pk)]
    Story.objects.filter(pk=story.pk).update(expire_at=past)
    call_command("publish_scheduled")
    assert not fresh(story).live
    assert written() == [("unpublish", "page", story.pk)]


def test_unpublishing_says_why(politics, written):
    for verb in ("kill", "withdraw"):
        story = make_story(politics)
        written()
        with acting(verb, detail={"reason": "a judge's"}):
            story.unpublish()
        assert written() == [(verb, "page", story.pk)]
        assert last().detail == {"reason": "a judge's"}
        assert last().old_address == story.url_path
        assert last().new_address == ""


def test_an_archive_is_marked(politics, written):
    with acting(backfill=True):
        story = make_story(politics)
    assert written() == [("publish", "page", story.pk)]
    assert last().backfill


@pytest.mark.parametrize("action", ["unpublish", "delete"])
def test_bulk_actions(politics, desk, written, action):
    stories = [make_story(politics) for _ in range(3)]
    written()
    query = "&".join(f"id={story.pk}" for story in stories)
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", action])
    answer = desk.post(f"{address}?{query}&next=/admin/", {"include_descendants": ""})
    assert answer.status_code == 302
    assert sorted(written()) == [(action, "page", story.pk) for story in stories]


def test_a_move(politics, economy, written):
    story = make_story(politics)
    old = story.url_path
    written()
    story.move(Page.objects.get(pk=economy.pk), pos="last-child")
    story = fresh(story)
    assert story.home_section_id == economy.pk
    assert written() == [("move", "page", story.pk)]
    entry = last()
    assert (entry.old_address, entry.new_address) == (old, story.url_path)
    for tag in (f"at:{old}", f"at:{story.url_path}"):
        assert tag in entry.touches
    for section in (politics, economy):
        assert f"stories:editions.section:{section.pk}" in entry.touches


def test_a_section_s_new_slug_moves_its_live_stories(politics, written):
    live = make_story(politics)
    make_story(politics, live=False)
    written()
    politics.slug = "parliament"
    politics.save_revision().publish()
    assert sorted(written()) == sorted([("move", "page", politics.pk), ("move", "page", live.pk)])
    moved = Entry.objects.filter(object_id=live.pk, label="page").order_by("pk").last()
    assert moved.new_address == fresh(live).url_path


def test_an_alias_and_what_its_source_publishes(politics, economy, written):
    story = make_story(politics)
    written()
    alias = story.create_alias(parent=Page.objects.get(pk=economy.pk), update_slug="again")
    assert written() == [("publish", "page", alias.pk)]
    change_story(story, standfirst="More.")
    assert sorted(written()) == sorted([("update", "page", story.pk), ("update", "page", alias.pk)])


def test_a_live_page_added_by_hand_and_saved_from_a_shell(politics, written):
    story = Story(title="By hand", live=True, standfirst="Here.")
    politics.add_child(instance=story)
    assert written() == [("publish", "page", story.pk)]
    story = fresh(story)
    story.title = "By hand, again"
    story.save()
    assert written() == [("update", "page", story.pk)]
    story.save()
    assert written() == []


def test_a_translation_is_a_draft(newsroom, politics, written):
    story = make_story(politics)
    written()
    arabic = section_of(newsroom["ar"], "politics")
    translate_story(story, arabic, make_user())
    assert written() == []


def test_a_deletion(politics, written):
    story, draft = make_story(politics), make_story(politics, live=False)
    written()
    pk = story.pk
    draft.delete()
    assert written() == []
    fresh(story).delete()
    assert written() == [("delete", "page", pk)]


def test_relations_touch_their_listings_only(english, politics, written):
    ann, ben = (make_record(Author, english, name) for name in ("Ann", "Ben"))
    tag = make_record(Topic, english, "Grain")
    story = write_story(politics, by=[(ann, "by")])
    written()
    draft = fresh(story).get_latest_revision_as_object()
    draft.bylines = [Byline(author=ben)]
    draft.topics = [tag]
    draft.save_revision().publish()
    assert written() == [("update", "page", story.pk)]
    entry = last()
    assert {"bylines", "topics"} <= set(entry.fields)
    assert {each for each in entry.touches if each.startswith("stories:")} == {
        f"stories:people.author:{ann.pk}",
        f"stories:people.author:{ben.pk}",
        f"stories:topics.topic:{tag.pk}",
    }


@pytest.mark.parametrize(
    ("model", "label"),
    [(Author, "people.author"), (Topic, "topics.topic"), (Dossier, "topics.dossier")],
)
def test_records(english, written, model, label):
    record = make_record(model, english, "Someone")
    assert written() == [("change", label, record.pk)]
    record.name = "Someone else"
    record.save()
    assert written() == [("change", label, record.pk)]
    assert last().fields == ["name"]
    assert f"all:{label}" in last().touches
    record.save()
    assert written() == []
    pk = record.pk
    record.delete()
    assert written() == [("delete", label, pk)]


def test_a_picture_and_its_crop(newsroom, settings, tmp_path, written):
    settings.MEDIA_ROOT = tmp_path
    picture = make_picture()
    written()
    picture.focal_point_x, picture.focal_point_y = 10, 10
    picture.focal_point_width = picture.focal_point_height = 20
    picture.save()
    assert ("change", "media.picture", picture.pk) in written()


def test_an_edition_and_its_menu(english, written):
    english.slogan = "Once more"
    english.save()
    assert written() == [("change", "editions.edition", english.pk)]
    english.menu = []
    english.footer = [{"type": "link", "value": {"label": "A", "address": "https://a.example"}}]
    english.save()
    assert written() == [("change", "editions.edition", english.pk)]
    assert last().fields == ["footer"]
    # Pages of other editions say of this one only where it is.
    assert last().touches == {}
    english.host = "english.example.org"
    english.save()
    assert "all:editions.edition" in last().touches
    assert Locale.objects.exists()


def test_a_front_s_slots(english, politics, written):
    story = make_story(politics)
    written()
    front = english.front.specific
    front.slots = [type(front).slots.rel.related_model(story=story)]
    front.save_revision().publish()
    assert written() == [("update", "page", front.pk)]
    assert last().fields == ["slots"]


def test_a_section_in_another_area_knows_it(english, politics, written):
    make_story(politics)
    target = Page.objects.get(pk=section_of(english, "opinion").get_parent().pk)
    written()
    Page.objects.get(pk=politics.pk).move(target, pos="last-child")
    assert type(politics).objects.get(pk=politics.pk).area_key == "articles"
    assert {row[0] for row in written()} == {"move"}
