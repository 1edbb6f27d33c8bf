"""A throw-away newsroom whose processes can be stopped, killed and started again."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from urllib.parse import unquote, urlsplit

from broadsheet.config.processes import answers_health, is_alive, kept_pid, reserve_port

#: Longer than anything here takes on a machine that does other things as well; seconds.
PATIENCE = 120
ROOT = Path(__file__).resolve().parent.parent.parent
#: Becomes the command in the second argument with the socket in the first, as systemd hands one.
_HANDED = """
import os, sys
os.dup2(int(sys.argv[1]), 3)
os.environ.update(LISTEN_FDS="1", LISTEN_PID=str(os.getpid()))
os.execv(sys.argv[2], sys.argv[2:])
"""


class Broken(Exception):
    """The newsroom does not do what everything else here rests on."""


class Newsroom:
    """A founded newsroom in ``home`` and the socket that its readers connect to."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=2048)
        self.port = int(self.listener.getsockname()[1])
        with reserve_port() as free:
            self.desk_port = int(free.getsockname()[1])
        self.database = database_of(home)
        self.live, self.stale = home / "live", home / "stale"
        self._started: list[subprocess.Popen[bytes]] = []
        own = {k: v for k, v in os.environ.items() if not k.startswith("BROADSHEET_")}
        self.environment = {
            **own,
            "BROADSHEET_HOME": str(home),
            "BROADSHEET_FFMPEG": "",
            "BROADSHEET_ADDRESS": f"http://127.0.0.1:{self.port}",
            "DJANGO_SETTINGS_MODULE": "broadsheet.config.settings",
        }
        if url := os.environ.get("BROADSHEET_DATABASE_URL"):
            self.environment["BROADSHEET_DATABASE_URL"] = url

    def start(self, *words: str, on_socket: bool = False) -> subprocess.Popen[bytes]:
        """Start a ``broadsheet`` command; with ``on_socket`` it is handed the readers' socket."""
        command = [sys.executable, "-m", "broadsheet.config.command", *words]
        handed: tuple[int, ...] = ()
        if on_socket:
            handed = (self.listener.fileno(),)
            command = [sys.executable, "-c", _HANDED, str(handed[0]), *command]
        return self._popen(command, handed)

    def start_python(self, *words: str) -> subprocess.Popen[bytes]:
        """Start a module of ours in the newsroom's environment."""
        return self._popen([sys.executable, "-m", *words], ())

    def _popen(self, command: list[str], handed: tuple[int, ...]) -> subprocess.Popen[bytes]:
        with (self.home.parent / "said").open("ab") as out:
            # A group of its own: Ctrl-C is for us, and we end what we started.
            process = subprocess.Popen(
                command,
                env=self.environment,
                cwd=ROOT,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=out,
                pass_fds=handed,
                process_group=0,
            )
        self._started.append(process)
        return process

    def ask(self, code: str, given: object = None) -> str:
        """What Python prints inside the newsroom; ``given`` is there under that name."""
        start = "import django, json, sys; django.setup(); given = json.load(sys.stdin)\n"
        done = subprocess.run(
            [sys.executable, "-c", start + code],
            env=self.environment,
            cwd=ROOT,
            input=json.dumps(given),
            capture_output=True,
            text=True,
            timeout=600,
            check=False,
        )
        if done.returncode:
            raise Broken(done.stderr[-3000:])
        return done.stdout

    def pid(self, name: str) -> int:
        """The process of a part under ``run``; 0 while there is none."""
        process = kept_pid(self.home, name) or 0
        return process if process and is_alive(process) else 0

    @property
    def desk_answers(self) -> bool:
        """Whether the desk that was started by itself answers."""
        return answers_health("127.0.0.1", self.desk_port)

    @property
    def edge_answers(self) -> bool:
        """Whether an edge answers on the readers' socket."""
        return answers_health("127.0.0.1", self.port)

    def end(self) -> None:
        """End whatever was started, politely, then not."""
        for process in self._started:
            with suppress(ProcessLookupError):
                os.kill(process.pid, signal.SIGCONT)
                process.terminate()
        for process in self._started:
            with suppress(subprocess.TimeoutExpired):
                process.wait(20)
            kill_group(process.pid)
            process.wait()
        self.listener.close()


def family(process: int) -> list[int]:
    """A process and its children."""
    with suppress(OSError):
        listed = Path(f"/proc/{process}/task/{process}/children").read_text()
        return [process, *map(int, listed.split())]
    return [process]


def works(process: int) -> bool:
    """Whether a process is there and is more than an entry that nobody has collected yet."""
    try:
        status = Path(f"/proc/{process}/stat").read_text()
    except OSError:
        return False
    return status.rpartition(")")[2].split()[0] != "Z"


def signal_all(processes: list[int], number: signal.Signals) -> None:
    """Signal processes, some of which may be gone."""
    for each in processes:
        with suppress(ProcessLookupError):
            os.kill(each, number)


def kill_group(process: int) -> None:
    """End a process that was started here, and all it started, at once."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process, signal.SIGKILL)


def wait_for(condition: Callable[[], object], what: str, within: float = PATIENCE) -> None:
    """Wait until something is so. Raises Broken when it is not in time."""
    deadline = time.monotonic() + within
    while not condition():
        if time.monotonic() > deadline:
            raise Broken(f"waited in vain for {what}")
        time.sleep(0.05)


class SqliteFile:
    """The newsroom's database as files: away, none can be opened."""

    def __init__(self, home: Path) -> None:
        self._home = home

    def go(self) -> None:
        """Move them out of sight."""
        for file in list(self._home.glob("broadsheet.sqlite3*")):
            file.rename(file.with_name(f"away-{file.name}"))

    def come_back(self) -> None:
        """Put them back; what was made in their place meanwhile is thrown away."""
        for file in list(self._home.glob("broadsheet.sqlite3*")):
            file.unlink()
        for file in list(self._home.glob("away-*")):
            file.rename(file.with_name(file.name.removeprefix("away-")))


class PostgresServer:
    """The server of ``tools/with_postgres``: stopped, it takes connections and says nothing."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        folder = unquote(urlsplit(environment["BROADSHEET_DATABASE_URL"]).netloc.rpartition("@")[2])
        self._pid_file = Path(folder, "data", "postmaster.pid")

    def _signal(self, number: signal.Signals) -> None:
        signal_all(family(int(self._pid_file.read_text().split()[0])), number)

    def go(self) -> None:
        """Stop it where it stands."""
        self._signal(signal.SIGSTOP)

    def come_back(self) -> None:
        """Let it go on."""
        self._signal(signal.SIGCONT)


def database_of(home: Path) -> SqliteFile | PostgresServer:
    """The database that the newsroom uses."""
    if os.environ.get("BROADSHEET_DATABASE_URL"):
        return PostgresServer(os.environ)
    return SqliteFile(home)
