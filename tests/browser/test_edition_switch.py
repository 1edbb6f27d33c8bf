"""The edition switch leads to the same story, and says so where there is none."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect


@pytest.mark.parametrize("page_type", ["front", "news", "section", "region", "author", "dossier"])
def test_the_switch_leads_to_the_same_page_in_the_other_edition(page_type, reading):
    watched = reading()
    watched.go("en", page_type)
    page, pages = watched.page, watched.site.pages
    alternate = page.locator('link[hreflang="ar"]').get_attribute("href")
    page.locator("header .switch").get_by_role("link", name="العربية").click()
    assert page.url == watched.site.origin + pages["ar"][page_type] == alternate
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    back = page.locator('link[hreflang="en"]').get_attribute("href")
    assert back == watched.site.origin + pages["en"][page_type]
    assert watched.troubles() == {}


def test_a_story_without_a_translation_says_so_before_the_front(reading):
    watched = reading()
    watched.go("en", "untranslated")
    page = watched.page
    here = page.url
    assert page.locator('link[hreflang="ar"]').count() == 0
    page.locator("header .switch button", has_text="العربية").click()
    notice = page.locator("#to-ar")
    expect(notice).to_be_visible()
    expect(notice.locator("[lang=ar]")).to_have_attribute("dir", "rtl")
    expect(notice.locator("p")).to_have_text("هذه الصفحة غير متاحة بهذه اللغة.")
    assert page.url == here
    page.keyboard.press("Escape")
    expect(notice).to_be_hidden()
    page.locator("header .switch button", has_text="العربية").click()
    notice.get_by_role("link").click()
    assert page.url == watched.site.origin + "/ar/"
    assert watched.troubles() == {}


def test_the_notice_stays_inside_a_phones_window(reading):
    watched = reading(360)
    watched.go("ar", "untranslated")
    page = watched.page
    page.locator("header .switch button", has_text="English").click()
    box = page.locator("#to-en").bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 360
