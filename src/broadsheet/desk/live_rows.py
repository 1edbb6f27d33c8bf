"""What the screens of live pages list: posts, and the pages that run."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from django.utils.safestring import mark_safe

from broadsheet.desk.post_form import told_of
from broadsheet.desk.reach import editions_in_reach, stories_in_reach
from broadsheet.editions.models import Edition
from broadsheet.kit.safe_html import clean_fragment
from broadsheet.live.models import Post
from broadsheet.live.post_pages import authors_of, posts_of
from broadsheet.live.post_views import permalink
from broadsheet.live.post_words import words_of
from broadsheet.media.selectors import PictureSet
from broadsheet.people.models import Author
from broadsheet.stories.kinds import Kind
from broadsheet.stories.models import Story

MAY_POST = "live.publish_post"
#: How many posts a screen shows.
SHOWN = 60


@dataclass(frozen=True)
class Row:
    """A post as the screen lists it. ``told`` fills the form of whoever edits it."""

    post: Post
    told: dict[str, Any]
    authors: list[Author]
    picture: str
    address: str
    corrections: int

    @property
    def text(self) -> str:
        """Its text, cleaned again on the way out."""
        return mark_safe(clean_fragment(self.told["text"]))  # noqa: S308

    @property
    def json(self) -> str:
        """``told`` for the screen's script."""
        return json.dumps(self.told, ensure_ascii=False)


def rows_of(story: Story, edition: Edition) -> list[Row]:
    """The newest posts as the screen lists them. Five queries at most."""
    posts = list(posts_of(story.pk)[:SHOWN])
    authors = authors_of(posts) if posts else {}
    pictures = PictureSet([post.picture_id for post in posts])
    rows = []
    for post in posts:
        stored = post.body.get_prep_value()
        view = pictures.view(post.picture_id)
        rows.append(
            Row(
                post=post,
                told=told_of(post, words_of(post.headline, stored), authors.get(post.pk, [])),
                authors=authors.get(post.pk, []),
                picture=view.fallback if view else "",
                address=permalink(story, post.number, edition),
                corrections=sum(block["type"] == "correction" for block in stored),
            )
        )
    return rows


def running_pages(user: Any) -> dict[int, list[Story]]:
    """The live pages that run and that ``user`` may post to, by edition."""
    found: dict[int, list[Story]] = {}
    if not user.has_perm(MAY_POST):
        return found
    editions = editions_in_reach(user)
    pages = Story.objects.filter(
        stories_in_reach(user), kind=Kind.LIVE, live=True, closed_at=None, edition__in=editions
    )
    for page in pages.order_by("-published_at", "-pk").only("title", "edition_id"):
        found.setdefault(page.edition_id, []).append(page)
    return found
