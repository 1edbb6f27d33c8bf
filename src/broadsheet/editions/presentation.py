"""What every page's shell is given: names, menus, the edition switch, and what machines read."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Link:
    """A label that leads somewhere. ``current`` marks the page the reader is on."""

    label: str
    address: str
    current: bool = False


@dataclass(frozen=True, slots=True)
class MenuEntry:
    """One entry of the main menu: a link, with the links under it if it is a group."""

    label: str
    address: str
    current: bool = False
    live: bool = False
    links: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class SwitchEntry:
    """One edition in the edition switch.

    ``state`` is ``current`` (this edition), ``translation`` (the same page in that edition) or
    ``front`` (there is no such page there: ``notice`` says so, in that edition's language, before
    the address leads to its front).
    """

    code: str
    language: str
    direction: str
    name: str
    address: str
    state: str
    notice: str = ""
    action: str = ""


@dataclass(frozen=True, slots=True)
class SocialLink:
    """An account of the newsroom elsewhere: the service's name and its address."""

    service: str
    label: str
    address: str


@dataclass(frozen=True, slots=True)
class Alternate:
    """A true translation of this page, for ``hreflang`` (itself included)."""

    language: str
    address: str


@dataclass(frozen=True, slots=True)
class Ticker:
    """Where the breaking ticker's page of items, its fragment and its events are."""

    page: str
    fragment: str
    events: str


@dataclass(frozen=True, slots=True)
class Shell:
    """All that stands around a page's own content, the same for every reader."""

    code: str
    language: str
    direction: str
    name: str
    slogan: str
    front: str
    logo: str
    logo_width: int
    logo_height: int
    brand_stylesheet: str
    time_zone: str
    numbering: str
    calendar: str
    menu: tuple[MenuEntry, ...]
    regions: tuple[Link, ...]
    footer: tuple[Link, ...]
    footer_note: str
    social: tuple[SocialLink, ...]
    switch: tuple[SwitchEntry, ...]
    feed: str
    ticker: Ticker


@dataclass(frozen=True, slots=True)
class PageHead:
    """What goes into ``<head>``: titles for people, addresses and records for machines.

    ``canonical`` and the alternates are absolute addresses; ``records`` are JSON-LD objects.
    """

    title: str
    description: str = ""
    canonical: str = ""
    kind: str = "website"
    image: str = ""
    image_alt: str = ""
    image_width: int = 0
    image_height: int = 0
    feed: str = ""
    feed_title: str = ""
    alternates: tuple[Alternate, ...] = ()
    records: tuple[dict, ...] = field(default=())
    published: str = ""
    modified: str = ""
    section: str = ""
    tags: tuple[str, ...] = ()
    robots: str = ""
