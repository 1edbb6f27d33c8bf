"""An edition on its own host keeps every name that an edition under a path has."""

import pytest

from broadsheet.editions.models import Edition
from tests.newsroom import make_story, section_of


@pytest.fixture
def hosted(newsroom) -> Edition:
    english = newsroom["en"]
    english.host = "english.example.org"
    english.save()
    return english


@pytest.mark.parametrize("path", ["/", "/news/", "/live/", "/live/rss.xml", "/authors/", "/all/"])
def test_addresses_of_an_edition_work_on_its_own_host(hosted, reader, path):
    make_story(section_of(hosted, "politics"))
    assert reader.get(path, headers={"host": hosted.host}).status_code == 200


@pytest.mark.parametrize("path", ["/healthz", "/robots.txt", "/admin/login/"])
def test_the_newsrooms_own_addresses_answer_on_every_host(hosted, reader, path):
    assert reader.get(path, headers={"host": hosted.host}).status_code == 200
