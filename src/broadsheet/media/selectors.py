"""Pictures for a page: any number of them in two queries."""

from collections.abc import Iterable

from wagtail.images.models import Filter

from broadsheet.media.models import Picture, Rendition
from broadsheet.media.presentation import PictureView, Source
from broadsheet.media.renditions import FALLBACK, SHARE, SQUARE, WIDTHS, spec

_ANY_CROP = Filter(spec=FALLBACK)


class PictureSet:
    """The pictures of one page, with their renditions."""

    def __init__(self, picture_ids: Iterable[int | None]) -> None:
        wanted = {picture_id for picture_id in picture_ids if picture_id}
        self._pictures: dict[int, Picture] = {}
        self._renditions: dict[int, dict[str, Rendition]] = {}
        if not wanted:
            return
        self._pictures = Picture.objects.in_bulk(wanted)
        keys = {pk: _focal_key(picture) for pk, picture in self._pictures.items()}
        for rendition in Rendition.objects.filter(image_id__in=wanted):
            if rendition.focal_point_key == keys.get(rendition.image_id):
                own = self._renditions.setdefault(rendition.image_id, {})
                own[rendition.filter_spec] = rendition

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


def _focal_key(picture: Picture) -> str:
    """The key of the focal point; the same for all our sizes, which are all focal crops."""
    return _ANY_CROP.get_cache_key(picture)


def _same(one: str, other: str) -> bool:
    return one.partition("-")[0].lower() == other.partition("-")[0].lower()
