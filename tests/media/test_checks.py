"""What is not a whole picture, or not a clip, is refused in one clear line."""

from __future__ import annotations

import time
from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageFile

from broadsheet.media.checks import check_clip_file, check_picture_file
from broadsheet.media.gif_frames import count_gif_frames
from tests.media.samples import picture_bytes
from tests.shared_data import SHARED_DATA, needs_shared_data

SVG = (
    b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
)


def refusal(name: str, data: bytes) -> str:
    """The code of the refusal; empty if the picture is taken."""
    file = SimpleUploadedFile(name, data)
    try:
        check_picture_file(file)
    except ValidationError as error:
        (message,) = error.messages
        assert message.endswith(".")
        return error.code
    assert file.tell() == 0
    return ""


@pytest.mark.parametrize("form", ["AVIF", "GIF", "JPEG", "PNG", "WEBP"])
def test_a_whole_picture_is_taken(form):
    assert refusal(f"quay.{form.lower()}", picture_bytes(form=form)) == ""


def test_capitals_and_short_endings_are_taken():
    assert refusal("QUAY.JPG", picture_bytes()) == ""


@pytest.mark.parametrize("mode", ["L", "CMYK", "RGB"])
def test_a_printers_picture_is_taken(mode):
    assert refusal("quay.jpg", picture_bytes(mode=mode)) == ""


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("page.jpg", b"<html><script>alert(1)</script>", "not_a_picture"),
        ("drawing.svg", SVG, "svg"),
        ("drawing.png", SVG, "svg"),
        ("empty.png", b"", "not_a_picture"),
        ("quay.png", picture_bytes(), "picture_misnamed"),
        ("quay", picture_bytes(), "picture_misnamed"),
        ("quay.bmp", picture_bytes(form="BMP"), "not_a_picture"),
        ("cut.jpg", picture_bytes((400, 300))[:-400], "damaged_picture"),
        ("cut.png", picture_bytes((400, 300), "PNG")[:-60], "damaged_picture"),
        ("cut.webp", picture_bytes((400, 300), "WEBP")[:-40], "damaged_picture"),
    ],
)
def test_what_is_no_whole_picture_is_refused(name, data, code):
    assert refusal(name, data) == code


def test_a_hundred_megapixels_are_refused_before_they_are_decoded(monkeypatch):
    data = picture_bytes((10_000, 10_000), "PNG", mode="1")
    decoded = []
    monkeypatch.setattr(ImageFile.ImageFile, "load", lambda self: decoded.append(self.size))
    assert refusal("large.png", data) == "too_many_pixels"
    assert decoded == []


@pytest.mark.parametrize(("form", "code"), [("PNG", ""), ("WEBP", "too_many_pixels")])
def test_formats_that_are_dear_to_decode_may_have_half_the_pixels(settings, form, code):
    settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS = 10_000
    assert refusal(f"quay.{form.lower()}", picture_bytes((100, 60), form)) == code


def test_a_bomb_is_refused():
    header = picture_bytes(form="GIF")
    bomb = header[:6] + b"\xff\xff\xff\xff" + header[10:]
    assert refusal("bomb.gif", bomb) == "too_many_pixels"


def test_a_progressive_jpeg_of_endless_scans_is_refused(settings):
    settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS = 10_000
    jpeg = picture_bytes((100, 100), progressive=True)
    last = jpeg.rindex(b"\xff\xda")
    assert refusal("usual.jpg", jpeg) == ""
    assert refusal("endless.jpg", jpeg[:-2] + jpeg[last:-2] * 100 + jpeg[-2:]) == "damaged_picture"


def test_a_giant_animation_is_refused(settings):
    settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS = 100_000
    for form in ("GIF", "PNG", "WEBP"):
        assert refusal(f"small.{form.lower()}", _animation(form, frames=5)) == ""
        assert refusal(f"giant.{form.lower()}", _animation(form, frames=11)) == (
            "animation_too_large"
        )


def test_a_file_that_is_too_large_is_refused(settings):
    settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE = 100
    assert refusal("quay.jpg", picture_bytes()) == "file_too_large"


def test_frames_of_a_gif_are_counted_and_broken_ones_end_the_count():
    gif = _animation("GIF", frames=7)
    assert count_gif_frames(gif, enough=100) == 7
    assert count_gif_frames(gif, enough=3) == 3
    assert count_gif_frames(gif[: len(gif) // 2], enough=100) < 7
    assert count_gif_frames(b"GIF89a", enough=100) == 0


@needs_shared_data
def test_every_hostile_picture_is_refused_or_harmless():
    folder = SHARED_DATA / "images" / "hostile"
    began = time.process_time()
    found = {path.name: refusal(path.name, path.read_bytes()) for path in folder.iterdir()}
    assert time.process_time() - began < 10
    harmless = {name for name, code in found.items() if not code}
    assert harmless == {
        "broken_exif_dpi.jpg",
        "decompression_bomb_extents.gif",
        "exif_gps_typeerror.jpg",
        "invalid-exif.jpg",
    }


MP4 = b"\x00\x00\x00\x18ftypisom" + b"\x00" * 60
WEBM = b"\x1aE\xdf\xa3\x9fB\x86\x81\x01B\x82\x84webm" + b"\x00" * 60


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("a.mp4", MP4, ""),
        ("a.MOV", MP4.replace(b"isom", b"qt  "), ""),
        ("a.webm", WEBM, ""),
        ("a.webm", MP4, "clip_misnamed"),
        ("a.mp4", WEBM, "clip_misnamed"),
        ("a.webm", WEBM.replace(b"\x84webm", b"\x88matroska"), "not_a_clip"),
        ("a.mp4", MP4.replace(b"isom", b"avif"), "not_a_clip"),
        ("a.mp4", b"<html>", "not_a_clip"),
        ("a.mp4", b"", "not_a_clip"),
    ],
)
def test_a_clip_is_what_its_name_says(name, data, code):
    found = ""
    try:
        check_clip_file(ContentFile(data, name))
    except ValidationError as error:
        found = error.code
    assert found == code


def test_a_clip_has_a_largest_size(settings):
    settings.MAX_CLIP_BYTES = 10
    with pytest.raises(ValidationError, match="the most we take is 10"):
        check_clip_file(ContentFile(MP4, "a.mp4"))


def _animation(form: str, frames: int) -> bytes:
    pictures = [Image.new("L", (100, 100), shade * 20) for shade in range(frames)]
    stream = BytesIO()
    pictures[0].save(stream, form, save_all=True, append_images=pictures[1:])
    return stream.getvalue()
