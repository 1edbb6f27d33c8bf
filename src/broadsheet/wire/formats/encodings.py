"""Bytes of unsure encoding brought to text, where one answer is right; nothing is guessed.

What counts, in this order: a byte order mark; zero bytes as UTF-16 and UTF-32 have them; bytes that
are UTF-8 where a single-byte encoding was declared (longer text is never so by accident); what the
document declares; what the transport said (RFC 7303 §3.2 puts it first, but servers' settings are
wrong more often than authors); UTF-8. If none of them fits, the document's language decides which
older encoding is tried; without one, Arabic is known by its commonest words, and letters beyond
ASCII that stand alone are windows-1252. All else is refused: a wrong letter in a name is worse than
an item kept in quarantine.
"""

import codecs
import re
from dataclasses import dataclass

from broadsheet.wire.errors import WireError, gettext_noop, shown

_OTHERWISE_DECLARED = gettext_noop(
    "line %(line)s: the byte %(byte)s is not UTF-8, and the file says it is %(encoding)s"
)
_UNDECLARED = gettext_noop(
    "line %(line)s: the byte %(byte)s is not UTF-8, and nothing says what it is"
)
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([A-Za-z0-9_.:-]{1,40})", re.IGNORECASE)
# What browsers read under these names (WHATWG Encoding §4.2).
_MEANT = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "latin-1": "cp1252",
    "iso8859-9": "cp1254",
    "tis-620": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "euc_kr": "cp949",
    "shift_jis": "cp932",
    "iso8859-6": "iso8859-6",
}
_WIDE = frozenset({"utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be"})
_MANY_BYTES = frozenset(
    {"gb18030", "big5", "big5hkscs", "cp949", "cp932", "euc_jp", "iso2022_jp", "hz", "johab"}
)
# Codecs of Python that are no encodings of text on the wire.
_NOT_ENCODINGS = frozenset(
    {"utf-7", "idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined", "mbcs"}
)
# The encoding that newsrooms used before UTF-8, by language.
_OF_LANGUAGE = {
    language: name
    for name, languages in {
        "cp1256": "ar fa ur ps ku",
        "cp1251": "ru uk bg sr mk be",
        "cp1250": "cs pl hu sk sl hr ro",
        "cp1252": "en es fr de pt it nl sv da no nb fi ca is ga eu gl id ms",
        "cp1253": "el",
        "cp1254": "tr",
        "cp1255": "he iw",
        "cp874": "th",
        "cp949": "ko",
        "cp932": "ja",
        "gb18030": "zh-cn",
        "big5": "zh-tw",
    }.items()
    for language in languages.split()
}
_HIGH_WORD = re.compile(rb"[\x80-\xff]+")
# What no Arabic text goes without, as it is encoded where it was not UTF-8.
_COMMONEST = "في من على إلى أن عن التي الذي مع هذا هذه بعد قال"
_ARABIC_WORDS = {
    name: frozenset(_COMMONEST.encode(name).split()) for name in ("cp1256", "iso8859-6")
}
_HIGH_RUN = re.compile(rb"[\x80-\xff]{4,}")
_WIDEST_LOOK = 200


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text, the encoding it was in (as Python names it), and what the desk is told of it."""

    text: str
    encoding: str
    notes: tuple[str, ...] = ()


def decode(
    data: bytes, *, declared: str = "", content_type: str = "", language: str = ""
) -> Decoded:
    """The text of ``data``.

    ``declared`` is what the document says of itself, ``content_type`` the transport's header,
    ``language`` the document's language, each "" where unknown. Raises WireError where no encoding
    is the right one beyond doubt.
    """
    for mark, name in _MARKS:
        if data.startswith(mark):
            return _strictly(data, name)
    if wide := wide_encoding(data):
        return _strictly(data, wide)
    says = _known(declared)
    header = _CHARSET.search(content_type)
    told = _known(header[1]) if header else ""
    utf_8 = _tried(data, "utf-8")
    if utf_8 is not None and (says not in _MANY_BYTES or data.isascii()):
        wrong = says not in ("", "utf-8", *_WIDE) and not data.isascii()
        unknown = bool(declared) and not says
        said = f"the file says it is {shown(declared)}, but it is UTF-8"
        return Decoded(utf_8, "utf-8", (said,) if wrong or unknown else ())
    for name in (says, told, "utf-8"):
        text = _tried(data, name) if name and name not in _WIDE else None
        if text is not None:
            differs = name != says and bool(declared)
            said = f"the file says it is {shown(declared)}, but it is {name}"
            return Decoded(text, name, (said,) if differs else ())
    return _by_language(data, declared or told, language)


def wide_encoding(data: bytes) -> str:
    """UTF-16 or UTF-32 without a mark, by where zero bytes stand (XML 1.0, appendix F); or ""."""
    start = data[:_WIDEST_LOOK]
    if b"\x00" not in start[:4]:
        return ""
    zeros = [start[at::4].count(0) * 4 > len(start) * 0.9 for at in range(4)]
    if zeros == [True, True, True, False]:
        return "utf-32-be"
    if zeros == [False, True, True, True]:
        return "utf-32-le"
    if start[0] == 0 and start[1] != 0:
        return "utf-16-be"
    if start[1] == 0 and start[0] != 0:
        return "utf-16-le"
    return ""


def _strictly(data: bytes, name: str) -> Decoded:
    text = _tried(data, name)
    if text is None:
        raise WireError(
            gettext_noop("the file begins as %(encoding)s, but is not"),
            encoding=name.upper().removesuffix("-SIG"),
        )
    return Decoded(text, name)


def _known(name: str) -> str:
    """Python's name for an encoding of text, or ""."""
    if not name:
        return ""
    name = name.strip().lower()
    try:
        found = codecs.lookup(name.replace("windows-", "cp")).name
        known = found if found not in _NOT_ENCODINGS and _is_text(found) else ""
    except (LookupError, ValueError):
        return ""
    return _MEANT.get(known, known)


def _is_text(name: str) -> bool:
    try:
        return isinstance(b"a".decode(name), str)
    except (LookupError, ValueError):
        return name in _WIDE


def _tried(data: bytes, name: str) -> str | None:
    try:
        return data.decode(name)
    except (UnicodeError, LookupError, ValueError):
        # Five bytes have no letter in windows-1252; older texts hold them as controls (C1).
        if name == "cp1252":
            return data.decode("latin-1").translate(_CP1252)
        return None


def _by_language(data: bytes, declared: str, language: str) -> Decoded:
    tag = language.strip().lower().replace("_", "-")
    name = _OF_LANGUAGE.get(tag) or _OF_LANGUAGE.get(tag.partition("-")[0], "")
    why = f"by its language, {shown(language)}"
    if not name and (arabic := _arabic(data)):
        name, why = arabic, "by its words"
    if not name and not _HIGH_RUN.search(data):
        name, why = "cp1252", "by its letters"
    text = _tried(data, name) if name else None
    if text is not None:
        said = f"the file says it is {shown(declared)}, but it is not" if declared else ""
        said = said or "the file does not say how it is encoded and is not UTF-8"
        return Decoded(text, name, (f"{said}; it was read as {name}, {why}",))
    bad = _first_bad(data)
    line = data.count(b"\n", 0, bad) + 1
    byte = f"0x{data[bad]:02X}"
    if declared:
        raise WireError(_OTHERWISE_DECLARED, line=line, byte=byte, encoding=shown(declared))
    raise WireError(_UNDECLARED, line=line, byte=byte)


def _arabic(data: bytes) -> str:
    """The one encoding in which a text is full of Arabic's commonest words, or ""."""
    sent = _HIGH_WORD.findall(data)
    hits = {name: [each for each in sent if each in words] for name, words in _ARABIC_WORDS.items()}
    best, other = sorted(hits, key=lambda name: -len(hits[name]))
    clear = len(set(hits[best])) >= 2 and len(hits[best]) >= 3 + 2 * len(hits[other])
    return best if clear and len(hits[best]) * 100 >= len(sent) * 3 else ""


def _first_bad(data: bytes) -> int:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        return error.start
    return 0


def _cp1252() -> dict[int, str]:
    table = {}
    for code in range(0x80, 0xA0):
        try:
            table[code] = bytes([code]).decode("cp1252")
        except UnicodeDecodeError:
            table[code] = "\ufffd"
    return table


_CP1252 = _cp1252()
#: What references to C1 controls mean: ``&#146;`` is an apostrophe (WHATWG HTML §13.2.5.80).
C1_MEANT = _CP1252
