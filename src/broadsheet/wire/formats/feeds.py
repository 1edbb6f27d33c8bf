"""RSS and Atom, read into items.

Feeds are mostly written by programs that never saw a validator: what is not well-formed is put
right where one reading is possible, and each repair is noted.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

from broadsheet.kit.sentences import Sentence
from broadsheet.wire.errors import WireError, gettext_noop
from broadsheet.wire.formats.atom import atom_entries, atom_entry, read_atom
from broadsheet.wire.formats.feed_elements import name_of
from broadsheet.wire.formats.feed_entry import Entry, Feed
from broadsheet.wire.formats.feed_item import make_entry_item
from broadsheet.wire.formats.rss import read_rss, rss_entries, rss_entry
from broadsheet.wire.formats.xml_text import Element, XmlDocument
from broadsheet.wire.item import Item

_MOST_ITEMS = 10_000
_RSS_ROOTS = frozenset({"rss", "rdf:rdf", "channel"})
_ATOM_ROOTS = frozenset({"feed", "atom:feed", "atom:entry", "entry"})

Sent = TypeVar("Sent")


def is_feed_root(name: str) -> bool:
    """Whether a root element of this name, as it is written, begins a feed."""
    return name.lower().rpartition(":")[2] in ("rss", "rdf", "feed", "entry", "channel")


def scan_feed(
    document: XmlDocument, *, address: str, folder: Path | None
) -> tuple[Feed, list[Item | WireError]]:
    """What a feed says of itself, and its items in order, or the reason why one cannot be read.

    ``address`` is where the feed came from ("" where nobody knows): relative addresses start there.
    Raises WireError where the tree is no feed.
    """
    root = document.root
    name = name_of(root)
    if name in _RSS_ROOTS:
        feed, bases = read_rss(root, address)
        elements, read = list(rss_entries(root)), rss_entry
    elif name in _ATOM_ROOTS:
        feed, bases = read_atom(root, address)
        elements, read = list(atom_entries(root)), atom_entry
    else:
        raise WireError(
            gettext_noop("the element %(name)s does not begin a feed"), name=f"'{name[:60]}'"
        )
    last = elements[-1] if elements else None

    def entry_of(element: Element) -> Entry:
        entry = read(element, bases)
        entry.notes.extend(document.notes)
        entry.partial = document.cut_short and element is last
        return entry

    return feed, make_items(elements, entry_of, feed, folder)


def make_items(
    sent: Sequence[Sent], entry_of: Callable[[Sent], Entry], feed: Feed, folder: Path | None
) -> list[Item | WireError]:
    """The items of a feed's entries; each is read by itself, so that a bad one stops no other.

    Raises WireError where there are too many of them.
    """
    if len(sent) > _MOST_ITEMS:
        raise WireError(
            gettext_noop("the feed holds %(count)s entries; %(most)s are allowed"),
            count=f"{len(sent):,}",
            most=f"{_MOST_ITEMS:,}",
        )
    found: list[Item | WireError] = []
    for position, each in enumerate(sent):
        try:
            found.append(make_entry_item(entry_of(each), feed, folder))
        except WireError as error:
            where = Sentence(gettext_noop("entry %(number)s"), {"number": position + 1})
            found.append(
                WireError(
                    error.reason,
                    path=error.path,
                    where=None if error.path else where,
                    rule=error.rule,
                    position=position,
                )
            )
    return _with_shared_ids_noted(found)


def _with_shared_ids_noted(found: list[Item | WireError]) -> list[Item | WireError]:
    count = Counter(each.uri for each in found if isinstance(each, Item))
    return [
        each.model_copy(
            update={"notes": (*each.notes, f"{count[each.uri]} entries of the feed share this id")}
        )
        if isinstance(each, Item) and count[each.uri] > 1
        else each
        for each in found
    ]
