"""Finding the ends of things in markup, in linear time whatever the input."""

from __future__ import annotations

import re
from functools import lru_cache

#: Bytes of one tag or shortcode; longer ones are taken for text.
LONGEST_TAG = 16_384


class Scan:
    """A text with a memory of what it does not hold: what was not found once is not sought again."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.lower = text.lower()
        if len(self.lower) != len(text):
            # A few letters have a lower case of another length; ASCII is all that tags need.
            self.lower = re.sub("[A-Z]", lambda match: match[0].lower(), text)
        self._missing: set[str] = set()

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
        match = _TAG.match(self.text, start, start + LONGEST_TAG)
        return match.end() if match else -1

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
                if _ends_name(self.lower, inner + len(opening)):
                    depth += 1
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


@lru_cache(maxsize=64)
def element(name: str) -> re.Pattern[str]:
    """Opening tags of one name."""
    return re.compile(rf"<{name}\b(?:[^>\"']|\"[^\"]*\"|'[^']*')*>", re.IGNORECASE)
