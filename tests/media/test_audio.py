"""Audio as it is sent: told from what only looks like it, and made fit for every player."""

from __future__ import annotations

import random
import shutil
import subprocess
import threading
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from wagtail.models import Locale

from broadsheet.media.encoding import encode
from broadsheet.media.ffmpeg import probe
from broadsheet.media.models import Clip, Encoding

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(shutil.which("ffmpeg") is None, reason="needs ffmpeg"),
]
ENDINGS = ("mp3", "m4a", "ogg", "opus", "wav")
NOISE = random.Random(4).randbytes(60_000)


@pytest.fixture(scope="module")
def sounds(tmp_path_factory) -> dict[str, bytes]:
    """Three seconds of a tone in every form we take, and a video with a tone."""
    folder = tmp_path_factory.mktemp("sounds")
    tone = ["ffmpeg", "-v", "error", "-f", "lavfi", "-i", "sine=f=220:d=3"]
    for ending in ENDINGS:
        subprocess.run([*tone, str(folder / f"tone.{ending}")], check=True, timeout=60)
    film = ["-f", "lavfi", "-i", "testsrc2=size=64x64:rate=5:duration=3", "-pix_fmt", "yuv420p"]
    subprocess.run([*tone, *film, str(folder / "film.mp4")], check=True, timeout=60)
    return {file.name.rpartition(".")[2]: file.read_bytes() for file in folder.iterdir()}


@pytest.fixture(autouse=True)
def with_ffmpeg(settings, tmp_path):
    settings.FFMPEG = "ffmpeg"
    settings.MEDIA_ROOT = tmp_path


def audio(data: bytes, name: str) -> Clip:
    locale, _made = Locale.objects.get_or_create(language_code="en")
    return Clip(title="Waves", locale=locale, file=ContentFile(data, name))


def refusal(data: bytes, name: str) -> str:
    with pytest.raises(ValidationError) as refused:
        audio(data, name).full_clean()
    [message] = refused.value.message_dict["file"]
    return message


@pytest.mark.parametrize("ending", ENDINGS)
def test_audio_of_every_form_is_taken_with_its_length_and_size(sounds, ending):
    clip = audio(sounds[ending], f"tone.{ending}")
    clip.full_clean()
    clip.save()
    assert clip.is_audio
    assert clip.seconds == 3
    assert clip.size == len(sounds[ending])


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"ID3\x04\x00\x00\x00\x00\x00\x10" + NOISE, "a tag and noise.mp3"),
        (b"\xff\xfb\x90\x64" + NOISE, "a frame's head and noise.mp3"),
        (b"\xff\xfb\x90\x64" + b"#EXTM3U\nfile:///etc/passwd\n" * 2000, "a list.mp3"),
        (b"OggS" + NOISE, "noise.ogg"),
        (b"RIFF\x00\x00\x00\x00WAVE" + NOISE, "noise.wav"),
    ],
)
def test_audio_that_is_none_is_refused(data, name):
    assert "This audio cannot be read" in refusal(data, name)


def test_what_does_not_even_begin_like_audio_is_refused():
    assert "neither a video" in refusal(b"<script>alert(1)</script>", "song.mp3")
    assert "neither a video" in refusal(b"RIFF\x00\x00\x00\x00AVI " + NOISE, "song.wav")


def test_audio_that_did_not_arrive_whole_is_refused(sounds):
    assert "did not arrive whole" in refusal(sounds["mp3"][:600], "tone.mp3")


def test_a_video_under_the_name_of_audio_is_refused(sounds):
    assert "there is a video in it" in refusal(sounds["mp4"], "film.m4a")


def test_audio_under_another_name_is_refused(sounds):
    assert "Rename it" in refusal(sounds["mp3"], "tone.ogg")
    assert "Rename it" in refusal(sounds["m4a"], "tone.mp4")


def test_without_ffmpeg_a_wav_is_refused_and_an_mp3_is_not(sounds, settings):
    settings.FFMPEG = ""
    assert "Send MP3" in refusal(sounds["wav"], "tone.wav")
    audio(sounds["mp3"], "tone.mp3").full_clean()


@pytest.mark.parametrize("ending", ["wav", "opus"])
def test_what_some_players_cannot_play_is_made_into_aac(sounds, ending):
    clip = audio(sounds[ending], f"tone.{ending}")
    clip.save()
    assert clip.enclosure is None
    encode(clip, threading.Event())
    clip.refresh_from_db()
    address, size, media_type = clip.enclosure
    made = Path(clip.file.storage.path(clip.portable))
    assert address.endswith("audio.m4a")
    assert (size, media_type) == (made.stat().st_size, "audio/mp4")
    assert round(probe(made).seconds) == 3
    assert Encoding.objects.get().state == Encoding.State.DONE
    assert clip.hls == ""


def test_what_every_player_plays_is_left_as_it_is(sounds):
    clip = audio(sounds["mp3"], "tone.mp3")
    clip.save()
    encode(clip, threading.Event())
    clip.refresh_from_db()
    assert clip.portable == ""
    assert clip.enclosure == (clip.file.url, len(sounds["mp3"]), "audio/mpeg")


def test_another_file_takes_the_rendition_of_the_old_one_away(sounds):
    clip = audio(sounds["wav"], "tone.wav")
    clip.save()
    encode(clip, threading.Event())
    clip.refresh_from_db()
    assert clip.portable
    clip.file.save("other.mp3", ContentFile(sounds["mp3"]), save=False)
    clip.save()
    assert (clip.portable, clip.portable_size) == ("", 0)
