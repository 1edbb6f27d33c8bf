"""The kinds of story, and which areas they belong in."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Kind(models.TextChoices):
    """What sort of story it is; each has its own look."""

    NEWS = "news", _("News")
    LIVE = "live", pgettext_lazy("a live page", "Live")
    OPINION = "opinion", _("Opinion")
    ANALYSIS = "analysis", _("Analysis")
    BLOG = "blog", _("Blog")
    FEATURE = "feature", _("Feature")
    IN_FIVE = "in_five", _("In five")
    INFOGRAPHIC = "infographic", _("Infographic")
    GALLERY = "gallery", _("Gallery")
    VIDEO = "video", _("Video")
    AUDIO = "audio", _("Audio")


#: Kinds whose heart is a clip.
CLIP_KINDS = (Kind.VIDEO, Kind.AUDIO)
#: Kinds that live in an area of their own; all others may stand under news and articles.
AREA_OF_KIND = {Kind.VIDEO: "videos", Kind.INFOGRAPHIC: "infographics", Kind.GALLERY: "pictures"}
WRITTEN_AREAS = frozenset({"news", "articles"})


def kind_fits_area(kind: str, area_key: str) -> bool:
    """Whether a story of this kind may stand in this area. Audio may stand beside videos, too."""
    if kind == Kind.AUDIO:
        return area_key in WRITTEN_AREAS | {"videos"}
    own = AREA_OF_KIND.get(Kind(kind))
    return area_key == own if own else area_key in WRITTEN_AREAS
