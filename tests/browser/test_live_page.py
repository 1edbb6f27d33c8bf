"""A live page in a real browser: editors at work, readers who see the same and nothing that moves."""

from __future__ import annotations

import json
import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.watching import until

#: Opens a live page of its own, fills it, or takes it away, by the newsroom's own verbs.
DO = """
from uuid import uuid4
from broadsheet.editions.models import Edition, Section
from broadsheet.live.models import Post
from broadsheet.live.posting import publish_post
from broadsheet.live.post_words import PostWords
from broadsheet.stories.models import Story
act, code, number = given
if act == "open":
    home = Section.objects.filter(locale__edition__code=code, area_key="news").first()
    # At an address of its own: where one was before, readers see it as gone until it is pressed.
    story = Story(title="The count" if code == "en" else "الفرز", kind="live", live=False,
                  slug=f"count-{uuid4()}")
    home.add_child(instance=story)
    story.save_revision().publish()
    story.refresh_from_db()
    made = [publish_post(story, PostWords(text=f"<p>First {n}</p><p>More of it</p>"), None,
                         token=uuid4()) for n in range(number)]
    print(json.dumps([story.pk, story.url]))
else:
    Story.objects.get(pk=number).delete()
"""
POSTS = "live-page [data-part=posts] > li:not(.is-gone)"
#: Milliseconds within which what an editor does is everywhere, on a machine that is busy.
SOON = 30_000
NUMBERS = f"[...document.querySelectorAll('{POSTS}')].map(item => item.dataset.number).join()"
HTML = f"[...document.querySelectorAll('{POSTS} .prose')].map(words => words.innerHTML)"
BUTTON = ".fresh button"
#: What is said of three new posts.
THREE = {"en": "3 new posts", "ar": "٣ تدوينات جديدة"}


@pytest.fixture
def live(site):
    """``live("en", 5)`` opens a live page with five posts: its key and address."""
    made = []

    def open_page(code: str, posts: int) -> tuple[int, str]:
        pk, address = json.loads(site.run_python(DO, ["open", code, posts]))
        made.append(pk)
        return pk, address

    yield open_page
    for pk in made:
        site.run_python(DO, ["close", "", pk])


@pytest.fixture
def at_desk(reading):
    """``at_desk(story)`` signs an editor in and opens the screen of a live page."""

    def sign_in(story: int) -> Page:
        watched = reading(1280)
        watched.open(f"/admin/live/{story}/")
        page = watched.page
        page.fill("[name=username]", "editor")
        page.fill("[name=password]", "broadsheet")
        page.locator("[type=submit]").click()
        expect(page.locator(".post-form [data-text]").first).to_be_focused()
        return page

    return sign_in


def say(page: Page, words: str) -> None:
    """Write one line and press Enter; it is out when the line is empty again."""
    line = page.locator("form[data-key=new] [data-text]")
    line.press_sequentially(words)
    page.keyboard.press("Enter")
    expect(line).to_have_text("", timeout=SOON)


def shifts(page: Page) -> list:
    return page.evaluate("shifts.filter(shift => !shift.recent)")


@pytest.mark.parametrize("edition", ["en", "ar"])
def test_two_editors_and_three_readers_at_once(edition, reading, at_desk, live):
    story, address = live(edition, 30)
    readers = [reading(1280) for _ in range(3)]
    top, below, polling = (watched.page for watched in readers)
    # One of them is where no stream comes through.
    polling.route(
        re.compile(r"/events(\?|$)"),
        lambda route: (
            route.abort()
            if "event-stream" in route.request.headers.get("accept", "")
            else route.continue_()
        ),
    )
    for watched in readers:
        watched.open(address)
    assert top.evaluate(NUMBERS) == ",".join(str(n) for n in range(30, 0, -1))
    top.evaluate("document.querySelector('.posts').scrollIntoView()")
    top.evaluate("scrollBy(0, -300)")
    below.evaluate("document.getElementById('post-20').scrollIntoView()")
    for page in (top, below, polling):
        # Chromium counts no shift for half a second after an input, and scrolling is one.
        page.wait_for_timeout(600)
        page.evaluate("shifts.length = 0")
    where = "document.getElementById('post-20').getBoundingClientRect().top"
    stood = below.evaluate(where)

    first, second = at_desk(story), at_desk(story)
    for editor, words in ((first, "The doors"), (second, "Two boxes"), (first, "Three boxes")):
        say(editor, words)
    expect(top.locator(POSTS)).to_have_count(33, timeout=SOON)
    expect(below.locator(BUTTON)).to_have_text(THREE[edition], timeout=SOON)
    assert below.evaluate(where) == stood
    # One edits what the other wrote, and deletes what all have.
    row = second.locator("[data-list] > li").first
    expect(row).to_contain_text("Three boxes", timeout=SOON)
    row.locator("[data-act=edit]").click()
    second.keyboard.type(" of nine")
    second.keyboard.press("Enter")
    # In these windows every dialog counts as a fault; this editor means it.
    second.evaluate("window.confirm = () => true")
    second.locator("[data-list] > li", has_text="First 25").locator("[data-act=delete]").click()
    expect(top.locator(POSTS).first).to_contain_text("Three boxes of nine", timeout=SOON)
    expect(top.locator(POSTS)).to_have_count(32, timeout=SOON)

    fresh = reading(1280)
    fresh.open(address)
    wanted = ",".join(str(n) for n in range(33, 0, -1) if n != 26)
    until_numbers(fresh.page, wanted, address)
    expect(polling.locator(f"{POSTS}[data-number='33']")).to_be_attached(timeout=2 * SOON)
    for page in (top, below, polling):
        until(page, "!document.querySelector('[data-number=\"26\"]:not(.is-gone)')")
    below.locator(BUTTON).click()
    expect(below.locator(f"{POSTS}[data-number='33'] a").first).to_be_focused()
    for name, page in (("top", top), ("below", below), ("polling", polling)):
        until(page, f"{NUMBERS} === '{wanted}'")
        assert page.evaluate(HTML) == fresh.page.evaluate(HTML)
        assert shifts(page) == [], name
    for watched in readers[:2]:
        assert watched.troubles() == {}


def until_numbers(page: Page, wanted: str, address: str) -> None:
    """The page is pressed a moment after its events."""
    for _ in range(60):
        if page.evaluate(NUMBERS) == wanted:
            return
        page.wait_for_timeout(250)
        page.reload()
    assert page.evaluate(NUMBERS) == wanted


def test_a_link_opens_at_its_post_wherever_that_has_moved(reading, live):
    _story, address = live("en", 41)
    page = reading(1280).page
    for number in (41, 3):
        page.goto(f"{reading.site.origin}{address}posts/{(number - 1) // 20 + 1}/#post-{number}")
        expect(page.locator(f"#post-{number}")).to_be_in_viewport()
    assert page.url.endswith("/posts/1/#post-3")
    # A link of the time when it was on the story's own page finds it as well.
    page.goto("about:blank")
    page.goto(f"{reading.site.origin}{address}#post-3")
    expect(page.locator("#post-3")).to_be_in_viewport()
    # Nor do scripts need to run.
    still = reading(1280, java_script_enabled=False).page
    still.goto(f"{reading.site.origin}{address}posts/3/#post-41")
    expect(still.locator("#post-41")).to_be_in_viewport()
    still.get_by_role("link", name="Older posts").click()
    expect(still.locator("#post-20")).to_be_attached()
    still.get_by_role("link", name="Oldest first").click()
    expect(still.locator(".post").first).to_have_id("post-1")


@pytest.mark.parametrize("edition", ["en", "ar"])
def test_an_editor_works_by_keyboard_and_loses_nothing(edition, reading, at_desk, live):
    story, _address = live(edition, 1)
    page = at_desk(story)
    # A key event with a headline and a quote, and never a hand on the mouse.
    page.keyboard.type("Half of the boxes")
    page.keyboard.press("Alt+k")
    page.keyboard.press("Alt+q")
    page.keyboard.type("Slowly")
    page.keyboard.press("Tab")
    page.keyboard.type("Losa Vainga")
    page.keyboard.press("Enter")
    row = page.locator("[data-list] > li").first
    expect(row).to_contain_text("Losa Vainga")
    expect(row.locator(".w-status")).to_have_count(1)
    # The last post, by the arrow; Escape leaves it.
    page.keyboard.press("ArrowUp")
    expect(row.locator("form [data-text]")).to_be_focused()
    page.keyboard.press("Escape")
    expect(row.locator("form")).to_have_count(0)
    # What is refused is said in one line, and the words stay.
    page.keyboard.press("Alt+l")
    page.keyboard.type("https://evil.example/")
    page.keyboard.press("Enter")
    error = page.locator("form[data-key=new] [data-error]")
    expect(error).to_contain_text("YouTube")
    page.locator("[data-drop=embed]").first.click()
    # Without a network the words are kept, also while the page is left; and sent once.
    line = page.locator("form[data-key=new] [data-text]")
    line.click()
    page.keyboard.type("Words on a bad line")
    page.context.set_offline(True)
    page.keyboard.press("Enter")
    expect(error).not_to_be_empty()
    page.context.set_offline(False)
    page.reload()
    expect(line).to_have_text("Words on a bad line")
    line.press("Enter")
    expect(page.locator("[data-list] > li", has_text="Words on a bad line")).to_have_count(1)
    page.reload()
    expect(line).to_have_text("")


def test_a_pasted_picture_asks_for_its_words_and_two_at_one_post_keep_theirs(at_desk, live):
    story, _address = live("en", 1)
    first, second = at_desk(story), at_desk(story)
    paste = """async form => {
        const canvas = new OffscreenCanvas(40, 24)
        canvas.getContext('2d').fillRect(0, 0, 40, 24)
        const data = new DataTransfer()
        data.items.add(new File([await canvas.convertToBlob()], 'image.png', {type: 'image/png'}))
        form.querySelector('[data-text]').dispatchEvent(
            new ClipboardEvent('paste', {clipboardData: data, bubbles: true, cancelable: true}))
    }"""
    first.locator("form[data-key=new]").evaluate(paste)
    expect(first.locator("form[data-key=new] [name=picture_alt]")).to_be_focused()
    first.keyboard.press("Enter")
    expect(first.locator("form[data-key=new] [data-error]")).to_contain_text("no credit")
    first.keyboard.type("A dark wall")
    first.keyboard.press("Tab")
    first.keyboard.type("Nour Khalil")
    first.keyboard.press("Enter")
    expect(first.locator("[data-list] > li")).to_have_count(2)
    # Two edit one post: the second sees both texts and loses none of her own.
    rows = [page.locator("[data-list] > li", has_text="First 0") for page in (first, second)]
    for row, page in zip(rows, (first, second), strict=True):
        row.locator("[data-act=edit]").click()
        page.keyboard.type(f" by {'one' if page is first else 'two'}")
    first.keyboard.press("Enter")
    expect(rows[0].locator("form")).to_have_count(0)
    second.keyboard.press("Enter")
    expect(rows[1].locator("[data-theirs]")).to_contain_text("by one")
    expect(rows[1].locator("form [data-text]")).to_contain_text("by two")
    second.keyboard.press("Enter")
    expect(rows[1].locator("form")).to_have_count(0)
    expect(rows[0].locator(".live-words")).to_contain_text("by two")
