"""A reader at one machine follows what the worker of another one writes."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from broadsheet.kit.event_feed import start_sending
from broadsheet.kit.event_log import EventLog
from tests.edge.event_source import Event, EventReader
from tests.edge.running import eventually
from tests.kit.redis_server import REDIS, RedisServer

PAGE, EVENTS = "/en/breaking/", "/en/breaking/events"


@pytest.mark.skipif(REDIS is None, reason="needs redis-server")
def test_readers_of_another_machine_hear_it_too(start, tmp_path_factory, home: Path):
    elsewhere = tmp_path_factory.mktemp("source")
    server = RedisServer(tmp_path_factory.mktemp("redis"))
    stopping = threading.Event()
    log = EventLog(elsewhere / "stream")
    log.begin(PAGE, 3)
    sending = start_sending(server.url, log.folder, stopping)
    try:
        edge = start(redis_url=server.url)
        eventually(lambda: EventLog(home / "stream").last(PAGE) == 3)
        reader = EventReader(edge, EVENTS)
        log.append(PAGE, 4, "item", "Quake off Chile")
        assert reader.until(1) == [Event("item", "Quake off Chile", "4")]
        # With the same numbers everywhere, a reader may come back at any machine.
        resumed = EventReader(edge, EVENTS, "3")
        assert resumed.until(1) == [Event("item", "Quake off Chile", "4")]
        reader.close()
        resumed.close()
    finally:
        stopping.set()
        sending.join(10)
        server.kill()
