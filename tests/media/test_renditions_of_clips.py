"""HLS renditions of clips, made by the real ffmpeg."""

from __future__ import annotations

import shutil
import subprocess
import threading
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.test import override_settings

from broadsheet.ledger.models import Entry
from broadsheet.media import encoding
from broadsheet.media.encoding import encode, next_clip, sweep, try_again
from broadsheet.media.ffmpeg import Track, probe
from broadsheet.media.hls import rungs_of
from broadsheet.media.models import Clip, Encoding

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(shutil.which("ffmpeg") is None, reason="needs ffmpeg"),
]
State = Encoding.State


def draw(file: Path, *, size: str = "640x480", seconds: int = 6, sound: bool = True) -> bytes:
    """A moving test picture, as a camera would send it."""
    source = ["-f", "lavfi", "-i", f"testsrc2=size={size}:rate=12:duration={seconds}"]
    if sound:
        source += ["-f", "lavfi", "-i", f"sine=duration={seconds}"]
    coded = ["-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p"]
    command = ["ffmpeg", "-v", "error", "-y", *source, *coded, "-metadata", "location=+59+018/"]
    subprocess.run([*command, str(file)], check=True, timeout=120)
    return file.read_bytes()


@pytest.fixture(scope="module")
def film(tmp_path_factory) -> bytes:
    return draw(tmp_path_factory.mktemp("films") / "film.mp4")


@pytest.fixture
def clip(newsroom, settings, film) -> Clip:
    settings.FFMPEG = "ffmpeg"
    made = Clip(title="Crossing", locale=newsroom["en"].locale, file=ContentFile(film, "a.mp4"))
    made.full_clean()
    made.save()
    return made


def made_of(clip: Clip) -> Path:
    return Path(clip.file.storage.path(clip.renditions))


def test_a_clips_renditions_are_made_and_pages_are_told_once(clip, monkeypatch):
    monkeypatch.setattr(encoding, "give_poster", lambda *args: None)
    before = Entry.objects.count()
    assert next_clip() == clip
    encode(clip, threading.Event())
    clip.refresh_from_db()
    assert clip.playlist == f"/media/{clip.renditions}/master.m3u8"
    assert (clip.encoding.state, clip.encoding.percent) == (State.DONE, 100)
    (entry,) = Entry.objects.order_by("pk")[before:]
    assert (entry.label, set(entry.fields)) == ("media.clip", {"hls"})
    assert next_clip() is None


def test_the_playlist_offers_every_size_the_video_has_and_its_sound(clip):
    encode(clip, threading.Event())
    text = (made_of(clip) / "master.m3u8").read_text()
    assert "RESOLUTION=480x360" in text
    assert "RESOLUTION=640x480" in text
    assert "720" not in text
    assert 'TYPE=AUDIO,GROUP-ID="sound"' in text
    for line in text.splitlines():
        if not line.startswith("#"):
            assert "#EXT-X-ENDLIST" in (made_of(clip) / line).read_text()
    assert not list(made_of(clip).rglob("*.part"))
    said = subprocess.run(
        ["ffprobe", "-v", "error", "-show_streams", str(made_of(clip) / "480p" / "index.m3u8")],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert "codec_name=h264" in said
    assert "height=480" in said


def test_where_it_was_filmed_stays_with_us(clip):
    encode(clip, threading.Event())
    for file in made_of(clip).rglob("*.mp4"):
        assert b"+59+018" not in file.read_bytes()


def test_the_length_is_taken_from_the_file(clip):
    assert clip.seconds == 6


def test_a_renditions_that_was_stopped_goes_on_with_what_is_missing(clip, monkeypatch):
    stopping = threading.Event()
    run = encoding._run

    def stop_at_the_pictures(command, *args):
        if "libx264" in command:
            stopping.set()
        run(command, *args)

    monkeypatch.setattr(encoding, "_run", stop_at_the_pictures)
    with pytest.raises(encoding.Stopped):
        encode(clip, stopping)
    clip.refresh_from_db()
    assert clip.hls == ""
    assert [each.name for each in made_of(clip).iterdir()] == ["sound"]
    made = []

    def count(command, *args):
        made.append(next(part for part in command if part.startswith("scale=")))
        run(command, *args)

    monkeypatch.setattr(encoding, "_run", count)
    assert next_clip() == clip
    encode(clip, threading.Event())
    clip.refresh_from_db()
    assert [each.partition(",")[0] for each in made] == ["scale=480:360", "scale=640:480"]
    assert clip.hls


def test_progress_rises_to_the_end(clip, monkeypatch):
    seen = []
    keep = encoding._keep

    def watch(row, **values):
        seen.append(values.get("percent", seen[-1] if seen else 0))
        keep(row, **values)

    monkeypatch.setattr(encoding, "_keep", watch)
    encode(clip, threading.Event())
    assert seen == sorted(seen)
    assert seen[-1] == 100
    assert len(set(seen)) > 3


def test_another_file_is_made_anew_and_the_old_renditions_are_not_shown(clip, film):
    encode(clip, threading.Event())
    clip.refresh_from_db()
    old = made_of(clip)
    clip.file.save("b.mp4", ContentFile(film + b"\0"), save=False)
    clip.save()
    assert clip.hls == ""
    assert next_clip() == clip
    encode(clip, threading.Event())
    clip.refresh_from_db()
    assert clip.hls
    assert sweep(now=old.stat().st_mtime + 60) == 0
    assert sweep(now=old.stat().st_mtime + 3601 * 2) == 1
    assert not old.exists()
    assert made_of(clip).exists()


def test_a_deleted_clips_renditions_are_gone(clip, django_capture_on_commit_callbacks):
    encode(clip, threading.Event())
    folder = made_of(clip)
    assert folder.exists()
    with django_capture_on_commit_callbacks(execute=True):
        clip.delete()
    assert not folder.exists()


def test_a_clip_that_goes_meanwhile_stops_nothing(clip, monkeypatch):
    make = encoding._make

    def take_away(*args):
        make(*args)
        Clip.objects.get(pk=clip.pk).delete()

    monkeypatch.setattr(encoding, "_make", take_away)
    encode(clip, threading.Event())
    assert not Encoding.objects.exists()


def test_what_cannot_be_made_says_why_and_may_be_tried_again(newsroom, settings):
    settings.FFMPEG = "ffmpeg"
    broken = Clip(
        title="Broken",
        locale=newsroom["en"].locale,
        file=ContentFile(b"\x00\x00\x00\x18ftypisom" + b"\x00" * 60, "broken.mp4"),
    )
    broken.save()
    encode(broken, threading.Event())
    state = Encoding.objects.get(clip=broken)
    assert state.state == State.FAILED
    assert state.problem
    assert "\n" not in state.problem
    assert next_clip() is None
    try_again(broken)
    assert next_clip() == broken


@pytest.mark.parametrize(
    "data",
    [
        b"\x00\x00\x00\x18ftypisom" + b"\x00" * 60,
        b"\x00\x00\x00\x18ftypisom#EXTM3U\nfile:///etc/passwd\n" + b"x" * 400,
    ],
)
def test_a_video_that_is_none_is_refused_at_its_field(newsroom, settings, data):
    settings.FFMPEG = "ffmpeg"
    clip = Clip(title="No", locale=newsroom["en"].locale, file=ContentFile(data, "no.mp4"))
    with pytest.raises(ValidationError) as refused:
        clip.full_clean()
    assert list(refused.value.message_dict) == ["file"]
    assert "MP4" in refused.value.message_dict["file"][0]


def test_half_a_video_is_refused(newsroom, settings, film):
    settings.FFMPEG = "ffmpeg"
    half = ContentFile(film[: len(film) // 2], "half.mp4")
    with pytest.raises(ValidationError, match="cannot be read"):
        Clip(title="Half", locale=newsroom["en"].locale, file=half).full_clean()


def test_without_ffmpeg_a_clip_is_played_as_it_is(newsroom, film):
    with override_settings(FFMPEG="no-such-program"):
        clip = Clip(title="A", locale=newsroom["en"].locale, file=ContentFile(film, "a.mp4"))
        clip.full_clean()
        clip.save()
        assert encoding._turn(threading.Event()) is False
    assert clip.playlist == ""


@pytest.mark.parametrize(
    ("width", "height", "sizes"),
    [
        (1920, 1080, [(640, 360), (854, 480), (1280, 720), (1920, 1080)]),
        (1080, 1920, [(360, 640), (480, 854), (720, 1280), (1080, 1920)]),
        (500, 281, [(498, 280)]),
        (4096, 2160, [(682, 360), (910, 480), (1366, 720), (2048, 1080)]),
    ],
)
def test_no_rendition_is_larger_than_the_video(width, height, sizes):
    rungs = rungs_of(Track(width, height, 10, sound=True))
    assert rungs[0].name == "sound"
    assert [(rung.width, rung.height) for rung in rungs[1:]] == sizes


def test_a_video_turned_by_the_phone_is_upright(tmp_path):
    flat = tmp_path / "flat.mp4"
    draw(flat, size="320x240", seconds=1, sound=False)
    turned = tmp_path / "turned.mp4"
    turn = ["ffmpeg", "-v", "error", "-i", str(flat), "-c", "copy"]
    subprocess.run([*turn, "-metadata:s:v", "rotate=90", str(turned)], check=True, timeout=60)
    with override_settings(FFMPEG="ffmpeg"):
        track = probe(turned)
    assert (track.width, track.height, track.sound) == (240, 320, False)
