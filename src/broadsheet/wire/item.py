"""The one item every wire format ends in.

Everything in it is safe to store and to show: text is tidied, markup is sanitised
(``broadsheet.kit.safe_html``), moments are aware and in UTC, paths lie inside the item's folder.
"""

import re
from datetime import datetime
from enum import StrEnum
from functools import cached_property
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from broadsheet.kit.safe_html import plain_text
from broadsheet.wire.formats.media_topics import media_topic
from broadsheet.wire.formats.times import WireTime

_VERSION_PARTS = re.compile(r"\d{1,200}|\D+")


class ItemType(StrEnum):
    """What an item is (IPTC NewsCodes ``ninature``)."""

    TEXT = "text"
    PICTURE = "picture"
    VIDEO = "video"
    AUDIO = "audio"
    GRAPHIC = "graphic"
    COMPOSITE = "composite"
    COMPONENT = "component"
    EVENT = "event"
    PLANNING = "planning"
    UNKNOWN = "unknown"


class Status(StrEnum):
    """Whether an item may be used (IPTC NewsCodes ``pubstatusg2``)."""

    USABLE = "usable"
    WITHHELD = "withheld"
    CANCELED = "canceled"


class BlockKind(StrEnum):
    PARAGRAPH = "paragraph"
    HEADING = "heading"
    LIST = "list"
    QUOTE = "quote"
    TABLE = "table"


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Block(_Frozen):
    """One block of a body: its kind and its safe markup, outer tag included (``<p>…</p>``).

    ``level`` is 2 to 4 for a heading, otherwise None.
    """

    kind: BlockKind
    html: str
    level: int | None = None

    @property
    def text(self) -> str:
        """The block's words on one line."""
        return plain_text(self.html)


class Wording(_Frozen):
    """A headline or description with the role its sender gave it (may be empty)."""

    role: str = ""
    text: str


class BodyForm(_Frozen):
    """A form in which the body came; the one the blocks were made from is ``chosen``."""

    role: str = ""
    content_type: str
    characters: int
    chosen: bool = False


class Symbol(_Frozen):
    """A company's name on an exchange."""

    symbol: str
    exchange: str = ""
    scheme: str = ""


class Concept(_Frozen):
    """A subject, genre, place, person, organisation, event, object or source.

    ``rel`` is how the item relates to it (for a source: its role). ``relevance`` and
    ``confidence`` are percentages. Contact details are not kept: they are personal data.
    """

    name: str = ""
    code: str = ""
    uri: str = ""
    scheme: str = ""
    rel: str = ""
    creator: str = ""
    relevance: int | None = None
    confidence: int | None = None
    latitude: float | None = None
    longitude: float | None = None
    symbols: tuple[Symbol, ...] = ()

    @property
    def topic_id(self) -> str:
        """The id of the Media Topic it is, eight digits; "" for any other concept."""
        return media_topic(code=self.code, scheme=self.scheme, uri=self.uri)


class Rights(_Frozen):
    """Whose it is and what may be done with it. ``encoded`` is an expression in ``language``."""

    copyright_holder: str = ""
    copyright_notice: str = ""
    usage_terms: str = ""
    credit_line: str = ""
    language: str = ""
    linked: str = ""
    encoded: str = ""


class Rendition(_Frozen):
    """One file of an item. Nothing is fetched.

    ``href`` is an http(s) address or a relative one, never another scheme. ``local_path`` is the
    file if it lies inside the item's folder and existed when the item was read. Width and height
    are pixels, size bytes, duration seconds.
    """

    name: str = ""
    href: str = ""
    mimetype: str = ""
    title: str = ""
    width: int | None = None
    height: int | None = None
    size_bytes: int | None = None
    duration_seconds: float | None = None
    local_path: Path | None = None


class EventDates(_Frozen):
    """When an event or a coverage is. Expected dates may be cut short: "2024-11" is a month."""

    start: WireTime | None = None
    end: WireTime | None = None
    expected_start: str = ""
    expected_end: str = ""
    expected_duration: str = ""
    recurring: bool = False


class EventDetails(_Frozen):
    status: str = ""
    coverage_status: str = ""
    dates: EventDates | None = None
    organiser: Concept | None = None


class PlannedCoverage(_Frozen):
    """Something an agency means to send."""

    uri: str = ""
    title: str = ""
    type: ItemType = ItemType.UNKNOWN
    status: Status = Status.USABLE
    ed_note: str = ""
    urgency: int | None = None
    language: str | None = None
    word_count: int | None = None
    dates: EventDates | None = None


class AlternativeId(_Frozen):
    role: str = ""
    value: str


class Item(_Frozen):
    """A news item.

    Identity: ``uri`` and ``version`` as given. ``link`` is the page on which its sender shows it,
    an http(s) address or "". ``embargo`` is None where there is none; where one
    was sent that cannot be read, ``embargo_unreadable`` holds what was sent and ``status`` is
    withheld (fail closed). ``language`` is normalised BCP 47 or None, ``language_given`` as sent.
    ``urgency`` is 1 (highest) to 9 or None. ``signals`` are codes such as ``correction`` or
    ``update``. ``notes`` tell the desk what the reader let pass or repaired.
    """

    format: str
    format_version: str
    uri: str
    version: str = ""
    link: str = ""
    type: ItemType = ItemType.UNKNOWN
    status: Status = Status.USABLE
    partial: bool = False
    profile: str = ""

    created: WireTime | None = None
    sent: WireTime | None = None
    content_created: WireTime | None = None
    embargo: WireTime | None = None
    embargo_unreadable: str = ""
    expires: WireTime | None = None

    urgency: int | None = None
    language: str | None = None
    language_given: str = ""

    headline: str = ""
    short_headline: str = ""
    slugline: str = ""
    title: str = ""
    byline: str = ""
    located: str = ""
    summary: str = ""
    caption: str = ""
    ed_note: str = ""
    headlines: tuple[Wording, ...] = ()
    descriptions: tuple[Wording, ...] = ()
    body: tuple[Block, ...] = ()
    body_forms: tuple[BodyForm, ...] = ()

    subjects: tuple[Concept, ...] = ()
    genres: tuple[Concept, ...] = ()
    places: tuple[Concept, ...] = ()
    people: tuple[Concept, ...] = ()
    organisations: tuple[Concept, ...] = ()
    events: tuple[Concept, ...] = ()
    objects: tuple[Concept, ...] = ()
    sources: tuple[Concept, ...] = ()
    keywords: tuple[str, ...] = ()
    source: str = ""
    provider: str = ""
    rights: Rights = Rights()
    digital_source_type: str = ""

    renditions: tuple[Rendition, ...] = ()
    associations: tuple["Association", ...] = ()
    event: EventDetails | None = None
    planned_coverage: tuple[PlannedCoverage, ...] = ()

    alternative_ids: tuple[AlternativeId, ...] = ()
    translation_of: tuple[str, ...] = ()
    signals: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @cached_property
    def version_order(self) -> tuple[tuple[int, int, str], ...]:
        """The version in a comparable form: numbers as numbers, so that 10 follows 9."""
        parts = _VERSION_PARTS.findall(self.version.strip().casefold())
        return tuple((1, int(part), "") if part[0].isdecimal() else (0, 0, part) for part in parts)

    @property
    def pictures(self) -> tuple["Association", ...]:
        """The pictures and graphics that came with the item, in order."""
        wanted = (ItemType.PICTURE, ItemType.GRAPHIC)
        return tuple(each for each in self.associations if each.item.type in wanted)

    @property
    def body_html(self) -> str:
        """The whole body as safe markup."""
        return "".join(block.html for block in self.body)

    def supersedes(self, other: "Item") -> bool:
        """Whether this is a later state of the same item: higher version, or sent later."""
        if self.uri != other.uri:
            return False
        if self.version_order != other.version_order:
            return self.version_order > other.version_order
        return bool(self.sent and (other.sent is None or self.sent.utc > other.sent.utc))

    def may_be_published(self, now: datetime) -> bool:
        """Whether the item itself is usable at ``now`` (aware) and its embargo is over.

        Its associations are not looked at: each has a status and an embargo of its own.
        """
        return self.status is Status.USABLE and (self.embargo is None or self.embargo.utc <= now)


class Association(_Frozen):
    """An item that came with another: a picture, a sidebar. ``rel`` is its relation, if given."""

    name: str
    rel: str = ""
    item: Item


Item.model_rebuild()
