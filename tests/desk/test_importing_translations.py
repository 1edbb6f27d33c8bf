"""Items that are translations of each other become linked stories, in whatever order they come."""

from __future__ import annotations

from itertools import permutations

import pytest

from broadsheet.demo.opening import open_empty
from broadsheet.stories.models import Story
from tests.wire_items import Agency, story_of


@pytest.fixture
def agency(db, tmp_path) -> Agency:
    open_empty("Probe")
    return Agency(tmp_path / "wire")


def link(uri: str) -> dict:
    return {"translationOf": {"uri": uri, "type": "text"}}


ENGLISH = {"uri": "urn:gate:en", "language": "en", "headline": "The gate"}
ARABIC = {"uri": "urn:gate:ar", "language": "ar", "headline": "البوابة"}
SPANISH = {"uri": "urn:gate:es", "language": "es", "headline": "La puerta"}
ORDERS = list(permutations(range(3)))


def keys() -> list:
    return list(Story.objects.order_by("locale_id").values_list("translation_key", flat=True))


@pytest.mark.parametrize("order", ORDERS)
def test_two_translations_of_one_item_meet_in_any_order(agency, order):
    items = [
        ENGLISH,
        {**ARABIC, "associations": link("urn:gate:en")},
        {**SPANISH, "associations": link("urn:gate:en")},
    ]
    for index in order:
        agency.sends(**items[index])
    assert len(keys()) == 3
    assert len(set(keys())) == 1


@pytest.mark.parametrize("order", ORDERS)
def test_a_translation_of_a_translation_meets_both_in_any_order(agency, order):
    items = [
        ENGLISH,
        {**ARABIC, "associations": link("urn:gate:en")},
        {**SPANISH, "associations": link("urn:gate:ar")},
    ]
    for index in order:
        agency.sends(**items[index])
    assert len(set(keys())) == 1


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_two_items_that_name_each_other_meet(agency, order):
    items = [
        {**ENGLISH, "associations": link("urn:gate:ar")},
        {**ARABIC, "associations": link("urn:gate:en")},
    ]
    for index in order:
        agency.sends(**items[index])
    assert len(set(keys())) == 1


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
    assert len(set(keys())) == 2

    agency.sends(**ARABIC, version="2", associations=link("urn:gate:en"))

    assert len(set(keys())) == 1
    assert story_of("urn:gate:ar").live


def test_linked_stories_lead_readers_to_each_other(agency, reader):
    agency.sends(**ARABIC, associations=link("urn:gate:en"))
    agency.sends(**ENGLISH)

    page = reader.get("/en/news/miscellaneous/the-gate/").content.decode()
    assert '<link rel="alternate" hreflang="ar"' in page
    assert '<link rel="alternate" hreflang="en"' in page
    assert '<link rel="alternate" hreflang="es"' not in page
