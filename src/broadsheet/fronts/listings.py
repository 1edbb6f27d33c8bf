"""Listings whose page addresses stay: pages are counted from the oldest story.

Page 1 holds the oldest stories and never changes; a new story only changes the newest page. The
newest page is the listing's own address and shows what is left over together with the last full
page, so that it is never nearly empty.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from django.db.models import Model, QuerySet
from django.http import Http404

from broadsheet.ledger import reading, tags

PAGE_SIZE = 20

#: What is listed: stories, or other records that have a ``published_at``.
Listed = TypeVar("Listed", bound=Model)

#: How many stories a listing has.
Count = Callable[[], int]


class NotYetFull(Exception):
    """The page after the last full one: its stories are still on the newest page."""


@dataclass(frozen=True)
class ListingPage(Generic[Listed]):
    """One page of a listing, newest first. ``number`` 0 is the newest page.

    ``older`` and ``newer`` are numbers of pages, or None. A numbered page always names the next
    newer one, which leads on to the newest while it is not full: what a page says so depends on no
    story that is newer than the next page.
    """

    stories: Sequence[Listed]
    number: int
    older: int | None
    newer: int | None


def newest_page(
    stories: QuerySet[Listed], listings: Iterable[str], count: Count | None = None
) -> ListingPage[Listed]:
    """The newest page: between 20 and 39 stories, or all there are.

    ``listings`` are the tags of what is read; ``count`` says how many stories there are, where
    that can be had for less than by asking ``stories``.
    """
    _note(listings)
    total = (count or stories.order_by().count)()
    full = _full_pages(total)
    return ListingPage(list(stories[: total - full * PAGE_SIZE]), 0, full or None, None)


def numbered_page(
    stories: QuerySet[Listed], number: int, listings: Iterable[str], count: Count | None = None
) -> ListingPage[Listed]:
    """Page ``number``, counted from the oldest.

    Raises NotYetFull for the first that is not full, Http404 for any beyond it.
    """
    start = (number - 1) * PAGE_SIZE
    # A page stands by itself once there are twenty stories above it, for the newest page to show.
    # Keys alone are stepped over: far from either end the database sorts all that come before.
    places = stories.reverse().values_list("pk", "published_at")[start : start + 2 * PAGE_SIZE]
    if len(places) < 2 * PAGE_SIZE:
        _note(listings)
        if number == _full_pages((count or stories.order_by().count)()) + 1:
            raise NotYetFull
        raise Http404("no such page of this listing")
    _note(listings, tags.place_of(places[2 * PAGE_SIZE - 1][1]))
    shown = list(stories.filter(pk__in=[pk for pk, _ in places[:PAGE_SIZE]]))
    return ListingPage(shown, number, number - 1 or None, number + 1)


def _full_pages(total: int) -> int:
    return max(0, total // PAGE_SIZE - 1)


def _note(listings: Iterable[str], upto: str = "") -> None:
    for tag in listings:
        reading.note(tag, upto)
