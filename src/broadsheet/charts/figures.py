"""Numbers as people write them: any digits, either decimal sign, thousands set apart or not."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from decimal import Decimal

from broadsheet.charts.table import fits

POINT, COMMA = ".", ","
#: What stands where there is no figure.
_NOTHING = frozenset(
    {"", "-", "–", "—", "−", "…", "..", "...", "n/a", "n.a.", "na", "n. d.", "n.d.", "s/d", "؟"}
)
_UNSEEN = re.compile("[\u200b-\u200f\u061c\u202a-\u202e\u2066-\u2069\ufeff]")
_SPACES = re.compile(r"[\s\u00a0\u202f\u2009]")
#: Arabic signs: U+066A percent, U+066B decimal, U+066C thousands; the Arabic comma is a comma.
_SIGNS = str.maketrans(
    {"٪": "%", "،": ",", "−": "-", "–": "-", "＋": "+", "’": "'", "٫": "D", "٬": "G"}
)
_SHAPE = re.compile(
    r"(?P<open>\()?(?P<sign>[+-]?)(?P<body>[\d.,'DG ]+)(?P<behind>-?)(?P<close>\))?"
)
_SMALL = re.compile(r"\d{1,15}(?:\.\d+)?[eE][+-]?\d{1,2}")


class NotAFigure(ValueError):
    """A cell that holds no number."""


class TooGreat(NotAFigure):
    """A number beyond what charts show."""


def is_nothing(cell: str) -> bool:
    """Whether a cell says that there is no figure."""
    return _UNSEEN.sub("", cell).strip().lower() in _NOTHING


def is_percent(cell: str) -> bool:
    """Whether a cell's number is written with a percent sign."""
    return _western(cell).endswith("%") or _western(cell).startswith("%")


def decimal_sign(cells: Iterable[str]) -> tuple[str, tuple[str, str] | None]:
    """The decimal sign of a table, and two cells that contradict each other, if any do.

    Where no cell tells, three digits behind the only sign are thousands: ``1,340`` and ``1.340``
    are one thousand three hundred and forty.
    """
    sure: dict[str, str] = {}
    likely: dict[str, str] = {}
    for cell in cells:
        told, certain = _told_by(_western(cell).strip("%()+- "))
        if told:
            (sure if certain else likely).setdefault(told, cell)
    for held in (sure, likely):
        if len(held) == 2:
            return POINT, (held[POINT], held[COMMA])
        if held:
            return next(iter(held)), None
    return POINT, None


def read_figure(cell: str, decimal: str) -> Decimal | None:
    """The number in a cell, or None where it says that there is none.

    Raises NotAFigure, or TooGreat for one that charts do not show. A percent sign is left out:
    ``45 %`` is 45.
    """
    if is_nothing(cell):
        return None
    text = _western(cell).removesuffix("%").removeprefix("%").strip()
    if _SMALL.fullmatch(text.lstrip("+-")):
        return _fitting(text)
    found = _SHAPE.fullmatch(text)
    if found is None or bool(found["open"]) != bool(found["close"]):
        raise NotAFigure(cell)
    signs = [found["sign"] == "-", found["behind"] == "-", bool(found["open"])]
    if sum(signs) > 1:
        raise NotAFigure(cell)
    digits = _digits(found["body"].strip(), decimal)
    if digits is None:
        raise NotAFigure(cell)
    return _fitting(f"-{digits}" if any(signs) else digits)


def _fitting(text: str) -> Decimal:
    figure = Decimal(text)
    figure = Decimal(0) if figure == 0 else figure
    if not fits(figure):
        raise TooGreat(text)
    # As it is written without an exponent, so that what is stored is what is read again.
    return Decimal(format(figure, "f"))


def _digits(body: str, decimal: str) -> str | None:
    """A number's body as Python writes it; None where it is none."""
    group = COMMA if decimal == POINT else POINT
    body = body.replace("D", decimal).replace("G", group)
    whole, point, rest = body.partition(decimal)
    if point and (not rest.isdecimal() or len(rest) > 30):
        return None
    if not whole:
        return f"0.{rest}" if rest else None
    for sign in (group, " ", "'"):
        if sign in whole:
            first, *others = whole.split(sign)
            *middle, last = others
            well_set = (
                first.isdecimal()
                and len(first) <= 3
                and len(last) == 3
                # In India: 12,34,567.
                and all(len(each) in (2, 3) for each in middle)
                and all(each.isdecimal() for each in others)
            )
            whole = "".join([first, *others]) if well_set else ""
            break
    if not whole.isdecimal() or len(whole) > 40:
        return None
    return f"{whole}.{rest}" if rest else whole


def _told_by(text: str) -> tuple[str, bool]:
    """Which decimal sign a number's form tells of, and whether it is sure; empty if of none."""
    signs = [sign for sign in text if sign in ".,"]
    if not signs or not all(each.isdecimal() or each in ".,' DG" for each in text):
        return "", False
    last = signs[-1]
    other = COMMA if last == POINT else POINT
    head, _, tail = text.rpartition(last)
    if len(set(signs)) == 2:
        return last, True
    if len(signs) > 1 or "D" in text:
        return other, True
    if len(tail) != 3 or head in {"", "0"} or len(head) > 3 or "'" in head or " " in head:
        return last, True
    return other, False


def _western(cell: str) -> str:
    """A cell with Western digits and signs, and single spaces."""
    text = _SPACES.sub(" ", _UNSEEN.sub("", cell)).strip().translate(_SIGNS)
    return "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in text)
