"""The vocabulary as a newsroom has loaded it: names, what is broader, what replaced what."""

from __future__ import annotations

from typing import Any

import pytest

from broadsheet.wire.formats.vocabulary import read_vocabulary
from broadsheet.wire.loading_vocabulary import Loaded, load_vocabulary, sort_items_anew
from broadsheet.wire.models import MediaTopic, Rule, Source, SubjectCode, TopicMatch
from broadsheet.wire.rules import Asked, fits
from broadsheet.wire.subjects import codes_of_item, named_subjects, nearest_codes, wanted_codes
from broadsheet.wire.vocabulary import Topic, Vocabulary, vocabulary
from tests.shared_data import SHARED_DATA, needs_shared_data
from tests.wire.sending import item_of, make_source, send
from tests.wire.vocabularies import BERTHS, BOX_KITES, KITES, QUAYS, concept, load, scheme

pytestmark = pytest.mark.django_db

SUBJ = "http://cv.iptc.org/newscodes/subjectcode/"


def about(*codes: str) -> Any:
    """An item with subjects, by QCode."""
    return item_of(subject=[{"name": "as sent", "code": code} for code in codes])


def held(source: Source, *codes: str) -> set[str]:
    """The codes an item stands under as it is received."""
    item = send(source, subject=[{"code": code} for code in codes]).item
    assert item is not None
    return set(item.subjects.values_list("code", flat=True))


def test_a_file_is_loaded_and_the_same_again_changes_nothing() -> None:
    assert load() == Loaded(added=6, changed=0, retired=1, unchanged=0)
    assert load() == Loaded(added=0, changed=0, retired=0, unchanged=6)
    assert TopicMatch.objects.count() == 3


def test_a_newer_release_changes_and_retires_and_takes_nothing_away() -> None:
    load()
    newer = concept(
        QUAYS,
        "quays",
        modified="2026-02-01T12:00:00+00:00",
        retired="2026-02-01T12:00:00+00:00",
        broader=["medtop:04000000"],
    )
    fresh = concept("29000300", "lighthouses")
    assert load(scheme(newer, fresh)) == Loaded(added=1, changed=1, retired=1, unchanged=0)
    topic = MediaTopic.objects.get(pk=QUAYS)
    assert (topic.names["en-GB"], topic.names["es"]) == ("quays", "muelles y grúas")
    assert MediaTopic.objects.filter(pk=KITES).exists()
    assert list(topic.matches.values_list("subject_code", flat=True)) == ["04015001"]


def test_an_older_release_goes_over_nothing_and_brings_the_languages_that_are_missing() -> None:
    load()
    older = concept(
        QUAYS,
        modified="2019-01-01T00:00:00+00:00",
        retired="2019-01-01T00:00:00+00:00",
        prefLabel={"en-GB": "old quays", "fr": "quais et grues"},
    )
    load(scheme(older))
    topic = MediaTopic.objects.get(pk=QUAYS)
    assert topic.names["en-GB"] == "quays and cranes"
    assert topic.names["fr"] == "quais et grues"
    assert topic.retired_at is None


def test_a_topic_that_is_taken_back_into_use_is_in_use() -> None:
    load()
    load(scheme(concept(BOX_KITES, "box kites", modified="2026-03-01T00:00:00+00:00")))
    assert vocabulary().resolve(BOX_KITES) == BOX_KITES


def test_a_file_that_cannot_be_read_to_its_end_changes_nothing() -> None:
    load()
    with pytest.raises(ValueError, match="stands twice"):
        load(scheme(concept(QUAYS, "other"), concept(QUAYS, "other")))
    assert vocabulary().name(QUAYS, "en") == "quays and cranes"


@pytest.mark.parametrize(
    ("code", "language", "name"),
    [
        (QUAYS, "ar", "أرصفة ورافعات"),
        (QUAYS, "es-mx", "muelles y grúas"),
        (BERTHS, "en", "grain berths"),
        (BERTHS, "en-us", "grain docks"),
        (BERTHS, "ar", ""),
        ("07000000", "ar", "الصحة"),
        ("07000000", "fr", ""),
        ("04000000", "en", "money matters"),
        (BOX_KITES, "es", "mañanas de cometas"),
        ("29999999", "en", ""),
    ],
)
def test_a_topic_is_named_in_the_language_asked_for_or_not_at_all(
    code: str, language: str, name: str
) -> None:
    load()
    assert vocabulary().name(code, language) == name


def test_one_script_of_a_language_is_no_name_in_another() -> None:
    known = Vocabulary([Topic(QUAYS, {"zh-hans": "码头", "pt-br": "cais"})])
    assert known.name(QUAYS, "zh-hant") == ""
    assert known.name(QUAYS, "pt") == "cais"


def test_without_a_vocabulary_the_first_level_has_names_of_our_own() -> None:
    assert vocabulary().name("17000000", "es") == "meteorología"
    assert vocabulary().name("17000000", "en") == "weather"
    assert len(vocabulary()) == 0


def test_what_is_asked_for_in_another_process_is_what_is_loaded_now(
    django_assert_num_queries: Any,
) -> None:
    load()
    vocabulary()
    with django_assert_num_queries(1):
        assert vocabulary().name(QUAYS, "en") == "quays and cranes"
    load(scheme(concept(QUAYS, "wharves", modified="2026-02-01T12:00:00+00:00")))
    with django_assert_num_queries(3):
        assert vocabulary().name(QUAYS, "en") == "wharves"


def test_replacements_that_lead_in_a_circle_lead_nowhere() -> None:
    known = Vocabulary(
        [Topic("29000001", replaced_by="29000002"), Topic("29000002", replaced_by="29000001")]
    )
    assert known.resolve("29000001") == "29000001"
    known = Vocabulary(
        [Topic("29000001", broader=("29000002",)), Topic("29000002", broader=("29000001",))]
    )
    assert known.line("29000001") == ("29000001", "29000002")


def test_an_item_stands_under_everything_broader() -> None:
    load()
    source = make_source()
    assert held(source, f"medtop:{BERTHS}") == {BERTHS, QUAYS, "04000000"}


def test_a_retired_topic_stands_under_what_replaced_it() -> None:
    load()
    assert held(make_source(), f"medtop:{BOX_KITES}") == {BOX_KITES, KITES, "10000000"}


def test_a_subject_code_goes_where_the_vocabulary_puts_it_and_not_where_its_digits_do() -> None:
    assert held(make_source(), "subj:15099001") == {"15099001", "15099000", "15000000"}
    load()
    assert held(make_source(), "subj:15099001") == {"15099001", "15099000", KITES, "10000000"}


def test_a_subject_code_without_a_match_stands_under_the_nearest_broader_one_that_has() -> None:
    load()
    assert held(make_source(), "subj:04015007") == {"04015007", "04015000", "04000000"}


def test_items_that_came_before_the_vocabulary_are_sorted_anew(
    django_assert_max_num_queries: Any,
) -> None:
    source = make_source()
    items = [send(source, subject=[{"code": f"medtop:{BERTHS}"}]).item for _ in range(12)]
    killed = send(source, "urn:k", subject=[{"code": f"medtop:{KITES}"}]).item
    send(source, "urn:k", version="2", pubstatus="canceled", subject=[])
    load()
    with django_assert_max_num_queries(16):
        assert sort_items_anew() == 13
    assert sort_items_anew() == 0
    codes = SubjectCode.objects.filter(item=items[-1]).values_list("code", flat=True)
    assert set(codes) == {BERTHS, QUAYS, "04000000"}
    assert set(killed.subjects.values_list("code", flat=True)) == {KITES, "10000000"}


@pytest.mark.parametrize(
    ("written", "sent"),
    [
        ("medtop:29000100", "medtop:29000110"),
        ("29000100", "subj:04015001"),
        ("subj:04015001", "medtop:29000110"),
        ("04015001", "subj:04015001"),
        ("04015000", "subj:04015001"),
        ("04000000", "medtop:29000110"),
        (f"medtop:{KITES}", f"medtop:{BOX_KITES}"),
        (f"medtop:{BOX_KITES}", f"medtop:{KITES}"),
        ("Quays and CRANES", "medtop:29000110"),
        ("muelles y gruas", "subj:04015001"),
        ("as sent", "own:1"),
    ],
)
def test_a_rule_is_for_items_of_both_vocabularies(written: str, sent: str) -> None:
    load()
    assert fits(Rule(subjects=f"sailing, {written}"), Asked(1, about(sent)))


@pytest.mark.parametrize(
    ("written", "sent"),
    [
        ("29000110", "medtop:29000100"),
        ("subj:04015007", "subj:04015008"),
        ("04015007", "subj:04015000"),
        ("15000000", "subj:15099001"),
        ("money matters", "medtop:29000200"),
        ("04000000", "own:04000000"),
    ],
)
def test_a_rule_is_not_for_what_is_broader_or_stands_elsewhere(written: str, sent: str) -> None:
    load()
    assert not fits(Rule(subjects=written), Asked(1, about(sent)))


def test_all_rules_together_ask_once_for_the_vocabulary(django_assert_num_queries: Any) -> None:
    load()
    vocabulary()
    asked = Asked(1, about(f"medtop:{BERTHS}"))
    with django_assert_num_queries(1):
        for number in range(30):
            fits(Rule(subjects=f"medtop:2900{number:04}"), asked)


def test_subjects_are_named_in_a_language_and_fall_back_to_what_was_sent() -> None:
    load()
    item = item_of(
        subject=[
            {"name": "Hafen", "code": f"medtop:{QUAYS}"},
            {"name": "Getreide", "code": f"medtop:{BERTHS}"},
            {"name": "beekeeping", "code": "x:1"},
            {"code": f"medtop:{BERTHS}"},
            {"code": "subj:04015001"},
        ]
    )
    found = named_subjects(item, "ar", vocabulary())
    assert [(each.name, each.code, each.sent) for each in found] == [
        ("أرصفة ورافعات", QUAYS, "Hafen"),
        ("Getreide", BERTHS, ""),
        ("beekeeping", "", ""),
        ("grain berths", BERTHS, ""),
    ]


def test_of_what_an_item_stands_under_the_narrowest_is_said() -> None:
    load()
    codes = codes_of_item(about(f"medtop:{BERTHS}", "subj:15099001"), vocabulary())
    assert nearest_codes(codes, vocabulary()) == [BERTHS, KITES]


def test_words_that_are_no_topic_mean_no_code() -> None:
    load()
    assert wanted_codes("beekeeping", vocabulary()) == frozenset()
    assert wanted_codes("", vocabulary()) == frozenset()


@needs_shared_data
def test_iptcs_own_file_names_every_topic_that_an_edition_is_sent() -> None:
    data = (SHARED_DATA / "iptc-mediatopics" / "KI-medtop.json").read_bytes()
    loaded = load_vocabulary(read_vocabulary(data))
    assert (loaded.added, loaded.retired) == (1154, 68)
    known = vocabulary()
    topics = known.topics()
    assert all(known.name(topic.code, "en") for topic in topics)
    tops = {known.line(topic.code)[-1] for topic in topics}
    assert len({code for code in tops if code < "18000000"}) == 17
    # One topic stands in its own line by way of two others: a line ends all the same.
    assert max(len(known.line(topic.code)) for topic in topics) < 12
    assert load_vocabulary(read_vocabulary(data)).unchanged == 1154
