"""ffmpeg and ffprobe, run so that a hostile clip can do no harm.

The container is named by us, so that no file can pose as a list of other files; only local files
are opened; what they take is bounded; they end with whoever started them.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings

#: Seconds that a look at a file may take.
PROBE_WITHIN = 30
#: Seconds of audio that are listened to before it is believed to be that, at so many samples each.
LISTENED = 10
_RATE = 8000
#: Bytes of address space for ffmpeg, where the system can hold it to that.
MEMORY = 6 * 1024**3


class Unreadable(Exception):
    """A clip that ffmpeg makes nothing of; says why, in one line."""


@dataclass(frozen=True, slots=True)
class Track:
    """What is in a clip: its picture as it is shown, upright, in pixels; 0 by 0 for sound alone.

    ``seconds`` is its length, 0 where the file does not say.
    """

    width: int
    height: int
    seconds: float
    sound: bool


def tool(name: str) -> str | None:
    """Where ``ffmpeg`` or ``ffprobe`` is; None where it is not, or ``settings.FFMPEG`` is empty."""
    ffmpeg = shutil.which(settings.FFMPEG) if settings.FFMPEG else None
    if ffmpeg is None or name == "ffmpeg":
        return ffmpeg
    beside = Path(ffmpeg).with_name(name)
    return str(beside) if beside.exists() else shutil.which(name)


def is_there() -> bool:
    """Whether renditions can be made on this machine."""
    return bool(tool("ffmpeg") and tool("ffprobe"))


def container_of(file: Path) -> str:
    """ffmpeg's name of a file's container, by its first bytes. Raises Unreadable."""
    with file.open("rb") as opened:
        head = opened.read(64)
    if head[4:8] == b"ftyp":
        return "mov"
    if head.startswith(b"\x1aE\xdf\xa3"):
        return "matroska"
    if head.startswith((b"ID3", b"\xff")):
        return "mp3"
    if head.startswith(b"OggS"):
        return "ogg"
    if head.startswith(b"RIFF"):
        return "wav"
    raise Unreadable("neither video nor audio")


def reading(file: Path) -> list[str]:
    """The arguments by which a file is opened, and nothing else."""
    return ["-protocol_whitelist", "file", "-f", container_of(file), "-i", f"file:{file}"]


def bounded(command: list[str]) -> list[str]:
    """A command that leaves room for others, ends with us and takes no more than its share."""
    within = [command[0], *command[1:]]
    if limit := shutil.which("prlimit"):
        within = [limit, f"--as={MEMORY}", *within]
    if nice := shutil.which("nice"):
        within = [nice, "-n", "15", *within]
    if setpriv := shutil.which("setpriv"):
        within = [setpriv, "--pdeathsig", "KILL", *within]
    return within


def probe(file: Path) -> Track:
    """What is in a clip. Raises Unreadable; ``is_there()`` is the caller's to ask."""
    ffprobe = tool("ffprobe")
    assert ffprobe is not None
    asked = "format=duration:stream=codec_type,width,height:stream_side_data=rotation"
    asked += ":stream_disposition=attached_pic"
    command = [ffprobe, "-v", "error", *reading(file), "-show_entries", asked, "-of", "json"]
    try:
        done = subprocess.run(  # noqa: S603 - a list, no shell; the file is an argument.
            bounded(command), capture_output=True, timeout=PROBE_WITHIN, check=False
        )
        found = json.loads(done.stdout or b"{}")
    except (subprocess.TimeoutExpired, ValueError):
        raise Unreadable("it cannot be read within half a minute") from None
    streams = found.get("streams", [])
    if done.returncode or not streams:
        raise Unreadable(last_line(done.stderr) or "there is nothing in it")
    pictures = [each for each in streams if _is_moving(each)]
    width, height = _shown(pictures[0]) if pictures else (0, 0)
    sound = any(each.get("codec_type") == "audio" for each in streams)
    if not sound and not (width and height):
        raise Unreadable("neither picture nor sound is in it")
    return Track(width, height, _seconds(found), sound)


def heard(file: Path) -> float:
    """How many of an audio file's first ten seconds can be decoded.

    ffprobe takes a file's word for what it is; in data that only begins like audio there is
    nothing to hear.
    """
    ffmpeg = tool("ffmpeg")
    assert ffmpeg is not None
    command = [ffmpeg, "-nostdin", "-v", "quiet", *reading(file), "-t", str(LISTENED)]
    command += ["-map", "0:a:0", "-ac", "1", "-ar", str(_RATE), "-f", "s16le", "pipe:1"]
    try:
        done = subprocess.run(  # noqa: S603 - a list, no shell; the file is an argument.
            bounded(command), capture_output=True, timeout=PROBE_WITHIN, check=False
        )
    except subprocess.TimeoutExpired:
        return 0.0
    return len(done.stdout) / 2 / _RATE


def last_line(said: bytes) -> str:
    """The last line that a program complained in, without addresses of memory and paths."""
    lines = said.decode(errors="replace").strip().splitlines()
    return lines[-1].rpartition("] ")[2].rpartition("/")[2][:200] if lines else ""


def _is_moving(stream: dict[str, Any]) -> bool:
    """Whether a stream is a video, and not the cover that audio files carry."""
    cover = (stream.get("disposition") or {}).get("attached_pic")
    return stream.get("codec_type") == "video" and not cover


def _shown(stream: dict[str, Any]) -> tuple[int, int]:
    width, height = int(stream.get("width") or 0), int(stream.get("height") or 0)
    turned = any(
        int(each.get("rotation") or 0) % 180 for each in stream.get("side_data_list") or ()
    )
    return (height, width) if turned else (width, height)


def _seconds(found: dict[str, Any]) -> float:
    try:
        return max(0.0, float(found.get("format", {}).get("duration") or 0))
    except ValueError:
        return 0.0
