"""The edge beside its peers: processor time a request, a server on one core and wrk on the other.

Needs Debian's nginx, libnginx-mod-http-brotli-static and wrk; varnish is measured where it is here,
plain Wagtail where the bench has a newsroom. ``BENCH_ADDRESSES`` sets how many
pages the second part has (100,000; 10,000 is a quick look), ``BENCH_SECONDS`` the length of a turn.
"""

from __future__ import annotations

import os
import random
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from dataclasses import dataclass
from pathlib import Path

from broadsheet.press import live_tree

ADDRESSES = int(os.environ.get("BENCH_ADDRESSES", "100000"))
SECONDS = float(os.environ.get("BENCH_SECONDS", "4"))
TURNS = 3
CONNECTIONS = 32
#: As Firefox asks for a page.
HEADERS = {
    "User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "Accept-Language": "en-GB,en;q=0.7,ar;q=0.3",
    "Accept-Encoding": "gzip, deflate, br, zstd",
    "Upgrade-Insecure-Requests": "1",
    "Sec-Fetch-Dest": "document",
    "Sec-Fetch-Mode": "navigate",
    "Sec-Fetch-Site": "none",
    "Sec-Fetch-User": "?1",
    "Priority": "u=0, i",
}
BROTLI = "/usr/lib/nginx/modules/ngx_http_brotli_static_module.so"
NGINX = """
{module}
worker_processes 1;
worker_cpu_affinity 01;
pid {folder}/{name}.pid;
error_log {folder}/{name}.log crit;
events {{ worker_connections 1024; }}
http {{
    types {{ text/html html; }}
    charset utf-8;
    access_log off;
    sendfile on;
    tcp_nopush on;
    keepalive_requests 1000000000;
    {options}
    server {{ listen 127.0.0.1:{port}; root {root}; }}
}}
"""
EDGE = """
import sys
from pathlib import Path
from broadsheet.edge.serving import run_edge
from broadsheet.edge.settings import EdgeSettings
home, port, held = sys.argv[1:]
run_edge(EdgeSettings(home=Path(home), port=int(port), cache_bytes=int(held)))
"""


@dataclass
class Server:
    """A server that runs; ``worker`` is the process whose time is counted."""

    name: str
    port: int
    worker: int
    process: subprocess.Popen[bytes]
    #: What is asked of it, where it is not what is asked of the others.
    path: str = ""

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(timeout=20)


def report(article: str = "") -> None:
    """Print both parts; says what is missing where it cannot.

    ``article`` is the tree path of a story in the newsroom of the environment, for plain Wagtail.
    """
    lacking = [name for name in ("nginx", "wrk", "taskset") if not shutil.which(name)]
    if lacking or not Path(BROTLI).exists() or (os.cpu_count() or 1) < 2:
        print("\nEdge beside nginx: left out; it needs two cores, nginx with brotli, wrk", lacking)
        return
    # In shared memory the files are in the page cache for certain, for all servers alike.
    shared = Path("/dev/shm")
    roomy = shared.is_dir() and shutil.disk_usage(shared).free > ADDRESSES * 60_000
    where = str(shared) if roomy else None
    with tempfile.TemporaryDirectory(prefix="broadsheet-bench-edge-", dir=where) as folder:
        # nginx's worker gives up root's rights and must still read the pages.
        os.chmod(folder, 0o755)
        home = Path(folder) / "newsroom"
        _write_tree(home, ADDRESSES)
        script = Path(folder) / "ask.lua"
        _hot(home, folder, script, article)
        _cold(home, folder, script)


def _hot(home: Path, folder: str, script: Path, article: str) -> None:
    _write_script(script, "return wrk.format()")
    tree = home / "live" / "127.0.0.1"
    servers = [
        _nginx(folder, tree, "nginx, gzip_static", "gzip_static on;"),
        _nginx(
            folder,
            tree,
            "nginx, gzip_static, open_file_cache",
            "gzip_static on; open_file_cache max=1000 inactive=60s; open_file_cache_valid 1s;",
        ),
        _nginx(folder, tree, "nginx, brotli_static (our live tree)", "brotli_static on;"),
        _edge(home, "edge, from memory", 64 * 1024 * 1024),
    ]
    if shutil.which("varnishd"):
        servers.append(_varnish(folder, servers[0].port))
    if article:
        servers += [_wagtail(article, cached=True), _wagtail(article, cached=False)]
    _compare("One compressed article, asked for again and again", servers, script, "/p/0/")


def _cold(home: Path, folder: str, script: Path) -> None:
    in_turn = script.with_name("in_turn.lua")
    _write_script(in_turn, f'n = (n + 1) % {ADDRESSES} return wrk.format("GET", "/p/" .. n .. "/")')
    in_turn.write_text(f"n = -1\n{in_turn.read_text()}")
    _write_script(
        script,
        f'return wrk.format("GET", "/p/" .. math.random(0, {ADDRESSES - 1}) .. "/")',
    )
    tree = home / "live" / "127.0.0.1"
    cache = f"open_file_cache max={ADDRESSES // 20} inactive=60s; open_file_cache_valid 1s;"
    servers = [
        _nginx(folder, tree, "nginx, gzip_static", "gzip_static on;"),
        _nginx(folder, tree, "nginx, gzip_static, open_file_cache", f"gzip_static on; {cache}"),
        _nginx(folder, tree, "nginx, brotli_static (our live tree)", "brotli_static on;"),
        # A page and what is kept with it take about 5.3 KB, its head alone 1 KB.
        _edge(home, "edge, memory for half", ADDRESSES * 2_600),
        _edge(home, "edge, memory for nine tenths", ADDRESSES * 4_800),
    ]
    # Long enough that every page was asked for once before it counts.
    for server in servers:
        _ask(server, in_turn, "/p/1/", ADDRESSES / 4_000)
    _compare(f"{ADDRESSES:,} addresses at random", servers, script, "/p/1/")


def _compare(title: str, servers: list[Server], script: Path, path: str) -> None:
    spent: dict[str, list[float]] = {server.name: [] for server in servers}
    try:
        for server in servers:
            _ask(server, script, path, 1.0)
        # By turns, so that a noisy moment of the machine falls on all.
        for _ in range(TURNS):
            for server in servers:
                spent[server.name].append(_ask(server, script, path, SECONDS))
    finally:
        for server in servers:
            server.stop()
    peer = statistics.median(spent[servers[0].name])
    print(f"\n{title} (processor µs a request, median of {TURNS} turns)")
    for name, times in spent.items():
        middle = statistics.median(times)
        span = f"{min(times):.1f} to {max(times):.1f}"
        print(f"  {name:40} {middle:6.1f}   ({span})   {peer / middle:6.3f} x {servers[0].name}")


def _ask(server: Server, script: Path, path: str, seconds: float) -> float:
    before = _processor_time(server.worker)
    done = subprocess.run(
        [
            *("taskset", "-c", "1", "wrk", "-t1", f"-c{CONNECTIONS}", f"-d{max(1, int(seconds))}s"),
            *("-s", str(script), f"http://127.0.0.1:{server.port}{server.path or path}"),
        ],
        check=True,
        capture_output=True,
        text=True,
    )
    spent = _processor_time(server.worker) - before
    counted = re.search(r"(\d+) requests in", done.stdout)
    if "Non-2xx" in done.stdout or not counted:
        raise RuntimeError(f"{server.name} failed: {done.stdout}")
    return spent / int(counted[1]) * 1e6


def _processor_time(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _nginx(folder: str, root: Path, name: str, options: str) -> Server:
    port = _free_port()
    label = f"nginx-{port}"
    file = Path(folder) / f"{label}.conf"
    file.write_text(
        NGINX.format(
            module=f"load_module {BROTLI};" if "brotli" in options else "",
            folder=folder,
            name=label,
            options=options,
            port=port,
            root=root,
        )
    )
    process = subprocess.Popen(["nginx", "-c", str(file), "-g", "daemon off;"])
    _wait(port)
    return Server(name, port, _first_child(process), process)


def _edge(home: Path, name: str, held: int) -> Server:
    port = _free_port()
    process = subprocess.Popen(
        ["taskset", "-c", "0", sys.executable, "-c", EDGE, str(home), str(port), str(held)]
    )
    _wait(port)
    return Server(name, port, process.pid, process)


def _varnish(folder: str, behind: int) -> Server:
    """Varnish as it comes, in front of the first nginx: a hit for all requests but one."""
    port = _free_port()
    process = subprocess.Popen(
        [
            *("taskset", "-c", "0", "varnishd", "-F", "-j", "none", "-n", f"{folder}/varnish"),
            *("-a", f"127.0.0.1:{port}", "-b", f"127.0.0.1:{behind}", "-s", "malloc,64m"),
        ],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    _wait(port)
    return Server("Varnish, a hit", port, _first_child(process), process)


def _wagtail(article: str, *, cached: bool) -> Server:
    port, kind = _free_port(), "cached" if cached else "uncached"
    process = subprocess.Popen(
        ["taskset", "-c", "0", sys.executable, "-m", "bench.peer_site", str(port), kind]
    )
    _wait(port, article)
    name = "plain Wagtail, a hit in Django's cache" if cached else "plain Wagtail"
    return Server(name, port, _first_child(process), process, article)


def _first_child(process: subprocess.Popen[bytes]) -> int:
    tasks = Path(f"/proc/{process.pid}/task")
    children = [
        each for task in tasks.iterdir() for each in (task / "children").read_text().split()
    ]
    return int(children[0])


def _wait(port: int, path: str = "/p/0/") -> None:
    end = time.monotonic() + 20
    while time.monotonic() < end:
        try:
            request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", headers=HEADERS)
            with urllib.request.urlopen(request, timeout=5) as answer:
                if answer.headers["Content-Encoding"] not in {"br", "gzip"}:
                    raise RuntimeError("the server sends the page uncompressed")
                return
        except OSError:
            time.sleep(0.05)
    raise RuntimeError("the server did not start")


def _free_port() -> int:
    import socket

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _write_script(script: Path, ask: str) -> None:
    headers = "".join(f'wrk.headers["{name}"] = "{value}"\n' for name, value in HEADERS.items())
    script.write_text(f"{headers}request = function() {ask} end\n")


def _write_tree(home: Path, count: int) -> None:
    """Pages of an article's size, each a file of its own; they are compressed once only."""
    live = home / "live"
    edition = {"code": "en", "language": "en", "address": "/en/", "host": ""}
    live_tree.write_newsroom_facts(
        live, {"hosts": {"127.0.0.1": "127.0.0.1"}, "editions": [edition], "unavailable": {}}
    )
    chance = random.Random(1)
    letters = "abcdefghijklmnopqrstuvwxyz"
    words = ["".join(chance.choices(letters, k=chance.randint(2, 9))) for _ in range(3000)]
    body = " ".join(words[int(chance.paretovariate(0.6)) % 3000] for _ in range(3500)).encode()
    first = live_tree.page_file(live, "127.0.0.1", "/p/0/")
    meta = live_tree.Meta(
        modified=1_700_000_000,
        sha="0" * 64,
        headers=[(name, "same-origin") for name in sorted(live_tree.ORDINARY_HEADERS)],
        keys=["story-1", "en", "section-2"],
    )
    live_tree.write_page(first, meta, body)
    files = {each.name: each.read_bytes() for each in sorted(first.parent.iterdir())}
    print(f"\nEdge: a page of {len(body):,} bytes, ", end="")
    print(", ".join(f"{name} {len(data):,}" for name, data in files.items()))
    for number in range(1, count):
        folder = first.parents[1] / str(number)
        folder.mkdir()
        for name, data in files.items():
            (folder / name).write_bytes(data)


if __name__ == "__main__":
    report()
