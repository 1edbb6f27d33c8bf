"""Slugs keep their script, and always fit."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadsheet.kit.slugs import SLUG_BYTES, make_slug, slug_fits

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=300)
ARABIC = st.text(st.characters(min_codepoint=0x600, max_codepoint=0x6FF), max_size=300)


@pytest.mark.parametrize(
    ("headline", "slug"),
    [
        ("Some Story: The  Harbour's Second Berth!", "some-story-the-harbour-s-second-berth"),
        ("¿Qué pasó en Nueva York?", "que-paso-en-nueva-york"),
        ("مرفأُ بيروتَ يعودُ", "مرفأ-بيروت-يعود"),
        ("بـــيروت", "بيروت"),
        ("Straße", "straße"),
        ("  --  ", ""),
        ("🙂", ""),
        ("تقرير\u200f مهم", "تقرير-مهم"),
        ("a_b", "a-b"),
        ("किताब पढ़ो", unicodedata.normalize("NFC", "किताब-पढ़ो")),
        ("বাংলাদেশের খবর", "বাংলাদেশের-খবর"),
        ("שָׁלוֹם עולם", "שלום-עולם"),
        ("x\u0302 marks", "x-marks"),
        ("\u0301accent", "accent"),
    ],
)
def test_headlines_become_slugs(headline, slug):
    assert make_slug(headline) == slug


def test_a_decomposed_letter_is_put_together():
    assert make_slug("آب") == unicodedata.normalize("NFC", "آب")


def test_a_long_headline_is_cut_at_a_word():
    slug = make_slug("مرفأ بيروت " * 60)
    assert len(slug.encode()) <= SLUG_BYTES
    assert set(slug.split("-")) == {"مرفأ", "بيروت"}


@pytest.mark.parametrize("text_of", [TEXT, ARABIC], ids=["any", "Arabic"])
def test_a_slug_always_fits_and_making_it_again_changes_nothing(text_of):
    @given(text_of)
    def holds(text: str) -> None:
        slug = make_slug(text)
        assert slug_fits(slug)
        assert make_slug(slug) == slug
        assert slug == slug.strip("-")
        assert "--" not in slug
        assert not set(slug) & set(" /?#%&\\\"'<>\u200f")

    holds()


@given(TEXT, st.integers(1, 60))
def test_any_limit_is_kept(text, limit):
    assert len(make_slug(text, limit=limit).encode()) <= limit


def test_what_does_not_fit():
    assert not slug_fits("x" * 201)
    assert not slug_fits("ب" * 101)
    assert not slug_fits("e\u0301")
