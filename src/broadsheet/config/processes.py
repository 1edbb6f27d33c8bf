"""The newsroom's processes: their ids in ``run/``, one of each, none that outlives its parent."""

from __future__ import annotations

import ctypes
import fcntl
import json
import os
import signal
import socket
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from http.client import HTTPConnection, HTTPException
from pathlib import Path

_PR_SET_PDEATHSIG = 1
_LISTENING = "0A"
#: Loaded before any fork: a child that has not become its program yet must not load libraries.
_LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None


class AlreadyRunning(Exception):
    """Somebody else does this for the newsroom already; says who."""


def run_folder(home: Path) -> Path:
    """Where process ids and locks are kept."""
    folder = home / "run"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def keep_pid(home: Path, name: str, process: int) -> None:
    """Write ``run/<name>.pid``: whoever reads it meets the old number or the new one."""
    file = run_folder(home) / f"{name}.pid"
    part = file.with_suffix(".pid.part")
    part.write_text(f"{process}\n")
    part.replace(file)


def drop_pid(home: Path, name: str, process: int) -> None:
    """Take ``run/<name>.pid`` away if it still names this process."""
    if kept_pid(home, name) == process:
        (home / "run" / f"{name}.pid").unlink(missing_ok=True)


def kept_pid(home: Path, name: str) -> int | None:
    """The process that ``run/<name>.pid`` names; None without one."""
    try:
        return int((home / "run" / f"{name}.pid").read_text())
    except (OSError, ValueError):
        return None


def keep_places(home: Path, places: Mapping[str, tuple[str, int]]) -> None:
    """Write where processes listen, by name: ``run/places.json``."""
    file = run_folder(home) / "places.json"
    part = file.with_suffix(".part")
    part.write_text(json.dumps(places))
    part.replace(file)


def kept_places(home: Path) -> dict[str, tuple[str, int]]:
    """Where processes said last that they would listen; whether they do is another matter."""
    try:
        held = json.loads((home / "run" / "places.json").read_text())
        return {name: (str(host), int(port)) for name, (host, port) in held.items()}
    except (OSError, ValueError, AttributeError):
        return {}


def is_alive(process: int) -> bool:
    """Whether there is such a process, be it somebody else's."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def is_supervised(home: Path) -> bool:
    """Whether ``broadsheet run`` is the parent of this process."""
    return kept_pid(home, "run") == os.getppid()


@contextmanager
def only_one(home: Path, name: str) -> Iterator[None]:
    """Hold ``run/<name>.lock`` and ``run/<name>.pid``. Raises AlreadyRunning.

    The lock belongs to the open file: it is gone with its process, however that ends.
    """
    with open(run_folder(home) / f"{name}.lock", "a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise AlreadyRunning(
                f'"broadsheet {name}" runs already for {home} (process {kept_pid(home, name)})'
            ) from None
        keep_pid(home, name, os.getpid())
        try:
            yield
        finally:
            drop_pid(home, name, os.getpid())


def die_with_parent(parent: int) -> None:
    """Have the kernel kill this process when ``parent`` is gone, whatever ends it."""
    if _LIBC is not None:
        _LIBC.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        # It went before the kernel was told.
        os._exit(1)


def reserve_port(host: str = "127.0.0.1", port: int = 0) -> socket.socket:
    """Keep a port for a process that will listen on it with SO_REUSEPORT; 0 finds a free one.

    The socket is bound and never listens: nobody else is given the port while it is open.
    """
    keeper = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    keeper.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    keeper.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    keeper.bind((host, port))
    return keeper


def listens(process: int, port: int) -> bool:
    """Whether a process, or a child of it, accepts connections on a port.

    Where two processes share a port, only this tells them apart. True where there is no ``/proc``.
    """
    if not Path("/proc/self").exists():
        return True
    sockets = {f"socket:[{inode}]" for inode in _listening_inodes(port)}
    return any(sockets & _open_files(each) for each in (process, *_children(process)) if sockets)


def hears_notices(home: Path, process: int) -> bool:
    """Whether an edge takes notices from the press: it does its work then."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as probe:
        try:
            # Refused where only the file of a dead edge is left.
            probe.connect(str(home / "run" / "edges" / f"{process}.sock"))
        except OSError:
            return False
    return True


def _listening_inodes(port: int) -> Iterator[str]:
    for table in ("/proc/net/tcp", "/proc/net/tcp6"):
        with suppress(OSError), open(table) as lines:
            for line in lines:
                cells = line.split()
                if cells[3] == _LISTENING and int(cells[1].rpartition(":")[2], 16) == port:
                    yield cells[9]


def _open_files(process: int) -> set[str]:
    found = set()
    with suppress(OSError):
        for file in Path(f"/proc/{process}/fd").iterdir():
            with suppress(OSError):
                found.add(os.readlink(file))
    return found


def _children(process: int) -> list[int]:
    try:
        listed = Path(f"/proc/{process}/task/{process}/children").read_text()
    except OSError:
        return []
    return [int(each) for each in listed.split()]


def answers_health(host: str, port: int, timeout: float = 1.0) -> bool:
    """Whether ``/healthz`` at this place answers 200."""
    asked = {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}.get(host, host)  # noqa: S104
    connection = HTTPConnection(asked, port, timeout=timeout)
    try:
        # Named as this machine: the public name may be one that does not lead here yet.
        connection.request("GET", "/healthz", headers={"Host": f"127.0.0.1:{port}"})
        return connection.getresponse().status == 200
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()
