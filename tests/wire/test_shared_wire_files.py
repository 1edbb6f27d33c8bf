"""Every file of the shared test data through the one door: items, or one line that says why."""

import json

from broadsheet.kit.safe_html import clean_fragment
from broadsheet.wire.errors import WireError
from broadsheet.wire.formats.reading import read_any
from broadsheet.wire.item import Item, ItemType
from tests.shared_data import SHARED_DATA, needs_shared_data
from tests.wire.files import shared

FOLDERS = """
    feeds html-sanitize iptc-mediatopics newsml-1.2 newsml-g2 ninjs nitf wxr ghost xml-attacks
    images
"""


@needs_shared_data
def test_nothing_in_the_shared_data_raises_anything_but_one_clear_line():
    read = 0
    refused = []
    for folder in FOLDERS.split():
        for path in shared(f"{folder}/**/*"):
            try:
                found = read_any(path.read_bytes(), folder=path.parent)
            except WireError as error:
                refused.append(str(error))
                continue
            read += len(found.items)
            for entry in found.entries:
                if isinstance(entry, Item):
                    assert entry.uri, path
                    assert clean_fragment(entry.body_html) == entry.body_html, path
                    assert Item.model_validate_json(entry.model_dump_json()) == entry
                else:
                    assert "\n" not in str(entry)
    assert read > 1100
    assert len(refused) > 50
    assert not any("\n" in line for line in refused)


@needs_shared_data
def test_no_feed_with_hostile_markup_lets_any_of_it_through():
    paths = shared("html-sanitize/**/*.xml")
    assert len(paths) > 300
    for path in paths:
        for item in read_any(path.read_bytes()).items:
            said = item.body_html.lower() + item.summary.lower()
            for evil in (
                "<script",
                "javascript:",
                "onclick",
                "onload",
                "style=",
                "<iframe",
                "<object",
            ):
                assert evil not in said or evil in item.summary.lower(), path


@needs_shared_data
def test_iptcs_newsml_g2_is_read_and_its_vocabularies_are_refused():
    kinds = {}
    for path in shared("newsml-g2/**/*.xml"):
        found = read_any(path.read_bytes(), folder=path.parent)
        kinds[path.name.partition("_A_")[0][:10]] = [
            entry.type if isinstance(entry, Item) else str(entry) for entry in found.entries
        ]
    assert kinds["LISTING_1"] == [ItemType.TEXT]
    assert kinds["LISTING_3_"] == [ItemType.PICTURE]
    assert kinds["LISTING_4_"] == [ItemType.VIDEO]
    assert kinds["LISTING_6_"] == [ItemType.COMPOSITE]
    assert kinds["LISTING_14"] == [ItemType.EVENT]
    assert kinds["LISTING_18"] == [ItemType.PLANNING]
    assert kinds["TT_newsmlg"] == [ItemType.COMPOSITE, ItemType.TEXT, ItemType.PICTURE]
    assert "vocabulary" in kinds["LISTING_10"][0]


@needs_shared_data
def test_dpas_newsml_says_what_dpas_json_says():
    pairs = shared("newsml-g2/dpa/*.json")
    assert len(pairs) == 4
    for path in pairs:
        told = json.loads(path.read_text())
        (item,) = read_any(path.with_suffix(".newsmlg2.xml").read_bytes()).items
        assert item.uri == told["urn"]
        assert item.version == str(told["version"])
        assert item.headline == told["headline"]
        assert item.summary in (told["teaser"] or "", "")
        assert item.urgency == told["urgency"]
        assert item.language == told["language"]
        assert item.sent.local.isoformat() == told["version_created"]
        assert (item.embargo.local.isoformat() if item.embargo else None) == told["embargoed"]
        assert item.byline == (told["byline"] or "")
        # The NewsML has the dateline before the first paragraph, and is otherwise the same text.
        body = clean_fragment(told["article_html"])
        ours = item.body_html
        assert ours.endswith(body[body.index("</p>", 400) :]), path.name


@needs_shared_data
def test_both_agencies_newsml_1_is_read():
    (afp,) = read_any((SHARED_DATA / "newsml-1.2/afp.com_newsml1.2_sample.xml").read_bytes()).items
    assert (afp.provider, afp.located, afp.urgency) == ("AFP", "Gaza City", 4)
    assert len(afp.body) > 30
    (wire,) = read_any(
        (SHARED_DATA / "newsml-1.2/businesswire-newsml-20130605006126.xml").read_bytes()
    ).items
    assert wire.headline.startswith("Cambrios")
    assert len(wire.body) == 13
    assert "@" not in wire.body_html


@needs_shared_data
def test_ntbs_nitf_is_read_without_its_mail_addresses():
    (item,) = read_any((SHARED_DATA / "nitf/NTB_nitf_sample.xml").read_bytes()).items
    assert (item.byline, item.located, len(item.body)) == ("NTB-AFP-DPA", "Unnao", 22)
    assert item.pictures[0].item.caption.startswith("Kremasjonsbål")
    assert "@" not in item.body_html
