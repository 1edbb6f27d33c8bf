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
#: Brands of ``ftyp`` (ISO/IEC 14496-12) that are pictures, and those that are sound.
_PICTURES = frozenset({b"avif", b"avis", b"heic", b"heix", b"mif1", b"msf1"})
_SOUND = frozenset({b"M4A ", b"M4B "})
#: Endings of a clip's name by the container that the file is; an .m4a may have a video's brand.
_CLIP_ENDINGS = {
    "MP4": {"mp4", "m4v", "mov", "m4a"},
    "MP4 audio": {"m4a"},
    "WebM": {"webm"},
    "MP3": {"mp3"},
    "Ogg": {"ogg", "oga", "opus"},
    "WAV": {"wav"},
}


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
    """Raise ValidationError unless ``file`` is a clip within ``settings.MAX_CLIP_BYTES``.

    MP4 and WebM are video; MP3, M4A, Ogg and WAV are audio. Only the first bytes are read: what
    ``clip_length`` makes of the file is the second look. The position goes to the start.
    """
    _check_size(file, getattr(settings, "MAX_CLIP_BYTES", MAX_CLIP_BYTES))
    file.seek(0)
    head = file.read(64)
    file.seek(0)
    extension = _extension(file.name or "")
    found = _container(head)
    if not found:
        raise ValidationError(
            _(
                "This file is neither a video (MP4, WebM) nor audio (MP3, M4A, Ogg, WAV). "
                "Export it as MP4 (H.264) or MP3 and send that."
            ),
            code="not_a_clip",
        )
    if extension not in _CLIP_ENDINGS[found]:
        raise ValidationError(
            _("The name ends in .%(extension)s but the file is %(format)s. Rename it."),
            code="clip_misnamed",
            params={"extension": extension, "format": found},
        )


def _container(head: bytes) -> str:
    """What a clip's first bytes say it is; empty for anything else."""
    if head[4:8] == b"ftyp" and head[8:12] not in _PICTURES:
        return "MP4 audio" if head[8:12] in _SOUND else "MP4"
    if head.startswith(b"\x1aE\xdf\xa3") and b"webm" in head:
        return "WebM"
    # An ID3 tag, or the eleven bits that begin a frame of layer III (ISO/IEC 11172-3, 2.4.1.3).
    if head.startswith(b"ID3") or (head[:1] == b"\xff" and head[1:2] and head[1] & 0xE6 == 0xE2):
        return "MP3"
    if head.startswith(b"OggS"):
        return "Ogg"
    if head.startswith(b"RIFF") and head[8:12] == b"WAVE":
        return "WAV"
    return ""


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
