"""Finding the ends of things in markup, in linear time whatever the input."""

from __future__ import annotations

import re
from collections.abc import Iterator

#: Characters of one tag; longer ones are taken for text.
LONGEST_TAG = 8_192
#: Tags of one text that may fail to end; after so many, it is no markup any more.
_PATIENCE = 200
#: How deep elements of one name may stand in each other.
_DEEPEST = 64


class Scan:
    """A text that remembers what it does not hold: nothing is sought in vain twice."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.lower = text.lower()
        if len(self.lower) != len(text):
            # A few letters have a lower case of another length; ASCII is all that tags need.
            self.lower = re.sub("[A-Z]", lambda match: match[0].lower(), text)
        self._missing: set[str] = set()
        self._patience = _PATIENCE

    def find(self, mark: str, start: int) -> int:
        """Where ``mark`` (in lower case) comes next, or -1."""
        if mark in self._missing:
            return -1
        found = self.lower.find(mark, start)
        if found < 0:
            self._missing.add(mark)
        return found

    def tag_end(self, start: int) -> int:
        """The position behind a tag that opens at ``start``; -1 where it is no tag."""
        if self._patience <= 0 or self.find(">", start) < 0:
            return -1
        match = _TAG.match(self.text, start, start + LONGEST_TAG)
        if match is None:
            self._patience -= 1
            return -1
        return match.end()

    def element_end(self, name: str, start: int) -> tuple[int, int]:
        """Where the content of an element ends and where the element does; (-1, -1) if never.

        ``start`` is behind its opening tag. Elements of the same name inside it are stepped over.
        """
        depth, position = 1, start
        opening, closing = f"<{name}", f"</{name}"
        while True:
            close = self.find(closing, position)
            if close < 0:
                return -1, -1
            inner = self.lower.find(opening, position, close)
            while inner >= 0:
                depth += _ends_name(self.lower, inner + len(opening))
                if depth > _DEEPEST:
                    return -1, -1
                inner = self.lower.find(opening, inner + 1, close)
            depth -= 1
            end = self.text.find(">", close)
            end = len(self.text) if end < 0 else end + 1
            if depth <= 0:
                return close, end
            position = end


_TAG = re.compile(r"""</?[A-Za-z](?:[^>"']|"[^"]*"|'[^']*')*>""")


def _ends_name(text: str, position: int) -> bool:
    return position >= len(text) or text[position] in " \t\r\n\f/>"


def tags_of(name: str, markup: str) -> Iterator[str]:
    """The opening tags of one name, in order."""
    scan = Scan(markup)
    position = 0
    while (start := scan.find(f"<{name}", position)) >= 0:
        end = scan.tag_end(start) if _ends_name(scan.lower, start + len(name) + 1) else -1
        if end >= 0:
            yield markup[start:end]
        position = max(end, start + 1)


def contents_of(name: str, markup: str) -> list[str]:
    """What the elements of one name hold, in order; those inside others of the name are theirs."""
    return [markup[opened:closed] for _, opened, closed, _ in _elements(name, markup)]


def without(name: str, markup: str) -> str:
    """The markup without the elements of one name."""
    parts, position = [], 0
    for start, _, _, end in _elements(name, markup):
        parts.append(markup[position:start])
        position = end
    return "".join([*parts, markup[position:]])


def _elements(name: str, markup: str) -> Iterator[tuple[int, int, int, int]]:
    scan = Scan(markup)
    position = 0
    while (start := scan.find(f"<{name}", position)) >= 0:
        opened = scan.tag_end(start) if _ends_name(scan.lower, start + len(name) + 1) else -1
        closed, end = scan.element_end(name, opened) if opened >= 0 else (-1, -1)
        if closed < 0:
            position = start + 1
            continue
        yield start, opened, closed, end
        position = end
