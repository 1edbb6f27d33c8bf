"""IPTC 7901 (The Text Transmission Format) and its cousin ANPA 1312, as old wires still send them.

A message is a header behind SOH, a text between STX and ETX, and a line with the date. Its
identity is made of the service, its number and the date: numbers begin anew each day or year.
"""

import hashlib
import re
from pathlib import Path

from broadsheet.kit.safe_html import tidy_text
from broadsheet.kit.sentences import Sentence
from broadsheet.wire.errors import WireError, gettext_noop
from broadsheet.wire.formats.body import SentBody
from broadsheet.wire.formats.encodings import decode
from broadsheet.wire.formats.item_draft import ItemDraft
from broadsheet.wire.formats.loose_times import read_loose_time
from broadsheet.wire.formats.wordings import note_signals, worded
from broadsheet.wire.item import Concept, Item, ItemType, Status

#: The largest file that is read, in bytes.
MAX_BYTES = 20 * 1024 * 1024
_MOST_ITEMS = 10_000
# The message's parts. DC1 to DC4, shifts and fillers between them say how a teleprinter sets it.
_MESSAGE = re.compile("\x01([^\x01\x02]{0,600})\x02([^\x01\x03]*+)(?:\x03([^\x01]{0,200}))?")
_CONTROL = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f]")
_HEADER = re.compile(
    r"\s*([A-Za-z]{1,6})\s?(\d{1,6})[ \x1f]+([1-9A-Za-z])[ \x1f]+([A-Za-z0-9]{1,3})"
    r"(?:[ \x1f]+(\d{1,5}))?(?:[ \x1f]+([^\r\n]{0,200}))?\s*"
)
_DATE = re.compile(r"(\d{2})(\d{2})(\d{2})\s*([A-Za-z]{1,4})?\s*([A-Za-z]{3})\s*(\d{2,4})")
_PRIORITIES = {"f": 1, "b": 2, "u": 3, "r": 4, "d": 6}
_ANPA_KEYWORD = re.compile(r"(\S{1,100})(?: [\d-]{1,20})+")
_LONGEST_HEADLINE = 160
_KILL = re.compile(
    r"\W*(?:bulletin\s+)?(?:mandatory\s+)?(?:kill|annul|withdraw)(?:ed|ation)?\b", re.IGNORECASE
)


def looks_like_iptc_7901(data: bytes) -> bool:
    """Whether a file begins as a message does: SOH, after fillers at most, and STX soon after."""
    head = data[:2_000].lstrip(b"\x00\x16\x7f\r\n \x03\x04")
    return head.startswith(b"\x01") and 0 < head.find(b"\x02") < 700


def scan_iptc_7901(
    data: bytes, *, content_type: str = "", folder: Path | None = None
) -> list[Item | WireError]:
    """Every message in a file, in order, or the reason why one cannot be read.

    ``content_type`` may name the code page; otherwise UTF-8, or what the letters leave no doubt of.
    Raises WireError where the file holds no message, too many, or is too large.
    """
    if len(data) > MAX_BYTES:
        raise WireError(
            gettext_noop("the file has %(size)s bytes; %(most)s are allowed"),
            size=f"{len(data):,}",
            most=f"{MAX_BYTES:,}",
        )
    decoded = decode(data, content_type=content_type)
    messages = list(_MESSAGE.finditer(decoded.text))
    if not messages:
        raise WireError(
            gettext_noop("the file holds no message: no text stands between STX and ETX")
        )
    if len(messages) > _MOST_ITEMS:
        raise WireError(
            gettext_noop("the file holds %(count)s messages; %(most)s are allowed"),
            count=f"{len(messages):,}",
            most=f"{_MOST_ITEMS:,}",
        )
    found: list[Item | WireError] = []
    for position, match in enumerate(messages):
        try:
            found.append(_read(match[1], match[2], match[3], decoded.notes))
        except WireError as error:
            at = position if len(messages) > 1 else None
            where = Sentence(gettext_noop("message %(number)s"), {"number": position + 1})
            found.append(WireError(error.reason, where=where, rule="IPTC 7901", position=at))
    return found


def _read(header: str, text: str, trailer: str | None, notes: tuple[str, ...]) -> Item:
    draft = ItemDraft("iptc-7901", "")
    for each in notes:
        draft.note(each)
    match = _HEADER.fullmatch(header.replace("\x1f", " "))
    if match is None:
        raise WireError(
            gettext_noop("the header cannot be read: %(header)s"),
            header=repr(tidy_text(_CONTROL.sub(" ", header))[:80]),
        )
    service, number, priority, category, _, keyword = match.groups()
    if trailer is None:
        draft.fields["partial"] = True
        draft.note("the message has no end; it may be cut short")
    sent = _take_date(draft, trailer or "")
    keyword, lines = _keyword(tidy_text(keyword or ""), _lines(text))
    headline, lines = _headline(lines)
    if not any(lines) and not headline:
        raise WireError(gettext_noop("the message has no text"))
    total = hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:12]
    identity = f"urn:iptc7901:{service.lower()}:{number}:{sent or total}"
    draft.identify(identity, "", "header")
    draft.fields["urgency"] = _PRIORITIES.get(priority.lower()) or (
        int(priority) if priority.isdecimal() else None
    )
    draft.fields["subjects"] = (Concept(code=category, name=category, rel="category"),)
    draft.fields["provider"] = draft.fields["source"] = service.upper()
    draft.line("slugline", keyword)
    body = SentBody("main", "text/plain", "\n\n".join(_paragraphs(lines)))
    heads = [SentBody("main", "text/plain", headline)] if headline else []
    fields = worded(ItemType.TEXT, keyword, headlines=heads, descriptions=[], bodies=[body])
    draft.fields.update(fields)
    first = f"{headline} {lines[0] if lines else ''}".strip()
    draft.fields["signals"] = note_signals(first)
    if _KILL.match(keyword) or _KILL.match(first):
        draft.fields["status"] = Status.CANCELED
        draft.fields["signals"] = ("kill",)
        draft.note("the message begins as a kill; it names another message, to be looked for")
    return draft.item()


def _take_date(draft: ItemDraft, trailer: str) -> str:
    """The date of the last line, ``211545 GMT MAY 22``; as digits, for the identity."""
    match = _DATE.search(trailer)
    if match is None:
        draft.note("the message has no date")
        return ""
    day, hour, minute, zone, month, year = match.groups()
    written = f"{day} {month} {year} {hour}:{minute} {zone or ''}".strip()
    draft.moment("sent", written, "date")
    draft.moment("created", written, "date")
    if not zone:
        draft.note("the date has no zone; it was read as UTC")
    try:
        return read_loose_time(written).utc.strftime("%Y%m%d")
    except ValueError:
        return ""


def _lines(text: str) -> list[str]:
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return [_CONTROL.sub("", line).rstrip() for line in text.split("\n")]


def _keyword(keyword: str, lines: list[str]) -> tuple[str, list[str]]:
    """The catch line: in the header, else the first line if it has no spaces.

    ANPA goes on with a version, a date and a count of words. A line that repeats it is no text.
    """
    if match := _ANPA_KEYWORD.fullmatch(keyword):
        keyword = match[1]
    while lines and not lines[0].strip():
        lines = lines[1:]
    first = lines[0].strip() if lines else ""
    if keyword and first.casefold() == keyword.casefold():
        return keyword, lines[1:]
    if not keyword and first and " " not in first and len(lines) > 1 and len(first) <= 60:
        return first, lines[1:]
    return keyword, lines


def _headline(lines: list[str]) -> tuple[str, list[str]]:
    """A first line that stands apart from the text and ends without a full stop."""
    while lines and not lines[0].strip():
        lines = lines[1:]
    if len(lines) < 2:
        return "", lines
    first, second = lines[0].strip(), lines[1]
    apart = not second.strip() or (second[:1].isspace() and not lines[0][:1].isspace())
    if apart and len(first) <= _LONGEST_HEADLINE and not first.endswith((".", "؟", "!", ":", "،")):
        return tidy_text(first), lines[1:]
    return "", lines


def _paragraphs(lines: list[str]) -> list[str]:
    """Paragraphs are parted by blank lines, or begin with a space (IPTC 7901 §4)."""
    found: list[list[str]] = [[]]
    indented = sum(line[:1].isspace() for line in lines if line.strip())
    whole = sum(bool(line.strip()) for line in lines)
    by_indent = 0 < indented < whole
    for line in lines:
        if not line.strip():
            found.append([])
        elif by_indent and line[:1].isspace():
            found.append([line.strip()])
        else:
            found[-1].append(line.strip())
    return [" ".join(each) for each in found if each]
