"""Puts blocks together for readers: of a story's body, of a post of a live page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.utils.dateparse import parse_datetime

from broadsheet.charts.presentation import ChartView
from broadsheet.editions.models import Edition
from broadsheet.editions.numerals import write_length, write_moment
from broadsheet.kit.moments import Moment
from broadsheet.media.chapters import read_chapters
from broadsheet.media.models import Clip
from broadsheet.media.presentation import ChapterView, ClipView, PictureView
from broadsheet.stories.body_blocks import QuoteStatus
from broadsheet.stories.cards import CardMaker
from broadsheet.stories.charts import chart_view, web_address
from broadsheet.stories.embeds import embed_of
from broadsheet.stories.models import Story
from broadsheet.stories.presentation import Block, QuoteView


class BodyMaker:
    """Makes blocks of raw values, on the page at ``tree_path``.

    ``prose`` gives every piece of rich text, expanded, in the order of the blocks; ``maker`` must
    know their pictures and clips, ``linked`` the stories they lead to.
    """

    def __init__(
        self,
        edition: Edition,
        maker: CardMaker,
        prose: Iterator[str],
        tree_path: str,
        linked: Mapping[int, Story],
    ) -> None:
        self.edition, self.maker, self.prose = edition, maker, prose
        self.tree_path, self.linked = tree_path, linked
        self.charts = 0

    def blocks(self, body: Iterable[tuple[str, Any]]) -> tuple[Block, ...]:
        """The blocks of a raw body, in order; what is not there any more is left out."""
        made = ((kind, getattr(self, f"_{kind}")(value)) for kind, value in body)
        return tuple(Block(kind, value) for kind, value in made if value is not None)

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
        return {"title": value.get("title") or "", "pictures": pictures}

    def _video(self, value: dict[str, Any]) -> dict[str, Any] | None:
        clip = self.clip(self.maker.clips.get(value.get("clip") or 0))
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
        return chart_view(value, self.edition, self.tree_path, self.charts)

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

    def clip(self, clip: Clip | None) -> ClipView | None:
        """A clip as a template plays it."""
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
