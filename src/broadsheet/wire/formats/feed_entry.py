"""What a feed and its entries say, in one form for RSS, Atom and JSON Feed."""

from dataclasses import dataclass, field

from broadsheet.wire.formats.body import SentBody
from broadsheet.wire.item import Concept, ItemType, Rendition


@dataclass(frozen=True, slots=True)
class Feed:
    """What a feed says of itself. Times are as sent; addresses are absolute or "".

    ``hub`` and ``self_link`` are what WebSub needs (W3C WebSub §4); ``base`` is where relative
    addresses start from, "" where nobody knows.
    """

    format: str
    format_version: str
    title: str = ""
    link: str = ""
    self_link: str = ""
    hub: str = ""
    base: str = ""
    language: str = ""
    rights: str = ""
    authors: tuple[str, ...] = ()
    minutes_between_polls: int | None = None


@dataclass(slots=True)
class Attached:
    """A picture, film, sound or file that comes with an entry, in one or more renditions."""

    kind: ItemType
    renditions: list[Rendition] = field(default_factory=list)
    title: str = ""
    caption: str = ""
    credit: str = ""
    rights: str = ""
    rel: str = ""


@dataclass(slots=True)
class Entry:
    """An entry as sent. ``moments`` names are those of the item's fields; times are unread."""

    identity: str = ""
    link: str = ""
    title: SentBody | None = None
    summary: SentBody | None = None
    bodies: list[SentBody] = field(default_factory=list)
    published: str = ""
    updated: str = ""
    created: str = ""
    expires: str = ""
    authors: list[str] = field(default_factory=list)
    language: str = ""
    source: str = ""
    source_link: str = ""
    rights: str = ""
    categories: list[Concept] = field(default_factory=list)
    keywords: list[str] = field(default_factory=list)
    places: list[Concept] = field(default_factory=list)
    attached: list[Attached] = field(default_factory=list)
    canceled: bool = False
    partial: bool = False
    notes: list[str] = field(default_factory=list)
