"""The processes, as far as they run."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from broadsheet.config.doctor.findings import Finding, ok, warn, wrong
from broadsheet.config.environment import Environment
from broadsheet.config.processes import answers_health, is_alive, kept_pid, kept_places

NAMES = ("run", "edge", "desk", "worker")


def processes(environment: Environment, home: Path) -> Iterator[Finding]:
    """Whether those that left their id are alive, and none is missing."""
    kept = {name: kept_pid(home, name) for name in NAMES}
    alive = {name for name, process in kept.items() if process and is_alive(process)}
    for name, process in kept.items():
        if process and name not in alive:
            file = home / "run" / f"{name}.pid"
            text = f"{file} names process {process}, which is gone"
            yield wrong("processes", text, f'start "broadsheet {name}", or remove the file')
    missing = sorted({"edge", "desk", "worker"} - alive)
    if not alive:
        yield warn("processes", "nothing runs", 'start "broadsheet run"')
    elif missing:
        text = f"not running: {', '.join(missing)}"
        yield wrong("processes", text, 'start "broadsheet run", or look why they end at once')
    else:
        told = ", ".join(f"{name} {kept[name]}" for name in NAMES if name in alive)
        yield ok("processes", told)


def ports(environment: Environment, home: Path) -> Iterator[Finding]:
    """Whether edge and desk answer at the places that they took."""
    for name, (host, port) in kept_places(home).items():
        process = kept_pid(home, name)
        if not process or not is_alive(process):
            continue
        if answers_health(host, port, timeout=5):
            yield ok(name, f"answers at {host}:{port}")
        else:
            text = f"does not answer at {host}:{port}/healthz"
            yield wrong(name, text, "look at its log, then at the database")


CHECKS = (processes, ports)
