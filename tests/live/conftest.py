"""Two editions, and an English section to write stories in."""

from typing import Any

import pytest

from broadsheet.editions.models import Edition, Section
from tests.newsroom import section_of


@pytest.fixture
def english(newsroom: dict[str, Any]) -> Edition:
    """The English edition."""
    return newsroom["en"]


@pytest.fixture
def arabic(newsroom: dict[str, Any]) -> Edition:
    """The Arabic edition."""
    return newsroom["ar"]


@pytest.fixture
def politics(english: Edition) -> Section:
    """Its section Politics."""
    return section_of(english, "politics")
