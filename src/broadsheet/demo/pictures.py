"""Draws the demo newsroom's pictures and puts them into its library, with their rights."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from typing import Any

from django.core.files.base import ContentFile

from broadsheet.demo.catalogue import catalogue
from broadsheet.demo.drawing import FOCAL, draw_picture, draw_portrait
from broadsheet.media.models import Picture


def picture_keys() -> list[str]:
    """Keys of all pictures and portraits, pictures first."""
    drawn = [record["key"] for record in catalogue()["picture"]]
    return drawn + [author["key"] for author in catalogue()["author"]]


def draw_all() -> Iterator[tuple[str, Picture]]:
    """Draw and store every picture, one by one, with renditions (as every upload)."""
    for record in catalogue()["picture"]:
        yield record["key"], _store_picture(record)
    for author in catalogue()["author"]:
        yield author["key"], _store_portrait(author)


def _store_picture(record: dict[str, Any]) -> Picture:
    key = record["key"]
    image = draw_picture(key)
    if key in {programme["picture"] for programme in catalogue()["programme"]}:
        # Podcast players want covers of 1400 pixels and more on the shorter side.
        image = image.resize((2250, 1500))
    picture = Picture(
        title=record["title"]["en"],
        description=record["alt"]["en"],
        caption=record["caption"]["en"],
        credit=record["credit"],
        language="en",
        file=_jpeg(image, key),
    )
    across, down = FOCAL.get(key, (0.5, 0.5))
    picture.focal_point_x, picture.focal_point_y = (
        round(across * image.width),
        round(down * image.height),
    )
    picture.focal_point_width = picture.focal_point_height = round(image.height * 0.4)
    picture.save()
    return picture


def _store_portrait(author: dict[str, Any]) -> Picture:
    picture = Picture(
        title=author["name"]["en"],
        credit="Illustration: The Meridian",
        file=_jpeg(draw_portrait(author["key"]), author["key"]),
    )
    picture.save()
    return picture


def _jpeg(image: Any, key: str) -> ContentFile:
    stream = BytesIO()
    image.save(stream, "JPEG", quality=88)
    return ContentFile(stream.getvalue(), name=f"{key}.jpg")
