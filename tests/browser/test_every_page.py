"""Every page type, in English and Arabic: accessible, quiet, inside its window, well formed."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.watching import axe_violations

EDITIONS = {"en": ("en", "ltr"), "ar": ("ar", "rtl")}
KINDS = (
    "news",
    "live_page",
    "opinion",
    "analysis",
    "blog",
    "feature",
    "in_five",
    "infographic",
    "gallery",
    "video",
    "audio",
)
LISTINGS = (
    *("area", "section", "region", "topic", "dossier", "programme", "author", "agency"),
    *("all", "numbered"),
)
STANDING = ("authors", "programmes", "about", "contact", "privacy", "live", "breaking")
STATUS = {"missing": 404, "gone": 410, "failure": 503}
PAGE_TYPES = ("front", *KINDS, *LISTINGS, *STANDING, *STATUS)
WIDTHS = (360, 768, 1280, 1440)
#: Without this table no article can be shown; its page answers 500.
NEEDED_TABLE = "stories_byline"


@pytest.fixture(scope="module")
def axe() -> Axe:
    """The accessibility checker."""
    return Axe()


def show(watched, edition, page_type):
    """Open a page of a type; for 503, one that nobody has asked for while a table is away."""
    if page_type != "failure":
        return watched.go(edition, page_type)
    with watched.site.without_table(NEEDED_TABLE):
        return watched.open(f"/{edition}/articles/all/")


@pytest.mark.parametrize("edition", EDITIONS)
@pytest.mark.parametrize("page_type", PAGE_TYPES)
def test_a_page_is_accessible_quiet_and_fits(page_type, edition, reading, axe):
    watched = reading()
    language, direction = EDITIONS[edition]
    response = show(watched, edition, page_type)
    page = watched.page

    assert response.status == STATUS.get(page_type, 200)
    html = page.locator("html")
    assert html.get_attribute("lang") == language
    assert html.get_attribute("dir") == direction
    assert page.locator("h1").count() == 1
    assert page.locator("h1").inner_text().strip()
    words = page.locator("main").inner_text().splitlines()
    assert not {"None", "True", "False", "undefined", "NaN", "[object Object]"} & set(words)
    overflowing = {}
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        excess = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        if excess > 0:
            overflowing[width] = (excess, page.evaluate(WIDEST))
    assert overflowing == {}
    watched.scroll_to_end()
    assert axe_violations(watched, axe) == []
    assert watched.troubles() == {}


#: What sticks out of the window, for the message of a failure.
WIDEST = """[...document.querySelectorAll('body *')]
    .filter(e => {
        const box = e.getBoundingClientRect()
        return box.right > innerWidth + 1 || box.left < -1
    })
    .slice(0, 5).map(e => `${e.nodeName}.${e.className}`)"""


@pytest.mark.parametrize("edition", EDITIONS)
@pytest.mark.parametrize("page_type", ["front", "news"])
@pytest.mark.parametrize("width", [360, 1280])
def test_a_page_is_accessible_in_the_dark_and_on_a_phone(page_type, edition, width, reading, axe):
    watched = reading(width, color_scheme="dark")
    watched.go(edition, page_type)
    watched.scroll_to_end()
    background = watched.page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert sum(int(part) for part in background[4:-1].split(",")) < 150, "the page is not dark"
    assert axe_violations(watched, axe) == []
    assert watched.troubles() == {}


def test_the_watcher_sees_what_it_is_there_for(reading, axe):
    """A page that breaks every rule is told apart from a good one."""
    watched = reading()
    watched.go("en", "about")
    assert watched.troubles() == {}
    watched.page.evaluate(
        """() => {
            const add = (name, set) =>
                document.body.append(Object.assign(document.createElement(name), set))
            add('script', {textContent: 'window.inline = 1'})
            add('img', {src: 'https://elsewhere.example/pixel.gif'})
            add('img', {src: '/media/images/none.jpg'})
            console.error('an error')
        }"""
    )
    watched.settle()
    found = watched.troubles()
    assert watched.page.evaluate("window.inline") is None
    assert {"console", "content policy", "requests that failed"} <= set(found)
    assert any(line.startswith("image-alt") for line in axe_violations(watched, axe))


@pytest.mark.parametrize("edition", EDITIONS)
def test_a_reader_gets_no_cookie(edition, reading):
    watched = reading()
    watched.go(edition, "news")
    watched.scroll_to_end()
    watched.go(edition, "contact")
    assert watched.page.context.cookies() == []
