"""A flash in a real browser: one line, Enter, readers have it, the desk says how soon; undone."""

from __future__ import annotations

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.browser.watching import until

CLEAN = """
from broadsheet.desk.models import Flash
for part in [part for flash in Flash.objects.all() for part in flash.parts.all()]:
    part.item.delete()
    part.story.delete()
Flash.objects.all().delete()
"""


@pytest.fixture
def desk(reading, site):
    """The flash screen, as an editor has it open."""
    watched = reading(1440)
    page = watched.page
    watched.open("/admin/flash/")
    page.fill("[name=username]", "editor")
    page.fill("[name=password]", "broadsheet")
    page.get_by_role("button", name="Sign in").click()
    expect(page.locator("[name=text_en]")).to_be_focused()
    yield watched
    site.run_python(CLEAN, [])


def open_front(reading, edition):
    watched = reading()
    watched.open(f"/{edition}/")
    expect(watched.page.locator("breaking-ticker [data-shown]")).to_be_visible()
    until(watched.page, "document.querySelector('breaking-ticker [data-shown]') !== null")
    return watched


def item(watched, words):
    return watched.page.locator("breaking-ticker li", has_text=words)


def test_one_line_and_enter_reach_the_readers_of_two_editions_and_undo_takes_it_back(desk, reading):
    english, arabic = open_front(reading, "en"), open_front(reading, "ar")
    page = desk.page
    page.fill("[name=text_ar]", "انفتح الجسر القديم")
    page.fill("[name=speaker_en]", "Mariam Qasim")
    page.fill("[name=text_en]", "The old bridge has opened")
    page.keyboard.press("Enter")

    expect(item(english, "The old bridge has opened")).to_have_count(1)
    expect(item(arabic, "انفتح الجسر القديم")).to_have_count(1)
    sent = page.locator(".flash-sent")
    expect(sent).to_contain_text("The old bridge has opened")
    after = [int(each) for each in re.findall(r"after (\d+) ms", sent.inner_text())]
    assert len(after) == 2
    assert all(0 <= each < 5000 for each in after)
    stub = item(english, "The old bridge has opened").locator("a").get_attribute("href")
    reader = reading()
    assert reader.open(stub).status == 200
    assert Axe().run(page, context={"include": [["main"]]}).violations_count == 0

    page.locator("body").press("Control+z")
    expect(page.locator(".messages")).to_contain_text("Undone")
    expect(item(english, "The old bridge has opened")).to_contain_text("Withdrawn")
    expect(item(arabic, "انفتح الجسر القديم")).to_contain_text("مسحوب")
    until(reader.page, f"fetch('{stub}').then(answer => answer.status === 410)")
    assert desk.troubles() == {}


def test_without_the_module_the_form_works_as_forms_do(desk):
    page = desk.page
    page.route("**/flash*.js", lambda route: route.abort())
    page.reload()
    page.fill("[name=speaker_en]", "Mariam Qasim")
    page.fill("[name=text_en]", "The new bridge has opened")
    page.keyboard.press("Enter")
    expect(page.locator(".flash-sent")).to_contain_text("The new bridge has opened")


def test_what_is_missing_is_said_and_the_words_are_kept(desk):
    page = desk.page
    page.fill("[name=text_en]", "Nobody says so")
    page.keyboard.press("Enter")
    expect(page.locator(".error-message").first).to_contain_text("Who says so?")
    expect(page.locator("[name=text_en]")).to_have_value("Nobody says so")
