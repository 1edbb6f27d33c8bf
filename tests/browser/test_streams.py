"""Events in a real browser: through its own EventSource, through ``stream.js``, and when cut."""

from __future__ import annotations

import gzip
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

import broadsheet
from broadsheet.kit.event_log import EventLog
from tests.browser.watching import until
from tests.edge.cutting import cutting
from tests.edge.running import FACTS, RunningEdge, write_facts
from tests.edge.test_cuts import COUNT, CUTS, happening

PAGE, EVENTS = "/en/breaking/", "/en/breaking/events"
STREAM_JS = Path(broadsheet.__file__).parent / "editions/static/broadsheet/stream.js"
POLICY = ("Content-Security-Policy", "default-src 'none'; script-src 'self'; connect-src 'self'")
#: Chromium takes half a head for a whole one, finds no type in it and gives up: only then does the
#: page itself come back, with the last id.
BY_HAND = """() => {
  window.got = []
  let last = '0'
  const open = () => {
    const source = new EventSource(`/en/breaking/events?last-event-id=${last}`)
    for (const name of ['item', 'reload']) {
      source.addEventListener(name, event => got.push([last = event.lastEventId, event.data]))
    }
    source.onerror = () => source.readyState === 2 && setTimeout(open, 1)
  }
  open()
}"""
FOLLOWING = """
import { follow } from '/static/broadsheet/stream.js'
window.got = []
window.reloads = 0
window.stop = follow('/en/breaking/events', {
  onevent: ({ id, event, data }) => got.push([id, event, data]),
  onreload: () => { reloads += 1 },
  after: new URLSearchParams(location.hash.slice(1)).get('after') ?? undefined,
})
window.ready = true
"""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    write_facts(tmp_path, {**FACTS, "hosts": {"127.0.0.1": "127.0.0.1"}})
    scripts = tmp_path / "static" / "broadsheet"
    scripts.mkdir(parents=True)
    shutil.copy(STREAM_JS, scripts / "stream.js")
    (scripts / "following.js").write_text(FOLLOWING)
    return tmp_path


@pytest.fixture
def edge(home: Path) -> Iterator[RunningEdge]:
    made = RunningEdge(home, grace=1, retry_least=0.001, retry_most=0.003)
    source = "/static/broadsheet/following.js"
    html = f'<!doctype html><title>x</title><script type="module" src="{source}"></script>'
    made.press("/en/following/", html, host="127.0.0.1", headers=[POLICY])
    yield made
    made.stop()


@pytest.fixture
def log(home: Path) -> EventLog:
    made = EventLog(home / "stream", records=COUNT, size=1_000_000_000)
    made.begin(PAGE)
    return made


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context()
    yield context.new_page()
    context.close()


def test_chromium_loses_doubles_and_reorders_nothing_however_often_it_is_cut(
    edge: RunningEdge, log: EventLog, page: Page
):
    with cutting(edge.port, 0) as proxy:
        # The page itself comes whole; the cuts begin with its stream.
        page.goto(f"http://127.0.0.1:{proxy.port}/en/following/")
        until(page, "window.ready")
        page.evaluate("stop()")
        proxy.begin_to_cut(CUTS)
        with happening(log, proxy):
            page.evaluate(BY_HAND)
            until(page, f"window.got.length >= {COUNT}", 60 + CUTS)
        assert proxy.cut == CUTS
    got = page.evaluate("got")
    assert got == [[str(number), f"{number} خبر عاجل"] for number in range(1, COUNT + 1)]


def test_a_page_follows_its_events(edge: RunningEdge, log: EventLog, page: Page):
    page.goto(f"http://127.0.0.1:{edge.port}/en/following/#after=0")
    until(page, "window.ready")
    log.append_all(PAGE, 3, [("withdrawn", "a"), ("item", "b")])
    log.append(PAGE, 5, "item", "c")
    until(page, "got.length === 3")
    assert page.evaluate("got") == [
        ["3.1", "withdrawn", "a"],
        ["3", "item", "b"],
        ["5", "item", "c"],
    ]
    log.restart(PAGE, 9)
    until(page, "reloads === 1")


def test_a_page_whose_streams_are_held_back_asks_again_and_again(
    edge: RunningEdge, log: EventLog, page: Page
):
    # As something on the way that lets no stream through.
    page.route(lambda address: "last-event-id" in address, lambda route: route.fulfill(status=503))
    page.clock.install()
    page.goto(f"http://127.0.0.1:{edge.port}/en/following/#after=0")
    until(page, "window.ready")
    log.append(PAGE, 4, "item", "b")
    for _ in range(40):
        page.clock.run_for(1000)
        if page.evaluate("got.length"):
            break
        page.wait_for_timeout(20)
    log.append(PAGE, 6, "item", "c")
    for _ in range(40):
        page.clock.run_for(1000)
        if page.evaluate("got.length") == 2:
            break
        page.wait_for_timeout(20)
    assert page.evaluate("got") == [["4", "item", "b"], ["6", "item", "c"]]
    page.evaluate("stop()")


def test_the_module_is_small():
    assert len(gzip.compress(STREAM_JS.read_bytes(), mtime=0)) <= 1024
