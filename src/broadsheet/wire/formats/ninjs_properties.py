"""The properties inside a ninjs item, 1.0 to 3.1, after IPTC's JSON Schemas."""

import re
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import AfterValidator, model_validator

from broadsheet.wire.errors import Unfit, gettext_noop
from broadsheet.wire.formats.ninjs_base import (
    Address,
    BodyText,
    Line,
    Moment,
    Note,
    Number,
    Part,
    Percentage,
    Urgency,
    Whole,
)

PubStatus = Literal["usable", "withheld", "canceled"]
EarlierType = Literal["text", "audio", "video", "picture", "graphic", "composite", "component"]
LaterType = Literal[
    "text", "audio", "video", "picture", "graphic", "composite", "component", "event", "planning"
]

_CUT_DATE = re.compile(
    r"-?(?:[1-9][0-9]*)?[0-9]{4}(-(1[0-2]|0[1-9])(-(3[01]|0[1-9]|[12][0-9])"
    r"(T(2[0-3]|[01][0-9]):([0-5][0-9]):([0-5][0-9])(\.[0-9]+)?"
    r"(Z|[+-](?:2[0-3]|[01][0-9]):[0-5][0-9])?)?)?)?"
)
_GEOJSON = frozenset(
    {"Point", "MultiPoint", "LineString", "MultiLineString", "Polygon", "MultiPolygon"}
)


def _cut_date(value: str) -> str:
    if len(value) > 60 or not _CUT_DATE.fullmatch(value):
        raise Unfit(
            gettext_noop("%(value)s is not a date-time, nor one cut short"), value=f"'{value[:40]}'"
        )
    return value


def _geojson(value: Any) -> Any:
    """A GeoJSON object by its outer shape (RFC 7946 §3); its geometry is read as far as needed."""
    kind = value.get("type") if isinstance(value, dict) else None
    members = {"GeometryCollection": "geometries", "FeatureCollection": "features"}
    if kind in _GEOJSON:
        sound = isinstance(value.get("coordinates"), list)
    elif kind in members:
        sound = isinstance(value.get(members[kind]), list)
    else:
        sound = kind == "Feature" and "geometry" in value
    if not sound:
        raise Unfit(gettext_noop("is not a GeoJSON object (RFC 7946 §3)"))
    return value


CutDate = Annotated[str, AfterValidator(_cut_date)]
GeoJSON = Annotated[Any, AfterValidator(_geojson)]


class Standard(Part):
    name: Line = ""
    version: Line = ""
    # The property is called "schema"; the name would hide a method of pydantic's.
    schema_address: Address = ""


class PostalAddress(Part):
    lines: list[Line] = []
    locality: Line = ""
    area: Line = ""
    postal_code: Line = ""
    country: Line = ""


class ContactInfo(Part):
    type: Line = ""
    role: Line = ""
    lang: Line = ""
    name: Line = ""
    value: Line | None = None
    address: PostalAddress | None = None

    @model_validator(mode="after")
    def _one_of_two(self) -> Self:
        if (self.value is None) == (self.address is None):
            raise Unfit(gettext_noop("needs either a value or an address"))
        return self


class RightsInfo(Part):
    lang_id: Address = ""
    linked_rights: Address | None = None
    encoded_rights: Note | None = None

    @model_validator(mode="after")
    def _one_of_two(self) -> Self:
        if (self.linked_rights is None) == (self.encoded_rights is None):
            raise Unfit(gettext_noop("needs either linked rights or encoded rights, not both"))
        return self


class ExchangeSymbol(Part):
    ticker: Line = ""
    exchange: Line = ""
    symbol_type: Address = ""
    symbol: Line = ""


class DigitalSourceType(Part):
    name: Line = ""
    uri: Address = ""
    literal: Line = ""


class EarlyConcept(Part):
    """A concept up to 1.6: any of the properties that any kind of concept may have."""

    name: Line = ""
    rel: Line = ""
    scheme: Address = ""
    code: Line = ""
    creator: Line = ""
    relevance: Percentage | None = None
    confidence: Percentage | None = None
    contact_info: list[ContactInfo] = []
    symbols: list[ExchangeSymbol] = []
    geometries: dict[str, dict[str, Any]] = {}

    @classmethod
    def take_unlisted(cls, name: str, value: Any, found: dict[str, Any]) -> bool:
        if name.startswith("geometry_"):
            found.setdefault("geometries", {})[name] = value
            return True
        return False


class LaterConcept(Part):
    """A concept from 2.0 on: any of the properties that any kind of concept may have."""

    id: Line = ""
    name: Line = ""
    rel: Line = ""
    role: Line = ""
    uri: Address = ""
    literal: Line = ""
    creator: Line = ""
    relevance: Percentage | None = None
    confidence: Percentage | None = None
    contact_info: list[ContactInfo] = []
    symbols: list[ExchangeSymbol] = []
    geo_json: GeoJSON | None = None


class EarlyTrustIndicator(Part):
    scheme: Address = ""
    code: Line = ""
    title: Line = ""
    href: Address = ""


class LaterTrustIndicator(Part):
    role: Address = ""
    title: Line = ""
    href: Address = ""


class EarlyRendition(Part):
    href: Address = ""
    mimetype: Line = ""
    title: Line = ""
    height: Number | None = None
    width: Number | None = None
    size_in_bytes: Number | None = None
    duration: Number | None = None
    format: Line = ""


class LaterRendition(Part):
    name: Line
    href: Address = ""
    content_type: Line = ""
    title: Line = ""
    height: Number | None = None
    width: Number | None = None
    size_in_bytes: Number | None = None
    duration: Number | None = None
    format: Line = ""


class PointOfInterest(Part):
    x: Whole | None = None
    y: Whole | None = None


class Rendition3(LaterRendition):
    aspect_ratio: Line = ""
    video_codec: Line = ""
    frame_rate: Number | None = None
    poi: PointOfInterest | None = None
    transport_protocol: Line = ""
    scan_type: Literal["progressive", "interlaced"] | None = None
    bitrate: Line = ""


class Words(Part):
    """A headline or a description."""

    role: Line = ""
    content_type: Line = ""
    value: Note


class Body(Part):
    role: Line = ""
    content_type: Line = ""
    char_count: Number | None = None
    word_count: Number | None = None
    value: BodyText


class AlternativeId(Part):
    role: Line = ""
    value: Line = ""


class RecurrenceRule(Part):
    frequency: (
        Literal["secondly", "minutely", "hourly", "daily", "weekly", "monthly", "yearly"] | None
    ) = None
    interval: Whole | None = None
    until: Moment | None = None
    count: Whole | None = None


class Recurrence(Part):
    recurrence_dates: list[CutDate] = []
    recurrence_rules: list[RecurrenceRule] = []


class Dates(Part):
    # IPTC's own timeline example still has the names of a draft of 3.0.
    OLDER_NAMES: ClassVar[dict[str, str]] = {
        "estimatedStartDate": "expected_start_date",
        "estimatedEndDate": "expected_end_date",
    }

    start_date: Moment | None = None
    end_date: Moment | None = None
    expected_start_date: CutDate | None = None
    expected_end_date: CutDate | None = None
    expected_duration: Line = ""
    recurrence: Recurrence | None = None

    @model_validator(mode="after")
    def _at_most_one_of_each(self) -> Self:
        if self.start_date and self.expected_start_date:
            raise Unfit(gettext_noop("has both a start and an expected start"))
        if self.end_date and self.expected_end_date:
            raise Unfit(gettext_noop("has both an end and an expected end"))
        if not any(
            (self.start_date, self.expected_start_date, self.end_date, self.expected_end_date)
        ):
            raise Unfit(gettext_noop("has neither a start nor an end"))
        return self


class EventDetails(Part):
    event_status: Address = ""
    planned_coverage_status: Address = ""
    dates: Dates | None = None
    organiser: LaterConcept | None = None


class Reference(Part):
    name: Line = ""
    value: Line = ""


class Commissioned(Part):
    by: Line = ""
    on: Moment | None = None
    references: list[Reference] = []


class Audience(Part):
    audience: Line = ""
    significance: Whole | None = None


class ItemCount(Part):
    range_from: Whole | None = None
    range_to: Whole | None = None


class Planned(Part):
    uri: Address = ""
    title: Line = ""
    pub_status: PubStatus = "usable"
    type: LaterType | None = None
    commissioned: Commissioned | None = None
    dates: Dates | None = None
    audiences: list[Audience] = []
    excl_audience: list[Line] = []
    ed_note: Note = ""
    urgency: Urgency | None = None
    language: Line = ""
    item_count: ItemCount | None = None
    word_count: Whole | None = None
    renditions: list[Rendition3] = []
