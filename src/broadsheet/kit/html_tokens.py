"""Markup from outside as tokens, in linear time whatever the input.

The tokeniser follows the HTML standard (WHATWG HTML §13.2.5).
"""

import re
from collections.abc import Iterator
from html import unescape

# Elements whose content is not markup (WHATWG HTML §13.2.6.2): skipped up to their own end tag.
_RAW = frozenset(
    {"iframe", "noembed", "noframes", "plaintext", "script", "style", "textarea", "title", "xmp"}
)

_TAG_NAME = re.compile(r"[A-Za-z][^ \t\n\r\f/>]*")
_ATTRIBUTE = re.compile(
    r"""[ \t\n\r\f/]*([^ \t\n\r\f/>=][^ \t\n\r\f/>=]*)"""
    r"""(?:[ \t\n\r\f]*=[ \t\n\r\f]*(?:"([^"]*)"|'([^']*)'|([^ \t\n\r\f>"'][^ \t\n\r\f>]*)))?"""
)
_OPEN_QUOTE = re.compile(r"[ \t\n\r\f]*=[ \t\n\r\f]*[\"']")
# A tag as nearly all are written. It never reaches past the next angle bracket, and takes back
# nothing it has matched (possessive quantifiers), so that a thousand broken tags cost no more.
_PLAIN_TAG = re.compile(
    r"(/?+)([A-Za-z][A-Za-z0-9:.-]*+)"
    r"((?:[ \t\n\r\f]++[A-Za-z_:][A-Za-z0-9_:.-]*+"
    r"(?:=(?:\"[^\"<>]*+\"|'[^'<>]*+'|[^ \t\n\r\f\"'=<>`]++))?+)*+)[ \t\n\r\f]*+/?+>"
)
# An attribute inside such a tag: of its three values at most one is not empty.
_PLAIN_ATTRIBUTE = re.compile(
    r"([A-Za-z_:][A-Za-z0-9_:.-]*+)(?:=(?:\"([^\"]*+)\"|'([^']*+)'|([^ \t\n\r\f\"'=<>`]++)))?+"
)


class Token:
    """A piece of markup: ``kind`` is ``text``, ``start`` or ``end``.

    ``value`` is the decoded text or the lower-case tag name; ``attributes`` are decoded, and the
    first of two with the same name counts.
    """

    __slots__ = ("_raw", "kind", "value")

    def __init__(self, kind: str, value: str, raw: "str | dict[str, str]" = "") -> None:
        self.kind = kind
        self.value = value
        self._raw = raw

    @property
    def attributes(self) -> dict[str, str]:
        """Read when they are asked for: most are never looked at."""
        if isinstance(self._raw, str):
            found: dict[str, str] = {}
            for name, *values in _PLAIN_ATTRIBUTE.findall(self._raw):
                found.setdefault(name.lower(), unescape("".join(values)))
            self._raw = found
        return self._raw


def html_tokens(html: str) -> Iterator[Token]:
    """Markup as tokens, in linear time whatever the input.

    Comments, declarations and raw text (scripts, styles, titles) are left out. As the standard has
    it, a tag, quote or comment that never closes swallows the rest.
    """
    position = 0
    while position < len(html):
        opening = html.find("<", position)
        if opening < 0:
            yield Token("text", unescape(html[position:]))
            return
        if opening > position:
            yield Token("text", unescape(html[position:opening]))
        position = opening + 1
        if plain := _PLAIN_TAG.match(html, position):
            closing, tag, raw = plain.groups()
            tag, position = tag.lower(), plain.end()
            if closing:
                yield Token("end", tag)
            else:
                yield Token("start", tag, raw)
                position = _after_raw(html, tag, position) if tag in _RAW else position
        elif html.startswith("!--", position):
            position = _after(html, "-->", position)
        elif html.startswith(("!", "?"), position):
            position = _after(html, ">", position)
        elif name := _TAG_NAME.match(html, position):
            attributes, position = _attributes(html, name.end())
            tag = name.group().lower()
            if position <= len(html):
                yield Token("start", tag, attributes)
                position = _after_raw(html, tag, position) if tag in _RAW else position
        elif html.startswith("/", position):
            name = _TAG_NAME.match(html, position + 1)
            if name:
                _, position = _attributes(html, name.end())
                yield Token("end", name.group().lower())
            else:
                position = _after(html, ">", position)
        else:
            yield Token("text", "<")


def _after(html: str, mark: str, position: int) -> int:
    found = html.find(mark, position)
    return len(html) if found < 0 else found + len(mark)


def _after_raw(html: str, tag: str, position: int) -> int:
    if tag == "plaintext":
        return len(html)
    end = re.compile(rf"</{tag}(?=[ \t\n\r\f/>])", re.IGNORECASE).search(html, position)
    return end.start() if end else len(html)


def _attributes(html: str, position: int) -> tuple[dict[str, str], int]:
    """The attributes from ``position`` and where the tag ends: past the end if it never does."""
    found: dict[str, str] = {}
    while position < len(html):
        match = _ATTRIBUTE.match(html, position)
        if match is None:
            # What is left before the tag's end is white space, slashes or a stray equals sign.
            while position < len(html) and html[position] in " \t\n\r\f/":
                position += 1
            if html.startswith(">", position):
                return found, position + 1
            position += 1
            continue
        position = match.end()
        value = next((group for group in match.groups()[1:] if group is not None), None)
        if value is None and _OPEN_QUOTE.match(html, position):
            break
        found.setdefault(match.group(1).lower(), unescape(value or ""))
    return found, len(html) + 1
