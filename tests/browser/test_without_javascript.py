"""Everything a reader came for works with JavaScript switched off."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect


@pytest.fixture
def plain(reading):
    """``plain(width)``: a window without JavaScript."""
    return lambda width=1280: reading(width, java_script_enabled=False)


def go(watched, address):
    """Open an address. (The watcher's own scripts do not run here.)"""
    response = watched.page.goto(watched.site.origin + address)
    assert response is not None
    return response


@pytest.mark.parametrize("edition", ["en", "ar"])
def test_the_article_is_all_there(edition, plain):
    watched = plain()
    go(watched, watched.site.pages[edition]["news"])
    page = watched.page
    expect(page.locator("h1")).to_be_visible()
    assert len(page.locator(".prose").inner_text().split()) > 300
    picture = page.locator(".hero img")
    expect(picture).to_be_visible()
    assert picture.get_attribute("alt")
    expect(page.locator(".hero figcaption")).to_be_visible()
    expect(page.locator(".share a").first).to_be_visible()
    expect(page.locator(".share button")).to_be_hidden()


def test_read_next_is_a_link_to_the_section(plain):
    watched = plain()
    go(watched, watched.site.pages["en"]["news"])
    link = watched.page.locator("broadsheet-fragment.next a")
    expect(link).to_be_visible()
    link.click()
    expect(watched.page.locator("h1")).to_have_text("Economy")


def test_the_menu_opens_on_a_phone(plain):
    watched = plain(360)
    go(watched, "/en/")
    page = watched.page
    menu = page.locator("#menu")
    expect(menu).to_be_hidden()
    page.get_by_role("button", name="Sections").click()
    expect(menu).to_be_visible()
    menu.locator("summary", has_text="News").click()
    menu.get_by_role("link", name="Politics").click()
    expect(page.locator("h1")).to_have_text("Politics")


def test_the_menu_opens_on_a_desk(plain):
    watched = plain(1280)
    go(watched, "/ar/")
    page = watched.page
    expect(page.get_by_role("button", name="الأقسام")).to_be_hidden()
    first = page.locator(".menu details").first
    first.locator("summary").click()
    expect(first.locator(".links a").nth(1)).to_be_visible()
    second = page.locator(".menu details").nth(1)
    second.locator("summary").click()
    expect(second.locator(".links a").nth(1)).to_be_visible()
    expect(first.locator(".links a").nth(1)).to_be_hidden()


def test_the_edition_switch_says_that_there_is_no_translation(plain):
    watched = plain()
    go(watched, watched.site.pages["en"]["untranslated"])
    page = watched.page
    page.locator("header .switch button", has_text="العربية").click()
    notice = page.locator("#to-ar")
    expect(notice).to_be_visible()
    notice.get_by_role("link").click()
    expect(page.locator("html")).to_have_attribute("lang", "ar")


def test_a_gallery_opens_its_pictures_by_links(plain):
    watched = plain()
    go(watched, watched.site.pages["en"]["gallery"])
    links = watched.page.locator(".shots figure > a")
    assert links.count() >= 5
    for number in range(links.count()):
        response = watched.page.request.get(
            watched.site.origin + links.nth(number).get_attribute("href")
        )
        assert response.status == 200
        assert response.headers["content-type"].startswith("image/")


def test_an_embed_is_a_link_to_its_own_site(plain):
    watched = plain()
    go(watched, EMBEDDING)
    link = watched.page.locator(".embed a")
    expect(link).to_be_visible()
    assert link.get_attribute("href").startswith("https://www.youtube.com/watch")
    assert watched.page.locator("iframe").count() == 0
    assert watched.foreign == []


EMBEDDING = "/en/news/sports/semi-final-stopped-by-rain-to-resume-at-61-minutes/"


def test_a_reader_writes_to_the_newsroom(plain):
    watched = plain()
    go(watched, "/en/contact/")
    page = watched.page
    trap = page.locator("p", has=page.locator("[name=website]"))
    assert trap.bounding_box()["width"] <= 1, "people see the trap for robots"
    page.get_by_label("Your name").fill("A reader")
    page.get_by_label("Your e-mail address").fill("reader@example.org")
    page.get_by_label("Your message").fill("The tide table of Tuesday was wrong.")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("status")).to_contain_text("Thank you")
    assert page.context.cookies() == []


def test_a_form_that_is_not_complete_says_what_is_missing(plain):
    watched = plain()
    go(watched, "/ar/contact/")
    page = watched.page
    page.locator("form.form").evaluate("form => { form.noValidate = true }")
    page.locator("[name=name]").fill("قارئة")
    page.locator("form.form button").click()
    trouble = page.locator(".trouble")
    assert trouble.count() >= 2
    for message in trouble.all_inner_texts():
        assert not any("a" <= letter <= "z" for letter in message.lower()), message
    expect(page.locator("[name=name]")).to_have_value("قارئة")
    assert page.locator("[name=email]").get_attribute("aria-invalid") == "true"
