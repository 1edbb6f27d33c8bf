"""How long a second ``run`` takes until readers and the desk are answered."""

from __future__ import annotations

import os
import socket
import subprocess
import time
import urllib.error
import urllib.request

PATIENCE = 60


def report(broadsheet: str) -> None:
    """Start the newsroom again, as ``make run`` does the second time, and print the seconds."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    env = {**os.environ, "BROADSHEET_ADDRESS": address, "BROADSHEET_HOSTS": ""}
    start = time.monotonic()
    subprocess.run([broadsheet, "init"], check=True, env=env)
    server = subprocess.Popen(
        [broadsheet, "run", "--port", str(port)], env=env, stdout=subprocess.DEVNULL
    )
    try:
        readers = _answered(f"{address}/en/", start)
        desk = _answered(f"{address}/admin/login/", start)
    finally:
        server.terminate()
        server.wait(timeout=20)
    print("\nSecond start (seconds from the command to the first answer)")
    print(f"  readers {readers:.1f} (promised 3), desk {desk:.1f} (promised 15)")


def _answered(address: str, start: float) -> float:
    while time.monotonic() - start < PATIENCE:
        try:
            with urllib.request.urlopen(address, timeout=5) as answer:
                answer.read()
                return time.monotonic() - start
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.02)
    return float("inf")
