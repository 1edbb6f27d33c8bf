"""Turns changes of live pages into events for those who look: a consumer of the ledger.

A page's channel is its own tree path. It is there while the page is published and takes posts.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator

from broadsheet.editions.models import Edition
from broadsheet.kit.event_log import LARGEST
from broadsheet.ledger.models import Entry
from broadsheet.live.models import Post
from broadsheet.live.post_pages import POSTS, newest_change
from broadsheet.live.post_views import key_events_html, pinned_html, post_html
from broadsheet.live.telling import Events, Teller
from broadsheet.stories.kinds import Kind
from broadsheet.stories.models import Story

#: The name under which the ledger knows how far this consumer has come.
CONSUMER = "live.pages"
PICTURES = "media.picture"
#: Newest posts that are told of when the sizes of their picture are made.
_WITH_A_PICTURE = 20
#: What a change of means that the list of key events is another one.
_LISTED = frozenset({"key_event", "headline", "body", "deleted_at"})

Told = list[tuple[str, str]]


class LivePageEvents(Teller):
    """Keeps the channels of all live pages that run true to the ledger."""

    consumer = CONSUMER

    def channels(self) -> Iterator[tuple[str, int]]:
        """One for each published page that takes posts."""
        for story in Story.objects.filter(kind=Kind.LIVE, live=True, closed_at=None):
            yield story.url_path, newest_change(story)

    def events_of(self, entry: Entry) -> Events:
        """What is to be said of a post, of its page, or of a picture."""
        if entry.label == POSTS:
            return self._of_a_post(entry)
        if entry.label == "page":
            return self._of_a_page(entry)
        if entry.label == PICTURES:
            return self._of_a_picture(entry)
        return {}

    def _of_a_post(self, entry: Entry) -> Events:
        """A post as it stands now, whatever it was when the entry was written."""
        post = Post.objects.select_related("story").filter(pk=entry.object_id).first()
        if post is None or not post.story.live:
            return {}
        story, edition = post.story, self._edition_of(post.story)
        if edition is None:
            return {}
        if post.deleted_at is not None:
            # The log must not go on giving out what was taken back: who is behind loads anew.
            self._forget(story.url_path)
            told = [_event("deleted", id=post.pk, number=post.number)]
        else:
            told = [self._post(post, edition, "edited" if entry.fields else "post")]
        fields = set(entry.fields)
        if "pinned" in fields or post.pinned:
            told.append(_event("pinned", html=pinned_html(story, edition)))
        was_listed = "key_event" in fields or (post.key_event and (not fields or fields & _LISTED))
        if was_listed:
            told.append(_event("key-events", html=key_events_html(story, edition)))
        return {story.url_path: _fitting(told)}

    def _of_a_page(self, entry: Entry) -> Events:
        """A live page that comes, goes, moves, closes, or says something else over its posts."""
        assert entry.number is not None
        gone = self._gone(entry)
        story = Story.objects.filter(pk=entry.object_id, kind=Kind.LIVE, live=True).first()
        if story is None:
            return gone
        here = story.url_path
        self.log.begin(here, entry.number - 1)
        name = "page"
        if "closed_at" in entry.fields:
            name = "opened" if story.is_running else "closed"
        if name == "closed":
            self._forget(here)
        return {**gone, here: [_event(name)]}

    def _gone(self, entry: Entry) -> dict[str, Told]:
        """Channels on which nothing more happens; nothing of what was said there is left."""
        story = Story.objects.filter(pk=entry.object_id).values("live", "url_path").first()
        here = story["url_path"] if story and story["live"] else ""
        gone = {}
        for channel in {entry.old_address, entry.new_address} - {"", here}:
            if self.log.last(channel):
                self._forget(channel)
                gone[channel] = [_event("moved" if here else "gone")]
        return gone

    def _forget(self, channel: str) -> None:
        """Have a log give out nothing of what was said: who is behind is told to load anew."""
        self.log.restart(channel, self.log.last(channel))

    def _of_a_picture(self, entry: Entry) -> Events:
        """Newest posts whose picture has got its sizes, or other words."""
        told: dict[str, Told] = defaultdict(list)
        posts = Post.objects.select_related("story").filter(
            picture_id=entry.object_id, deleted_at=None, story__live=True, story__closed_at=None
        )
        for post in posts.order_by("-pk")[:_WITH_A_PICTURE]:
            edition = self._edition_of(post.story)
            if edition is not None:
                told[post.story.url_path].append(self._post(post, edition, "edited"))
        return {channel: _fitting(events) for channel, events in told.items()}

    def _post(self, post: Post, edition: Edition, name: str) -> tuple[str, str]:
        html = post_html(post, post.story, edition)
        return _event(name, id=post.pk, number=post.number, html=html)

    def _edition_of(self, story: Story) -> Edition | None:
        return self.editions.find_locale(story.locale_id)


def _event(name: str, **data: object) -> tuple[str, str]:
    return name, json.dumps(data, ensure_ascii=False)


def _fitting(told: Told) -> Told:
    """What no stream can carry in one piece is left to the page, which is loaded anew."""
    size = sum(len(name.encode()) + len(data.encode()) for name, data in told)
    return told if size <= LARGEST else [_event("page")]
