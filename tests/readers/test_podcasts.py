"""Podcast feeds, read as players read them."""

from __future__ import annotations

import json
from pathlib import Path
from uuid import UUID

import feedparser
import pytest
from defusedxml.ElementTree import fromstring
from django.test import TestCase, override_settings

from broadsheet.people.models import Author
from broadsheet.programmes.models import Programme
from broadsheet.stories.kinds import Kind
from tests.newsroom import make_picture, make_record
from tests.readers.programmes import make_episode, make_programme, make_sound
from tests.readers.reading import feed_of, titles_of
from tests.readers.writing import make_clip

pytestmark = pytest.mark.django_db
FEED = "/en/programme/night-signals/podcast.xml"
ITUNES = "{http://www.itunes.com/dtds/podcast-1.0.dtd}"
PODCAST = "{https://podcastindex.org/namespace/1.0}"


@pytest.fixture(scope="module")
def written(editions, django_db_blocker, tmp_path_factory) -> tuple[Path, int]:
    """A podcast with its cover, made once for the file: the folder of its files, and its id."""
    media = tmp_path_factory.mktemp("media")
    english = editions["en"]
    with (
        django_db_blocker.unblock(),
        override_settings(MEDIA_ROOT=media),
        TestCase.captureOnCommitCallbacks(execute=True),
    ):
        programme = make_programme(
            english,
            description="By ear & at night.",
            picture=make_picture(size=(1500, 1400)),
            category="Society & Culture / Documentary",
            hosts=[make_record(Author, english, "Lina Haddad")],
        )
    return media, programme.pk


@pytest.fixture
def signals(written, english, settings) -> Programme:
    settings.MEDIA_ROOT, programme = written
    return Programme.objects.get(pk=programme)


def test_a_player_reads_the_programme(reader, signals):
    make_episode(signals, 1)
    answer = reader.get(FEED)
    read = feedparser.parse(answer.content)
    assert not read.bozo
    assert read.feed.title == "Night Signals"
    assert read.feed.subtitle == "By ear & at night."
    assert read.feed.language == "en"
    assert read.feed.author == "Lina Haddad"
    assert read.feed.image.href.startswith("http://testserver/media/images/")
    channel = feed_of(answer)
    outer = channel.find(f"{ITUNES}category")
    assert outer.get("text") == "Society & Culture"
    assert outer.find(f"{ITUNES}category").get("text") == "Documentary"
    assert channel.findtext(f"{ITUNES}explicit") == "false"
    assert channel.findtext(f"{PODCAST}locked") == "yes"
    assert channel.findtext(f"{PODCAST}medium") == "podcast"
    UUID(channel.findtext(f"{PODCAST}guid"))
    host = channel.find(f"{PODCAST}person")
    assert host.text == "Lina Haddad"
    assert host.get("href") == "http://testserver/en/author/lina-haddad/"


def test_a_player_reads_an_episode(reader, signals, english):
    told = {"transcript": "Waves.", "chapters": "0:05 The horn", "captions": "clips/waves.vtt"}
    story = make_episode(signals, 2, clip=make_sound(english, **told), standfirst="A < horn.")
    answer = reader.get(FEED)
    [item] = feedparser.parse(answer.content).entries
    assert item.title == "Signal 2"
    assert item.summary == "A < horn."
    assert item.link == f"http://testserver{story.url}"
    [enclosure] = item.enclosures
    assert enclosure.href == "http://testserver/media/clips/waves.mp3"
    assert (enclosure.length, enclosure.type) == ("4321", "audio/mpeg")
    assert (item.itunes_duration, item.itunes_season, item.itunes_episode) == ("180", "1", "2")
    element = feed_of(answer).find("item")
    found = {each.get("type"): each.get("url") for each in element.findall(f"{PODCAST}transcript")}
    assert found == {
        "text/vtt": "http://testserver/media/clips/waves.vtt",
        "text/plain": f"http://testserver{story.url}transcript.txt",
    }
    chapters = element.find(f"{PODCAST}chapters")
    assert chapters.get("url") == f"http://testserver{story.url}chapters.json"
    assert chapters.get("type") == "application/json+chapters"


def test_chapters_and_transcript_are_files_of_the_episode(reader, signals, english):
    told = {"transcript": "Waves.", "chapters": "0:05 The horn"}
    story = make_episode(signals, 1, clip=make_sound(english, **told))
    told = json.loads(reader.get(f"{story.url}chapters.json").content)
    assert told == {"version": "1.2.0", "chapters": [{"startTime": 5, "title": "The horn"}]}
    assert reader.get(f"{story.url}transcript.txt").content == b"Waves."
    bare = make_episode(signals, 2)
    for name in ("chapters.json", "transcript.txt"):
        assert reader.get(f"{bare.url}{name}").status_code == 404


def test_episodes_come_newest_first_and_keep_their_mark(reader, signals):
    stories = [make_episode(signals, number) for number in (1, 2, 3)]
    channel = feed_of(reader.get(FEED))
    assert titles_of(channel) == ["Signal 3", "Signal 2", "Signal 1"]
    marks = [item.findtext("guid") for item in channel.findall("item")]
    assert marks == [f"urn:uuid:{story.translation_key}:en" for story in reversed(stories)]


def test_the_podcasts_mark_stays_when_its_address_changes(reader, signals):
    before = feed_of(reader.get(FEED)).findtext(f"{PODCAST}guid")
    signals.slug = "signals"
    signals.save()
    after = feed_of(reader.get("/en/programme/signals/podcast.xml"))
    assert after.findtext(f"{PODCAST}guid") == before


def test_what_no_player_would_play_is_left_out_until_it_is_ready(reader, signals, english):
    sound = make_sound(english, file="clips/waves.wav")
    make_episode(signals, 1, clip=sound)
    assert titles_of(feed_of(reader.get(FEED))) == []
    sound.portable = f"{sound.renditions}/audio.m4a"
    sound.portable_size = 99
    sound.save()
    enclosure = feed_of(reader.get(FEED)).find("item/enclosure")
    assert (enclosure.get("type"), enclosure.get("length")) == ("audio/mp4", "99")
    assert enclosure.get("url").startswith("http://testserver/media/clips/")


def test_a_series_on_screen_has_a_podcast_of_its_videos(reader, english):
    table = make_programme(english, "The Long Table", kind=Programme.Kind.TV, explicit=True)
    make_episode(table, 1, kind=Kind.VIDEO, clip=make_clip(english))
    channel = feed_of(reader.get("/en/programme/the-long-table/podcast.xml"))
    assert channel.findtext(f"{PODCAST}medium") == "video"
    assert channel.findtext(f"{ITUNES}explicit") == "true"
    assert channel.find(f"{ITUNES}image") is None
    enclosure = channel.find("item/enclosure")
    assert enclosure.get("url") == "https://media.example.org/crossing.mp4"
    assert enclosure.get("type") == "video/mp4"


def test_a_podcast_without_episodes_is_well_formed_and_the_same_every_time(reader, signals):
    first, second = (reader.get(FEED).content for _ in range(2))
    assert first == second
    assert fromstring(first).findall("channel/item") == []


def test_words_that_xml_cannot_hold_do_not_cost_the_podcast(reader, english, signals):
    make_episode(signals, 1, standfirst="A form\x0cfeed \x1b")
    assert len(titles_of(feed_of(reader.get(FEED)))) == 1
