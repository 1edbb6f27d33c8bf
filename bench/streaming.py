"""Open event streams: what one takes in memory, and how soon the last of many readers has an event.

Beside nginx with nchan, in the same run: server on one core, readers and publisher on the other.
Needs two cores and Debian's libnginx-mod-nchan. ``BENCH_STREAMS`` (10,000) are held open for the
first figure, ``BENCH_READERS`` (5,000) read for the second.
"""

from __future__ import annotations

import asyncio
import json
import os
import resource
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import uvloop

from bench.edge import _first_child, _free_port
from broadsheet.kit.event_log import EventLog
from broadsheet.press import live_tree

STREAMS = int(os.environ.get("BENCH_STREAMS", "10000"))
READERS = int(os.environ.get("BENCH_READERS", "5000"))
TURNS = 20
CHANNEL = "/en/breaking/"
NCHAN = "/usr/lib/nginx/modules/ngx_nchan_module.so"
NGINX = """
load_module {module};
worker_processes 1;
worker_cpu_affinity 01;
worker_rlimit_nofile 65536;
pid {folder}/nchan.pid;
error_log {folder}/nchan.log crit;
events {{ worker_connections 30000; }}
http {{
    access_log off;
    nchan_shared_memory_size 256M;
    server {{
        listen 127.0.0.1:{port} backlog=4096;
        location = /events {{ nchan_subscriber eventsource; nchan_channel_id breaking; }}
        location = /publish {{ nchan_publisher; nchan_channel_id breaking; }}
    }}
}}
"""
EDGE = """
import sys
from pathlib import Path
from broadsheet.edge.serving import run_edge
from broadsheet.edge.settings import EdgeSettings
run_edge(EdgeSettings(home=Path(sys.argv[1]), port=int(sys.argv[2]), streams_per_reader=100_000))
"""
#: An item of the ticker as it goes over the wire.
ITEM = json.dumps({"id": 1, "status": "reported", "html": "<li>" + "An item. " * 40 + "</li>"})


class _Reader(asyncio.Protocol):
    """Counts the events that arrive, and asks for nothing else."""

    __slots__ = ("crowd", "heard", "transport")

    def __init__(self, crowd: Crowd) -> None:
        self.crowd = crowd
        self.heard = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport
        transport.write(self.crowd.request)  # type: ignore[attr-defined]

    def data_received(self, data: bytes) -> None:
        if data.startswith(b"HTTP/1.1 200"):
            self.crowd.opened += 1
        elif self.crowd.mark and self.heard != self.crowd.mark and self.crowd.mark in data:
            # Once each: who is told twice must not stand for one who has not been told.
            self.heard = self.crowd.mark
            self.crowd.arrived += 1
            if self.crowd.arrived == self.crowd.size:
                self.crowd.all_there.set()


class Crowd:
    """Many readers of one stream, in this process."""

    def __init__(self, port: int, path: str, size: int, host: str = "127.0.0.1") -> None:
        self.port, self.size = port, size
        self.request = (
            f"GET {path} HTTP/1.1\r\nHost: {host}\r\nAccept: text/event-stream\r\n\r\n".encode()
        )
        self.opened = self.arrived = 0
        self.mark = b""
        self.all_there = asyncio.Event()
        self._transports: list[asyncio.BaseTransport] = []

    async def open(self) -> None:
        loop = asyncio.get_running_loop()
        while len(self._transports) < self.size:
            some = min(200, self.size - len(self._transports))
            made = await asyncio.gather(
                *(
                    loop.create_connection(
                        lambda: _Reader(self),
                        "127.0.0.1",
                        self.port,
                        # An edge bounds the streams of one address.
                        local_addr=(f"127.1.{number // 250}.{number % 250 + 1}", 0),
                    )
                    for number in range(len(self._transports), len(self._transports) + some)
                )
            )
            self._transports += [transport for transport, _ in made]
        end = time.monotonic() + 60
        while self.opened < self.size:
            if time.monotonic() > end:
                raise RuntimeError(f"{self.opened} of {self.size} streams were opened")
            await asyncio.sleep(0.05)

    def expect(self, mark: str) -> None:
        self.mark, self.arrived = mark.encode(), 0
        self.all_there.clear()

    async def close(self) -> None:
        for transport in self._transports:
            transport.close()  # type: ignore[attr-defined]
        await asyncio.sleep(1)


def report() -> None:
    """Print both figures; says what is missing where it cannot."""
    if not shutil.which("nginx") or not Path(NCHAN).exists() or (os.cpu_count() or 1) < 2:
        print("\nStreams beside nchan: left out; it needs two cores, nginx and libnginx-mod-nchan")
        return
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    if most < STREAMS + 500:
        print(f"\nStreams beside nchan: left out; only {most} files may be open here")
        return
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    with tempfile.TemporaryDirectory(prefix="broadsheet-bench-streams-") as folder:
        os.chmod(folder, 0o755)
        home = Path(folder) / "newsroom"
        edition = {"code": "en", "language": "en", "address": "/en/", "host": ""}
        live_tree.write_newsroom_facts(
            home / "live",
            {"hosts": {"127.0.0.1": "127.0.0.1"}, "editions": [edition], "unavailable": {}},
        )
        log = EventLog(home / "stream")
        log.begin(CHANNEL)
        before = os.sched_getaffinity(0)
        os.sched_setaffinity(0, {1})
        try:
            with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
                runner.run(_compare(Path(folder), home, log))
        finally:
            os.sched_setaffinity(0, before)


async def _compare(folder: Path, home: Path, log: EventLog) -> None:
    edge_port, nchan_port = _free_port(), _free_port()
    edge = subprocess.Popen(
        ["taskset", "-c", "0", sys.executable, "-c", EDGE, str(home), str(edge_port)]
    )
    conf = folder / "nchan.conf"
    conf.write_text(NGINX.format(module=NCHAN, folder=folder, port=nchan_port))
    nginx = subprocess.Popen(["nginx", "-c", str(conf), "-g", "daemon off;"])
    try:
        for port in (edge_port, nchan_port):
            await _listening(port)
        worker = _first_child(nginx)
        path = f"{CHANNEL}events"
        print(f"\nMemory of an open stream, {STREAMS:,} of them (bytes, resident)")
        ours = await _memory(edge.pid, edge_port, path)
        theirs = await _memory(worker, nchan_port, "/events")
        print(f"  {'edge':20} {ours:8,.0f}   (promised: at most 4,096)")
        print(f"  {'nginx, nchan':20} {theirs:8,.0f}   the edge takes {ours / theirs:.2f} x")
        await _delays(log, edge_port, nchan_port, path)
        await _slow_readers(log, edge.pid, edge_port, path)
    finally:
        for process in (edge, nginx):
            process.terminate()
            process.wait(timeout=20)


async def _memory(pid: int, port: int, path: str) -> float:
    """Resident bytes a stream: what the process has grown by with all of them open."""
    warm = Crowd(port, path, 100)
    await warm.open()
    await warm.close()
    before = _resident(pid)
    crowd = Crowd(port, path, STREAMS)
    await crowd.open()
    await asyncio.sleep(1.5)
    grown = _resident(pid) - before
    await crowd.close()
    return grown / STREAMS


async def _delays(log: EventLog, edge_port: int, nchan_port: int, path: str) -> None:
    """From the call that publishes to the last reader, by turns for both."""
    ours, theirs = Crowd(edge_port, path, READERS), Crowd(nchan_port, "/events", READERS)
    await ours.open()
    await theirs.open()
    publisher = await asyncio.open_connection("127.0.0.1", nchan_port)
    spent: dict[str, list[float]] = {"edge": [], "nginx, nchan": []}
    number = 0
    for turn in range(-2, TURNS):
        for name, crowd in (("edge", ours), ("nginx, nchan", theirs)):
            number += 1
            mark = f"mark-{number:06}"
            crowd.expect(mark)
            begun = time.perf_counter()
            if name == "edge":
                # The log writes to the disk before it says so: it is part of what is measured.
                log.append(CHANNEL, number, "item", f"{mark} {ITEM}")
            else:
                body = f"{mark} {ITEM}".encode()
                publisher[1].write(
                    b"POST /publish HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n%b"
                    % (len(body), body)
                )
            async with asyncio.timeout(30):
                await crowd.all_there.wait()
            if turn >= 0:
                spent[name].append((time.perf_counter() - begun) * 1000)
            await asyncio.sleep(0.2)
    publisher[1].close()
    await ours.close()
    await theirs.close()
    print(f"From publishing to the last of {READERS:,} readers (ms, {TURNS} turns)")
    peer = statistics.median(spent["nginx, nchan"])
    for name, times in spent.items():
        middle, slow = statistics.median(times), sorted(times)[int(len(times) * 0.95)]
        span = f"p95 {slow:6.1f}, least {min(times):6.1f}"
        print(f"  {name:20} {middle:8.1f}   ({span})   {middle / peer:.2f} x nchan")


async def _slow_readers(log: EventLog, pid: int, port: int, path: str) -> None:
    """Readers who take nothing: what they cost in memory, and what another reader notices."""
    quick = Crowd(port, path, 1)
    await quick.open()
    number = log.last(CHANNEL)

    async def delay() -> float:
        nonlocal number
        number += 1
        quick.expect(f"mark-{number:06}")
        begun = time.perf_counter()
        log.append(CHANNEL, number, "item", f"mark-{number:06} {ITEM * 8}")
        async with asyncio.timeout(30):
            await quick.all_there.wait()
        return (time.perf_counter() - begun) * 1000

    alone = statistics.median([await delay() for _ in range(TURNS)])
    slow = []
    before = _resident(pid)
    for _ in range(READERS):
        each = socket.socket()
        each.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        each.connect(("127.0.0.1", port))
        each.sendall(quick.request)
        slow.append(each)
    await asyncio.sleep(1)
    # Until nobody takes any more, and then as the quick reader has it beside them.
    for _ in range(40):
        await delay()
    beside = statistics.median([await delay() for _ in range(TURNS)])
    grown = (_resident(pid) - before) / READERS
    for each in slow:
        each.close()
    await quick.close()
    print(f"{READERS:,} readers who take nothing, {40 + TURNS} events of {len(ITEM) * 8:,} bytes")
    print(f"  memory of each {grown:10,.0f} bytes")
    print(f"  another reader has an event after {beside:.1f} ms (without them {alone:.1f})")


async def _listening(port: int) -> None:
    end = time.monotonic() + 20
    while True:
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", port)
        except OSError:
            if time.monotonic() > end:
                raise
            await asyncio.sleep(0.05)
        else:
            writer.close()
            return


def _resident(pid: int) -> int:
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Rss:"):
            return int(line.split()[1]) * 1024
    raise RuntimeError("the kernel does not say how much memory is used")


if __name__ == "__main__":
    report()
