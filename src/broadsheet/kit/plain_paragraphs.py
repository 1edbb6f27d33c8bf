"""Paragraphs as nearly all are written, read without building a tree.

What is read here comes out as ``html_tree`` and ``safe_html`` would have it; what is not written
like this is left to them. It is not safe yet: nh3 cleans it like everything else.
"""

import re
from html import escape, unescape

from broadsheet.kit.html_tree import OVERRIDE, SPACE, printable, safe_href

# A paragraph with inline elements side by side and nothing else in it. Nothing that was matched is
# taken back (possessive quantifiers), so that a text is gone through once.
_ATTRIBUTES = r'(?: [a-z][a-z-]*+="[^"<>]*+")*+'
_LINK = rf'<a href="[^"<>]*+"{_ATTRIBUTES}>[^<]*+</a>'
# Spelled out, not referred back to: groups inside such quantifiers are miscounted by Python 3.11.
_MARKED = "|".join(f"<{tag}>[^<]*+</{tag}>" for tag in ("b", "strong", "i", "em", "sub", "sup"))
_INLINE = rf"(?:{_MARKED}|{_LINK})"
_PARAGRAPH = re.compile(
    rf"(?:[ \t\r\n]++|<div></div>)*+<p{_ATTRIBUTES}>([^<]*+(?:{_INLINE}[^<]*+)*+)</p>"
)
_GAP = re.compile(r"(?:[ \t\r\n]++|<div></div>)*+\Z")
_TAG = re.compile(r"<(/?[a-z]+)(?: href=\"([^\"<>]*)\")?[^<>]*>")


def plain_paragraphs(html: str) -> tuple[list[str], str]:
    """The plain paragraphs that ``html`` begins with, as markup, and what follows them.

    Empty ones are left out. Links lead to the site itself where they are relative.
    """
    found: list[str] = []
    position = 0
    while match := _PARAGRAPH.match(html, position):
        markup = _written(match[1])
        if markup is None:
            break
        if markup:
            found.append(f"<p>{markup}</p>")
        position = match.end()
    return found, "" if _GAP.match(html, position) else html[position:]


def _written(inner: str) -> str | None:
    """The markup inside a paragraph, tidied; None where it takes a tree to tell what is left."""
    first, *rest = _TAG.split(inner)
    parts = [_tidied(first)]
    for tag, href, text in zip(rest[::3], rest[1::3], rest[2::3], strict=True):
        opens = not tag.startswith("/")
        # An element without words would go, and an unsafe link lose its tag.
        if opens and not text.strip():
            return None
        address = safe_href(unescape(href)) if tag == "a" else ""
        if address is None:
            return None
        parts.append(f'<a href="{escape(address)}">' if tag == "a" else f"<{tag}>")
        parts.append(_tidied(text))
    return "".join(parts).strip()


def _tidied(text: str) -> str:
    text = unescape(text)
    if not text.isprintable():
        text = OVERRIDE.sub("", text)
    return escape(SPACE.sub(" ", printable(text)), quote=False)
