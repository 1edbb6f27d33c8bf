"""The first thing a newsroom does: bring in what agencies send, publish it, and be read."""

from __future__ import annotations

import re
from email.utils import parsedate_to_datetime
from pathlib import Path
from urllib.parse import unquote
from xml.etree import ElementTree

import pytest

from broadsheet.kit.reading_time import reading_minutes
from broadsheet.kit.safe_html import tidy_text
from broadsheet.wire.formats.ninjs import scan_ninjs
from tests.ntrex import NTREX
from tests.real_input.conftest import EXAMPLES
from tests.real_input.site import Site, texts
from tests.shared_data import needs_shared_data

pytestmark = needs_shared_data

LANGUAGES = {"en": "ltr", "ar": "rtl", "es": "ltr"}
#: So old that it stands in no feed.
LONG_AGO = "2001-01-01T00:00:00Z"
EASTERN = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")


def addresses_of_texts(site: Site, language: str) -> dict[str, str]:
    """Where each text of a language was published, in the order of its file."""
    prefix = f"{site.address}/{language}/"
    found = [address for address in site.addresses[:240] if address.startswith(prefix)]
    return dict(zip(texts(NTREX / f"{language}.jsonl"), found, strict=True))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_can_be_read_in_its_edition(site, language):
    segments = texts(NTREX / f"{language}.jsonl")
    assert len(segments) == 80
    for doc_id, address in addresses_of_texts(site, language).items():
        headline, *paragraphs = map(tidy_text, segments[doc_id])
        page = site.page(address)
        assert (page.html["lang"], page.html["dir"]) == (language, LANGUAGES[language])
        assert page.h1.get_text() == headline, address
        prose = [tidy_text(each.get_text()) for each in page.select(".prose > p")]
        assert prose == paragraphs, address
        assert "WMT" in page.select_one(".source").get_text()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_reading_time_is_in_the_editions_digits(site, language):
    segments = texts(NTREX / f"{language}.jsonl")
    counted = set()
    for doc_id, address in addresses_of_texts(site, language).items():
        minutes = reading_minutes("\n".join(segments[doc_id][1:]), language)
        label = site.page(address).select_one(".minutes").get_text()
        wanted = [str(minutes)]
        if language == "ar":
            # Arabic has words of its own for one minute and for two.
            wanted = [str(minutes).translate(EASTERN)] if minutes > 2 else []
        assert re.findall(r"\d+", label) == wanted, (address, label)
        counted.add(minutes)
    assert max(counted) > 2


def test_the_three_languages_of_a_text_lead_to_each_other(site):
    pages = {language: addresses_of_texts(site, language) for language in LANGUAGES}
    for doc_id in pages["en"]:
        own = {language: pages[language][doc_id] for language in LANGUAGES}
        for address in own.values():
            links = site.page(address).find_all("link", rel="alternate", hreflang=True)
            named = {each["hreflang"]: unquote(each["href"]) for each in links}
            named.pop("x-default", None)
            assert named == own, address
            switch = site.page(address).select("nav.switch a[hreflang]")
            assert {a["hreflang"]: site.address + unquote(a["href"]) for a in switch} == own


@pytest.mark.parametrize("language", LANGUAGES)
def test_listings_hold_every_text(site, language):
    wanted = {
        address.removeprefix(site.address)
        for address in addresses_of_texts(site, language).values()
    }
    assert wanted <= site.listed(f"/{language}/all/")
    sections = {address.rsplit("/", 2)[0] + "/" for address in wanted}
    for section in sections:
        inside = {address for address in wanted if address.startswith(section)}
        assert inside <= site.listed(f"{section}all/")
    front = {unquote(a["href"]) for a in site.page(f"/{language}/").main.find_all("a", href=True)}
    assert front & set(site.listed(f"/{language}/all/"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_feeds_hold_the_newest_texts(site, language):
    titles = {tidy_text(each[0]) for each in texts(NTREX / f"{language}.jsonl").values()}
    channel = ElementTree.fromstring(site.read(f"/{language}/rss.xml")).find("channel")
    items = channel.findall("item")
    assert len(items) == 30
    assert channel.findtext("language") == language
    ours = [item for item in items if item.findtext("title") in titles]
    # Some examples of ninjs are newer than the texts.
    assert len(ours) >= (15 if language == "en" else 30)
    for item in items:
        page = site.page(unquote(item.findtext("link")))
        assert page.h1.get_text() == item.findtext("title")
    assert {item.findtext("pubDate") for item in ours} == {"Fri, 20 Nov 2026 07:30:00 +0000"}
    times = [parsedate_to_datetime(item.findtext("pubDate")) for item in items]
    assert times == sorted(times, reverse=True)


def example_files() -> list[Path]:
    return sorted(EXAMPLES.rglob("*.json")) if EXAMPLES.is_dir() else []


def test_every_example_of_ninjs_can_be_read(site):
    items = {}
    for file in example_files():
        for item in scan_ninjs(file.read_bytes(), folder=file.parent):
            if not isinstance(item, Exception):
                items.setdefault(item.uri, []).append(item)
    addresses = site.addresses[240:]
    assert len(addresses) == len(items) > 20
    shown = {site.page(address).h1.get_text() for address in addresses}
    for versions in items.values():
        newest = max(versions, key=lambda item: item.version_order)
        headline = newest.headline or newest.title or newest.slugline
        assert headline in shown, newest.uri
    for address in addresses:
        page = site.page(address)
        assert page.html["dir"] == "ltr"
        assert len(page.select_one("article.story").get_text(" ", strip=True)) > 40


def test_importing_it_all_again_adds_nothing(site, tmp_path):
    from tests.ntrex import write_ntrex

    before = len(site.addresses)
    write_ntrex(tmp_path)
    done = site.bring_in(tmp_path)
    assert done.returncode == 0
    assert {line.split()[0] for line in done.stdout.splitlines()} == {"unchanged"}
    assert len(site.addresses) == before


# ---- In a real browser ----


@pytest.fixture(scope="module")
def browser():
    """Debian's Chromium."""
    playwright = pytest.importorskip("playwright.sync_api")
    if not Path("/usr/bin/chromium").exists():
        pytest.skip("there is no Chromium (Debian: chromium)")
    with playwright.sync_playwright() as started:
        chromium = started.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox"]
        )
        yield chromium
        chromium.close()


def failure_of(request) -> list[str]:
    """What went wrong with a request, unless the reader left the page meanwhile."""
    return [] if request.failure == "net::ERR_ABORTED" else [f"{request.failure}: {request.url}"]


@pytest.fixture
def tab(browser):
    """A window, and everything that went wrong in it: ``tab.troubles``."""
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.troubles = []
    page.on("pageerror", lambda error: page.troubles.append(str(error)))
    page.on("dialog", lambda dialog: (page.troubles.append(dialog.message), dialog.dismiss()))
    page.on("requestfailed", lambda request: page.troubles.extend(failure_of(request)))
    page.on(
        "console",
        lambda said: page.troubles.append(said.text) if said.type in {"error", "warning"} else None,
    )
    yield page
    page.close()


@pytest.mark.browser
def test_a_reader_follows_a_story_from_edition_to_edition(site, tab):
    pages = {language: addresses_of_texts(site, language) for language in LANGUAGES}
    words = {language: texts(NTREX / f"{language}.jsonl") for language in LANGUAGES}
    doc_id = next(iter(pages["en"]))
    tab.goto(pages["en"][doc_id])
    for language in ("en", "ar", "es", "en"):
        if language != "en" or unquote(tab.url) != pages["en"][doc_id]:
            tab.locator(f"nav.switch a[hreflang={language}]").click()
            tab.wait_for_url(lambda url, to=pages[language][doc_id]: unquote(url) == to)
        headline, first, *_ = map(tidy_text, words[language][doc_id])
        assert tab.locator("h1").inner_text() == headline
        assert tab.get_by_text(first[:60]).first.is_visible()
        style = tab.locator("h1").evaluate("each => getComputedStyle(each).direction")
        assert style == LANGUAGES[language]
        begins = tab.locator("h1").bounding_box()
        assert begins["height"] > 20
        width = tab.evaluate("document.documentElement.scrollWidth")
        assert width <= 1280
    assert tab.troubles == []


@pytest.mark.browser
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_reader_finds_a_story_from_the_front(site, tab, language):
    tab.goto(f"{site.address}/{language}/")
    first = tab.locator("main h2 a, main h3 a").first
    headline = first.inner_text()
    first.click()
    tab.wait_for_load_state()
    assert tab.locator("h1").inner_text() == headline
    assert tab.locator(".prose p, .standfirst").first.is_visible()
    assert tab.troubles == []


@pytest.mark.browser
def test_what_a_hostile_item_holds_never_runs_in_a_browser(site, tab, tmp_path):
    from tests.desk.test_importing_hostile import ATTACKS, hostile_item
    from tests.wire_items import an_item, write_items

    items = [
        an_item(**{**hostile_item(attack), "uri": f"urn:attack:{number}"}, versioncreated=LONG_AGO)
        for number, attack in enumerate(ATTACKS)
    ]
    done = site.bring_in(write_items(tmp_path, *items))
    assert done.returncode == 0, done.stderr
    addresses = [line.split()[1] for line in done.stdout.splitlines()]
    assert len(addresses) == len(ATTACKS)
    for address in addresses:
        tab.goto(address)
        assert tab.locator("h1").is_visible()
        assert tab.locator("main iframe, main embed, main form, main object").count() == 0
    assert tab.troubles == []
