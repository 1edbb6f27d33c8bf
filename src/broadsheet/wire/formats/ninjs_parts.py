"""What differs between the versions of ninjs, brought to one form."""

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from broadsheet.kit.safe_html import tidy_text
from broadsheet.wire.errors import shown
from broadsheet.wire.formats.body import SentBody
from broadsheet.wire.formats.ninjs_base import Reading
from broadsheet.wire.formats.ninjs_properties import (
    EarlyConcept,
    EarlyRendition,
    ExchangeSymbol,
    LaterConcept,
    LaterRendition,
)
from broadsheet.wire.formats.ninjs_schema import Association3, Ninjs, Ninjs1, Ninjs2, Ninjs3
from broadsheet.wire.formats.renditions import clean_address, local_file
from broadsheet.wire.item import AlternativeId, Concept, Rendition, Symbol

# The parts of a name such as ``description_caption_xhtml`` that say a format, not a purpose.
_FORMATS = {
    "text": "text/plain",
    "html": "text/html",
    "html5": "text/html",
    "xhtml": "application/xhtml+xml",
    "nitf": "text/vnd.IPTC.NITF",
    "xml": "application/xml",
}
_MIMETYPES = {"image/jpg": "image/jpeg", "image/pjpeg": "image/jpeg", "audio/mp3": "audio/mpeg"}
_LAST_PART = re.compile(r"[^/:#]*$")


@dataclass
class Parts:
    """An item's properties that versions of ninjs shape differently."""

    headlines: list[SentBody] = field(default_factory=list)
    descriptions: list[SentBody] = field(default_factory=list)
    bodies: list[SentBody] = field(default_factory=list)
    byline: str = ""
    concepts: dict[str, tuple[Concept, ...]] = field(default_factory=dict)
    renditions: tuple[Rendition, ...] = ()
    associations: list[tuple[str, str, Ninjs]] = field(default_factory=list)
    alternative_ids: tuple[AlternativeId, ...] = ()
    partial: bool = False


def parts_of(model: Ninjs, reading: Reading, folder: Path | None) -> Parts:
    """The parts of a checked item. ``folder`` is where its renditions may lie."""
    if isinstance(model, Ninjs1):
        return _early_parts(model, reading, folder)
    if isinstance(model, Ninjs2 | Ninjs3):
        return _later_parts(model, reading, folder)
    raise TypeError(f"no version of ninjs is read into {type(model).__name__}")


def _early_parts(model: Ninjs1, reading: Reading, folder: Path | None) -> Parts:
    headlines = [SentBody("main", "", model.headline)] if model.headline else []
    return Parts(
        headlines=headlines + [_by_ending(*each) for each in model.headlines.items()],
        descriptions=[_by_ending(*each) for each in model.descriptions.items()],
        bodies=[_by_ending(*each) for each in model.bodies.items()],
        byline=model.byline,
        concepts={
            "people": _concepts(model.person),
            "organisations": _concepts(model.organisation),
            "places": _concepts(model.place),
            "subjects": _concepts(model.subject),
            "events": _concepts(model.event),
            "objects": _concepts(model.object),
            "sources": _concepts(model.infosource),
            "genres": _concepts(model.genre),
        },
        renditions=tuple(
            _rendition(name, each.mimetype, each, reading, folder)
            for name, each in model.renditions.items()
        ),
        associations=[(tidy_text(name), "", each) for name, each in model.associations.items()],
        alternative_ids=tuple(
            AlternativeId(role=tidy_text(role), value=tidy_text(str(value))[:1000])
            for role, value in model.alt_ids.items()
            if isinstance(value, str | int)
        ),
        partial=model.representation_type == "incomplete",
    )


def _later_parts(model: Ninjs2 | Ninjs3, reading: Reading, folder: Path | None) -> Parts:
    return Parts(
        headlines=[SentBody(e.role, e.content_type, e.value) for e in model.headlines],
        descriptions=[SentBody(e.role, e.content_type, e.value) for e in model.descriptions],
        bodies=[SentBody(each.role, each.content_type, each.value) for each in model.bodies],
        byline=model.by,
        concepts={
            "people": _concepts(model.people),
            "organisations": _concepts(model.organisations),
            "places": _concepts(model.places),
            "subjects": _concepts(model.subjects),
            "events": _concepts(model.events),
            "objects": _concepts(model.objects),
            "sources": _concepts(model.info_sources),
            "genres": _concepts(model.genres),
        },
        renditions=tuple(
            _rendition(each.name, each.content_type, each, reading, folder)
            for each in model.renditions
        ),
        associations=[
            (
                tidy_text(each.name),
                tidy_text(each.rel) if isinstance(each, Association3) else "",
                each,
            )
            for each in model.associations
        ],
        alternative_ids=tuple(
            AlternativeId(role=tidy_text(each.role), value=tidy_text(each.value))
            for each in model.alt_ids
        ),
        partial=model.representation_type == "partial",
    )


def _by_ending(ending: str, value: str) -> SentBody:
    words = ending.split("_")
    formats = [_FORMATS[word] for word in words if word in _FORMATS]
    purpose = "_".join(word for word in words if word not in _FORMATS)
    return SentBody(purpose, formats[0] if formats else "", value)


def _concepts(sent: "list[EarlyConcept] | list[LaterConcept]") -> tuple[Concept, ...]:
    return tuple(concept(each) for each in sent)


def concept(sent: EarlyConcept | LaterConcept) -> Concept:
    """A concept with both its forms: scheme and code, and the uri they make."""
    if isinstance(sent, EarlyConcept):
        scheme, code = tidy_text(sent.scheme), tidy_text(sent.code)
        joint = "" if not scheme or scheme.endswith(("/", "#", ":")) else "/"
        uri = f"{scheme}{joint}{code}" if scheme and code else ""
        rel, shapes = sent.rel, list(sent.geometries.values())
    else:
        uri = tidy_text(sent.uri)
        code = tidy_text(sent.literal or sent.id)
        tail = _LAST_PART.search(uri)
        if not code and tail and not uri.endswith("/"):
            code = tail.group()
        scheme = uri.removesuffix(code) if code and uri.endswith(code) else ""
        rel, shapes = sent.rel or sent.role, [sent.geo_json] if sent.geo_json else []
    longitude, latitude = _point(shapes)
    return Concept(
        name=tidy_text(sent.name),
        code=code,
        uri=uri,
        scheme=scheme,
        rel=tidy_text(rel),
        creator=tidy_text(sent.creator),
        relevance=sent.relevance,
        confidence=sent.confidence,
        longitude=longitude,
        latitude=latitude,
        symbols=tuple(_symbol(each) for each in sent.symbols),
    )


def _symbol(sent: ExchangeSymbol) -> Symbol:
    return Symbol(
        symbol=tidy_text(sent.symbol or sent.ticker),
        exchange=tidy_text(sent.exchange),
        scheme=tidy_text(sent.symbol_type),
    )


def _point(shapes: list[Any]) -> tuple[float | None, float | None]:
    """Longitude and latitude in degrees of the first GeoJSON point (RFC 7946 §3.1.2)."""
    for shape in shapes:
        if isinstance(shape, dict) and shape.get("type") == "Feature":
            shape = shape.get("geometry")
        numbers = shape.get("coordinates") if isinstance(shape, dict) else None
        if not isinstance(numbers, list) or shape.get("type") != "Point" or len(numbers) < 2:
            continue
        longitude, latitude = numbers[:2]
        sound = all(
            isinstance(each, int | float) and not isinstance(each, bool)
            for each in (longitude, latitude)
        )
        if sound and abs(longitude) <= 180 and abs(latitude) <= 90:
            return float(longitude), float(latitude)
    return None, None


def _rendition(
    name: str,
    mimetype: str,
    sent: EarlyRendition | LaterRendition,
    reading: Reading,
    folder: Path | None,
) -> Rendition:
    href = clean_address(sent.href)
    local = local_file(sent.href, folder)
    if sent.href and not href and local is None:
        reading.note(f"the address {shown(sent.href)} of rendition {shown(name)} is not kept")
    elif local is None and folder is not None and href and "://" not in href:
        reading.note(f"the file {shown(sent.href)} is not in the item's folder")
    mimetype = tidy_text(mimetype).lower()
    return Rendition(
        name=tidy_text(name),
        href=href,
        mimetype=_MIMETYPES.get(mimetype, mimetype),
        title=tidy_text(sent.title),
        width=_amount(sent.width),
        height=_amount(sent.height),
        size_bytes=_amount(sent.size_in_bytes),
        duration_seconds=sent.duration if sent.duration is None or sent.duration >= 0 else None,
        local_path=local,
    )


def _amount(value: float | None) -> int | None:
    return None if value is None or value < 0 else round(value)
