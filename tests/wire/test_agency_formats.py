"""NewsML-G2, NewsML 1, NITF and IPTC 7901 become items."""

from datetime import UTC, datetime

import pytest

from broadsheet.wire.errors import WireError
from broadsheet.wire.formats.reading import read_any
from broadsheet.wire.item import ItemType, Status
from tests.wire.files import SAMPLES, only, refusal, sample

G2 = (
    '<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/" guid="urn:x:1" version="1">'
    "<itemMeta>{}</itemMeta><contentMeta><headline>H</headline></contentMeta></newsItem>"
)
NEWSML_1 = (
    "<NewsML><NewsItem><Identification><NewsIdentifier><ProviderId>x</ProviderId>"
    "<NewsItemId>1</NewsItemId></NewsIdentifier></Identification>"
    "<NewsManagement>{}</NewsManagement><NewsComponent/></NewsItem></NewsML>"
)
NITF = (
    "<nitf><head><docdata {}><doc-id id-string='urn:x:1'/>{}</docdata></head>"
    "<body><body.head><hedline><hl1>H</hl1></hedline></body.head></body></nitf>"
)


# ---- NewsML-G2 ----


def test_a_newsml_g2_text_keeps_what_an_editor_needs():
    item = sample("story_g2.xml").items[1]
    assert (item.uri, item.version) == ("urn:newsml:wakala.example:20260504:1", "3")
    assert (item.headline, item.byline, item.slugline) == (
        "افتتاح الرصيف الثاني",
        "رنا حداد",
        "PORT-BERTH",
    )
    assert item.embargo.local.isoformat() == "2026-05-05T06:00:00+03:00"
    assert not item.may_be_published(datetime(2026, 5, 5, 2, tzinfo=UTC))
    assert (item.urgency, item.located, item.language) == (2, "تونس", "ar")
    assert [block.kind for block in item.body] == ["paragraph", "quote", "list"]
    assert (item.signals, item.ed_note) == (("correction",), "Corrects the date of the opening")
    assert item.translation_of == ("urn:newsml:wakala.example:20260504:en",)
    assert item.rights.usage_terms == "Not for use in archives"


@pytest.mark.parametrize(
    ("qcode", "address"),
    [
        ("medtop:20000763", "http://cv.iptc.org/newscodes/mediatopic/20000763"),
        ("subj:04015001", "http://cv.iptc.org/newscodes/subjectcode/04015001"),
        ("scn:010100", "http://cv.iptc.org/newscodes/scene/010100"),
        ("aspfacet:x", "http://cv.iptc.org/newscodes/asportfacet/x"),
        ("iso3166-1a2:TN", "http://cvx.iptc.org/iso3166-1a2/TN"),
        ("wikidata:Q572", "http://www.wikidata.org/entity/Q572"),
        ("facet:x", ""),
        ("theirs:x", ""),
    ],
)
def test_an_alias_that_a_file_does_not_explain_is_iptcs_or_nobodys(qcode: str, address: str):
    subject = f"<headline>H</headline><subject qcode='{qcode}'/>"
    item = only(G2.format("").replace("<headline>H</headline>", subject))
    assert item.subjects[0].uri == address


def test_qcodes_become_addresses_and_names_are_in_the_items_language():
    item = sample("story_g2.xml").items[1]
    assert (item.subjects[0].topic_id, item.subjects[0].name) == ("20000763", "موانئ")
    assert item.objects[0].uri == "https://wakala.example/topics/berth"
    assert (item.places[0].name, item.places[0].latitude) == ("الميناء", 36.8)
    assert item.people[0].name == "عمر صالح"


def test_a_package_gives_its_text_the_pictures_beside_it_and_runs_in_no_circle():
    package, text, *_ = sample("story_g2.xml").items
    assert package.type is ItemType.COMPOSITE
    assert [each.name for each in package.associations] == ["main", "side", "side"]
    assert package.associations[2].item.partial
    (picture,) = text.pictures
    assert (picture.item.caption, picture.item.rights.credit_line) == (
        "Ferries",
        "Omar Saleh / WAK",
    )
    assert picture.item.renditions[0].width == 1600


def test_a_message_with_bad_items_gives_the_good_ones_and_says_why():
    message = sample("story_g2.xml")
    assert len(message.items) == 4
    assert message.items[3].status is Status.CANCELED
    assert [str(error) for error in message.errors] == [
        "@guid: the item has no identity that can be kept (NewsML-G2)",
        "itemMeta/pubStatus: 'perhaps' is no status that is known (NewsML-G2)",
    ]
    assert [error.position for error in message.errors] == [3, 5]


def test_events_and_planning_items_are_read():
    (event,) = sample("event_g2.xml").items
    assert (event.type, event.event.dates.expected_end) == (ItemType.EVENT, "2026-06")
    assert event.event.dates.start.offset_minutes == 60
    assert (event.places[0].longitude, event.event.organiser.name) == (10.2, "Port Authority")
    (planning,) = sample("planning_g2.xml").items
    (coverage,) = planning.planned_coverage
    assert (coverage.type, coverage.uri, coverage.word_count) == (
        ItemType.PICTURE,
        "urn:x:pic",
        100,
    )


def test_vocabularies_are_refused_with_the_reason():
    concept = (
        '<conceptItem guid="urn:x" xmlns="x"><concept><name>sport</name></concept></conceptItem>'
    )
    (error,) = read_any(concept.encode()).errors
    assert "vocabulary, not news" in str(error)
    (error,) = read_any(b'<catalogItem guid="urn:x"/>').errors
    assert "catalogue, not news" in str(error)


@pytest.mark.parametrize("embargo", ["", "tomorrow", "2026-05-05", "2026-05-05T06:00:00"])
def test_an_embargo_that_cannot_be_read_withholds_the_item(embargo: str):
    g2 = only(G2.format(f"<embargoed>{embargo}</embargoed>"))
    change = f"<FutureStatus FormalName='Usable'/><DateAndTime>{embargo}</DateAndTime>"
    newsml = only(
        NEWSML_1.format(
            f"<Status FormalName='Embargoed'/><StatusWillChange>{change}</StatusWillChange>"
        )
    )
    nitf = only(NITF.format("", f"<date.release norm='{embargo}'/>"))
    for item in (g2, newsml, nitf):
        assert item.status is Status.WITHHELD
        assert item.embargo is None
        assert embargo in item.embargo_unreadable
        assert not item.may_be_published(datetime(2999, 1, 1, tzinfo=UTC))


def test_an_item_under_embargo_without_a_date_is_withheld():
    assert only(NEWSML_1.format("<Status FormalName='Embargoed'/>")).embargo_unreadable
    assert only(NITF.format("management-status='embargoed'", "")).embargo_unreadable


# ---- NewsML 1 ----


def test_newsml_1_keeps_what_an_editor_needs_though_its_letters_are_old():
    item = sample("story_newsml_1.xml").items[0]
    assert (item.uri, item.version) == ("urn:newsml:puerto.example:20260504:MUELLE", "2")
    assert (item.headline, item.byline, item.located) == (
        "Abre el segundo muelle",
        "Por Inés Ríos",
        "Cartagena",
    )
    assert item.body_html.startswith("<p>El muelle abrió el lunes.</p><table>")
    assert item.summary == "Volvieron los transbordadores."
    assert (item.status, item.embargo.utc.hour) == (Status.USABLE, 4)
    assert (item.urgency, item.keywords, item.provider) == (4, ("puertos",), "AP")
    (picture,) = item.pictures
    assert (picture.item.caption, picture.item.rights.credit_line) == (
        "El muelle nuevo",
        "Luis Paz / AP",
    )
    assert picture.item.renditions[0].width == 640


def test_an_instruction_kills_and_an_item_without_identity_is_refused():
    document = sample("story_newsml_1.xml")
    killed = document.items[1]
    assert (killed.uri, killed.status) == (
        "urn:newsml:puerto.example:20260501:FALSO",
        Status.CANCELED,
    )
    assert "no identity" in str(document.errors[0])


def _changes(management: str) -> str:
    """A revision that sends only what changed."""
    return NEWSML_1.format(management).replace(
        "<NewsComponent/>",
        '<Update><Replace DuidRef="hl"><HeadLine>New</HeadLine></Replace></Update>',
    )


def test_changes_alone_are_refused_rather_than_taken_for_the_story():
    (refused,) = read_any(_changes("<Status FormalName='Usable'/>").encode()).entries
    assert isinstance(refused, WireError)
    assert "only changes to an earlier revision were sent" in str(refused)
    numbered = _changes("<Status FormalName='Usable'/>").replace(
        "</NewsItemId>",
        '</NewsItemId><RevisionId PreviousRevision="3" Update="U">4</RevisionId>',
    )
    (refused,) = read_any(numbered.encode()).entries
    assert "only changes to revision '3' were sent" in str(refused)
    assert "ask the agency for the whole item" in str(refused)


@pytest.mark.parametrize(
    "management",
    [
        "<Status FormalName='Withheld'/>",
        "<Status FormalName='Embargoed'/>",
        "<Status FormalName='Embargoed'/><StatusWillChange><FutureStatus FormalName='Usable'/>"
        "<DateAndTime>20260101T000000Z</DateAndTime></StatusWillChange>",
    ],
    ids=["withheld", "without an end", "with an end that is over"],
)
def test_changes_that_withhold_a_story_withhold_it_until_it_is_sent_whole(management: str):
    item = only(_changes(management))
    assert (item.status, item.partial, item.signals) == (Status.WITHHELD, True, ("update",))


def test_changes_that_kill_a_story_kill_it():
    item = only(_changes("<Status FormalName='Canceled'/>"))
    assert item.status is Status.CANCELED


# ---- NITF ----


def test_nitf_keeps_what_an_editor_needs():
    (item,) = sample("story_nitf.xml").items
    assert (item.uri, item.version, item.format_version) == ("urn:pw:berth", "4", "3.4")
    assert (item.headline, item.byline, item.located) == (
        "Second berth opens",
        "Rana Haddad",
        "Tunis",
    )
    assert item.summary == "Ferries are back."
    assert (item.embargo.utc.day, item.expires.utc.month) == (5, 6)
    kinds = ["paragraph", "heading", "paragraph", "quote", "list", "table"]
    assert [block.kind for block in item.body] == kinds
    assert item.subjects[0].code == "04015001"
    assert (item.people[0].name, item.signals) == ("Rana Haddad", ("correction",))
    (picture,) = item.pictures
    assert (picture.item.caption, picture.item.rights.credit_line) == ("The ferry", "Omar Saleh")
    assert "pw.example" not in item.body_html


@pytest.mark.parametrize("kind", ["kill", "Withdrawal"])
def test_a_message_to_editors_kills(kind: str):
    assert only(NITF.format("", f"<ed-msg msg-type='{kind}'/>")).status is Status.CANCELED


def test_an_unknown_status_is_refused():
    assert "no status that is known" in refusal(NITF.format("management-status='perhaps'", ""))


# ---- IPTC 7901 ----


def test_an_arabic_wire_of_the_old_kind_is_read_from_its_code_page():
    (item,) = sample("story_7901.txt").items
    assert item.uri == "urn:iptc7901:wak:0042:20260504"
    assert (item.headline, item.slugline) == ("افتتاح الرصيف الثاني", "MINA-OUVERTURE")
    assert [block.text[:8] for block in item.body] == ["تونس 4 م", "وعادت ال"]
    assert (item.urgency, item.provider) == (2, "WAK")
    assert item.sent.utc == datetime(2026, 5, 4, 15, 45, tzinfo=UTC)
    assert "cp1256, by its words" in " ".join(item.notes)


def test_anpa_messages_in_one_file_are_read_each_and_a_kill_kills():
    story, kill = sample("story_anpa.txt").items
    assert (story.slugline, story.urgency) == ("bc-harbour", 3)
    assert [block.text for block in story.body] == [
        "The second berth opened on Monday, the port said.",
        "Ferries returned.",
    ]
    assert (kill.status, kill.signals) == (Status.CANCELED, ("kill",))


def test_a_message_without_an_end_is_marked_and_one_without_a_header_refused():
    item = only(b"\x01ABC0001 4 S 10 CUP\r\n\x02The final is off.\r\nRain fell.")
    assert item.partial
    (error,) = read_any(b"\x01???\x02Text\x03").errors
    assert "header cannot be read" in str(error)


def test_code_pages_named_by_the_sender_count():
    data = "\x01ABC0001 4 S 10 CUP\r\n\x02Čtyři góly padly.\r\n\x03".encode("cp1250")
    assert only(data, content_type="text/plain; charset=windows-1250").body[0].text[:5] == "Čtyři"


# ---- The door ----


def test_lying_content_types_change_nothing():
    for name in ("story_g2.xml", "feed_es.json", "story_nitf.xml", "story_newsml_1.xml"):
        data = (SAMPLES / name).read_bytes()
        for lie in ("", "text/html", "application/json; charset=utf-16", "image/png"):
            told = read_any(data, content_type=lie)
            assert told.items == read_any(data).items
