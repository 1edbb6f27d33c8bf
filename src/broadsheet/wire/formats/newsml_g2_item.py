"""One item of NewsML-G2: what all kinds of items share, and the news item."""

from pathlib import Path

from broadsheet.kit.safe_html import plain_text, tidy_text
from broadsheet.wire.errors import WireError
from broadsheet.wire.formats.body import SentBody
from broadsheet.wire.formats.item_draft import ItemDraft, amount
from broadsheet.wire.formats.newsml_g2_concepts import Concepts
from broadsheet.wire.formats.nitf import NitfBody, nitf_body
from broadsheet.wire.formats.qcodes import Catalogue, code_of
from broadsheet.wire.formats.reasons import BODY_TOO_LONG
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
    Item,
    ItemType,
    Rendition,
    Rights,
)

_KINDS = {
    "text": ItemType.TEXT,
    "picture": ItemType.PICTURE,
    "photo": ItemType.PICTURE,
    "graphic": ItemType.GRAPHIC,
    "animated": ItemType.GRAPHIC,
    "video": ItemType.VIDEO,
    "audio": ItemType.AUDIO,
    "composite": ItemType.COMPOSITE,
    "composed": ItemType.COMPOSITE,
    "component": ItemType.COMPONENT,
    "newscoverage": ItemType.PLANNING,
}
# Editors' notes of these roles are addresses and page furniture.
_NOT_NOTES = ("contact", "closingline", "notepad")
# Units of ``durationunit`` in seconds (IPTC NewsCodes timeunit).
_UNITS = {"": 1.0, "seconds": 1.0, "milliseconds": 0.001, "minutes": 60.0, "hours": 3600.0}
_MOST_LINKS = 500


def kind_of_class(qcode: str) -> ItemType:
    """The type of an item of this class (``ninat:text``)."""
    return _KINDS.get(code_of(qcode), ItemType.UNKNOWN)


def begin_item(element: Element) -> tuple[ItemDraft, Catalogue, Children, Children]:
    """Identity, management and rights, which every item of NewsML-G2 has.

    Raises WireError for an item without a guid or with a status that is not known.
    """
    parts = Children(element)
    meta, content = parts.under("itemmeta"), parts.under("contentmeta")
    draft = ItemDraft("newsml-g2", attribute(element, "standardversion")[:10] or "2.x")
    draft.identify(attribute(element, "guid"), attribute(element, "version"), "@guid")
    draft.status(_code(meta.first("pubstatus")), "itemMeta/pubStatus")
    draft.fields["type"] = kind_of_class(_code(meta.first("itemclass")))
    draft.moment("sent", meta.text("versioncreated"), "versionCreated")
    draft.moment("created", meta.text("firstcreated"), "firstCreated")
    embargo = meta.first("embargoed")
    if embargo is not None:
        draft.embargo(all_text(embargo), "itemMeta/embargoed")
    draft.fields["profile"] = tidy_text(meta.text("profile"))[:500]
    draft.line("title", meta.text("title"))
    _take_notes(draft, meta)
    _take_rights(draft, parts)
    draft.moment("content_created", content.text("contentcreated"), "contentCreated")
    draft.urgency(content.text("urgency"))
    tag = content.attribute("language", "tag") or language_of(element)
    draft.language(tag)
    catalogue = Catalogue(element)
    concepts = Concepts(catalogue, parts, draft.fields.get("language_given", ""))
    concepts.take(draft, meta, content)
    return draft, catalogue, meta, content


def read_news_item(element: Element, folder: Path | None) -> Item:
    """A ``newsItem``: text, picture, video, audio or graphic."""
    draft, catalogue, meta, content = begin_item(element)
    parts = Children(element)
    bodies, nitf = _take_contents(draft, parts, folder)
    _take_words(draft, parts, content, bodies, nitf)
    _take_links(draft, meta, catalogue)
    icon = content.first("icon")
    if icon is not None and (one := _file(draft, icon, folder)):
        draft.fields["renditions"] = (*draft.fields["renditions"], one)
    return draft.item()


def _code(element: Element | None) -> str:
    return attribute(element, "qcode") or attribute(element, "uri") or attribute(element, "literal")


def _take_notes(draft: ItemDraft, meta: Children) -> None:
    notes = [
        tidy_text(all_text(each))
        for each in meta.all("ednote")
        if not any(word in attribute(each, "role") for word in _NOT_NOTES)
        and "nonpublic" not in attribute(each, "pubconstraint")
    ]
    draft.line("ed_note", " · ".join(dict.fromkeys(filter(None, notes))))
    signals = [code_of(_code(each)) for each in meta.all("signal")]
    signals.extend(code for note in notes for code in note_signals(note))
    draft.fields["signals"] = tuple(dict.fromkeys(filter(None, map(tidy_text, signals))))


def _take_rights(draft: ItemDraft, parts: Children) -> None:
    info = parts.under("rightsinfo")
    holder = info.under("copyrightholder").text("name") or info.attribute(
        "copyrightholder", "literal"
    )
    encoded = info.first("rightsexpressionxml", "rightsexpressiondata")
    draft.fields["rights"] = Rights(
        copyright_holder=tidy_text(holder),
        copyright_notice=tidy_text(info.text("copyrightnotice")),
        usage_terms=tidy_text(" ".join(info.texts("usageterms"))),
        credit_line=tidy_text(parts.under("contentmeta").text("creditline")),
        language=tidy_text(attribute(encoded, "langid")),
        linked=tidy_text(info.attribute("link", "href")),
        encoded=tidy_text(all_text(encoded))[:20_000] if encoded is not None else "",
    )


def _take_contents(
    draft: ItemDraft, parts: Children, folder: Path | None
) -> tuple[list[SentBody], NitfBody | None]:
    """The forms of the content, and the body of a NITF document among them."""
    bodies: list[SentBody] = []
    renditions: list[Rendition] = []
    nitf: NitfBody | None = None
    content = parts.under("contentset")
    for each in content.all("inlinexml"):
        inner = next(iter(each), None)
        if inner is not None and local_name(inner) == "nitf":
            nitf = nitf_body(Children(inner).first("body"))
            bodies.extend(nitf.bodies)
        elif inner is not None:
            kind = attribute(each, "contenttype").lower()
            _without_header(inner)
            html = "html" in kind or local_name(inner) in ("html", "div", "section", "article", "p")
            bodies.append(
                SentBody("", "text/html" if html else kind or "application/xml", markup_of(each))
            )
    for each in content.all("inlinedata"):
        kind = attribute(each, "contenttype").lower()
        if attribute(each, "encoding"):
            draft.note(f"data of the type '{kind[:60]}' inside the item is not kept")
        elif text := (each.text or "").strip():
            bodies.append(SentBody("", kind or "text/plain", text))
    for each in content.all("remotecontent"):
        if one := _file(draft, each, folder):
            renditions.append(one)
    draft.fields["renditions"] = tuple(renditions)
    if any(len(body.value) > 1_000_000 for body in bodies):
        raise WireError(BODY_TOO_LONG, path="contentSet")
    return bodies, nitf


def _without_header(document: Element) -> None:
    """Take out the ``header`` of an XHTML body: it repeats headline, date and subjects."""
    body = Children(document).first("body") if local_name(document) == "html" else document
    if body is None or len(body) < 2:
        return
    for each in Children(body).all("header"):
        body.remove(each)


def _file(draft: ItemDraft, element: Element, folder: Path | None) -> Rendition | None:
    href = attribute(element, "href") or attribute(element, "residref")
    if not href:
        return None
    unit = _UNITS.get(code_of(attribute(element, "durationunit")))
    length = amount(attribute(element, "duration"))
    return draft.rendition(
        href,
        element,
        folder,
        name=tidy_text(code_of(attribute(element, "rendition"))),
        mimetype=attribute(element, "contenttype"),
        title=tidy_text(Children(element).text("title")),
        duration_seconds=length * unit if length is not None and unit else None,
    )


def _take_words(
    draft: ItemDraft,
    parts: Children,
    content: Children,
    bodies: list[SentBody],
    nitf: NitfBody | None,
) -> None:
    headlines = [
        SentBody("main" if not role and at == 0 else role or f"{at + 1}", "text/plain", all_text(e))
        for at, e in enumerate(content.all("headline"))
        for role in [code_of(attribute(e, "role"))]
    ]
    descriptions = [
        SentBody(code_of(attribute(each, "role")), "text/plain", all_text(each))
        for each in content.all("description")
    ]
    for part in parts.all("partmeta"):
        descriptions.extend(
            SentBody("part", "text/plain", t) for t in Children(part).texts("description")
        )
    byline, dateline = content.text("by"), content.text("dateline")
    if nitf is not None:
        headlines = headlines or nitf.headlines
        descriptions = descriptions or nitf.descriptions
        byline, dateline = byline or nitf.byline, dateline or nitf.dateline
    kind = draft.fields["type"]
    if kind is ItemType.UNKNOWN and bodies:
        kind = draft.fields["type"] = ItemType.TEXT
    draft.fields.update(
        worded(
            kind,
            draft.fields.get("title", ""),
            headlines=headlines,
            descriptions=descriptions,
            bodies=bodies,
        )
    )
    draft.line("slugline", content.text("slugline"))
    draft.line("byline", byline or draft.fields.get("byline", ""))
    if not draft.fields.get("located"):
        draft.line("located", place_of_dateline(dateline))


def _take_links(draft: ItemDraft, meta: Children, catalogue: Catalogue) -> None:
    found: list[Association] = []
    translations: list[str] = []
    for each in meta.all("link")[:_MOST_LINKS]:
        target = attribute(each, "residref") or attribute(each, "href")
        rel = code_of(attribute(each, "rel"))
        if not target or len(target) > 4_000:
            continue
        if rel == "translationof":
            translations.append(tidy_text(target))
            continue
        words = Children(each)
        item = Item(
            format="newsml-g2",
            format_version=draft.fields["format_version"],
            uri=tidy_text(target),
            type=kind_of_class(_code(words.first("itemclass"))),
            partial=True,
            headline=plain_text(words.text("title", "headline")),
        )
        found.append(Association(name="link", rel=tidy_text(rel), item=item))
    alternative = [
        AlternativeId(
            role=tidy_text(attribute(each, "type")), value=tidy_text(all_text(each))[:1000]
        )
        for each in meta.all("altid")
        if all_text(each)
    ]
    draft.fields["associations"] = tuple(found)
    draft.fields["translation_of"] = tuple(dict.fromkeys(translations))
    draft.fields["alternative_ids"] = tuple(alternative)
