"""Pages of posts, whose numbering stays: they are counted from the oldest post.

Page 1 holds posts 1 to 20, page 2 posts 21 to 40, whatever is deleted. The page of the story itself
shows what is left over together with the last full page, newest first: twenty to thirty-nine posts.
A numbered page stands by itself once the next one is full; until then its address leads to the
story's, so that a post's address is the same for ever.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Max, Q, QuerySet
from django.http import Http404

from broadsheet.ledger import reading, tags
from broadsheet.ledger.models import Entry
from broadsheet.live.models import Post
from broadsheet.people.models import Author
from broadsheet.stories.models import Story

#: The label of posts in the ledger.
POSTS = "live.post"
PAGE_SIZE = 20
#: Key events that a page lists; older ones are found further down.
MOST_KEY_EVENTS = 25
#: Of the posts that changed last, those whose entries are asked for.
_LAST_CHANGED = 3


class NotYetFull(Exception):
    """Its posts are still on the story's own page."""


@dataclass(frozen=True)
class PostPage:
    """Posts of one page. ``number`` 0 is the story's own; ``older``, ``newer`` numbers or None."""

    posts: Sequence[Post]
    number: int
    older: int | None
    newer: int | None
    oldest_first: bool = False


def page_of(number: int) -> int:
    """The page that holds a post by its number, be it full or not."""
    return (number - 1) // PAGE_SIZE + 1


def last_of_next(page: int) -> int:
    """The post with which a page stands by itself: the last of the next one."""
    return (page + 1) * PAGE_SIZE


def page_that_fills(number: int) -> int:
    """The page that stands by itself with a post of this number, if any does."""
    return number // PAGE_SIZE - 1


def posts_of(story_id: int) -> QuerySet[Post]:
    """The posts of a page that readers see, newest first."""
    return Post.objects.filter(story_id=story_id, deleted_at=None).order_by("-number")


def newest_page(story: Story) -> PostPage:
    """The story's own page. Two queries."""
    _note(story)
    full = max(0, page_that_fills(_newest_number(story)))
    shown = posts_of(story.pk).filter(number__gt=full * PAGE_SIZE)
    return PostPage(list(shown), 0, full or None, None)


def numbered_page(story: Story, page: int) -> PostPage:
    """An older page. Two queries.

    Raises NotYetFull where it does not stand by itself yet, Http404 where it has no post.
    """
    reading.note(tags.full_page(POSTS, story.pk, page))
    if not _has(story, last_of_next(page)):
        if not _has(story, (page - 1) * PAGE_SIZE + 1):
            _note(story)
            raise Http404("no such page of posts")
        raise NotYetFull
    _note(story, page * PAGE_SIZE)
    return PostPage(list(_on(story, page)), page, page - 1 or None, page + 1)


def page_oldest_first(story: Story, page: int) -> PostPage:
    """A page of posts in the order in which they were written. Two queries. Raises Http404."""
    if page > 1 and not _has(story, (page - 1) * PAGE_SIZE + 1):
        _note(story)
        raise Http404("no such page of posts")
    _note(story, page * PAGE_SIZE + 1)
    more = _has(story, page * PAGE_SIZE + 1)
    shown = list(_on(story, page).order_by("number"))
    return PostPage(shown, page, page - 1 or None, page + 1 if more else None, True)


def pinned_post(story: Story) -> Post | None:
    """The post that stands on top as the summary, if any. One query."""
    _note(story)
    return posts_of(story.pk).filter(pinned=True).first()


def key_events(story: Story) -> list[Post]:
    """The newest key events, newest first, without their bodies but for those without a headline.

    One query.
    """
    _note(story)
    return list(posts_of(story.pk).filter(key_event=True)[:MOST_KEY_EVENTS])


def authors_of(posts: Iterable[Post]) -> dict[int, list[Author]]:
    """The authors of posts, by the key of the post, in the order of their names. Two queries."""
    keys = [post.pk for post in posts]
    for pk in keys:
        reading.note_row(tags.row(POSTS, pk), ("authors",))
    rows = list(
        Post.authors.through.objects.filter(post_id__in=keys).values_list("post_id", "author_id")
    )
    found = Author.objects.in_bulk({author for _, author in rows}) if rows else {}
    authors: dict[int, list[Author]] = {}
    for post, author in rows:
        authors.setdefault(post, []).append(found[author])
    return {post: sorted(each, key=lambda author: author.name) for post, each in authors.items()}


def newest_change(story: Story) -> int:
    """The ledger's number of the newest change to a live page or its posts; 0 where there is none.

    Events up to it are in what is read after it. One query.
    """
    reading.note(tags.address(story.url_path))
    reading.note_row(tags.page(story.pk))
    changed = Post.objects.filter(story_id=story.pk).order_by("-changed_at", "-pk")
    last = changed.values("pk")[:_LAST_CHANGED]
    entries = Entry.objects.filter(
        Q(label=POSTS, object_id__in=list(last.values_list("pk", flat=True)))
        | Q(label="page", object_id=story.pk)
    )
    return entries.aggregate(newest=Max("number"))["newest"] or 0


def newest_change_of(posts: Iterable[Post]) -> int:
    """The ledger's number of the newest change to any of these posts, all of which were loaded.

    One query.
    """
    entries = Entry.objects.filter(label=POSTS, object_id__in=[post.pk for post in posts])
    return entries.aggregate(newest=Max("number"))["newest"] or 0


def _newest_number(story: Story) -> int:
    newest = Post.objects.filter(story_id=story.pk).order_by().aggregate(newest=Max("number"))
    return newest["newest"] or 0


def _has(story: Story, number: int) -> bool:
    """Whether a post of this number was ever written: numbers have no gaps."""
    return Post.objects.filter(story_id=story.pk, number=number).exists()


def _on(story: Story, page: int) -> QuerySet[Post]:
    first = (page - 1) * PAGE_SIZE + 1
    return posts_of(story.pk).filter(number__range=(first, page * PAGE_SIZE))


def _note(story: Story, upto: int = 0) -> None:
    reading.note(tags.numbered(POSTS, story.pk), tags.place_of_number(upto) if upto else "")
