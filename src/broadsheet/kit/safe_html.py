"""The one place where HTML and text from outside are made safe.

Markup goes through three steps. A tokeniser that follows the HTML standard's tokenisation (WHATWG
HTML §13.2.5) reads it in linear time; a small tree keeps only what a story's body needs, at most
``DEEPEST`` levels deep; and nh3, a parser of its own, cleans what the tree wrote. nh3 alone would
be safe but slow on purpose-made input: 14 KB of unclosed ``<b id=…>`` grow to 7 MB, and 200 KB of
nested ``<div>`` take five seconds.
"""

import re
from collections.abc import Iterator
from html import escape, unescape

import nh3

from broadsheet.kit.html_tree import (
    BIDI,
    BODY_TAGS,
    CELLS,
    DEEPEST,
    INLINE_TAGS,
    LISTS,
    PARAGRAPHS,
    SECTIONS,
    SPACE,
    Node,
    printable,
    read_tree,
    safe_href,
)
from broadsheet.kit.plain_paragraphs import plain_paragraphs

__all__ = [
    "DEEPEST",
    "clean_blocks",
    "clean_fragment",
    "clean_inline",
    "plain_text",
    "safe_href",
    "tidy_text",
]


_CLEAN_TAG = re.compile(
    r"<(/?)(p|br|b|strong|i|em|sub|sup|a|h2|h3|h4|ul|ol|li|blockquote)"
    r'(?: href="[^"<>]*")?(?: rel="noopener")?>'
)


def tidy_text(text: str) -> str:
    """Plain text fit for a headline: NFC, one line, trimmed.

    Promises: no control characters, no lone surrogates (they become U+FFFD), no bidi embeddings,
    overrides or isolates (U+202A–202E, U+2066–2069; UAX #9), white space folded to single spaces.
    No-break spaces inside stay: French punctuation needs them.
    """
    if text.isprintable():
        # Then its only white space is the space.
        text = printable(text).strip()
        return SPACE.sub(" ", text) if "  " in text else text
    return SPACE.sub(" ", printable(BIDI.sub("", text))).strip()


def plain_text(html: str) -> str:
    """The text of ``html`` on one line: tags off, entities decoded, tidied by ``tidy_text``.

    Text of scripts, styles and other unread elements is dropped; blocks and line breaks part
    words. The answer is text, not markup: ``&lt;b&gt;`` comes out as ``<b>``.
    """
    # What was cleaned before has only tags like these, and needs no tree.
    pieces = _CLEAN_TAG.split(html)
    if not any("<" in piece for piece in pieces[::3]):
        words = [unescape(pieces[0])]
        for tag, text in zip(pieces[2::3], pieces[3::3], strict=True):
            words.append(unescape(text) if tag in INLINE_TAGS else f" {unescape(text)}")
        return tidy_text("".join(words))
    return tidy_text("".join(_words(read_tree(html))))


def clean_inline(html: str) -> str:
    """One line of safe markup: only ``b strong i em a sub sup br``, blocks turned into spaces."""
    line = SPACE.sub(" ", _flattened(read_tree(html)))
    return _INLINE_CLEANER.clean(_trimmed(line))


def clean_fragment(html: str) -> str:
    """Safe markup for a story's body.

    Promises: only ``p br h2 h3 h4 ul ol li blockquote table`` (and its parts) and the inline tags;
    links go to http, https, mailto or a path of this site and carry ``rel="noopener"``; nothing
    else has an attribute but ``colspan``, ``rowspan`` and ``scope``. ``h1`` becomes ``h2``, the
    edges of ``div`` and its like and two ``br`` in a row part paragraphs, empty elements go.
    Cleaning twice changes nothing. Text without any block stays bare.
    """
    pieces = _flow(read_tree(html))
    if len(pieces) == 1 and pieces[0][0] == "":
        return _BODY_CLEANER.clean(pieces[0][1])
    return _BODY_CLEANER.clean("".join(_as_blocks(pieces)))


def clean_blocks(html: str, base: str | None = None) -> list[tuple[str, str]]:
    """The blocks of ``clean_fragment`` in order, each as (tag, safe markup with that tag).

    The tag is one of ``p h2 h3 h4 ul ol blockquote table``; loose text becomes a ``p``. ``base`` is
    where relative links start from; None: this site, "": nobody knows, and they are dropped.
    """
    plain, rest = plain_paragraphs(html) if base is None else ([], html)
    pieces = [*(("p", markup) for markup in plain), *(_flow(read_tree(rest, base)) if rest else ())]
    return [
        (tag or "p", _BODY_CLEANER.clean(markup))
        for (tag, _), markup in zip(pieces, _as_blocks(pieces), strict=True)
    ]


def _words(node: Node) -> Iterator[str]:
    for child in node.children:
        if isinstance(child, str):
            yield child
        else:
            apart = " " if child.tag not in INLINE_TAGS else ""
            yield apart
            yield from _words(child)
            yield apart


def _flattened(node: Node) -> str:
    parts: list[str] = []
    for child in node.children:
        if isinstance(child, str) or child.tag in INLINE_TAGS or child.tag == "br":
            parts.append(_inline(child))
        else:
            parts.append(f" {_flattened(child)} ")
    return "".join(parts)


def _inline(child: "Node | str") -> str:
    if isinstance(child, str):
        return escape(child, quote=False)
    if child.tag == "br":
        return "<br>"
    inner = "".join(_inline(each) for each in child.children)
    return f"<{child.tag}{child.attributes}>{inner}</{child.tag}>"


def _trimmed(markup: str) -> str:
    markup = markup.strip()
    while markup.startswith("<br>"):
        markup = markup[4:].lstrip()
    while markup.endswith("<br>"):
        markup = markup[:-4].rstrip()
    return markup


def _paragraphs(run: list["Node | str"]) -> list[str]:
    """The run's inline markup, parted where two line breaks follow each other."""
    found: list[str] = []
    parts: list[str] = []
    breaks = 0
    for child in run:
        is_break = isinstance(child, Node) and child.tag == "br"
        blank = isinstance(child, str) and not child.strip()
        breaks = breaks + 1 if is_break else breaks if blank else 0
        if breaks == 2:
            found.append("".join(parts))
            parts, breaks = [], 0
        else:
            parts.append(_inline(child))
    found.append("".join(parts))
    return [markup for each in found if (markup := _trimmed(each))]


def _flow(node: Node) -> list[tuple[str, str]]:
    """What a block holds, as (tag, markup); the tag is empty for loose inline markup."""
    pieces: list[tuple[str, str]] = []
    run: list[Node | str] = []
    for child in [*node.children, Node("part")]:
        if isinstance(child, str) or child.tag in INLINE_TAGS or child.tag == "br":
            run.append(child)
            continue
        pieces.extend(("", markup) for markup in _paragraphs(run))
        run = []
        if child.tag == "p":
            pieces.extend(("p", f"<p>{markup}</p>") for markup in _paragraphs(child.children))
        elif child.tag in PARAGRAPHS:
            if markup := " ".join(_paragraphs(child.children)):
                pieces.append((child.tag, f"<{child.tag}>{markup}</{child.tag}>"))
        elif child.tag != "part" and (inner := _inside(child)):
            pieces.append((child.tag, f"<{child.tag}>{inner}</{child.tag}>"))
    return pieces


def _as_blocks(pieces: list[tuple[str, str]]) -> list[str]:
    return [markup if tag else f"<p>{markup}</p>" for tag, markup in pieces]


def _inside(node: Node) -> str:
    """The markup inside a list, quote, table, row or cell; empty if there is nothing to read."""
    if node.tag in LISTS | SECTIONS | {"tr"}:
        parts = []
        for child in node.children:
            if isinstance(child, Node) and child.tag != "part":
                inner = _inside(child)
                if inner or child.tag in CELLS:
                    parts.append(f"<{child.tag}{child.attributes}>{inner}</{child.tag}>")
        empty = node.tag != "tr" and not any(parts)
        return "" if empty else "".join(parts)
    pieces = _flow(node)
    if node.tag == "caption":
        return " ".join(plain for piece in pieces if (plain := _trimmed(_bare(piece[1]))))
    bare = len(pieces) == 1 and pieces[0][0] == ""
    return pieces[0][1] if bare else "".join(_as_blocks(pieces))


def _bare(markup: str) -> str:
    return escape(plain_text(markup), quote=False)


def _second_look(tag: str, attribute: str, value: str) -> str | None:
    return safe_href(value) if attribute == "href" else value


_INLINE_CLEANER = nh3.Cleaner(
    tags=set(INLINE_TAGS | {"br"}),
    attributes={"a": {"href"}},
    attribute_filter=_second_look,
    url_schemes={"http", "https", "mailto"},
    link_rel="noopener",
)
_BODY_CLEANER = nh3.Cleaner(
    tags=set(BODY_TAGS),
    attributes={
        "a": {"href"},
        "td": {"colspan", "rowspan"},
        "th": {"colspan", "rowspan", "scope"},
    },
    attribute_filter=_second_look,
    url_schemes={"http", "https", "mailto"},
    link_rel="noopener",
)
