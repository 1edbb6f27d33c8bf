"""Names of rows that are times: years, months, days, as ISO 8601 writes them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from datetime import date
from itertools import pairwise

_ISO = re.compile(r"([12]\d{3})(?:-(\d{2})(?:-(\d{2}))?)?")


def as_time(label: str) -> tuple[date, str] | None:
    """A year, month or day and which of them it is (``y``, ``m``, ``d``); None for other names."""
    western = "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in label)
    found = _ISO.fullmatch(western.strip())
    if found is None:
        return None
    year, month, day = found.groups()
    try:
        moment = date(int(year), int(month or 1), int(day or 1))
    except ValueError:
        return None
    return moment, "d" if day else "m" if month else "y"


def as_times(labels: Sequence[str]) -> tuple[date, ...] | None:
    """The days of all names, where all of them are times of one sort in rising order."""
    found = [as_time(label) for label in labels]
    if not all(found) or len({each[1] for each in found if each}) != 1:
        return None
    days = tuple(each[0] for each in found if each)
    rising = all(one < other for one, other in pairwise(days))
    return days if rising else None
