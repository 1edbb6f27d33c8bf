"""Programmes in the live tree: a new episode touches the page of its programme, and one other."""

from __future__ import annotations

import pytest

from tests.readers.programmes import make_episode, make_programme
from tests.readers.writing import change_story

pytestmark = pytest.mark.django_db
PAGE = "/en/programme/night-signals/"


@pytest.fixture
def episodes(newsroom, shop):
    """Three episodes in the tree, with the programme's page and its podcast."""
    signals = make_programme(newsroom["en"])
    made = [make_episode(signals, number) for number in (1, 2, 3)]
    shop.drain()
    for path in (PAGE, f"{PAGE}podcast.xml", *(story.url_path for story in made)):
        shop.ask(path)
    shop.drain()
    return made


def test_a_new_episode_presses_its_programme_and_the_episode_before_it(shop, episodes, monkeypatch):
    pressed = []
    press = shop.press.press

    def watch(place, *args, **more):
        pressed.append(place.path)
        return press(place, *args, **more)

    monkeypatch.setattr(shop.press, "press", watch)
    new = make_episode(episodes[0].programme, 4)
    shop.drain()
    first, second, third = (story.url_path for story in episodes)
    assert {PAGE, f"{PAGE}podcast.xml", third, new.url_path} <= set(pressed)
    assert {first, second} & set(pressed) == set()
    assert "Signal 4" in shop.text(PAGE)
    assert "Signal 4" in shop.text(f"{PAGE}podcast.xml")
    assert "Next episode" in shop.text(third)


def test_a_new_headline_reaches_the_neighbours(shop, episodes):
    change_story(episodes[1], title="The horn")
    shop.drain()
    for other in (episodes[0], episodes[2]):
        assert "The horn" in shop.text(other.url_path)


def test_an_episode_that_is_taken_down_leaves_its_neighbours_and_the_podcast(shop, episodes):
    episodes[1].unpublish()
    shop.drain()
    first, _second, third = (story.url_path for story in episodes)
    assert "Signal 2" not in shop.text(f"{PAGE}podcast.xml")
    assert third in shop.text(first)
    assert "Signal 2" not in shop.text(third)


def test_a_programme_s_new_name_reaches_its_episodes(shop, episodes):
    signals = episodes[0].programme
    signals.name = "Signals by Night"
    signals.save()
    shop.drain()
    for story in episodes:
        assert "Signals by Night" in shop.text(story.url_path)
    assert "Signals by Night" in shop.text(PAGE)


def test_another_number_is_shown_in_the_podcast(shop, episodes):
    change_story(episodes[2], episode=9)
    shop.drain()
    assert "<itunes:episode>9</itunes:episode>" in shop.text(f"{PAGE}podcast.xml")
