"""Which processes a newsroom consists of, and when each of them does its work."""

from __future__ import annotations

import json
import os
import socket
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from broadsheet.config.processes import answers_health, keep_places, listens, reserve_port
from broadsheet.config.serving import EDGE_SETTINGS, edge_settings, environment_for
from broadsheet.config.supervising import Part

_LOOPBACK = "127.0.0.1"


@dataclass(eq=False)
class Newsroom:
    """A newsroom that ``run`` serves on a public host and port."""

    home: Path
    host: str
    port: int
    #: Where readers reach it; known when the parts are.
    address: str = ""
    #: Bound, so that nobody else is given these ports while nobody listens: the public one, and
    #: those of the desk that runs and of the next one.
    _kept: list[socket.socket] = field(default_factory=list)

    def __enter__(self) -> Newsroom:
        self._kept.append(reserve_port(self.host, self.port))
        return self

    def __exit__(self, *_: object) -> None:
        for each in self._kept:
            each.close()

    def parts(self) -> list[Part]:
        """Desk, edge and worker, by the settings as they are now. Raises SettingsError."""
        environment = environment_for(self.port)
        self.address = environment.address
        common = {**os.environ, "BROADSHEET_ADDRESS": self.address}
        self._kept.append(reserve_port(_LOOPBACK, environment.desk_port))
        if len(self._kept) > 3:
            self._kept.pop(1).close()
        desk = (_LOOPBACK, int(self._kept[-1].getsockname()[1]))
        keep_places(self.home, {"edge": (self.host, self.port), "desk": desk})
        settings = {**edge_settings(self.host, self.port, desk), "home": str(self.home)}
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
                is_ready=_answers(self.host, self.port),
            ),
            Part("worker", _command("worker"), common, overlaps=False),
        ]


def _answers(host: str, port: int) -> Callable[[int], bool]:
    # Both are asked: old and new share a port for a while, and listening is not yet working.
    return lambda process: listens(process, port) and answers_health(host, port)


def _command(*words: str) -> list[str]:
    return [sys.executable, "-m", "broadsheet.config.command", *words]
