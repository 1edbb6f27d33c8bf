"""What an editor does with a post. Each verb is one transaction.

Verbs on one live page take turns: whoever writes holds the page's own row. That gives posts their
numbers, keeps a closed page closed, and puts changes into one order.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from broadsheet.kit import clock
from broadsheet.live.models import Post
from broadsheet.live.post_blocks import MOST_CORRECTIONS
from broadsheet.live.post_words import (
    Faults,
    PostWords,
    body_of,
    correction_of,
    corrections_in,
    headline_of,
)
from broadsheet.people.models import Author
from broadsheet.stories.kinds import Kind
from broadsheet.stories.models import Story


class Conflict(Exception):
    """Somebody else has changed the post meanwhile; ``post`` is how it stands."""

    def __init__(self, post: Post) -> None:
        super().__init__(_("Somebody else has changed this post meanwhile."))
        self.post = post


def publish_post(
    story: Story,
    words: PostWords,
    user: Any,
    *,
    token: UUID,
    authors: Iterable[Author] = (),
    key_event: bool = False,
    pinned: bool = False,
) -> Post:
    """Put a post on a live page. A ``token`` that was used gives the post that it made.

    Raises ValidationError, by field, for what is not fit for readers, and for a page that takes no
    posts.
    """
    try:
        with transaction.atomic():
            return _publish(
                story, words, user, token, list(authors), key_event=key_event, pinned=pinned
            )
    except IntegrityError:
        # The same form, a moment earlier.
        made = Post.objects.filter(token=token, story=story).first()
        if made is None:
            raise
        return made


@transaction.atomic
def edit_post(
    post: Post, words: PostWords, *, seen: int, authors: Iterable[Author] | None = None
) -> Post:
    """Put other words in a post's place. ``seen`` is the version that the editor had before them.

    Raises ValidationError, by field; Conflict where another version stands. ``authors`` None
    leaves them.
    """
    post = held_post(post, seen)
    kept = corrections_in(post.body.get_prep_value())
    _write(post, words, kept, authors)
    return post


@transaction.atomic
def correct_post(post: Post, words: PostWords, wrong: str, *, seen: int) -> Post:
    """Set a post right and say openly what was wrong. Raises as :func:`edit_post` does."""
    post = held_post(post, seen)
    kept = corrections_in(post.body.get_prep_value())
    if len(kept) >= MOST_CORRECTIONS:
        raise ValidationError({"correction": [_("This post has too many corrections.")]})
    _write(post, words, [*kept, correction_of(wrong, clock.now())], None)
    return post


@transaction.atomic
def delete_post(post: Post) -> Post:
    """Take a post from readers. Its number stays its own, so that no page is numbered anew."""
    post = held_post(post)
    if post.deleted_at is None:
        post.deleted_at = clock.now()
        post.version += 1
        post.save()
    return post


def held_page(story_id: int) -> Story:
    """The live page as it is stored, which nobody else writes on before we are done.

    Raises ValidationError where there is none.
    """
    rows = Story.objects.select_for_update(of=("self",), no_key=True)
    page = rows.filter(pk=story_id, kind=Kind.LIVE).first()
    if page is None:
        raise ValidationError(_("This is no live page."))
    return page


def held_post(post: Post, seen: int | None = None) -> Post:
    """A post as it is stored, which nobody else changes before we are done.

    Raises Conflict where it is not ``seen`` any more, ValidationError where it was deleted.
    """
    held_page(post.story_id)
    post = Post.objects.get(pk=post.pk)
    if post.deleted_at is not None and seen is not None:
        raise ValidationError(_("This post has been deleted."))
    if seen is not None and post.version != seen:
        raise Conflict(post)
    return post


def _publish(
    story: Story,
    words: PostWords,
    user: Any,
    token: UUID,
    authors: list[Author],
    *,
    key_event: bool,
    pinned: bool,
) -> Post:
    page = held_page(story.pk)
    made = Post.objects.filter(token=token, story=page).first()
    if made is not None:
        return made
    if not page.live:
        raise ValidationError(_("Publish the live page first; then it takes posts."))
    if not page.is_running:
        raise ValidationError(_("This live page is closed. Open it again to post."))
    faults = Faults()
    headline, body = headline_of(words, faults), body_of(words, page, [], faults)
    faults.raise_any()
    newest = Post.objects.filter(story=page).aggregate(newest=Max("number"))["newest"] or 0
    post = Post(
        story=page,
        number=newest + 1,
        headline=headline,
        body=body,
        key_event=key_event,
        pinned=pinned,
        token=token,
        written_by=user,
        published_at=clock.now(),
    )
    post.authors = _of_the_edition(authors, page)
    if pinned:
        unpin_all(page)
    post.save()
    return post


def _write(
    post: Post, words: PostWords, kept: list[dict[str, Any]], authors: Iterable[Author] | None
) -> None:
    faults = Faults()
    page = Story.objects.get(pk=post.story_id)
    post.headline, post.body = headline_of(words, faults), body_of(words, page, kept, faults)
    faults.raise_any()
    if authors is not None:
        post.authors = _of_the_edition(authors, page)
    post.edited_at = clock.now()
    post.version += 1
    post.save()


def unpin_all(page: Story) -> None:
    """Have no post stand on top. Call it with the page held."""
    for other in Post.objects.filter(story=page, pinned=True, deleted_at=None):
        other.pinned = False
        other.version += 1
        other.save()


def _of_the_edition(authors: Iterable[Author], page: Story) -> list[Author]:
    return [author for author in authors if author.locale_id == page.locale_id]
