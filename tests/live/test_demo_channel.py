"""The demo's channel: a week that the form would take, and a stream that goes on for ever."""

from __future__ import annotations

import re
import threading

import pytest

from broadsheet.demo import broadcast as demo
from broadsheet.demo.broadcast import LISTED, SEGMENT, Broadcast, keep_broadcasting
from broadsheet.demo.catalogue import LANGUAGES, channel, clip_file
from broadsheet.demo.channel import write_channel
from broadsheet.kit import clock
from broadsheet.live.channel.playlist import read_playlist
from broadsheet.live.models import Stream
from broadsheet.media import ffmpeg


@pytest.mark.django_db
def test_the_demo_s_week_is_one_that_the_form_would_take(newsroom):
    write_channel(newsroom["en"], {}, clock.now())
    write_channel(newsroom["ar"], {}, clock.now())
    for stream in Stream.objects.all():
        stream.full_clean()
        assert not stream.on_air
        assert stream.notice
        for slot in stream.slots.all():
            slot.full_clean()
    assert Stream.objects.count() == 4


def test_every_word_of_the_demo_s_channel_is_there_in_each_language():
    for kind, fields in (("stream", ("name", "slug", "notice")), ("show", ("title",))):
        for each in channel()[kind]:
            assert all(each[field][language] for field in fields for language in LANGUAGES)
    for film in channel()["film"]:
        assert clip_file(film["clip"])
        assert all(len(film[language]) == demo.OF_A_CLIP for language in LANGUAGES)


def test_the_list_of_segments_moves_with_the_time_and_begins_anew_with_the_film(tmp_path):
    broadcast = Broadcast(tmp_path)
    broadcast.folder.mkdir(parents=True)
    length = len(channel()["film"]) * demo.OF_A_CLIP
    turn = 1_000_000 * length
    last = 0
    for number in (turn - 1, turn, turn + 1, turn + LISTED):
        broadcast.write_playlists(number * SEGMENT + 0.5)
        text = (broadcast.folder / "film.m3u8").read_text()
        found = read_playlist(text)
        assert (found.segments, found.seconds, found.ended) == (LISTED, SEGMENT, False)
        names = [int(name) for name in re.findall(r"/(\d{3})\.m4s", text)]
        assert names == [each % length for each in range(number - LISTED, number)]
        first = int(re.search(r"MEDIA-SEQUENCE:(\d+)", text)[1])
        assert first == number - LISTED > last - LISTED
        last = number
        # A break is counted once: in the list while it is there, in the number after that.
        passed = int(re.search(r"DISCONTINUITY-SEQUENCE:(\d+)", text)[1])
        breaks = len(re.findall(r"#EXT-X-DISCONTINUITY\n", text))
        assert passed + breaks == (number - 1) // length
        words = (broadcast.folder / "ar.m3u8").read_text()
        assert words.count(".vtt") == LISTED
    master = read_playlist((broadcast.folder / "picture.m3u8").read_text())
    assert master.variants == ("film.m3u8",)


@pytest.mark.django_db
def test_without_ffmpeg_the_channel_stays_off_air_and_says_why(
    newsroom, reader, settings, tmp_path, monkeypatch
):
    settings.MEDIA_ROOT, settings.FFMPEG = tmp_path, ""
    monkeypatch.setattr(demo.connection, "close", lambda: None)
    write_channel(newsroom["en"], {}, clock.now())
    keep_broadcasting(threading.Event())
    assert list(tmp_path.iterdir()) == []
    page = reader.get("/en/live/").content.decode()
    assert "It goes on air when ffmpeg is installed" in page
    assert 'data-state="off"' in page


@pytest.mark.django_db
def test_with_ffmpeg_it_goes_on_air_once_and_stays_off_where_an_editor_took_it_off(
    newsroom, settings, tmp_path, monkeypatch
):
    class Over(Exception):
        pass

    settings.MEDIA_ROOT = tmp_path
    write_channel(newsroom["en"], {}, clock.now())
    made = []

    def make(self):
        made.append(self)
        (self.folder / self._mark).mkdir(parents=True)

    def wait(seconds):
        raise Over

    stopping = threading.Event()
    monkeypatch.setattr(stopping, "wait", wait)
    monkeypatch.setattr(ffmpeg, "is_there", lambda: True)
    monkeypatch.setattr(Broadcast, "make", make)
    monkeypatch.setattr(demo.connection, "close", lambda: None)
    monkeypatch.setattr(demo, "close_old_connections", lambda: None)
    for on_air in (True, False):
        with pytest.raises(Over):
            keep_broadcasting(stopping)
        assert len(made) == 1
        assert set(Stream.objects.values_list("on_air", flat=True)) == {on_air}
        Stream.objects.update(on_air=False)
