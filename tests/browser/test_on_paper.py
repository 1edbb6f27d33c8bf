"""A story that is printed: its words, its picture and its links; nothing to press."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect


@pytest.mark.parametrize("edition", ["en", "ar"])
def test_a_printed_story_is_the_story(edition, reading):
    watched = reading()
    watched.go(edition, "news")
    watched.scroll_to_end()
    page = watched.page
    for part in (".bar", ".switch", ".share", ".aside"):
        expect(page.locator(part).first).to_be_visible()
    page.emulate_media(media="print")
    for part in (".bar", ".switch", ".share", ".aside", ".next", ".foot nav", ".skip"):
        expect(page.locator(part).first).to_be_hidden()
    for part in (
        ".masthead",
        "h1",
        ".standfirst",
        ".hero img",
        ".hero figcaption",
        ".by",
        ".times",
    ):
        expect(page.locator(part).first).to_be_visible()
    assert len(page.locator(".prose").inner_text().split()) > 300


def test_paper_is_white_even_in_the_dark(reading):
    watched = reading(color_scheme="dark")
    watched.go("en", "news")
    page = watched.page
    page.emulate_media(media="print")
    style = "getComputedStyle(document.body)"
    assert page.evaluate(f"{style}.backgroundColor") == "rgb(255, 255, 255)"
    ink = page.evaluate(f"{style}.color")
    assert sum(int(part) for part in ink[4:-1].split(",")) < 150


def test_a_printed_link_shows_its_address(reading):
    watched = reading()
    watched.go("en", "news")
    page = watched.page
    page.emulate_media(media="print")
    link = page.locator(".prose p a[href^=http]").first
    after = link.evaluate("link => getComputedStyle(link, '::after').content")
    assert link.get_attribute("href") in after


def test_a_story_prints_on_few_pages(reading):
    watched = reading()
    watched.go("en", "news")
    watched.scroll_to_end()
    paper = watched.page.pdf(format="A4")
    assert paper.count(b"/Type /Page\n") <= 5
