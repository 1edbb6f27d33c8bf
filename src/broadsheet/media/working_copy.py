"""A picture decoded once, for making its sizes: turned upright, in sRGB, without metadata.

Wagtail decodes the original anew for each size, three at a time: three quarters of a gigabyte for a
picture of 80 million pixels. And it carries EXIF into its JPEGs, and so GPS. From a working copy
nothing can leak, since there is nothing in it but pixels.
"""

import copy
from dataclasses import dataclass
from io import BytesIO
from typing import IO, TYPE_CHECKING

from django.core.files import File
from PIL import Image, ImageCms, ImageOps

from broadsheet.media.metadata import FORMATS

if TYPE_CHECKING:
    from broadsheet.media.models import Picture

#: The largest size that is made of any picture, in pixels. Wider ones come from it unenlarged.
WIDEST = 1600
#: The widest and the tallest of the ratios that sizes are cropped to.
_RATIOS = (1.91, 1.0)


@dataclass(frozen=True, slots=True)
class WorkingCopy:
    """The pixels as an uncompressed PNG, and by how much they were made smaller (at most 1)."""

    png: bytes
    width: int
    height: int
    scale: float

    def as_file(self) -> File:
        """The copy as a file of its own, for one reader."""
        return File(BytesIO(self.png), name="working.png")

    def stand_in(self, picture: "Picture") -> "Picture":
        """``picture`` as if its file were this copy: same crop, smaller numbers. Never saved."""
        other = copy.copy(picture)
        other.width, other.height = self.width, self.height
        for name in ("x", "y", "width", "height"):
            value = getattr(picture, f"focal_point_{name}")
            if value is not None:
                setattr(other, f"focal_point_{name}", round(value * self.scale))
        return other


def make_working_copy(file: IO[bytes]) -> WorkingCopy:
    """Decode a picture's file. Raises what Pillow raises for a file that cannot be read."""
    file.seek(0)
    with Image.open(file, formats=FORMATS) as opened:
        full = max(opened.size)
        factor = _factor(opened.width, opened.height)
        # A JPEG is decoded at a half, a quarter or an eighth where that is still large enough.
        opened.draft(None, (round(opened.width * factor), round(opened.height * factor)))
        profile = opened.info.get("icc_profile")
        picture = opened.convert(_mode(opened)) if opened.mode == "P" else opened
        small = (
            picture.resize(
                tuple(
                    max(1, round(side * factor * full / max(picture.size))) for side in picture.size
                ),
                Image.Resampling.LANCZOS,
            )
            if factor * full < max(picture.size)
            else picture
        )
        small = ImageOps.exif_transpose(small)
        plain = _in_srgb(small, profile)
    plain.info = {}
    output = BytesIO()
    plain.save(output, "PNG", compress_level=0)
    return WorkingCopy(output.getvalue(), *plain.size, scale=max(plain.size) / full)


def _factor(width: int, height: int) -> float:
    """The smallest scale at which every crop still has ``WIDEST`` pixels; 1 for small pictures."""
    crop = min(min(width, height * ratio) for ratio in _RATIOS)
    return min(1.0, WIDEST / crop)


def _mode(picture: Image.Image) -> str:
    return "RGBA" if picture.has_transparency_data else "RGB"


def _in_srgb(picture: Image.Image, profile: bytes | None) -> Image.Image:
    if picture.mode.startswith("I"):
        # 16 bits of grey; Pillow would clip them to 8.
        picture = picture.convert("I").point(lambda value: value / 256).convert("L")
    mode = _mode(picture)
    if not profile or picture.mode not in {"RGB", "CMYK", "L"}:
        return picture.convert(mode)
    try:
        converted = ImageCms.profileToProfile(
            picture,
            ImageCms.ImageCmsProfile(BytesIO(profile)),
            ImageCms.createProfile("sRGB"),
            outputMode="RGB",
        )
        return converted or picture.convert(mode)
    except (ImageCms.PyCMSError, OSError, ValueError):
        return picture.convert(mode)
