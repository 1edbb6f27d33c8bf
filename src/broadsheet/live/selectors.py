"""Reads of the ticker."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import Max, Q, QuerySet

from broadsheet.editions.models import Edition
from broadsheet.kit import clock
from broadsheet.ledger import reading, tags
from broadsheet.ledger.models import Entry
from broadsheet.live.models import BreakingItem
from broadsheet.stories.models import Story

#: The label of items in the ledger.
LABEL = "live.breakingitem"
#: How many items a ticker has, and how long each stays in it.
IN_TICKER = 12
FRESH_FOR = timedelta(hours=24)


def page_of_items(code: str) -> str:
    """The tree path of an edition's page of items, and the channel of their events."""
    return f"/{code}/breaking/"


def items_of(edition: Edition) -> str:
    """The tag of an edition's published items."""
    return tags.records_of(LABEL, edition.locale_id)


def shown_items(edition: Edition) -> QuerySet[BreakingItem]:
    """The items that readers of an edition see, newest first. What is read of it is the caller's
    to say (``items_of``)."""
    published = BreakingItem.objects.filter(locale_id=edition.locale_id, published_at__isnull=False)
    shown = published.exclude(status=BreakingItem.Status.WITHDRAWN)
    return shown.order_by("-published_at", "-pk")


def ticker_items(edition: Edition) -> list[BreakingItem]:
    """The dozen newest items of the last 24 hours. One query; notes until when that is true."""
    reading.note(items_of(edition))
    since = clock.now() - FRESH_FOR
    items = list(shown_items(edition).filter(published_at__gt=since)[:IN_TICKER])
    if items and items[-1].published_at:
        reading.note_until(items[-1].published_at + FRESH_FOR)
    return items


def is_fresh(published_at: datetime | None) -> bool:
    """Whether an item of that hour still belongs into a ticker."""
    return published_at is not None and published_at > clock.now() - FRESH_FOR


def newest_change(code: str) -> int:
    """The ledger's number of the newest change to an edition's items; 0 where there is none.

    Events up to it are in what is read after it. One query.
    """
    path = page_of_items(code)
    reading.note(tags.address(path))
    entries = Entry.objects.filter(Q(new_address=path) | Q(old_address=path), label=LABEL)
    return entries.aggregate(newest=Max("number"))["newest"] or 0


def stories_led_to(
    items: Iterable[BreakingItem], edition: Edition, *, headlines: bool
) -> dict[int, tuple[str, str]]:
    """Tree path and headline of the published stories of an edition that items lead to, by key.

    Without ``headlines`` they are empty, and a new headline is no change to what is made of them.
    A story that readers do not see is not among them. At most one query.
    """
    wanted = {item.story_id for item in items if item.story_id}
    if not wanted:
        return {}
    for pk in wanted:
        read = ("live", "url_path", "edition", *(["title"] if headlines else []))
        reading.note_row(tags.page(pk), read)
    found = Story.objects.filter(pk__in=wanted, edition_id=edition.pk, live=True)
    rows = found.order_by().values_list("pk", "url_path", "title")
    return {pk: (path, title if headlines else "") for pk, path, title in rows}
