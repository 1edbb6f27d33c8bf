"""Builds an article from a story: one pass to see what is needed, one to put it together."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from broadsheet.editions.addresses import address_of
from broadsheet.editions.models import Edition
from broadsheet.editions.numerals import write_number
from broadsheet.editions.presentation import Link
from broadsheet.media.presentation import PictureView
from broadsheet.stories.bodies import BodyMaker
from broadsheet.stories.cards import CardMaker
from broadsheet.stories.episodes import episode_view
from broadsheet.stories.kinds import Kind
from broadsheet.stories.models import Story
from broadsheet.stories.presentation import Article, DossierView, Point
from broadsheet.stories.raw_body import RawBody
from broadsheet.stories.rich_text import expand_all


class ArticleMaker(BodyMaker):
    """Makes one story's article. ``maker`` must know the story's cards, pictures and clips."""

    def __init__(
        self,
        story: Story,
        edition: Edition,
        maker: CardMaker,
        raw: RawBody,
        linked: dict[int, Story],
    ) -> None:
        prose = iter(expand_all(raw.prose, edition))
        super().__init__(edition, maker, prose, story.url_path, linked)
        self.story, self.raw = story, raw
        self.gallery: tuple[PictureView, ...] = ()

    def article(self) -> Article:
        """The finished article."""
        story, edition = self.story, self.edition
        card = self.maker.card(story)
        points = tuple(self._points())
        body = self.blocks(self.raw.body)
        return Article(
            card=card,
            dateline=story.dateline,
            standfirst=story.standfirst,
            body=body,
            agencies=tuple(
                Link(agency.name, agency.address_in(edition)) for agency in story.agencies.all()
            ),
            topics=tuple(Link(t.name, t.address_in(edition)) for t in story.topics.all()),
            regions=tuple(Link(r.name, r.address_in(edition)) for r in story.regions.all()),
            dossiers=tuple(
                dossier_view(dossier, edition, self.maker) for dossier in self.raw.dossiers
            ),
            points=points,
            clip=self.clip(self.maker.clips.get(story.clip_id or 0)),
            gallery=self.gallery,
            text_alternative=story.text_alternative,
            origin_note="",
            share_address=address_of(edition, story.url_path, whole=True),
            episode=episode_view(story, edition),
        )

    def _points(self) -> Iterator[Point]:
        for number, value in enumerate(self.raw.points, start=1):
            yield Point(write_number(self.edition, number), value["heading"], next(self.prose))

    def _gallery(self, value: dict[str, Any]) -> dict[str, Any] | None:
        made = super()._gallery(value)
        if made is not None and self.story.kind == Kind.GALLERY and not self.gallery:
            self.gallery = made["pictures"]
            return None
        return made


def dossier_view(dossier: Any, edition: Edition, maker: CardMaker) -> DossierView:
    """A dossier as a box or a card shows it."""
    return DossierView(
        address=dossier.address_in(edition),
        title=dossier.name,
        description=dossier.description,
        picture=maker.pictures.view(
            dossier.picture_id, alt=dossier.picture_alt, language=edition.language
        ),
    )
