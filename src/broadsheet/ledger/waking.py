"""Wakes the press after a commit: a hint on a Unix socket, never a promise."""

from __future__ import annotations

import socket
from pathlib import Path

from django.conf import settings
from django.db import transaction


def wake_after_commit() -> None:
    """Ring for the worker once the present transaction is committed, if anybody listens."""
    transaction.on_commit(_ring, robust=True)


def _ring() -> None:
    file = Path(settings.HOME) / "run" / "press.sock"
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as out:
            out.setblocking(False)
            out.sendto(b"wake", str(file))
    except OSError:
        # Nobody is there, or has heard already; the worker looks by itself every second.
        return
