"""A real Varnish with our rules, in front of an edge."""

from __future__ import annotations

import http.client
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import pytest

from broadsheet.config.in_front.varnish import write_vcl

MODULES = ("/usr/lib/*/varnish/vmods", "/usr/lib/varnish/vmods", "/usr/local/lib/varnish/vmods")
needs_varnish = pytest.mark.skipif(
    shutil.which("varnishd") is None
    or not any(Path("/").glob(f"{folder.removeprefix('/')}/libvmod_xkey.so") for folder in MODULES),
    reason="varnishd or its module xkey is missing (Debian: varnish, varnish-modules)",
)


@contextmanager
def running_varnish(
    edge_port: int, *, hosts: Sequence[str], purgers: Sequence[str] = ("127.0.0.1",)
) -> Iterator[int]:
    """A Varnish in front of an edge; gives the port on which it listens."""
    # Not pytest's folder: the name of Varnish's own socket has to be short.
    with tempfile.TemporaryDirectory(prefix="varnish-") as folder:
        rules = Path(folder, "rules.vcl")
        rules.write_text(
            write_vcl(
                home=Path(folder),
                address=f"http://{hosts[0]}",
                host_names=hosts,
                edge=f"127.0.0.1:{edge_port}",
                purgers=purgers,
                in_front=["127.0.0.1"],
                tell_hits=True,
            )
        )
        port = _free_port()
        words = [
            *("varnishd", "-F", "-j", "none", "-n", f"{folder}/work", "-f", str(rules)),
            *("-a", f"127.0.0.1:{port}", "-s", "malloc,32m", "-p", "thread_pool_min=10"),
        ]
        with (
            Path(folder, "log").open("w+") as log,
            subprocess.Popen(words, stdout=log, stderr=log) as process,
        ):
            try:
                _wait_for(port, process, Path(folder, "log"))
                yield port
            finally:
                process.terminate()
                process.wait(10)


def _wait_for(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    end = time.monotonic() + 30
    while process.poll() is None and time.monotonic() < end:
        with (
            suppress(OSError),
            closing(http.client.HTTPConnection("127.0.0.1", port, timeout=1)) as connection,
        ):
            connection.request("GET", "/", headers={"Host": "nobody"})
            with connection.getresponse() as answer:
                if answer.status == 421:
                    return
        time.sleep(0.05)
    raise AssertionError(f"varnishd does not stand: {log.read_text()}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
