"""Carries what happens from machine to machine, over one Redis or Valkey stream.

The logs on the disk stay the truth on every machine. The machine whose worker writes them is the
source: a :class:`Sender` there puts each record into the stream. Elsewhere a :class:`Receiver`
writes them into logs of its own, which the edges there read as they do at the source.

Each record names the one before it on its channel. Whatever Redis loses (it may keep nothing at
all) is therefore either sent again or found out: then the copy's log begins anew, and its readers
are told to reload. No event is ever passed over in silence, and none is written twice.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import logging
import os
import secrets
import socket
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Any

import redis

from broadsheet.kit.edge_bell import edges_of
from broadsheet.kit.event_log import EventLog, Tail

log = logging.getLogger("broadsheet.events")

#: The stream of all channels, the number that each channel was sent up to, and whose logs they are.
STREAM, SENT, SOURCE = "broadsheet:events", "broadsheet:events:sent", "broadsheet:events:source"
#: Entries that the stream keeps, about: a copy that was away for longer begins anew.
KEPT_ENTRIES = 10_000
#: Records in one transaction, and entries in one reading.
BATCH = 200
#: Seconds between two looks at everything, for whatever no notice was given of.
LOOK_EVERY = 5.0
#: Seconds to wait after a failure: doubled each time, up to the second.
PAUSE_LEAST, PAUSE_MOST = 0.5, 10.0
#: Seconds until Redis counts as gone, and that a reading waits for something new.
TIMEOUT, WAIT = 5.0, 1.0

#: What an entry says of its channel.
BEGUN, RECORD, RESTARTED, REMOVED = "begun", "record", "restarted", "removed"


#: What an entry says, by name.
Entry = dict[Any, Any]


def is_redis_url(url: str) -> bool:
    """Whether this can be the address of a Redis or Valkey server; nobody is asked."""
    try:
        redis.ConnectionPool.from_url(url)
    except ValueError:
        return False
    return True


def ask(url: str) -> str:
    """Why this server cannot be used, in a few words; empty if it can."""
    try:
        with _connect(url) as server:
            server.ping()
    except (redis.RedisError, OSError) as error:
        return _why(error)
    return ""


def start_sending(url: str, folder: Path, stopping: threading.Event) -> threading.Thread:
    """Send what the logs in ``folder`` hold from now on, in a daemon thread."""
    return _start(Sender(url, folder).run, stopping, "events out")


def start_receiving(url: str, folder: Path, stopping: threading.Event) -> threading.Thread:
    """Keep the logs in ``folder`` like the source's, in a daemon thread."""
    return _start(Receiver(url, folder).run, stopping, "events in")


class Sender:
    """Sends the logs of one folder. There is one for a newsroom, in its worker."""

    def __init__(self, url: str, folder: Path) -> None:
        self._url = url
        self._log = EventLog(folder)
        self._tails: dict[str, Tail] = {}
        self._sent: dict[str, int] = {}

    def run(self, stopping: threading.Event) -> None:
        """Send until asked to stop. What a server refuses is tried again; nothing is raised."""
        with _Notices(self._log.folder.parent) as notices:
            _keep_trying(
                lambda server: self._follow(server, notices, stopping), self._url, stopping
            )

    def _follow(self, server: redis.Redis, notices: _Notices, stopping: threading.Event) -> None:
        while not stopping.is_set():
            self.send(server)
            for _ in range(int(LOOK_EVERY / WAIT)):
                for channel in notices.heard():
                    self._send(server, channel)
                if stopping.is_set():
                    return

    def send(self, server: redis.Redis) -> None:
        """Send all that the server has not been sent yet."""
        mark = _marked(self._log.folder)
        if not self._tails or server.get(SOURCE) != mark:
            # A new server, one that forgot, or one that was sent another machine's logs.
            self._tails.clear()
            self._sent = _sent(server)
            server.set(SOURCE, mark)
        for channel in {*self._log.channels(), *self._sent}:
            self._send(server, channel)

    def _send(self, server: redis.Redis, channel: str) -> None:
        entries = list(self._unsent(channel))
        for begin in range(0, len(entries), BATCH):
            batch = entries[begin : begin + BATCH]
            # All of it or nothing, so that a channel's number says what the stream holds.
            with server.pipeline(transaction=True) as pipe:
                for entry in batch:
                    pipe.xadd(STREAM, entry, maxlen=KEPT_ENTRIES, approximate=True)
                if batch[-1]["what"] == REMOVED:
                    pipe.hdel(SENT, channel)
                else:
                    pipe.hset(SENT, channel, str(batch[-1]["number"]))
                pipe.execute()
            if batch[-1]["what"] == REMOVED:
                self._sent.pop(channel, None)
            else:
                self._sent[channel] = int(batch[-1]["number"])

    def _unsent(self, channel: str) -> Iterator[Entry]:
        """What the stream must be told of a channel, in order."""
        tail = self._tails.get(channel)
        if tail is None:
            tail = self._tails[channel] = Tail(self._log.folder, channel)
        records, follows = tail.read()
        sent = self._sent.get(channel)
        if tail.gone:
            del self._tails[channel]
            if sent is not None:
                yield {"what": REMOVED, "channel": channel}
            return
        if sent is None:
            yield {"what": BEGUN, "channel": channel, "number": tail.floor}
            sent = tail.floor
        elif tail.last < sent or not (follows or records):
            yield {"what": RESTARTED, "channel": channel, "number": tail.last}
            return
        before = max(sent, tail.floor)
        for record in records:
            if record.number > sent:
                yield {
                    "what": RECORD,
                    "channel": channel,
                    "number": record.number,
                    "before": before,
                    "events": json.dumps(record.events, ensure_ascii=False),
                }
                before = record.number


class Receiver:
    """Keeps the logs of a folder like the source's; it writes nothing in the source's own."""

    def __init__(self, url: str, folder: Path) -> None:
        self._url = url
        self._log = EventLog(folder)
        self._last: dict[str, int] = {}

    def run(self, stopping: threading.Event) -> None:
        """Receive until asked to stop. Of several for a folder one works, the others wait."""
        self._log.folder.mkdir(parents=True, exist_ok=True)
        with (self._log.folder / "receiver.lock").open("wb") as lock:
            while not _taken(lock):
                if stopping.wait(WAIT):
                    return
            _keep_trying(lambda server: self._follow(server, stopping), self._url, stopping)

    def _follow(self, server: redis.Redis, stopping: threading.Event) -> None:
        self._last.clear()
        while self._is_source(server):
            if stopping.wait(LOOK_EVERY):
                return
        known = _sent(server)
        position = self._position(server)
        while entries := _read(server, position, wait=None):
            position = self._take(entries)
        self._catch_up(known)
        while not stopping.is_set() and not self._is_source(server):
            entries = _read(server, position, wait=WAIT)
            if entries:
                position = self._take(entries)
            elif _is_behind(server, position):
                # The server has begun anew: so do we.
                return

    def _is_source(self, server: redis.Redis) -> bool:
        mark = server.get(SOURCE)
        return mark is not None and mark == source_mark(self._log.folder)

    def _position(self, server: redis.Redis) -> str:
        """The last entry that was taken, where the server still counts from there."""
        try:
            position = (self._log.folder / "received").read_text().strip()
        except OSError:
            return "0-0"
        valid = all(part.isdecimal() for part in position.split("-")) and position.count("-") == 1
        return "0-0" if not valid or _is_behind(server, position) else position

    def _take(self, entries: list[tuple[str, dict[str, str]]]) -> str:
        """Write entries into the logs; returns the position behind them."""
        for position, entry in entries:
            try:
                self._apply(entry)
            except (KeyError, ValueError) as error:
                # What follows on the channel names what is missing, and has it begin anew.
                log.warning("events: entry %s is none of ours: %r", position, error)
        last = entries[-1][0]
        part = self._log.folder / "received.part"
        part.write_text(last)
        part.replace(self._log.folder / "received")
        return last

    def _apply(self, entry: dict[str, str]) -> None:
        what, channel = entry["what"], entry["channel"]
        if what == REMOVED:
            self._last.pop(channel, None)
            self._log.remove(channel)
            return
        number = int(entry["number"])
        if what == BEGUN:
            self._log.begin(channel, number)
        elif what == RESTARTED:
            self._log.restart(channel, number)
            self._last[channel] = number
        elif what == RECORD:
            self._record(channel, number, int(entry["before"]), json.loads(entry["events"]))
        else:
            raise ValueError(what)

    def _record(self, channel: str, number: int, before: int, events: list[list[str]]) -> None:
        last = self._last.get(channel)
        if last is None:
            last = self._log.last(channel)
        if last < before:
            log.warning("events: %s: some were missed; readers reload", channel)
            self._log.restart(channel, before)
        self._log.append_all(channel, number, [(name, data) for name, data in events])
        self._last[channel] = max(last, number)

    def _catch_up(self, known: dict[str, int]) -> None:
        """Begin what the stream keeps no entry of any more."""
        for channel, number in known.items():
            if not self._log.begin(channel, number) and self._log.last(channel) < number:
                self._log.restart(channel, number)


class _Notices:
    """Hears which channels have something new, as an edge does."""

    def __init__(self, home: Path) -> None:
        # The name is no process's alone, so that nobody takes it for an edge's.
        self._file = edges_of(home) / f"events-{os.getpid()}.sock"
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)

    def __enter__(self) -> _Notices:
        self._file.parent.mkdir(parents=True, exist_ok=True)
        self._file.unlink(missing_ok=True)
        self._socket.bind(str(self._file))
        return self

    def __exit__(self, *_: object) -> None:
        self._socket.close()
        self._file.unlink(missing_ok=True)

    def heard(self) -> set[str]:
        """The channels of the notices there are; waits up to :data:`WAIT` seconds for one."""
        found: set[str] = set()
        self._socket.settimeout(WAIT)
        with contextlib.suppress(TimeoutError, BlockingIOError):
            while True:
                kind, *names = self._socket.recv(64 * 1024).decode("utf-8", "replace").split("\n")
                if kind == "events":
                    found.update(names)
                self._socket.settimeout(0)
        return found


def source_mark(folder: Path) -> str | None:
    """What tells the logs of this folder from all others; None where they were never sent."""
    try:
        return (folder / "source").read_text().strip() or None
    except OSError:
        return None


def _marked(folder: Path) -> str:
    """The mark of this folder's logs, made where they have none."""
    if mark := source_mark(folder):
        return mark
    file, mark = folder / "source", secrets.token_hex(16)
    folder.mkdir(parents=True, exist_ok=True)
    part = file.with_suffix(".part")
    part.write_text(mark)
    part.replace(file)
    return mark


def _start(
    run: Callable[[threading.Event], None], stopping: threading.Event, name: str
) -> threading.Thread:
    thread = threading.Thread(target=run, args=(stopping,), name=name, daemon=True)
    thread.start()
    return thread


def _connect(url: str) -> redis.Redis:
    return redis.Redis.from_url(
        url, decode_responses=True, socket_timeout=TIMEOUT, socket_connect_timeout=TIMEOUT
    )


def _keep_trying(
    follow: Callable[[redis.Redis], None], url: str, stopping: threading.Event
) -> None:
    pause, told = PAUSE_LEAST, ""
    while not stopping.is_set():
        try:
            with _connect(url) as server:
                server.ping()
                if told:
                    log.warning("events: the Redis server is there again")
                pause, told = PAUSE_LEAST, ""
                follow(server)
            continue
        except (redis.RedisError, OSError) as error:
            if told != (why := _why(error)):
                log.warning("events: %s; trying again", why)
                told = why
        except Exception:
            # Nobody else carries events: this outlives whatever happens in it.
            log.exception("events: trying again")
        stopping.wait(pause)
        pause = min(2 * pause, PAUSE_MOST)


def _why(error: Exception) -> str:
    return " ".join(str(error).split()) or type(error).__name__


def _taken(lock: IO[bytes]) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _sent(server: redis.Redis) -> dict[str, int]:
    """The number that each channel was sent up to."""
    return {str(channel): int(at) for channel, at in server.hgetall(SENT).items()}


def _read(
    server: redis.Redis, position: str, *, wait: float | None
) -> list[tuple[str, dict[str, str]]]:
    block = None if wait is None else int(wait * 1000)
    # One stream is asked for, so there is one at most in the answer.
    answer: Any = server.xread({STREAM: position}, count=BATCH, block=block)
    return list(answer[0][1]) if answer else []


def _is_behind(server: redis.Redis, position: str) -> bool:
    """Whether the server has come less far than this: it is not the one that counted."""
    try:
        last = server.xinfo_stream(STREAM)["last-generated-id"]
    except redis.ResponseError:
        return position != "0-0"
    return _order(str(last)) < _order(position)


def _order(position: str) -> tuple[int, ...]:
    return tuple(int(part) for part in position.split("-"))
