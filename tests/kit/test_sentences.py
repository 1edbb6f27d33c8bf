"""Sentences that are kept now are read later, each in its reader's language."""

from __future__ import annotations

import json

import pytest

from broadsheet.kit.sentences import Sentence, Told, as_is

SPANISH = {
    "%(rule)s: refused, %(why)s": "%(rule)s: rechazado, %(why)s",
    "nothing was there": "no había nada",
    "it names %(this)s": "nombra %(otro)s",
}


def in_spanish(words: str) -> str:
    return SPANISH.get(words, words)


def test_a_sentence_in_a_sentence_is_told_in_one_language() -> None:
    sentence = Sentence(
        "%(rule)s: refused, %(why)s", {"rule": "100% sport", "why": Sentence("nothing was there")}
    )
    kept = Sentence.read(json.loads(json.dumps(sentence.kept())))
    assert str(kept) == "100% sport: refused, nothing was there"
    assert kept.told(in_spanish) == "100% sport: rechazado, no había nada"


def test_a_latin_name_does_not_turn_an_arabic_sentence_around() -> None:
    sentence = Sentence("%(rule)s: refused, %(why)s", {"rule": "Sport", "why": Sentence("no")})
    assert sentence.told(in_spanish, isolated=True) == "\u2068Sport\u2069: rechazado, no"


def test_what_others_wrote_is_told_as_it_is() -> None:
    assert as_is("50% (of %(x)s)").told(in_spanish) == "50% (of %(x)s)"
    assert str(Told("nothing was there")) == "nothing was there"


def test_a_translation_that_is_wrong_hides_nothing() -> None:
    assert Sentence("it names %(this)s", {"this": "x"}).told(in_spanish) == "it names x"


@pytest.mark.parametrize("kept", [None, "", [], {}, {"words": 3}, {"values": {}}, 7])
def test_what_is_no_sentence_says_nothing(kept: object) -> None:
    assert Sentence.read(kept).told(in_spanish) == ""
