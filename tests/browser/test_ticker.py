"""The breaking ticker in a real browser, from the editor's key to an open page."""

from __future__ import annotations

import json

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.watching import axe_violations, until, until_served

EDITIONS = {"en": ("Breaking", "Withdrawn"), "ar": ("عاجل", "مسحوب")}
SAID = {
    "en": ("Mariam Qasim", "The second ship has been sighted"),
    "ar": ("مريم قاسم", "السفينة الثانية لاحت في الأفق"),
}
SHOWN = "breaking-ticker [data-shown]"
#: A stream that the test itself speaks through.
STUB = """
    window.EventSource = class extends EventTarget {
        readyState = 1
        constructor(address) { super(); window.stream = this; window.asked = address }
        close() { this.readyState = 2 }
    }
    window.tell = (name, id, data) => stream.dispatchEvent(
        new MessageEvent(name, {data: JSON.stringify(data), lastEventId: id}))
"""
#: Publishes, changes or withdraws an item by the newsroom's own verbs.
DO = """
from broadsheet.editions.models import Edition
from broadsheet.live import publishing
from broadsheet.live.models import BreakingItem
act, code, words, pk = given
if act == "publish":
    locale = Edition.objects.get(code=code).locale
    item = BreakingItem(locale=locale, speaker=words[0], text=words[1])
    item = publishing.publish(item)
else:
    item = BreakingItem.objects.get(pk=pk)
    if act == "delete":
        item.delete()
    elif act == "withdraw":
        publishing.withdraw(item)
    else:
        publishing.set_status(item, act)
print(json.dumps(item.pk))
"""


@pytest.fixture(scope="module")
def axe() -> Axe:
    """The accessibility checker."""
    return Axe()


@pytest.fixture
def newsroom(site):
    """``newsroom("publish", "en", …)`` does it; what was published is gone after the test."""
    made = []

    def do(act: str, code: str = "", words: tuple[str, str] = ("", ""), pk: int = 0) -> int:
        pk = json.loads(site.run_python(DO, [act, code, list(words), pk]) or "0")
        if act == "publish":
            made.append(pk)
        return pk

    yield do
    gone = "from broadsheet.live.models import BreakingItem as B\n"
    site.run_python(gone + "[each.delete() for each in B.objects.filter(pk__in=given)]", made)


def stubbed(reading, edition="en", width=1280, address="", **options):
    """A window whose stream is the test's own."""
    watched = reading(width, **options)
    watched.page.add_init_script(STUB)
    watched.open(address or f"/{edition}/")
    until(watched.page, "!!window.stream")
    return watched


def tell(page: Page, name: str, number: int, pk: int, words: str = "", **more) -> None:
    html = (
        f'<li data-id="{pk}" data-at="2099-01-01T00:00:{number:02}Z" class="is-reported">'
        f'<time datetime="2099-01-01T00:00:00Z">00:00</time> <b>Reported</b> '
        f'<a href="/en/breaking/">{words}</a></li>'
    )
    page.evaluate("([name, id, data]) => tell(name, id, data)", [
        name, str(number), {"id": pk, "html": html, **more},
    ])  # fmt: skip


@pytest.mark.parametrize("edition", EDITIONS)
def test_an_item_appears_changes_and_is_struck_on_an_open_page(edition, reading, newsroom):
    label, withdrawn = EDITIONS[edition]
    watched = reading()
    watched.go(edition, "news")
    page = watched.page
    expect(page.locator("breaking-ticker .label")).to_have_text(label)
    expect(page.locator(SHOWN)).to_be_visible()
    page.evaluate("scrollTo(0, 0)")
    page.evaluate("window.shifts = []; window.stays = true")
    pk = newsroom("publish", edition, SAID[edition])
    item = page.locator(f"breaking-ticker [data-id='{pk}']")
    expect(item).to_be_visible()
    expect(item).to_contain_text(SAID[edition][1])
    newsroom("denied", pk=pk)
    expect(item).to_have_class("is-denied")
    newsroom("withdraw", pk=pk)
    expect(item).to_contain_text(withdrawn)
    expect(item.locator("s")).to_contain_text(SAID[edition][1])
    assert item.locator("a").count() == 0
    assert page.evaluate("stays"), "the page was loaded anew"
    assert page.evaluate("shifts.filter(shift => !shift.recent)") == []
    assert watched.troubles() == {}
    # It is gone for whoever comes now.
    items = f"{reading.site.origin}/{edition}/fragment/breaking/"
    until_served(page, items, lambda text: f'data-id="{pk}"' not in text)
    other = reading()
    other.go(edition, "news")
    expect(other.page.locator(SHOWN)).to_be_visible()
    assert other.page.locator(f"breaking-ticker [data-id='{pk}']").count() == 0
    assert SAID[edition][1] not in other.page.locator("breaking-ticker").inner_text()


@pytest.mark.parametrize("edition", EDITIONS)
@pytest.mark.parametrize("width", [360, 1280])
def test_without_javascript_it_is_a_link_to_the_page_of_items(edition, width, reading):
    watched = reading(width, java_script_enabled=False)
    watched.page.goto(watched.site.origin + f"/{edition}/")
    page = watched.page
    bar = page.locator("breaking-ticker")
    height = bar.bounding_box()["height"]
    assert bar.locator("button").count() == 0
    bar.locator("a").click()
    expect(page.locator("h1")).to_have_text(EDITIONS[edition][0])
    assert page.locator(".items > li").count() == 12
    scripted = reading(width)
    scripted.open(f"/{edition}/")
    expect(scripted.page.locator(SHOWN)).to_be_visible()
    assert scripted.page.locator("breaking-ticker").bounding_box()["height"] == height


@pytest.mark.parametrize("edition", EDITIONS)
@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_moves_and_nothing_is_wrong_while_items_come(edition, width, scheme, reading, axe):
    watched = stubbed(reading, edition, width, color_scheme=scheme)
    page = watched.page
    expect(page.locator(SHOWN)).to_be_visible()
    before = page.locator("breaking-ticker").bounding_box()
    # What moves while the page is loaded is test_layout_shift's business.
    page.evaluate("window.shifts = []")
    for number in range(1, 15):
        tell(page, "item", number, 9000 + number, f"{SAID[edition][1]} {number} " * (number * 2))
    expect(page.locator(SHOWN)).to_contain_text(f"{SAID[edition][1]} 14")
    assert page.locator("breaking-ticker li").count() == 12
    tell(page, "withdrawn", 20, 9014)
    tell(page, "removed", 21, 9013)
    expect(page.locator(f"{SHOWN} s")).to_be_visible()
    page.wait_for_timeout(100)
    assert page.evaluate("shifts.filter(shift => !shift.recent)") == []
    assert page.locator("breaking-ticker").bounding_box() == before
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    assert axe_violations(watched, axe) == []
    assert watched.troubles() == {}


def test_an_edition_without_items_has_the_same_room_and_takes_the_first(reading):
    watched = reading()
    watched.page.add_init_script(STUB)
    watched.page.route(
        "**/fragment/breaking/",
        lambda route: route.fulfill(body='<ul data-after="7"></ul>', content_type="text/html"),
    )
    watched.open("/en/")
    page = watched.page
    until(page, "!!window.stream")
    assert page.evaluate("asked") == "/en/breaking/events?last-event-id=7"
    height = page.locator("breaking-ticker").bounding_box()["height"]
    expect(page.locator("breaking-ticker button").first).to_be_hidden()
    tell(page, "item", 8, 1, "The very first")
    expect(page.locator(SHOWN)).to_contain_text("The very first")
    assert page.locator("breaking-ticker").bounding_box()["height"] == height
    tell(page, "removed", 9, 1)
    expect(page.locator("breaking-ticker li")).to_have_count(0)
    assert page.evaluate("shifts.filter(shift => !shift.recent)") == []


def test_what_comes_is_announced_once_and_politely(reading):
    page = stubbed(reading).page
    voice = page.locator("breaking-ticker [role=status]")
    expect(voice).to_have_text("")
    tell(page, "item", 1, 9001, "One ship")
    expect(voice).to_have_text("Breaking: One ship")
    for number in (2, 3, 4):
        tell(page, "item", number, 9000 + number, f"Ship {number}")
    # Three at once make one sentence.
    expect(voice).to_have_text("Breaking (3): Ship 4")
    tell(page, "item", 5, 9004, "Ship 4, corrected")
    expect(page.locator(SHOWN)).to_contain_text("Ship 4")
    expect(voice).to_have_text("Breaking (3): Ship 4")
    # The list itself is silent: what turns by itself is no news.
    assert page.locator("breaking-ticker ul[aria-live]").count() == 0


def test_an_item_that_nobody_saw_leaves_without_a_word(reading):
    page = stubbed(reading).page
    page.get_by_role("button", name="Pause").click()
    tell(page, "item", 1, 9001, "A mistake")
    expect(page.locator("[data-id='9001']")).to_have_count(1)
    expect(page.locator("[data-id='9001']")).to_be_hidden()
    tell(page, "withdrawn", 2, 9001)
    expect(page.locator("[data-id='9001']")).to_have_count(0)
    tell(page, "withdrawn", 3, 9999)
    assert page.locator("breaking-ticker s").count() == 0


def test_it_turns_by_itself_until_it_is_paused_and_never_for_who_wants_calm(reading):
    moving = reading(1280, reduced_motion="no-preference")
    moving.page.clock.install()
    moving.page.add_init_script(STUB)
    moving.open("/en/")
    page = moving.page
    until(page, "!!window.stream")
    page.mouse.move(600, 700)
    first = page.locator(SHOWN).inner_text()
    page.clock.run_for(9000)
    expect(page.locator(SHOWN)).not_to_have_text(first)
    pause = page.get_by_role("button", name="Pause")
    pause.click()
    expect(pause).to_have_attribute("aria-pressed", "true")
    page.mouse.move(600, 700)
    page.evaluate("document.activeElement.blur()")
    held = page.locator(SHOWN).inner_text()
    page.clock.run_for(30000)
    assert page.locator(SHOWN).inner_text() == held

    calm = reading(1280, reduced_motion="reduce")
    calm.page.clock.install()
    calm.page.add_init_script(STUB)
    calm.open("/en/")
    until(calm.page, "!!window.stream")
    held = calm.page.locator(SHOWN).inner_text()
    calm.page.clock.run_for(30000)
    assert calm.page.locator(SHOWN).inner_text() == held


@pytest.mark.parametrize("edition", EDITIONS)
def test_the_keyboard_reaches_the_page_the_item_and_the_buttons_in_reading_order(edition, reading):
    page = stubbed(reading, edition).page
    page.locator("breaking-ticker .label").focus()
    reached = []
    for _ in range(3):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.className || 'item'"))
    assert reached == ["item", "hold", "on"]
    first = page.locator(SHOWN).get_attribute("data-id")
    page.keyboard.press("Enter")
    assert page.locator(SHOWN).get_attribute("data-id") != first
    # Who reads an item with the keyboard keeps it while others come, and while it changes.
    shown = page.locator(SHOWN)
    shown.locator("a").focus()
    held = shown.get_attribute("data-id")
    tell(page, "item", 1, 9001, "Something new")
    assert page.locator(SHOWN).get_attribute("data-id") == held
    tell(page, "item", 2, int(held), "In other words")
    expect(page.locator(SHOWN)).to_contain_text("In other words")
    assert page.evaluate("document.activeElement.textContent") == "In other words"


def test_the_label_stands_where_reading_begins(reading):
    for edition, begins in (("en", "left"), ("ar", "right")):
        page = stubbed(reading, edition).page
        label, item, button = (
            page.locator(where).bounding_box()["x"]
            for where in ("breaking-ticker .label", SHOWN, "breaking-ticker .on")
        )
        assert (label < item < button) is (begins == "left"), edition
        assert (label > button) is (begins == "right"), edition


def test_it_is_not_on_paper(reading):
    page = stubbed(reading).page
    page.emulate_media(media="print")
    expect(page.locator("breaking-ticker")).to_be_hidden()


def test_who_has_missed_too_much_loads_the_items_anew_and_not_the_page(reading):
    watched = reading()
    watched.page.add_init_script(STUB)
    watched.open("/en/")
    page = watched.page
    until(page, "!!window.stream")
    page.evaluate("window.stays = true")
    fresh = (
        '<ul data-after="90"><li data-id="9090" data-at="2099-01-01T00:00:00Z">'
        '<time>0</time> <b>x</b> <a href="/">Missed</a></li></ul>'
    )
    page.route(
        "**/fragment/breaking/", lambda route: route.fulfill(body=fresh, content_type="text/html")
    )
    page.evaluate("tell('reload', '99', '')")
    expect(page.locator(SHOWN)).to_contain_text("Missed")
    assert page.evaluate("stays")


def test_a_page_that_nobody_looks_at_holds_no_stream(reading):
    page = stubbed(reading).page
    tell(page, "item", 41, 9041, "Before")
    hide = "document, 'hidden', {configurable: true, get: () => %s}"
    for hidden in ("true", "false"):
        page.evaluate(f"Object.defineProperty({hide % hidden})")
        page.evaluate("window.before = stream")
        page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
        if hidden == "true":
            assert page.evaluate("before.readyState") == 2
    assert page.evaluate("stream !== before")
    assert page.evaluate("asked") == "/en/breaking/events?last-event-id=41"
