"""JSON from outside (RFC 8259), read strictly: nothing that two readers could take two ways."""

import codecs
import json
import math
import re
from collections.abc import Iterator
from typing import Any

from broadsheet.wire.errors import WireError, gettext_noop, shown

_NOT_UTF_8 = gettext_noop(
    "line %(line)s: the byte %(byte)s is not UTF-8; the file may be windows-1252 or another 8-bit"
    " encoding (near %(near)s)"
)
_NOT_UTF_8_BUT_UTF_16 = gettext_noop(
    "line %(line)s: the byte %(byte)s is not UTF-8; the file may be UTF-16 (near %(near)s)"
)
_LONG_LIST = gettext_noop("a list holds %(count)s entries; %(most)s are allowed")
_LARGE_OBJECT = gettext_noop("an object holds %(count)s entries; %(most)s are allowed")
_OTHER_MARKS = (
    (codecs.BOM_UTF32_LE, "UTF-32"),
    (codecs.BOM_UTF32_BE, "UTF-32"),
    (codecs.BOM_UTF16_LE, "UTF-16"),
    (codecs.BOM_UTF16_BE, "UTF-16"),
)
#: How many entries a list or an object may have.
MOST_ENTRIES = 20_000
_BETWEEN = re.compile(r"[ \t\n\r\x1e]*")
_SURROGATE = re.compile("[\ud800-\udfff]")


def read_json(data: bytes, *, max_bytes: int, max_depth: int) -> list[Any]:
    """The JSON values in ``data``: one, or several in a row (JSON Lines, RFC 7464 sequences).

    A byte order mark is passed over and lone surrogates become U+FFFD. Raises WireError, with line
    and column, for what is larger than ``max_bytes`` or nested deeper than ``max_depth``, not
    UTF-8, not JSON, empty, or ambiguous: a name twice in an object, NaN, an infinite number.
    """
    if len(data) > max_bytes:
        raise WireError(
            gettext_noop("the file has %(size)s bytes; %(most)s are allowed"),
            size=f"{len(data):,}",
            most=f"{max_bytes:,}",
        )
    text = _decode(data)
    values = list(_values(text))
    if not values:
        raise WireError(gettext_noop("the file is empty"))
    return [_settled(value, max_depth) for value in values]


def _decode(data: bytes) -> str:
    for mark, name in _OTHER_MARKS:
        if data.startswith(mark):
            raise WireError(
                gettext_noop("the file is %(encoding)s; JSON is sent in UTF-8"),
                encoding=name,
                rule="RFC 8259 §8.1",
            )
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[: error.start]
        line = before.count(b"\n") + 1
        byte = data[error.start]
        near = data[max(0, error.start - 10) : error.start + 10].decode("cp1252", "replace")
        wide = data[:100].count(0) > 10
        raise WireError(
            _NOT_UTF_8_BUT_UTF_16 if wide else _NOT_UTF_8,
            line=line,
            byte=f"0x{byte:02X}",
            near=shown(near),
            rule="RFC 8259 §8.1",
        ) from None


def _values(text: str) -> Iterator[Any]:
    decoder = json.JSONDecoder(
        object_pairs_hook=_object, parse_constant=_constant, parse_float=_number
    )
    position = _skip(text, 0)
    while position < len(text):
        try:
            value, position = decoder.raw_decode(text, position)
        except json.JSONDecodeError as error:
            raise WireError(
                gettext_noop("line %(line)s, column %(column)s: not JSON: %(fault)s"),
                line=error.lineno,
                column=error.colno,
                fault=error.msg,
            ) from None
        except RecursionError:
            raise WireError(gettext_noop("the JSON is nested too deep")) from None
        except ValueError as error:
            if isinstance(error, WireError):
                raise
            raise WireError(gettext_noop("a whole number has too many digits")) from None
        yield value
        position = _skip(text, position)


def _skip(text: str, position: int) -> int:
    match = _BETWEEN.match(text, position)
    return match.end() if match else position


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        seen: set[str] = set()
        for name, _ in pairs:
            if name in seen:
                raise WireError(
                    gettext_noop("the name %(name)s stands twice in one object"),
                    name=shown(name),
                    rule="RFC 8259 §4",
                )
            seen.add(name)
    return found


def _constant(name: str) -> Any:
    raise WireError(gettext_noop("%(word)s is not JSON"), word=name, rule="RFC 8259 §6")


def _number(digits: str) -> float:
    value = float(digits)
    if not math.isfinite(value):
        raise WireError(
            gettext_noop("the number %(number)s is too large"),
            number=shown(digits),
            rule="RFC 8259 §6",
        )
    return value


def _settled(value: Any, levels: int) -> Any:
    """``value`` without lone surrogates, and proof that it is at most ``levels`` deep."""
    if isinstance(value, str):
        return _SURROGATE.sub("\ufffd", value)
    if isinstance(value, dict | list):
        if levels <= 0:
            raise WireError(gettext_noop("the JSON is nested too deep"))
        if len(value) > MOST_ENTRIES:
            raise WireError(
                _LONG_LIST if isinstance(value, list) else _LARGE_OBJECT,
                count=f"{len(value):,}",
                most=f"{MOST_ENTRIES:,}",
            )
        if isinstance(value, list):
            return [_settled(each, levels - 1) for each in value]
        return {
            _SURROGATE.sub("\ufffd", name): _settled(each, levels - 1)
            for name, each in value.items()
        }
    return value
