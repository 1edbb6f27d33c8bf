"""How long a text takes to read."""

from __future__ import annotations

import pytest

from broadsheet.kit.reading_time import WORDS_A_MINUTE, count_words, reading_minutes


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", 0),
        ("The harbour's second berth", 4),
        ("a well-known — story", 3),
        ("مرفأ بيروت يعود", 3),
        ("مَرفأُ بَيروت", 2),
        ("किताब पढ़ो", 2),
    ],
)
def test_words_are_counted(text, words):
    assert count_words(text) == words


def test_an_empty_story_takes_a_minute():
    assert reading_minutes("", "en") == 1


@pytest.mark.parametrize(("language", "minutes"), [("en", 2), ("ar", 4), ("xx", 3), ("en-GB", 2)])
def test_languages_are_read_at_their_own_speed(language, minutes):
    assert reading_minutes("word " * 500, language) == minutes


def test_japanese_and_chinese_are_counted_in_characters():
    assert reading_minutes("字" * 714, "ja") == 2
    assert reading_minutes("字。" * 510, "zh-hans") == 2


def test_a_text_a_little_over_a_minute_is_still_one_minute():
    assert reading_minutes("word " * (WORDS_A_MINUTE["en"] + 20), "en") == 1
