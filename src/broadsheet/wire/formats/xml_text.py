"""XML from outside (XML 1.0, fifth edition), read so that it can do no harm.

lxml is the parser: in C, able to read on behind a fault, and kept from everything by which XML
harms. The prolog never reaches it, so there is no document type: no entity is declared or expanded,
no default attribute added, nothing fetched. The text is bounded before a tree of it is made.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from html.entities import html5
from typing import Any

from lxml import etree

from broadsheet.wire.errors import WireError, gettext_noop, shown
from broadsheet.wire.formats.encodings import C1_MEANT, decode, wide_encoding

#: The largest file that is read, in bytes.
MAX_BYTES = 20 * 1024 * 1024
#: How deep elements may nest; libxml2 stops by itself at 256.
MAX_DEPTH = 100
# Tags and attributes cost memory: about 120 bytes each.
_MOST_TAGS = 1_000_000
_MOST_ATTRIBUTES = 1_000_000

_DECLARED = re.compile(
    rb"<\?xml\s[^>]{0,200}?encoding\s*=\s*[\"']([A-Za-z0-9_.:-]{1,40})", re.IGNORECASE
)
_LANGUAGE = re.compile(
    rb"(?:xml:lang\s*=\s*[\"']\s*|<(?:dc:)?language>\s*)([A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})?)"
)
# How far into a file its declaration and its language are looked for, in bytes.
_HEAD = 20_000
_LONGEST_PROLOG = 1_000_000
_ELEMENT = re.compile(r"<[A-Za-z_:\u0080-\U0010ffff]")
_SUBSET_PART = re.compile(r"<!--|<\?|<!|[\"'\]>]")
_ENTITY_NAME = re.compile(r"<!ENTITY\s+(%\s+)?([^\s%\"'>]{1,100})\s")
_ENTITY_USED = re.compile(r"&([A-Za-z_][\w.-]{0,99});")
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_AMPERSAND = re.compile(r"&(?:#([0-9]{1,7}|[xX][0-9A-Fa-f]{1,6});|([A-Za-z][A-Za-z0-9]{0,31});)?")
_OWN = frozenset({"amp", "lt", "gt", "quot", "apos"})
# What libxml2 calls the faults of a file whose end is missing.
_CUT_SHORT = frozenset(
    f"ERR_{name}"
    for name in (
        *("DOCUMENT_END", "TAG_NOT_FINISHED", "CDATA_NOT_FINISHED", "COMMENT_NOT_FINISHED"),
        *("LT_REQUIRED", "GT_REQUIRED", "ATTRIBUTE_NOT_FINISHED"),
    )
)

#: An element of a tree. lxml has no types of its own.
Element = Any


@dataclass(frozen=True, slots=True)
class XmlDocument:
    """A tree, what the desk is told of how it was read, and whether its end is missing."""

    root: Element
    notes: tuple[str, ...] = ()
    cut_short: bool = False


def read_xml(
    data: bytes, *, content_type: str = "", tolerant: bool | Callable[[str], bool] = False
) -> XmlDocument:
    """The tree of an XML file; comments and processing instructions are left out.

    ``content_type`` is the transport's header, "" where there is none. What is not well-formed is
    refused, unless ``tolerant`` says otherwise (for some files: it is asked with the root element's
    name). Then entities of HTML, lone ampersands and control characters are put right, and what is
    left is read as far as it goes; each repair is noted.

    Promises: linear time, no network, no entity expanded. Raises WireError for what is too large or
    too deep, cannot be decoded, is not XML, or uses an entity that it declares itself.
    """
    if len(data) > MAX_BYTES:
        raise WireError(
            gettext_noop("the file has %(size)s bytes; %(most)s are allowed"),
            size=f"{len(data):,}",
            most=f"{MAX_BYTES:,}",
        )
    text, notes = _decoded(data, content_type)
    text, declared, junk = _without_prolog(text)
    if text.count("<") > _MOST_TAGS or text.count("=") > _MOST_ATTRIBUTES:
        raise WireError(
            gettext_noop("the file has more than %(most)s tags or attributes"),
            most=f"{_MOST_TAGS:,}",
        )
    try:
        if junk:
            raise etree.XMLSyntaxError("text stands before the first element", 0, 1, 1)
        return XmlDocument(_tree(text, _parser()), tuple(notes))
    except etree.XMLSyntaxError as error:
        fault = error
    if used := next((each for each in _ENTITY_USED.findall(text) if each in declared), ""):
        raise WireError(
            gettext_noop(
                "the file uses the entity %(entity)s, which it declares itself; such entities are"
                " never expanded"
            ),
            entity=shown(used),
        )
    if not (tolerant(_root_name(text)) if callable(tolerant) else tolerant):
        raise _not_xml(fault)
    return _repaired(text, fault, notes)


def root_name(data: bytes) -> str:
    """The name of the first element as it is written, prefix included; "" where there is none."""
    head = data[:_LONGEST_PROLOG]
    wide = wide_encoding(head)
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        wide = "utf-16" if head[2:4] != b"\x00\x00" else "utf-32"
    text = head.decode(wide or "utf-8", "replace")
    return _root_name(_without_prolog(text)[0])


def _root_name(text: str) -> str:
    match = re.match(r"\s*<([^\s/>]{1,100})", text)
    return match[1] if match else ""


def _decoded(data: bytes, content_type: str) -> tuple[str, list[str]]:
    head = data[:_HEAD]
    declared = _DECLARED.search(head)
    language = _LANGUAGE.search(head)
    found = decode(
        data,
        declared=declared[1].decode("ascii") if declared else "",
        content_type=content_type,
        language=language[1].decode("ascii") if language else "",
    )
    return found.text.removeprefix("\ufeff"), list(found.notes)


def _without_prolog(text: str) -> tuple[str, frozenset[str], bool]:
    """The text from its first element on, the entities the prolog declares, and if it held junk.

    Line ends are kept, so that errors name the right line.
    """
    position, declared, junk = 0, frozenset[str](), False
    while True:
        opening = text.find("<", position)
        if opening < 0:
            raise WireError(gettext_noop("the file holds no XML element"))
        junk = junk or bool(text[position:opening].strip())
        if text.startswith("<!--", opening):
            position = _behind(text, "-->", opening + 4)
        elif text.startswith("<?", opening):
            position = _behind(text, "?>", opening + 2)
        elif text.startswith("<!DOCTYPE", opening) or text.startswith("<!doctype", opening):
            position = _behind_doctype(text, opening + 9)
            declared |= {m[2] for m in _ENTITY_NAME.finditer(text, opening, position)}
        elif _ELEMENT.match(text, opening):
            return "\n" * text.count("\n", 0, opening) + text[opening:], declared, junk
        else:
            junk, position = True, opening + 1


def _behind(text: str, mark: str, position: int) -> int:
    found = text.find(mark, position)
    if found < 0:
        raise WireError(gettext_noop("the file holds no XML element: its prolog does not end"))
    return found + len(mark)


def _behind_doctype(text: str, position: int) -> int:
    """Where a document type declaration ends (XML 1.0 §2.8), its internal subset included."""
    in_subset = False
    opening = text.find("[", position)
    closing = text.find(">", position)
    if 0 <= opening < closing:
        in_subset = True
        position = opening + 1
    while match := _SUBSET_PART.search(text, position):
        part, position = match.group(), match.end()
        if part in "\"'":
            position = _behind(text, part, position)
        elif part == "<!--":
            position = _behind(text, "-->", position)
        elif part == "<?":
            position = _behind(text, "?>", position)
        elif part == "]":
            in_subset = False
        elif part == ">" and not in_subset:
            return position
    raise WireError(gettext_noop("the file holds no XML element: its prolog does not end"))


def _parser(*, recover: bool = False) -> etree.XMLParser:
    return etree.XMLParser(
        encoding="utf-8",
        recover=recover,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        attribute_defaults=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
        collect_ids=False,
    )


def _tree(text: str, parser: etree.XMLParser) -> Element:
    root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    if root is None:
        raise WireError(gettext_noop("the file holds no XML element that can be read"))
    return _shallow(root)


def _shallow(root: Element) -> Element:
    """``root``, after proof that it nests no deeper than it may."""
    depth = 0
    for event, _ in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if depth > MAX_DEPTH:
            raise WireError(
                gettext_noop("the XML is nested deeper than %(depth)s levels"), depth=MAX_DEPTH
            )
    return root


def _not_xml(fault: etree.XMLSyntaxError) -> WireError:
    line, column = fault.position if fault.lineno else (1, 1)
    said = re.sub(r", line \d+, column \d+.*$", "", str(fault.msg or fault), flags=re.DOTALL)
    return WireError(
        gettext_noop("line %(line)s, column %(column)s: not well-formed XML: %(fault)s"),
        line=line,
        column=column,
        fault=shown(said)[1:-1],
    )


def _repaired(text: str, fault: etree.XMLSyntaxError, notes: list[str]) -> XmlDocument:
    text = _FORBIDDEN.sub("", text)
    text = _ampersands_put_right(text)
    try:
        notes.append(f"{_not_xml(fault)}; it could be put right")
        return XmlDocument(_tree(text, _parser()), tuple(notes))
    except etree.XMLSyntaxError:
        pass
    notes[-1] = f"{_not_xml(fault)}; it was read as far as it goes"
    try:
        parser = _parser(recover=True)
        root = _tree(text, parser)
    except etree.XMLSyntaxError:
        raise _not_xml(fault) from None
    faults = [entry.type_name for entry in parser.error_log]
    return XmlDocument(root, tuple(notes), cut_short=bool(_CUT_SHORT & set(faults[-2:])))


def _ampersands_put_right(text: str) -> str:
    """HTML's entities as characters, impossible references and lone ampersands as text."""
    parts = []
    position = 0
    while position < len(text):
        start = text.find("<![CDATA[", position)
        end = len(text) if start < 0 else start
        parts.append(_AMPERSAND.sub(_reference, text[position:end]))
        if start < 0:
            break
        close = text.find("]]>", start)
        position = len(text) if close < 0 else close + 3
        parts.append(text[start:position])
    return "".join(parts)


def _reference(match: "re.Match[str]") -> str:
    number, name = match[1], match[2]
    if number:
        code = int(number[1:], 16) if number[0] in "xX" else int(number)
        legal = code in (9, 10, 13) or 0x20 <= code <= 0xD7FF or 0xE000 <= code <= 0xFFFD
        return f"&#{code};" if legal or 0x10000 <= code <= 0x10FFFF else "\ufffd"
    if name in _OWN:
        return match.group()
    meant = html5.get(f"{name};", "") if name else ""
    if meant and not set(meant) & set("<>&\"'"):
        return meant
    return f"&amp;{match.group()[1:]}"


def c1_put_right(text: str) -> str:
    """Text whose references to C1 controls (``&#146;``) become what windows-1252 means by them."""
    return text.translate(C1_MEANT)
