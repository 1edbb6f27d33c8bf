"""Listings whose page addresses stay: pages are counted from the oldest story.

Page 1 holds the oldest stories and never changes; a new story only changes the newest page. The
newest page is the listing's own address and shows what is left over together with the last full
page, so that it is never nearly empty.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet
from django.http import Http404

from broadsheet.stories.models import Story

PAGE_SIZE = 20


@dataclass(frozen=True)
class ListingPage:
    """One page of a listing, newest first. ``number`` 0 is the newest page."""

    stories: Sequence[Story]
    number: int
    total: int

    @property
    def full_pages(self) -> int:
        """How many numbered pages there are beneath the newest one."""
        return max(0, self.total // PAGE_SIZE - 1)

    @property
    def older(self) -> int | None:
        """The number of the next older page, or None."""
        older = self.full_pages if self.number == 0 else self.number - 1
        return older or None

    @property
    def newer(self) -> int | None:
        """The number of the next newer page; 0 is the newest, None is none."""
        if self.number == 0:
            return None
        return self.number + 1 if self.number < self.full_pages else 0


def newest_page(stories: QuerySet[Story]) -> ListingPage:
    """The newest page: between 20 and 39 stories, or all there are."""
    total = stories.order_by().count()
    kept_back = max(0, total // PAGE_SIZE - 1) * PAGE_SIZE
    return ListingPage(list(stories[: total - kept_back]), 0, total)


def numbered_page(stories: QuerySet[Story], number: int) -> ListingPage:
    """Page ``number``, counted from the oldest. Raises Http404 where it is not (yet) full."""
    total = stories.order_by().count()
    page = ListingPage((), number, total)
    if not 1 <= number <= page.full_pages:
        raise Http404("no such page of this listing")
    oldest_first = stories.reverse()[(number - 1) * PAGE_SIZE : number * PAGE_SIZE]
    return ListingPage(list(oldest_first)[::-1], number, total)
