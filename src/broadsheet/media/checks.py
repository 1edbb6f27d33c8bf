"""What a picture's or a clip's file must be before it is kept. Whatever comes in is hostile."""

import re
from pathlib import PurePath

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files import File
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from PIL import Image, UnidentifiedImageError

from broadsheet.media.gif_frames import count_gif_frames
from broadsheet.media.metadata import FORMATS

#: Most bytes of a clip, unless the setting ``MAX_CLIP_BYTES`` says otherwise.
MAX_CLIP_BYTES = 1024**3
#: How often a JPEG's pixels may be gone over: a progressive one takes about ten scans.
SCANS = 16
#: Frames of an animation that are counted at most; pages show the first.
FRAMES = 1000

#: How much dearer a pixel is where the decoder holds the whole picture several times over.
_COSTS = {"AVIF": 2, "WEBP": 2}
_EXTENSIONS = {
    "AVIF": {"avif"},
    "GIF": {"gif"},
    "JPEG": {"jpg", "jpeg"},
    "PNG": {"png"},
    "WEBP": {"webp"},
}
#: Phones append previews and depth maps to a JPEG, which Pillow then calls MPO.
_JPEG_WITH_MORE = {"MPO": "JPEG"}
_SVG = re.compile(rb"<svg[\s>]|<!DOCTYPE\s+svg", re.IGNORECASE)
_SCAN = b"\xff\xda"
#: Brands of ``ftyp`` (ISO/IEC 14496-12) that are pictures or sound, not video.
_NOT_VIDEO = frozenset({b"avif", b"avis", b"heic", b"heix", b"mif1", b"msf1", b"M4A ", b"M4B "})


def check_picture_file(file: File) -> None:
    """Raise ValidationError, in an editor's words, unless ``file`` is a whole picture we can show.

    The header decides first (type, name, pixels, frames); only then is every pixel decoded, so that
    a truncated file is found now and not when its sizes are made. The position goes to the start.
    """
    most = getattr(settings, "WAGTAILIMAGES_MAX_UPLOAD_SIZE", None)
    _check_size(file, most)
    try:
        file.seek(0)
        with _opened(file) as picture:
            form = _JPEG_WITH_MORE.get(picture.format or "", picture.format or "")
            _check_name(file.name or "", form)
            _check_pixels(picture, form, file)
            _decode(picture)
    finally:
        file.seek(0)


def check_clip_file(file: File) -> None:
    """Raise ValidationError unless ``file`` is an MP4 or WebM within ``settings.MAX_CLIP_BYTES``.

    Only its first bytes are read. The position goes to the start.
    """
    _check_size(file, getattr(settings, "MAX_CLIP_BYTES", MAX_CLIP_BYTES))
    file.seek(0)
    head = file.read(64)
    file.seek(0)
    extension = _extension(file.name or "")
    if head[4:8] == b"ftyp" and head[8:12] not in _NOT_VIDEO:
        found = {"mp4", "m4v", "mov"}
    elif head.startswith(b"\x1aE\xdf\xa3") and b"webm" in head:
        found = {"webm"}
    else:
        raise ValidationError(
            _("This file is not an MP4 or WebM video. Export it as MP4 (H.264) and send that."),
            code="not_a_clip",
        )
    if extension not in found:
        raise ValidationError(
            _("The name ends in .%(extension)s but the file is %(format)s. Rename it."),
            code="clip_misnamed",
            params={"extension": extension, "format": "WebM" if "webm" in found else "MP4"},
        )


def _check_size(file: File, most: int | None) -> None:
    if most is not None and file.size > most:
        raise ValidationError(
            _("The file has %(size)s; the most we take is %(most)s."),
            code="file_too_large",
            params={"size": filesizeformat(file.size), "most": filesizeformat(most)},
        )


def _opened(file: File) -> Image.Image:
    try:
        return Image.open(file, formats=FORMATS)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise _too_many_pixels() from None
    except UnidentifiedImageError:
        file.seek(0)
        raise _unknown(file.read(4096)) from None
    except Exception:  # noqa: BLE001 - Pillow's decoders raise anything on a broken header.
        raise _damaged() from None


def _check_name(name: str, form: str) -> None:
    extension = _extension(name)
    if extension not in _EXTENSIONS[form]:
        raise ValidationError(
            _("The name ends in .%(extension)s but the picture is %(format)s. Rename it."),
            code="picture_misnamed",
            params={"extension": extension, "format": form},
        )


def _check_pixels(picture: Image.Image, form: str, file: File) -> None:
    most = settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS // _COSTS.get(form, 1)
    pixels = picture.width * picture.height
    if pixels > most:
        raise _too_many_pixels(form)
    if form == "JPEG" and _read_all(file).count(_SCAN) * pixels > SCANS * most:
        raise _damaged()
    frames = _frames(picture, form, file)
    if frames > 1 and (frames > FRAMES or frames * pixels > most):
        raise ValidationError(
            _(
                "The animation is too large (more than %(most)s million pixels in its pictures, or "
                "more than %(frames)s pictures). Send one picture, or a video as a clip."
            ),
            code="animation_too_large",
            params={"most": most // 1_000_000, "frames": FRAMES},
        )


def _frames(picture: Image.Image, form: str, file: File) -> int:
    if form == "GIF":
        return count_gif_frames(_read_all(file), enough=FRAMES + 1)
    # The further pictures of a JPEG are its own previews, not an animation.
    return 1 if form == "JPEG" else getattr(picture, "n_frames", 1)


def _read_all(file: File) -> bytes:
    """The whole file; its size has been checked. Pillow's own place in it is kept."""
    place = file.tell()
    file.seek(0)
    data = file.read()
    file.seek(place)
    return data


def _decode(picture: Image.Image) -> None:
    try:
        # A JPEG is read to its end, but at an eighth of its size: a 64th of the memory.
        picture.draft("RGB", (max(1, picture.width // 8), max(1, picture.height // 8)))
        picture.load()
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise _too_many_pixels() from None
    except Exception:  # noqa: BLE001 - Pillow's decoders raise anything on broken data.
        raise _damaged() from None


def _extension(name: str) -> str:
    return PurePath(name).suffix.lower().lstrip(".")


def _unknown(head: bytes) -> ValidationError:
    if _SVG.search(head):
        return ValidationError(
            _("SVG drawings can carry scripts and are not taken. Export it as PNG or WebP."),
            code="svg",
        )
    return ValidationError(
        _("This file is not a picture we can read. Save it as JPEG, PNG, WebP or AVIF."),
        code="not_a_picture",
    )


def _damaged() -> ValidationError:
    return ValidationError(
        _("The picture is damaged or did not arrive whole. Save it again and send that."),
        code="damaged_picture",
    )


def _too_many_pixels(form: str = "") -> ValidationError:
    most = settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS // _COSTS.get(form, 1)
    return ValidationError(
        _("The picture has more than %(most)s million pixels. Save it smaller, or as JPEG.")
        if form in _COSTS
        else _("The picture has more than %(most)s million pixels. Save it smaller."),
        code="too_many_pixels",
        params={"most": most // 1_000_000},
    )
