"""Packages, planning items and events of NewsML-G2."""

from pathlib import Path
from typing import Any

from broadsheet.kit.safe_html import plain_text, tidy_text
from broadsheet.wire.errors import WireError, gettext_noop
from broadsheet.wire.formats.loose_times import read_loose_time
from broadsheet.wire.formats.newsml_g2_concepts import Concepts
from broadsheet.wire.formats.newsml_g2_item import begin_item, kind_of_class
from broadsheet.wire.formats.qcodes import code_of
from broadsheet.wire.formats.xml_elements import Children, attribute
from broadsheet.wire.formats.xml_text import Element
from broadsheet.wire.item import (
    Association,
    EventDates,
    EventDetails,
    Item,
    ItemType,
    PlannedCoverage,
    Status,
)

_MOST = 2_000


def read_package(element: Element, folder: Path | None) -> Item:
    """A ``packageItem``: its groups in order, each item with the role of its group."""
    draft, _, _, content = begin_item(element)
    draft.fields["type"] = ItemType.COMPOSITE
    draft.line("headline", content.text("headline") or draft.fields.get("title", ""))
    draft.line("slugline", content.text("slugline"))
    draft.line("summary", content.text("description"))
    groupset = Children(element).under("groupset")
    groups = {attribute(each, "id"): each for each in groupset.all("group")}
    root = attribute(groupset.element, "root")
    found: list[Association] = []
    seen: set[str] = set()
    waiting = [root if root in groups else next(iter(groups), "")]
    while waiting:
        at = waiting.pop(0)
        if at in seen or at not in groups:
            continue
        seen.add(at)
        role = code_of(attribute(groups[at], "role"))
        for each in list(groups[at])[:_MOST]:
            if "idref" in each.attrib:
                waiting.append(attribute(each, "idref"))
            elif target := attribute(each, "residref") or attribute(each, "href"):
                found.append(Association(name=tidy_text(role), item=_named(each, target)))
    if len(found) > _MOST:
        raise WireError(
            gettext_noop("the package names more than %(most)s items"), most=f"{_MOST:,}"
        )
    draft.fields["associations"] = tuple(found)
    return draft.item()


def _named(element: Element, target: str) -> Item:
    """An item that a package names: what is said of it here, and not the item itself."""
    parts = Children(element)
    word = code_of(parts.attribute("pubstatus", "qcode"))
    statuses = {"withheld": Status.WITHHELD, "canceled": Status.CANCELED}
    kind = kind_of_class(parts.attribute("itemclass", "qcode"))
    description = plain_text(parts.text("description"))
    picture = kind in (ItemType.PICTURE, ItemType.GRAPHIC)
    return Item(
        format="newsml-g2",
        format_version="",
        uri=tidy_text(target)[:4_000],
        version=tidy_text(attribute(element, "version"))[:200],
        type=kind,
        status=statuses.get(word, Status.USABLE),
        partial=True,
        headline=plain_text(parts.text("headline", "title")),
        summary="" if picture else description,
        caption=description if picture else "",
    )


def read_planning(element: Element, folder: Path | None) -> Item:
    """A ``planningItem``: each planning of each coverage it announces."""
    draft, _, _, content = begin_item(element)
    draft.fields["type"] = ItemType.PLANNING
    draft.line("headline", content.text("headline") or draft.fields.get("title", ""))
    draft.line("slugline", content.text("slugline"))
    draft.line("summary", content.text("description"))
    planned: list[PlannedCoverage] = []
    for coverage in Children(element).under("newscoverageset").all("newscoverage")[:_MOST]:
        parts = Children(coverage)
        delivered = parts.under("delivery").first("delivereditemref")
        uri = attribute(delivered, "guidref") or attribute(delivered, "residref")
        for planning in parts.all("planning"):
            planned.append(_planned(planning, uri))
    draft.fields["planned_coverage"] = tuple(planned[:_MOST])
    if not draft.fields.get("headline"):
        titles = [each.title or each.ed_note for each in planned]
        draft.line("headline", next(filter(None, titles), ""))
    return draft.item()


def _planned(planning: Element, uri: str) -> PlannedCoverage:
    parts = Children(planning)
    scheduled = parts.text("scheduled")
    words = parts.text("wordcount")
    urgency = parts.text("urgency")
    return PlannedCoverage(
        uri=tidy_text(uri),
        title=tidy_text(parts.text("headline", "title", "slugline")),
        type=kind_of_class(parts.attribute("itemclass", "qcode")),
        ed_note=tidy_text(" ".join(parts.texts("ednote"))),
        urgency=int(urgency) if urgency in tuple("123456789") else None,
        word_count=int(words) if words.isascii() and words.isdecimal() and len(words) < 9 else None,
        dates=_dates(scheduled, "", "") if scheduled else None,
    )


def read_event(element: Element, folder: Path | None) -> Item:
    """A ``conceptItem`` that is an event; other concepts belong to a vocabulary and are refused."""
    draft, catalogue, _, _ = begin_item(element)
    concept = Children(element).under("concept")
    kind = code_of(concept.attribute("type", "qcode"))
    details = concept.under("eventdetails")
    if kind != "event" and details.element is None:
        raise WireError(
            gettext_noop("the item is a concept of a vocabulary, not news; nothing of it is kept")
        )
    concepts = Concepts(catalogue, Children(element), draft.fields.get("language_given", ""))
    draft.fields["type"] = ItemType.EVENT
    draft.line("headline", concepts.read(concept.element).name or concept.text("name"))
    draft.line("summary", " ".join(concept.texts("definition")))
    draft.line("ed_note", " ".join(concept.texts("note")))
    dates = details.under("dates")
    organiser = details.first("organiser")
    draft.fields["event"] = EventDetails(
        status=tidy_text(code_of(details.attribute("occurstatus", "qcode"))),
        coverage_status=tidy_text(code_of(details.attribute("newscoveragestatus", "qcode"))),
        dates=_dates(dates.text("start"), dates.text("end"), dates.text("duration")),
        organiser=concepts.read(organiser) if organiser is not None else None,
    )
    places = [concepts.read(each) for each in details.all("location")[:50]]
    draft.fields["places"] = (*draft.fields["places"], *places)
    people = [concepts.read(each) for each in details.all("participant")[:_MOST]]
    draft.fields["people"] = (*draft.fields["people"], *people)
    return draft.item()


def _dates(start: str, end: str, duration: str) -> EventDates:
    """Dates of an event; those cut short, or that cannot be read, stay as they were sent."""
    found: dict[str, Any] = {"expected_duration": tidy_text(duration)[:100]}
    for name, text in (("start", start), ("end", end)):
        if not text:
            continue
        try:
            found[name] = read_loose_time(text, needs_offset=True)
        except ValueError:
            found[f"expected_{name}"] = tidy_text(text)[:60]
    return EventDates(**found)
