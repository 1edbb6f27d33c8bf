"""Which processes a newsroom consists of, and when each of them does its work."""

from __future__ import annotations

import json
import os
import socket
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from broadsheet.config.listening import readers_socket
from broadsheet.config.processes import (
    answers_health,
    hears_notices,
    keep_places,
    listens,
    reserve_port,
)
from broadsheet.config.serving import EDGE_SETTINGS, edge_settings, environment_for
from broadsheet.config.supervising import Part

_LOOPBACK = "127.0.0.1"


@dataclass(eq=False)
class Newsroom:
    """A newsroom that ``run`` serves on a public host and port, or on the socket from systemd."""

    home: Path
    host: str
    port: int
    #: Where readers reach it; known when the parts are.
    address: str = ""
    _readers: socket.socket | None = None
    #: Bound, so that nobody else is given these ports while nobody listens: those of the desk that
    #: runs and of the next one.
    _kept: list[socket.socket] = field(default_factory=list)

    def __enter__(self) -> Newsroom:
        """Listen for readers. Raises NotFree."""
        self._readers = readers_socket(self.host, self.port)
        self.host, self.port = self._readers.getsockname()[:2]
        return self

    def __exit__(self, *_: object) -> None:
        self.take_no_more()
        for each in self._kept:
            each.close()

    def take_no_more(self) -> None:
        """Leave it to the edges alone to take readers: when they leave, who comes is refused."""
        if self._readers is not None:
            self._readers.close()
            self._readers = None

    def parts(self) -> list[Part]:
        """Desk, edge and worker, by the settings as they are now. Raises SettingsError."""
        environment = environment_for(self.port)
        self.address = environment.address
        common = {**os.environ, "BROADSHEET_ADDRESS": self.address}
        self._kept.append(reserve_port(_LOOPBACK, environment.desk_port))
        if len(self._kept) > 2:
            self._kept.pop(0).close()
        desk = (_LOOPBACK, int(self._kept[-1].getsockname()[1]))
        keep_places(self.home, {"edge": (self.host, self.port), "desk": desk})
        settings = {**edge_settings(self.host, self.port, desk), "home": str(self.home)}
        handed: tuple[int, ...] = ()
        if self._readers is not None:
            handed = (self._readers.fileno(),)
            settings["listener"] = handed[0]
        return [
            Part(
                "desk",
                _command("desk", "--host", desk[0], "--port", str(desk[1])),
                common,
                is_ready=_answers(*desk),
            ),
            Part(
                "edge",
                _command("edge", "--host", self.host, "--port", str(self.port)),
                {**common, EDGE_SETTINGS: json.dumps(settings)},
                is_ready=self._edge_is_ready,
                handed=handed,
                # Readers wait in the queue until there is another one.
                longest_delay=1.0,
            ),
            Part("worker", _command("worker"), common, overlaps=False),
        ]

    def _edge_is_ready(self, process: int) -> bool:
        # All edges share one socket, so any may answer: what tells them apart is whose notices
        # are taken, and that begins when the rest of it stands.
        return hears_notices(self.home, process) and answers_health(self.host, self.port)


def _answers(host: str, port: int) -> Callable[[int], bool]:
    # Both are asked: old and new share a port for a while, and listening is not yet working.
    return lambda process: listens(process, port) and answers_health(host, port)


def _command(*words: str) -> list[str]:
    return [sys.executable, "-m", "broadsheet.config.command", *words]
