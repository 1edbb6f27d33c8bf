"""Paragraphs out of lines, as WordPress makes them when a page is shown (its ``wpautop``)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import Enum, auto

from broadsheet.archive.body import blocks
from broadsheet.archive.body.blocks import Block

_BLANK = re.compile(r"\r?\n[ \t]*(?:\r?\n[ \t]*)+")
_BLOCK = re.compile(
    r"</?(?:p|div|h[1-6]|ul|ol|li|dl|dt|dd|table|thead|tbody|tr|td|th|blockquote|pre|hr|section|"
    r"article|aside|center|form|address|figcaption|caption)\b",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"https?://[^\s<>\"']{4,500}")


class Lines(Enum):
    """Whether line breaks of the source mean anything."""

    KEPT = auto()
    FOLDED = auto()


def with_paragraphs(markup: str, lines: Lines) -> Iterator[str | Block]:
    """The same with paragraphs; an address alone in its line becomes what it leads to.

    Yields markup, and blocks where there are such addresses.
    """
    if lines is Lines.FOLDED:
        yield markup
        return
    pending: list[str] = []
    for part in _BLANK.split(markup.replace("\r\n", "\n")):
        address = part.strip()
        if _ADDRESS.fullmatch(address):
            block = blocks.embed(address) or blocks.link(address, address)
            if block is not None:
                yield "".join(pending)
                pending = []
                yield block
                continue
        if _BLOCK.search(part):
            pending.append(part)
        elif part.strip():
            pending.append(f"<p>{part.strip().replace(chr(10), '<br>')}</p>")
    yield "".join(pending)
