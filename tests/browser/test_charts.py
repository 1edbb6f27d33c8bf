"""Charts in a real browser: accessible, inside their window, in the light and in the dark."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.watching import axe_violations

EDITIONS = ("en", "ar")


@pytest.fixture(scope="module")
def axe() -> Axe:
    """The accessibility checker."""
    return Axe()


@pytest.mark.parametrize("edition", EDITIONS)
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_a_chart_is_accessible_and_inside_its_window(edition, scheme, width, reading, axe):
    watched = reading(width, color_scheme=scheme)
    assert watched.go(edition, "infographic").status == 200
    watched.scroll_to_end()
    page = watched.page
    for details in page.locator("figure.chart details").all():
        details.locator("summary").click()
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    shown = page.locator("figure.chart svg:visible")
    assert shown.count() == page.locator("figure.chart").count() >= 1
    form = "for-narrow" if width == 320 else "for-wide"
    assert page.locator(f"figure.chart .{form} svg:visible").count() == shown.count()
    assert axe_violations(watched, axe) == []
    assert watched.troubles() == {}


@pytest.mark.parametrize("edition", EDITIONS)
@pytest.mark.parametrize("width", [320, 1280])
def test_every_word_of_a_chart_is_inside_its_picture(edition, width, reading):
    """Words are measured by estimate when they are drawn; here they are, by the browser."""
    watched = reading(width)
    watched.go(edition, "infographic")
    assert watched.page.evaluate(OUTSIDE) == []


OUTSIDE = """[...document.querySelectorAll('figure.chart svg')]
    .filter(svg => svg.checkVisibility())
    .flatMap(svg => {
        const box = svg.getBoundingClientRect()
        return [...svg.querySelectorAll('text')].filter(text => {
            const own = text.getBoundingClientRect()
            return own.left < box.left - 2 || own.right > box.right + 2
                || own.top < box.top - 2 || own.bottom > box.bottom + 2
        }).map(text => text.textContent)
    })"""


def test_a_chart_has_other_colours_in_the_dark(reading):
    seen = set()
    for scheme in ("light", "dark"):
        watched = reading(color_scheme=scheme)
        watched.go("en", "infographic")
        bar = watched.page.locator(".for-wide .f1").first
        seen.add(bar.evaluate("bar => getComputedStyle(bar).fill"))
    assert len(seen) == 2


def test_an_arabic_chart_begins_at_the_right(reading):
    places = {}
    for edition in EDITIONS:
        watched = reading(1280)
        watched.go(edition, "infographic")
        places[edition] = watched.page.evaluate(
            """() => {
                const box = document.querySelector('.for-wide svg').getBoundingClientRect()
                const first = document.querySelector('.for-wide .f1:not(pattern *)')
                const own = first.getBoundingClientRect()
                return (own.left + own.right) / 2 - (box.left + box.right) / 2
            }"""
        )
    assert places["en"] < 0 < places["ar"]


@pytest.mark.parametrize("edition", EDITIONS)
def test_the_figures_are_taken_along(edition, reading):
    watched = reading()
    watched.go(edition, "infographic")
    with watched.page.expect_download() as taken:
        watched.page.locator(".take a").first.click()
    assert taken.value.suggested_filename == "chart-1.csv"
    assert "325" in taken.value.path().read_text(encoding="utf-8")
