"""What the newsroom learns from a file: the agency's words, whatever they were written with."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta, timezone
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from broadsheet.media.metadata import NAME_LENGTH, TEXT_LENGTH, PictureMetadata, read_metadata
from tests.media.samples import (
    IPTC_UTF8,
    exif_bytes,
    language_choice,
    picture_bytes,
    with_iim,
    xmp_packet,
)
from tests.shared_data import SHARED_DATA, needs_shared_data


def read(data: bytes) -> PictureMetadata:
    return read_metadata(BytesIO(data))


def test_an_agency_picture_brings_its_words_and_its_rights():
    found = read(
        with_iim(
            picture_bytes(),
            [
                (1, 90, IPTC_UTF8),
                (2, 105, "ميناء بيروت".encode()),
                (2, 120, b"Workers unload\r\ngrain."),
                (2, 80, b"Lina Haddad"),
                (2, 110, b"AFP"),
                (2, 115, b"AFP"),
                (2, 116, b"\xc2\xa9 AFP 2026"),
                (2, 55, b"20260517"),
                (2, 60, b"192900+0300"),
                (2, 25, b"port"),
                (2, 25, b"grain"),
                (2, 90, b"Beirut"),
                (2, 101, b"Lebanon"),
            ],
        )
    )
    assert found == PictureMetadata(
        title="ميناء بيروت",
        caption="Workers unload grain.",
        creators=("Lina Haddad",),
        credit="AFP",
        source="AFP",
        copyright_notice="© AFP 2026",
        created=datetime(2026, 5, 17, 19, 29, tzinfo=timezone(timedelta(hours=3))),
        keywords=("port", "grain"),
        city="Beirut",
        country="Lebanon",
    )
    assert found.credit_line == "Lina Haddad/AFP"


def test_xmp_brings_the_text_alternative_and_the_terms():
    packet = xmp_packet(
        language_choice("dc:description", fr="Le port", x_default="The port")
        + language_choice("Iptc4xmpCore:AltTextAccessibility", en_US="Cranes over a quay")
        + language_choice("xmpRights:UsageTerms", x_default="Editorial use only")
        + language_choice("dc:rights", x_default="© Reuters")
        + "<dc:creator><rdf:Seq><rdf:li>A. One</rdf:li><rdf:li>B. Two</rdf:li></rdf:Seq>"
        + "</dc:creator>"
        + "<photoshop:Credit>REUTERS</photoshop:Credit>"
        + "<photoshop:DateCreated>2026-05-17T19:29:30.5Z</photoshop:DateCreated>"
    )
    for form in ("JPEG", "WEBP", "AVIF"):
        found = read(picture_bytes(form=form, xmp=packet))
        assert found.caption == "The port", form
        assert found.alt == "Cranes over a quay"
        assert found.usage_terms == "Editorial use only"
        assert found.copyright_notice == "© Reuters"
        assert found.credit_line == "A. One, B. Two/REUTERS"
        assert found.created == datetime(2026, 5, 17, 19, 29, 30, tzinfo=UTC)


def test_xmp_properties_may_be_attributes():
    packet = xmp_packet("").replace(b'rdf:about=""', b'rdf:about="" photoshop:Credit="dpa"')
    assert read(picture_bytes(xmp=packet)).credit == "dpa"


def test_exif_is_the_last_resort_and_its_place_is_not_read():
    found = read(picture_bytes(exif=exif_bytes(description="A quay", artist="L. Haddad;B. Two")))
    assert found.caption == "A quay"
    assert found.creators == ("L. Haddad", "B. Two")
    assert found.created == datetime(2026, 5, 17, 16, 29, tzinfo=UTC)
    assert "33" not in repr(found)


def test_what_a_camera_writes_is_not_a_caption():
    assert read(picture_bytes(exif=exif_bytes(description="OLYMPUS DIGITAL CAMERA"))).caption == ""


@pytest.mark.parametrize(
    ("charset", "raw", "text"),
    [
        (b"", "Café".encode("latin-1"), "Café"),
        (b"", "Café".encode(), "Café"),
        (IPTC_UTF8, "Café".encode()[:-1], "Caf"),
        (b"\x1b-G", "بيروت".encode("iso-8859-6"), "بيروت"),
    ],
    ids=["Latin-1", "UTF-8 undeclared", "UTF-8 cut inside a letter", "ISO 8859-6"],
)
def test_old_alphabets_are_read(charset, raw, text):
    fields = [(1, 90, charset)] if charset else []
    assert read(with_iim(picture_bytes(), [*fields, (2, 120, raw)])).caption == text


def test_iim_that_was_written_after_the_xmp_wins():
    packet = xmp_packet("<photoshop:Credit>old</photoshop:Credit>")
    jpeg = picture_bytes(xmp=packet)
    record = b"\x1c\x02\x6e\x00\x03new"
    fields = [(2, 110, b"new")]
    assert read(with_iim(jpeg, fields)).credit == "old"
    same = hashlib.md5(record).digest()
    assert read(with_iim(jpeg, fields, digest=same)).credit == "old"
    assert read(with_iim(jpeg, fields, digest=b"x" * 16)).credit == "new"


@pytest.mark.parametrize(
    ("creators", "credit", "source", "line"),
    [
        (("Lina Haddad",), "AFP", "", "Lina Haddad/AFP"),
        (("Lina Haddad",), "Lina Haddad/AFP", "", "Lina Haddad/AFP"),
        (("LINA HADDAD",), "Lina Haddad", "", "Lina Haddad"),
        (("Lina Haddad (AFP)",), "AFP", "", "Lina Haddad (AFP)"),
        ((), "", "AFP", "AFP"),
        (("Lina Haddad",), "", "AFP", "Lina Haddad/AFP"),
        (("Lina Haddad",), "", "", "Lina Haddad"),
        (("Ana",), "Anadolu", "", "Ana/Anadolu"),
        ((), "", "", ""),
    ],
)
def test_the_credit_line_says_nobody_twice(creators, credit, source, line):
    metadata = PictureMetadata(creators=creators, credit=credit, source=source)
    assert metadata.credit_line == line


@pytest.mark.parametrize(
    "date", [b"00000000", b"20261345", b"never", b"2026"], ids=["zero", "month 13", "word", "short"]
)
def test_a_date_that_is_none_is_no_date(date):
    assert read(with_iim(picture_bytes(), [(2, 55, date)])).created is None


def test_texts_are_capped_and_tidied():
    long = b"word " * 10_000
    packet = xmp_packet(
        f"<photoshop:Headline>\u202e{'x' * 5000}</photoshop:Headline>"
        "<dc:subject><rdf:Bag>" + "<rdf:li>k</rdf:li>" * 2000 + "</rdf:Bag></dc:subject>"
    )
    found = read(with_iim(picture_bytes(xmp=packet), [(2, 120, long[:30_000])]))
    assert len(found.caption) <= TEXT_LENGTH
    assert found.title == "x" * NAME_LENGTH
    assert found.keywords == ("k",)


@pytest.mark.parametrize(
    "packet",
    [
        b"<not xml",
        b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><x>&b;</x>',
        b'<!DOCTYPE x SYSTEM "file:///etc/passwd"><x/>',
        b"<a>" * 20_000,
    ],
    ids=["broken", "entities", "file", "deep"],
)
def test_hostile_xmp_is_no_metadata_and_hides_no_other(packet):
    found = read(with_iim(picture_bytes(xmp=packet), [(2, 110, b"AFP")]))
    assert found == PictureMetadata(credit="AFP")


def test_the_file_stays_where_it_was():
    file = BytesIO(picture_bytes())
    file.seek(7)
    read_metadata(file)
    assert file.tell() == 7


@given(st.binary(max_size=400))
@settings(max_examples=200, deadline=None)
def test_no_bytes_can_make_it_fail(noise):
    jpeg = picture_bytes()
    read(noise)
    block = b"Photoshop 3.0\x00" + noise
    size = (len(block) + 2).to_bytes(2, "big")
    read(jpeg[:2] + b"\xff\xed" + size + block + jpeg[2:])
    read(picture_bytes(xmp=b"<" + noise))


@needs_shared_data
def test_files_of_others_are_read():
    folder = SHARED_DATA / "images" / "iptc-xmp"
    found = {path.name: read(path.read_bytes()) for path in sorted(folder.iterdir())}
    assert found["IPTC.jpg"].credit_line == "Phil Harvey/My Credit"
    assert found["IPTC.jpg"].city == "Kingston"
    assert found["PhotoMechanic.jpg"].caption == "Caption"
    assert found["GPS.jpg"].copyright_notice == "ian Britton - FreeFoto.com"
    assert found["XMP.jpg"].copyright_notice == "Copyright 2004 Phil Harvey"
    assert found["pillow-iptc.jpg"].city == "Budapest"


@needs_shared_data
def test_hostile_files_of_others_raise_nothing():
    for path in sorted((SHARED_DATA / "images").rglob("*.*")):
        read(path.read_bytes())
