"""WordPress's shortcodes: words in brackets that stood for something else.

See https://developer.wordpress.org/apis/shortcode/ for how they are written.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

#: Characters of one shortcode's attributes; longer ones are text.
_LONGEST = 4096
_NAME = re.compile(r"\[(/?)([A-Za-z][\w-]{0,60})(?=[\s/\]])")
_ATTRIBUTE = re.compile(
    r"""([\w-]+)\s*=\s*"([^"]*)"|([\w-]+)\s*=\s*'([^']*)'|([\w-]+)\s*=\s*(\S+)|(\S+)"""
)
_CURLY = str.maketrans({"“": '"', "”": '"', "″": '"', "«": '"', "»": '"'})

#: Wrappers that only say how something looks: what they hold is kept, they are not worth a word.
LAYOUT = frozenset(
    [
        "row",
        "col",
        "column",
        "columns",
        "one_half",
        "one_third",
        "two_thirds",
        "section",
        "container",
        "clear",
        "divider",
        "spacer",
        "vc_row",
        "vc_column",
        "vc_column_text",
        "vc_row_inner",
        "vc_column_inner",
        "et_pb_section",
        "et_pb_row",
        "et_pb_column",
        "et_pb_text",
        "dropcap",
        "highlight",
    ]
)


@dataclass(frozen=True, slots=True)
class Shortcode:
    """One shortcode: ``end`` is the position behind it; ``words`` are attributes without a name."""

    name: str
    closing: bool
    attributes: dict[str, str]
    words: tuple[str, ...]
    end: int
    alone: bool


def shortcode_at(text: str, position: int) -> Shortcode | None:
    """The shortcode that opens at ``position``; None where the bracket is only a bracket."""
    match = _NAME.match(text, position)
    if match is None:
        return None
    end = text.find("]", match.end(), match.end() + _LONGEST)
    if end < 0:
        return None
    inside = text[match.end() : end]
    if "<" in inside and "=" not in inside:
        return None
    attributes: dict[str, str] = {}
    words = []
    for part in _ATTRIBUTE.finditer(inside.translate(_CURLY).rstrip("/ ")):
        name = part[1] or part[3] or part[5]
        if name:
            value = part[2] if part[1] else part[4] if part[3] else part[6]
            attributes.setdefault(name.lower(), (value or "").strip("\"'"))
        elif part[7]:
            words.append(part[7])
    return Shortcode(
        match[2].lower(), bool(match[1]), attributes, tuple(words), end + 1, inside.endswith("/")
    )
