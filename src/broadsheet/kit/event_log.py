"""What happened on a page, in order, on the disk: written once, read by every edge.

A channel is the tree path of the page that its events belong to (``/en/breaking/``). Its log is one
file of lines, each a checksum and a JSON object: first the head (the channel, and the number from
which a resume is whole), then one record a line (a number and its events).

A record is there when its line is whole. What a killed writer left behind it is seen by no reader
and cut off by the next writer. Records are on the disk when a call returns.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import secrets
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from broadsheet.kit.edge_bell import edges_of, ring

#: What a log keeps: so many of the newest records, and so many bytes of them.
KEPT_RECORDS = 1000
KEPT_BYTES = 256 * 1024
#: The most bytes that the events of one number may take.
LARGEST = 64 * 1024
#: Numbers must be exact in a browser too, where a number is a float.
HIGHEST = 2**53 - 1
#: A log is rewritten when it holds so many times what it keeps: seldom, and not with each event.
SLACK = 2


@dataclass(frozen=True, slots=True)
class Record:
    """The events of one number, each a name and its data."""

    number: int
    events: tuple[tuple[str, str], ...]


#: How a file looked: its number on the disk, its size, and when it was written.
_Seen = tuple[int, int, int]


@dataclass(slots=True)
class _Log:
    """A log as it was read: how its file looked, how far it is whole, and what is in it."""

    seen: _Seen
    end: int
    last: int
    count: int


class EventLog:
    """The logs of a newsroom's channels, in ``$BROADSHEET_HOME/stream``.

    Writers take turns by a lock on the folder, so that a second one does no harm. After each record
    the edges of this machine are woken.
    """

    def __init__(
        self, folder: Path, *, records: int = KEPT_RECORDS, size: int = KEPT_BYTES
    ) -> None:
        self.folder = folder
        self._records = records
        self._size = size
        self._edges = edges_of(folder.parent)
        self._known: dict[str, _Log] = {}

    def append(self, channel: str, number: int, name: str, data: str) -> bool:
        """Write one event. The same as :meth:`append_all` with that event alone."""
        return self.append_all(channel, number, [(name, data)])

    def append_all(self, channel: str, number: int, events: Iterable[tuple[str, str]]) -> bool:
        """Write the events of a number as one record: readers get all of them, or none.

        Returns False, and writes nothing, where the channel has come as far as ``number`` before.
        Raises ValueError for events that no stream can carry (see :func:`check_events`), and
        OSError where the disk refuses: nothing of the record is there then.
        """
        listed = check_events(events)
        if not 0 < number <= HIGHEST:
            raise ValueError(f"an event's number is from 1 to {HIGHEST}, not {number}")
        line = _line({"number": number, "events": listed})
        with self._writing():
            log = self._open(channel) or self._make(channel, number - 1)
            if number <= log.last:
                return False
            self._write(channel, log, line)
            log.last = number
            log.count += 1
            if log.count > SLACK * self._records or log.end > SLACK * self._size:
                self._rewrite(channel, self._records, self._size)
        ring(self._edges, f"events\n{channel}")
        return True

    def begin(self, channel: str, number: int = 0) -> bool:
        """Open a channel on which nothing has happened since ``number``; False if it is there.

        Readers are answered 404 on a channel that has no log.
        """
        with self._writing():
            if self._open(channel) is not None:
                return False
            self._make(channel, number)
        return True

    def trim(self, channel: str, *, records: int | None = None, size: int | None = None) -> int:
        """Keep the newest records and bytes only; returns how many records went.

        The log remembers the lowest number from which a resume is whole. Done by itself from time
        to time as events are written.
        """
        with self._writing():
            if self._open(channel) is None:
                return 0
            return self._rewrite(
                channel,
                self._records if records is None else records,
                self._size if size is None else size,
            )

    def restart(self, channel: str, number: int) -> None:
        """Forget all that happened up to ``number``: who resumes from before is told to reload."""
        with self._writing():
            self._make(channel, number)
        ring(self._edges, f"events\n{channel}")

    def remove(self, channel: str) -> None:
        """Take a channel away; its open streams end."""
        with self._writing():
            self._known.pop(channel, None)
            log_file(self.folder, channel).unlink(missing_ok=True)
        ring(self._edges, f"events\n{channel}")

    def last(self, channel: str) -> int:
        """The number of the newest event; 0 where there is none."""
        tail = Tail.of(self.folder, channel)
        return tail.last if tail is not None else 0

    def channels(self) -> list[str]:
        """All channels that have a log, sorted."""
        found = []
        for file in self.folder.glob("*.log"):
            try:
                with file.open("rb") as source:
                    head = _content(source.readline(), whole=True)
            except OSError:
                continue
            if head is not None and isinstance(head.get("channel"), str):
                found.append(head["channel"])
        return sorted(found)

    @contextmanager
    def _writing(self) -> Iterator[None]:
        self.folder.mkdir(parents=True, exist_ok=True)
        with open(self.folder / "lock", "wb") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _open(self, channel: str) -> _Log | None:
        """The log as it stands, without what a killed writer left at its end."""
        file = log_file(self.folder, channel)
        try:
            found = file.stat()
        except FileNotFoundError:
            self._known.pop(channel, None)
            return None
        known = self._known.get(channel)
        if known is not None and known.seen == _seen(found):
            return known
        read = _read_whole(file.read_bytes(), channel)
        if read is None:
            # Not even its head can be read. Nobody can resume from it, and a new one says so.
            self._known.pop(channel, None)
            return None
        head, records, end = read
        if end < found.st_size:
            os.truncate(file, end)
        last = records[-1].number if records else head
        log = _Log(_seen(file.stat()), end, last, len(records))
        if len(self._known) >= KEPT_RECORDS:
            self._known.clear()
        self._known[channel] = log
        return log

    def _make(self, channel: str, floor: int) -> _Log:
        return self._replace(channel, floor, [])

    def _replace(self, channel: str, floor: int, records: list[Record]) -> _Log:
        file = log_file(self.folder, channel)
        part = file.with_suffix(".part")
        # The mark tells one file from another where the disk gives both the same number.
        lines = [_line({"channel": channel, "from": floor, "mark": secrets.token_hex(8)})]
        lines += [_line({"number": each.number, "events": each.events}) for each in records]
        data = b"".join(lines)
        with part.open("wb") as out:
            out.write(data)
            out.flush()
            os.fsync(out.fileno())
            seen = _seen(os.fstat(out.fileno()))
        part.replace(file)
        _sync_folder(self.folder)
        last = records[-1].number if records else floor
        log = self._known[channel] = _Log(seen, len(data), last, len(records))
        return log

    def _write(self, channel: str, log: _Log, line: bytes) -> None:
        handle = os.open(log_file(self.folder, channel), os.O_WRONLY | os.O_APPEND)
        try:
            view = memoryview(line)
            while view:
                view = view[os.write(handle, view) :]
            os.fdatasync(handle)
            log.seen = _seen(os.fstat(handle))
        except OSError:
            self._known.pop(channel, None)
            os.ftruncate(handle, log.end)
            raise
        finally:
            os.close(handle)
        log.end += len(line)

    def _rewrite(self, channel: str, kept: int, size: int) -> int:
        read = _read_whole(log_file(self.folder, channel).read_bytes(), channel)
        if read is None:
            return 0
        _, records, _ = read
        first, room = len(records), size
        while first and len(records) - first < kept:
            room -= len(_line({"number": 0, "events": records[first - 1].events}))
            if room < 0:
                break
            first -= 1
        if first:
            self._replace(channel, records[first - 1].number, records[first:])
        return first


class Tail:
    """Follows one channel. It never sees half a record, and no record twice.

    ``floor`` is the lowest number from which a resume is whole, ``last`` the newest number seen.
    """

    def __init__(self, folder: Path, channel: str) -> None:
        self.channel = channel
        self._file = log_file(folder, channel)
        self._head = b""
        self._seen: _Seen | None = None
        self._end = 0
        self.floor = 0
        self.last = 0
        self.gone = False

    @classmethod
    def of(cls, folder: Path, channel: str) -> Tail | None:
        """A reader that has read all there is; None where the channel has no log."""
        tail = cls(folder, channel)
        tail.read()
        return None if tail.gone else tail

    def read(self) -> tuple[list[Record], bool]:
        """What is new, and whether it follows what was read before without a gap.

        The second is false where the log was cut or begun anew behind this reader's back; the
        records are then all that it holds. ``gone`` is set where there is no log any more.
        """
        try:
            seen = _seen(os.stat(self._file))
            if seen == self._seen:
                return [], True
            with self._file.open("rb") as source:
                head = source.readline()
                if head == self._head:
                    source.seek(self._end)
                    records, read = _records(source.read(), self.last)
                    self._end += read
                    self._seen = seen
                    self._come_to(records)
                    return records, True
                whole = _read_whole(head + source.read(), self.channel)
        except OSError:
            whole = None
        if whole is None:
            self.gone = True
            return [], False
        first, before = not self._head, self.last
        self.floor, records, self._end = whole
        self._head, self._seen = head, seen
        newest = records[-1].number if records else self.floor
        if not first and self.floor <= before <= newest:
            records = [each for each in records if each.number > before]
            self._come_to(records)
            return records, True
        self.last = newest
        return records, first

    def _come_to(self, records: list[Record]) -> None:
        if records:
            self.last = records[-1].number


def log_file(folder: Path, channel: str) -> Path:
    """Where a channel's log is. A name made of its hash leads nowhere else, whatever is asked."""
    name = hashlib.sha256(channel.encode("utf-8", "surrogatepass")).hexdigest()[:32]
    return folder / f"{name}.log"


def check_events(events: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """The events as a list.

    Raises ValueError where there is none, where a name is empty or has a line break, where the text
    is not Unicode, and where all of them take more than :data:`LARGEST` bytes.
    """
    listed = list(events)
    if not listed:
        raise ValueError("a record needs an event")
    size = 0
    for name, data in listed:
        if not name or {"\r", "\n", "\0"} & set(name):
            raise ValueError(f"no stream can carry an event of this name: {name!r}")
        size += len(name.encode()) + len(data.encode())
    if size > LARGEST:
        raise ValueError(f"events of {size} bytes are too large; {LARGEST} is the most")
    return listed


def _line(content: dict[str, Any]) -> bytes:
    data = json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
    return b"%08x %b\n" % (zlib.crc32(data), data)


def _content(line: bytes, *, whole: bool = False) -> dict[str, Any] | None:
    """What a line says; None for one that is torn."""
    if whole:
        if not line.endswith(b"\n"):
            return None
        line = line[:-1]
    if line[8:9] != b" " or line[:8] != b"%08x" % zlib.crc32(line[9:]):
        return None
    content = json.loads(line[9:])
    return content if isinstance(content, dict) else None


def _records(data: bytes, last: int) -> tuple[list[Record], int]:
    """The whole records at the start of ``data``, and how many bytes they take."""
    found: list[Record] = []
    read = 0
    while (end := data.find(b"\n", read)) >= 0:
        content = _content(data[read:end])
        if content is None or content["number"] <= last:
            break
        last = content["number"]
        found.append(Record(last, tuple((name, text) for name, text in content["events"])))
        read = end + 1
    return found, read


def _read_whole(data: bytes, channel: str) -> tuple[int, list[Record], int] | None:
    """Floor, records, and the bytes that are whole; None for what is no log of this channel."""
    head, newline, rest = data.partition(b"\n")
    content = _content(head) if newline else None
    if content is None or content.get("channel") != channel:
        return None
    floor = int(content["from"])
    records, read = _records(rest, floor)
    return floor, records, len(head) + 1 + read


def _seen(found: os.stat_result) -> _Seen:
    return found.st_ino, found.st_size, found.st_mtime_ns


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
