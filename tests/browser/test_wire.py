"""The wire inbox in a real browser: items appear while one looks, and keys do the rest."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

SEND = """
from broadsheet.wire.models import Source
from broadsheet.wire.formats.ninjs import read_ninjs
from broadsheet.wire.receiving import receive
Source.objects.filter(transport="folder").update(active=False)
source, _ = Source.objects.get_or_create(key="test", defaults={"name": "Test", "transport": "push"})
for text in given:
    item = {"uri": "urn:test:" + text.replace(" ", "-"), "type": "text", "language": "en", "headline": text,
            "body_text": "The whole text of it.", "version": "1"}
    receive(source, read_ninjs(json.dumps(item).encode(), folder=None)[0])
"""
CLEAN = """
from broadsheet.stories.models import Story
from broadsheet.wire.models import Source
for story in Story.objects.filter(title__startswith="A browser"):
    story.delete()
Source.objects.filter(key="test").delete()
Source.objects.filter(transport="folder").update(active=True)
"""


@pytest.fixture
def inbox(reading, site):
    """The inbox, as an editor has it open."""
    site.run_python(SEND, ["A browser sees the first", "A browser sees the second"])
    watched = reading(1440)
    page = watched.page
    watched.open("/admin/wire/")
    page.fill("[name=username]", "editor")
    page.fill("[name=password]", "broadsheet")
    page.get_by_role("button", name="Sign in").click()
    expect(page.locator("[data-list]")).to_contain_text("A browser sees the second")
    yield watched
    site.run_python(CLEAN, [])


def test_what_comes_appears_and_keys_take_skip_read_and_make_a_story(inbox, site):
    page = inbox.page
    site.run_python(SEND, ["A browser sees the third"])
    first = page.locator("[data-list] > li").first
    expect(first).to_contain_text("A browser sees the third")

    page.keyboard.press("j")
    expect(first).to_have_attribute("aria-current", "true")
    page.keyboard.press("Enter")
    beside = page.locator("[data-beside]")
    expect(beside).to_contain_text("The whole text of it.")
    expect(beside).to_be_focused()
    page.keyboard.press("t")
    expect(first).to_contain_text("taken")
    page.keyboard.press("t")
    expect(first).not_to_contain_text("taken")
    page.keyboard.press("j")
    page.keyboard.press("s")
    expect(page.locator("[data-list] > li").nth(1)).to_contain_text("skipped")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    found = Axe().run(page, context={"include": [["main"]]})
    assert found.violations_count == 0, found.generate_report()

    page.keyboard.press("k")
    # On an Arabic keyboard the key of k says ن.
    page.locator("body").dispatch_event("keydown", {"key": "ن", "code": "KeyK"})
    page.keyboard.press("m")
    page.wait_for_url("**/edit/")
    expect(page.locator("[name=title]")).to_have_value("A browser sees the third")
    assert inbox.troubles() == {}


def test_without_the_module_the_inbox_is_links_and_forms(inbox):
    page = inbox.page
    page.route("**/wire*.js", lambda route: route.abort())
    page.reload()
    page.get_by_role("link", name="A browser sees the second").click()
    expect(page.locator("main")).to_contain_text("The whole text of it.")
    page.get_by_role("button", name="Take", exact=True).click()
    expect(page.locator("[data-list] > li", has_text="the second")).to_contain_text("taken")
