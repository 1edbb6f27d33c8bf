"""More stories cost no query more. (tests/readers/test_query_counts.py says how many there are.)"""

from __future__ import annotations

import pytest
from bench.many_stories import fill
from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.newsroom import section_of
from tests.readers.full_newsroom import STOCKED, stock

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def stocked(editions, django_db_blocker) -> None:
    """Three hundred stories, written once for the file."""
    with django_db_blocker.unblock():
        stock(editions["en"])


@pytest.fixture
def english(stocked, newsroom):
    """An edition with three hundred stories, a menu and a ticker."""
    # They are looked up once a process, by whichever test comes first.
    ContentType.objects.get_for_models(*apps.get_models())
    return newsroom["en"]


@pytest.mark.parametrize("address", ["/en/", "/en/news/politics/", "/en/all/"])
def test_three_times_the_stories_cost_no_query_more(reader, english, address):
    with CaptureQueriesContext(connection) as before:
        reader.get(address)
    # As mixed as those before: a front asks once more for a band that the newest do not fill.
    fill([section_of(english, key) for key in STOCKED], 600)
    with CaptureQueriesContext(connection) as after:
        reader.get(address)
    assert len(after) == len(before) > 3
