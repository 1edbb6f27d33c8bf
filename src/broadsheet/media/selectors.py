"""Pictures for a page: any number of them in two queries."""

from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from broadsheet.ledger import reading, tags
from broadsheet.media.models import Picture, Rendition
from broadsheet.media.presentation import PictureView, Source, WholeSource
from broadsheet.media.renditions import (
    FALLBACK,
    FORMATS,
    SHARE,
    SQUARE,
    WHOLE,
    WIDTHS,
    all_specs,
    crop_key,
    spec,
)

_SPECS = {form: tuple(spec(width, form) for width in WIDTHS) for form in FORMATS}


class _Made(NamedTuple):
    """One size as it is stored; a page has hundreds, too many for model instances."""

    picture_id: int
    filter_spec: str
    crop: str
    file: str
    width: int
    height: int


@lru_cache(maxsize=20_000)
def _address(file: str) -> str:
    """The address of a rendition's file. It never changes: neither do names nor contents."""
    return Rendition._meta.get_field("file").storage.url(file)


class PictureSet:
    """The pictures of one page, with their renditions.

    While the sizes of a new crop are being made, those of the crop before are given: a page must
    not lose its picture because an editor improved it.
    """

    def __init__(self, picture_ids: Iterable[int | None]) -> None:
        wanted = {picture_id for picture_id in picture_ids if picture_id}
        self._pictures: dict[int, Picture] = {}
        self._made: dict[int, dict[str, _Made]] = {}
        self._whole: dict[int, list[_Made]] = {}
        if not wanted:
            return
        for picture_id in wanted:
            reading.note_row(tags.row("media.picture", picture_id), ("renditions",))
        self._pictures = Picture.objects.in_bulk(wanted)
        crops: dict[int, dict[str, dict[str, _Made]]] = {}
        specs = (*all_specs(), *WHOLE)
        rows = Rendition.objects.filter(image_id__in=wanted, filter_spec__in=specs)
        columns = ("image_id", "filter_spec", "focal_point_key", "file", "width", "height")
        for made in map(_Made._make, rows.order_by("pk").values_list(*columns)):
            if made.filter_spec in WHOLE:
                self._whole.setdefault(made.picture_id, []).append(made)
                continue
            crops.setdefault(made.picture_id, {}).setdefault(made.crop, {})[made.filter_spec] = made
        for pk, picture in self._pictures.items():
            self._made[pk] = _best_crop(crops.get(pk, {}), crop_key(picture))

    def view(
        self, picture_id: int | None, *, alt: str = "", caption: str = "", language: str = ""
    ) -> PictureView | None:
        """A picture ready for a template, or None where it or its renditions are missing.

        ``alt`` and ``caption`` are the page's own words; the picture's are used where it has none
        and they are in ``language`` (or in no stated one).
        """
        picture = self._pictures.get(picture_id or 0)
        made = self._made.get(picture_id or 0, {})
        fallback = made.get(FALLBACK)
        if picture is None or fallback is None:
            return None
        speaks = not picture.language or not language or _same(picture.language, language)
        return PictureView(
            alt=alt or (picture.description if speaks else ""),
            caption=caption or (picture.caption if speaks else ""),
            credit=picture.credit,
            width=fallback.width,
            height=fallback.height,
            avif=_sources(made, "avif"),
            webp=_sources(made, "webp"),
            fallback=_address(fallback.file),
            square=_address(made.get(SQUARE, fallback).file),
            share=_address(made.get(SHARE, fallback).file),
            whole=_whole(self._whole.get(picture.pk, [])),
        )


def _sources(made: dict[str, _Made], form: str) -> tuple[Source, ...]:
    found: dict[int, Source] = {}
    for name in _SPECS[form]:
        size = made.get(name)
        if size is not None:
            found.setdefault(size.width, Source(_address(size.file), size.width))
    return tuple(found[width] for width in sorted(found))


def _whole(made: list[_Made]) -> tuple[WholeSource, ...]:
    sizes = {size.width: WholeSource(_address(size.file), size.width, size.height) for size in made}
    return tuple(sizes[width] for width in sorted(sizes))


def _best_crop(crops: dict[str, dict[str, _Made]], key: str) -> dict[str, _Made]:
    """The present crop; where its sizes are not all made, the latest whole one; else what is."""
    present = crops.get(key, {})
    wanted = len(all_specs())
    if len(present) == wanted:
        return present
    whole = [crop for crop in crops.values() if len(crop) == wanted]
    return whole[-1] if whole else present


def _same(one: str, other: str) -> bool:
    return one.partition("-")[0].lower() == other.partition("-")[0].lower()
