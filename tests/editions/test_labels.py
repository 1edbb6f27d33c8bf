"""Every label, of the readers' pages and of the desk, is there in each language we ship with."""

import re

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po
from django.utils.translation import gettext, ngettext, override, pgettext
from tools.catalogues import LOCALE, compiled
from tools.extract_labels import Label, labels, merge, read

from broadsheet.fronts.listed import KIND_LABELS
from broadsheet.stories.cards import reading_label
from broadsheet.stories.kinds import Kind

LANGUAGES = ("ar", "es")
_PLACEHOLDER = re.compile(r"%\(\w+\)(?:[sd]|\.\df)|%[sd]|\{\}")
#: Names that are written in Latin letters in Arabic, too: formats, standards, services, addresses.
LATIN_NAMES = {
    # Of formats that agencies send.
    *(
        "ETX",
        "GeoJSON",
        "JSON",
        "NewsComponent",
        "NewsItem",
        "RFC",
        "STX",
        "Schema",
        "UTF-16",
        "XML",
        "gzip",
        "ninjs",
        "windows-1252",
    ),
    *(
        "CSV",
        "AVIF",
        "GIF",
        "JPEG",
        "MP4",
        "PNG",
        "SVG",
        "WebM",
        "WebP",
        "H.264",
        "file.mp4",
        "webm",
        *("Alt", "Ctrl", "Enter", "Shift", "I", "K", "L", "Q", "Z"),
        *(
            "EXTM3U",
            "EXT-X-STREAM-INF",
            "EXT-X-TARGETDURATION",
            "HLS",
            "ffmpeg",
            "SubRip",
            "WebVTT",
            "UTF-8",
            "srt",
            "vtt",
        ),
    ),
    *(
        "HTTP",
        "SFTP",
        "WebSub",
        "Authorization",
        "Bearer",
        "http",
        "s",
        "subj",
        "es-MX",
        "j",
        "k",
    ),
    *("MP3", "M4A", "Ogg", "WAV", "mp3", "RSS"),
    *("CLDR", "IPTC", "Media", "Topics", "YouTube", "Vimeo", "Dailymotion"),
    *("ar", "en", "es", "ar-LB", "ar-EG", "Asia/Beirut", "rrggbb"),
    *("https", "region/africa", "english.example.org"),
}
_LATIN_NAME = re.compile(r"[A-Za-z][A-Za-z0-9]*(?:[./-][A-Za-z0-9]+)*")


def _english(label: object) -> str:
    with override("en"):
        return str(label)


def _catalogue(language: str) -> Catalog:
    with (LOCALE / language / "LC_MESSAGES" / "django.po").open("rb") as file:
        return read_po(file, locale=language)


def _forms(message: Message) -> tuple[str, ...]:
    return (message.string,) if isinstance(message.string, str) else tuple(message.string)


@pytest.fixture(scope="module")
def every_label() -> list[Label]:
    """The labels of the sources, collected once."""
    return labels()


def test_the_extractor_finds_words_of_templates_and_of_python(every_label: list[Label]) -> None:
    """Guards the tests below against finding nothing."""
    found = {label.words: label for label in every_label}
    readers = {"Skip to content", "All: %(label)s", "This page is gone", "Long reads", "Opinion"}
    desk = {"Sign in to the newsroom", "%(first)s–%(last)s of %(many)s", "Withdrawn", "standfirst"}
    assert readers | desk <= found.keys()
    assert found["%(count)s picture"].plural == "%(count)s pictures"
    assert {label.context for label in every_label if label.words == "Live"} == {
        None,
        "a live page",
        "the channel",
    }
    assert len(found) > 350


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_label_is_there_in_each_language(language: str, every_label: list[Label]) -> None:
    catalogue = _catalogue(language)
    missing = []
    for label in every_label:
        message = catalogue.get(label.words, label.context)
        if message is None or message.fuzzy or not _is_whole(message, label, catalogue):
            missing.append(f"{label.files[0]}: {label.words}")
    assert missing == [], "Run python -m tools.extract_labels, and translate what it names."


def _is_whole(message: Message, label: Label, catalogue: Catalog) -> bool:
    forms = _forms(message)
    return len(forms) == (catalogue.num_plurals if label.plural else 1) and all(forms)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_extractor_finds_nothing_that_a_catalogue_lacks_or_no_longer_needs(
    language: str, every_label: list[Label]
) -> None:
    kept = read(LOCALE / language / "LC_MESSAGES" / "django.po")
    before = {(entry.msgid, entry.msgid_plural, entry.msgctxt) for entry in kept}
    merge(kept, every_label)
    after = {(entry.msgid, entry.msgid_plural, entry.msgctxt) for entry in kept}
    assert before == after, "Run python -m tools.extract_labels."


def test_merging_keeps_translations_adds_what_is_new_and_drops_what_is_gone(tmp_path) -> None:
    po = tmp_path / "django.po"
    po.write_text(
        'msgid ""\nmsgstr "Plural-Forms: nplurals=3; plural=0;"\n\n'
        'msgid "Gone"\nmsgstr "Fuera"\n\nmsgid "Kept"\nmsgstr "Guardado"\n\n'
        'msgid "%(n)s now many"\nmsgstr "uno"\n\n#~ msgid "Old"\n#~ msgstr "Viejo"\n'
    )
    catalogue = read(po)
    merge(
        catalogue,
        [
            Label("New", "", "somewhere", ["a.py"]),
            Label("Kept", "", None, ["a.py", "b.html"]),
            Label("%(n)s now many", "%(n)s manies", None, ["b.html"]),
        ],
    )
    catalogue.save()
    new, old, many = read(po)
    assert (new.msgid, new.msgctxt, new.msgstr) == ("New", "somewhere", "")
    assert (old.msgid, old.msgstr) == ("Kept", "Guardado")
    assert old.occurrences == [("a.py", ""), ("b.html", "")]
    assert many.msgstr_plural == {0: "", 1: "", 2: ""}
    assert many.flags == ["python-format"]


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


def test_no_arabic_label_holds_a_latin_word_that_is_no_name() -> None:
    for message in _catalogue("ar"):
        for form in _forms(message) if message.id else ():
            words = set(_LATIN_NAME.findall(_PLACEHOLDER.sub("", form)))
            assert words <= LATIN_NAMES, message.id


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
    same_word = {("es", "Blog"), ("es", "Audio")}
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


@pytest.mark.parametrize(
    ("language", "channel", "story"),
    [("ar", "مباشر", "منشورة"), ("es", "En directo", "Publicada")],
)
def test_a_channel_and_a_story_are_live_in_different_words(language, channel, story) -> None:
    with override(language):
        assert (pgettext("the channel", "Live"), gettext("Live")) == (channel, story)
