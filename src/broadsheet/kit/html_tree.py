"""Markup from outside, read into a tree that is well nested by construction.

The tree keeps what a story's body needs, at most ``DEEPEST`` levels deep. Nothing here is safe to
publish yet: ``broadsheet.kit.safe_html`` writes the tree out and cleans it.
"""

import re
import unicodedata
from html import escape
from urllib.parse import urljoin

from broadsheet.kit.html_tokens import Token, html_tokens


def _names(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


#: How deep markup may nest; tags below that are dropped and their text is kept.
DEEPEST = 32

INLINE_TAGS = frozenset({"a", "b", "strong", "i", "em", "sub", "sup"})
PARAGRAPHS = frozenset({"p", "h2", "h3", "h4"})
LISTS = frozenset({"ul", "ol"})
SECTIONS = frozenset({"table", "thead", "tbody", "tfoot"})
CELLS = frozenset({"td", "th"})
TABLE_PARTS = SECTIONS | CELLS | {"tr", "caption"}
BODY_TAGS = INLINE_TAGS | PARAGRAPHS | LISTS | TABLE_PARTS | {"br", "li", "blockquote"}
# What other vocabularies (older HTML, definition lists, NITF) call the same things.
_ALIASES = {
    "h1": "h2",
    "h5": "h4",
    "h6": "h4",
    "hl1": "h2",
    "hl2": "h3",
    "dt": "p",
    "dd": "p",
    "pre": "p",
    "listing": "p",
    "menu": "ul",
    "dir": "ul",
    "bq": "blockquote",
}
# Elements without a place in a body whose edges still part one paragraph from the next.
_CONTAINERS = _names(
    """
    address article aside block body body.content center details dialog div dl fieldset figure
    footer form header hgroup hr html legend main nav search section summary
    """
)
# Elements whose content is not text to be read.
_SKIPPED = _names(
    """
    applet audio body.end body.head button canvas datalist del embed-code figcaption frameset
    iframe map math media media-caption noscript object picture select svg template video
    """
)
# Elements that end a skipped one left open inside them.
_ENDS_SKIPPED = {"figcaption": "figure", "media-caption": "media", "picture": "figure"}
_BREAKING = r" \t\n\r\f\v\x1c-\x1f\x85\u2028\u2029"
SPACE = re.compile(f"[{_BREAKING}]+")
# C0 and C1 controls, the byte order mark, and the code points Unicode reserves for no character.
_CONTROL = re.compile("[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ufeff\ufdd0-\ufdef\ufffe\uffff]")
_SURROGATE = re.compile("[\ud800-\udfff]")
OVERRIDE = re.compile("[\u202d\u202e]")
BIDI = re.compile("[\u202a-\u202e\u2066-\u2069]")
_HTTP = re.compile(r"https?://[^\s/?#@\\][^\s/?#@\\]*(?:[/?#]\S*)?", re.IGNORECASE)
_MAILTO = re.compile(r"mailto:[^\s\\]+", re.IGNORECASE)
_SITE_PATH = re.compile(r"/(?:[^\s/\\]\S*)?")
_SPAN = re.compile(r"[1-9][0-9]?")
_SCHEME = re.compile(r"\s*[A-Za-z][A-Za-z0-9+.-]*:")


def printable(text: str) -> str:
    """``text`` in NFC without control characters; lone surrogates become U+FFFD."""
    # What Unicode calls printable holds neither; most text is.
    if text.isprintable():
        return text if text.isascii() else unicodedata.normalize("NFC", text)
    text = _SURROGATE.sub("\ufffd", text)
    return unicodedata.normalize("NFC", _CONTROL.sub("", text))


def safe_href(value: str) -> str | None:
    """The address a link may have, or None.

    Allowed are http and https with a host and without user name or password, mailto, and paths of
    this site (one slash). Tabs, line breaks and control characters are taken out first, as
    browsers do before they look at the scheme (WHATWG URL §4.4).
    """
    value = printable(value).strip()
    value = re.sub(r"[\t\n\r]", "", value).replace(" ", "%20")
    if BIDI.search(value):
        return None
    allowed = any(form.fullmatch(value) for form in (_HTTP, _MAILTO, _SITE_PATH))
    return value if allowed else None


def absolute_href(value: str, base: str) -> str:
    """``value`` as seen from ``base`` (RFC 3986 §5); "" for a relative one without a base."""
    if _SCHEME.match(value):
        return value
    if not base:
        return ""
    try:
        return urljoin(base, value.strip())
    except ValueError:
        return ""


class Node:
    """An element: its tag, its attributes as they will be written, and what it holds."""

    __slots__ = ("attributes", "children", "tag")

    def __init__(self, tag: str, attributes: str = "") -> None:
        self.tag = tag
        self.attributes = attributes
        self.children: list[Node | str] = []


class _Builder:
    """Builds a tree that is well nested by construction, so that nh3 has nothing to repair."""

    def __init__(self, base: str | None = None) -> None:
        self.stack = [Node("root")]
        self._base = base
        self._skipping = ""
        self._skipped_depth = 0
        self._kept_lines = False

    def take(self, token: Token) -> None:
        name = token.value
        if self._skipping:
            if token.kind == "end" and name == _ENDS_SKIPPED.get(self._skipping):
                self._skipping = ""
                self._part()
            elif token.kind != "text" and name == self._skipping:
                self._skipped_depth += 1 if token.kind == "start" else -1
                self._skipping = self._skipping if self._skipped_depth else ""
        elif token.kind == "text":
            self._text(token.value)
        elif token.kind == "start":
            self._kept_lines = self._kept_lines or name in ("pre", "listing")
            self._start(_ALIASES.get(name, name), token)
        else:
            self._kept_lines = self._kept_lines and name not in ("pre", "listing")
            self._end(_ALIASES.get(name, name))

    def _text(self, text: str) -> None:
        if self._kept_lines:
            first, *others = text.strip("\r\n").split("\n")
            self._line(first)
            for line in others:
                self._append(Node("br"))
                self._line(line)
        else:
            self._line(text)

    def _line(self, text: str) -> None:
        if text.strip() or self.stack[-1].tag not in SECTIONS | LISTS | {"tr"}:
            self._append(text)

    def _append(self, child: "Node | str") -> None:
        self._settle()
        self.stack[-1].children.append(child)

    def _start(self, name: str, token: Token) -> None:
        if name in _SKIPPED:
            self._skipping, self._skipped_depth = name, 1
        elif name == "br":
            self._append(Node("br"))
        elif name in INLINE_TAGS:
            self._start_inline(name, token)
        elif name in _CONTAINERS:
            self._part()
        elif len(self.stack) >= DEEPEST:
            return
        elif name in PARAGRAPHS or name in LISTS or name in ("blockquote", "table"):
            self._leave_paragraph()
            self._settle()
            self._push(name)
        elif name == "li":
            self._leave_paragraph()
            if not self._back_to(LISTS, within=CELLS):
                self._settle()
                self._push("ul")
            self._push("li")
        elif name in TABLE_PARTS:
            self._start_table_part(name, token.attributes)

    def _start_inline(self, name: str, token: Token) -> None:
        open_tags = {node.tag for node in self.stack}
        if name == "a":
            given = token.attributes.get("href", "")
            href = safe_href(given if self._base is None else absolute_href(given, self._base))
            if href and "a" not in open_tags:
                self._settle()
                self._push("a", f' href="{escape(href)}"')
        elif name not in open_tags and len(self.stack) < DEEPEST:
            self._settle()
            self._push(name)

    def _start_table_part(self, name: str, attributes: dict[str, str]) -> None:
        self._leave_paragraph()
        if not any(node.tag == "table" for node in self.stack):
            self._part()
            return
        self._back_to({"table"} if name not in CELLS | {"tr"} else SECTIONS | {"tr"})
        if name == "tr" and self.stack[-1].tag == "tr":
            self.stack.pop()
        if name in CELLS and self.stack[-1].tag != "tr":
            self._push("tr")
        kept = [
            f' {key}="{value}"'
            for key in ("colspan", "rowspan")
            if name in CELLS and _SPAN.fullmatch(value := attributes.get(key, ""))
        ]
        if name == "th" and attributes.get("scope", "").lower() in ("row", "col"):
            kept.append(f' scope="{attributes["scope"].lower()}"')
        self._push(name, "".join(kept))

    def _end(self, name: str) -> None:
        if name == "br":
            self._append(Node("br"))
        elif name in _CONTAINERS:
            self._part()
        elif name in INLINE_TAGS or name in PARAGRAPHS:
            within = frozenset() if name in INLINE_TAGS else INLINE_TAGS
            for depth in range(len(self.stack) - 1, 0, -1):
                if self.stack[depth].tag == name:
                    del self.stack[depth:]
                    return
                if self.stack[depth].tag not in (within or INLINE_TAGS):
                    return
        elif name in LISTS or name in ("li", "blockquote"):
            if self._back_to({name}, within=CELLS):
                self.stack.pop()
        elif name in TABLE_PARTS and self._back_to({name}):
            self.stack.pop()

    def _push(self, tag: str, attributes: str = "") -> None:
        node = Node(tag, attributes)
        self.stack[-1].children.append(node)
        self.stack.append(node)

    def _part(self) -> None:
        self._leave_paragraph()
        self.stack[-1].children.append(Node("part"))

    def _leave_paragraph(self) -> None:
        while self.stack[-1].tag in INLINE_TAGS or self.stack[-1].tag in PARAGRAPHS:
            self.stack.pop()

    def _back_to(
        self, tags: "set[str] | frozenset[str]", within: frozenset[str] = frozenset()
    ) -> bool:
        """Close everything above the nearest of ``tags``, if none of ``within`` is in between."""
        for depth in range(len(self.stack) - 1, 0, -1):
            if self.stack[depth].tag in tags:
                del self.stack[depth + 1 :]
                return True
            if self.stack[depth].tag in within:
                return False
        return False

    def _settle(self) -> None:
        """Open what is missing between a list or table and its content."""
        if self.stack[-1].tag in LISTS:
            self._push("li")
        if self.stack[-1].tag in SECTIONS:
            self._push("tr")
        if self.stack[-1].tag == "tr":
            self._push("td")


def read_tree(html: str, base: str | None = None) -> Node:
    """The tree of ``html`` under a node named ``root``; nodes named ``part`` part paragraphs.

    ``base`` is the address that relative links start from: None where they are this site's own, ""
    where it is unknown, and then they are dropped.
    """
    builder = _Builder(base)
    for token in html_tokens(html):
        builder.take(token)
    root = builder.stack[0]
    _join_text(root)
    return root


def _join_text(node: Node) -> None:
    """Join neighbouring texts, tidy each, and take away inline elements that hold no words.

    Texts are brought to NFC here and never later: in markup, a combining mark after a tag would
    merge with its bracket (U+003E U+0338 is U+226F).
    """
    children: list[Node | str] = []
    pending: list[str] = []

    def settle() -> None:
        if not pending:
            return
        text = pending[0] if len(pending) == 1 else "".join(pending)
        if not text.isprintable():
            text = OVERRIDE.sub("", text)
        if text := SPACE.sub(" ", printable(text)):
            children.append(text)
        pending.clear()

    for child in node.children:
        if isinstance(child, str):
            pending.append(child)
            continue
        _join_text(child)
        if child.tag in INLINE_TAGS and not any(
            isinstance(each, Node) or each.strip() for each in child.children
        ):
            pending.extend(each for each in child.children if isinstance(each, str))
            continue
        settle()
        children.append(child)
    settle()
    node.children = children
