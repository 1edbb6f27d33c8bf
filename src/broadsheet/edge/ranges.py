"""Parts of a file: what a player asks for when somebody jumps (RFC 9110, 14)."""

from __future__ import annotations

import re

_ONE_RANGE = re.compile(r"bytes[ \t]*=[ \t]*(\d{0,18})-(\d{0,18})[ \t]*", re.IGNORECASE)


class Unsatisfiable(ValueError):
    """A range that begins after the end: 416."""


def read_range(header: bytes, size: int) -> tuple[int, int] | None:
    """First byte and number of bytes asked for.

    None for several ranges, another unit or what cannot be read: the whole is sent then, as the
    RFC allows. Raises Unsatisfiable.
    """
    found = _ONE_RANGE.fullmatch(header.decode("latin-1"))
    if not found or not (found[1] or found[2]):
        return None
    if not found[1]:
        last = min(int(found[2]), size)
        if last == 0:
            raise Unsatisfiable
        return size - last, last
    first = int(found[1])
    end = min(int(found[2]), size - 1) if found[2] else size - 1
    if found[2] and int(found[2]) < first:
        return None
    if first >= size:
        raise Unsatisfiable
    return first, end - first + 1
