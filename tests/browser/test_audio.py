"""Audio in a real browser: by keyboard, at another speed, and where one stopped."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

EDITIONS = ("en", "ar")
PLACE = "() => document.querySelector('broadsheet-audio audio').currentTime"


@pytest.mark.parametrize("edition", EDITIONS)
def test_audio_is_listened_to_by_keyboard(edition, reading):
    watched = reading(1280)
    watched.go(edition, "audio")
    page = watched.page
    page.locator("broadsheet-audio .ahead").focus()
    page.keyboard.press("k")
    page.wait_for_function("() => document.querySelector('audio').currentTime > 0.2")
    page.keyboard.press("k")
    assert page.evaluate("document.querySelector('audio').paused")
    page.keyboard.press("Enter")
    assert page.evaluate(PLACE) > 20
    page.keyboard.press("j")
    went_back = page.evaluate(PLACE)
    assert 5 < went_back < 15
    pace = page.locator("broadsheet-audio .pace")
    pace.focus()
    page.keyboard.press("Enter")
    assert page.evaluate("document.querySelector('audio').playbackRate") == 1.25
    # The player says at its next turn that its rate has changed.
    expect(pace).to_have_text({"en": "1.25×", "ar": "١٫٢٥×"}[edition])
    # Whoever comes back goes on where they stopped.
    page.keyboard.press("k")
    page.keyboard.press("k")
    page.reload()
    page.locator("broadsheet-audio .ahead").focus()
    page.keyboard.press("k")
    page.wait_for_function("at => document.querySelector('audio').currentTime >= at - 1", arg=5)
    assert page.locator("broadsheet-audio output").text_content()
    assert watched.troubles() == {}


def test_a_programme_s_page_leads_to_its_episodes_and_back(reading):
    watched = reading(390)
    watched.go("ar", "programme")
    page = watched.page
    page.locator(".season .card a").first.click()
    page.locator(".of-programme a").click()
    page.wait_for_url("**/programme/**")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert watched.troubles() == {}
