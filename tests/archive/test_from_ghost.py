"""An old Ghost site moves in: posts of every version, and nobody's account."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.contrib.auth import get_user_model

from broadsheet.archive.models import SourceRecord
from broadsheet.editions.models import StandingPage
from broadsheet.people.models import Author
from broadsheet.stories.models import Story
from tests.archive.moves import SAMPLES, move_ghost
from tests.archive.tables import all_rows

EXPORT = SAMPLES / "old-ghost.json"


def story_of(key: str) -> Story:
    return Story.objects.get(pk=SourceRecord.objects.get(foreign_id=key, kind="story").object_id)


def test_a_post_comes_in_whole(newsroom, reader):
    said = move_ghost(EXPORT, categories=("money=economy",))

    story = story_of("p1")
    assert story.live
    assert story.home_section.slug == "economy"
    assert story.published_at == datetime(2023, 11, 1, 10, 0, tzinfo=UTC)
    assert [line.author.name for line in story.bylines.all()] == ["Lina Haddad", "Omar Said"]
    assert [topic.name for topic in story.topics.all()] == ["River"]
    assert (story.standfirst, story.seo_title) == ("After the flood.", "Barges, again")
    page = reader.get(story.url_path).content.decode()
    assert "<strong>barges</strong>" in page
    assert "More of it" in page
    assert "Only by mail" not in page
    assert "steal()" not in page
    assert "only for e-mail" in said.notes_of("Barges return")
    assert reader.get("/barges-return/")["Location"] == story.url_path


def test_an_older_post_is_read_from_its_mobiledoc(newsroom):
    move_ghost(EXPORT)

    blocks = [(b["type"], b["value"]) for b in story_of("p5").body.get_prep_value()]
    assert blocks[0] == ("heading", "Querida")
    assert blocks[1][1].startswith("<p><em>río</em><br>")
    assert ("paragraph", "<p>x &lt; y</p>") in blocks
    assert ("paragraph", "<ul><li>uno</li></ul>") in blocks


@pytest.mark.parametrize("key", ["p3", "p4"])
def test_what_was_for_members_is_no_public_page(newsroom, reader, key):
    move_ghost(EXPORT)

    assert not story_of(key).live
    assert reader.get(story_of(key).url_path).status_code == 404


def test_accounts_and_secrets_stay_behind(newsroom):
    before = get_user_model().objects.count()

    move_ghost(EXPORT)

    everything = repr(all_rows())
    for secret in ("SECRET", "private@river.example", "stripe"):
        assert secret not in everything
    assert get_user_model().objects.count() == before
    assert Author.objects.get(name="Lina Haddad").email == ""


def test_a_second_run_adds_nothing(newsroom):
    move_ghost(EXPORT)
    said = move_ghost(EXPORT)

    assert said.counts == {"unchanged": 6}
    assert Story.objects.filter(title="Barges return").count() == 1


def test_a_page_becomes_a_standing_page(newsroom):
    move_ghost(EXPORT)

    assert StandingPage.objects.get(slug="about-us").live
