"""The demo's live pages: one that runs and one that is closed, as of the moment of opening."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from broadsheet.demo.catalogue import live_pages
from broadsheet.demo.writing import StoryWriter
from broadsheet.desk.founding import shared_key
from broadsheet.kit import clock
from broadsheet.live.closing import close_page
from broadsheet.live.post_words import PostWords, QuoteWords
from broadsheet.live.posting import correct_post, publish_post
from broadsheet.media.models import Picture
from broadsheet.people.models import Author
from broadsheet.stories.models import Story

#: Between a post and its correction; between the last post of a page and its closing.
CORRECTED_AFTER = timedelta(minutes=4)
CLOSED_AFTER = timedelta(minutes=20)


def write_live_pages(writer: StoryWriter, pictures: Mapping[str, Picture], now: datetime) -> None:
    """Write the live pages of the writer's edition, and close those that have a summary."""
    for plan in live_pages():
        story = writer.write(plan)
        if story is None:
            continue
        story = Story.objects.get(pk=story.pk)
        for post in plan["post"]:
            _write(story, post, writer, pictures, now)
        if summary := plan[writer.language].get("summary"):
            last = now - timedelta(minutes=plan["post"][-1]["minutes_ago"])
            with clock.standing_at(last + CLOSED_AFTER):
                close_page(story, summary, None)


def _write(
    story: Story,
    plan: dict[str, Any],
    writer: StoryWriter,
    pictures: Mapping[str, Picture],
    now: datetime,
) -> None:
    words = plan[writer.language]
    keys = [shared_key("author", key) for key in plan.get("authors", ())]
    authors = list(Author.objects.filter(locale=story.locale, translation_key__in=keys))
    written = PostWords(
        text=words["text"],
        headline=words.get("headline", ""),
        quote=QuoteWords(**words["quote"]) if "quote" in words else None,
        picture=pictures[plan["picture"]].pk if "picture" in plan else None,
        picture_alt=words.get("picture_alt", ""),
        picture_caption=words.get("picture_caption", ""),
    )
    moment = now - timedelta(minutes=plan["minutes_ago"])
    with clock.standing_at(moment):
        post = publish_post(
            story,
            written,
            None,
            token=shared_key(f"post-{writer.language}", f"{story.pk}-{plan['minutes_ago']}"),
            authors=authors,
            key_event=plan.get("key_event", False),
            pinned=plan.get("pinned", False),
        )
    if wrong := words.get("correction"):
        with clock.standing_at(moment + CORRECTED_AFTER):
            correct_post(post, written, wrong, seen=post.version)
