"""A programme as podcast players take it: RSS 2.0 with Apple's and Podcasting 2.0's elements.

See https://podcasters.apple.com/support/823-podcast-requirements and the podcast namespace 1.0
(https://podcastnamespace.org/tag/1.0). A player is given absolute addresses only.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid5

from django.http import HttpRequest, HttpResponse
from django.utils.feedgenerator import Enclosure

from broadsheet.editions.addresses import address_of, whole_address
from broadsheet.editions.models import Edition
from broadsheet.fronts.feeds import StoryFeed
from broadsheet.fronts.programmes import PODCAST, programme_address
from broadsheet.kit.safe_html import tidy_text
from broadsheet.ledger import reading
from broadsheet.media.models import Clip
from broadsheet.media.selectors import PictureSet
from broadsheet.people.models import Author
from broadsheet.programmes.covers import cover_address
from broadsheet.programmes.models import Programme
from broadsheet.programmes.selectors import hosts_of
from broadsheet.stories.clip_files import CHAPTERS, CHAPTERS_TYPE, TRANSCRIPT, has_chapters
from broadsheet.stories.episodes import episodes_of
from broadsheet.stories.models import Story
from broadsheet.stories.selectors import listing_of

#: Episodes of a feed: a player that comes for the first time gets no more.
FEED_SIZE = 200
#: Podcasting 2.0's namespace for the ``guid`` of a podcast.
_PODCAST_GUIDS = UUID("ead4c236-bf58-58c6-a2c6-a6b28d128cb6")


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody of a podcast, with addresses in full; empty where there is none."""

    name: str
    page: str
    picture: str


class PodcastFeed(StoryFeed):
    """RSS 2.0 for podcast players. ``self.feed`` and items hold what ``show_podcast`` gave."""

    def rss_attributes(self) -> dict[str, str]:
        return {
            **super().rss_attributes(),
            "xmlns:itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd",
            "xmlns:podcast": "https://podcastindex.org/namespace/1.0",
        }

    def add_root_elements(self, handler: Any) -> None:
        super().add_root_elements(handler)
        add, feed = handler.addQuickElement, self.feed
        programme: Programme = feed["programme"]
        add("itunes:author", feed["author"])
        add("itunes:type", "episodic")
        add("itunes:explicit", _truth(programme.explicit))
        outer, *within = programme.categories
        handler.startElement("itunes:category", {"text": outer})
        for each in within:
            add("itunes:category", None, {"text": each})
        handler.endElement("itunes:category")
        if feed["cover"]:
            add("itunes:image", None, {"href": feed["cover"]})
            handler.startElement("image", {})
            add("url", feed["cover"])
            add("title", feed["title"])
            add("link", feed["link"])
            handler.endElement("image")
        add("podcast:guid", feed["guid"])
        add("podcast:locked", "yes")
        add("podcast:medium", "podcast" if programme.kind == Programme.Kind.PODCAST else "video")
        for person in feed["people"]:
            said = {"role": "host", "href": person.page, "img": person.picture}
            add("podcast:person", person.name, {k: v for k, v in said.items() if v})

    def add_item_elements(self, handler: Any, item: Any) -> None:
        super().add_item_elements(handler, item)
        add, clip, story = handler.addQuickElement, item["clip"], item["story"]
        add("itunes:title", item["title"])
        add("itunes:episodeType", "full")
        add("itunes:explicit", _truth(self.feed["programme"].explicit))
        if clip.seconds:
            add("itunes:duration", str(clip.seconds))
        if story.season:
            add("itunes:season", str(story.season))
            add("podcast:season", str(story.season))
        if story.episode:
            add("itunes:episode", str(story.episode))
            add("podcast:episode", str(story.episode))
        for address, media_type in item["transcripts"]:
            said = {"url": address, "type": media_type, "language": self.feed["language"]}
            add("podcast:transcript", None, said)
        if item["chapters"]:
            add("podcast:chapters", None, {"url": item["chapters"], "type": CHAPTERS_TYPE})


def show_podcast(request: HttpRequest, edition: Edition, programme: Programme) -> HttpResponse:
    """A programme's episodes for podcast players, newest first.

    Episodes whose file no player would play, or not yet, are left out. Five queries and what
    pictures need.
    """
    reading.note(listing_of(programme))
    stories = list(episodes_of(programme)[:FEED_SIZE])
    clips = Clip.objects.in_bulk({story.clip_id for story in stories if story.clip_id})
    feed = _begun(edition, programme)
    for story in stories:
        clip = clips.get(story.clip_id or 0)
        if clip is not None and clip.enclosure is not None:
            _add(feed, edition, story, clip)
    response = HttpResponse(content_type="application/rss+xml; charset=utf-8")
    feed.write(response, "utf-8")
    return response


def _begun(edition: Edition, programme: Programme) -> PodcastFeed:
    own = programme_address(edition, programme, whole=True)
    hosts = hosts_of(programme)
    cover = cover_address(programme)
    names = [tidy_text(host.name) for host in hosts]
    return PodcastFeed(
        title=tidy_text(programme.name),
        link=own,
        description=tidy_text(programme.description or programme.name),
        language=edition.language,
        feed_url=own + PODCAST,
        feed_copyright=edition.name,
        programme=programme,
        author=", ".join(names) or edition.name,
        cover=whole_address(cover) if cover else "",
        # It stays when the programme gets another address: players tell podcasts apart by it.
        guid=str(uuid5(_PODCAST_GUIDS, f"{programme.translation_key}/{edition.code}")),
        people=_people(edition, hosts),
    )


def _people(edition: Edition, hosts: list[Author]) -> list[Person]:
    portraits = PictureSet(host.portrait_id for host in hosts)
    people = []
    for host in hosts:
        portrait = portraits.view(host.portrait_id)
        people.append(
            Person(
                name=tidy_text(host.name),
                page=whole_address(host.address_in(edition)),
                picture=whole_address(portrait.square) if portrait else "",
            )
        )
    return people


def _add(feed: PodcastFeed, edition: Edition, story: Story, clip: Clip) -> None:
    assert clip.enclosure is not None
    address, size, media_type = clip.enclosure
    own = address_of(edition, story.url_path, whole=True)
    transcripts = []
    if clip.captions:
        transcripts.append((whole_address(clip.captions.url), "text/vtt"))
    if clip.transcript.strip():
        transcripts.append((own + TRANSCRIPT, "text/plain"))
    feed.add_item(
        title=tidy_text(story.title),
        link=own,
        description=tidy_text(story.standfirst or story.title),
        unique_id=f"urn:uuid:{story.translation_key}:{edition.code}",
        unique_id_is_permalink=False,
        pubdate=story.published_at,
        enclosures=[Enclosure(whole_address(address), str(size), media_type)],
        creators=[],
        picture=None,
        story=story,
        clip=clip,
        transcripts=transcripts,
        chapters=own + CHAPTERS if has_chapters(clip) else "",
    )


def _truth(value: bool) -> str:
    return "true" if value else "false"
