"""Pictures for a page: any number of them in two queries."""

from collections.abc import Iterable

from broadsheet.media.models import Picture, Rendition
from broadsheet.media.presentation import PictureView, Source
from broadsheet.media.renditions import (
    FALLBACK,
    SHARE,
    SQUARE,
    WIDTHS,
    all_specs,
    crop_key,
    spec,
)


class PictureSet:
    """The pictures of one page, with their renditions.

    While the sizes of a new crop are being made, those of the crop before are given: a page must
    not lose its picture because an editor improved it.
    """

    def __init__(self, picture_ids: Iterable[int | None]) -> None:
        wanted = {picture_id for picture_id in picture_ids if picture_id}
        self._pictures: dict[int, Picture] = {}
        self._renditions: dict[int, dict[str, Rendition]] = {}
        if not wanted:
            return
        self._pictures = Picture.objects.in_bulk(wanted)
        crops: dict[int, dict[str, dict[str, Rendition]]] = {}
        made = Rendition.objects.filter(image_id__in=wanted, filter_spec__in=all_specs())
        for rendition in made.order_by("pk"):
            of_picture = crops.setdefault(rendition.image_id, {})
            of_crop = of_picture.setdefault(rendition.focal_point_key, {})
            of_crop[rendition.filter_spec] = rendition
        for pk, picture in self._pictures.items():
            self._renditions[pk] = _best_crop(crops.get(pk, {}), crop_key(picture))

    def view(
        self, picture_id: int | None, *, alt: str = "", caption: str = "", language: str = ""
    ) -> PictureView | None:
        """A picture ready for a template, or None where it or its renditions are missing.

        ``alt`` and ``caption`` are the page's own words; the picture's are used where it has none
        and they are in ``language`` (or in no stated one).
        """
        picture = self._pictures.get(picture_id or 0)
        made = self._renditions.get(picture_id or 0, {})
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
            fallback=fallback.url,
            square=made[SQUARE].url if SQUARE in made else fallback.url,
            share=made[SHARE].url if SHARE in made else fallback.url,
        )


def _sources(made: dict[str, Rendition], form: str) -> tuple[Source, ...]:
    found: dict[int, Source] = {}
    for width in WIDTHS:
        rendition = made.get(spec(width, form))
        if rendition is not None:
            found.setdefault(rendition.width, Source(rendition.url, rendition.width))
    return tuple(found[width] for width in sorted(found))


def _best_crop(crops: dict[str, dict[str, Rendition]], key: str) -> dict[str, Rendition]:
    """The present crop; where its sizes are not all made, the latest whole one; else what is."""
    present = crops.get(key, {})
    wanted = len(all_specs())
    if len(present) == wanted:
        return present
    whole = [crop for crop in crops.values() if len(crop) == wanted]
    return whole[-1] if whole else present


def _same(one: str, other: str) -> bool:
    return one.partition("-")[0].lower() == other.partition("-")[0].lower()
