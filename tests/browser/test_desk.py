"""The desk in a browser: find a story, see it beside its form, write one, publish it, read it."""

from __future__ import annotations

import json
import re

import pytest
from playwright.sync_api import expect


@pytest.fixture
def desk(reading):
    """A window in which the editor has signed in."""
    watched = reading(1440)
    page = watched.page
    watched.open("/admin/")
    page.fill("[name=username]", "editor")
    page.fill("[name=password]", "broadsheet")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("link", name="Stories").first).to_be_visible()
    return watched


def find(watched, words):
    """Search the listing of stories and open the one with exactly this headline."""
    page = watched.page
    watched.open("/admin/stories/")
    page.locator("main input[name=q]").fill(words)
    link = page.locator("main").get_by_role("link", name=words, exact=True)
    expect(link.first).to_be_visible()
    link.first.click()
    expect(page.locator("[name=title]")).to_have_value(words)


def write_paragraph(page, words):
    """Add a paragraph to the body."""
    page.locator("#panel-child-story-body-content").get_by_title("Insert a block").last.click()
    page.get_by_role("option", name="Paragraph").click()
    page.locator("#panel-child-story-body-content [contenteditable=true]").last.click()
    page.keyboard.type(words)
    # The editor hands its words to the form a moment after the last key.
    expect(page.locator("[name=body-0-value]")).to_have_value(re.compile(re.escape(words)))


def publish(page):
    """Choose “Publish” under the form."""
    page.locator("footer .w-dropdown__toggle, footer [data-w-dropdown-target=toggle]").last.click()
    page.get_by_role("button", name="Publish", exact=True).click()


def test_nobody_reads_the_desk_without_signing_in(reading):
    watched = reading()
    watched.open("/admin/stories/")
    assert "/admin/login/" in watched.page.url
    watched.page.fill("[name=username]", "editor")
    watched.page.fill("[name=password]", "wrong")
    watched.page.get_by_role("button", name="Sign in").click()
    expect(watched.page.locator(".messages")).to_contain_text("match")


def test_the_listing_finds_a_story_of_any_edition(desk):
    page = desk.page
    desk.open("/admin/stories/")
    expect(page.locator("main table tbody tr").first).to_be_visible()
    assert page.locator("main table tbody tr").count() > 20
    for column in ("Kind", "Section", "Edition", "Status"):
        expect(page.locator("main thead")).to_contain_text(column)
    find(desk, "المرفأ وعد، وهذا الوعد يجب أن يُوفى به على مرأى من الناس")
    expect(page.locator("[name=kind]")).to_have_value("opinion")


def test_the_preview_beside_the_form_shows_what_is_being_written(desk):
    find(desk, "A harbour is a promise, and this one should be kept in public")
    page = desk.page
    page.locator("[data-side-panel-toggle=preview]").click()
    frame = page.frame_locator("#w-preview-iframe")
    expect(frame.locator("h1")).to_have_text(
        "A harbour is a promise, and this one should be kept in public", timeout=15_000
    )
    page.wait_for_load_state("networkidle")
    # Typed as an editor types: Wagtail looks for changes twice a second.
    page.locator("[name=standfirst]").clear()
    page.locator("[name=standfirst]").press_sequentially(
        "These words are only in the form.", delay=80
    )
    expect(frame.locator(".standfirst")).to_have_text(
        "These words are only in the form.", timeout=15_000
    )
    reader = page.context.new_page()
    reader.goto(desk.site.origin + desk.site.pages["en"]["opinion"])
    expect(reader.locator(".standfirst")).not_to_contain_text("only in the form")


def test_an_editor_writes_a_story_and_a_reader_reads_it(desk, reading):
    page = desk.page
    desk.open("/admin/stories/")
    page.get_by_role("link", name="Add story").click()
    page.wait_for_url("**/choose_parent/**")
    section = page.locator("[name=section] option", has_text="Environment").first
    page.locator("[name=section]").select_option(section.get_attribute("value"))
    page.get_by_role("button", name="Write").click()
    page.locator("[name=title]").fill("A lighthouse is lit again")
    page.locator("[name=standfirst]").fill("After nine dark years the lamp turns.")
    write_paragraph(page, "The keeper came back at dusk.")
    publish(page)
    page.wait_for_load_state()
    assert page.locator(".error-message").all_inner_texts() == []
    expect(page.locator(".messages")).to_contain_text("published")

    reader = reading()
    reader.open("/en/news/environment/")
    reader.page.get_by_role("link", name="A lighthouse is lit again").click()
    expect(reader.page.locator("h1")).to_have_text("A lighthouse is lit again")
    expect(reader.page.locator(".prose")).to_contain_text("The keeper came back at dusk.")
    assert reader.page.url.endswith("/en/news/environment/a-lighthouse-is-lit-again/")
    assert reader.troubles() == {}


DRAFT = """
from broadsheet.editions.models import Section
from broadsheet.media.models import Picture
from broadsheet.stories.models import Story
picture = Picture.objects.filter(credit__gt="").order_by("pk")[0]
picture.pk = None
picture.title, picture.credit = "A picture of nobody knows whom", ""
Picture.objects.bulk_create([picture])
section = Section.objects.get(locale__language_code="en", slug="economy")
story = Story(title=given, slug="uncredited", live=False, picture=picture)
section.add_child(instance=story)
story.save_revision()
print(json.dumps(story.pk))
"""


def test_a_picture_without_credit_is_not_published_and_the_field_says_why(desk, reading):
    key = json.loads(desk.site.run_python(DRAFT, given="A story with an uncredited picture"))
    page = desk.page
    desk.open(f"/admin/pages/{key}/edit/")
    publish(page)
    field = page.locator("#panel-child-story-lead_picture-content, [data-contentpath=picture]")
    expect(field.last).to_contain_text("has no credit")
    expect(page.locator("[name=title]")).to_have_value("A story with an uncredited picture")
    reader = reading()
    assert reader.open("/en/news/economy/uncredited/").status == 404
