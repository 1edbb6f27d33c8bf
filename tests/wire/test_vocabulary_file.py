"""IPTC's file of Media Topics: what is read, and what is refused in one line."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from broadsheet.wire.errors import WireError
from broadsheet.wire.formats.media_topics import branch_of, media_topic, subject_code
from broadsheet.wire.formats.vocabulary import MAX_BYTES, read_vocabulary
from tests.shared_data import SHARED_DATA, needs_shared_data
from tests.wire.vocabularies import BOX_KITES, KITES, QUAYS, SAMPLE, concept, scheme


def _refusal(data: bytes) -> str:
    with pytest.raises(WireError) as caught:
        read_vocabulary(data)
    said = str(caught.value)
    assert "\n" not in said
    return said


def test_names_relations_and_matches_of_a_concept_are_read() -> None:
    file = read_vocabulary(SAMPLE.read_bytes())
    quays = file.records[QUAYS]
    assert quays.names["ar"] == "أرصفة ورافعات"
    assert quays.broader == ("04000000",)
    assert quays.retired is None
    assert file.released == datetime(2026, 1, 15, 12, tzinfo=UTC)


def test_swedish_under_a_tag_that_means_another_language_is_swedish() -> None:
    names = read_vocabulary(SAMPLE.read_bytes()).records[QUAYS].names
    assert names["sv"] == "kajer och kranar"
    assert "se" not in names


def test_a_broader_subject_code_is_no_match_and_neither_is_what_lies_elsewhere() -> None:
    assert read_vocabulary(SAMPLE.read_bytes()).records[QUAYS].matches == ("04015001",)


def test_closer_matches_come_first() -> None:
    told = concept(
        QUAYS,
        narrowMatch=["subj:04015002"],
        closeMatch=["http://cv.iptc.org/newscodes/subjectcode/04015001"],
        exactMatch=["https://cv.iptc.org/newscodes/subjectcode/04015003"],
    )
    found = read_vocabulary(scheme(told)).records[QUAYS]
    assert found.matches == ("04015003", "04015001", "04015002")


def test_a_retired_concept_says_in_a_note_or_by_a_relation_what_replaced_it() -> None:
    assert read_vocabulary(SAMPLE.read_bytes()).records[BOX_KITES].replaced_by == KITES
    related = concept(BOX_KITES, retired="2025-01-01T00:00:00Z", isReplacedBy=f"medtop:{QUAYS}")
    assert read_vocabulary(scheme(related)).records[BOX_KITES].replaced_by == QUAYS


@pytest.mark.parametrize(
    "note",
    ["use medtop:29000100 or medtop:29000200", "see also kites", "use medtop:29000210"],
    ids=["two are named", "none is named", "only itself is named"],
)
def test_a_note_that_does_not_name_one_other_topic_replaces_nothing(note: str) -> None:
    told = concept(BOX_KITES, retired="2025-01-01T00:00:00Z", note={"en-GB": note})
    assert read_vocabulary(scheme(told)).records[BOX_KITES].replaced_by == ""


def test_a_topic_in_use_is_not_replaced_by_one_that_its_note_names() -> None:
    told = concept(KITES, note={"en-GB": f"See also medtop:{QUAYS}"})
    assert read_vocabulary(scheme(told)).records[KITES].replaced_by == ""


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "the file is empty"),
        (b"[]", "one JSON object"),
        (b'{"uri": 7}', "“uri” and “conceptSet” are missing"),
        (b"<html>", "not JSON"),
        (b'{"uri": "x", "uri": "y"}', "stands twice"),
        (b"[" * 100_000, "too deep"),
        (scheme(concept(QUAYS), uri="http://cv.iptc.org/newscodes/genre/"), "another vocabulary"),
        (scheme(), "no concepts"),
        (scheme(concept(QUAYS), concept(QUAYS)), f"{QUAYS} stands twice"),
        (scheme(concept("1234567")), "conceptSet[0]: the concept is no Media Topic"),
        (scheme({"qcode": f"medtop:{QUAYS}"}), "conceptSet[0].prefLabel: the concept has no name"),
        (scheme(concept(QUAYS, prefLabel={"en": 7})), "conceptSet[0].prefLabel.en: a name is"),
        (scheme(concept(QUAYS, prefLabel={"!": "x"})), "is no language"),
        (scheme(concept(QUAYS, "x" * 201)), "at most 200"),
        (scheme(concept(QUAYS, broader=["medtop:x"])), "conceptSet[0].broader: 'medtop:x' is no"),
        (scheme(concept(QUAYS, broader={"a": 1})), "addresses are expected"),
        (scheme(concept(QUAYS, retired="soon")), "conceptSet[0].retired: 'soon' is no date"),
        (scheme(concept(QUAYS, exactMatch=["a"] * 51)), "50 are allowed"),
        (b'{"uri": "' + b"x" * MAX_BYTES, "bytes"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_no_vocabulary_is_refused_as_a_whole_in_one_line(data: bytes, said: str) -> None:
    assert said in _refusal(data)


@pytest.mark.parametrize(
    ("given", "topic", "code"),
    [
        ({"code": "medtop:20000574"}, "20000574", ""),
        ({"uri": "https://cv.iptc.org/newscodes/mediatopic/20000574"}, "20000574", ""),
        ({"code": "04015001", "scheme": "subj"}, "", "04015001"),
        ({"code": "subj:04015001"}, "", "04015001"),
        ({"uri": "http://cv.iptc.org/newscodes/subjectcode/04015001"}, "", "04015001"),
        ({"code": "04015001"}, "", "04015001"),
        ({"code": "20261127"}, "", ""),
        ({"code": "04015001", "scheme": "http://codes.example/"}, "", ""),
        ({"uri": "http://codes.example/2026/04015001"}, "", ""),
        ({"code": "٠٤٠١٥٠٠١"}, "", ""),
    ],
)
def test_a_code_is_of_the_vocabulary_that_its_scheme_says(
    given: dict[str, Any], topic: str, code: str
) -> None:
    assert (media_topic(**given), subject_code(**given)) == (topic, code)


def test_a_subject_code_stands_under_what_its_digits_say() -> None:
    assert branch_of("04015001") == ("04015001", "04015000", "04000000")
    assert branch_of("04000000") == ("04000000",)


@needs_shared_data
def test_iptcs_own_file_is_read_whole() -> None:
    file = read_vocabulary((SHARED_DATA / "iptc-mediatopics" / "KI-medtop.json").read_bytes())
    assert len(file.records) == 1154
    assert sum(record.retired is not None for record in file.records.values()) == 68
    assert sum("ar" in record.names for record in file.records.values()) == 1131
    # This release is older than the matches; what it does not say must not be taken away.
    assert not file.has_matches
    assert all(
        broader in file.records for record in file.records.values() for broader in record.broader
    )
