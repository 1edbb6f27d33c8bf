"""A legal take-down leaves no copy of a story anywhere."""

from __future__ import annotations

import pytest
from django.urls import reverse
from wagtail.models import Comment, PageLogEntry, ReferenceIndex, Revision

from broadsheet.desk import taking_down
from broadsheet.desk.headline_search import stories_called
from broadsheet.desk.holds import hold_on
from broadsheet.desk.models import Hold, WireOrigin
from broadsheet.ledger.models import Entry
from broadsheet.stories.models import Story
from tests.desk.taking_down import chief, do, entry_of, killed, now, story
from tests.newsroom import make_picture, make_story, make_user
from tests.wire_items import Agency, story_of

ADDRESS = "/en/news/politics/the-leak/"
SECRET = "Zanzibarquelle"

__all__ = ["chief", "killed", "story"]


@pytest.fixture
def full(desk, politics):
    """A published story with words everywhere a story can have them."""
    story = make_story(
        politics, f"{SECRET} speaks", slug="the-leak", standfirst=f"{SECRET} in short",
        body=[{"type": "paragraph", "value": f"<p>{SECRET} said so.</p>"}],
        picture=make_picture("A face"), picture_caption=SECRET, seo_title=SECRET,
        search_description=SECRET, byline_text=SECRET, dateline=SECRET,
    )  # fmt: skip
    draft = story.get_latest_revision_as_object()
    draft.title = f"{SECRET} speaks again"
    draft.save_revision(log_action=True).publish()
    user = make_user("Editor")
    Comment.objects.create(page=story, user=user, text=SECRET, contentpath="title")
    return now(story)


def everything_stored(story):
    """All that tables hold about a story, in one text."""
    rows = [
        *Story.objects.filter(pk=story.pk).values_list(),
        *Revision.objects.filter(object_id=str(story.pk)).values_list(),
        *PageLogEntry.objects.filter(page_id=story.pk).values_list(),
        *Comment.objects.filter(page_id=story.pk).values_list(),
        *WireOrigin.objects.filter(story_id=story.pk).values_list(),
    ]
    return "\n".join(str(row) for row in rows)


def test_a_legal_take_down_leaves_no_copy(chief, full, reader, django_capture_on_commit_callbacks):
    assert everything_stored(full).count(SECRET) > 10
    assert Story.objects.filter(pk__in=stories_called(SECRET)).exists()
    Entry.objects.all().delete()
    with django_capture_on_commit_callbacks(execute=True):
        answer = do(chief, "take_down", full, sure="on")

    assert "Every copy of the story was removed." in answer.content.decode()
    assert "“A face”" in answer.content.decode()
    assert SECRET not in everything_stored(full)
    assert not Story.objects.filter(pk__in=stories_called(SECRET)).exists()
    assert Revision.objects.for_instance(full).count() == 1
    assert reader.get(ADDRESS).status_code == 410
    assert SECRET not in reader.get(ADDRESS).content.decode()
    entry = entry_of(full)
    assert (entry.verb, entry.detail["legal"]) == ("withdraw", True)
    assert Hold.objects.get().pictures == [full.picture_id]
    assert not ReferenceIndex.get_references_to(full.picture).exists()


def test_it_is_asked_whether_it_is_meant(chief, full):
    do(chief, "take_down", full)
    assert now(full).live


def test_what_is_left_can_be_opened_and_listed(chief, full):
    do(chief, "take_down", full, sure="on")
    assert chief.get(reverse("wagtailadmin_pages:edit", args=[full.pk])).status_code == 200
    assert "Taken down" in chief.get("/admin/stories/").content.decode()


def test_a_killed_story_may_be_taken_down_for_good(chief, killed):
    do(chief, "take_down", killed, sure="on")
    assert hold_on(killed).verb == "take_down"
    assert entry_of(killed).detail["legal"]


def test_a_picture_that_others_use_is_not_listed(chief, full, politics):
    make_story(politics, picture=full.picture)
    do(chief, "take_down", full, sure="on")
    assert Hold.objects.get().pictures == []


def test_an_alias_of_it_goes_too(chief, full, desk):
    from tests.newsroom import section_of

    alias = full.create_alias(parent=section_of(desk["en"], "economy"))
    do(chief, "take_down", full, sure="on")
    assert not Story.objects.filter(pk=alias.pk).exists()


def test_an_agencys_next_version_of_it_is_not_let_in(desk, tmp_path):
    agency = Agency(tmp_path / "wire")
    agency.sends(uri="urn:a:1", headline=SECRET)
    story = story_of("urn:a:1")
    taking_down.take_down(story, make_user("Chief"), "a court's order")
    assert SECRET not in everything_stored(story)
    for status in ("usable", "canceled"):
        agency.sends(uri="urn:a:1", version="2", headline=SECRET, pubstatus=status)
        agency.sends(uri="urn:a:1", headline=SECRET)
        assert SECRET not in everything_stored(story)
        assert not now(story).live
    assert Story.objects.count() == 1
