"""A demo newsroom to look at in a browser: made or copied, prepared, and served on a free port.

``python -m tools.demo_newsroom FOLDER`` draws one there.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from tools.migrated_database import begin_with_tables
from tools.standing_python import StandingPython

ROOT = Path(__file__).resolve().parent.parent
STARTS_WITHIN = 60


@dataclass(frozen=True)
class DemoNewsroom:
    """A newsroom that is being served: its folder, its origin, its pages by edition and type."""

    home: Path
    origin: str
    pages: dict[str, dict[str, str]]
    python: StandingPython

    def run_python(self, code: str, given: object = None) -> str:
        """What ``code`` prints in the newsroom's settings; it finds ``given`` as JSON has it."""
        return self.python.run(code, given)

    def run_command(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run the ``broadsheet`` command on the newsroom."""
        return subprocess.run(
            [sys.executable, "-m", "broadsheet.config.command", *words],
            env=_environment(self.home),
            capture_output=True,
            text=True,
            check=False,
        )

    @contextmanager
    def without_table(self, table: str) -> Iterator[None]:
        """Take a table away for a while, so that pages that need it fail."""
        database = sqlite3.connect(self.home / "broadsheet.sqlite3", isolation_level=None)
        try:
            database.execute(f"ALTER TABLE {table} RENAME TO lost_table")
            try:
                yield
            finally:
                database.execute(f"ALTER TABLE lost_table RENAME TO {table}")
        finally:
            database.close()


def make_home(home: Path, source: Path | None) -> None:
    """Copy the newsroom in ``source`` to ``home``, or draw a new one (one or two minutes)."""
    if source is not None:
        shutil.copytree(source, home, ignore=shutil.ignore_patterns("run", "*.pid"))
    begin_with_tables(home)
    command = [sys.executable, "-m", "broadsheet.config.command", "init"]
    subprocess.run(command, env=_environment(home), check=True)


@contextmanager
def served_demo(home: Path) -> Iterator[DemoNewsroom]:
    """Serve the demo newsroom in ``home`` until the block ends."""
    pages = json.loads(_python(home, "-m", "tools.demo_pages"))
    python = StandingPython(_environment(home))
    port = _free_port()
    server = subprocess.Popen(
        [sys.executable, "-m", "broadsheet.config.command", "run", "--port", str(port)],
        env=_environment(home),
        stdout=subprocess.DEVNULL,
    )
    try:
        origin = f"http://127.0.0.1:{port}"
        # The edge answers before the desk stands; this address leads to the desk.
        _wait_for(f"{origin}/admin/login/", server)
        yield DemoNewsroom(home, origin, pages, python)
    finally:
        python.close()
        server.send_signal(signal.SIGINT)
        try:
            server.wait(timeout=20)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def chromium_path() -> str:
    """Where Chromium is (``CHROME_PATH`` or Debian's); empty where there is none."""
    return os.environ.get("CHROME_PATH") or shutil.which("chromium") or ""


def _wait_for(address: str, server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < deadline:
        if server.poll() is not None:
            raise RuntimeError(f"the newsroom did not start (exit status {server.returncode})")
        try:
            with urlopen(address, timeout=5):
                return
        except (URLError, ConnectionError, TimeoutError):
            time.sleep(0.2)
    raise RuntimeError(f"{address} did not answer within {STARTS_WITHIN} seconds")


def _python(home: Path, *words: str) -> str:
    done = subprocess.run(
        [sys.executable, *words],
        env=_environment(home),
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"{' '.join(words)[:200]} failed:\n{done.stderr[-4000:]}")
    return done.stdout


def _environment(home: Path) -> dict[str, str]:
    """This process's environment without its own newsroom's settings."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("BROADSHEET_")}
    return {
        **kept,
        "BROADSHEET_HOME": str(home),
        # Nothing is looked at here that would be worth an encoder on every core.
        "BROADSHEET_FFMPEG": "",
        "DJANGO_SETTINGS_MODULE": "broadsheet.config.settings",
    }


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


if __name__ == "__main__":
    make_home(Path(sys.argv[1]), None)
