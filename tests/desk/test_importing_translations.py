"""Items that are translations of each other become linked stories, in whatever order they come."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import permutations
from typing import Any
from uuid import uuid4

import pytest

from broadsheet.demo.opening import open_empty
from broadsheet.stories.models import Story
from tests.databases import rolled_back
from tests.wire_items import Agency, story_of


@pytest.fixture(scope="module")
def opened(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """A newsroom as ``broadsheet init --empty`` opens it, in three languages."""
    with django_db_blocker.unblock(), rolled_back():
        open_empty("Probe")
        yield


@pytest.fixture
def agency(opened, db, tmp_path) -> Agency:
    return Agency(tmp_path / "wire")


def link(uri: str) -> dict:
    return {"translationOf": {"uri": uri, "type": "text"}}


ENGLISH = {"uri": "urn:gate:en", "language": "en", "headline": "The gate"}
ARABIC = {"uri": "urn:gate:ar", "language": "ar", "headline": "البوابة"}
SPANISH = {"uri": "urn:gate:es", "language": "es", "headline": "La puerta"}


def keys() -> set[Any]:
    return set(Story.objects.values_list("translation_key", flat=True))


def send_in(agency: Agency, order: tuple[int, ...], *items: dict[str, Any]) -> set[Any]:
    """Send items in an order, under identifiers of their own; returns the stories' keys."""
    prefix = f"urn:{uuid4()}:"
    for index in order:
        text = json.dumps(items[index]).replace("urn:gate:", prefix)
        agency.sends(**json.loads(text))
    stories = Story.objects.filter(wire_origin__uri__startswith=prefix)
    assert len(stories) == len(items)
    return set(stories.values_list("translation_key", flat=True))


def test_two_translations_of_one_item_meet_in_any_order(agency):
    arabic = {**ARABIC, "associations": link("urn:gate:en")}
    spanish = {**SPANISH, "associations": link("urn:gate:en")}
    for order in permutations(range(3)):
        assert len(send_in(agency, order, ENGLISH, arabic, spanish)) == 1, order


def test_a_translation_of_a_translation_meets_both_in_any_order(agency):
    arabic = {**ARABIC, "associations": link("urn:gate:en")}
    spanish = {**SPANISH, "associations": link("urn:gate:ar")}
    for order in permutations(range(3)):
        assert len(send_in(agency, order, ENGLISH, arabic, spanish)) == 1, order


def test_two_items_that_name_each_other_meet(agency):
    english = {**ENGLISH, "associations": link("urn:gate:ar")}
    arabic = {**ARABIC, "associations": link("urn:gate:en")}
    for order in permutations(range(2)):
        assert len(send_in(agency, order, english, arabic)) == 1, order


def test_items_without_a_link_stay_apart(agency):
    assert len(send_in(agency, (0, 1), ENGLISH, ARABIC)) == 2


def test_a_second_story_in_the_same_language_stands_alone(agency):
    agency.sends(**ENGLISH)
    agency.sends(**ARABIC, associations=link("urn:gate:en"))
    agency.sends(**{**ARABIC, "uri": "urn:gate:ar-2"}, associations=link("urn:gate:en"))

    first, second = story_of("urn:gate:ar"), story_of("urn:gate:ar-2")
    assert first.translation_key == story_of("urn:gate:en").translation_key
    assert second.translation_key != first.translation_key


def test_a_link_that_only_a_newer_version_brings_is_made_then(agency):
    agency.sends(**ENGLISH)
    agency.sends(**ARABIC)
    assert len(keys()) == 2

    agency.sends(**ARABIC, version="2", associations=link("urn:gate:en"))

    assert len(keys()) == 1
    assert story_of("urn:gate:ar").live


def test_linked_stories_lead_readers_to_each_other(agency, reader):
    agency.sends(**ARABIC, associations=link("urn:gate:en"))
    agency.sends(**ENGLISH)

    page = reader.get("/en/news/miscellaneous/the-gate/").content.decode()
    assert '<link rel="alternate" hreflang="ar"' in page
    assert '<link rel="alternate" hreflang="en"' in page
    assert '<link rel="alternate" hreflang="es"' not in page
