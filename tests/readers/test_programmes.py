"""Programmes as readers find them: the index, a page with its episodes, an episode's own page."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from broadsheet.media.renditions import make_renditions
from broadsheet.people.models import Author
from broadsheet.programmes.models import Programme
from broadsheet.stories.kinds import Kind
from tests.newsroom import make_picture, make_record, make_story, section_of
from tests.readers.programmes import make_episode, make_programme, make_sound
from tests.readers.reading import headlines_of, page_of, records_of, switch_of
from tests.readers.writing import make_clip

pytestmark = pytest.mark.django_db
PAGE = "/en/programme/night-signals/"


@pytest.fixture
def signals(english) -> Programme:
    return make_programme(english, description="By ear.")


def record_of(page, kind: str) -> dict:
    [record] = [each for each in records_of(page) if each["@type"] == kind]
    return record


def test_a_programme_shows_its_hosts_and_its_episodes_by_season(reader, english):
    picture = make_picture(size=(1500, 1400))
    make_renditions(picture)
    lina = make_record(Author, english, "Lina Haddad", title="Presenter")
    signals = make_programme(english, description="By ear.", picture=picture, hosts=[lina])
    for number in (1, 2):
        make_episode(signals, number)
    make_episode(signals, 3, season=2, episode=1)
    page = page_of(reader.get(PAGE))
    assert page.h1.get_text() == "Night Signals"
    assert "By ear." in page.get_text()
    assert page.select_one(".hosts a")["href"] == "/en/author/lina-haddad/"
    assert headlines_of(page) == ["Signal 3", "Signal 2", "Signal 1"]
    assert [each.get_text() for each in page.select(".season > h2")] == ["Season 2", "Season 1"]
    assert page.select(".season .kicker")[1].get_text(strip=True) == "Episode 2"
    record = record_of(page, "PodcastSeries")
    assert record["webFeed"] == f"http://testserver{PAGE}podcast.xml"
    assert record["author"][0]["name"] == "Lina Haddad"
    feeds = [link["href"] for link in page.select('head link[type="application/rss+xml"]')]
    assert feeds[0] == f"{PAGE}podcast.xml"
    assert f"{PAGE}rss.xml" in feeds


def test_a_long_programme_is_paged_from_the_oldest(reader, signals, english):
    sound = make_sound(english)
    for number in range(1, 42):
        make_episode(signals, number, clip=sound)
    page = page_of(reader.get(PAGE))
    assert len(headlines_of(page)) == 21
    oldest = page_of(reader.get(f"{PAGE}all/1/"))
    assert headlines_of(oldest)[-1] == "Signal 1"


def test_the_index_names_every_programme_with_its_kind(reader, newsroom, signals, english):
    make_programme(english, "The Long Table", kind=Programme.Kind.TV)
    make_programme(newsroom["ar"], "إشارات", translation_key=signals.translation_key)
    page = page_of(reader.get("/en/programmes/"))
    assert [each.get_text() for each in page.select(".card .kicker")] == ["TV programme", "Podcast"]
    assert headlines_of(page) == ["The Long Table", "Night Signals"]
    assert switch_of(page_of(reader.get(PAGE)))["ar"]["href"].startswith("/ar/programme/")


def test_an_episode_says_which_it_is_and_leads_to_its_neighbours(reader, signals, english):
    first, second, third = (make_episode(signals, number) for number in (1, 2, 3))
    page = page_of(reader.get(second.url))
    said = page.select_one(".of-programme")
    assert said.a["href"] == PAGE
    assert "Season 1 · Episode 2" in said.get_text()
    links = {link["rel"][0]: link["href"] for link in page.select(".episodes a")}
    assert links == {"prev": first.url, "next": third.url}
    assert [a["rel"] for a in page_of(reader.get(third.url)).select(".episodes a")] == [["prev"]]
    record = record_of(page, "PodcastEpisode")
    assert record["episodeNumber"] == 2
    assert record["partOfSeason"]["seasonNumber"] == 1
    assert record["partOfSeries"]["url"] == f"http://testserver{PAGE}"
    assert record["associatedMedia"]["@type"] == "AudioObject"
    assert record_of(page, "NewsArticle")["audio"]["duration"] == "PT180S"


def test_an_episode_on_screen_is_one_of_a_tv_series(reader, english):
    table = make_programme(english, "The Long Table", kind=Programme.Kind.TV)
    story = make_episode(table, 1, kind=Kind.VIDEO, clip=make_clip(english))
    record = record_of(page_of(reader.get(story.url)), "TVEpisode")
    assert record["partOfSeries"]["@type"] == "TVSeries"
    assert record["video"]["@type"] == "VideoObject"


def test_audio_has_a_player_that_needs_no_script(reader, signals, english):
    told = {"transcript": "Waves, and a horn.", "chapters": "0:05 The horn"}
    story = make_episode(signals, 1, clip=make_sound(english, **told))
    page = page_of(reader.get(story.url))
    sound = page.select_one("broadsheet-audio > audio[controls]")
    assert sound.source["src"] == "/media/clips/waves.mp3"
    assert sound.source["type"] == "audio/mpeg"
    assert "Waves, and a horn." in page.select_one("details.transcript").get_text()
    assert page.select_one(".chapters a")["data-at"] == "5"


def test_a_story_without_sound_loads_nothing_of_the_player(reader, politics):
    page = page_of(reader.get(make_story(politics).url))
    assert not page.select('script[src*="audio"], link[href*="audio"]')


@pytest.mark.parametrize(
    ("fields", "field", "message"),
    [
        ({"programme": None}, "season", "Say of which programme."),
        ({"kind": Kind.NEWS}, "programme", "Only videos and audio"),
        ({"episode": 1}, "episode", "Another published episode"),
        ({"clip": None}, "clip", "needs its audio"),
    ],
)
def test_an_episode_that_is_none_is_not_published(signals, fields, field, message):
    make_episode(signals, 1)
    second = make_episode(signals, 2)
    for name, value in fields.items():
        setattr(second, name, value)
    with pytest.raises(ValidationError) as refused:
        second.check_publishable()
    assert message in refused.value.message_dict[field][0]


def test_the_same_number_in_another_season_is_free(signals):
    make_episode(signals, 1)
    assert make_episode(signals, 2, season=2, episode=1).live


def test_an_episode_of_another_editions_programme_is_not_published(newsroom, signals, english):
    foreign = make_programme(newsroom["ar"], "إشارات")
    story = make_episode(signals, 1)
    story.programme = foreign
    with pytest.raises(ValidationError) as refused:
        story.check_publishable()
    assert "another edition" in refused.value.message_dict["programme"][0]


def test_a_video_story_does_not_take_audio(english):
    story = make_story(
        section_of(english, "newsfeed"), live=False, kind=Kind.VIDEO, clip=make_sound(english)
    )
    with pytest.raises(ValidationError) as refused:
        story.check_publishable()
    assert "choose “Audio”" in refused.value.message_dict["clip"][0]


def test_a_podcast_without_a_large_cover_is_refused(english):
    small = make_picture(size=(1600, 900))
    with pytest.raises(ValidationError) as refused:
        make_programme(english, picture=small)
    assert "1400 pixels" in refused.value.message_dict["picture"][0]
    make_programme(english, kind=Programme.Kind.TV, picture=small)
