"""Exact means exact: whatever editors do, in whatever order, the tree is what it would be now.

A newsroom of three editions is edited at random while readers ask for pages and the worker takes
steps in between. When it has come to rest, every page of the tree equals a fresh render byte for
byte, every address that can be reached from the fronts answers with the same bytes, and nothing
anywhere holds a word of what readers may not see.

``EXACT_EXAMPLES`` and ``EXACT_STEPS`` in the environment make it longer; ``-s`` shows its cost.
"""

from __future__ import annotations

import os

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from broadsheet.desk.founding import EditionPlan, found_edition
from broadsheet.live import post_pages
from tests.newsroom import AREAS, SECTIONS
from tests.press.editors_newsroom import WASTE
from tests.press.newsroom_at_work import NewsroomAtWork

pytestmark = [pytest.mark.django_db, pytest.mark.long]

EXAMPLES = int(os.environ.get("EXACT_EXAMPLES", "4"))
STEPS = int(os.environ.get("EXACT_STEPS", "25"))
#: Renders for each page whose bytes changed, over all verbs.
MOST_WASTE = 2
#: Renders a short run may have beyond that: one verb that touches every page is much of it.
SHORT_RUN = 150


@pytest.fixture
def three_editions(newsroom, tmp_path, settings, monkeypatch):
    """The newsroom with a Spanish edition, and a folder for what the examples make.

    Its live pages are short, so that posts come to stand on older ones.
    """
    monkeypatch.setattr(post_pages, "PAGE_SIZE", 2)
    settings.MEDIA_ROOT = tmp_path / "media"
    found_edition(
        EditionPlan("es", "es", "La Tribuna", sort_order=3, areas=AREAS, sections=SECTIONS)
    )
    NewsroomAtWork.home = tmp_path
    WASTE.clear()


def test_whatever_editors_do_the_tree_is_what_it_would_be_now(three_editions, capsys):
    run_state_machine_as_test(
        NewsroomAtWork,
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=STEPS,
            deadline=None,
            # A failure is printed as it happened: to make it shorter takes minutes.
            phases=[Phase.explicit, Phase.reuse, Phase.generate],
            suppress_health_check=list(HealthCheck),
            print_blob=True,
        ),
    )
    rendered = sum(cost["rendered"] for cost in WASTE.values())
    changed = sum(cost["changed"] for cost in WASTE.values())
    with capsys.disabled():
        print(f"\npages rendered {rendered}, of them changed {changed}:", end=" ")
        for verb, cost in sorted(WASTE.items()):
            print(f"{verb} {cost['rendered']}/{cost['changed']}", end=", ")
    assert rendered <= MOST_WASTE * changed + SHORT_RUN
