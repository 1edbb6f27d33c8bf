"""Marks on a post: the pinned summary, of which a page has one, and key events."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from broadsheet.live.models import Post
from broadsheet.live.posting import held_page, held_post, unpin_all


@transaction.atomic
def pin_post(post: Post, *, pinned: bool = True) -> Post:
    """Have a post stand on top of its page as the summary, or not any more.

    Raises ValidationError for a post that was deleted.
    """
    page = held_page(post.story_id)
    post = _there(post)
    if post.pinned == pinned:
        return post
    if pinned:
        unpin_all(page)
    post.pinned = pinned
    post.version += 1
    post.save()
    return post


@transaction.atomic
def mark_key_event(post: Post, *, key_event: bool = True) -> Post:
    """List a post among the key events of its page, or not any more.

    Raises ValidationError for a post that was deleted.
    """
    post = _there(post)
    if post.key_event != key_event:
        post.key_event = key_event
        post.version += 1
        post.save()
    return post


def _there(post: Post) -> Post:
    post = held_post(post)
    if post.deleted_at is not None:
        raise ValidationError(_("This post has been deleted."))
    return post
