"""What templates are given of a story: a card for lists, an article for its own page."""

from dataclasses import dataclass
from typing import Any

from broadsheet.editions.presentation import Link
from broadsheet.kit.moments import Moment
from broadsheet.media.presentation import ClipView, PictureView


@dataclass(frozen=True, slots=True)
class Credit:
    """One name in a byline. ``role`` is ``by``, ``illustrated_by`` or ``video_by``."""

    name: str
    role: str
    address: str
    title: str
    portrait: PictureView | None


@dataclass(frozen=True, slots=True)
class Card:
    """A story in a list. Which parts are shown is the template's choice, by the card's size.

    ``kind`` is the story's kind (news, live, opinion, analysis, blog, feature, in_five,
    infographic, gallery, video, audio); ``kicker`` its section; ``minutes`` its reading time in
    words of the edition ("3 min read"); ``length`` a clip's ("2:10"); ``count`` a gallery's number
    of pictures; ``episode`` which one it is of its season ("Episode 3"); ``running`` says of a live
    page that it takes posts.
    """

    story_id: int
    address: str
    headline: str
    short_headline: str
    standfirst: str
    kind: str
    kind_label: str
    kicker: Link | None
    picture: PictureView | None
    byline: tuple[Credit, ...]
    published: Moment
    updated: Moment | None
    minutes: str
    length: str = ""
    count: str = ""
    season: int | None = None
    episode: str = ""
    running: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """One block of a body: its type and what that type's template needs, ready to print.

    ``value`` by type: ``paragraph`` and ``heading`` safe HTML / text in ``html`` / ``text``
    (``anchor`` too); ``quote`` a :class:`QuoteView`; ``picture`` a ``PictureView``; ``gallery``
    ``title`` and ``pictures``; ``video`` a ``ClipView`` with ``title``; ``embed`` ``address``,
    ``player``, ``title``, ``provider``; ``table`` ``caption``, ``header`` (tuple), ``rows``;
    ``chart`` a :class:`~broadsheet.charts.presentation.ChartView`;
    ``read_more`` a ``Card``; ``fact_box`` ``title``, ``html``; ``timeline`` ``title``,
    ``entries`` of ``when``, ``title``, ``html``; ``correction`` ``html``, ``made`` (Moment).
    """

    type: str
    value: Any


@dataclass(frozen=True, slots=True)
class QuoteView:
    """Words somebody said, as a record: who, in what role, where and when, and how sure we are."""

    words: str
    speaker: str
    role: str
    organisation: str
    said_where: str
    said: Moment | None
    evidence: str
    status: str
    status_label: str


@dataclass(frozen=True, slots=True)
class DossierView:
    """A dossier as it is shown beside a story and in lists ("Coverage")."""

    address: str
    title: str
    description: str
    picture: PictureView | None


@dataclass(frozen=True, slots=True)
class Point:
    """One of the five points of an "in five"."""

    number: str
    heading: str
    html: str


@dataclass(frozen=True, slots=True)
class EpisodeView:
    """What an episode's page says of its programme: its name and kind, which episode, neighbours.

    ``kind`` is ``tv``, ``series`` or ``podcast``; ``label`` is "Season 2 · Episode 3".
    """

    programme: Link
    kind: str
    kind_label: str
    label: str
    season: int | None
    number: int | None
    previous: Link | None
    next: Link | None


@dataclass(frozen=True, slots=True)
class Article:
    """A story on its own page."""

    card: Card
    dateline: str
    standfirst: str
    body: tuple[Block, ...]
    agencies: tuple[Link, ...]
    topics: tuple[Link, ...]
    regions: tuple[Link, ...]
    dossiers: tuple[DossierView, ...]
    points: tuple[Point, ...]
    clip: ClipView | None
    gallery: tuple[PictureView, ...]
    text_alternative: str
    origin_note: str
    share_address: str
    episode: EpisodeView | None = None

    @property
    def sounds(self) -> bool:
        """Whether there is something to listen to."""
        clips = [self.clip, *(b.value["clip"] for b in self.body if b.type == "video")]
        return any(clip.is_audio for clip in clips if clip)
