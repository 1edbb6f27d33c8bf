"""What a reader can take, reads first, and has already (RFC 9110, 12.5 and 13)."""

from __future__ import annotations

import re
from email.utils import parsedate_to_datetime
from functools import lru_cache

#: In order of preference where the reader has none.
PREFERRED = ("br", "gzip")
_LONGEST = 500
_TAG = re.compile(r'(?:W/)?("[^"]*")')


def weigh(header: str) -> list[tuple[str, float]]:
    """The parts of an Accept-… header with their weights, lower case, in the header's order.

    A weight that cannot be read is nought.
    """
    weighed = []
    for part in header[:_LONGEST].split(","):
        token, *parameters = part.replace(" ", "").replace("\t", "").lower().split(";")
        weight = 1.0
        for each in parameters:
            if each.startswith("q="):
                try:
                    weight = float(each[2:])
                except ValueError:
                    weight = 0.0
        if token:
            weighed.append((token, weight if 0 <= weight <= 1 else 0.0))
    return weighed


@lru_cache(maxsize=512)
def encoding_for(header: bytes) -> str:
    """The encoding to send: ``br``, ``gzip`` or ``""``.

    An encoding wins over another that is wanted less; between equals ours does. A reader who
    refuses everything gets the plain page (RFC 9110, 12.5.3 allows it).
    """
    weights = dict(weigh(header.decode("latin-1")))
    others = weights.get("*", 0.0)
    wanted = {name: weights.get(name, others) for name in PREFERRED}
    best = max(PREFERRED, key=lambda name: wanted[name])
    if wanted[best] <= 0 or wanted[best] < weights.get("identity", 0.0):
        return ""
    return best


def languages(header: str) -> list[str]:
    """Language tags in the order a reader prefers them, lower case, refused ones left out."""
    ranked = [
        (-weight, place, tag)
        for place, (tag, weight) in enumerate(weigh(header))
        if tag != "*" and weight > 0
    ]
    return [tag for _, _, tag in sorted(ranked)]


def is_unmodified(
    etag: str, modified: int, if_none_match: bytes | None, if_modified_since: bytes | None
) -> bool:
    """Whether a GET or HEAD is answered with 304 (RFC 9110, 13.2.2: a tag rules alone)."""
    if if_none_match is not None:
        wanted = if_none_match.decode("latin-1").strip()
        return wanted == "*" or (bool(etag) and etag in _TAG.findall(wanted))
    if if_modified_since is None or not modified:
        return False
    since = seconds_of(if_modified_since)
    return since is not None and modified <= since


@lru_cache(maxsize=512)
def seconds_of(date: bytes) -> int | None:
    """An HTTP date as seconds since the epoch; None for what is not one."""
    try:
        return int(parsedate_to_datetime(date.decode("ascii")).timestamp())
    except (ValueError, TypeError, OverflowError):
        return None
