"""Every word that readers see is there in each language the newsroom ships with."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po
from django.utils.translation import gettext, ngettext, override
from jinja2.ext import babel_extract
from tools.catalogues import LOCALE, compiled

from broadsheet.fronts.listed import KIND_LABELS
from broadsheet.stories.body_blocks import QuoteStatus
from broadsheet.stories.cards import reading_label
from broadsheet.stories.kinds import Kind

PACKAGE = LOCALE.parent
LANGUAGES = ("ar", "es")
CALLS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
}
#: Packages and modules whose words only the desk sees. A new file is the readers' until it is
#: listed here, so that nobody forgets a label.
DESK_PACKAGES = ("desk", "demo", "media", "people", "topics")
DESK_FILES = re.compile(
    r"/models/|/migrations/|stories/(body_blocks|byline_forms|checks|forms|panels|pick_many)\.py$"
    r"|editions/(menu_blocks|page_permissions)\.py$|config/settings\.py$"
)
_PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]")


def _public_python() -> list[Path]:
    return [
        path
        for path in sorted(PACKAGE.rglob("*.py"))
        if path.relative_to(PACKAGE).parts[0] not in DESK_PACKAGES
        and not DESK_FILES.search(f"/{path.relative_to(PACKAGE).as_posix()}")
    ]


def _messages() -> Iterator[tuple[str, str | tuple[str, ...]]]:
    """Where each message stands, and the message: a pair where it has a plural."""
    for path in sorted(PACKAGE.rglob("jinja2/**/*.html")):
        with path.open("rb") as file:
            for _line, _call, words, _comments in babel_extract(
                file, ("_", "gettext", "ngettext"), (), {"trim_blocks": "true"}
            ):
                yield path.name, words if isinstance(words, str) else _pair(words)
    for path in _public_python():
        for _line, words, _comments, _context in extract_from_file("python", path, CALLS):
            yield path.name, words
    for status in QuoteStatus:
        yield "QuoteStatus", _english(status.label)


def _pair(words: tuple[str | None, ...]) -> str | tuple[str, ...]:
    kept = tuple(word for word in words if word is not None)
    return kept[0] if len(kept) == 1 else kept


def _english(label: object) -> str:
    with override("en"):
        return str(label)


def _catalogue(language: str) -> Catalog:
    with (LOCALE / language / "LC_MESSAGES" / "django.po").open("rb") as file:
        return read_po(file, locale=language)


MESSAGES = sorted(set(_messages()), key=str)


def test_the_extractor_finds_words_of_templates_and_of_python() -> None:
    """Guards the test below against finding nothing."""
    found = {words for _place, words in MESSAGES}
    assert {"Skip to content", "All: %(label)s", "This page is gone", "Long reads"} <= found
    assert {"Your name", "Opinion", "Withdrawn", "Go to the front page"} <= found
    assert ("%(count)s picture", "%(count)s pictures") in found
    assert len(found) > 90


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_label_is_there_in_each_language(language: str) -> None:
    catalogue = _catalogue(language)
    missing = []
    for place, words in MESSAGES:
        message = catalogue.get(words if isinstance(words, str) else words[0])
        if message is None or message.fuzzy or not _is_whole(message, catalogue):
            missing.append(f"{place}: {words}")
    assert missing == []


def _is_whole(message, catalogue: Catalog) -> bool:
    if isinstance(message.id, str):
        return bool(message.string)
    return len(message.string) == catalogue.num_plurals and all(message.string)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_keeps_the_places_for_names_and_numbers(language: str) -> None:
    for message in _catalogue(language):
        if not message.id:
            continue
        if isinstance(message.id, str):
            wanted = sorted(_PLACEHOLDER.findall(message.id))
            assert sorted(_PLACEHOLDER.findall(message.string)) == wanted, message.id
        else:
            # "صورتان" needs no number, but no form may name a number that is not given.
            allowed = set(_PLACEHOLDER.findall(" ".join(message.id)))
            for form in message.string:
                assert set(_PLACEHOLDER.findall(form)) <= allowed, message.id


def test_no_arabic_label_holds_a_latin_letter() -> None:
    for message in _catalogue("ar"):
        for form in (message.string,) if isinstance(message.string, str) else message.string:
            if message.id:
                assert not re.search("[A-Za-z]", _PLACEHOLDER.sub("", form)), message.id


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_catalogue_keeps_words_that_nothing_says_any_more(language: str) -> None:
    said = {words if isinstance(words, str) else words[0] for _place, words in MESSAGES}
    for path in PACKAGE.rglob("*.py"):
        for _line, words, _comments, _context in extract_from_file("python", path, CALLS):
            said.add(words if isinstance(words, str) else words[0])
    kept = {
        message.id if isinstance(message.id, str) else message.id[0]
        for message in _catalogue(language)
        if message.id
    }
    assert kept - said == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_compiled_catalogue_is_that_of_its_source(language: str) -> None:
    source = LOCALE / language / "LC_MESSAGES" / "django.po"
    assert source.with_suffix(".mo").read_bytes() == compiled(source)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "label", [*(kind.label for kind in Kind), *KIND_LABELS.values()], ids=lambda label: str(label)
)
def test_a_label_changes_with_the_edition_s_language(language: str, label: object) -> None:
    with override(language):
        translated = str(label)
    same_word = {("es", "Blog")}
    assert translated != _english(label) or (language, translated) in same_word


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (1, "قراءة دقيقة واحدة"),
        (2, "قراءة دقيقتين"),
        (3, "قراءة ٣ دقائق"),
        (11, "قراءة ١١ دقيقة"),
        (100, "قراءة ١٠٠ دقيقة"),
    ],
)
def test_reading_time_takes_the_arabic_form_of_its_number(newsroom, minutes, words) -> None:
    edition = newsroom["ar"]
    edition.digits = "arab"
    with override("ar"):
        assert reading_label(edition, minutes) == words


def test_one_picture_is_one_picture_in_every_language() -> None:
    said = {}
    for language in ("en", *LANGUAGES):
        with override(language):
            said[language] = ngettext("%(count)s picture", "%(count)s pictures", 1) % {"count": 1}
    assert said == {"en": "1 picture", "ar": "صورة واحدة", "es": "1 imagen"}


def test_the_newsroom_s_words_win_over_those_of_its_libraries() -> None:
    """Wagtail translates “News”, “Author” and others, too, in its own sense."""
    with override("ar"):
        assert gettext("Author") == _catalogue("ar").get("Author").string
