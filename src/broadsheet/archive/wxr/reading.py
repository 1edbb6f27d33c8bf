"""Reads a WXR file as a stream: an item at a time, whatever the size of the file.

The parser loads no DTD, resolves no entity, opens no connection, and keeps libxml2's own limits
(depth 256, ten million characters in one text). What comes before a fault is handed over; the fault
says its line and column.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, BinaryIO

from lxml import etree

from broadsheet.archive.records import Fault, LeftOut, NotAnExport, Record, Site
from broadsheet.archive.wxr.items import read_author, read_item, read_term
from broadsheet.archive.wxr.names import WP, local_name, text_of

#: Bytes that the parser is given at once.
_PORTION = 64 * 1024
#: Bytes of one item, and elements in it: the parser keeps it in memory until it ends.
LARGEST, MOST_ELEMENTS = 64_000_000, 400_000
#: Control characters that XML forbids; no byte of another character is one of them in UTF-8.
_FORBIDDEN = bytes(set(range(32)) - set(b"\t\n\r"))
_WIDE = (b"\xff\xfe", b"\xfe\xff")
_TERMS = frozenset({"category", "tag", "term"})

Progress = Callable[[int], None]


def read_wxr(
    path: Path, *, stories: bool = True, progress: Progress | None = None
) -> Iterator[Record]:
    """The records of a WXR file, in order; first its ``Site``. Without ``stories``, all others.

    ``progress`` is told how many bytes have been read. Raises NotAnExport for a file that is no RSS
    at all, OSError for one that cannot be read. A fault further on is the last record.
    """
    with path.open("rb") as file:
        yield from _Reader(file, progress or (lambda count: None), stories).read()


class _Reader:
    """One file as it is read."""

    def __init__(self, file: BinaryIO, progress: Progress, stories: bool) -> None:
        self.file, self.progress, self.stories = file, progress, stories
        self.parser: Any = etree.XMLPullParser(
            events=("start", "end"),
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            huge_tree=False,
            remove_comments=True,
            remove_pis=True,
        )
        self.path: list[str] = []
        self.about: dict[str, str] = {}
        self.told = False
        self.seen = False
        #: Bytes read; where the element at hand began, and how many there are in it.
        self.count = self.began = self.elements = 0
        self.removed = 0
        self.wide = False

    def read(self) -> Iterator[Record]:
        """See ``read_wxr``."""
        while portion := self.file.read(_PORTION):
            if not self.count:
                # WordPress's plug-ins leave blank lines before the declaration, which XML forbids.
                portion = portion.removeprefix(b"\xef\xbb\xbf").lstrip(b" \t\r\n")
                self.wide = portion.startswith(_WIDE)
            self.count += len(portion)
            fault = self._feed(portion if self.wide else self._without_controls(portion))
            yield from self._records()
            self.progress(self.count)
            fault = fault or self._too_large()
            if fault is not None:
                yield from self._failed(fault)
                return
        fault = self._close()
        yield from self._records()
        if fault is not None:
            yield from self._failed(fault)
        else:
            yield from self._tell()
            yield from self._said_of_controls()

    def _without_controls(self, portion: bytes) -> bytes:
        """The same as XML allows it: editors paste what their word processors leave behind."""
        allowed = portion.translate(None, _FORBIDDEN)
        self.removed += len(portion) - len(allowed)
        return allowed

    def _said_of_controls(self) -> Iterator[Record]:
        if self.removed:
            yield LeftOut("the file", f"{self.removed:,} control characters, which XML forbids")

    def _too_large(self) -> Fault | None:
        if self.count - self.began > LARGEST:
            return Fault(f"an element of more than {LARGEST:,} bytes (near byte {self.count:,})")
        if self.elements > MOST_ELEMENTS:
            return Fault(
                f"an element with more than {MOST_ELEMENTS:,} in it (near byte {self.count:,})"
            )
        return None

    def _feed(self, portion: bytes) -> Fault | None:
        try:
            self.parser.feed(portion)
        except etree.XMLSyntaxError as error:
            return _fault(error)
        return None

    def _close(self) -> Fault | None:
        try:
            self.parser.close()
        except etree.XMLSyntaxError as error:
            return _fault(error)
        return None

    def _failed(self, fault: Fault) -> Iterator[Record]:
        if not self.seen:
            raise NotAnExport(f"it is no WordPress export: {fault}")
        yield from self._tell()
        yield from self._said_of_controls()
        yield fault

    def _records(self) -> Iterator[Record]:
        for event, element in self.parser.read_events():
            name = local_name(element)
            if event == "start":
                self._enter(element, name)
                continue
            self.path.pop()
            if self.path == ["rss", "channel"]:
                yield from self._child(element, name)
                self.began, self.elements = self.count, 0
                element.clear()
                while element.getprevious() is not None:
                    del element.getparent()[0]

    def _enter(self, element: Any, name: str) -> None:
        if not self.path and name != "rss":
            raise NotAnExport(f"it is no WordPress export: it begins with <{name[:40]}>")
        if not self.path and element.getroottree().docinfo.internalDTD is not None:
            raise NotAnExport("it has a document type of its own, which no WordPress export has")
        self.seen = True
        self.elements += 1
        self.path.append(name)

    def _child(self, element: Any, name: str) -> Iterator[Record]:
        """One child of the channel, whole."""
        space = element.tag.startswith(WP) if isinstance(element.tag, str) else False
        if name == "item":
            yield from self._tell()
            yield from read_item(element, stories=self.stories)
        elif space and name == "author":
            yield from self._tell()
            yield from read_author(element)
        elif space and name in _TERMS:
            yield from self._tell()
            yield from read_term(element, name)
        elif len(element) == 0 and not self.told:
            self.about.setdefault(name, text_of(element))

    def _tell(self) -> Iterator[Record]:
        """The site, once, before anything else of the file."""
        if self.told:
            return
        self.told = True
        about = self.about
        address = about.get("base_blog_url") or about.get("base_site_url") or about.get("link", "")
        version = about.get("wxr_version", "")
        yield Site("wxr", version, address[:300], about.get("title", ""), about.get("language", ""))
        if version not in {"1.0", "1.1", "1.2"}:
            said = f"“{version[:20]}”" if version else "no version"
            yield LeftOut("the file", f"it says {said} of the format; it is read as 1.2")


def _fault(error: etree.XMLSyntaxError) -> Fault:
    line, column = error.position if error.position else (0, 0)
    reason = (error.msg or "cannot be read").partition(", line ")[0]
    return Fault(" ".join(reason.split())[:200], line or 0, column or 0)
