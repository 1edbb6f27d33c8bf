"""The socket that readers connect to: bound once, and handed to every edge that comes and goes.

The kernel queues connections for as long as one process holds the socket. ``run`` holds it, and
takes none itself: while an edge is killed, or hands over to the next one, readers wait in the queue
and are answered by the next edge.
"""

from __future__ import annotations

import errno
import os
import socket

#: Connections that wait while there is no edge; the kernel's own bound (somaxconn) may be lower.
BACKLOG = 2048
#: The first descriptor that systemd hands over (sd_listen_fds(3)).
_FIRST = 3


class NotFree(Exception):
    """Why nobody can listen there, in one line."""


def readers_socket(host: str, port: int) -> socket.socket:
    """The socket from systemd where there is one, else a new one. Raises NotFree.

    Connections wait in its queue from now on.
    """
    handed = handed_by_systemd()
    if handed is not None:
        return handed
    listener = socket.socket(_family(host))
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen(BACKLOG)
    except OSError as error:
        listener.close()
        raise _not_free(host, port, error) from error
    return listener


def handed_by_systemd() -> socket.socket | None:
    """The socket of a ``.socket`` unit, which outlives this process; None without one.

    Asked once: the variables are taken out of the environment, so that no child believes them.
    """
    count, owner = os.environ.pop("LISTEN_FDS", ""), os.environ.pop("LISTEN_PID", "")
    os.environ.pop("LISTEN_FDNAMES", None)
    if owner != str(os.getpid()) or not count.isdecimal() or int(count) < 1:
        return None
    os.set_inheritable(_FIRST, False)
    return socket.socket(fileno=_FIRST)


def check_free(host: str, port: int) -> None:
    """Raises NotFree where a process could not listen."""
    with socket.socket(_family(host)) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise _not_free(host, port, error) from error


def _family(host: str) -> socket.AddressFamily:
    return socket.AF_INET6 if ":" in host else socket.AF_INET


def _not_free(host: str, port: int, error: OSError) -> NotFree:
    if error.errno in {errno.EADDRINUSE, errno.EACCES}:
        why = f"port {port} on {host} is not free ({error.strerror})"
        return NotFree(f"{why}; choose another with PORT=…")
    return NotFree(f"cannot listen on {host}: {error.strerror}")
