"""Addresses are promises: what moved redirects, what was taken down says so."""

from __future__ import annotations

import unicodedata
from urllib.parse import quote, unquote

import pytest
from django.db.models import ProtectedError

from broadsheet.editions.models import RemovedAddress, Section
from broadsheet.stories.models import Story
from tests.newsroom import make_story, section_of
from tests.readers.reading import headlines_of, meta_of, page_of
from tests.readers.writing import change_story

pytestmark = pytest.mark.django_db


@pytest.fixture
def economy(english):
    return section_of(english, "economy")


@pytest.fixture(autouse=True)
def commits(django_capture_on_commit_callbacks):
    """What waits for a commit happens at once: each test is one transaction."""
    return django_capture_on_commit_callbacks


def move(story: Story, section: Section) -> Story:
    Story.objects.get(pk=story.pk).move(Section.objects.get(pk=section.pk), pos="last-child")
    return Story.objects.get(pk=story.pk)


def redirect_of(response) -> str:
    assert response.status_code == 301, response.status_code
    return unquote(response["Location"])


def test_a_story_moved_to_another_section_redirects(reader, politics, economy):
    story = make_story(politics, "Grain again")
    old = story.url
    story = move(story, economy)
    assert redirect_of(reader.get(old)) == "/en/news/economy/grain-again/"
    assert page_of(reader.get(story.url)).select_one(".kicker a")["href"] == "/en/news/economy/"


def test_a_moved_story_is_listed_in_its_new_section_only(reader, politics, economy):
    move(make_story(politics, "Grain again"), economy)
    assert headlines_of(page_of(reader.get("/en/news/politics/"))) == []
    assert headlines_of(page_of(reader.get("/en/news/economy/"))) == ["Grain again"]


def test_a_changed_slug_redirects(reader, politics, commits):
    story = make_story(politics, "Grain again")
    with commits(execute=True):
        change_story(story, slug="grain-once-more")
    target = redirect_of(reader.get("/en/news/politics/grain-again/"))
    assert target == "/en/news/politics/grain-once-more/"


def test_a_chain_of_moves_redirects_in_one_hop(reader, politics, economy, english, commits):
    story = make_story(politics, "Grain again")
    story = move(story, economy)
    with commits(execute=True):
        story = change_story(story, slug="grain-2")
    story = move(story, section_of(english, "opinion"))
    for old in ("politics/grain-again", "economy/grain-again", "economy/grain-2"):
        assert redirect_of(reader.get(f"/en/news/{old}/")) == "/en/articles/opinion/grain-2/"


def test_a_story_moved_back_is_served_where_it_was(reader, politics, economy):
    story = make_story(politics, "Grain again")
    old = story.url
    story = move(move(story, economy), politics)
    assert story.url == old
    page_of(reader.get(old))
    assert redirect_of(reader.get("/en/news/economy/grain-again/")) == old


def test_a_redirect_is_not_kept_for_ever_by_browsers(reader, politics, economy):
    """Else a story that moves back would lead its readers in a circle."""
    story = make_story(politics, "Grain again")
    old = story.url
    move(story, economy)
    assert "max-age=60" in reader.get(old)["Cache-Control"]


def test_a_section_that_moves_takes_its_stories_along(reader, english, politics, commits):
    story = make_story(politics, "Grain again")
    draft = make_story(politics, "Never out", live=False)
    with commits(execute=True):
        politics.slug = "parliament"
        politics.save_revision().publish()
    target = "/en/news/parliament/grain-again/"
    assert redirect_of(reader.get("/en/news/politics/grain-again/")) == target
    assert redirect_of(reader.get("/en/news/politics/")) == "/en/news/parliament/"
    page_of(reader.get(target))
    page_of(reader.get(f"/en/news/politics/{draft.slug}/"), 404)
    story.refresh_from_db()
    assert story.url == target


def test_an_arabic_address_stays_arabic_and_redirects_in_arabic(reader, newsroom):
    arabic = newsroom["ar"]
    story = make_story(section_of(arabic, "politics"), "عودة القمح إلى المرفأ")
    assert story.slug == "عودة-القمح-إلى-المرفأ"
    assert unicodedata.is_normalized("NFC", story.slug)
    old = story.url
    assert old == quote("/ar/news/سياسة/عودة-القمح-إلى-المرفأ/", safe="/")
    page_of(reader.get(old))
    story = move(story, section_of(arabic, "economy"))
    assert redirect_of(reader.get(old)) == "/ar/news/اقتصاد/عودة-القمح-إلى-المرفأ/"
    move(story, section_of(arabic, "politics"))
    page_of(reader.get(old))


def test_a_headline_in_decomposed_letters_makes_a_composed_address(newsroom):
    decomposed = unicodedata.normalize("NFD", "آفاق جديدة")
    assert not unicodedata.is_normalized("NFC", decomposed)
    story = make_story(section_of(newsroom["ar"], "politics"), decomposed)
    assert story.slug == unicodedata.normalize("NFC", "آفاق-جديدة")


def test_a_deleted_story_says_that_it_is_gone(reader, politics):
    story = make_story(politics)
    address = story.url
    story.delete()
    page = page_of(reader.get(address), 410)
    assert page.h1.get_text() == "This page is gone"
    assert meta_of(page)["robots"] == "noindex"


def test_older_addresses_of_a_deleted_story_are_gone_as_well(reader, politics, economy):
    story = make_story(politics)
    old = story.url
    move(story, economy).delete()
    page_of(reader.get(old), 410)


def test_a_section_is_not_deleted_from_under_its_stories(reader, politics):
    story = make_story(politics)
    with pytest.raises(ProtectedError):
        Section.objects.get(pk=politics.pk).delete()
    page_of(reader.get(story.url))


def test_an_empty_section_that_is_deleted_is_gone(reader, politics):
    Section.objects.get(pk=politics.pk).delete()
    page_of(reader.get("/en/news/politics/"), 410)


def test_a_story_that_never_was_out_leaves_no_trace(reader, politics):
    story = make_story(politics, live=False)
    page_of(reader.get(story.url), 404)
    story.delete()
    page_of(reader.get(f"/en/news/politics/{story.slug}/"), 404)
    assert not RemovedAddress.objects.exists()


def test_a_story_taken_down_is_gone_until_it_is_put_back(reader, politics):
    story = make_story(politics)
    story.unpublish()
    page_of(reader.get(story.url), 410)
    change_story(story)
    page_of(reader.get(story.url), 200)


def test_older_addresses_of_a_story_taken_down_are_gone_as_well(reader, politics, economy):
    story = make_story(politics)
    old = story.url
    story = move(story, economy)
    story.unpublish()
    page_of(reader.get(old), 410)
    change_story(story)
    assert redirect_of(reader.get(old)) == story.url


def test_a_new_story_may_stand_where_one_was_deleted(reader, politics):
    make_story(politics, "Grain again").delete()
    story = make_story(politics, "Grain again")
    assert page_of(reader.get(story.url)).h1.get_text() == "Grain again"


def test_what_is_gone_and_what_never_was_is_told_in_the_edition_s_language(reader, newsroom):
    story = make_story(section_of(newsroom["ar"], "politics"), "خبر")
    story.unpublish()
    gone = page_of(reader.get(story.url), 410)
    missing = page_of(reader.get("/ar/news/لا-شيء/"), 404)
    for page, words in ((gone, "لم تعد هذه الصفحة موجودة"), (missing, "لا توجد صفحة بهذا العنوان")):
        assert (page.html["lang"], page.html["dir"]) == ("ar", "rtl")
        assert page.h1.get_text() == words
        assert meta_of(page)["robots"] == "noindex"
        assert page.select('link[rel="canonical"]') == []
        assert {link["href"] for link in page.select("main a")} == {"/ar/", "/ar/all/"}


def test_our_own_fault_is_told_in_the_edition_s_language(client, newsroom, monkeypatch, caplog):
    from broadsheet.fronts import readers

    def fail(*args: object) -> None:
        raise RuntimeError("a test's own")

    story = make_story(section_of(newsroom["ar"], "politics"), "خبر")
    monkeypatch.setattr(readers, "find_page", fail)
    client.raise_request_exception = False
    page = page_of(client.get(story.url), 500)
    assert page.h1.get_text() == "حدث خطأ"
    assert meta_of(page)["robots"] == "noindex"
    assert "a test's own" not in page.get_text()


def test_when_even_the_database_is_away_the_answer_is_plain(client, newsroom, monkeypatch, caplog):
    from broadsheet.config import errors
    from broadsheet.fronts import readers

    def fail(*args: object, **kwargs: object) -> None:
        raise RuntimeError("a test's own")

    monkeypatch.setattr(readers, "find_page", fail)
    monkeypatch.setattr(errors, "build_shell", fail)
    client.raise_request_exception = False
    response = client.get("/en/news/")
    assert response.status_code == 500
    assert response.content == b"Something went wrong."
