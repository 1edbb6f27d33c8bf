"""What the templates of fronts and listings are given."""

from dataclasses import dataclass

from broadsheet.editions.presentation import Link
from broadsheet.media.presentation import PictureView
from broadsheet.stories.presentation import Card, DossierView


@dataclass(frozen=True, slots=True)
class Band:
    """A ruled strip of a front: a title that leads to all of it, and its first cards.

    ``look`` is ``row`` (pictures), ``opinion`` (faces), ``video``, ``pictures`` (large),
    ``headlines`` (no pictures) or ``numbered`` (in five).
    """

    title: str
    address: str
    look: str
    cards: tuple[Card, ...]


@dataclass(frozen=True, slots=True)
class FrontView:
    """An edition's or an area's front: the lead, the stories under it in order, then the bands."""

    title: str
    description: str
    lead: Card | None
    second: tuple[Card, ...]
    briefs: tuple[Card, ...]
    dossiers: tuple[DossierView, ...]
    bands: tuple[Band, ...]
    all_address: str
    all_label: str


@dataclass(frozen=True, slots=True)
class ListingHead:
    """What stands over a listing: of a section, region, topic, dossier, author or agency.

    ``kind`` is one of those words (or ``all``, ``area``); ``facts`` are extra links (an author's
    address, an agency's site).
    """

    kind: str
    kind_label: str
    title: str
    description: str
    picture: PictureView | None = None
    facts: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class ListingView:
    """One page of stories, newest first.

    Pages are numbered from the oldest, so that a new story does not rewrite them all. ``newer``
    and ``older`` are addresses, empty at the ends; ``number`` is in the edition's
    digits.
    """

    head: ListingHead
    lead: Card | None
    cards: tuple[Card, ...]
    newer: str
    older: str
    number: str


@dataclass(frozen=True, slots=True)
class ProgrammeCard:
    """A programme in the index, or a host on a programme's page: a name with a face."""

    title: str
    address: str
    label: str
    description: str
    picture: PictureView | None


@dataclass(frozen=True, slots=True)
class Season:
    """Episodes of one season on a page, newest first; ``label`` is empty for those without one."""

    label: str
    cards: tuple[Card, ...]


@dataclass(frozen=True, slots=True)
class ProgrammeView:
    """What stands on a programme's page beside its listing; ``kind`` as in ``Programme.Kind``."""

    kind: str
    kind_label: str
    hosts: tuple[ProgrammeCard, ...]
    feed: str
    podcast: str
    seasons: tuple[Season, ...]


@dataclass(frozen=True, slots=True)
class Person:
    """An author in the authors' index."""

    name: str
    address: str
    title: str
    portrait: PictureView | None
    initial: str
