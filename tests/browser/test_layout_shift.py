"""Nothing moves under a reader's eyes: no layout shift while a page loads and is read."""

from __future__ import annotations

import pytest


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("edition", ["en", "ar"])
@pytest.mark.parametrize("page_type", ["front", "news", "gallery", "video"])
def test_a_page_never_shifts(page_type, edition, width, reading):
    watched = reading(width)
    watched.go(edition, page_type)
    watched.scroll_to_end()
    assert watched.page.evaluate("shifts.filter(shift => !shift.recent)") == []


def test_a_shift_would_be_seen(reading):
    """The observer that the tests above rely on reports a page that does shift."""
    watched = reading()
    watched.go("en", "news")
    watched.page.evaluate(
        """() => new Promise(done => {
            const block = document.createElement('div')
            block.style.blockSize = '200px'
            document.body.prepend(block)
            setTimeout(done, 300)
        })"""
    )
    assert watched.page.evaluate("shifts.length") > 0
