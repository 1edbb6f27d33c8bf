"""What stands where on a front: the editor's choice first, then the newest, each story once."""

from __future__ import annotations

import pytest
from bench.many_stories import fill

from broadsheet.fronts.models import EditionFront, FrontSlot
from broadsheet.stories.kinds import Kind
from broadsheet.topics.models import Dossier
from tests.newsroom import make_record, make_story, section_of
from tests.readers.reading import headlines_of, page_of
from tests.readers.writing import make_clip

pytestmark = pytest.mark.django_db


def front_of(edition) -> EditionFront:
    return EditionFront.objects.get(pk=edition.front_id)


def pick(edition, *stories, publish: bool = True) -> None:
    """Put stories on an edition's front, the lead first."""
    front = front_of(edition).get_latest_revision_as_object()
    front.slots = [FrontSlot(story=story, sort_order=n) for n, story in enumerate(stories)]
    revision = front.save_revision()
    if publish:
        revision.publish()


def top_of(page) -> list[str]:
    return headlines_of(page.select_one(".opening"))


def test_an_empty_front_is_a_page(reader, newsroom):
    page = page_of(reader.get("/en/"))
    assert page.h1.get_text() == "The Tribune"
    assert headlines_of(page) == []


def test_a_front_fills_itself_newest_first(reader, english, politics):
    for number in range(14):
        make_story(politics, f"Story number {number}")
    page = page_of(reader.get("/en/"))
    assert top_of(page) == [f"Story number {number}" for number in range(13, 2, -1)]
    assert page.select_one(".card.lead h2").get_text() == "Story number 13"


def test_an_editor_s_picks_come_first_and_in_order(reader, english, politics):
    stories = [make_story(politics, f"Story number {number}") for number in range(8)]
    pick(english, stories[2], stories[0], stories[5])
    wanted = [2, 0, 5, 7, 6, 4, 3, 1]
    assert top_of(page_of(reader.get("/en/"))) == [f"Story number {n}" for n in wanted]


def test_a_pick_may_be_of_any_kind(reader, english, politics):
    make_story(politics, "Newest")
    opinion = make_story(section_of(english, "opinion"), "A view", kind=Kind.OPINION)
    pick(english, opinion)
    page = page_of(reader.get("/en/"))
    assert page.select_one(".card.lead h2").get_text() == "A view"
    assert headlines_of(page).count("A view") == 1


def test_a_pick_that_was_taken_down_is_skipped(reader, english, politics):
    stories = [make_story(politics, f"Story number {number}") for number in range(3)]
    pick(english, stories[0], stories[1])
    stories[0].unpublish()
    assert top_of(page_of(reader.get("/en/"))) == ["Story number 1", "Story number 2"]


def test_a_pick_that_was_deleted_leaves_the_front(reader, english, politics):
    stories = [make_story(politics, f"Story number {number}") for number in range(2)]
    pick(english, stories[0])
    stories[0].delete()
    assert top_of(page_of(reader.get("/en/"))) == ["Story number 1"]


def test_a_story_picked_twice_stands_once(reader, english, politics):
    stories = [make_story(politics, f"Story number {number}") for number in range(2)]
    pick(english, stories[0], stories[0])
    assert headlines_of(page_of(reader.get("/en/"))) == ["Story number 0", "Story number 1"]


def test_a_front_in_the_making_is_not_shown(reader, english, politics):
    stories = [make_story(politics, f"Story number {number}") for number in range(2)]
    pick(english, stories[0], publish=False)
    assert top_of(page_of(reader.get("/en/"))) == ["Story number 1", "Story number 0"]
    front_of(english).get_latest_revision().publish()
    assert top_of(page_of(reader.get("/en/"))) == ["Story number 0", "Story number 1"]


def test_no_story_stands_twice_on_a_full_front(reader, english, politics):
    opinion = section_of(english, "opinion")
    ids = fill([politics, section_of(english, "economy"), opinion], 120)
    for number in range(4):
        make_story(opinion, f"Opinion {number}", kind=Kind.OPINION)
    clip = make_clip(english)
    make_story(section_of(english, "newsfeed"), "A video", kind=Kind.VIDEO, clip=clip)
    from broadsheet.stories.models import Story

    pick(english, *(Story.objects.get(pk=pk) for pk in ids[:12]))
    headlines = headlines_of(page_of(reader.get("/en/")))
    assert len(headlines) > 20
    assert len(set(headlines)) == len(headlines)


def test_bands_hold_their_own_kind_even_when_it_is_old(reader, english, politics):
    opinion = section_of(english, "opinion")
    make_story(opinion, "An old view", kind=Kind.OPINION)
    fill([politics], 80)
    page = page_of(reader.get("/en/"))
    band = page.select_one(".band.of-opinion")
    assert headlines_of(band) == ["An old view"]
    assert band.select_one("a.all")["href"] == "/en/articles/opinion/"


def test_a_band_without_stories_is_left_out(reader, politics):
    make_story(politics)
    page = page_of(reader.get("/en/"))
    assert page.select(".band") == []


def test_open_dossiers_stand_on_the_front_and_closed_ones_do_not(reader, english):
    make_record(Dossier, english, "The harbour", open=True)
    make_record(Dossier, english, "The old war", open=False)
    page = page_of(reader.get("/en/"))
    assert headlines_of(page) == ["The harbour"]
    page_of(reader.get("/en/coverage/the-old-war/"))


def test_an_area_s_front_shows_its_newest_and_then_its_sections(reader, english, politics):
    economy = section_of(english, "economy")
    for number in range(6):
        make_story(politics, f"Politics {number}")
        make_story(economy, f"Economy {number}")
    make_story(section_of(english, "opinion"), "Elsewhere", kind=Kind.OPINION)
    page = page_of(reader.get("/en/news/"))
    assert page.h1.get_text() == "News"
    assert top_of(page) == ["Economy 5", "Politics 5", "Economy 4", "Politics 4", "Economy 3"]
    bands = {band.h2.get_text(): headlines_of(band) for band in page.select(".band")}
    assert bands == {
        "Politics": ["Politics 3", "Politics 2", "Politics 1", "Politics 0"],
        "Economy": ["Economy 2", "Economy 1", "Economy 0"],
    }
    assert page.select_one(".onward a")["href"] == "/en/news/all/"


def test_a_front_takes_no_story_of_another_edition(newsroom, english, politics):
    from django.core.exceptions import ValidationError

    foreign = make_story(section_of(newsroom["ar"], "politics"), "خبر")
    front = front_of(english)
    front.slots = [FrontSlot(story=foreign, sort_order=0)]
    with pytest.raises(ValidationError, match="belongs to another edition"):
        front.full_clean()
