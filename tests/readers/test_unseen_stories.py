"""What is not published is nowhere: not on a front, not in a list, not in a feed, not in a head."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from broadsheet.people.models import Agency, Author
from broadsheet.stories.kinds import Kind
from broadsheet.stories.models import Story
from broadsheet.topics.models import Dossier, Region, Topic
from tests.newsroom import make_record, make_story, section_of
from tests.readers.writing import make_clip, write_story

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
#: Every page on which a story with all records may stand, beside its own.
PLACES = [
    "/en/",
    "/en/all/",
    "/en/rss.xml",
    "/en/news/",
    "/en/news/all/",
    "/en/news/rss.xml",
    "/en/news/politics/",
    "/en/news/politics/all/",
    "/en/news/politics/rss.xml",
    "/en/news/economy/",
    "/en/news/economy/rss.xml",
    "/en/region/africa/",
    "/en/region/africa/rss.xml",
    "/en/topic/ports/",
    "/en/topic/ports/rss.xml",
    "/en/coverage/the-harbour/",
    "/en/coverage/the-harbour/rss.xml",
    "/en/author/lina-haddad/",
    "/en/author/lina-haddad/rss.xml",
    "/en/agency/wire/",
    "/en/agency/wire/rss.xml",
]


@pytest.fixture
def carried(english):
    """One record of every kind, for a story to carry."""
    return {
        "regions": [make_record(Region, english, "Africa")],
        "topics": [make_record(Topic, english, "Ports")],
        "dossiers": [make_record(Dossier, english, "The harbour")],
        "agencies": [make_record(Agency, english, "Wire")],
        "further_sections": [section_of(english, "economy")],
        "by": [(make_record(Author, english, "Lina Haddad"), "by")],
    }


@pytest.fixture
def neighbour(english, carried):
    """A published story that has everything in common with the one a test is about."""
    return write_story(section_of(english, "politics"), "Neighbour", **carried)


def places_that_show(reader, words: str, neighbour: Story) -> list[str]:
    fragment = f"/en/fragment/read-next/{neighbour.pk}/"
    found = []
    for place in [*PLACES, fragment, neighbour.url]:
        response = reader.get(place)
        assert response.status_code == 200, place
        if words in response.content.decode():
            found.append(place)
    return found


def test_a_published_story_is_in_all_its_places(reader, english, carried, neighbour):
    """Guards the tests below: each of these pages would show it."""
    write_story(section_of(english, "politics"), "Seen everywhere", **carried)
    found = places_that_show(reader, "Seen everywhere", neighbour)
    assert found == [*PLACES, f"/en/fragment/read-next/{neighbour.pk}/"]


def test_a_draft_is_nowhere(reader, english, carried, neighbour):
    story = write_story(section_of(english, "politics"), "Only a draft", live=False, **carried)
    assert places_that_show(reader, "Only a draft", neighbour) == []
    assert reader.get(story.url).status_code == 404
    assert reader.get(f"/en/fragment/read-next/{story.pk}/").status_code == 404


def test_an_embargoed_story_is_nowhere(reader, english, carried, neighbour):
    with time_machine.travel(NOW, tick=False):
        story = write_story(
            section_of(english, "politics"),
            "Embargoed",
            go_live_at=NOW + timedelta(hours=1),
            **carried,
        )
        assert story.approved_schedule
        assert places_that_show(reader, "Embargoed", neighbour) == []
        assert reader.get(story.url).status_code == 404
        assert reader.get(f"/en/fragment/read-next/{story.pk}/").status_code == 404


def test_a_story_taken_down_leaves_every_page(reader, english, carried, neighbour):
    story = write_story(section_of(english, "politics"), "Taken down", **carried)
    assert len(places_that_show(reader, "Taken down", neighbour)) > 20
    story.unpublish()
    assert places_that_show(reader, "Taken down", neighbour) == []
    assert reader.get(story.url).status_code == 410
    assert reader.get(f"/en/fragment/read-next/{story.pk}/").status_code == 404


def test_a_deleted_story_leaves_every_page(reader, english, carried, neighbour):
    story = write_story(section_of(english, "politics"), "Deleted", **carried)
    story.delete()
    assert places_that_show(reader, "Deleted", neighbour) == []


def test_changes_that_are_not_published_yet_are_not_shown(reader, english, neighbour):
    draft = neighbour.get_latest_revision_as_object()
    draft.title = "Not said yet"
    draft.slug = "not-said-yet"
    draft.save_revision()
    assert places_that_show(reader, "Not said yet", neighbour) == []
    assert reader.get("/en/news/politics/not-said-yet/").status_code == 404


def test_an_update_that_is_embargoed_leaves_the_story_as_it_is(reader, english, neighbour):
    with time_machine.travel(NOW, tick=False):
        draft = neighbour.get_latest_revision_as_object()
        draft.title = "Tomorrow's headline"
        draft.go_live_at = NOW + timedelta(days=1)
        draft.save_revision().publish()
        assert places_that_show(reader, "Tomorrow's headline", neighbour) == []
        assert reader.get(neighbour.url).status_code == 200


def test_a_video_taken_down_leaves_the_channel_s_page(reader, english):
    video = make_story(
        section_of(english, "newsfeed"), "On air", kind=Kind.VIDEO, clip=make_clip(english)
    )
    assert "On air" in reader.get("/en/live/").content.decode()
    assert "On air" in reader.get("/en/live/rss.xml").content.decode()
    video.unpublish()
    assert "On air" not in reader.get("/en/live/").content.decode()
    assert "On air" not in reader.get("/en/live/rss.xml").content.decode()


def test_another_edition_s_stories_stay_there(reader, newsroom):
    make_story(section_of(newsroom["ar"], "politics"), "خبر عربي")
    for place in ("/en/", "/en/all/", "/en/rss.xml", "/en/news/", "/en/news/politics/"):
        assert "خبر عربي" not in reader.get(place).content.decode()
    assert "خبر عربي" in reader.get("/ar/").content.decode()
