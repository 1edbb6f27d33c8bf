"""Files of charts in the live tree: true to the story, and gone with it."""

from __future__ import annotations

import pytest

from broadsheet.stories.kinds import Kind
from broadsheet.stories.models import Story
from tests.newsroom import make_story, section_of
from tests.readers.charts import chart_block
from tests.readers.writing import change_story

pytestmark = pytest.mark.django_db

STORY = "/en/infographics/charts/grain-in-numbers/"
FILES = (f"{STORY}chart-1.csv", f"{STORY}chart-1.svg")


@pytest.fixture
def story(newsroom, shop):
    made = make_story(
        section_of(newsroom["en"], "charts"),
        "Grain in numbers",
        kind=Kind.INFOGRAPHIC,
        text_alternative="It fell.",
        body=[chart_block()],
    )
    shop.drain()
    assert [shop.ask(file) for file in FILES] == [200, 200]
    return made


def test_a_file_that_was_asked_for_stands_in_the_tree(shop, story):
    assert "After,1171.5" in shop.text(FILES[0])
    assert "<svg" in shop.text(FILES[1])


def test_a_correction_presses_the_files_again(shop, story):
    change_story(story, body=[chart_block("Period;Road\nBefore;8\nAfter;171")])
    shop.drain()
    assert "After,171\r\n" in shop.text(FILES[0])
    assert "1,171.5" not in shop.text(FILES[1])


def test_files_leave_the_tree_with_the_story(shop, story):
    Story.objects.get(pk=story.pk).unpublish()
    shop.drain()
    assert [shop.status(file) for file in FILES] == [0, 0]
    assert shop.status(STORY) == 410


def test_files_move_with_the_story(shop, story):
    change_story(story, slug="other-name")
    shop.drain()
    assert [shop.status(file) for file in FILES] == [0, 0]
    assert shop.ask(FILES[0].replace("grain-in-numbers", "other-name")) == 200
