"""Events as they go over the wire: an event stream (WHATWG HTML, 9.2), or JSON for who polls."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Sequence

from broadsheet.kit.event_log import HIGHEST, Record

#: What keeps a silent connection open in everything between: a comment, which readers drop.
HEARTBEAT = b":\n\n"
#: An id as we give it: a number, and after a full stop how many of its events have come.
_ID = re.compile(r"(0|[1-9][0-9]{0,15})(?:\.([1-9][0-9]{0,5}))?", re.ASCII)
_LINE_END = re.compile(r"\r\n|\r|\n")

#: A number, and how many of the next number's events have come too.
Position = tuple[int, int]


def stream_bytes(record: Record, after: int = 0) -> bytes:
    """A record's events as a stream carries them, from the one behind ``after`` of them.

    The last event has the record's number for its id. One before it has a part's id, so that a
    connection cut between the two resumes there.
    """
    lines: list[str] = []
    last = len(record.events)
    for part, (name, data) in enumerate(record.events, start=1):
        if part <= after:
            continue
        lines.append(f"event: {name}\n")
        lines += [f"data: {line}\n" for line in _LINE_END.split(data)]
        lines.append(f"id: {id_of(record.number, part, last)}\n\n")
    return "".join(lines).encode()


def id_of(number: int, part: int, parts: int) -> str:
    """The id of an event: its number, and its place among several of that number."""
    return str(number) if part == parts else f"{number}.{part}"


def read_id(text: str) -> Position | None:
    """How far somebody has come who has seen this id; None for what is no id of ours."""
    found = _ID.fullmatch(text)
    if found is None or int(found[1]) > HIGHEST:
        return None
    number = int(found[1])
    return (number - 1, int(found[2])) if found[2] else (number, 0)


def come_to(number: int) -> bytes:
    """Says how far the stream has come, without an event."""
    return b"id: %d\n\n" % number


def reload_bytes(number: int, why: str) -> bytes:
    """The event that has a reader load the page anew, and go on from ``number``."""
    return f"event: reload\ndata: {why}\nid: {number}\n\n".encode()


def retry_bytes(least: float, most: float) -> bytes:
    """How long this reader waits before coming back (milliseconds on the wire).

    Each is told another time between ``least`` and ``most`` seconds, so that all of them do not
    come back at once.
    """
    return b"retry: %d\n\n" % int(random.uniform(least, most) * 1000)  # noqa: S311 - no secret


def polled_json(last: int, records: Sequence[Record], skipped: int, *, reload: bool) -> bytes:
    """The answer to a poll; ``skipped`` events of the first record have come before."""
    events = [
        {"id": id_of(record.number, part, len(record.events)), "event": name, "data": data}
        for index, record in enumerate(records)
        for part, (name, data) in enumerate(record.events, start=1)
        if index or part > skipped
    ]
    answer = {"last": last, "events": events, "reload": reload}
    return json.dumps(answer, ensure_ascii=False, separators=(",", ":")).encode()
