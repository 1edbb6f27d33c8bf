"""The channel in a real browser: it plays, speaks, obeys keys, is interrupted and comes back."""

from __future__ import annotations

import json
import shutil
import threading
import time

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from broadsheet.demo.broadcast import FOLDER, Broadcast
from tests.browser.watching import axe_violations, until

pytestmark = pytest.mark.skipif(not shutil.which("ffmpeg"), reason="there is no ffmpeg here")

#: By edition: what is said when captions come, a word of the captions, what is said of interruption.
SAID = {
    "en": ("Captions on", "[a-z]{3}", "The stream is interrupted; we try again."),
    "ar": ("الترجمة ظاهرة", "[\u0600-\u06ff]{3}", "انقطع البث، ونحاول من جديد."),
}
#: Puts the demo's streams on air, or takes them off.
PUT = """
from broadsheet.live.models import Stream
for stream in Stream.objects.all():
    stream.on_air, stream.down_since = given, None
    stream.save()
"""
PLAYED = "document.querySelector('video').currentTime"
CUES = "[...document.querySelector('video').textTracks].flatMap(t => t.mode === 'showing' ? [...t.activeCues].map(c => c.text) : []).join()"


class Station:
    """The demo's broadcast, by the test's hand: it stands still when the test says so."""

    def __init__(self, broadcast: Broadcast) -> None:
        self.broadcast = broadcast
        self._running = threading.Lock()
        self._on = False
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self.go_on()
        self._thread.start()

    def go_on(self) -> None:
        """The playlists are there and move."""
        with self._running:
            self._on = True
            self.broadcast.write_playlists(time.time())

    def stop(self) -> None:
        """Nobody finds a playlist any more."""
        with self._running:
            self._on = False
            for file in self.broadcast.folder.glob("*.m3u8"):
                file.unlink()

    def end(self) -> None:
        self._ended.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._ended.wait(0.5):
            with self._running:
                if self._on:
                    self.broadcast.write_playlists(time.time())


@pytest.fixture(scope="module")
def station(site):
    """The demo's stream, on air in the served newsroom."""
    from django.test import override_settings

    broadcast = Broadcast(site.home / "media")
    with override_settings(FFMPEG="ffmpeg"):
        broadcast.make()
    made = Station(broadcast)
    site.run_python(PUT, True)
    yield made
    site.run_python(PUT, False)
    made.end()
    shutil.rmtree(site.home / "media" / FOLDER)


def open_channel(reading, path, **options):
    watched = reading(**options)
    watched.open(path)
    expect(watched.page.locator("live-player[data-state=up]")).to_be_visible(timeout=15_000)
    return watched, watched.page


@pytest.mark.parametrize("edition", SAID)
def test_it_plays_speaks_and_obeys_keys_and_gets_over_an_interruption(edition, reading, station):
    captions_on, letters, interrupted = SAID[edition]
    _watched, page = open_channel(reading, f"/{edition}/live/")
    video, voice = page.locator("video"), page.locator("live-player [role=status].hide")
    video.focus()
    page.keyboard.press("k")
    until(page, f"{PLAYED} > 0 && !document.querySelector('video').paused")
    begun = page.evaluate(PLAYED)
    until(page, f"{PLAYED} > {begun} + 1.5")
    page.keyboard.press("c")
    expect(voice).to_have_text(captions_on)
    expect(page.locator("live-player .captions")).to_have_attribute("aria-pressed", "true")
    until(page, f"new RegExp({json.dumps(letters)}).test({CUES})")
    page.keyboard.press("m")
    assert page.evaluate("document.querySelector('video').muted")
    page.keyboard.press(" ")
    assert page.evaluate("document.querySelector('video').paused")
    page.keyboard.press("l")
    until(page, "!document.querySelector('video').paused")

    station.stop()
    try:
        said = page.locator(".interrupted")
        expect(said).to_be_visible(timeout=40_000)
        expect(said.locator("p")).to_have_text(interrupted)
        expect(said.locator("a[href$='#videos']")).to_be_visible()
    finally:
        station.go_on()
    expect(page.locator("live-player[data-state=up]")).to_be_visible(timeout=60_000)
    again = page.evaluate(PLAYED)
    until(page, f"{PLAYED} > {again} + 0.5 || {PLAYED} < {again} && {PLAYED} > 0")
    expect(said).to_be_hidden()


def test_what_the_browser_plays_itself_is_left_to_it(reading, station):
    _watched, page = open_channel(reading, "/en/live/radio/")
    page.locator("video").focus()
    page.keyboard.press("k")
    until(page, f"{PLAYED} > 1")
    assert page.evaluate("document.querySelector('video').currentSrc").endswith("radio.m3u8")
    assert page.locator("live-player .captions").is_hidden()


def test_a_browser_without_hls_plays_it_all_the_same(reading, station):
    watched = reading()
    watched.page.add_init_script(
        "const can = HTMLMediaElement.prototype.canPlayType; HTMLMediaElement.prototype.canPlayType ="
        " function (type) { return /mpegurl/.test(type) ? '' : can.call(this, type) }"
    )
    watched.open("/en/live/radio/")
    page = watched.page
    page.locator("video").focus()
    page.keyboard.press("k")
    until(page, f"{PLAYED} > 1")
    assert page.evaluate("document.querySelector('video').currentSrc").startswith("blob:")
    other = reading()
    other.page.add_init_script(
        "HTMLMediaElement.prototype.canPlayType = () => ''; delete window.MediaSource"
    )
    other.open("/en/live/radio/")
    address = other.page.locator(".interrupted .address")
    expect(address).to_be_visible()
    assert address.get_attribute("href").endswith("/radio.m3u8")


def test_what_is_on_moves_by_the_readers_own_clock(reading, station):
    watched = reading()
    watched.page.clock.install()
    watched.open("/en/live/schedule/")
    page = watched.page
    now = page.locator("channel-guide [data-state=now]")
    following = page.locator("channel-guide [data-state=next] p").first.inner_text()
    page.clock.fast_forward("24:00:00")
    assert page.locator("channel-guide [data-state=over]").count() > 5
    assert now.count() <= 1
    if now.count():
        assert now.locator("b").inner_text().casefold() == "on now"
    assert following


@pytest.mark.parametrize("path", ["/en/live/", "/ar/live/", "/ar/live/schedule/"])
def test_everybody_can_use_it(path, reading, station):
    watched = reading(360)
    watched.open(path)
    page = watched.page
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert axe_violations(watched, Axe()) == []


def test_without_javascript_it_is_a_video_and_a_list(reading, station):
    watched = reading(java_script_enabled=False)
    watched.page.goto(watched.site.origin + "/en/live/")
    page = watched.page
    assert page.locator("video[controls] source").get_attribute("src").endswith("picture.m3u8")
    assert page.locator("channel-guide li").count() == 8
    assert page.locator(".tools").count() == 0
