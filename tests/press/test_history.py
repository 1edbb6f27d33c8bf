"""Fronts as they stood, for readers whose edition lets them look back."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from broadsheet.kit.clock import standing_at
from broadsheet.ledger.acting import acting
from broadsheet.press.models import Impression
from broadsheet.stories.models import Story
from tests.newsroom import make_story, section_of

pytestmark = pytest.mark.django_db

NINE = datetime(2026, 11, 20, 9, tzinfo=UTC)
TEN = datetime(2026, 11, 20, 10, tzinfo=UTC)


@pytest.fixture
def two_fronts(shop, newsroom, monkeypatch):
    """One story at nine, another at ten."""
    monkeypatch.setattr("broadsheet.press.history.the_press", lambda: shop.press)
    edition = newsroom["en"]
    edition.history_public = True
    edition.save()
    politics = section_of(edition, "politics")
    for moment, headline in ((NINE, "The gate opens"), (TEN, "The bridge falls")):
        with standing_at(moment):
            make_story(politics, headline)
            shop.ask("/en/")
            shop.drain()
    return shop


def test_a_reader_sees_the_front_as_it_stood(two_fronts, reader):
    page = reader.get("/en/history/2026-11-20/09:30:00/").content.decode()
    assert "The gate opens" in page
    assert "The bridge falls" not in page
    assert "This front as it stood at" in page


def test_a_day_lists_its_fronts(two_fronts, reader):
    page = reader.get("/en/history/2026-11-20/").content.decode()
    assert "/en/history/2026-11-20/09:00:00/" in page
    assert "/en/history/2026-11-20/10:00:00/" in page


def test_a_killed_story_is_struck_from_past_fronts(two_fronts, reader):
    with acting("kill"):
        Story.objects.get(title="The gate opens").unpublish()
    two_fronts.drain()
    page = reader.get("/en/history/2026-11-20/09:30:00/").content.decode()
    assert "This front as it stood at" in page
    assert "The gate opens" not in page
    kept = list((two_fronts.press.home / "impressions").rglob("*.br"))
    assert {file.stem for file in kept} == set(Impression.objects.values_list("sha", flat=True))
    for impression in Impression.objects.all():
        assert b"The gate opens" not in two_fronts.press.impressions.body(impression)


def test_a_menu_of_a_past_front_tells_nothing_of_a_killed_story(two_fronts, newsroom):
    edition, story = newsroom["en"], Story.objects.get(title="The gate opens")
    link = {"label": "Watch this", "page": story.pk, "address": ""}
    edition.menu = [{"type": "link", "value": link}]
    edition.save()
    two_fronts.drain()
    story.slug = "the-gate-is-open"
    story.save_revision().publish()
    two_fronts.drain()
    with acting("kill"):
        Story.objects.get(pk=story.pk).unpublish()
    two_fronts.drain()
    for impression in Impression.objects.all():
        kept = two_fronts.press.impressions.body(impression)
        for slug in (b"the-gate-opens", b"the-gate-is-open"):
            assert slug not in kept, (impression, slug)
        assert b"the-bridge-falls" in kept or b"The bridge falls" not in kept


@pytest.mark.parametrize("address", ["", "2026-11-20/", "2026-11-20/09:30:00/"])
def test_an_edition_that_does_not_allow_it_has_no_past(two_fronts, newsroom, reader, address):
    edition = newsroom["en"]
    edition.history_public = False
    edition.save()
    assert reader.get(f"/en/history/{address}").status_code == 404


@pytest.mark.parametrize("address", ["2026-02-31/", "2019-01-01/09:00:00/", "2026-11-20/29:00:00/"])
def test_a_moment_that_cannot_be_is_missing(two_fronts, reader, address):
    assert reader.get(f"/en/history/{address}").status_code == 404
