"""Videos in a real browser: captions and chapters, by mouse and by keyboard."""

from __future__ import annotations

import pytest

EDITIONS = ("en", "ar")


@pytest.mark.parametrize("edition", EDITIONS)
def test_a_chapter_takes_the_video_there(edition, reading):
    watched = reading(1280)
    watched.go(edition, "video")
    page = watched.page
    here = page.url
    chapter = page.locator("ol.chapters a").nth(1)
    seconds = int(chapter.get_attribute("data-at"))
    assert seconds > 0
    chapter.focus()
    page.keyboard.press("Enter")
    page.wait_for_function("at => document.querySelector('video').currentTime >= at", arg=seconds)
    assert page.url == here
    assert watched.troubles() == {}


@pytest.mark.parametrize("edition", EDITIONS)
def test_captions_are_shown_in_the_language_of_the_edition(edition, reading):
    watched = reading(1280)
    watched.go(edition, "video")
    page = watched.page
    words = page.evaluate("""async () => {
        const [track] = document.querySelector('video').textTracks
        const loaded = new Promise(done =>
            document.querySelector('track').addEventListener('load', done))
        track.mode = 'showing'
        await loaded
        return [track.language, ...[...track.cues].map(cue => cue.getCueAsHTML().textContent)]
    }""")
    assert words[0] == edition
    assert len(words) > 1
    assert all(words)
    assert watched.troubles() == {}
