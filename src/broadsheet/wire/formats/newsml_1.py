"""NewsML 1.0 to 1.2 (IPTC): envelopes with items, and their trees of components."""

from pathlib import Path

from broadsheet.kit.safe_html import tidy_text
from broadsheet.wire.errors import WireError, gettext_noop, shown
from broadsheet.wire.formats.item_draft import ItemDraft
from broadsheet.wire.formats.media_topics import SUBJECT_CODES
from broadsheet.wire.formats.newsml_1_contents import Contents, formal
from broadsheet.wire.formats.reasons import VOCABULARY
from broadsheet.wire.formats.wordings import note_signals, place_of_dateline, worded
from broadsheet.wire.formats.xml_elements import (
    Children,
    all_text,
    attribute,
    language_of,
    local_name,
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

_CHANGES_ONLY = gettext_noop(
    "only changes to an earlier revision were sent, which cannot be carried out; ask the agency for"
    " the whole item"
)
_CHANGES_TO = gettext_noop(
    "only changes to revision %(revision)s were sent, which cannot be carried out; ask the agency"
    " for the whole item"
)
_MOST_ITEMS = 10_000
_MOST = 2_000
_KILLS = ("kill", "delete", "cancel", "withdraw")
_CHANGES = ("update", "insertbefore", "insertafter", "replace", "delete")


def scan_newsml_1(root: Element, *, folder: Path | None) -> list[Item | WireError]:
    """Every item of a NewsML 1 document in order, or the reason why one cannot be read.

    Raises WireError where the document holds none, or too many.
    """
    parts = Children(root)
    elements = parts.all("newsitem") if local_name(root) == "newsml" else [root]
    if not elements:
        raise WireError(gettext_noop("the document holds no NewsItem"))
    if len(elements) > _MOST_ITEMS:
        raise WireError(
            gettext_noop("the document holds %(count)s items; %(most)s are allowed"),
            count=f"{len(elements):,}",
            most=f"{_MOST_ITEMS:,}",
        )
    envelope = parts.under("newsenvelope")
    version = attribute(root, "Version") or "1.x"
    found: list[Item | WireError] = []
    for position, each in enumerate(elements):
        try:
            found.append(_read(each, envelope, version, folder))
        except WireError as error:
            path = error.path or f"NewsItem[{position + 1}]"
            at = None if len(elements) == 1 else position
            found.append(WireError(error.reason, path=path, rule="NewsML 1.2", position=at))
    return found


def _read(element: Element, envelope: Children, version: str, folder: Path | None) -> Item:
    parts = Children(element)
    draft = ItemDraft("newsml-1", tidy_text(version)[:10])
    _identify(draft, parts)
    management = parts.under("newsmanagement")
    _take_management(draft, management, envelope)
    top = parts.first("newscomponent")
    if top is None:
        _take_changes(draft, parts)
    contents = Contents(draft, folder)
    if top is not None:
        contents.read(top)
    lines = contents.lines
    metadata = contents.metadata
    draft.language(metadata.language or language_of(element))
    draft.fields["type"] = contents.kind
    draft.fields["renditions"] = tuple(contents.renditions)
    draft.fields.update(
        worded(
            contents.kind,
            "",
            headlines=lines.headlines,
            descriptions=contents.descriptions,
            bodies=contents.bodies,
        )
    )
    draft.line("slugline", lines.slugline or parts.under("identification").text("namelabel"))
    draft.line("byline", lines.byline or metadata.creator)
    draft.line("located", place_of_dateline(lines.dateline) or metadata.city)
    draft.line("ed_note", lines.advisory)
    _take_concepts(draft, contents)
    draft.fields["rights"] = Rights(
        copyright_holder="",
        copyright_notice=lines.copyright,
        usage_terms=lines.rights,
        credit_line=lines.credit,
    )
    signals = (*draft.fields["signals"], *note_signals(lines.advisory), *metadata.signals)
    draft.fields["signals"] = tuple(dict.fromkeys(signals))
    named = _named(management, draft)
    draft.fields["associations"] = (*contents.associations, *named)
    return draft.item()


def _identify(draft: ItemDraft, parts: Children) -> None:
    """The identity without its revision, so that all revisions share it (NewsML 1.2 §5.5.3.2)."""
    said = parts.under("identification", "newsidentifier")
    provider, date = said.text("providerid"), said.text("dateid")
    number, revision = said.text("newsitemid"), said.text("revisionid")
    public = said.text("publicidentifier")
    if provider and number:
        identity = ":".join(filter(None, ("urn:newsml", provider, date, number)))
    else:
        identity = public.removesuffix(f":{revision}") if revision else public
    draft.identify(identity, revision, "Identification/NewsIdentifier")
    if public:
        alternative = AlternativeId(role="PublicIdentifier", value=tidy_text(public)[:1000])
        draft.fields["alternative_ids"] = (alternative,)


def _take_management(draft: ItemDraft, said: Children, envelope: Children) -> None:
    draft.moment("created", said.text("firstcreated"), "FirstCreated")
    revised = said.text("thisrevisioncreated") or envelope.text("dateandtime")
    draft.moment("sent", revised, "ThisRevisionCreated")
    status = formal(said.first("status"))
    draft.status(status, "NewsManagement/Status")
    change = said.under("statuswillchange")
    future = formal(change.first("futurestatus")).lower()
    if future == "usable" and status.lower() in ("embargoed", "withheld", "usable"):
        draft.embargo(change.text("dateandtime"), "StatusWillChange/DateAndTime")
        if status.lower() == "embargoed" and draft.fields.get("embargo"):
            draft.fields["status"] = Status.USABLE
    elif status.lower() == "embargoed":
        draft.embargo("", "StatusWillChange")
    elif future == "canceled":
        draft.moment("expires", change.text("dateandtime"), "StatusWillChange/DateAndTime")
    draft.urgency(formal(said.first("urgency")) or formal(envelope.first("priority")))
    orders = [formal(each).lower() for each in said.all("instruction")[:50]]
    draft.fields["signals"] = tuple(filter(None, map(tidy_text, orders)))
    if any(word in order for order in orders for word in _KILLS):
        draft.fields["status"] = Status.CANCELED
        draft.note("an instruction to editors kills the item")


def _take_changes(draft: ItemDraft, parts: Children) -> None:
    """An item that sends only what changed in the revision before it (NewsML 1.2, ``Update``).

    Changes name the elements they change by an id (Duid) that the agency's document had, and the
    item does not keep: they cannot be carried out. Such an item is refused, and stays in quarantine
    until the whole item is sent; the revision before it stands. Where it kills, withholds or sets
    an embargo, that holds at once, with or without the words. Raises WireError.
    """
    if draft.fields["status"] is Status.CANCELED:
        return
    if parts.all("topicset"):
        raise WireError(VOCABULARY)
    if not parts.all(*_CHANGES):
        raise WireError(gettext_noop("the item holds no NewsComponent"))
    if draft.fields["status"] is Status.USABLE and not draft.fields.get("embargo"):
        revision = parts.under("identification", "newsidentifier").first("revisionid")
        before = tidy_text(attribute(revision, "PreviousRevision")) if revision is not None else ""
        if before.strip("0"):
            raise WireError(_CHANGES_TO, revision=shown(before), path="Update")
        raise WireError(_CHANGES_ONLY, path="Update")
    draft.fields["status"] = Status.WITHHELD
    draft.fields["partial"] = True
    draft.fields["signals"] = (*draft.fields["signals"], "update")
    draft.note("only changes to an earlier revision were sent; withheld until the whole item comes")


def _take_concepts(draft: ItemDraft, contents: Contents) -> None:
    metadata = contents.metadata
    draft.fields["subjects"] = tuple(
        Concept(
            name=name,
            code=code,
            scheme=SUBJECT_CODES,
            uri=f"{SUBJECT_CODES}{code}" if len(code) == 8 and code.isdecimal() else "",
        )
        for code, name in metadata.subjects.items()
    )
    draft.fields["genres"] = tuple(Concept(name=each) for each in metadata.genres)
    draft.fields["keywords"] = tuple(dict.fromkeys(metadata.keywords))
    draft.fields["people"] = tuple(Concept(name=each) for each in dict.fromkeys(metadata.people))
    places = dict.fromkeys(filter(None, (metadata.city, metadata.country)))
    draft.fields["places"] = tuple(Concept(name=each) for each in places)
    named = [(metadata.provider, "provider"), (metadata.source, "source")]
    draft.fields["sources"] = tuple(Concept(name=name, rel=rel) for name, rel in named if name)
    draft.fields["provider"] = metadata.provider
    draft.fields["source"] = metadata.source or metadata.provider


def _named(said: Children, draft: ItemDraft) -> list[Association]:
    """Items that this one says it goes with, or comes from."""
    found = []
    for each in said.all("associatedwith", "derivedfrom")[:_MOST]:
        target = tidy_text(attribute(each, "NewsItem"))[:4_000]
        if target:
            rel = "derivedfrom" if local_name(each) == "derivedfrom" else "associatedwith"
            item = Item(
                format="newsml-1",
                format_version=draft.fields["format_version"],
                uri=target,
                type=ItemType.UNKNOWN,
                partial=True,
                headline=tidy_text(all_text(each)),
            )
            found.append(Association(name="link", rel=rel, item=item))
    return found
