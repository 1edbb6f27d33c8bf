"""The sizes every picture is made in, at once, when it comes in or is cropped anew.

Pages only ever read renditions: making one while a reader waits would cost a second, and would write
where the press only reads.
"""

from typing import Any

from django.db.models.signals import post_save
from django_tasks import task

from broadsheet.media.models import Picture

#: Widths of the one ratio that pages use, 3:2, in pixels.
WIDTHS = (320, 640, 1024, 1600)
FORMATS = ("avif", "webp")
FALLBACK = "fill-1024x683|format-jpeg|jpegquality-75"
SQUARE = "fill-192x192|format-webp|webpquality-75"
#: What social networks and search engines are shown (1.91:1).
SHARE = "fill-1200x630|format-jpeg|jpegquality-75"
QUALITY = {"avif": "avifquality-55", "webp": "webpquality-68"}


def spec(width: int, form: str) -> str:
    """Wagtail's filter of one width and format: focal crop to 3:2."""
    return f"fill-{width}x{round(width * 2 / 3)}|format-{form}|{QUALITY[form]}"


def all_specs() -> tuple[str, ...]:
    """Every rendition a picture has."""
    sized = [spec(width, form) for form in FORMATS for width in WIDTHS]
    return (*sized, FALLBACK, SQUARE, SHARE)


def make_renditions(picture: Picture) -> int:
    """Make what is missing of a picture's renditions; returns how many there are now.

    A picture whose file cannot be read raises what Willow raises; uploads are checked before.
    """
    return len(picture.get_renditions(*all_specs()))


@task()
def make_renditions_of(picture_id: int) -> None:
    """The same as a task. A picture deleted meanwhile needs none."""
    picture = Picture.objects.filter(pk=picture_id).first()
    if picture is not None:
        make_renditions(picture)


def connect() -> None:
    """Have renditions made after every upload and crop."""
    post_save.connect(_after_save, sender=Picture, dispatch_uid="media.renditions")


def _after_save(instance: Picture, raw: bool = False, **kwargs: Any) -> None:
    if not raw and instance.file:
        make_renditions_of.enqueue(instance.pk)
