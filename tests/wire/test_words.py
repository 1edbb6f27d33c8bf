"""Whole words, whatever their case, accents or Arabic prefixes."""

from __future__ import annotations

import pytest

from broadsheet.wire.words import first_held, fold, holds, listed_words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("The Harbour opens", "harbour"),
        ("México aprueba", "mexico"),
        ("STRASSE gesperrt", "straße"),
        ("قالت الحكومة اليوم", "حكومة"),
        ("للحكومة خطة", "حكومة"),
        ("وبالحكومة الجديدة", "الحكومة"),
        ("مَدِينَة", "مدينه"),
        ("إلى أنقرة", "انقره"),
        ("٢٠٢٦ عام", "2026"),
        ("the second gate, of the port", "Gate of"),
    ],
)
def test_a_word_is_found_in_its_forms(text: str, words: str) -> None:
    assert holds(fold(text), words)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("reforming", "reform"),
        ("The harbours open", "harbour"),
        ("este año", "ano"),
        ("gate the second", "second gate"),
        ("anything", ""),
        ("anything", "?!"),
        ("الله", "له"),
    ],
)
def test_a_part_of_a_word_is_not_a_word(text: str, words: str) -> None:
    assert not holds(fold(text), words)


def test_lists_have_commas_of_both_scripts() -> None:
    assert listed_words("harbour, second gate، ميناء\n") == ["harbour", "second gate", "ميناء"]
    assert first_held(fold("في ميناء سالم"), ["harbour", "ميناء"]) == "ميناء"
