"""How long a clip is that somebody sends, and whether it is one: ffprobe's word for it."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

from django.core.exceptions import ValidationError
from django.core.files import File
from django.utils.translation import gettext as _

from broadsheet.media import ffmpeg


def length_of(file: File, *, audio: bool = False) -> int:
    """The length of a clip in seconds; 0 where it is not known, or there is no ffprobe.

    Raises ValidationError for a file that cannot be read as a video, or with ``audio`` as sound
    and nothing but sound. The position goes to the start.
    """
    if not ffmpeg.is_there():
        return 0
    try:
        return max(1, round(_look(file, _listen if audio else ffmpeg.probe).seconds))
    except ffmpeg.Unreadable as error:
        raise ValidationError(
            _("This audio cannot be read (%(why)s). Export it as MP3 and send that.")
            if audio
            else _("This video cannot be read (%(why)s). Export it as MP4 (H.264) and send that."),
            code="unreadable_clip",
            params={"why": str(error)},
        ) from None
    finally:
        file.seek(0)


def _listen(file: Path) -> ffmpeg.Track:
    track = ffmpeg.probe(file)
    if track.width:
        raise ffmpeg.Unreadable("there is a video in it")
    if not track.sound or ffmpeg.heard(file) < min(ffmpeg.LISTENED, track.seconds or 1) / 2:
        raise ffmpeg.Unreadable("there is no sound in it, or it did not arrive whole")
    return track


def _look(file: File, by: Callable[[Path], ffmpeg.Track]) -> ffmpeg.Track:
    path = getattr(getattr(file, "file", file), "temporary_file_path", None)
    if path is not None:
        return by(Path(path()))
    # Small uploads are in memory only.
    with tempfile.NamedTemporaryFile(suffix=".clip") as copy:
        file.seek(0)
        for chunk in file.chunks():
            copy.write(chunk)
        copy.flush()
        return by(Path(copy.name))
