"""Episodes: which programme a story belongs to, which number it has, and which stand beside it."""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from broadsheet.editions.addresses import address_of
from broadsheet.editions.models import Edition
from broadsheet.editions.numerals import write_number
from broadsheet.editions.presentation import Link
from broadsheet.ledger import reading, tags
from broadsheet.programmes.models import Programme
from broadsheet.stories.cards import number_label
from broadsheet.stories.models import Story
from broadsheet.stories.presentation import EpisodeView
from broadsheet.stories.selectors import NOT_ON_CARDS, listing_of


def episodes_of(programme: Programme) -> QuerySet[Story]:
    """A programme's published episodes, newest first, without their bodies.

    What listing is read is for the caller to say (``listing_of``).
    """
    return (
        Story.objects.filter(programme_id=programme.pk, live=True)
        .defer(*NOT_ON_CARDS)
        .order_by("-published_at", "-pk")
    )


def season_label(edition: Edition, season: int | None) -> str:
    """“Season 2”; empty for none. The language is the active one."""
    return _("Season %(number)s") % {"number": write_number(edition, season)} if season else ""


def episode_label(edition: Edition, story: Story) -> str:
    """“Season 2 · Episode 3”, or what of it is known."""
    parts = [season_label(edition, story.season), number_label(edition, story)]
    return " · ".join(filter(None, parts))


def episode_view(story: Story, edition: Edition) -> EpisodeView | None:
    """What a story's own page says of its programme; None for a story without one. Three queries.

    Its neighbours are read no further than they are: an episode that is published later touches the
    page of the one before it, and no other.
    """
    if story.programme_id is None:
        return None
    programme = Programme.objects.only("name", "slug", "kind", "translation_key").get(
        pk=story.programme_id
    )
    previous, following = _neighbours(story, programme)
    return EpisodeView(
        programme=Link(programme.name, programme.address_in(edition)),
        kind=programme.kind,
        kind_label=str(Programme.Kind(programme.kind).label),
        label=episode_label(edition, story),
        season=story.season,
        number=story.episode,
        previous=_link(edition, previous),
        next=_link(edition, following),
    )


def _neighbours(story: Story, programme: Programme) -> tuple[Story | None, Story | None]:
    listing = listing_of(programme)
    moment = story.published_at
    if moment is None:
        # The preview of a draft stands behind all others.
        return episodes_of(programme).exclude(pk=story.pk).first(), None
    beside = (
        Story.objects.filter(programme_id=programme.pk, live=True)
        .exclude(pk=story.pk)
        .only("title", "url_path", "published_at")
    )
    same = Q(published_at=moment)
    earlier = Q(published_at__lt=moment) | same & Q(pk__lt=story.pk)
    later = Q(published_at__gt=moment) | same & Q(pk__gt=story.pk)
    previous = beside.filter(earlier).order_by("-published_at", "-pk").first()
    following = beside.filter(later).order_by("published_at", "pk").first()
    reading.note(listing, tags.place_of(following.published_at) if following else "")
    return previous, following


def _link(edition: Edition, story: Story | None) -> Link | None:
    return Link(story.title, address_of(edition, story.url_path)) if story else None
