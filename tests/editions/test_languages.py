"""What a language brings with it."""

from __future__ import annotations

import pytest
from babel import UnknownLocaleError

from broadsheet.editions.languages import (
    CONTENT_LANGUAGES,
    cldr_locale,
    direction_of,
    html_tag,
    own_name_of,
)


def test_every_language_we_offer_is_known_to_cldr():
    for tag, _name in CONTENT_LANGUAGES:
        assert cldr_locale(tag).language == tag.split("-")[0]
        assert own_name_of(tag)


@pytest.mark.parametrize(
    ("tag", "direction"),
    [("ar", "rtl"), ("fa", "rtl"), ("he", "rtl"), ("ur", "rtl"), ("en", "ltr"), ("zh-hans", "ltr")],
)
def test_direction(tag, direction):
    assert direction_of(tag) == direction


@pytest.mark.parametrize(
    ("tag", "name"), [("ar", "العربية"), ("es", "Español"), ("en", "English"), ("fa", "فارسی")]
)
def test_a_language_names_itself(tag, name):
    assert own_name_of(tag) == name


@pytest.mark.parametrize(
    ("tag", "written"),
    [("en", "en"), ("zh-hans", "zh-Hans"), ("pt-br", "pt-BR"), ("es-mx", "es-MX"), ("AR", "ar")],
)
def test_tags_are_written_as_html_wants_them(tag, written):
    assert html_tag(tag) == written


def test_an_unknown_variant_falls_back_on_its_language():
    assert cldr_locale("ar-XX").language == "ar"


def test_a_language_nobody_knows_is_refused():
    with pytest.raises(UnknownLocaleError):
        cldr_locale("xx")
