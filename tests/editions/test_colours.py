"""Contrast as WCAG 2.2 measures it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadsheet.editions.colours import contrast_ratio
from broadsheet.editions.models.edition import PAPERS, USUAL_ACCENTS

COLOUR = st.integers(0, 0xFFFFFF).map("#{:06x}".format)


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [
        ("#000000", "#ffffff", 21),
        ("#ffffff", "#ffffff", 1),
        ("#777777", "#ffffff", 4.48),
        ("#767676", "#FFFFFF", 4.54),
        ("#ff0000", "#ffffff", 4.0),
    ],
)
def test_known_contrasts(one, other, ratio):
    assert contrast_ratio(one, other) == pytest.approx(ratio, abs=0.01)


def test_our_own_accents_can_be_read_on_our_papers():
    for accent, paper in zip(USUAL_ACCENTS, PAPERS, strict=True):
        assert contrast_ratio(accent, paper) >= 4.5


@given(COLOUR, COLOUR)
def test_contrast_has_no_direction(one, other):
    assert contrast_ratio(one, other) == contrast_ratio(other, one)
    assert 1 <= contrast_ratio(one, other) <= 21


@pytest.mark.parametrize("colour", ["", "red", "#fff", "#ggggggg", "#gggggg", "ffffff#", "#+1+1+1"])
def test_what_is_no_colour_is_refused(colour):
    with pytest.raises(ValueError):
        contrast_ratio(colour, "#ffffff")
