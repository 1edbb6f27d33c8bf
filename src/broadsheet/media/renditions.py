"""The sizes every picture is made in, at once, when it comes in or is cropped anew.

Pages only ever read renditions: making one while a reader waits would cost a second, and would
write where the press only reads.
"""

from collections.abc import Callable, Collection, Iterator
from itertools import islice

from django.db import transaction
from django.db.models import Count
from django_tasks import task
from wagtail.images.models import Filter

from broadsheet.editions.models import Edition
from broadsheet.editions.models.edition import LOGO_SPEC
from broadsheet.ledger.recording import record_change
from broadsheet.media.models import Picture, Rendition

#: Widths of the one ratio that pages use, 3:2, in pixels.
WIDTHS = (320, 640, 1024, 1600)
FORMATS = ("avif", "webp")
FALLBACK = "fill-1024x683|format-jpeg|jpegquality-75"
SQUARE = "fill-192x192|format-webp|webpquality-75"
#: What social networks and search engines are shown (1.91:1).
SHARE = "fill-1200x630|format-jpeg|jpegquality-75"
#: The whole picture, for what must not be cropped: infographics, however long. WebP ends at 16,383
#: pixels. Only of pictures that the one ratio would cut.
WHOLE = tuple(f"max-{width}x{width * 10}|format-webp|webpquality-82" for width in (800, 1600))
QUALITY = {"avif": "avifquality-55", "webp": "webpquality-68"}

_ANY_CROP = Filter(spec=FALLBACK)
#: Wagtail's key of what is not cropped.
_NO_CROP = ""
_AT_ONCE = 500

#: A port: further sizes that packages above need of a picture (a programme: its cover).
_further: list[Callable[[Picture], Collection[str]]] = []


def also_make(wanted: Callable[[Picture], Collection[str]]) -> None:
    """Have the sizes that ``wanted`` names for a picture made with all others."""
    _further.append(wanted)


def spec(width: int, form: str) -> str:
    """Wagtail's filter of one width and format: focal crop to 3:2."""
    return f"fill-{width}x{round(width * 2 / 3)}|format-{form}|{QUALITY[form]}"


def all_specs() -> tuple[str, ...]:
    """Every rendition a picture has."""
    sized = [spec(width, form) for form in FORMATS for width in WIDTHS]
    return (FALLBACK, *sized, SQUARE, SHARE)


def is_cut(picture: Picture) -> bool:
    """Whether the ratio that pages use leaves out more than a trace of a picture."""
    return bool(picture.height) and abs(picture.width / picture.height - 1.5) > 0.03


def crop_key(picture: Picture) -> str:
    """Wagtail's key of the focal point: the same for all our sizes, which are all focal crops."""
    return _ANY_CROP.get_cache_key(picture)


def make_renditions(picture: Picture) -> int:
    """Make what is missing of a picture's renditions; returns how many there are now.

    The original is decoded once. A picture whose file cannot be read raises what Pillow raises;
    uploads are checked before. What the database holds counts, not Wagtail's cache, which other
    processes do not clear.
    """
    wanted = all_specs()
    made = set(
        Rendition.objects.filter(
            image=picture,
            filter_spec__in=(*WHOLE, *wanted),
            focal_point_key__in=(_NO_CROP, crop_key(picture)),
        ).values_list("filter_spec", flat=True)
    )
    whole = [each for each in WHOLE if is_cut(picture) and each not in made]
    missing = [each for each in wanted if each not in made]
    # Whole pictures come first; the last of all sizes is the change.
    missing = [*whole, *missing]
    if missing:
        picture.get_file_hash()
        with picture.decoded_once():
            for each in missing[:-1]:
                picture.create_rendition(Filter(spec=each))
            # Pages show a crop once all of its sizes are made: the last of them is the change.
            with transaction.atomic():
                picture.create_rendition(Filter(spec=missing[-1]))
                record_change(picture, ["renditions"])
    return len(wanted)


def pictures_lacking_renditions() -> Iterator[Picture]:
    """The pictures that lack any size of their present crop, oldest first.

    Two queries for every 500 pictures, whatever there are.
    """
    pictures = Picture.objects.order_by("pk").iterator(chunk_size=_AT_ONCE)
    while some := list(islice(pictures, _AT_ONCE)):
        counts = _counts(picture.pk for picture in some)
        for picture in some:
            if _lacks(picture, counts):
                yield picture


def lacks_renditions(picture: Picture) -> bool:
    """Whether a picture lacks any size of its present crop. One query."""
    return _lacks(picture, _counts([picture.pk]))


def _lacks(picture: Picture, counts: dict[tuple[int, str], int]) -> bool:
    cropped = counts.get((picture.pk, crop_key(picture)), 0)
    whole = counts.get((picture.pk, _NO_CROP), 0)
    return cropped < len(all_specs()) or (is_cut(picture) and whole < len(WHOLE))


@task()
def make_renditions_of(picture_id: int, crop_before: str = "") -> None:
    """Make a picture's renditions as a task. A picture deleted meanwhile needs none.

    ``crop_before`` is the crop that pages now in readers' hands refer to. Its renditions stay until
    the next crop; older ones go.
    """
    picture = Picture.objects.filter(pk=picture_id).first()
    if picture is None:
        return
    make_renditions(picture)
    if Edition.objects.filter(logo=picture).exists():
        with transaction.atomic():
            picture.get_rendition(LOGO_SPEC)
            record_change(picture, ["renditions"])
    make_further(picture)
    if crop_before and crop_before != crop_key(picture):
        _discard_crops(picture, keep={crop_before, crop_key(picture)})


def make_further(picture: Picture) -> None:
    """Make the sizes that packages above need of a picture, where they are missing."""
    for each in (spec for wanted in _further for spec in wanted(picture)):
        made = Rendition.objects.filter(
            image=picture,
            filter_spec=each,
            focal_point_key=Filter(spec=each).get_cache_key(picture),
        )
        if not made.exists():
            with transaction.atomic():
                picture.create_rendition(Filter(spec=each))
                record_change(picture, ["renditions"])


def _discard_crops(picture: Picture, keep: Collection[str]) -> None:
    old = Rendition.objects.filter(image=picture, filter_spec__in=all_specs())
    # Wagtail removes the files after the commit.
    old.exclude(focal_point_key__in=keep).delete()


def _counts(picture_ids: Iterator[int] | Collection[int]) -> dict[tuple[int, str], int]:
    specs = (*all_specs(), *WHOLE)
    rows = (
        Rendition.objects.filter(image_id__in=list(picture_ids), filter_spec__in=specs)
        .values_list("image_id", "focal_point_key")
        .annotate(number=Count("pk"))
        .order_by()
    )
    return {(image_id, key): number for image_id, key, number in rows}
