"""Wakes the edges of this machine: a datagram to each, a hint and never a promise.

An edge listens at ``$BROADSHEET_HOME/run/edges/<pid>.sock``. Whoever misses a hint finds out by
itself within a second.
"""

from __future__ import annotations

import socket
from pathlib import Path


def edges_of(home: Path) -> Path:
    """The folder in which the edges of a newsroom listen."""
    return home / "run" / "edges"


def ring(folder: Path, message: str) -> None:
    """Send a message to every edge that listens in ``folder``. Never raises, never waits."""
    for file in folder.glob("*.sock"):
        try:
            with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as out:
                out.setblocking(False)
                out.sendto(message.encode(), str(file))
        except ConnectionRefusedError:
            # Its edge was killed and could not clear up behind itself.
            file.unlink(missing_ok=True)
        except OSError:
            continue
