"""The demo's own stream: its clips, cut into segments once, shown round and round.

ffmpeg works for a few seconds, once. From then on a thread writes four short playlists every four
seconds, each with the segments of the last half minute: what is sent costs next to nothing. The
number of a segment follows from the time of day, so that a restart goes on where the stream is.
"""

from __future__ import annotations

import hashlib
import logging
import shutil
import subprocess
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, InterfaceError, close_old_connections, connection

from broadsheet.demo.catalogue import LANGUAGES, channel, clip_file
from broadsheet.live.models import Stream
from broadsheet.media import ffmpeg

logger = logging.getLogger(__name__)

FOLDER = "channel/demo"
ADDRESS = f"{settings.MEDIA_URL}{FOLDER}/"
#: Seconds of a segment; segments of a clip; segments that a playlist lists.
SEGMENT, OF_A_CLIP, LISTED = 4, 3, 8
#: Seconds that ffmpeg may take.
WITHIN = 300
#: Seconds after which making the film is tried again.
AGAIN = 60.0
_NAMES = {"en": "English", "ar": "العربية", "es": "Español"}
#: A quiet chord that swells and ebbs within the length of the film.
_CHORD = "0.03*(sin(2*PI*{f}*t)+sin(3*PI*{f}*t)+sin(2.5*PI*{f}*t))*(1.2+sin(2*PI*t/12))"
_CODECS = "avc1.42c01e,mp4a.40.2"


class Broadcast:
    """The demo's stream in a newsroom's media folder."""

    def __init__(self, media: Path) -> None:
        self.folder = media / FOLDER
        self._mark = _mark_of_the_film()
        self._length = len(channel()["film"]) * OF_A_CLIP

    @property
    def is_made(self) -> bool:
        """Whether there is a film to be shown."""
        return (self.folder / self._mark).is_dir()

    def make(self) -> None:
        """Cut the clips into segments. Raises ffmpeg.Unreadable where that fails, OSError."""
        self.folder.mkdir(parents=True, exist_ok=True)
        part = self.folder / f"{self._mark}.part"
        shutil.rmtree(part, ignore_errors=True)
        for name in ("film", "sound"):
            (part / name).mkdir(parents=True)
        clips = part / "clips.txt"
        files = [clip_file(each["clip"]) for each in channel()["film"]]
        clips.write_text("".join(f"file '{file}'\n" for file in files))
        tool = ffmpeg.tool("ffmpeg")
        assert tool is not None
        _run([tool, *_arguments(clips, part, self._length * SEGMENT)])
        clips.unlink()
        for language in LANGUAGES:
            _write_words(part / language, language)
        part.rename(self.folder / self._mark)
        for old in self.folder.iterdir():
            if old.is_dir() and old.name != self._mark:
                shutil.rmtree(old, ignore_errors=True)

    def write_playlists(self, now: float) -> None:
        """Have the playlists say what is on at ``now`` (seconds since the epoch)."""
        for name in ("film", "sound", *LANGUAGES):
            # In the last place: a segment is listed when it has been on.
            _replace(self.folder / f"{name}.m3u8", self._playlist(name, int(now // SEGMENT)))
        words = "".join(
            f'#EXT-X-MEDIA:TYPE=SUBTITLES,GROUP-ID="words",NAME="{_NAMES[language]}",'
            f'LANGUAGE="{language}",AUTOSELECT=YES,URI="{language}.m3u8"\n'
            for language in LANGUAGES
        )
        _replace(
            self.folder / "picture.m3u8",
            f"#EXTM3U\n#EXT-X-VERSION:7\n#EXT-X-INDEPENDENT-SEGMENTS\n{words}"
            f'#EXT-X-STREAM-INF:BANDWIDTH=560000,CODECS="{_CODECS}",RESOLUTION=640x360,'
            'FRAME-RATE=12.500,SUBTITLES="words"\nfilm.m3u8\n',
        )
        _replace(
            self.folder / "radio.m3u8",
            "#EXTM3U\n#EXT-X-VERSION:7\n#EXT-X-INDEPENDENT-SEGMENTS\n"
            '#EXT-X-STREAM-INF:BANDWIDTH=72000,CODECS="mp4a.40.2"\nsound.m3u8\n',
        )

    def _playlist(self, name: str, number: int) -> str:
        """The segments up to, not including, ``number``; the film begins again and again."""
        first, ending = number - LISTED, "vtt" if name in LANGUAGES else "m4s"
        lines = ["#EXTM3U", "#EXT-X-VERSION:7", f"#EXT-X-TARGETDURATION:{SEGMENT}"]
        lines += [f"#EXT-X-MEDIA-SEQUENCE:{first}"]
        lines += [f"#EXT-X-DISCONTINUITY-SEQUENCE:{(first - 1) // self._length}"]
        if ending == "m4s":
            lines.append(f'#EXT-X-MAP:URI="{self._mark}/{name}/init.mp4"')
        for each in range(first, number):
            if each % self._length == 0:
                lines.append("#EXT-X-DISCONTINUITY")
            began = datetime.fromtimestamp(each * SEGMENT, UTC)
            lines.append(f"#EXT-X-PROGRAM-DATE-TIME:{began:%Y-%m-%dT%H:%M:%S.000Z}")
            lines += [f"#EXTINF:{SEGMENT}.000,"]
            lines += [f"{self._mark}/{name}/{each % self._length:03}.{ending}"]
        return "\n".join(lines) + "\n"


def keep_broadcasting(stopping: threading.Event) -> None:
    """Show the demo's stream until ``stopping`` is set. For a thread of its own.

    Without ffmpeg it ends at once, and the channel goes on saying so.
    """
    broadcast = Broadcast(Path(settings.MEDIA_ROOT))
    try:
        while not broadcast.is_made and not stopping.is_set():
            if not ffmpeg.is_there():
                return
            try:
                broadcast.make()
                broadcast.write_playlists(time.time())
                _go_on_air()
            except (ffmpeg.Unreadable, OSError, DatabaseError, InterfaceError) as error:
                logger.warning("the demo's stream: %s", " ".join(str(error).split()))
                stopping.wait(AGAIN)
        while not stopping.is_set():
            now = time.time()
            try:
                broadcast.write_playlists(now)
            except OSError as error:
                logger.warning("the demo's stream: %s", " ".join(str(error).split()))
            stopping.wait(SEGMENT - now % SEGMENT)
    finally:
        connection.close()


def start_broadcasting(stopping: threading.Event) -> threading.Thread:
    """Start :func:`keep_broadcasting` in a daemon thread. Set ``stopping``, then join it."""
    thread = threading.Thread(
        target=keep_broadcasting, args=(stopping,), name="broadcast", daemon=True
    )
    thread.start()
    return thread


def _go_on_air() -> None:
    """Once, when there is something to be seen; what an editor takes off air later stays off."""
    for stream in Stream.objects.filter(address__startswith=ADDRESS, on_air=False):
        stream.on_air = True
        stream.save(update_fields=["on_air"])
    close_old_connections()


def _arguments(clips: Path, folder: Path, seconds: int) -> Iterator[str]:
    """What ffmpeg is told: the clips in a row, with the chord, and the chord alone."""
    chord = _CHORD.format(f=110)
    yield from ("-nostdin", "-v", "error", "-threads", "1")
    yield from ("-f", "concat", "-safe", "0", "-i", str(clips))
    yield from ("-f", "lavfi", "-i", f"aevalsrc=exprs='{chord}':s=48000:d={seconds}")
    for name in ("film", "sound"):
        if name == "film":
            yield from ("-map", "0:v", "-c:v", "libx264", "-profile:v", "baseline")
            yield from ("-level", "3.0", "-preset", "veryfast", "-crf", "27", "-r", "12.5")
            yield from ("-pix_fmt", "yuv420p", "-threads", "1", "-sc_threshold", "0")
            yield from ("-force_key_frames", f"expr:gte(t,n_forced*{SEGMENT})")
        yield from ("-map", "1:a", "-c:a", "aac", "-b:a", "48k", "-ac", "1", "-t", str(seconds))
        yield from ("-f", "hls", "-hls_time", str(SEGMENT), "-hls_playlist_type", "vod")
        yield from ("-hls_segment_type", "fmp4", "-hls_fmp4_init_filename", "init.mp4")
        yield from ("-hls_segment_filename", str(folder / name / "%03d.m4s"))
        yield str(folder / name / "all.m3u8")


def _run(command: list[str]) -> None:
    try:
        done = subprocess.run(  # noqa: S603 - a list, no shell; all of it is ours.
            ffmpeg.bounded(command), capture_output=True, timeout=WITHIN, check=False
        )
    except subprocess.TimeoutExpired:
        raise ffmpeg.Unreadable(f"ffmpeg took longer than {WITHIN} seconds") from None
    if done.returncode:
        why = ffmpeg.last_line(done.stderr) or f"ffmpeg ended with {done.returncode}"
        raise ffmpeg.Unreadable(why)


def _write_words(folder: Path, language: str) -> None:
    """What is said in each segment (WebVTT; RFC 8216, 3.5)."""
    folder.mkdir()
    lines = [line for each in channel()["film"] for line in each[language]]
    for number, line in enumerate(lines):
        begins, minute = number * SEGMENT % 60, number * SEGMENT // 60
        (folder / f"{number:03}.vtt").write_text(
            "WEBVTT\nX-TIMESTAMP-MAP=LOCAL:00:00:00.000,MPEGTS:0\n\n"
            f"00:{minute:02}:{begins:02}.200 --> 00:{minute:02}:{begins + 3:02}.900\n{line}\n",
            encoding="utf-8",
        )


def _mark_of_the_film() -> str:
    """Names the film by what it is made of: its segments are kept by caches for a year."""
    digest = hashlib.sha256(" ".join(_arguments(Path("clips"), Path(), 0)).encode())
    for each in channel()["film"]:
        digest.update(repr(each).encode())
        if file := clip_file(each["clip"]):
            digest.update(file.read_bytes())
    return digest.hexdigest()[:12]


def _replace(file: Path, text: str) -> None:
    """Write a file so that whoever reads it has the old one or the new one, never half of it."""
    part = file.with_name(f".{file.name}.part")
    part.write_text(text, encoding="utf-8")
    part.replace(file)
