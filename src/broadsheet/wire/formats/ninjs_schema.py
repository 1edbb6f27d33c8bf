"""The shapes of ninjs 1.0 to 3.1, after IPTC's JSON Schemas (iptc/newsinjson, specification/).

One model a family: what a later minor version added is taken from an earlier one too.
"""

from typing import Annotated, Any, ClassVar, Literal

from pydantic import BeforeValidator, ValidationInfo

from broadsheet.wire.formats.ninjs_base import (
    BodyText,
    Identifier,
    Line,
    Moment,
    Note,
    Number,
    Part,
    PropertyNames,
    Reading,
    Urgency,
)
from broadsheet.wire.formats.ninjs_properties import (
    AlternativeId,
    Body,
    DigitalSourceType,
    EarlierType,
    EarlyConcept,
    EarlyRendition,
    EarlyTrustIndicator,
    EventDetails,
    LaterConcept,
    LaterRendition,
    LaterTrustIndicator,
    LaterType,
    Planned,
    PubStatus,
    Rendition3,
    RightsInfo,
    Standard,
    Words,
)


def _list_of_one(value: Any, info: ValidationInfo) -> Any:
    if not isinstance(value, dict):
        return value
    if isinstance(info.context, Reading):
        info.context.note("'events' is a single object and was read as a list of one")
    return [value]


class Ninjs(Part):
    """What an item has in every version.

    ``embargoed`` is not checked here: one that cannot be read must withhold the item, not lose it.
    A null status is refused: nobody can tell whether it stood for "usable".
    """

    KEEPS_NULL = frozenset({"uri", "pub_status", "embargoed"})

    uri: Identifier
    profile: Line = ""
    version: Line = ""
    first_created: Moment | None = None
    version_created: Moment | None = None
    content_created: Moment | None = None
    embargoed: Any = None
    expires: Moment | None = None
    pub_status: PubStatus = "usable"
    urgency: Urgency | None = None
    copyright_holder: Note = ""
    copyright_notice: Note = ""
    usage_terms: Note = ""
    ed_note: Note = ""
    language: Line = ""
    title: Line = ""
    slugline: Line = ""
    located: Line = ""
    rights_info: RightsInfo | None = None
    digital_source_type: DigitalSourceType | None = None


class Ninjs1(Ninjs):
    """ninjs 1.0 to 1.6."""

    dollar_standard: Standard | None = None
    type: EarlierType | None = None
    mimetype: Line = ""
    representation_type: Literal["complete", "incomplete"] | None = None
    person: list[EarlyConcept] = []
    organisation: list[EarlyConcept] = []
    place: list[EarlyConcept] = []
    subject: list[EarlyConcept] = []
    event: list[EarlyConcept] = []
    object: list[EarlyConcept] = []
    infosource: list[EarlyConcept] = []
    genre: list[EarlyConcept] = []
    byline: Line = ""
    headline: Note = ""
    headlines: dict[str, Note] = {}
    descriptions: dict[str, Note] = {}
    bodies: dict[str, BodyText] = {}
    char_count: Number | None = None
    word_count: Number | None = None
    renditions: dict[str, EarlyRendition] = {}
    associations: dict[str, "Ninjs1"] = {}
    alt_ids: dict[str, Any] = {}
    trust_indicator: list[EarlyTrustIndicator] = []

    @classmethod
    def known_names(cls, names: PropertyNames) -> dict[str, str]:
        known = super().known_names(names)
        return {name: each for name, each in known.items() if each not in cls._PATTERNS.values()}

    # The properties whose names end as their sender likes: ``body_text``, ``headline_short``.
    _PATTERNS: ClassVar[dict[str, str]] = {
        "headline": "headlines",
        "description": "descriptions",
        "body": "bodies",
    }

    @classmethod
    def take_unlisted(cls, name: str, value: Any, found: dict[str, Any]) -> bool:
        stem, _, ending = name.partition("_")
        if stem not in cls._PATTERNS or not ending:
            return False
        if value is not None:
            found.setdefault(cls._PATTERNS[stem], {})[ending] = value
        return True


class Later(Ninjs):
    """What ninjs 2.0 and later have in common."""

    standard: Standard | None = None
    representation_type: Literal["full", "partial"] | None = None
    headlines: list[Words] = []
    descriptions: list[Words] = []
    bodies: list[Body] = []
    people: list[LaterConcept] = []
    organisations: list[LaterConcept] = []
    places: list[LaterConcept] = []
    subjects: list[LaterConcept] = []
    events: Annotated[list[LaterConcept], BeforeValidator(_list_of_one)] = []
    objects: list[LaterConcept] = []
    info_sources: list[LaterConcept] = []
    genres: list[LaterConcept] = []
    by: Line = ""
    alt_ids: list[AlternativeId] = []
    trust_indicators: list[LaterTrustIndicator] = []


class Ninjs2(Later):
    """ninjs 2.0 to 2.2."""

    type: EarlierType | None = None
    renditions: list[LaterRendition] = []
    associations: list["Association2"] = []


class Association2(Ninjs2):
    name: Line


class Ninjs3(Later):
    """ninjs 3.0 and 3.1."""

    type: LaterType | None = None
    event_details: EventDetails | None = None
    planned_coverage: list[Planned] = []
    renditions: list[Rendition3] = []
    associations: list["Association3"] = []


class Association3(Ninjs3):
    name: Line
    rel: Line = ""
