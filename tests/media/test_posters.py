"""Posters that nobody gave: a frame of the video, as a picture of the library."""

from __future__ import annotations

import shutil
import subprocess
import threading
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from PIL import Image, ImageStat

from broadsheet.media import ffmpeg
from broadsheet.media.encoding import encode
from broadsheet.media.models import Clip, Picture
from broadsheet.media.posters import frame_of, give_poster, strip_of
from tests.newsroom import make_picture

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(shutil.which("ffmpeg") is None, reason="needs ffmpeg"),
]


@pytest.fixture(scope="module")
def film(tmp_path_factory) -> bytes:
    """A second of black, then three of something to see."""
    file = tmp_path_factory.mktemp("film") / "crossing.mp4"
    black = ["-f", "lavfi", "-i", "color=black:size=320x180:rate=12:duration=1"]
    seen = ["-f", "lavfi", "-i", "testsrc2=size=320x180:rate=12:duration=3"]
    joined = ["-filter_complex", "concat=n=2:v=1", "-pix_fmt", "yuv420p"]
    command = ["ffmpeg", "-v", "error", *black, *seen, *joined, str(file)]
    subprocess.run(command, check=True, timeout=60)
    return file.read_bytes()


@pytest.fixture
def clip(newsroom, film, settings, tmp_path) -> Clip:
    settings.FFMPEG = "ffmpeg"
    settings.MEDIA_ROOT = tmp_path
    made = Clip(title="The crossing", locale=newsroom["ar"].locale, seconds=4)
    made.file.save("crossing.mp4", ContentFile(film), save=False)
    made.save()
    return made


def brightness(picture: Picture) -> float:
    with picture.file.open() as file, Image.open(file) as image:
        return ImageStat.Stat(image.convert("L")).mean[0]


def test_a_video_without_a_poster_gets_a_frame_that_is_not_the_black_one(
    clip, newsroom, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        encode(clip, threading.Event())
    clip.refresh_from_db()
    assert brightness(clip.poster) > 60
    assert clip.poster.credit == newsroom["ar"].name
    assert "The crossing" in clip.poster.description
    assert clip.poster.language == "ar"
    assert clip.poster.renditions.count() > 5


def test_a_poster_that_an_editor_gave_stays(clip):
    clip.poster = given = make_picture()
    clip.save()
    give_poster(clip, Path(clip.file.path))
    assert clip.poster == given
    assert Picture.objects.count() == 1


def test_a_video_that_gives_no_frame_gets_its_renditions_all_the_same(clip, monkeypatch):
    def refuse(*args, **more):
        raise ffmpeg.Unreadable("there is no frame")

    monkeypatch.setattr("broadsheet.media.posters.frame_of", refuse)
    encode(clip, threading.Event())
    clip.refresh_from_db()
    assert clip.poster is None
    assert clip.hls


def test_a_frame_is_taken_at_the_second_that_is_asked_for(clip, tmp_path):
    black, seen = (frame_of(Path(clip.file.path), second) for second in (0, 2))
    assert len(black) < len(seen)
    with pytest.raises(ffmpeg.Unreadable):
        frame_of(Path(clip.file.path), 60)


@pytest.mark.parametrize("seconds", [1, 4, 12, 3600])
def test_the_strip_is_spread_over_the_whole_video_and_stays_within_it(seconds):
    strip = strip_of(Clip(seconds=seconds))
    assert list(strip) == sorted(strip)
    assert 0 <= strip[0] <= strip[-1] <= seconds
    assert len(strip) == min(12, seconds)
