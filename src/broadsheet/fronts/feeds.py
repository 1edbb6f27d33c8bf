"""RSS of every listing, at the listing's address + ``rss.xml``."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.feedgenerator import Rss201rev2Feed

from broadsheet.editions.addresses import address_of, whole_address
from broadsheet.editions.models import Edition
from broadsheet.editions.skeleton import skeleton_for
from broadsheet.fronts.listed import Listed
from broadsheet.kit.safe_html import tidy_text
from broadsheet.ledger import reading
from broadsheet.stories.cards import CardMaker

FEED_SIZE = 30


class StoryFeed(Rss201rev2Feed):
    """RSS 2.0 with what news readers look for: creators and pictures (Dublin Core, Media RSS)."""

    def rss_attributes(self) -> dict[str, str]:
        return {
            **super().rss_attributes(),
            "xmlns:dc": "http://purl.org/dc/elements/1.1/",
            "xmlns:media": "http://search.yahoo.com/mrss/",
        }

    def latest_post_date(self) -> datetime:
        """When the newest item was published; of an empty feed the epoch, not the present.

        The same listing is the same bytes, whenever it is asked for.
        """
        return max((item["pubdate"] for item in self.items), default=datetime.fromtimestamp(0, UTC))

    def add_item_elements(self, handler: Any, item: Any) -> None:
        super().add_item_elements(handler, item)
        for name in item["creators"]:
            handler.addQuickElement("dc:creator", name)
        picture = item["picture"]
        if picture is not None:
            handler.startElement(
                "media:content",
                {"url": whole_address(picture.share), "medium": "image", "type": "image/jpeg"},
            )
            if picture.credit:
                handler.addQuickElement("media:credit", tidy_text(picture.credit))
            if picture.caption:
                handler.addQuickElement("media:description", tidy_text(picture.caption))
            handler.endElement("media:content")


def show_feed(request: HttpRequest, edition: Edition, listed: Listed) -> HttpResponse:
    """The newest thirty stories of a listing as RSS 2.0.

    Words are tidied: XML 1.0 has no control characters, and one of them would cost the whole feed.
    """
    for tag in listed.listings:
        reading.note(tag)
    stories = list(listed.stories[:FEED_SIZE])
    maker = CardMaker(edition, skeleton_for(request, edition).sections(), stories)
    own = address_of(edition, listed.tree_path, whole=True)
    title = listed.title if listed.kind == "all" else f"{listed.title} · {edition.name}"
    feed = StoryFeed(
        title=tidy_text(title),
        link=own,
        description=tidy_text(listed.description or edition.slogan or title),
        language=edition.language,
        feed_url=f"{own}rss.xml",
    )
    for story in stories:
        card = maker.card(story)
        feed.add_item(
            title=tidy_text(card.headline),
            link=address_of(edition, story.url_path, whole=True),
            description=tidy_text(card.standfirst),
            unique_id=f"urn:uuid:{story.translation_key}:{edition.code}",
            unique_id_is_permalink=False,
            pubdate=story.published_at,
            categories=[card.kicker.label] if card.kicker else [],
            creators=[tidy_text(line.name) for line in card.byline],
            picture=card.picture,
        )
    response = HttpResponse(content_type="application/rss+xml; charset=utf-8")
    feed.write(response, "utf-8")
    return response
