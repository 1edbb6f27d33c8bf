"""What a killed press leaves behind, and what it must not lose."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from broadsheet.press.mending import Mender
from tests.newsroom import make_story, section_of
from tests.press.conftest import Shop

pytestmark = pytest.mark.django_db

STORY = "/en/news/politics/the-gate-opens/"


@pytest.fixture
def gone() -> int:
    """The number of a process that has ended."""
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    return process.pid


def test_what_a_killed_press_had_begun_to_write_is_cleared_up(shop: Shop, newsroom, gone: int):
    make_story(section_of(newsroom["en"], "politics"), "The gate opens")
    shop.drain()
    page = shop.file(STORY)
    orphaned = page.with_name(f".{page.name}.{gone}.part")
    under_way = page.with_name(f".{page.name}.{os.getpid()}.part")
    for part in (orphaned, under_way):
        part.write_bytes(b"half a pa")
    mender = Mender(shop.press)
    for _ in range(2):
        list(mender.step())
    assert not orphaned.exists()
    assert under_way.exists()
    assert "The gate opens" in shop.text(STORY)


def test_robots_txt_is_a_page_like_any_other_and_outlives_the_desk(shop: Shop, newsroom):
    assert shop.ask("/robots.txt") == 200
    assert shop.status("/robots.txt") == 200
