"""The ledger's tests: a newsroom whose founding is written down already, and a pencil."""

from collections.abc import Callable
from typing import Any

import pytest

from broadsheet.editions.models import Edition, Section
from broadsheet.ledger.models import Entry
from tests.newsroom import section_of

Written = Callable[[], list[tuple[str, str, int]]]


@pytest.fixture
def english(newsroom: dict[str, Any]) -> Edition:
    """The English edition."""
    return newsroom["en"]


@pytest.fixture
def politics(english: Edition) -> Section:
    """Its section Politics."""
    return section_of(english, "politics")


@pytest.fixture
def economy(english: Edition) -> Section:
    """Its section Economy."""
    return section_of(english, "economy")


@pytest.fixture
def written(newsroom: dict[str, Any]) -> Written:
    """What was written since it was last asked: verb, label and id, in order.

    Ask it once before the change under test, to forget what led there.
    """
    seen = [0]

    def since_last() -> list[tuple[str, str, int]]:
        rows = list(Entry.objects.filter(pk__gt=seen[0]).order_by("pk"))
        seen[0] = rows[-1].pk if rows else seen[0]
        return [(row.verb, row.label, row.object_id) for row in rows]

    since_last()
    return since_last
