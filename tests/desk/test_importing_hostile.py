"""Whatever an agency's item holds, it never runs in a reader's browser and never breaks a page."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest

from broadsheet.desk.models import WireOrigin
from broadsheet.stories.models import Story
from tests.wire_items import Agency, story_of

URI = "urn:agency:gate"
SCRIPT = "<script>alert(1)</script>"
ATTACKS = (
    SCRIPT,
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    '"><script>alert(1)</script>',
    "'-alert(1)-'",
    "</title><script>alert(1)</script>",
    "</script><script>alert(1)</script>",
    '<a href="javascript:alert(1)">x</a>',
    '<a href="jav&#x09;ascript:alert(1)">x</a>',
    '<iframe src="https://example.org"></iframe>',
    "<math><mtext></p><style><img src onerror=alert(1)>",
    '<p style="position:fixed" onclick="alert(1)">x</p>',
    "{{ 7*7 }}{% include 'x' %}",
    '<embed embedtype="image" id="1" format="fullwidth"/>',
    '<a linktype="page" id="1">inside</a>',
    "<base href='https://example.org/'><form action=x><input name=y></form>",
    "]]><x xmlns='http://www.w3.org/1999/xhtml'><script>alert(1)</script>",
)
#: What tells a reader one thing and a machine another, or breaks XML. (Isolates end with their
#: paragraph; in headlines there are none.)
UNSEEN = frozenset("\u0000\u0007\u202d\u202e")


@pytest.fixture
def agency(newsroom, tmp_path) -> Agency:
    return Agency(tmp_path / "wire")


class Page(HTMLParser):
    """What a browser would act on: elements with their attributes."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, {name: value or "" for name, value in attrs}))


def assert_harmless(text: str) -> None:
    for tag, attributes in Page(text).elements:
        assert tag not in {"iframe", "object", "embed", "base", "form", "input", "math", "style"}
        assert tag != "script" or "src" in attributes or "ld+json" in attributes["type"]
        for name, value in attributes.items():
            assert not name.startswith("on"), (tag, name)
            assert name != "style", (tag, value)
            assert not re.match(r"[\s\x00-\x20]*(javascript|data|vbscript):", value, re.IGNORECASE)
    for record in re.findall(
        r'<script type="application/ld\+json">(.*?)</script>', text, re.DOTALL
    ):
        assert "<" not in record


def hostile_item(attack: str) -> dict:
    concept = {"name": attack, "code": "x", "scheme": "http://example.org/"}
    return {
        "uri": URI,
        "headline": f"Gate {attack}",
        "headline_short": attack,
        "slugline": attack,
        "byline": f"By {attack}",
        "located": attack,
        "description_summary": f"Summary {attack}",
        "description_caption": attack,
        "body_html": f"<h2>{attack}</h2><p>Words {attack} words</p>{attack}"
        f"<blockquote>{attack}</blockquote><ul><li>{attack}</li></ul>"
        f"<table><tr><th>{attack}</th></tr><tr><td>{attack}</td></tr></table>",
        "copyrightholder": attack,
        "copyrightnotice": attack,
        "usageterms": attack,
        "ednote": attack,
        "infosource": [{"name": f"Agency {attack}"}],
        "subject": [concept],
        "place": [concept],
        "person": [concept],
    }


def test_hostile_markup_in_every_field_never_runs(agency, reader):
    for number, attack in enumerate(ATTACKS):
        item = {**hostile_item(attack), "uri": f"urn:attack:{number}"}
        outcome = agency.sends(**item)
        assert outcome.action == "added", (attack, outcome)
        story = story_of(f"urn:attack:{number}")
        page = reader.get(story.url)
        assert page.status_code == 200
        assert_harmless(page.content.decode())
    agency_page = reader.get(f"/en/agency/{Story.objects.first().agencies.first().slug}/")
    assert agency_page.status_code == 200
    for address in ("/en/", "/en/all/", "/en/news/politics/"):
        assert_harmless(reader.get(address).content.decode())
    assert_harmless(agency_page.content.decode())


def test_hostile_markup_leaves_the_feed_well_formed(agency, reader):
    from xml.etree import ElementTree

    for number, attack in enumerate(ATTACKS):
        agency.sends(**{**hostile_item(attack), "uri": f"urn:attack:{number}"})
    feed = ElementTree.fromstring(reader.get("/en/rss.xml").content)
    assert len(feed.findall(".//item")) == len(ATTACKS)


def test_the_words_around_an_attack_are_kept(agency, reader):
    agency.sends(**hostile_item(SCRIPT))
    page = reader.get(story_of(URI).url).content.decode()
    assert "Words  words" in page or "Words words" in page
    assert "<h1>Gate &lt;script&gt;" in page


def test_control_characters_and_bidi_overrides_do_not_reach_the_page(agency, reader):
    nasty = "a\u0000b\u0007c\u202ed\u2066e\ud800f"
    outcome = agency.sends(**hostile_item(nasty))

    assert outcome.action == "added"
    page = reader.get(story_of(URI).url).content.decode()
    reached = [page[max(0, at - 60) : at + 20] for at, c in enumerate(page) if c in UNSEEN]
    assert reached == []
    assert "\u2066" not in story_of(URI).title
    assert "\u0000" not in str(WireOrigin.objects.get().item)
    assert reader.get("/en/rss.xml").status_code == 200


# ---- Headlines and addresses ----


def test_two_stories_with_one_headline_have_two_addresses(agency):
    addresses = [agency.sends(headline="Ships").address for _ in range(3)]
    assert [each.rsplit("/", 2)[1] for each in addresses] == ["ships", "ships-2", "ships-3"]


@pytest.mark.parametrize("letter", ["a", "م", "漢", "😀"])
def test_a_headline_of_three_hundred_letters_without_a_space_is_cut(agency, reader, letter):
    agency.sends(uri=URI, headline=letter * 300)
    story = story_of(URI)
    assert story.title == letter * 254 + "…"
    assert 0 < len(story.slug.encode()) <= 200
    assert reader.get(story.url).status_code == 200


def test_a_long_headline_is_cut_at_a_word(agency):
    agency.sends(uri=URI, headline="harbour " * 60)
    assert story_of(URI).title.endswith("harbour…")
    assert len(story_of(URI).title) <= 255


def test_a_headline_that_makes_no_address_still_has_one(agency, reader):
    for headline in ("!!!", "★ ★", "😀", "-", "_", "…", "..", "%2e%2e", "page", "All", "rss.xml"):
        outcome = agency.sends(uri=f"urn:{headline.encode().hex()}", headline=headline)
        assert outcome.action == "added", outcome
        story = story_of(f"urn:{headline.encode().hex()}")
        assert story.title == headline
        assert reader.get(story.url).status_code == 200
        assert agency.sends(headline=headline).action == "added"


def test_an_item_without_a_headline_borrows_one(agency):
    agency.sends(uri="urn:1", headline="", title="A title")
    agency.sends(uri="urn:2", headline=None, slugline="slug-line")
    agency.sends(uri="urn:3", headline="  ", body_text="The first words of it. And more.")
    titles = [story_of(f"urn:{number}").title for number in (1, 2, 3)]
    assert titles == ["A title", "slug-line", "The first words of it. And more."]


@pytest.mark.parametrize(
    "words", [{"body_text": None}, {"body_html": "<p> </p><script>x</script>"}]
)
def test_an_item_with_nothing_to_read_is_refused(agency, words):
    outcome = agency.sends(**{"body_text": None, **words})
    assert outcome.note == "there is no headline, or nothing to read, in it"
    assert not Story.objects.exists()


def test_fields_that_are_too_long_are_cut_to_what_fits(agency, reader):
    long = "word " * 900
    outcome = agency.sends(
        uri=URI,
        headline="Gate",
        headline_short=long,
        description_summary=long,
        located=long,
        byline=long,
        infosource=[{"name": long}],
        version="9" * 400,
        language="en",
        body_html=f"<h2>{long}</h2><p>{long}</p>",
    )
    assert outcome.action == "added", outcome
    story = story_of(URI)
    for name in ("short_headline", "standfirst", "dateline", "byline_text"):
        value = getattr(story, name)
        limit = Story._meta.get_field(name).max_length
        assert limit - 6 < len(value) <= limit
        assert value.endswith("word…")
    assert len(story.agencies.get().name) <= 120
    assert reader.get(story.url).status_code == 200
    assert agency.sends(uri=URI, version="9" * 399 + "8").action == "unchanged"


def test_a_very_long_identifier_is_told_from_its_twin(agency):
    long = "urn:" + "x" * 3000
    assert agency.sends(uri=long + "1").action == "added"
    assert agency.sends(uri=long + "2").action == "added"
    assert agency.sends(uri=long + "1").action == "unchanged"
