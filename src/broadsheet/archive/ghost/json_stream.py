"""Reads the tables of a large JSON file a row at a time (ijson), with bounds on one row.

A parser keeps a string in memory until it ends: a string without end must not reach it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from pathlib import Path
from typing import Any, BinaryIO

import ijson
from ijson.common import ObjectBuilder

#: Bytes of one string, levels of nesting, and values of one row.
LONGEST_STRING, DEEPEST, MOST_VALUES = 8_000_000, 24, 5_000
_PORTION = 64 * 1024
#: Levels above the rows of a table.
_DEEPEST_TABLE = 6

Progress = Callable[[int], None]


class JsonFault(Exception):
    """Why the file cannot be read any further, and after how many bytes."""


def read_rows(
    path: Path, roots: Collection[tuple[str, ...]], tables: Collection[str], progress: Progress
) -> Iterator[tuple[str, dict[str, Any]]]:
    """The rows of some tables, each with its table's name, in the order of the file.

    ``roots`` are the paths under which tables may stand; other tables are passed over. Raises
    JsonFault.
    """
    with path.open("rb") as file:
        bounded = _Bounded(file, progress)
        wanted = {(*root, table, "item"): table for root in roots for table in tables}
        events = ijson.basic_parse(bounded, use_float=True, buf_size=_PORTION)
        try:
            yield from _rows(events, wanted)
        except (ijson.JSONError, UnicodeDecodeError) as error:
            first = " ".join(str(error).split())[:160]
            raise JsonFault(f"{first} (near byte {bounded.count:,})") from error


def _rows(events: Any, wanted: dict[tuple[str, ...], str]) -> Iterator[tuple[str, dict[str, Any]]]:
    # Paths are followed here, and not by ijson, which makes a text of every one of them: of a
    # hundred thousand brackets, ten gigabytes.
    path: list[str] = []
    builder: ObjectBuilder | None = None
    table, depth, values = "", 0, 0
    for event, value in events:
        if builder is not None:
            values += 1
            if values > MOST_VALUES:
                raise JsonFault(f"a row of “{table}” has more than {MOST_VALUES:,} values")
            builder.event(event, value)
        if event == "map_key":
            path[-1] = value
        elif event in ("start_map", "start_array"):
            if builder is None and event == "start_map" and len(path) <= _DEEPEST_TABLE:
                table = wanted.get(tuple(path), "")
                if table:
                    builder, depth, values = ObjectBuilder(), len(path), 0
                    builder.event(event, value)
            path.append("" if event == "start_map" else "item")
            if len(path) > DEEPEST:
                raise JsonFault("it is nested too deeply")
        elif event in ("end_map", "end_array"):
            path.pop()
            if builder is not None and len(path) == depth:
                yield table, builder.value
                builder = None


class _Bounded:
    """A file whose reader is stopped by a string that is too long to be one."""

    def __init__(self, file: BinaryIO, progress: Progress) -> None:
        self._file, self._progress = file, progress
        self._run = 0
        self._held = b""
        self.count = 0

    def read(self, size: int = -1) -> bytes:
        """See ``io.RawIOBase.read``. Raises JsonFault."""
        if size == 0:
            return b""
        portion = self._file.read(_PORTION if size < 0 else size)
        if not self.count:
            portion = portion.removeprefix(b"\xef\xbb\xbf")
        self.count += len(portion)
        self._progress(self.count)
        # Escaped quotes end no string; a backslash at the end belongs to what follows.
        text = (self._held + portion).replace(b"\\\\", b"")
        self._held = b"\\" if text.endswith(b"\\") else b""
        text = text.replace(b'\\"', b"")
        last = text.rfind(b'"')
        self._run = self._run + len(portion) if last < 0 else len(text) - last
        if self._run > LONGEST_STRING:
            raise JsonFault(
                f"a text has more than {LONGEST_STRING:,} bytes (near byte {self.count:,})"
            )
        return portion
