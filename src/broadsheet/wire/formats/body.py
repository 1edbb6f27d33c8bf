"""A story's body: the best of the forms it came in, as safe blocks, and the pictures inside it."""

import re
from dataclasses import dataclass, replace
from html import escape

from broadsheet.kit.html_tokens import html_tokens
from broadsheet.kit.safe_html import clean_blocks, clean_fragment, plain_text, tidy_text
from broadsheet.wire.item import Block, BlockKind, BodyForm

_KINDS = {
    "p": BlockKind.PARAGRAPH,
    "h2": BlockKind.HEADING,
    "h3": BlockKind.HEADING,
    "h4": BlockKind.HEADING,
    "ul": BlockKind.LIST,
    "ol": BlockKind.LIST,
    "blockquote": BlockKind.QUOTE,
    "table": BlockKind.TABLE,
}
_MARKUP = re.compile(
    r"<(?:p|br|div|h[1-6]|ul|ol|blockquote|table|section|article|body|html|b|i|em|strong|a)\b[^<]*>",
    re.IGNORECASE,
)
_BLANK_LINE = re.compile(r"\n[ \t]*\n")
# A line shorter than this was meant to end (verse, results); a longer one was wrapped. Characters.
_WRAPPED_FROM = 50
_HTML, _TEXT, _XML = 0, 1, 2
# How many forms are tried until one has words.
_TRIED = 5


@dataclass(frozen=True, slots=True)
class SentBody:
    """A body as it was sent. ``content_type`` is an IANA media type or "".

    ``base`` is the address relative links start from: "" where nobody knows it (such links are
    dropped), None where the links are this site's own.
    """

    role: str
    content_type: str
    value: str
    base: str | None = None


@dataclass(frozen=True, slots=True)
class BodyPicture:
    """A picture inside a body: its address, alternative text and caption (plain text).

    ``width`` and ``height`` are as its markup gives them.
    """

    source: str
    alt: str
    caption: str
    width: str = ""
    height: str = ""


def looks_like_markup(text: str) -> bool:
    """Whether text of no stated type holds tags that a body would have."""
    return _MARKUP.search(text) is not None


def read_body(
    sent: list[SentBody], headline: str, summary: str = ""
) -> tuple[tuple[Block, ...], list[BodyForm]]:
    """The blocks of the best form, and every form with the best one marked.

    HTML is preferred to plain text, plain text to other markup (NITF); among equals the role
    "main" and then the first. Forms without words are passed over, up to five. A
    heading at the start that only repeats ``headline`` is left out, and then a paragraph that only
    repeats ``summary``, as long as something is left.
    """
    ranked = sorted(range(len(sent)), key=lambda at: (_rank(sent[at]), sent[at].role != "main", at))
    blocks: list[Block] = []
    chosen = -1
    for at in ranked[:_TRIED]:
        form = sent[at]
        blocks = (
            text_blocks(form.value)
            if _rank(form) == _TEXT
            else markup_blocks(form.value, form.base)
        )
        if blocks:
            chosen = at
            break
    if blocks and blocks[0].kind is BlockKind.HEADING and blocks[0].text == headline:
        blocks = blocks[1:]
    if summary and len(blocks) > 1 and blocks[0].text == summary:
        blocks = blocks[1:]
    forms = [
        BodyForm(
            role=tidy_text(form.role),
            content_type=tidy_text(form.content_type),
            characters=len(form.value),
            chosen=at == chosen,
        )
        for at, form in enumerate(sent)
    ]
    return tuple(blocks), forms


def markup_blocks(html: str, base: str | None = None) -> list[Block]:
    """Safe blocks of a body in HTML, XHTML or a markup close to it; ``base`` as in SentBody."""
    return [
        Block(kind=_KINDS[tag], html=markup, level=int(tag[1]) if tag[0] == "h" else None)
        for tag, markup in clean_blocks(html, base)
    ]


def text_blocks(text: str) -> list[Block]:
    """Paragraphs of a plain text: parted by blank lines, or by line ends where there are none."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").strip("\n")
    parts = _BLANK_LINE.split(text) if _BLANK_LINE.search(text) else text.split("\n")
    blocks = []
    for part in parts:
        lines = [tidied for line in part.split("\n") if (tidied := tidy_text(line))]
        if lines:
            marked = "".join(
                escape(line, quote=False) + (" " if len(line) >= _WRAPPED_FROM else "<br>")
                for line in lines[:-1]
            )
            html = clean_fragment(f"<p>{marked}{escape(lines[-1], quote=False)}</p>")
            blocks.append(Block(kind=BlockKind.PARAGRAPH, html=html))
    return blocks


def body_pictures(html: str) -> list[BodyPicture]:
    """The pictures of a body in order; inside a ``figure`` with its caption."""
    found: list[BodyPicture] = []
    first_of_figure, caption, in_caption = 0, "", False
    for token in html_tokens(html):
        if token.kind == "text":
            caption += token.value if in_caption else ""
        elif token.value == "img" and token.kind == "start":
            source = token.attributes.get("src", "")
            alt = tidy_text(token.attributes.get("alt", ""))
            size = [token.attributes.get(side, "").strip() for side in ("width", "height")]
            found.append(BodyPicture(source, alt, "", *size))
        elif token.value == "figcaption":
            in_caption = token.kind == "start"
        elif token.value == "figure":
            if token.kind == "end":
                found[first_of_figure:] = [
                    replace(each, caption=tidy_text(caption)) for each in found[first_of_figure:]
                ]
            first_of_figure, caption, in_caption = len(found), "", False
    return found


def _rank(form: SentBody) -> int:
    kind = form.content_type.partition(";")[0].strip().lower()
    if kind in ("text/html", "application/xhtml+xml"):
        return _HTML
    if "xml" in kind or "nitf" in kind:
        return _XML
    if not kind:
        return _HTML if looks_like_markup(form.value) else _TEXT
    return _TEXT


def words(value: str, content_type: str) -> str:
    """A headline or description as one line of plain text.

    Markup is taken off where the type says so, or where no type is given and it looks like it.
    """
    kind = content_type.partition(";")[0].strip().lower()
    marked = "html" in kind or "xml" in kind
    if marked or (not kind and (looks_like_markup(value) or "&" in value)):
        return plain_text(value)
    return tidy_text(value)
