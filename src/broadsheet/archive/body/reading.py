"""Reads another system's markup into blocks: islands first, and the flow of text between them.

Islands are what is no text: pictures, galleries, embeds, quotes, shortcodes, the comments by which
WordPress marks its blocks. What is between two of them is cleaned as a whole (``kit.safe_html``).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from broadsheet.archive.body import blocks
from broadsheet.archive.body.blocks import Block
from broadsheet.archive.body.elements import Elements
from broadsheet.archive.body.paragraphs import Lines, with_paragraphs
from broadsheet.archive.body.scanning import Scan
from broadsheet.archive.body.wordpress import WordPress

#: Characters of one body that are read; what is longer is no story.
LONGEST = 1_000_000
#: Blocks of one body.
MOST_BLOCKS = 5_000

_ISLAND = re.compile(
    r"<!--|\[\[?/?[A-Za-z]|<(figure|img|iframe|blockquote|video|audio|object|embed|script|style)\b",
    re.IGNORECASE,
)
_PLAIN_ISLAND = re.compile(
    r"<!--|<(figure|img|iframe|blockquote|video|audio|object|embed|script|style)\b", re.IGNORECASE
)


@dataclass
class Body:
    """What a story's body became. ``notes`` say what could not be kept as it was."""

    blocks: list[Block] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def note(self, what: str) -> None:
        """Say, once, what could not be kept."""
        if what not in self.notes:
            self.notes.append(what)


def read_body(markup: str, dialect: str, story_key: str = "") -> Body:
    """The blocks of a body. ``dialect`` is ``wordpress`` or ``html``. Never raises.

    Pictures are ``PictureUse`` where a stored block has a key of the library. What is longer than
    ``LONGEST`` characters is cut there, and noted.
    """
    body = Body()
    if len(markup) > LONGEST:
        body.note(f"the text is cut at {LONGEST:,} characters")
        markup = markup[:LONGEST]
    _Reader(markup, dialect, story_key, body).read()
    if len(body.blocks) > MOST_BLOCKS:
        body.note(f"the text is cut at {MOST_BLOCKS:,} blocks")
        del body.blocks[MOST_BLOCKS:]
    return body


class _Reader:
    """One body as it is read. ``Elements`` and ``WordPress`` know the islands."""

    def __init__(self, markup: str, dialect: str, story_key: str, body: Body) -> None:
        self.scan = Scan(markup)
        self.body = body
        self.wordpress = dialect == "wordpress"
        # Text that WordPress's own blocks mark has its paragraphs already.
        self.lines = Lines.KEPT if self.wordpress and "<!-- wp:" not in markup else Lines.FOLDED
        self.elements = Elements(self.scan, body.note)
        self.codes = WordPress(self.scan, body.note, self.elements, story_key)
        self._flowing: list[str] = []

    def read(self) -> None:
        island = _ISLAND if self.wordpress else _PLAIN_ISLAND
        text, position, kept = self.scan.text, 0, 0
        while len(self.body.blocks) <= MOST_BLOCKS and (match := island.search(text, position)):
            start = match.start()
            found = self._island(match, start)
            if found is None:
                position = start + 1
                continue
            made, end = found
            self._flowing.append(text[kept:start])
            if isinstance(made, str):
                self._flowing.append(made)
            elif made:
                self._flush()
                self.body.blocks += made
            position = kept = end
        self._flowing.append(text[kept:])
        self._flush()

    def _island(self, match: re.Match[str], start: int) -> tuple[list[Block] | str, int] | None:
        """What stands at an island instead, and where it ends; None where it is only text."""
        if match[0] == "<!--":
            return self.codes.comment(start)
        if match[0].startswith("["):
            return self.codes.shortcode(start)
        return self.elements.read(match[1].lower(), start)

    def _flush(self) -> None:
        markup = "".join(self._flowing)
        self._flowing.clear()
        if not markup.strip():
            return
        for part in with_paragraphs(markup, self.lines):
            if isinstance(part, str):
                self.body.blocks += blocks.flow(part)
            else:
                self.body.blocks.append(part)
