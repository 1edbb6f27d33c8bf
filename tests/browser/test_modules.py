"""What pages' scripts do with what seldom happens: each module alone, on a page made for it.

No newsroom is served: what a page would fetch is given by the test.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, Route

PACKAGE = Path(__file__).resolve().parents[2] / "src" / "broadsheet"
STATIC = [PACKAGE / owner / "static" for owner in ("editions", "live")]
ORIGIN = "http://broadsheet.test"
#: A stream that the test itself speaks through; how the page asked for each is noted.
STREAM = """
    window.asked = []
    window.EventSource = class extends EventTarget {
        readyState = 1
        constructor(address) { super(); window.stream = this; asked.push(address) }
        close() { this.readyState = 2 }
    }
    window.tell = (name, id, data) => stream.readyState === 1 && stream.dispatchEvent(
        new MessageEvent(name, {data: JSON.stringify(data), lastEventId: String(id)}))
    window.look = away => {
        Object.defineProperty(document, 'hidden', {value: away, configurable: true})
        document.dispatchEvent(new Event('visibilitychange'))
    }
"""
Open = Callable[..., Page]


class Given:
    """What is at an address: text that may change meanwhile, and how often it was asked for."""

    def __init__(self) -> None:
        self.texts: dict[str, str | bytes] = {}
        self.count: dict[str, int] = {}

    def answer(self, route: Route) -> None:
        path = urlsplit(route.request.url).path
        self.count[path] = self.count.get(path, 0) + 1
        file = next((f for root in STATIC if (f := root / path.lstrip("/")).is_file()), None)
        if path in self.texts:
            kind = "text/html; charset=utf-8" if path.endswith("/") else "text/plain"
            route.fulfill(body=self.texts[path], content_type=kind)
        elif file is not None:
            route.fulfill(path=file, content_type="text/javascript")
        else:
            route.fulfill(status=404, body="")


@pytest.fixture
def given() -> Given:
    return Given()


@pytest.fixture
def open_page(browser: Browser, given: Given) -> Iterator[Open]:
    """``open_page(html)``: a page whose clock is the test's, with nothing but that and a script."""
    context = browser.new_context()

    def opens(html: str, script: str = "") -> Page:
        page = context.new_page()
        page.clock.install()
        page.add_init_script(STREAM)
        page.route("**", given.answer)
        tag = f'<script type="module" src="/broadsheet/{script}.js"></script>' if script else ""
        given.texts.setdefault("/", f"<!doctype html><html lang=en>{html}{tag}</html>")
        page.goto(ORIGIN + "/")
        return page

    yield opens
    context.close()


def settle(page: Page, seconds: float = 0) -> None:
    """Let time pass, and what was asked for in it be answered."""
    for _ in range(4):
        page.clock.run_for(int(seconds * 250))
        page.evaluate("fetch('/').then(answer => answer.text())")


# ---- The stream ----


def test_what_a_poll_brings_after_the_page_has_let_go_is_not_taken_twice(open_page):
    page = open_page("")
    heard = page.evaluate(
        """async () => {
            const told = []
            let answer
            window.EventSource = class {
                readyState = 2
                constructor() { queueMicrotask(() => this.onerror()) }
                addEventListener() {}
                close() {}
            }
            window.fetch = () => new Promise(done => { answer = body => done({ json: () => body }) })
            window.setTimeout = act => { queueMicrotask(act); return 1 }
            const { follow } = await import('/broadsheet/stream.js')
            const end = follow('/events', { after: 4, onevent: ({ id }) => told.push(id) })
            while (!answer) await new Promise(done => { const { port1, port2 } = new MessageChannel(); port1.onmessage = done; port2.postMessage(0) })
            end()
            answer({ last: 5, events: [{ event: 'item', id: '5', data: '' }], reload: false })
            for (let turn = 0; turn < 20; turn++) await null
            return told
        }"""
    )
    assert heard == []


# ---- Live pages ----


def post(number: int, words: str = "") -> str:
    return (
        f'<li id="post-{number}" data-id="{number}" data-number="{number}" class="post">'
        f'<a href="#">at</a><time datetime="2026-11-27T10:00:00Z"></time><span class="ago"></span>'
        f"<p>{words or f'Post {number}'}</p></li>"
    )


def live_page(after: int, *posts: str, pinned: str = "") -> str:
    labels = json.dumps({"one": "{count} new post", "other": "{count} new posts"})
    return (
        f"<live-page data-events='/events' data-after='{after}' data-address='/' data-own"
        f" data-posts='/posts/' data-size='20' data-labels='{labels}' data-deleted='Deleted'"
        " data-closed='Closed' data-gone='Gone' data-renew='Anew'>"
        f"<div data-part='pinned'>{pinned}</div><div data-part='key-events'></div>"
        f"<section class='posts'><ol data-part='posts'>{''.join(posts)}</ol>"
        "<nav class='pager' hidden><a class='older' hidden>Older</a></nav></section></live-page>"
    )


def posts_of(page: Page) -> list[str]:
    return page.locator("[data-part=posts] > li:not(.is-gone) p").all_inner_texts()


def test_a_page_that_is_told_of_a_change_and_then_left_has_it_when_one_comes_back(open_page, given):
    page = open_page(live_page(5, post(1)), "live-page")
    given.texts["/"] = live_page(6, post(1), pinned="<p>What we know</p>")
    page.evaluate("tell('page', 6, {})")
    page.evaluate("look(true)")
    page.evaluate("look(false)")
    assert page.evaluate("asked.at(-1)") == "/events?last-event-id=6"
    settle(page, 10)
    assert page.locator("[data-part=pinned]").inner_text() == "What we know"


def test_a_page_loaded_anew_before_it_was_pressed_is_loaded_once_more(open_page, given):
    page = open_page(live_page(5, post(1)), "live-page")
    page.evaluate("tell('reload', 9, {})")
    settle(page)
    assert page.evaluate("asked.at(-1)") == "/events?last-event-id=9"
    given.texts["/"] = live_page(9, post(2), post(1))
    settle(page, 10)
    assert posts_of(page) == ["Post 2", "Post 1"]


def test_a_page_that_was_pressed_earlier_takes_nothing_back(open_page, given):
    page = open_page(live_page(5, post(1), post(2)), "live-page")
    page.evaluate("told => tell('post', 7, told)", {"id": 3, "number": 3, "html": post(3)})
    edited = {"id": 1, "number": 1, "html": post(1, "Edited")}
    page.evaluate("told => tell('edited', 8, told)", edited)
    page.evaluate("tell('pinned', 8, {html: '<p>New</p>'})")
    page.evaluate("tell('page', 9, {})")
    given.texts["/"] = live_page(6, post(2, "Edited before"), post(1), pinned="<p>Old</p>")
    settle(page, 10)
    assert sorted(posts_of(page)) == ["Edited", "Edited before", "Post 3"]
    assert page.locator("[data-part=pinned]").inner_text() == "New"


# ---- The ticker ----


def item(pk: int) -> str:
    return (
        f"<li data-id='{pk}' data-at='2026-11-27T10:00:{pk:02}Z' class='is-reported'>"
        f"<b>Reported</b> <a href='#'>Item {pk}</a></li>"
    )


def items(after: int, *pks: int) -> str:
    return f"<ul data-after='{after}'>{''.join(item(pk) for pk in pks)}</ul>"


def ticker_of(page: Page) -> list[str]:
    return page.evaluate(
        "[...document.querySelectorAll('breaking-ticker li a')].map(link => link.textContent)"
    )


@pytest.fixture
def ticker(open_page, given) -> Page:
    given.texts["/fragment/"] = items(5, 2, 1)
    html = "<breaking-ticker data-fragment='/fragment/' data-events='/events' data-label='Breaking'"
    page = open_page(f"{html} data-withdrawn='Withdrawn'><div></div></breaking-ticker>", "ticker")
    settle(page)
    assert ticker_of(page) == ["Item 2", "Item 1"]
    return page


def test_a_bar_that_was_away_too_long_goes_on_from_what_its_fragment_has(ticker, given):
    given.texts["/fragment/"] = items(8, 3, 2)
    ticker.evaluate("tell('reload', 9, {})")
    settle(ticker)
    # Item 4 of number 9 is in no fragment yet: the stream is asked for it.
    assert ticker.evaluate("asked.at(-1)") == "/events?last-event-id=8"
    assert ticker_of(ticker) == ["Item 3", "Item 2"]


def test_a_fragment_of_before_gives_back_nothing_and_takes_nothing_back(ticker, given):
    ticker.evaluate("tell('reload', 9, {})")
    settle(ticker)
    assert ticker.evaluate("asked.at(-1)") == "/events?last-event-id=9"
    ticker.evaluate("told => tell('item', 10, told)", {"id": 4, "html": item(4)})
    ticker.evaluate("tell('removed', 11, {id: 1})")
    given.texts["/fragment/"] = items(9, 3, 2, 1)
    settle(ticker, 10)
    assert ticker_of(ticker) == ["Item 4", "Item 3", "Item 2"]


# ---- The channel ----


def player(state: str, source: str = "/a.m3u8") -> str:
    return (
        f"<live-player data-stream='1' data-state='{state}' data-source='{source}' data-events='/e'"
        " data-after='5' data-words='{}'><div class='screen'><video></video>"
        "<div class='interrupted'><p></p></div></div></live-player>"
    )


def test_a_player_that_missed_what_became_of_its_stream_asks_its_page(open_page, given):
    page = open_page(player("off"), "channel")
    given.texts["/"] = player("up", "/b.m3u8")
    page.evaluate("tell('reload', 9, {})")
    settle(page)
    shown = page.locator("live-player")
    assert shown.get_attribute("data-state") in {"up", "down"}
    assert shown.get_attribute("data-source") == "/b.m3u8"


# ---- The player of segments ----


def box(name: str, *inside: bytes) -> bytes:
    body = b"".join(inside)
    return struct.pack(">I", len(body) + 8) + name.encode() + body


def init(mark: str) -> bytes:
    """A header with a time scale of a thousand (ISO/IEC 14496-12)."""
    clock = box("mdhd", bytes(12), struct.pack(">I", 1000), bytes(8))
    return box("moov", box("trak", box("mdia", clock))) + box("free", mark.encode())


def segment(begins: float, mark: str) -> bytes:
    moment = box("tfdt", bytes(4), struct.pack(">I", int(begins * 1000)))
    return box("moof", box("traf", moment)) + box("free", mark.encode())


MASTER = """#EXTM3U
#EXT-X-STREAM-INF:BANDWIDTH=64000,CODECS="mp4a.40.2"
sound.m3u8
#EXT-X-STREAM-INF:BANDWIDTH=9000000,CODECS="avc1.64001f,mp4a.40.2",RESOLUTION=1280x720
high.m3u8
#EXT-X-STREAM-INF:BANDWIDTH=300000,CODECS="avc1.4d401e, mp4a.40.2",RESOLUTION=640x360
low.m3u8
#EXT-X-STREAM-INF:BANDWIDTH=400000,CODECS="avc1.4d401e",AUDIO="apart"
apart.m3u8
"""
#: Plays with a video and a media source that only note what is done to them.
PLAY = """async () => {
    // Everything comes at once, so that the best rendition is good enough.
    performance.now = () => 0
    const { play } = await import('/broadsheet/segments.js')
    const listeners = window.listeners = new Map()
    const counted = target => Object.assign(target, {
        addEventListener(name, act) { listeners.set(act, name); this[name + 's'] = act },
        removeEventListener(name, act) { listeners.delete(act) },
    })
    window.appended = []
    window.kinds = []
    window.failed = []
    const buffer = () => counted({
        buffered: { length: 0 },
        appendBuffer(data) {
            const text = new TextDecoder().decode(data)
            appended.push(text.slice(text.lastIndexOf('free') + 4))
            this.updateends({ type: 'updateend' })
        },
    })
    const media = { readyState: 'open', setLiveSeekableRange() {}, addSourceBuffer(kind) { kinds.push(kind); return buffer() } }
    window.video = { readyState: 1, currentTime: 0, textTracks: [], addEventListener() {} }
    const ends = window.ends = new AbortController()
    await play(video, media, '/master.m3u8', { signal: ends.signal, onfail: error => failed.push(String(error)) })
}"""


def playlist(name: str, first: int, begins: int, count: int = 3) -> str:
    """Segments of four seconds; ``begins`` is when the first is, in seconds of a day."""
    lines = ["#EXTM3U", "#EXT-X-TARGETDURATION:4", f"#EXT-X-MEDIA-SEQUENCE:{first}"]
    lines.append(f'#EXT-X-MAP:URI="{name}.init"')
    for at in range(begins, begins + 4 * count, 4):
        lines.append(f"#EXT-X-PROGRAM-DATE-TIME:2026-11-27T10:{at // 60:02}:{at % 60:02}.000Z")
        lines += ["#EXTINF:4.0,", f"{name}-{at}.m4s"]
    return "\n".join(lines)


@pytest.fixture
def variants(given: Given) -> Given:
    """A stream of several renditions, whose numbers differ as RFC 8216 (6.3.4) lets them."""
    given.texts["/master.m3u8"] = MASTER
    for name in ("high", "low", "sound", "apart"):
        given.texts[f"/{name}.init"] = init(f"{name} init")
        for at in range(0, 80, 4):
            given.texts[f"/{name}-{at}.m4s"] = segment(at, f"{name} {at}")
    given.texts["/low.m3u8"] = playlist("low", 100, 0)
    given.texts["/high.m3u8"] = playlist("high", 7, 0)
    return given


def appended(page: Page) -> list[Any]:
    return page.evaluate("appended")


def test_of_many_renditions_the_lightest_with_a_picture_begins_and_a_better_one_goes_on(
    open_page, variants
):
    page = open_page("")
    page.evaluate(PLAY)
    settle(page, 1)
    assert page.evaluate("kinds") == ['video/mp4; codecs="avc1.4d401e,mp4a.40.2"']
    assert appended(page) == ["low init", "low 0", "low 4", "low 8"]
    variants.texts["/low.m3u8"] = playlist("low", 101, 4)
    variants.texts["/high.m3u8"] = playlist("high", 8, 4)
    settle(page, 8)
    # By its clock, and not by its number: nothing is missing and nothing comes twice.
    assert appended(page)[4:] == ["high init", "high 12"]
    assert page.evaluate("failed") == []


def test_a_rendition_that_cannot_be_had_leaves_the_others(open_page, variants):
    del variants.texts["/high.m3u8"]
    page = open_page("")
    page.evaluate(PLAY)
    settle(page, 1)
    for seconds in range(4, 24, 4):
        variants.texts["/low.m3u8"] = playlist("low", 100 + seconds // 4, seconds)
        page.evaluate("seconds => { video.currentTime = seconds }", seconds)
        settle(page, 8)
    assert page.evaluate("failed") == []
    assert appended(page)[-1] == "low 28"


def test_a_player_that_runs_for_days_keeps_nothing_of_what_it_played(open_page, variants):
    page = open_page("")
    page.evaluate(PLAY)
    settle(page, 1)
    assert len(appended(page)) == 4
    assert page.evaluate("listeners.size") == 0
