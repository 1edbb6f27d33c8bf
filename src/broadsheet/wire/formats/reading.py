"""The one door: whatever comes on the wire, read by what it is and not by what it is called."""

import gzip
import io
import zlib
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from broadsheet.kit import clock
from broadsheet.wire.errors import WireError, gettext_noop, shown
from broadsheet.wire.formats.feed_entry import Feed
from broadsheet.wire.formats.feeds import is_feed_root, scan_feed
from broadsheet.wire.formats.iptc_7901 import looks_like_iptc_7901, scan_iptc_7901
from broadsheet.wire.formats.json_feed import is_json_feed, scan_json_feed
from broadsheet.wire.formats.json_text import read_json
from broadsheet.wire.formats.newsml_1 import scan_newsml_1
from broadsheet.wire.formats.newsml_g2 import G2_ROOTS, scan_newsml_g2
from broadsheet.wire.formats.ninjs import MAX_BYTES, MAX_DEPTH, scan_values
from broadsheet.wire.formats.nitf import read_nitf
from broadsheet.wire.formats.xml_elements import local_name
from broadsheet.wire.formats.xml_text import read_xml, root_name
from broadsheet.wire.item import Item

#: How far a clock may be ahead of ours before its dates are not believed.
CLOCK_SKEW = timedelta(minutes=10)
_GZIP = b"\x1f\x8b"
_WEB_PAGE = frozenset({"html", "head", "body", "!doctype"})


@dataclass(frozen=True, slots=True)
class WireFile:
    """What a file held: its items in order, a WireError in the place of each that cannot be read.

    ``feed`` is what a feed says of itself, None for files of agencies.
    """

    format: str
    entries: list[Item | WireError] = field(default_factory=list)
    feed: Feed | None = None

    @property
    def items(self) -> list[Item]:
        """The items that could be read."""
        return [each for each in self.entries if isinstance(each, Item)]

    @property
    def errors(self) -> list[WireError]:
        """Why the others could not."""
        return [each for each in self.entries if isinstance(each, WireError)]


def read_any(
    data: bytes, *, content_type: str = "", folder: Path | None = None, address: str = ""
) -> WireFile:
    """Everything in a wire file, whatever its format; the content alone says which it is.

    ``content_type`` is the transport's header: only its charset is looked at, and only where the
    file itself leaves the question open. ``folder`` is where the file lies: files that items name
    are looked up inside it and nowhere else. ``address`` is where it came from: relative addresses
    start there. Nothing is fetched.

    Moments that are still to come are noted and not believed. Raises WireError where the file as a
    whole cannot be read: too large, not decodable, or nothing that is known.
    """
    data = _unpacked(data)
    start = _start(data)
    if not start:
        raise WireError(gettext_noop("the file is empty"))
    if start in "{[":
        found = _read_json(data, folder, address)
    elif looks_like_iptc_7901(data):
        entries = scan_iptc_7901(data, content_type=content_type, folder=folder)
        found = WireFile("iptc-7901", entries)
    elif start == "<":
        found = _read_xml(data, content_type, folder, address)
    else:
        raise WireError(
            gettext_noop("the file is of no known format; it begins with %(beginning)s"),
            beginning=_beginning(data),
        )
    limit = clock.now() + CLOCK_SKEW
    believed = [
        _believed(each, limit) if isinstance(each, Item) else each for each in found.entries
    ]
    return WireFile(found.format, believed, found.feed)


def _unpacked(data: bytes) -> bytes:
    """What is inside a gzip file (RFC 1952), never more than a file may have."""
    if not data.startswith(_GZIP):
        return data
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(data)) as packed:
            inside = packed.read(MAX_BYTES + 1)
    except (OSError, EOFError, zlib.error):
        raise WireError(gettext_noop("the file is gzip, but damaged")) from None
    if len(inside) > MAX_BYTES:
        raise WireError(
            gettext_noop("the file unpacks to more than %(most)s bytes"), most=f"{MAX_BYTES:,}"
        )
    return inside


def _start(data: bytes) -> str:
    """The first sign of a file that is neither a mark nor white space, whatever its encoding."""
    head = data[:4096].lstrip(b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n\x0b\x0c\x1e")
    return head[:1].decode("latin-1")


def _beginning(data: bytes) -> str:
    return shown(data[:40].decode("utf-8", "replace"))


def _read_json(data: bytes, folder: Path | None, address: str) -> WireFile:
    values: list[Any] = read_json(data, max_bytes=MAX_BYTES, max_depth=MAX_DEPTH)
    if len(values) == 1 and is_json_feed(values[0]):
        feed, entries = scan_json_feed(values[0], address=address, folder=folder)
        return WireFile("jsonfeed", entries, feed)
    return WireFile("ninjs", scan_values(values, folder=folder))


def _read_xml(data: bytes, content_type: str, folder: Path | None, address: str) -> WireFile:
    name = root_name(data)
    if name.lower() in _WEB_PAGE:
        raise WireError(gettext_noop("the file is a web page, not a feed or an item"))
    document = read_xml(data, content_type=content_type, tolerant=is_feed_root)
    if is_feed_root(name):
        feed, entries = scan_feed(document, address=address, folder=folder)
        return WireFile(feed.format, entries, feed)
    kind = local_name(document.root)
    if kind in G2_ROOTS:
        found = WireFile("newsml-g2", scan_newsml_g2(document.root, folder=folder))
    elif kind == "newsml":
        found = WireFile("newsml-1", scan_newsml_1(document.root, folder=folder))
    elif kind == "nitf":
        found = WireFile("nitf", [read_nitf(document.root, folder=folder)])
    else:
        raise WireError(
            gettext_noop("the XML begins with %(name)s, which is no format that is known"),
            name=shown(name),
        )
    return WireFile(found.format, [_noted(each, document.notes) for each in found.entries])


def _noted(entry: Item | WireError, notes: tuple[str, ...]) -> Item | WireError:
    """An item with what was noted of its file."""
    if not notes or isinstance(entry, WireError):
        return entry
    return entry.model_copy(update={"notes": (*entry.notes, *notes)})


def _believed(item: Item, limit: datetime) -> Item:
    """The item without moments that are still to come: its sender's clock is wrong."""
    doubted = [
        name
        for name in ("created", "sent", "content_created")
        if (moment := getattr(item, name)) is not None and moment.utc > limit
    ]
    if not doubted:
        return item
    said = [
        f"the date of {name} is still to come, {getattr(item, name).utc.isoformat()}; it is not"
        " believed"
        for name in doubted
    ]
    return item.model_copy(update={**dict.fromkeys(doubted), "notes": (*item.notes, *said)})
