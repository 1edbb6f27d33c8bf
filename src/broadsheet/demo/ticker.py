"""The demo's ticker: its items, as of the moment the newsroom is opened."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from broadsheet.demo.catalogue import breaking_items
from broadsheet.desk.founding import shared_key
from broadsheet.editions.models import Edition
from broadsheet.live.models import BreakingItem
from broadsheet.stories.models import Story

#: Between what was said and the line about it.
SAID_BEFORE = timedelta(minutes=6)


def write_items(edition: Edition, stories: Mapping[str, Story], now: datetime) -> None:
    """Publish the items of an edition; ``stories`` are those it has, by key."""
    for item in reversed(breaking_items()):
        published = now - timedelta(minutes=item["minutes_ago"])
        lines = {name: item[name][edition.code] for name in ("text", "speaker", "role", "place")}
        BreakingItem.objects.create(
            locale=edition.locale,
            translation_key=shared_key("breaking", item["key"]),
            status=item["status"],
            story=stories.get(item.get("story", "")),
            said_at=published - SAID_BEFORE,
            published_at=published,
            created_at=published,
            **lines,
        )
