"""A reader without a mouse: skip link, menu, gallery and embeds by keys."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

EMBEDDING = "/en/news/sports/semi-final-stopped-by-rain-to-resume-at-61-minutes/"


def outline(page):
    """The outline of what has the focus: its style and width in pixels."""
    return page.evaluate(
        """() => {
            const style = getComputedStyle(document.activeElement)
            return [style.outlineStyle, parseFloat(style.outlineWidth)]
        }"""
    )


@pytest.mark.parametrize("edition", ["en", "ar"])
def test_the_first_key_leads_past_the_menus(edition, reading):
    watched = reading()
    watched.go(edition, "news")
    page = watched.page
    page.keyboard.press("Tab")
    skip = page.locator("a.skip")
    expect(skip).to_be_focused()
    assert skip.bounding_box()["width"] > 40, "the skip link cannot be seen"
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")


def test_whatever_has_the_focus_can_be_seen(reading):
    watched = reading()
    watched.go("en", "front")
    page = watched.page
    seen = 0
    for _ in range(40):
        page.keyboard.press("Tab")
        tag, card = page.evaluate(
            "[document.activeElement.nodeName, document.activeElement.matches('.card :is(h2,h3,h4) a')]"
        )
        if tag == "BODY":
            break
        style, width = (
            page.evaluate(
                """() => {
                    const style = getComputedStyle(document.activeElement.closest('.card'))
                    return [style.outlineStyle, parseFloat(style.outlineWidth)]
                }"""
            )
            if card
            else outline(page)
        )
        assert style != "none", page.evaluate("document.activeElement.outerHTML.slice(0, 200)")
        assert width >= 2
        seen += 1
    assert seen == 40


def test_escape_closes_a_menu_and_returns_the_focus(reading):
    watched = reading()
    watched.go("en", "front")
    page = watched.page
    summary = page.locator(".menu summary", has_text="News")
    summary.focus()
    page.keyboard.press("Enter")
    politics = page.locator(".menu").get_by_role("link", name="Politics")
    expect(politics).to_be_visible()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(politics).to_be_focused()
    page.keyboard.press("Escape")
    expect(politics).to_be_hidden()
    expect(summary).to_be_focused()


def test_a_menu_closes_when_the_focus_goes_on(reading):
    watched = reading()
    watched.go("en", "front")
    page = watched.page
    menu = page.locator(".menu details").first
    menu.locator("summary").focus()
    page.keyboard.press("Enter")
    expect(menu).to_have_attribute("open", "")
    page.locator("main a").first.focus()
    expect(menu).not_to_have_attribute("open", "")


def test_the_phones_menu_closes_with_escape(reading):
    watched = reading(360)
    watched.go("ar", "front")
    page = watched.page
    button = page.locator("button.open")
    button.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#menu")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#menu")).to_be_hidden()
    expect(button).to_be_focused()


@pytest.mark.parametrize(
    ("edition", "forward", "back"),
    [("en", "ArrowRight", "ArrowLeft"), ("ar", "ArrowLeft", "ArrowRight")],
)
def test_the_gallery_turns_with_the_direction_of_reading(edition, forward, back, reading):
    watched = reading()
    watched.go(edition, "gallery")
    page = watched.page
    links = page.locator(".shots figure > a")
    links.nth(0).focus()
    page.keyboard.press("Enter")
    viewer = page.locator("dialog.viewer")
    expect(viewer).to_be_visible()
    picture = viewer.locator("img")
    sources = [
        watched.site.origin + links.nth(n).get_attribute("href") for n in range(links.count())
    ]
    assert len(set(sources)) == len(sources) >= 5
    expect(picture).to_have_js_property("src", sources[0])
    page.keyboard.press(forward)
    expect(picture).to_have_js_property("src", sources[1])
    page.keyboard.press(back)
    page.keyboard.press(back)
    expect(picture).to_have_js_property("src", sources[-1])
    page.keyboard.press("Home")
    page.keyboard.press(forward)
    assert picture.get_attribute("alt")
    page.keyboard.press("Escape")
    expect(viewer).to_have_count(0)
    expect(links.nth(1)).to_be_focused()
    assert watched.troubles() == {}


def test_the_gallerys_buttons_have_names_and_close_it(reading):
    watched = reading(360)
    watched.go("ar", "gallery")
    page = watched.page
    page.locator(".shots figure > a").nth(2).click()
    viewer = page.locator("dialog.viewer")
    expect(viewer.locator(".where")).to_have_text(re.compile("^٣ / "))
    viewer.get_by_role("button", name="الصورة التالية").click()
    expect(viewer.locator(".where")).to_have_text(re.compile("^٤ / "))
    # What leads on stands where a reader of Arabic looks for it: at the left.
    ahead, behind = (viewer.locator(f".{name}").bounding_box()["x"] for name in ("ahead", "back"))
    assert ahead < behind
    viewer.locator(".shut").click()
    expect(viewer).to_have_count(0)
    expect(page.locator(".shots figure > a").nth(3)).to_be_focused()


def test_an_embed_loads_only_when_it_is_asked_for(reading):
    watched = reading()
    watched.open(EMBEDDING)
    watched.scroll_to_end()
    page = watched.page
    assert page.locator("iframe").count() == 0
    assert watched.foreign == []
    page.locator(".embed a").focus()
    page.keyboard.press("Enter")
    frame = page.locator(".embed iframe")
    expect(frame).to_be_visible()
    expect(frame).to_be_focused()
    assert frame.get_attribute("src").startswith("https://www.youtube-nocookie.com/embed/")
    assert frame.get_attribute("title")
    assert {address.split("/")[2] for address in watched.foreign} == {"www.youtube-nocookie.com"}
    assert page.evaluate("breaches") == [], "the content policy refused the player"
    assert page.url == watched.site.origin + EMBEDDING
