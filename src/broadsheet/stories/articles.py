"""Builds an article from a story: one pass to see what is needed, one to put it together."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.utils.dateparse import parse_datetime

from broadsheet.charts.presentation import ChartView
from broadsheet.editions.addresses import address_of
from broadsheet.editions.models import Edition
from broadsheet.editions.numerals import write_length, write_moment, write_number
from broadsheet.editions.presentation import Link
from broadsheet.kit.moments import Moment
from broadsheet.media.chapters import read_chapters
from broadsheet.media.models import Clip
from broadsheet.media.presentation import ChapterView, ClipView, PictureView
from broadsheet.stories.body_blocks import QuoteStatus
from broadsheet.stories.cards import CardMaker
from broadsheet.stories.charts import chart_view, web_address
from broadsheet.stories.embeds import embed_of
from broadsheet.stories.episodes import episode_view
from broadsheet.stories.kinds import Kind
from broadsheet.stories.models import Story
from broadsheet.stories.presentation import Article, Block, DossierView, Point, QuoteView
from broadsheet.stories.raw_body import RawBody
from broadsheet.stories.rich_text import expand_all


class ArticleMaker:
    """Makes one story's article. ``maker`` must know the story's cards, pictures and clips."""

    def __init__(
        self,
        story: Story,
        edition: Edition,
        maker: CardMaker,
        raw: RawBody,
        linked: dict[int, Story],
    ) -> None:
        self.story, self.edition, self.maker, self.raw = story, edition, maker, raw
        self.linked = linked
        self.prose = iter(expand_all(raw.prose, edition))
        self.gallery: tuple[PictureView, ...] = ()
        self.charts = 0

    def article(self) -> Article:
        """The finished article."""
        story, edition = self.story, self.edition
        card = self.maker.card(story)
        points = tuple(self._points())
        body = tuple(self._body())
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
            clip=self._clip(self.maker.clips.get(story.clip_id or 0)),
            gallery=self.gallery,
            text_alternative=story.text_alternative,
            origin_note="",
            share_address=address_of(edition, story.url_path, whole=True),
            episode=episode_view(story, edition),
        )

    def _points(self) -> Iterator[Point]:
        for number, value in enumerate(self.raw.points, start=1):
            yield Point(write_number(self.edition, number), value["heading"], next(self.prose))

    def _body(self) -> Iterator[Block]:
        for kind, value in self.raw.body:
            made = getattr(self, f"_{kind}")(value)
            if made is not None:
                yield Block(kind, made)

    def _paragraph(self, value: str) -> dict[str, str] | None:
        html = next(self.prose)
        return {"html": html} if html.strip() else None

    def _heading(self, value: str) -> dict[str, str]:
        return {"text": value, "anchor": ""}

    def _quote(self, value: dict[str, Any]) -> QuoteView:
        status = value.get("status") or QuoteStatus.REPORTED.value
        return QuoteView(
            words=value["words"],
            speaker=value["speaker"],
            role=value.get("role") or "",
            organisation=value.get("organisation") or "",
            said_where=value.get("said_where") or "",
            said=self._moment(value.get("said_at")),
            evidence=web_address(value.get("evidence")),
            status=status,
            status_label=str(QuoteStatus(status).label),
        )

    def _picture(self, value: dict[str, Any]) -> PictureView | None:
        return self.maker.pictures.view(
            value.get("picture"),
            alt=value.get("alt") or "",
            caption=value.get("caption") or "",
            language=self.edition.language,
        )

    def _gallery(self, value: dict[str, Any]) -> dict[str, Any] | None:
        pictures = tuple(
            view for item in value["pictures"] if (view := self._picture(item)) is not None
        )
        if not pictures:
            return None
        if self.story.kind == Kind.GALLERY and not self.gallery:
            self.gallery = pictures
            return None
        return {"title": value.get("title") or "", "pictures": pictures}

    def _video(self, value: dict[str, Any]) -> dict[str, Any] | None:
        clip = self._clip(self.maker.clips.get(value.get("clip") or 0))
        return {"title": value.get("caption") or "", "clip": clip} if clip else None

    def _embed(self, value: dict[str, Any]) -> dict[str, str] | None:
        embed = embed_of(value["address"])
        if embed is None:
            return None
        return {
            "address": value["address"],
            "player": embed.player,
            "title": value["title"],
            "provider": embed.provider,
        }

    def _table(self, value: dict[str, Any]) -> dict[str, Any] | None:
        rows = [tuple(str(cell or "") for cell in row) for row in value.get("data") or ()]
        if not rows:
            return None
        headed = value.get("first_row_is_table_header", True)
        return {
            "caption": value.get("table_caption") or "",
            "header": rows[0] if headed else (),
            "rows": tuple(rows[1:] if headed else rows),
        }

    def _chart(self, value: dict[str, Any]) -> ChartView | None:
        # Every chart is counted, so that files keep their addresses while one is unfit to be shown.
        self.charts += 1
        return chart_view(value, self.edition, self.story.url_path, self.charts)

    def _read_more(self, value: int) -> Any:
        story = self.linked.get(value)
        return self.maker.card(story) if story else None

    def _fact_box(self, value: dict[str, Any]) -> dict[str, str]:
        return {"title": value["title"], "html": next(self.prose)}

    def _timeline(self, value: dict[str, Any]) -> dict[str, Any]:
        entries = tuple(
            {"when": entry["when"], "title": entry["title"], "html": next(self.prose)}
            for entry in value["entries"]
        )
        return {"title": value["title"], "entries": entries}

    def _correction(self, value: dict[str, Any]) -> dict[str, Any]:
        return {"html": next(self.prose), "made": self._moment(value.get("made_at"))}

    def _moment(self, value: Any) -> Moment | None:
        moment = parse_datetime(value) if isinstance(value, str) else value
        if not isinstance(moment, datetime) or moment.tzinfo is None:
            return None
        return write_moment(self.edition, moment)

    def _clip(self, clip: Clip | None) -> ClipView | None:
        if clip is None:
            return None
        return ClipView(
            address=clip.source,
            media_type=clip.media_type,
            poster=self.maker.pictures.view(clip.poster_id),
            seconds=clip.seconds,
            length=write_length(self.edition, clip.seconds) if clip.seconds else "",
            transcript=clip.transcript,
            captions=clip.captions.url if clip.captions else "",
            language=self.edition.language,
            hls=clip.playlist,
            is_audio=clip.is_audio,
            portable=default_storage.url(clip.portable) if clip.portable else "",
            chapters=self._chapters(clip),
        )

    def _chapters(self, clip: Clip) -> tuple[ChapterView, ...]:
        try:
            chapters = read_chapters(clip.chapters)
        except ValidationError:
            # What no form has looked at: a video without chapters plays all the same.
            return ()
        return tuple(
            ChapterView(each.seconds, write_length(self.edition, each.seconds), each.title)
            for each in chapters
        )


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
