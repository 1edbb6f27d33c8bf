"""From an entry of a feed to the item every format ends in."""

import hashlib
import re
from dataclasses import replace
from html import unescape
from pathlib import Path

from broadsheet.kit.html_tree import absolute_href
from broadsheet.kit.safe_html import plain_text, tidy_text
from broadsheet.wire.errors import WireError, gettext_noop, shown
from broadsheet.wire.formats.body import (
    SentBody,
    body_pictures,
    looks_like_markup,
    read_body,
    words,
)
from broadsheet.wire.formats.feed_entry import Attached, Entry, Feed
from broadsheet.wire.formats.languages import normalise_language
from broadsheet.wire.formats.loose_times import read_loose_time
from broadsheet.wire.formats.renditions import clean_address, local_file
from broadsheet.wire.formats.times import WireTime
from broadsheet.wire.formats.xml_text import c1_put_right
from broadsheet.wire.item import (
    Association,
    Block,
    Concept,
    Item,
    ItemType,
    Rendition,
    Rights,
    Status,
    Wording,
)

# Longer than anything a feed has a reason to send; characters.
_LINE = 5_000
_BODY = 1_000_000
# A lone description of one paragraph up to this length stands for the story, it is not the story.
_SUMMARY = 600
_MOST_PICTURES = 50
_C1 = re.compile("[\x80-\x9f]")
_ESCAPED_BLOCK = re.compile(r"\s*&lt;(?:p|div|br|h[1-6]|ul|ol|table|img|a|blockquote)\b")
_KINDS = {"image": ItemType.PICTURE, "video": ItemType.VIDEO, "audio": ItemType.AUDIO}


def kind_of(mimetype: str, address: str = "") -> ItemType:
    """What a file is, by its media type or, without one, by the ending of its address."""
    family = mimetype.partition("/")[0].strip().lower()
    if family in _KINDS:
        return _KINDS[family]
    ending = address.partition("?")[0].rpartition(".")[2].lower()
    if ending in ("jpg", "jpeg", "png", "gif", "webp", "avif"):
        return ItemType.PICTURE
    if ending in ("mp4", "m4v", "mov", "webm", "m3u8"):
        return ItemType.VIDEO
    return ItemType.AUDIO if ending in ("mp3", "m4a", "ogg", "opus", "wav") else ItemType.UNKNOWN


def make_entry_item(entry: Entry, feed: Feed, folder: Path | None) -> Item:
    """The item of an entry. Raises WireError for one that says nothing, or too much."""
    if entry.canceled:
        return Item(
            format=feed.format,
            format_version=feed.format_version,
            uri=_identity(entry),
            status=Status.CANCELED,
            sent=_moment(entry, "updated"),
            source=tidy_text(feed.title),
            signals=("kill",),
            notes=tuple(entry.notes),
        )
    _check(entry)
    headline = _line(entry.title)
    bodies, summary = _bodies(entry)
    blocks, forms = read_body(bodies, headline)
    blocks, summary = _teaser(blocks, summary, entry)
    given = tidy_text(entry.language or feed.language)
    language = normalise_language(given) if given else None
    if given and language is None:
        entry.notes.append(f"the language {shown(given)} is not a BCP 47 tag")
    associations = _associations(entry, feed, folder, bodies)
    published, updated = _moment(entry, "published"), _moment(entry, "updated")
    authors = [tidy_text(each) for each in entry.authors] or list(feed.authors)
    byline = ", ".join(dict.fromkeys(each for each in authors if each))
    kind = ItemType.TEXT
    if not blocks and not summary and associations:
        kind = associations[0].item.type
    source = tidy_text(entry.source)
    return Item(
        format=feed.format,
        format_version=feed.format_version,
        uri=_identity(entry),
        link=clean_address(entry.link),
        type=kind,
        partial=entry.partial,
        created=published or updated,
        sent=updated or published,
        content_created=_moment(entry, "created"),
        expires=_moment(entry, "expires"),
        language=language,
        language_given=given,
        headline=headline,
        headlines=(Wording(text=headline),) if headline else (),
        byline=byline,
        summary=summary,
        descriptions=(Wording(role="summary", text=summary),) if summary else (),
        body=blocks,
        body_forms=tuple(forms),
        subjects=tuple(entry.categories),
        places=tuple(entry.places),
        keywords=tuple(dict.fromkeys(filter(None, map(tidy_text, entry.keywords)))),
        sources=tuple(_sources(source, entry, feed)),
        source=source or tidy_text(feed.title),
        provider=tidy_text(feed.title),
        rights=Rights(copyright_notice=plain_text(entry.rights or feed.rights)),
        associations=tuple(associations),
        notes=tuple(dict.fromkeys(entry.notes)),
    )


def _check(entry: Entry) -> None:
    said = (entry.title, entry.summary, *entry.bodies)
    if not any(each and each.value.strip() for each in said) and not entry.attached:
        raise WireError(gettext_noop("the entry has neither a title nor a text"))
    if entry.title and len(entry.title.value) > _LINE:
        raise WireError(
            gettext_noop("the title has %(count)s characters"), count=f"{len(entry.title.value):,}"
        )
    for each in said[1:]:
        if each and len(each.value) > _BODY:
            raise WireError(
                gettext_noop("the text has %(count)s characters; %(most)s are allowed"),
                count=f"{len(each.value):,}",
                most=f"{_BODY:,}",
            )
    for name in (entry.identity, entry.link):
        if len(name) > _LINE:
            raise WireError(
                gettext_noop("an address has %(count)s characters; %(most)s are allowed"),
                count=f"{len(name):,}",
                most=f"{_LINE:,}",
            )


def _identity(entry: Entry) -> str:
    """The entry's id; without one its page, and without that what it says (RFC 4287 §4.2.6)."""
    identity = tidy_text(entry.identity)
    if identity:
        return identity
    if address := clean_address(entry.link):
        entry.notes.append("the entry has no id; its address stands for it")
        return address
    said = (entry.title, entry.summary, *entry.bodies)
    text = "\n".join(each.value for each in said if each) or "\n".join(
        rendition.href for each in entry.attached for rendition in each.renditions
    )
    entry.notes.append(
        "the entry has neither an id nor an address; a sum of its text stands for it"
    )
    return f"urn:sha256:{hashlib.sha256(text.encode('utf-8', 'replace')).hexdigest()}"


def _moment(entry: Entry, name: str) -> WireTime | None:
    given = getattr(entry, name)
    if not given:
        return None
    try:
        return read_loose_time(given)
    except ValueError as error:
        entry.notes.append(f"{name}: {shown(given)} {error}")
        return None


def _line(sent: SentBody | None) -> str:
    """A title as one line of text; ``&#146;`` and its like become what was meant."""
    if sent is None:
        return ""
    return words(_meant(sent.value), sent.content_type)


def _meant(value: str) -> str:
    return c1_put_right(value) if _C1.search(value) else value


def _once_unescaped(sent: SentBody, entry: Entry) -> SentBody:
    """A body that was escaped twice, unescaped once: it holds no tag, but begins with one."""
    value = _meant(sent.value)
    if "&lt;" in value and "<" not in value and _ESCAPED_BLOCK.match(value):
        entry.notes.append("the text was escaped twice")
        return replace(sent, value=unescape(value))
    return sent if value is sent.value else replace(sent, value=value)


def _bodies(entry: Entry) -> tuple[list[SentBody], str]:
    """The bodies, and the summary as one line: a lone description is taken for the body."""
    bodies = [_once_unescaped(each, entry) for each in entry.bodies if each.value.strip()]
    if entry.summary is None or not entry.summary.value.strip():
        return bodies, ""
    summary = _once_unescaped(entry.summary, entry)
    if not bodies:
        return [summary], ""
    return bodies, words(summary.value, summary.content_type)


def _teaser(blocks: tuple[Block, ...], summary: str, entry: Entry) -> tuple[tuple[Block, ...], str]:
    """A lone, short description stands for the story: it becomes the summary."""
    if entry.bodies or summary or len(blocks) != 1 or blocks[0].kind != "paragraph":
        return blocks, summary
    text = blocks[0].text
    return ((), text) if len(text) <= _SUMMARY else (blocks, "")


def _sources(source: str, entry: Entry, feed: Feed) -> list[Concept]:
    found = []
    if source:
        found.append(Concept(name=source, uri=clean_address(entry.source_link), rel="source"))
    if title := tidy_text(feed.title):
        found.append(Concept(name=title, uri=clean_address(feed.link), rel="provider"))
    return found


def _associations(
    entry: Entry, feed: Feed, folder: Path | None, bodies: list[SentBody]
) -> list[Association]:
    found: list[Association] = []
    known: set[str] = set()
    for each in entry.attached:
        renditions = _renditions(each, folder, known)
        if renditions:
            name = f"{each.kind.value}-{len(found) + 1}"
            item = _attached_item(each, renditions, feed)
            found.append(Association(name=name, rel=each.rel, item=item))
    for body in bodies:
        if "<img" in body.value.lower() and looks_like_markup(body.value + "<p>"):
            for attached in _pictures_of(body):
                renditions = _renditions(attached, folder, known)
                if renditions and len(found) < _MOST_PICTURES:
                    item = _attached_item(attached, renditions, feed)
                    found.append(Association(name=f"body-{len(found) + 1}", item=item))
    return found


def _renditions(sent: Attached, folder: Path | None, known: set[str]) -> tuple[Rendition, ...]:
    found = []
    for each in sent.renditions:
        href = clean_address(each.href)
        local = local_file(each.href, folder)
        if (href or local) and href not in known:
            known.add(href)
            found.append(each.model_copy(update={"href": href, "local_path": local}))
    return tuple(found)


def _attached_item(sent: Attached, renditions: tuple[Rendition, ...], feed: Feed) -> Item:
    first = renditions[0]
    return Item(
        format=feed.format,
        format_version=feed.format_version,
        uri=first.href or str(first.local_path),
        type=sent.kind,
        headline=plain_text(sent.title),
        caption=plain_text(sent.caption),
        rights=Rights(
            credit_line=plain_text(sent.credit), copyright_notice=plain_text(sent.rights)
        ),
        renditions=renditions,
    )


def _pictures_of(body: SentBody) -> list[Attached]:
    """The pictures a body shows; those one pixel wide count readers and are left out."""
    found = []
    for picture in body_pictures(body.value):
        href = absolute_href(picture.source, body.base or "")
        if href and not {picture.width, picture.height} & {"0", "1"}:
            rendition = Rendition(name="main", href=clean_address(href))
            found.append(
                Attached(
                    kind=ItemType.PICTURE,
                    renditions=[rendition],
                    title=picture.alt,
                    caption=picture.caption or picture.alt,
                )
            )
    return found
