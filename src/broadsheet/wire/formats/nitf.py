"""NITF 3.0 to 3.6 (IPTC News Industry Text Format), with and without its namespace."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from broadsheet.kit.safe_html import tidy_text
from broadsheet.wire.errors import WireError, gettext_noop
from broadsheet.wire.formats.body import SentBody
from broadsheet.wire.formats.item_draft import ItemDraft
from broadsheet.wire.formats.media_topics import SUBJECT_CODES
from broadsheet.wire.formats.wordings import note_signals, place_of_dateline, worded
from broadsheet.wire.formats.xml_elements import (
    Children,
    all_text,
    attribute,
    language_of,
    local_name,
    markup_of,
)
from broadsheet.wire.formats.xml_text import Element
from broadsheet.wire.item import (
    AlternativeId,
    Association,
    Concept,
    Item,
    ItemType,
    Rights,
    Status,
)

_MOST_MEDIA = 200
_KINDS = {
    "image": ItemType.PICTURE,
    "photo": ItemType.PICTURE,
    "graphic": ItemType.GRAPHIC,
    "video": ItemType.VIDEO,
    "audio": ItemType.AUDIO,
}
# What ``ed-msg`` says in so many words, and what an item is for then.
_KILLS = ("kill", "withdraw", "retract", "cancel")


# The item's fields and the elements of ``identified-content`` that go into them.
_IDENTIFIED = {
    "people": ["person"],
    "organisations": ["org"],
    "places": ["location"],
    "events": ["event"],
    "objects": ["object.title", "virtloc"],
}


@dataclass(frozen=True, slots=True)
class NitfBody:
    """The head and the content of a NITF body, for NITF by itself and inside other formats."""

    headlines: list[SentBody]
    descriptions: list[SentBody]
    bodies: list[SentBody]
    byline: str
    dateline: str
    distributor: str
    note: str
    rights: str


def read_nitf(root: Element, *, folder: Path | None) -> Item:
    """The item of a NITF document.

    Raises WireError where it has neither an identity nor a text.
    """
    draft = ItemDraft("nitf", _version(root))
    parts = Children(root)
    head, docdata = parts.under("head"), parts.under("head", "docdata")
    _take_management(draft, docdata)
    draft.language(attribute(root, "baselang") or language_of(root))
    _take_subjects(draft, head, docdata)
    body = parts.first("body")
    media = _media(draft, body, folder) if body is not None else []
    said = nitf_body(body)
    title = head.text("title")
    fields = worded(
        ItemType.TEXT,
        title,
        headlines=said.headlines,
        descriptions=said.descriptions,
        bodies=said.bodies,
    )
    draft.fields.update(fields, title=tidy_text(title))
    _identify(
        draft, docdata, f"{fields['headline']}\n{said.bodies[0].value if said.bodies else ''}"
    )
    draft.line("byline", said.byline)
    draft.line("located", said.dateline)
    _take_note(draft, docdata, said.note)
    _take_rights(draft, docdata, said)
    draft.fields["associations"] = tuple(media)
    if not draft.fields["body"] and not draft.fields["headline"] and not media:
        raise WireError(gettext_noop("the document has neither a headline nor a text"))
    return draft.item()


def nitf_body(body: Element | None) -> NitfBody:
    """What a NITF ``body`` holds. The tree is changed: take media out of it before."""
    parts = Children(body)
    head = parts.under("body.head")
    hedline = head.under("hedline")
    headlines = [
        SentBody(role, "text/plain", tidy_text(all_text(each)))
        for role, name in (("main", "hl1"), ("subhead", "hl2"))
        for each in hedline.all(name)
    ]
    abstract = head.first("abstract")
    descriptions = (
        [SentBody("summary", "text/html", markup_of(abstract))] if abstract is not None else []
    )
    content = [
        SentBody("main", "application/nitf+xml", markup_of(each))
        for each in parts.all("body.content")
    ]
    return NitfBody(
        headlines=headlines,
        descriptions=descriptions,
        bodies=content,
        byline=", ".join(filter(None, map(_byline, head.all("byline")))),
        dateline=_dateline(head.first("dateline")),
        distributor=head.text("distributor"),
        note=" ".join(head.texts("note")),
        rights=head.text("rights"),
    )


def _version(root: Element) -> str:
    digits = attribute(root, "version").rpartition("NITF ")[2][:3]
    if not digits[:1].isdigit() and "/" in str(root.tag):
        return "3.x"
    return digits if digits[:1].isdigit() else "3.x"


def _byline(element: Element) -> str:
    """A byline without its mail addresses; a title that stands beside a name follows it."""
    parts = Children(element)
    people, titles = parts.texts("person"), parts.texts("byttl")
    if people:
        return tidy_text(", ".join(people))
    return tidy_text(all_text(element) if not titles else " ".join(titles))


def _dateline(element: Element | None) -> str:
    if element is None:
        return ""
    place = Children(element).text("location") or all_text(element)
    return place_of_dateline(place)


def _take_management(draft: ItemDraft, docdata: Children) -> None:
    element = docdata.element
    status = attribute(element, "management-status")
    draft.status(status, "docdata/@management-status")
    draft.urgency(docdata.attribute("urgency", "ed-urg"))
    draft.moment("sent", docdata.attribute("date.issue", "norm"), "date.issue")
    draft.moment("created", docdata.attribute("date.issue", "norm"), "date.issue")
    draft.moment("expires", docdata.attribute("date.expire", "norm"), "date.expire")
    release = docdata.first("date.release")
    if release is not None:
        draft.embargo(attribute(release, "norm"), "date.release")
    elif status.lower() == "embargoed":
        draft.embargo("", "date.release")
    issued = docdata.attribute("date.issue", "norm")
    if issued and "T" in issued and not issued.endswith(("Z", "z")) and not _has_offset(issued):
        draft.note("date.issue has no offset from UTC; it was read as UTC")


def _has_offset(text: str) -> bool:
    return any(sign in text.partition("T")[2] for sign in "+-")


def _identify(draft: ItemDraft, docdata: Children, text: str) -> None:
    document = docdata.first("doc-id")
    identity = attribute(document, "id-string")
    version = docdata.attribute("du-key", "version") or docdata.attribute("du-key", "generation")
    if not identity:
        total = hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()
        identity = f"urn:sha256:{total}"
        draft.note("the document has no doc-id; a sum of its text stands for it")
    draft.identify(identity, version, "doc-id")
    source = attribute(document, "regsrc")
    key = docdata.attribute("du-key", "key")
    draft.fields["provider"] = draft.fields["source"] = tidy_text(source)
    draft.fields["slugline"] = tidy_text(docdata.attribute("fixture", "fix-id") or key)
    if key:
        draft.fields["alternative_ids"] = (AlternativeId(role="du-key", value=tidy_text(key)),)


def _take_subjects(draft: ItemDraft, head: Children, docdata: Children) -> None:
    subjects = []
    for each in head.under("tobject").all("tobject.subject"):
        code = attribute(each, "tobject.subject.refnum") or attribute(each, "tobject.subject.code")
        levels = ("detail", "matter", "type")
        names = [attribute(each, f"tobject.subject.{level}") for level in levels]
        subjects.append(
            Concept(
                name=tidy_text(next(filter(None, names), "")),
                code=tidy_text(code),
                scheme=SUBJECT_CODES if code else "",
                uri=f"{SUBJECT_CODES}{code}" if len(code) == 8 and code.isdecimal() else "",
            )
        )
    genres = [
        Concept(name=tidy_text(attribute(each, "tobject.property.type")))
        for each in head.under("tobject").all("tobject.property")
    ]
    listed = docdata.under("key-list").all("keyword")
    draft.fields["subjects"] = tuple(subjects)
    draft.fields["genres"] = tuple(genre for genre in genres if genre.name)
    draft.fields["keywords"] = tuple(
        word for each in listed if (word := tidy_text(attribute(each, "key") or all_text(each)))
    )
    identified = docdata.under("identified-content")
    for field, names in _IDENTIFIED.items():
        draft.fields[field] = tuple(
            Concept(name=name, code=tidy_text(attribute(each, "value")))
            for each in identified.all(*names)
            if (name := tidy_text(all_text(each)))
        )


def _take_note(draft: ItemDraft, docdata: Children, note: str) -> None:
    """The message to editors; one that kills takes the item's status with it."""
    message = docdata.first("ed-msg")
    kind = attribute(message, "msg-type").lower()
    text = tidy_text(" ".join(filter(None, (attribute(message, "info"), note))))
    draft.line("ed_note", text)
    signals = list(note_signals(text))
    if any(word in kind for word in _KILLS):
        signals.append("kill")
    elif kind:
        signals.append(tidy_text(kind))
    draft.fields["signals"] = tuple(dict.fromkeys(signals))
    if any(word in kind for word in _KILLS):
        draft.fields["status"] = Status.CANCELED
        draft.note("the message to editors kills the item")


def _take_rights(draft: ItemDraft, docdata: Children, said: NitfBody) -> None:
    owner = docdata.first("doc.copyright")
    holder, year = attribute(owner, "holder"), attribute(owner, "year")
    notice = tidy_text(" ".join(filter(None, ("©" if holder else "", year, holder))))
    terms = docdata.first("doc.rights")
    limits = [attribute(terms, name) for name in ("limitations", "agent", "type")]
    distributor = tidy_text(said.distributor)
    draft.fields["rights"] = Rights(
        copyright_holder=tidy_text(holder),
        copyright_notice=notice or tidy_text(said.rights),
        usage_terms=tidy_text(" ".join(filter(None, limits))),
    )
    draft.fields["provider"] = distributor or draft.fields["provider"] or tidy_text(holder)
    draft.fields["source"] = draft.fields["source"] or draft.fields["provider"]


def _media(draft: ItemDraft, body: Element, folder: Path | None) -> list[Association]:
    found: list[Association] = []
    for each in [each for each in body.iter() if local_name(each) == "media"][:_MOST_MEDIA]:
        parts = Children(each)
        kind = _KINDS.get(attribute(each, "media-type").lower(), ItemType.UNKNOWN)
        renditions = []
        alternate = ""
        for reference in parts.all("media-reference"):
            href = attribute(reference, "source") or attribute(reference, "data-location")
            alternate = alternate or attribute(reference, "alternate-text")
            mimetype = attribute(reference, "mime-type")
            name = tidy_text(attribute(reference, "name"))
            if href and (
                one := draft.rendition(href, reference, folder, name=name, mimetype=mimetype)
            ):
                renditions.append(one)
        caption = tidy_text(" ".join(parts.texts("media-caption")))
        credit = tidy_text(" / ".join(parts.texts("media-producer")))
        if not renditions and not caption:
            continue
        first = renditions[0].href if renditions else ""
        found.append(
            Association(
                name=f"media-{len(found) + 1}",
                rel="media",
                item=Item(
                    format="nitf",
                    format_version=draft.fields["format_version"],
                    uri=first or f"#media-{len(found) + 1}",
                    type=kind,
                    headline=tidy_text(alternate),
                    caption=caption,
                    rights=Rights(credit_line=credit),
                    renditions=tuple(renditions),
                ),
            )
        )
    return found
