"""Reading ninjs, as a newsroom would put it."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from broadsheet.wire.errors import WireError
from broadsheet.wire.formats.ninjs import read_ninjs, scan_ninjs
from broadsheet.wire.item import BlockKind, Item, ItemType, Status
from tests.shared_data import SHARED_DATA
from tests.wire.reading import as_json, one, refused

SAMPLES = Path(__file__).parent / "samples"
NINJS = SHARED_DATA / "ninjs"


def sample(name: str, folder: Path | None = None) -> list[Item]:
    return read_ninjs((SAMPLES / name).read_bytes(), folder=folder)


# ---- What a story brings with it ----


def test_an_arabic_story_from_a_1_3_feed_arrives_whole():
    (item,) = sample("story_1_3.json")
    assert (item.format, item.format_version, item.type) == ("ninjs", "1.3", ItemType.TEXT)
    assert item.language == "ar-EG"
    assert item.language_given == "ar_eg"
    assert item.headline == "الميناء يعود إلى العمل بعد الإضراب"
    assert item.short_headline == "الميناء يعود"
    assert item.byline == "ليلى حسن"
    assert item.located == "الإسكندرية"
    assert item.summary == "عاد العمال صباح الأحد."
    assert item.urgency == 2
    assert item.signals == ("correction",)
    assert item.sent.utc == datetime(2026, 3, 1, 11, 30, tzinfo=UTC)
    assert item.sent.offset_minutes == 180
    assert item.sent.local.isoformat() == "2026-03-01T14:30:00+03:00"


def test_the_body_becomes_safe_blocks():
    (item,) = sample("story_1_3.json")
    assert [block.kind for block in item.body] == [
        BlockKind.HEADING,
        BlockKind.PARAGRAPH,
        BlockKind.QUOTE,
        BlockKind.LIST,
        BlockKind.PARAGRAPH,
    ]
    assert item.body[0].level == 2
    assert item.body[1].html == "<p>فقرة أولى</p>"
    assert "javascript" not in item.body_html
    assert 'href="https://example.org/a"' in item.body_html
    assert [(form.content_type, form.chosen) for form in item.body_forms] == [
        ("text/plain", False),
        ("application/xhtml+xml", True),
    ]


def test_concepts_keep_code_scheme_and_address():
    (item,) = sample("story_1_3.json")
    (subject,) = item.subjects
    assert subject.uri == "http://cv.iptc.org/newscodes/mediatopic/20000523"
    assert (subject.code, subject.rel) == ("20000523", "about")
    assert (item.places[0].longitude, item.places[0].latitude) == (29.92, 31.2)
    (later,) = sample("story_2_1.json")
    assert later.subjects[0].code == "20000596"
    assert later.subjects[0].scheme == "http://cv.iptc.org/newscodes/mediatopic/"
    assert later.keywords == ("voto",)
    assert (later.source, later.provider) == ("Senado", "Example Wire")


def test_a_picture_brings_its_caption_credit_and_own_embargo():
    (item,) = sample("story_1_3.json")
    (picture,) = item.pictures
    assert (picture.name, picture.item.caption) == ("lead", "Cranes stand still on Saturday.")
    assert picture.item.rights.credit_line == "Omar Said / Example Agency"
    assert picture.item.embargo is not None
    assert item.embargo is None


def test_pictures_stay_in_the_order_they_were_sent():
    (item,) = sample("story_2_1.json")
    assert [each.name for each in item.pictures] == ["picture-1", "picture-2"]


def test_a_translation_names_its_original():
    assert sample("story_1_3.json")[0].translation_of == ("urn:example:agency:harbour-en",)
    assert sample("story_2_1.json")[0].translation_of == ("urn:example:agency:vote-en",)
    assert sample("event_3_1.json")[1].translation_of == ("urn:example:agency:es",)


def test_a_spanish_story_from_a_2_1_feed_arrives_whole():
    (item,) = sample("story_2_1.json")
    assert item.headline == "El Senado vota & aprueba"
    assert item.short_headline == "Vota el Senado"
    assert item.language == "es-MX"
    assert item.rights.linked == "https://example.org/rights"
    # The heading that repeats the headline is gone; divs and double breaks became paragraphs.
    assert [block.text for block in item.body] == ["Uno", "Dos", "Tres", "Sí 64"]
    assert item.body[-1].kind is BlockKind.TABLE


def test_phone_numbers_of_sources_are_not_kept():
    (item,) = sample("story_2_1.json")
    assert "+52" not in item.model_dump_json()


def test_one_file_may_hold_an_event_and_its_report():
    event, report = sample("event_3_1.json")
    assert (event.type, event.status, event.headline) == (
        ItemType.EVENT,
        Status.WITHHELD,
        "Water summit",
    )
    assert event.event.dates.expected_start == "2026-11"
    assert event.event.dates.end.offset_minutes == 120
    assert event.planned_coverage[0].type is ItemType.VIDEO
    assert [block.html for block in report.body] == [
        "<p>First line.</p>",
        "<p>Second<br>paragraph.</p>",
    ]


def test_an_item_survives_a_round_trip_through_json():
    for name in ("story_1_3.json", "story_2_1.json", "event_3_1.json"):
        for item in sample(name):
            assert Item.model_validate_json(item.model_dump_json()) == item


def test_items_one_a_line_are_all_read():
    data = b'\xef\xbb\xbf{"uri": "urn:a"}\n{"uri": "urn:b"}\n'
    assert [item.uri for item in read_ninjs(data, folder=None)] == ["urn:a", "urn:b"]


def test_one_bad_item_does_not_cost_the_others():
    data = b'[{"uri": "urn:a"}, {"uri": "urn:b", "urgency": 12}, {"uri": "urn:c"}]'
    first, second, third = scan_ninjs(data, folder=None)
    assert (first.uri, third.uri) == ("urn:a", "urn:c")
    assert isinstance(second, WireError)
    assert (second.path, second.position) == ("$[1].urgency", 1)


def test_a_later_version_supersedes_an_earlier_one():
    ninth, tenth = one(version="9"), one(version="10")
    assert tenth.supersedes(ninth)
    assert not ninth.supersedes(tenth)
    early = one(version="1", versionCreated="2026-01-01T00:00:00Z")
    late = one(version="1", versionCreated="2026-01-01T01:30:00+01:00")
    assert late.supersedes(early)
    assert not late.supersedes(late)


# ---- Embargo and status ----


def test_an_embargo_is_kept_and_holds_until_it_ends():
    (item,) = sample("story_2_1.json")
    end = datetime(2026, 4, 2, 18, tzinfo=UTC)
    assert item.embargo.utc == end
    assert not item.may_be_published(end - timedelta(seconds=1))
    assert item.may_be_published(end)


@pytest.mark.parametrize(
    "embargo",
    ["tomorrow", "", None, 1767225600, "2026-13-01T00:00:00Z", "2026-01-01T00:00:00", [], {}],
)
@pytest.mark.parametrize("name", ["embargoed", "embargoedUntil"])
def test_an_embargo_that_cannot_be_read_withholds_the_item(name: str, embargo: Any):
    version = "2.2" if name == "embargoed" else "3.0"
    item = one(standard={"name": "ninjs", "version": version}, **{name: embargo})
    assert item.status is Status.WITHHELD
    assert item.embargo is None
    assert item.embargo_unreadable
    assert not item.may_be_published(datetime(2999, 1, 1, tzinfo=UTC))
    assert any("withheld" in note for note in item.notes)


def test_an_agencys_own_embargo_property_withholds_the_item():
    item = one(standard={"name": "OURNINJS", "version": "5"}, embargoForEurope="2026-01-01")
    assert item.status is Status.WITHHELD


def test_a_status_in_the_wrong_letters_is_refused_even_in_an_extension():
    standard = {"name": "OURNINJS", "version": "2.1"}
    created = "2026-01-01T00:00:00Z"
    dates = {"firstcreated": created, "versioncreated": created}
    assert "$.pubStatus" in refused({"standard": standard, "pubStatus": "withheld", **dates})


@pytest.mark.parametrize("status", [None, "Usable", "", 1])
def test_a_status_nobody_can_be_sure_of_is_refused(status: Any):
    assert "$.pubstatus" in refused({"versioncreated": "2026-01-01T00:00:00Z", "pubstatus": status})


def test_a_canceled_item_stays_canceled_whatever_its_embargo():
    assert one(pubStatus="canceled", embargoedUntil="?").status is Status.CANCELED


# ---- Files ----


def test_a_picture_beside_its_story_is_found(tmp_path: Path):
    (tmp_path / "harbour.jpg").write_bytes(b"jpeg")
    (item,) = sample("story_1_3.json", tmp_path)
    (rendition,) = item.renditions
    assert rendition.local_path == (tmp_path / "harbour.jpg").resolve()
    assert (rendition.mimetype, rendition.width) == ("image/jpeg", 1200)


def test_a_picture_inside_the_body_is_kept_with_its_caption(tmp_path: Path):
    (tmp_path / "pictures").mkdir()
    (tmp_path / "pictures" / "hall.jpg").write_bytes(b"jpeg")
    (item,) = sample("story_2_1.json", tmp_path)
    picture = item.pictures[-1]
    assert (picture.name, picture.item.caption) == ("body-1", "The hall at noon")
    assert picture.item.headline == "The hall"
    assert picture.item.embargo == item.embargo
    assert picture.item.renditions[0].local_path.name == "hall.jpg"


def test_no_address_leads_outside_the_folder(tmp_path: Path):
    folder = tmp_path / "in"
    folder.mkdir()
    secret = tmp_path / "secret.jpg"
    secret.write_bytes(b"secret")
    (folder / "link.jpg").symlink_to(secret)
    (folder / "ok.jpg").write_bytes(b"ok")
    hrefs = [
        "../secret.jpg",
        "%2e%2e/secret.jpg",
        str(secret),
        secret.as_uri(),
        "link.jpg",
        "..\\secret.jpg",
        "ok.jpg\x00",
        "/etc/passwd",
        ".",
        "x" * 3000,
        "http://[::1",
        "//host/ok.jpg",
    ]
    renditions = [{"name": str(at), "href": href} for at, href in enumerate([*hrefs, "ok.jpg"])]
    (item,) = read_ninjs(as_json({"renditions": renditions}), folder=folder)
    assert [each.local_path for each in item.renditions[:-1]] == [None] * len(hrefs)
    assert item.renditions[-1].local_path == (folder / "ok.jpg").resolve()


def test_only_web_addresses_are_kept():
    hrefs = ["javascript:alert(1)", "data:image/png;base64,AA", "ftp://h/x", "https://h/x?a=1&b=2"]
    item = one(renditions=[{"name": "r", "href": href} for href in hrefs])
    assert [each.href for each in item.renditions] == ["", "", "", "https://h/x?a=1&b=2"]


# ---- Repairs ----


def test_spoofed_and_broken_text_is_repaired():
    item = one(title="a\x00b\ud800c\u202edef\u2066 g\n h", by="e\u0301")
    assert item.title == "ab\ufffdcdef g h"
    assert item.byline == "é"


def test_nulls_count_as_absent_with_a_note():
    item = one(headlines=[{"value": "H"}], by=None)
    assert (item.headline, item.byline) == ("H", "")
    assert item.notes == ("'by' is null and counts as absent",)


def test_an_extension_is_read_and_its_own_properties_are_noted():
    item = one(standard={"name": "TTNINJS", "version": "2.1"}, foofoo=1)
    assert any("foofoo" in note for note in item.notes)


def test_a_body_only_in_nitf_still_gives_paragraphs():
    nitf = (
        "<nitf><head><title>T</title></head><body><body.head><hedline><hl1>H</hl1></hedline>"
        "</body.head><body.content><p>One</p><hl2>Two</hl2><p>Three</p></body.content></body></nitf>"
    )
    item = one(bodies=[{"contentType": "text/vnd.IPTC.NITF", "value": nitf}])
    assert [block.html for block in item.body] == ["<p>One</p>", "<h3>Two</h3>", "<p>Three</p>"]


@pytest.mark.parametrize(
    ("given_tag", "tag"),
    [
        ("ar", "ar"),
        ("AR-eg", "ar-EG"),
        ("zh_hant_tw", "zh-Hant-TW"),
        ("es-419", "es-419"),
        ("iw", "he"),
        ("de-1996", "de-1996"),
        ("English", None),
        ("e", None),
        ("en-", None),
    ],
)
def test_language_tags_are_normalised_and_kept_as_given(given_tag: str, tag: str | None):
    item = one(language=given_tag)
    assert (item.language, item.language_given) == (tag, given_tag)
    assert bool(item.notes) == (tag is None) or any("absolute" in note for note in item.notes)


def test_a_leap_second_is_read():
    item = one(versionCreated="2016-12-31T23:59:60Z")
    assert item.sent.utc == datetime(2016, 12, 31, 23, 59, 59, tzinfo=UTC)
