"""What an editor, an author or an agency puts in never runs in a reader's browser."""

from __future__ import annotations

import json
from xml.etree import ElementTree

import pytest

from tests.shared_data import SHARED_DATA

HOSTILE = SHARED_DATA / "html-sanitize"
DOMPURIFY = HOSTILE / "dompurify-payloads.json"
FEEDPARSER = HOSTILE / "feedparser"
OWN = [
    "<script>alert('own')</script>",
    "</title><script>alert('title')</script>",
    "</script><script>alert('json-ld')</script>",
    '"><img src=x onerror=alert(1)>',
    "' autofocus onfocus=alert(1) x='",
    "<svg onload=alert(1)><animate onbegin=alert(2) attributeName=x dur=1s>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<a href='javascript:alert(1)'>a</a><a href='data:text/html,<script>alert(1)</script>'>b</a>",
    "<a linktype='page' id='1\"><img src=x onerror=alert(1)>'>link</a>",
    "<embed embedtype='image' id='1' alt='\"><script>alert(1)</script>' format='left'/>",
    "<img src=https://elsewhere.example/pixel.gif><link rel=stylesheet href=//elsewhere.example>",
    "<meta http-equiv=refresh content='0;url=https://elsewhere.example/'><base href=//e.example>",
    "<form action=https://elsewhere.example/><input name=q><button>send</button></form>",
    "<style>@import url(https://elsewhere.example/x.css); body{display:none}</style>",
    "<video src=x onerror=alert(1)><source src=x onerror=alert(2)></video>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "<!--><img src=x onerror=alert(1)>--><plaintext>",
    "{{ 7 * 7 }}{% raw %}${alert(1)}<%= 1 %>",
    "\u202e<img src=x onerror=alert(1)>\u2066",
]
#: What may stand in the readers' part of a page, and where its links may lead.
AUDIT = """async () => {
    const found = []
    const source = await (await fetch(location)).text()
    const {body} = new DOMParser().parseFromString(source, 'text/html')
    const barred = 'script, iframe, object, embed, style, base, meta, link, form, plaintext'
    const addresses = ['href', 'src', 'action', 'cite', 'poster', 'data-player', 'data-address']
    for (const element of body.querySelectorAll('*')) {
        if (element.matches(barred))
            found.push(`element ${element.nodeName}`)
        for (const {name, value} of element.attributes) {
            if (name.startsWith('on') || ['style', 'srcdoc', 'formaction'].includes(name))
                found.push(`attribute ${name}=${value}`)
            if (addresses.includes(name)
                && !['http:', 'https:', 'mailto:'].includes(new URL(value, location).protocol))
                found.push(`address ${name}=${value}`)
        }
    }
    return found
}"""
BATCH = 25


def in_batches(payloads):
    """Lists of a story's length."""
    return [payloads[at : at + BATCH] for at in range(0, len(payloads), BATCH)]


def dompurify():
    """DOMPurify's own attacks."""
    return [case["payload"] for case in json.loads(DOMPURIFY.read_text(encoding="utf-8"))]


def feedparser():
    """What stands in feedparser's feeds, decoded as a feed reader would, and as it is."""
    payloads = []
    for path in sorted(FEEDPARSER.glob("*.xml")):
        for element in ElementTree.fromstring(path.read_bytes()).iter():
            payloads += [text for text in (element.text or "",) if "<" in text]
            payloads += [ElementTree.tostring(child, "unicode") for child in element]
    return list(dict.fromkeys(payloads))


def planted(site, batches):
    """Addresses of stories that are full of these payloads."""
    code = (
        "from tests.browser.planting import plant_stories\nprint(json.dumps(plant_stories(given)))"
    )
    return json.loads(site.run_python(code, given=batches))


def assert_harmless(reading, addresses):
    """Read each page to its end, point at everything, and see nothing happen."""
    watched = reading()
    for address in addresses:
        assert watched.open(address).status == 200, address
        watched.scroll_to_end()
        watched.page.evaluate(POKE)
        assert watched.page.evaluate(AUDIT) == [], address
        assert watched.page.url == watched.site.origin + address, "the page led away"
        assert watched.troubles() == {}, address
        watched.console.clear()


#: What a reader's hand might set off: pointing at, focusing and blurring everything.
POKE = """() => document.querySelectorAll('main *').forEach(element => {
    for (const name of ['mouseover', 'pointerover', 'focus', 'blur', 'error', 'load', 'toggle'])
        element.dispatchEvent(new Event(name))
})"""


def test_our_own_payloads_never_run(site, reading):
    addresses = planted(site, [OWN])
    assert_harmless(reading, addresses)
    watched = reading()
    watched.open(addresses[0])
    assert "<script>alert" in watched.page.locator("main").inner_text(), "the words are not shown"


@pytest.mark.skipif(not DOMPURIFY.is_file(), reason=f"there is no {DOMPURIFY}")
def test_dompurifys_payloads_never_run(site, reading):
    batches = in_batches(dompurify())
    assert sum(map(len, batches)) > 100
    assert_harmless(reading, planted(site, batches))


@pytest.mark.skipif(not FEEDPARSER.is_dir(), reason=f"there is no {FEEDPARSER}")
def test_feedparsers_payloads_never_run(site, reading):
    batches = in_batches(feedparser())
    assert sum(map(len, batches)) > 100
    assert_harmless(reading, planted(site, batches))


def test_hostile_authors_topics_and_agencies_have_harmless_pages_and_feeds(site, reading):
    planted(site, [OWN])
    code = (
        "from tests.browser.planting import listings_of_hostile_records as listings\n"
        "print(json.dumps(listings()))"
    )
    addresses = json.loads(site.run_python(code))
    assert len(addresses) >= 5
    assert_harmless(reading, [*addresses, "/en/authors/"])
    watched = reading()
    for address in addresses:
        feed = watched.open(f"{address}rss.xml")
        assert ElementTree.fromstring(feed.body()).tag == "rss"


@pytest.mark.parametrize("first", [0, 4, 8, 12])
def test_hostile_menus_names_and_accounts_are_harmless(first, site, reading):
    code = "from tests.browser import planting\nprint(json.dumps(planting.{}(given), default=str))"
    before = json.loads(
        site.run_python(code.format("plant_branding"), given=[*OWN[first:], *OWN[:first]])
    )
    try:
        assert_harmless(reading, ["/en/", site.pages["en"]["news"]])
    finally:
        site.run_python(code.format("restore_branding"), given=before)


def test_a_hostile_item_from_the_wire_never_runs(site, reading, tmp_path):
    payloads = [*OWN, *(dompurify() if DOMPURIFY.is_file() else [])]
    for number, batch in enumerate(in_batches(payloads)):
        item = hostile_item(number, batch)
        (tmp_path / f"{number}.json").write_text(json.dumps(item), encoding="utf-8")
    done = site.run_command("import", "ninjs", str(tmp_path), "--edition", "en", "--publish")
    assert done.returncode == 0, done.stderr
    code = "from tests.browser.planting import stories_titled\nprint(json.dumps(stories_titled(given)))"
    addresses = json.loads(site.run_python(code, given="wire-attack"))
    assert len(addresses) == len(in_batches(payloads))
    assert_harmless(reading, addresses)


def hostile_item(number, batch):
    """A ninjs 2.1 item with these payloads in its body and its words."""
    at = iter(batch * 3)
    return {
        "uri": f"tag:attacker.example,2026:{number}",
        "version": "1",
        "versioncreated": "2018-01-01T00:00:00Z",
        "type": "text",
        "pubstatus": "usable",
        "language": "en",
        "headlines": [{"role": "main", "value": f"Wire attack {number} {next(at)}"[:200]}],
        "descriptions": [{"role": "summary", "value": next(at)}],
        "by": next(at)[:150],
        "located": next(at)[:70],
        "subjects": [{"name": next(at)[:100], "uri": "https://attacker.example/subject"}],
        "infosources": [{"name": next(at)[:100], "uri": "https://attacker.example/source"}],
        "bodies": [{"role": "main", "contenttype": "text/html", "value": body}]
        if (body := "".join(f"<div>{payload}</div><p>after</p>" for payload in batch))
        else [],
    }
