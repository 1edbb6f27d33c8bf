"""The same report from two agencies is known, in Arabic too; other reports are not."""

import json
import random
import re
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from broadsheet.wire.likeness import ALIKE, alike, bands, fingerprint
from tests.shared_data import SHARED_DATA, needs_shared_data

REPORT = (
    "The second berth of the harbour opened on Monday after two years of work. Ferries will return "
    "to the island by the end of the month, the port authority said, and fares stay as they are."
)


def test_case_punctuation_and_figures_do_not_count():
    other = REPORT.upper().replace(".", " —").replace("two", "2")
    assert alike(fingerprint(REPORT + " 31 ships"), fingerprint(other + " 32 ships")) > 0.6
    assert fingerprint("Fares rise 5%!") == fingerprint("FARES RISE, 6")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("إلى الأمام", "الى الامام"),
        ("مدرسة", "مدرسه"),
        ("مستشفى", "مستشفي"),
        ("العــــربية", "العربية"),
        ("اِفتُتِحَ الرَّصيفُ", "افتتح الرصيف"),
        ("عام ٢٠٢٦ مضى", "عام 2027 مضى"),
    ],
)
def test_the_forms_of_arabic_letters_do_not_count(one: str, other: str):
    assert fingerprint(one) == fingerprint(other)


def test_a_text_without_words_is_like_nothing():
    assert fingerprint(" 42 — ") == ()
    assert alike((), fingerprint(REPORT)) == 0
    assert bands(()) == ()


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=400))
def test_every_text_is_like_itself_and_its_numbers_fit_a_database(text: str):
    print_ = fingerprint(text)
    assert alike(print_, print_) == (1 if print_ else 0)
    assert all(0 <= number < 2**63 for number in (*print_, *bands(print_)))
    assert len(print_) in (0, 64)
    assert len(bands(print_)) in (0, 16)


@needs_shared_data
@pytest.mark.parametrize("language", ["en", "ar", "es", "zh-Hans"])
def test_changed_copies_of_news_are_found_and_nothing_else_is(language: str):
    """Precision 1, recall 0.98: 80 stories, each beside all others and five changed copies."""
    rng = random.Random(7)
    lines = (SHARED_DATA / "news-texts/ntrex" / f"{language}.jsonl").read_text().splitlines()
    stories = [json.loads(line)["segments"] for line in lines]
    prints = [fingerprint(" ".join(story)) for story in stories]
    assert max(alike(*pair) for pair in combinations(prints, 2)) < ALIKE
    found = looked_up = copies = 0
    for story, original in zip(stories, prints, strict=True):
        for copy in _copies(story, rng):
            print_ = fingerprint(" ".join(copy))
            found += alike(original, print_) >= ALIKE
            looked_up += bool(set(bands(original)) & set(bands(print_)))
            copies += 1
    assert copies == 400
    assert found / copies > 0.98
    assert looked_up / copies > 0.97


def _copies(story: list[str], rng: random.Random) -> list[list[str]]:
    half = max(2, len(story) // 2)
    other_figures = [re.sub(r"\d", lambda _: str(rng.randrange(10)), each) for each in story]
    return [
        story[:half],
        [each for each in story if rng.random() < 0.7] or story,
        ["TUNIS, 5 May (Wakala) - ", *story],
        other_figures,
        [
            *story[1:],
            "Nothing of this paragraph was written by the agency that sent the first one.",
        ],
    ]
