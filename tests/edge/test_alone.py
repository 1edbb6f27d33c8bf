"""The edge as a process of its own."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

from tests.edge.running import LONG, Reader, eventually, put_page

RUN = """
import sys
from pathlib import Path
from broadsheet.edge.serving import run_edge
from broadsheet.edge.settings import EdgeSettings
home, port = sys.argv[1:]
run_edge(EdgeSettings(home=Path(home), port=int(port), grace=2))
alien = {"django", "wagtail", "granian", "sqlite3", "psycopg"} & {
    name.partition(".")[0] for name in sys.modules
}
print("loaded:", sorted(alien))
"""


def test_it_serves_without_django_and_leaves_when_asked(home: Path):
    put_page(home / "live", "/en/")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {name: value for name, value in os.environ.items() if "DJANGO" not in name}
    process = subprocess.Popen(
        [sys.executable, "-c", RUN, str(home), str(port)],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        eventually(lambda: _answers(port))
        assert (home / "run" / "edges" / f"{process.pid}.sock").is_socket()
    finally:
        process.send_signal(signal.SIGTERM)
        out, trouble = process.communicate(timeout=15)
    assert (process.returncode, out, trouble) == (0, "loaded: []\n", "")
    assert list((home / "run" / "edges").iterdir()) == []


def test_sockets_of_edges_that_were_killed_are_cleared_away(home: Path, start):
    folder = home / "run" / "edges"
    folder.mkdir(parents=True)
    with subprocess.Popen([sys.executable, "-c", ""]) as gone:
        gone.wait()
    (folder / f"{gone.pid}.sock").write_text("")
    start()
    assert [file.stem for file in folder.iterdir()] == [str(os.getpid())]


def _answers(port: int) -> bool:
    try:
        with Reader(port) as reader:
            return reader.get("/en/").text == LONG
    except ConnectionRefusedError:
        return False
