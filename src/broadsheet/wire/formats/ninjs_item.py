"""From a checked ninjs object to the item every format ends in."""

import re
from pathlib import Path
from urllib.parse import quote

from broadsheet.kit.safe_html import tidy_text
from broadsheet.wire.errors import shown
from broadsheet.wire.formats.body import (
    body_pictures,
    looks_like_markup,
)
from broadsheet.wire.formats.languages import normalise_language
from broadsheet.wire.formats.ninjs_base import Reading, property_name
from broadsheet.wire.formats.ninjs_parts import Parts, concept, parts_of
from broadsheet.wire.formats.ninjs_properties import Dates, Planned
from broadsheet.wire.formats.ninjs_schema import Ninjs, Ninjs3
from broadsheet.wire.formats.renditions import local_file
from broadsheet.wire.formats.times import WireTime, read_time
from broadsheet.wire.formats.wordings import note_signals, role_name, worded
from broadsheet.wire.item import (
    Association,
    Concept,
    EventDates,
    EventDetails,
    Item,
    ItemType,
    PlannedCoverage,
    Rendition,
    Rights,
    Status,
)

_PICTURES = (ItemType.PICTURE, ItemType.GRAPHIC)
_SIGNAL_SCHEME = "cv.iptc.org/newscodes/signal/"


def make_item(model: Ninjs, reading: Reading, folder: Path | None) -> Item:
    """The item for a checked ninjs object and everything associated with it."""
    item = _one_item(model, reading, folder)
    if not re.match(r"[A-Za-z][A-Za-z0-9+.-]*:", item.uri):
        reading.note(f"uri: {shown(item.uri)} is not an absolute URI")
    return item.model_copy(update={"notes": tuple(reading.notes)})


def _one_item(model: Ninjs, reading: Reading, folder: Path | None) -> Item:
    parts = parts_of(model, reading, folder)
    embargo, unreadable = _embargo(model, reading)
    given = tidy_text(model.language)
    language = normalise_language(given) if given else None
    if given and language is None:
        reading.note(f"the language {shown(given)} is not a BCP 47 tag")
    status = Status(model.pub_status)
    if unreadable and status is Status.USABLE:
        status = Status.WITHHELD
        reading.note(f"the embargo {unreadable} cannot be read; the item is withheld")
    kind = _type(model, parts)
    associations, translation_of = _associations(parts, reading, folder)
    item = Item(
        format="ninjs",
        format_version=reading.version,
        uri=model.uri,
        version=tidy_text(model.version),
        type=kind,
        status=status,
        partial=parts.partial,
        profile=tidy_text(model.profile),
        created=model.first_created,
        sent=model.version_created,
        content_created=model.content_created,
        embargo=embargo,
        embargo_unreadable=unreadable,
        expires=model.expires,
        urgency=model.urgency,
        language=language,
        language_given=given,
        rights=_rights(model, parts, kind),
        renditions=parts.renditions,
        alternative_ids=parts.alternative_ids,
        translation_of=translation_of,
        signals=_signals(model, parts),
        digital_source_type=_digital_source(model),
        located=tidy_text(model.located),
        slugline=tidy_text(model.slugline),
        title=tidy_text(model.title),
        ed_note=tidy_text(model.ed_note),
        event=_event(model),
        planned_coverage=_planned(model),
        **parts.concepts,
        **_names(parts, model),
    )
    words_of_it = worded(
        kind,
        item.title,
        headlines=parts.headlines,
        descriptions=parts.descriptions,
        bodies=parts.bodies,
    )
    item = item.model_copy(update=words_of_it)
    extra = _pictures_in_body(item, parts, folder, associations)
    return item.model_copy(update={"associations": (*associations, *extra)})


def _embargo(model: Ninjs, reading: Reading) -> tuple[WireTime | None, str]:
    """The embargo, or what stood in its place and cannot be read (then it fails closed)."""
    if "embargoed" in model.model_fields_set:
        try:
            return read_time(model.embargoed), ""
        except ValueError:
            name = property_name("embargoed", reading.names)
            return None, f"{name} {shown(model.embargoed)}"
    for name, value in model.unknown.items():
        if "embargo" in name.lower():
            return None, f"{shown(name)} {shown(value)}"
    return None, ""


def _type(model: Ninjs, parts: Parts) -> ItemType:
    sent = getattr(model, "type", None)
    if sent:
        return ItemType(sent)
    if isinstance(model, Ninjs3) and model.event_details:
        return ItemType.EVENT
    if isinstance(model, Ninjs3) and model.planned_coverage:
        return ItemType.PLANNING
    if parts.bodies:
        return ItemType.TEXT
    families = {each.mimetype.partition("/")[0] for each in parts.renditions}
    kinds = {"image": ItemType.PICTURE, "video": ItemType.VIDEO, "audio": ItemType.AUDIO}
    if len(families) == 1:
        return kinds.get(families.pop(), ItemType.UNKNOWN)
    return ItemType.UNKNOWN


def _names(parts: Parts, model: Ninjs) -> dict[str, object]:
    """The byline, who the item is from, and its keywords."""
    sources = [each for each in parts.concepts["sources"] if each.name]
    providers = [
        each.name for each in sources if role_name(each.rel) in ("provider", "distributor")
    ]
    origins = [each.name for each in sources if each.name not in providers]
    holder = tidy_text(model.copyright_holder)
    keywords = [each.name for each in parts.concepts["subjects"] if _is_keyword(each)]
    return {
        "byline": tidy_text(parts.byline),
        "source": next(iter(origins), "") or holder,
        "provider": next(iter(providers), "") or holder or next(iter(origins), ""),
        "keywords": tuple(dict.fromkeys(name for name in keywords if name)),
    }


def _is_keyword(subject: Concept) -> bool:
    return any("keyword" in each.lower() for each in (subject.rel, subject.uri, subject.code))


def _rights(model: Ninjs, parts: Parts, kind: ItemType) -> Rights:
    holder = tidy_text(model.copyright_holder)
    sources = parts.concepts["sources"]
    credit = next((each.name for each in sources if "credit" in each.rel.lower()), "")
    if not credit and kind in (*_PICTURES, ItemType.VIDEO, ItemType.AUDIO):
        agency = holder or next((each.name for each in sources if each.name), "")
        by = tidy_text(parts.byline)
        credit = " / ".join(each for each in (by, "" if agency in by else agency) if each)
    info = model.rights_info
    return Rights(
        copyright_holder=holder,
        copyright_notice=tidy_text(model.copyright_notice),
        usage_terms=tidy_text(model.usage_terms),
        credit_line=credit,
        language=tidy_text(info.lang_id) if info else "",
        linked=tidy_text(info.linked_rights or "") if info else "",
        encoded=tidy_text(info.encoded_rights or "") if info else "",
    )


def _signals(model: Ninjs, parts: Parts) -> tuple[str, ...]:
    """Signals from IPTC's vocabulary, the genre "Update", and how the editor's note begins."""
    found: list[str] = []
    for each in (*parts.concepts["genres"], *parts.concepts["subjects"]):
        if _SIGNAL_SCHEME in each.uri:
            found.append(role_name(each.uri))
        elif each in parts.concepts["genres"] and role_name(each.code or each.name) == "update":
            found.append("update")
    found.extend(note_signals(model.ed_note))
    return tuple(dict.fromkeys(found))


def _digital_source(model: Ninjs) -> str:
    sent = model.digital_source_type
    return tidy_text(sent.uri or sent.literal or sent.name) if sent else ""


def _is_translation_link(name: str, rel: str) -> bool:
    return any(re.sub(r"[^a-z]", "", role_name(each)) == "translationof" for each in (name, rel))


def _associations(
    parts: Parts, reading: Reading, folder: Path | None
) -> tuple[list[Association], tuple[str, ...]]:
    found: list[Association] = []
    translation_of: list[str] = []
    for name, rel, model in parts.associations:
        if _is_translation_link(name, rel):
            translation_of.append(model.uri)
        else:
            item = _one_item(model, reading, folder)
            found.append(Association(name=name, rel=rel, item=item))
    return found, tuple(dict.fromkeys(translation_of))


def _pictures_in_body(
    item: Item, parts: Parts, folder: Path | None, associations: list[Association]
) -> list[Association]:
    """Pictures the body shows that lie in the item's folder and were not sent as associations."""
    if folder is None:
        return []
    known = {each.local_path for other in associations for each in other.item.renditions}
    found: list[Association] = []
    for form in parts.bodies:
        for picture in body_pictures(form.value) if looks_like_markup(form.value) else ():
            path = local_file(picture.source, folder)
            if path is None or path in known or len(found) >= 500:
                continue
            known.add(path)
            name = f"body-{len(found) + 1}"
            found.append(
                Association(
                    name=name,
                    item=Item(
                        format=item.format,
                        format_version=item.format_version,
                        uri=f"{item.uri}#{quote(path.name)}",
                        type=ItemType.PICTURE,
                        status=item.status,
                        embargo=item.embargo,
                        embargo_unreadable=item.embargo_unreadable,
                        language=item.language,
                        headline=picture.alt,
                        caption=picture.caption or picture.alt,
                        renditions=(Rendition(name="main", href=path.name, local_path=path),),
                    ),
                )
            )
    return found


def _dates(sent: Dates | None) -> EventDates | None:
    if sent is None:
        return None
    return EventDates(
        start=sent.start_date,
        end=sent.end_date,
        expected_start=sent.expected_start_date or "",
        expected_end=sent.expected_end_date or "",
        expected_duration=tidy_text(sent.expected_duration),
        recurring=sent.recurrence is not None,
    )


def _event(model: Ninjs) -> EventDetails | None:
    sent = model.event_details if isinstance(model, Ninjs3) else None
    if sent is None:
        return None
    return EventDetails(
        status=tidy_text(sent.event_status),
        coverage_status=tidy_text(sent.planned_coverage_status),
        dates=_dates(sent.dates),
        organiser=concept(sent.organiser) if sent.organiser else None,
    )


def _planned(model: Ninjs) -> tuple[PlannedCoverage, ...]:
    return tuple(map(_one_planned, model.planned_coverage)) if isinstance(model, Ninjs3) else ()


def _one_planned(sent: Planned) -> PlannedCoverage:
    return PlannedCoverage(
        uri=tidy_text(sent.uri),
        title=tidy_text(sent.title),
        type=ItemType(sent.type) if sent.type else ItemType.UNKNOWN,
        status=Status(sent.pub_status),
        ed_note=tidy_text(sent.ed_note),
        urgency=sent.urgency,
        language=normalise_language(tidy_text(sent.language)),
        word_count=sent.word_count,
        dates=_dates(sent.dates),
    )
