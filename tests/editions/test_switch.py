"""From one edition to another: to the same story where there is one, else not without a word."""

from __future__ import annotations

import pytest

from broadsheet.stories.models import Story
from tests.newsroom import make_story, section_of
from tests.readers.reading import alternates_of, page_of, switch_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def english_story(newsroom):
    return make_story(section_of(newsroom["en"], "politics"), "Grain again")


def translate(newsroom, story, headline: str = "عودة القمح", **fields) -> Story:
    return make_story(
        section_of(newsroom["ar"], "politics"),
        headline,
        translation_key=story.translation_key,
        **fields,
    )


def leads_to_front(entry) -> bool:
    return entry.name == "button"


def test_the_switch_leads_to_the_same_story(reader, newsroom, english_story):
    arabic = translate(newsroom, english_story)
    page = page_of(reader.get(english_story.url))
    switch = switch_of(page)
    assert switch["ar"]["href"] == arabic.url
    assert (switch["ar"]["dir"], switch["ar"]["hreflang"]) == ("rtl", "ar")
    assert switch["en"]["aria-current"] == "true"
    assert switch_of(page_of(reader.get(arabic.url)))["en"]["href"] == english_story.url


def test_without_a_translation_it_says_so_in_that_language_first(reader, newsroom, english_story):
    page = page_of(reader.get(english_story.url))
    button = switch_of(page)["ar"]
    assert leads_to_front(button)
    assert button.get_text() == "العربية"
    notice = page.find(id=button["popovertarget"])
    assert notice.div["lang"] == "ar"
    assert notice.p.get_text() == "هذه الصفحة غير متاحة بهذه اللغة."
    assert notice.a["href"] == "/ar/"
    assert notice.a.get_text() == "إلى الصفحة الأولى"


def test_alternates_are_the_same_on_both_sides_and_name_themselves(reader, newsroom, english_story):
    arabic = translate(newsroom, english_story)
    wanted = {
        "en": "http://testserver/en/news/politics/grain-again/",
        "ar": "http://testserver/ar/news/سياسة/عودة-القمح/",
    }
    assert alternates_of(page_of(reader.get(english_story.url))) == wanted
    assert alternates_of(page_of(reader.get(arabic.url))) == wanted


def test_a_story_of_one_edition_has_no_alternates(reader, english_story):
    assert alternates_of(page_of(reader.get(english_story.url))) == {}


def test_a_draft_is_no_translation(reader, newsroom, english_story):
    translate(newsroom, english_story, live=False)
    page = page_of(reader.get(english_story.url))
    assert alternates_of(page) == {}
    assert leads_to_front(switch_of(page)["ar"])


def test_a_translation_taken_down_is_none_until_it_is_back(reader, newsroom, english_story):
    arabic = translate(newsroom, english_story)
    arabic.unpublish()
    page = page_of(reader.get(english_story.url))
    assert alternates_of(page) == {}
    assert leads_to_front(switch_of(page)["ar"])
    Story.objects.get(pk=arabic.pk).save_revision().publish()
    assert alternates_of(page_of(reader.get(english_story.url))).keys() == {"en", "ar"}


def test_another_story_of_the_same_headline_is_no_translation(reader, newsroom, english_story):
    make_story(section_of(newsroom["ar"], "politics"), "Grain again")
    assert alternates_of(page_of(reader.get(english_story.url))) == {}


def test_fronts_and_sections_are_each_other_s_translations(reader, newsroom):
    for english, arabic in (
        ("/en/", "/ar/"),
        ("/en/news/", "/ar/news/"),
        ("/en/news/politics/", "/ar/news/سياسة/"),
        ("/en/authors/", "/ar/authors/"),
        ("/en/live/", "/ar/live/"),
    ):
        wanted = {"en": f"http://testserver{english}", "ar": f"http://testserver{arabic}"}
        assert alternates_of(page_of(reader.get(english))) == wanted
        assert alternates_of(page_of(reader.get(arabic))) == wanted


def test_a_section_that_one_edition_took_down_is_no_translation(reader, newsroom):
    section_of(newsroom["ar"], "economy").unpublish()
    assert alternates_of(page_of(reader.get("/en/news/economy/"))) == {}
