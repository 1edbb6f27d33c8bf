"""A live page for readers: the story's own page, its older pages, the other order, the feed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import override

from broadsheet.editions.addresses import address_of, whole_address
from broadsheet.editions.edition_set import editions_for
from broadsheet.editions.models import Edition
from broadsheet.editions.numerals import machine_time, write_moment, write_number
from broadsheet.editions.presentation import PageHead
from broadsheet.editions.shells import build_shell
from broadsheet.fronts.feeds import FEED_SIZE, StoryFeed
from broadsheet.fronts.readers import find_page
from broadsheet.kit.safe_html import tidy_text
from broadsheet.ledger import reading, tags
from broadsheet.live.models import Post
from broadsheet.live.post_pages import (
    PAGE_SIZE,
    POSTS,
    NotYetFull,
    PostPage,
    newest_change,
    newest_change_of,
    newest_page,
    numbered_page,
    page_oldest_first,
    pinned_post,
    posts_of,
)
from broadsheet.live.post_views import (
    key_event_views,
    new_post_labels,
    views_of_posts,
)
from broadsheet.live.presentation import LiveView, PostView
from broadsheet.stories.kinds import Kind
from broadsheet.stories.models import Story
from broadsheet.stories.views import article_context


def show_live_page(request: HttpRequest, story: Story) -> HttpResponse:
    """The story with its posts, newest first, its summary on top and its key events."""
    edition = story.edition_in(editions_for(request))
    # The number comes first: a change in between is then told once more, and not missed.
    after = newest_change(story)
    context = article_context(request, story)
    view = _live_view(story, edition, newest_page(story), after, pinned_post(story))
    view = replace(view, key_events=key_event_views(story, edition))
    head: PageHead = context["head"]
    first, *others = head.records
    context |= {
        "live": view,
        "head": replace(
            head,
            records=(_record(first, story, view), *others),
            feed=address_of(edition, story.url_path) + "rss.xml",
            feed_title=story.title,
        ),
    }
    return render(request, "live/live_page.html", context)


def show_posts(request: HttpRequest, path: str, number: str) -> HttpResponse:
    """An older page of posts; leads to the story's own page while it does not stand by itself.

    A reader's browser takes the fragment along (RFC 9110, 10.2.2), so that it opens at the post.
    """

    def answer(story: Story, edition: Edition) -> HttpResponse:
        try:
            page = numbered_page(story, int(number))
        except NotYetFull:
            return HttpResponseRedirect(address_of(edition, story.url_path))
        return _older(request, story, edition, page, f"posts/{page.number}/")

    return _on_live_page(request, path, answer)


def show_oldest_first(request: HttpRequest, path: str, number: str = "1") -> HttpResponse:
    """The posts in the order in which they were written, in pages."""

    def answer(story: Story, edition: Edition) -> HttpResponse:
        page = page_oldest_first(story, int(number))
        tail = "oldest-first/" + (f"{page.number}/" if page.number > 1 else "")
        return _older(request, story, edition, page, tail)

    return _on_live_page(request, path, answer)


def show_posts_feed(request: HttpRequest, path: str) -> HttpResponse:
    """The newest thirty posts as RSS 2.0; each leads to itself."""
    return _on_live_page(request, path, _feed)


def _on_live_page(
    request: HttpRequest, path: str, answer: Callable[[Story, Edition], HttpResponse]
) -> HttpResponse:
    story = find_page(f"/{path}")
    if not isinstance(story, Story) or story.kind != Kind.LIVE:
        raise Http404("no live page at this address")
    edition = story.edition_in(editions_for(request))
    with override(edition.locale.language_code):
        return answer(story, edition)


def _older(
    request: HttpRequest, story: Story, edition: Edition, page: PostPage, tail: str
) -> HttpResponse:
    # Its posts were read first, but they are touched by every entry that is counted here.
    view = _live_view(story, edition, page, newest_change_of(page.posts))
    here = story.url_path + tail
    title = _("%(headline)s: page %(number)s") % {
        "headline": story.title,
        "number": write_number(edition, page.number),
    }
    head = PageHead(
        title=title,
        description=story.search_description or story.standfirst,
        canonical=address_of(edition, here, whole=True),
        feed=address_of(edition, story.url_path) + "rss.xml",
        feed_title=story.title,
    )
    shell = build_shell(request, edition, here=here, translations={})
    return render(request, "live/older.html", {"shell": shell, "head": head, "live": view})


def _live_view(
    story: Story, edition: Edition, page: PostPage, after: int, pinned: Post | None = None
) -> LiveView:
    # The summary's words, pictures and links are asked for together with those of the others.
    on_top = [pinned] if pinned is not None else []
    views = views_of_posts([*on_top, *page.posts], story, edition)
    own = address_of(edition, story.url_path)
    ordered = f"{own}oldest-first/"
    if page.oldest_first:
        newer = f"{ordered}{page.newer}/" if page.newer else ""
        older = (f"{ordered}{page.older}/" if page.older != 1 else ordered) if page.older else ""
    else:
        newer = f"{own}posts/{page.newer}/" if page.newer else ""
        older = f"{own}posts/{page.older}/" if page.older else ""
    return LiveView(
        story_id=story.pk,
        running=story.is_running,
        closed=write_moment(edition, story.closed_at) if story.closed_at else None,
        after=after,
        address=own,
        headline=story.title,
        events=f"{own}events",
        posts_address=f"{own}posts/",
        page_size=PAGE_SIZE,
        posts=views[len(on_top) :],
        pinned=views[0] if on_top else None,
        key_events=(),
        older=older,
        newer=newer,
        number=write_number(edition, page.number) if page.number else "",
        oldest_first=page.oldest_first,
        other_order=own if page.oldest_first else ordered,
        labels=new_post_labels(edition),
    )


def _record(record: dict[str, Any], story: Story, view: LiveView) -> dict[str, Any]:
    """The page as schema.org/LiveBlogPosting, with the posts that are on it."""
    changes = [post.changed for post in view.posts]
    times = [time for time in (record.get("dateModified"), *changes) if time]
    record = {
        **record,
        "coverageStartTime": machine_time(story.published_at) if story.published_at else "",
        "liveBlogUpdate": [_update(post) for post in view.posts],
    }
    if times:
        record["dateModified"] = max(times)
    if story.closed_at:
        record["coverageEndTime"] = machine_time(story.closed_at)
    return record


def _update(post: PostView) -> dict[str, Any]:
    update: dict[str, Any] = {
        "@type": "BlogPosting",
        "@id": post.share,
        "url": post.share,
        "headline": post.title[:110],
        "datePublished": post.at,
        "dateModified": post.changed,
        "articleBody": post.text,
    }
    if post.authors:
        update["author"] = [
            {"@type": "Person", "name": author.label, "url": whole_address(author.address)}
            for author in post.authors
        ]
    pictures = [block.value for block in post.blocks if block.type == "picture"]
    if pictures:
        update["image"] = [whole_address(picture.share) for picture in pictures]
    return update


def _feed(story: Story, edition: Edition) -> HttpResponse:
    reading.note(tags.numbered(POSTS, story.pk))
    reading.note_row(tags.page(story.pk), ("title", "standfirst", "translation_key"))
    posts = list(posts_of(story.pk)[:FEED_SIZE])
    views = views_of_posts(posts, story, edition)
    own = address_of(edition, story.url_path, whole=True)
    feed = StoryFeed(
        title=tidy_text(f"{story.title} · {edition.name}"),
        link=own,
        description=tidy_text(story.standfirst or story.title),
        language=edition.language,
        feed_url=f"{own}rss.xml",
    )
    for post, view in zip(posts, views, strict=True):
        pictures = [block.value for block in view.blocks if block.type == "picture"]
        feed.add_item(
            title=tidy_text(view.title),
            link=view.share,
            description=tidy_text(view.text),
            unique_id=f"urn:uuid:{story.translation_key}:{edition.code}:{view.number}",
            unique_id_is_permalink=False,
            pubdate=post.published_at,
            categories=[_("Key event")] if view.key_event else [],
            creators=[tidy_text(author.label) for author in view.authors],
            picture=pictures[0] if pictures else None,
        )
    response = HttpResponse(content_type="application/rss+xml; charset=utf-8")
    feed.write(response, "utf-8")
    return response
