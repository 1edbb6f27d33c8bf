"""Posters taken from a video: a frame that stands for it, as a picture like any other."""

from __future__ import annotations

import logging
import subprocess
from io import BytesIO
from pathlib import Path

from django.core.exceptions import ValidationError
from django.core.files.images import ImageFile
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from broadsheet.editions.models import Edition
from broadsheet.media import ffmpeg
from broadsheet.media.intake import take_in
from broadsheet.media.models import Clip, Picture

logger = logging.getLogger(__name__)

#: Frames among which ffmpeg looks for the one that is most like all others: neither black nor the
#: middle of a cut.
LOOKED_AT = 300
#: Seconds that the taking of a frame may last.
WITHIN = 60
#: The longer side in pixels at most.
LARGEST = 1920
#: Frames of the strip that editors choose from, and their width in pixels.
STRIP = 12
STRIP_WIDTH = 320


def give_poster(clip: Clip, source: Path) -> None:
    """Give a video without a poster one of its frames. What cannot be taken is left out, and said.

    It is looked for once, when the renditions are made: a poster that an editor removed stays away.
    """
    if clip.poster_id is not None:
        return
    try:
        set_poster(clip, frame_of(source))
    except ffmpeg.Unreadable as error:
        logger.warning("clip %s: no poster: %s", clip.pk, error)
    except ValidationError as error:
        logger.warning("clip %s: no poster: %s", clip.pk, "; ".join(error.messages))


def frame_of(source: Path, second: float | None = None, *, width: int = LARGEST) -> bytes:
    """One frame as JPEG: at ``second``, or one that stands for the beginning of the video.

    Raises Unreadable.
    """
    tool = ffmpeg.tool("ffmpeg")
    if tool is None:
        raise ffmpeg.Unreadable("ffmpeg is not here")
    seek = ["-ss", f"{second:.3f}"] if second is not None else []
    choice = "" if second is not None else f"thumbnail={LOOKED_AT},"
    scaled = f"{choice}scale='min({width},iw)':-2,setsar=1"
    command = [tool, "-nostdin", "-v", "error", *seek, *ffmpeg.reading(source)]
    command += ["-map", "0:v:0", "-an", "-vf", scaled, "-frames:v", "1", "-q:v", "3"]
    command += ["-map_metadata", "-1", "-f", "image2pipe", "-c:v", "mjpeg", "pipe:1"]
    try:
        done = subprocess.run(  # noqa: S603 - a list, no shell; the file is an argument.
            ffmpeg.bounded(command), capture_output=True, timeout=WITHIN, check=False
        )
    except subprocess.TimeoutExpired:
        raise ffmpeg.Unreadable("no frame within a minute") from None
    if done.returncode or not done.stdout:
        raise ffmpeg.Unreadable(ffmpeg.last_line(done.stderr) or "there is no frame at that second")
    return done.stdout


def set_poster(clip: Clip, frame: bytes) -> Picture:
    """Keep a frame as a picture with renditions and credit, and as the poster of its clip.

    Raises ValidationError where the frame is no picture that we keep.
    """
    edition = Edition.objects.select_related("locale").get(locale_id=clip.locale_id)
    with override(edition.locale.language_code):
        words = _("A frame of the video “%(title)s”") % {"title": clip.title}
    picture = Picture(
        title=clip.title[:255],
        description=words,
        credit=edition.name,
        language=edition.language,
    )
    take_in(picture, ImageFile(BytesIO(frame), name=f"frame-{clip.pk}.jpg"))
    with transaction.atomic():
        stored = Clip.objects.select_for_update().filter(pk=clip.pk, file=str(clip.file)).first()
        if stored is None:
            raise ValidationError(_("The video was replaced meanwhile."))
        picture.save()
        stored.poster = picture
        stored.save(update_fields=["poster"])
    clip.poster = picture
    return picture


def strip_of(clip: Clip) -> tuple[int, ...]:
    """The seconds of a video that editors choose its poster from, spread over all of it."""
    count = min(STRIP, max(1, clip.seconds))
    return tuple(clip.seconds * (2 * n + 1) // (2 * count) for n in range(count))
