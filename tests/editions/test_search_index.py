"""The search index: what saving one record costs in it, in any archive."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.search.backends import get_search_backend
from wagtail.search.models import IndexEntry

from broadsheet.topics.models import Topic
from tests.newsroom import make_record, make_story, section_of

pytestmark = pytest.mark.django_db


def weights() -> dict[str, float]:
    """How much a match in the title weighs, by record."""
    rows = IndexEntry.objects.values_list("content_type_id", "object_id", "title_norm")
    return {f"{kind}-{pk}": norm for kind, pk, norm in rows}


def test_a_new_title_is_weighed_against_the_usual_one_and_no_other_is_weighed_anew(newsroom):
    IndexEntry.objects.update(title_norm=1.0)
    before = weights()

    story = make_story(section_of(newsroom["en"], "politics"), "The long road to the water law")

    ((own, norm),) = weights().items() - before.items()
    assert own.endswith(f"-{story.pk}")
    assert 0 < norm < 1


def test_saving_a_record_looks_at_a_sample_of_titles_and_updates_its_own_entry(newsroom):
    topic = make_record(Topic, newsroom["en"], "Water")
    index = get_search_backend().get_index_for_model(Topic)
    with CaptureQueriesContext(connection) as queries:
        index.add_items(Topic, [topic])
    said = [query["sql"] for query in queries if "title_norm" in query["sql"]]
    (update,) = [sql for sql in said if sql.startswith("UPDATE") and "LENGTH" in sql]
    assert '"object_id" IN' in update
    (average,) = [query["sql"] for query in queries if "AVG(" in query["sql"]]
    assert "LIMIT 1000" in average


def test_an_index_that_is_built_anew_weighs_every_title(newsroom):
    make_story(section_of(newsroom["en"], "politics"), "The long road to the water law")
    IndexEntry.objects.update(title_norm=1.0)

    get_search_backend().get_index_for_model(Topic)._refresh_title_norms(full=True)

    # “News” is shorter than most.
    assert max(weights().values()) > 1 > min(weights().values())
