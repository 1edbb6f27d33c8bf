"""What happens at one machine is heard at the others: all of it, once, in order, or "reload"."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.kit.redis_server import REDIS, RedisServer

from broadsheet.kit import event_feed
from broadsheet.kit.event_feed import SENT, STREAM, Receiver, Sender, ask, is_redis_url
from broadsheet.kit.event_log import EventLog, Record, Tail

PAGE = "/en/breaking/"
LIVE = "/ar/live/quake/"
needs_redis = pytest.mark.skipif(REDIS is None, reason="needs redis-server")


@pytest.fixture
def server(tmp_path: Path) -> Iterator[RedisServer]:
    made = RedisServer(tmp_path)
    yield made
    made.kill()


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits long for a server that was killed."""
    monkeypatch.setattr(event_feed, "PAUSE_MOST", 0.1)
    monkeypatch.setattr(event_feed, "PAUSE_LEAST", 0.05)
    monkeypatch.setattr(event_feed, "LOOK_EVERY", 0.2)
    monkeypatch.setattr(event_feed, "WAIT", 0.1)


@pytest.fixture
def begin() -> Iterator[Callable[[Sender | Receiver], None]]:
    """Runs senders and receivers, and stops them after the test."""
    stopping, threads = threading.Event(), []

    def start(each: Sender | Receiver) -> None:
        threads.append(threading.Thread(target=each.run, args=(stopping,)))
        threads[-1].start()

    yield start
    stopping.set()
    for thread in threads:
        thread.join(10)
        assert not thread.is_alive()


Begin = Callable[[Sender | Receiver], None]


def held(folder: Path, channel: str = PAGE) -> list[Record]:
    """What a reader of the log would be told from its beginning."""
    return Tail(folder, channel).read()[0]


def eventually(true: Callable[[], bool]) -> None:
    end = time.monotonic() + 15
    while not true():
        assert time.monotonic() < end
        time.sleep(0.01)


@pytest.fixture
def source(tmp_path: Path) -> EventLog:
    made = EventLog(tmp_path / "source" / "stream")
    made.begin(PAGE, 10)
    return made


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return tmp_path / "copy" / "stream"


@needs_redis
def test_what_happens_here_is_heard_there(server, source, copy, begin: Begin):
    source.append(PAGE, 11, "item", "before anybody was there")
    begin(Sender(server.url, source.folder))
    begin(Receiver(server.url, copy))
    source.append_all(PAGE, 15, [("item", "Erdbeben\nvor Chile"), ("item", "زلزال")])
    source.begin(LIVE, 15)
    eventually(lambda: held(copy) == held(source.folder) and len(held(copy)) == 2)
    eventually(lambda: Tail.of(copy, LIVE) is not None)
    tail = Tail.of(copy, PAGE)
    assert tail is not None
    assert (tail.floor, tail.last) == (10, 15)
    source.remove(LIVE)
    eventually(lambda: Tail.of(copy, LIVE) is None)


@needs_redis
def test_a_notice_brings_it_at_once(server, source, copy, begin: Begin, monkeypatch):
    # Without one, nobody would look for longer than this test waits.
    monkeypatch.setattr(event_feed, "LOOK_EVERY", 3600.0)
    monkeypatch.setattr(event_feed, "WAIT", 1.0)
    begin(Sender(server.url, source.folder))
    begin(Receiver(server.url, copy))
    source.append(PAGE, 11, "item", "one")
    eventually(lambda: len(held(copy)) == 1)
    source.append(PAGE, 12, "item", "two")
    eventually(lambda: len(held(copy)) == 2)


@needs_redis
def test_a_server_that_forgets_everything_costs_nothing(server, source, copy, begin: Begin):
    begin(Sender(server.url, source.folder))
    begin(Receiver(server.url, copy))
    source.append(PAGE, 11, "item", "one")
    eventually(lambda: len(held(copy)) == 1)
    mark = Tail(copy, PAGE)
    mark.read()
    server.kill()
    source.append(PAGE, 12, "item", "two")
    server.start()
    source.append(PAGE, 13, "item", "three")
    eventually(lambda: held(copy) == held(source.folder))
    # Nobody there was told to reload: what came follows on what was read.
    records, follows = mark.read()
    assert follows
    assert [each.number for each in records] == [12, 13]
    server.client().flushall()
    source.append(PAGE, 14, "item", "four")
    eventually(lambda: held(copy) == held(source.folder))
    assert mark.read()[1]


@needs_redis
def test_who_was_away_for_too_long_reloads(server, source, copy, monkeypatch, begin: Begin):
    monkeypatch.setattr(event_feed, "KEPT_ENTRIES", 1)
    sender = Sender(server.url, source.folder)
    sender.send(server.client())
    log = EventLog(copy)
    log.begin(PAGE, 10)
    log.append(PAGE, 11, "item", "of what the source had before its log was cut")
    follower = Tail(copy, PAGE)
    follower.read()
    for number in range(12, 400):
        source.append(PAGE, number, "item", str(number))
    sender.send(server.client())
    assert server.client().xlen(STREAM) < 300
    begin(Receiver(server.url, copy))
    eventually(lambda: log.last(PAGE) == 399)
    assert not follower.read()[1]
    assert held(copy) == held(source.folder)[-len(held(copy)) :]


@needs_redis
def test_a_channel_nothing_was_heard_of_for_long_is_there_all_the_same(
    server, source, copy, begin: Begin
):
    Sender(server.url, source.folder).send(server.client())
    server.client().xtrim(STREAM, maxlen=0, approximate=False)
    begin(Receiver(server.url, copy))
    eventually(lambda: EventLog(copy).last(PAGE) == 10)


@needs_redis
def test_a_source_restored_from_a_backup_has_its_copies_begin_anew(
    server, source, copy, begin: Begin
):
    begin(Receiver(server.url, copy))
    source.append(PAGE, 500, "item", "lost with the disk")
    Sender(server.url, source.folder).send(server.client())
    eventually(lambda: EventLog(copy).last(PAGE) == 500)
    source.restart(PAGE, 40)
    Sender(server.url, source.folder).send(server.client())
    source.append(PAGE, 41, "item", "after the backup")
    Sender(server.url, source.folder).send(server.client())
    eventually(lambda: [each.number for each in held(copy)] == [41])


@needs_redis
def test_the_sources_own_logs_are_written_by_nobody_else(server, source, begin: Begin):
    sender = Sender(server.url, source.folder)
    sender.send(server.client())
    begin(Receiver(server.url, source.folder))
    server.client().xadd(STREAM, {"what": "restarted", "channel": PAGE, "number": "900"})
    server.client().hset(SENT, PAGE, "900")
    # A receiver elsewhere has taken it; the one here has looked again meanwhile.
    elsewhere = source.folder.parent / "elsewhere"
    begin(Receiver(server.url, elsewhere))
    eventually(lambda: EventLog(elsewhere).last(PAGE) == 900)
    assert source.last(PAGE) == 10


@needs_redis
def test_what_is_none_of_ours_stops_nothing(server, source, copy, begin: Begin, caplog):
    begin(Receiver(server.url, copy))
    client = server.client()
    client.xadd(STREAM, {"what": "record", "channel": PAGE})
    client.xadd(STREAM, {"hello": "world"})
    client.xadd(
        STREAM, {"what": "record", "channel": PAGE, "number": "x", "before": "", "events": "["}
    )
    begin(Sender(server.url, source.folder))
    source.append(PAGE, 11, "item", "one")
    eventually(lambda: held(copy) == held(source.folder))
    assert "is none of ours" in caplog.text


RECEIVING = """
import sys, threading
from pathlib import Path
from broadsheet.kit.event_feed import Receiver
Receiver(sys.argv[1], Path(sys.argv[2])).run(threading.Event())
"""


@needs_redis
def test_a_receiver_killed_again_and_again_loses_doubles_and_reorders_nothing(
    server, source, copy, begin: Begin
):
    chance = random.Random(7)
    begin(Sender(server.url, source.folder))
    number, killed = 10, 0
    while killed < 6:
        receiving = subprocess.Popen([sys.executable, "-c", RECEIVING, server.url, str(copy)])
        try:
            goal = EventLog(copy).last(PAGE)
            for _ in range(chance.randrange(20, 80)):
                number += chance.randrange(1, 4)
                source.append(PAGE, number, "item", "x" * chance.randrange(2000))
            # Killed as it writes: it has begun, and is not through.
            eventually(lambda goal=goal: EventLog(copy).last(PAGE) > goal)
        finally:
            receiving.send_signal(signal.SIGKILL)
            receiving.wait()
        killed += 1
    begin(Receiver(server.url, copy))
    eventually(lambda: EventLog(copy).last(PAGE) == number)
    assert held(copy) == held(source.folder)


def test_a_server_that_cannot_be_asked_is_said_in_a_few_words(tmp_path):
    assert "redis.sock" in ask(f"unix://{tmp_path}/redis.sock")
    assert is_redis_url("redis://user:secret@db.example:6379/0")
    assert is_redis_url("unix:///run/redis.sock")
    assert not is_redis_url("http://db.example/")
    assert not is_redis_url("redis://db.example:x/0")
