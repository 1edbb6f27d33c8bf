"""How long a video is that somebody sends, and whether it is one: ffprobe's word for it."""

from __future__ import annotations

import tempfile
from pathlib import Path

from django.core.exceptions import ValidationError
from django.core.files import File
from django.utils.translation import gettext as _

from broadsheet.media import ffmpeg


def length_of(file: File) -> int:
    """The length of a video in seconds; 0 where it is not known, or there is no ffprobe.

    Raises ValidationError for a file that cannot be read as a video. The position goes to the
    start.
    """
    if not ffmpeg.is_there():
        return 0
    try:
        return max(1, round(_probe(file).seconds))
    except ffmpeg.Unreadable as error:
        raise ValidationError(
            _("This video cannot be read (%(why)s). Export it as MP4 (H.264) and send that."),
            code="unreadable_clip",
            params={"why": str(error)},
        ) from None
    finally:
        file.seek(0)


def _probe(file: File) -> ffmpeg.Track:
    path = getattr(getattr(file, "file", file), "temporary_file_path", None)
    if path is not None:
        return ffmpeg.probe(Path(path()))
    # Small uploads are in memory only.
    with tempfile.NamedTemporaryFile(suffix=".clip") as copy:
        file.seek(0)
        for chunk in file.chunks():
            copy.write(chunk)
        copy.flush()
        return ffmpeg.probe(Path(copy.name))
