"""Covers: the square of a programme's picture that podcast players show.

Apple Podcasts wants 1400 to 3000 pixels, JPEG or PNG, in RGB.
"""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction
from django_tasks import task

from broadsheet.ledger import reading, tags
from broadsheet.media.models import Picture, Rendition
from broadsheet.media.renditions import make_further
from broadsheet.programmes.models import Programme
from broadsheet.programmes.models.programme import COVER_SIDE

COVER = f"fill-{COVER_SIDE}x{COVER_SIDE}|format-jpeg|jpegquality-82"


def covers_of(picture: Picture) -> Collection[str]:
    """The sizes that programmes need of a picture: none unless it is a programme's."""
    return (COVER,) if Programme.objects.filter(picture_id=picture.pk).exists() else ()


def cover_address(programme: Programme) -> str:
    """The address of a programme's cover; empty where it has none of a cover's size."""
    if programme.picture_id is None:
        return ""
    reading.note_row(tags.row("media.picture", programme.picture_id), ("renditions",))
    made = Rendition.objects.filter(
        image_id=programme.picture_id, filter_spec=COVER, width__gte=COVER_SIDE
    ).order_by("-pk")
    name = made.values_list("file", flat=True).first()
    return Rendition._meta.get_field("file").storage.url(name) if name else ""


def after_save(programme: Programme) -> None:
    """Have the cover made once the programme is committed. Called by the signal."""
    if key := programme.picture_id:
        transaction.on_commit(lambda: make_cover.enqueue(key))


@task()
def make_cover(picture_id: int) -> None:
    """Make the cover of a programme's picture as a task. A picture deleted meanwhile has none."""
    picture = Picture.objects.filter(pk=picture_id).first()
    if picture is not None:
        make_further(picture)
