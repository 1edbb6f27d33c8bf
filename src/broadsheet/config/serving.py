"""What each process of the newsroom does: ``run`` supervises, ``desk``, ``edge``, ``worker`` work.

Nothing heavy is imported above: ``run`` and ``edge`` know no Django, and readers are answered as
soon as the edge stands.
"""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from broadsheet.config.listening import NotFree, check_free, handed_by_systemd
from broadsheet.config.processes import (
    AlreadyRunning,
    die_with_parent,
    drop_pid,
    is_supervised,
    keep_pid,
    only_one,
)

if TYPE_CHECKING:
    from broadsheet.config.environment import Environment

#: Where the desk listens when it is run alone and nothing else is said.
DESK_PORT = 8001
#: Handed to the edge by ``run``: its settings as JSON, so that it need not read them again.
EDGE_SETTINGS = "BROADSHEET_RUN_EDGE"

#: Seconds for what is being published at the end of the worker; after that it is rolled back, and
#: done by the next worker.
HOURS_LEAVE_WITHIN = 5.0


class ServeError(Exception):
    """Why the newsroom could not be served, in one line."""


def serve(host: str, port: int) -> None:
    """Serve everything until interrupted. Raises ServeError if it cannot begin.

    The public address follows the port where no address was set, so that links work.
    """
    from broadsheet.config.parts import Newsroom
    from broadsheet.config.supervising import Supervisor

    home = _founded_home()
    try:
        with only_one(home, "run"), Newsroom(home, host, port) as newsroom:
            greet, leave = partial(_greet, newsroom), newsroom.take_no_more
            Supervisor(home, newsroom.parts, greet, leave).run()
    except (AlreadyRunning, NotFree) as error:
        raise ServeError(str(error)) from error


def serve_desk(host: str, port: int) -> None:
    """Serve the editors' screens, and pages that are asked of it, until asked to end."""
    home = _founded_home()
    supervised = is_supervised(home)
    if not supervised:
        # The supervisor keeps the port for us, and this look would meet its hand.
        _check_free(host, port)
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    server = Granian(
        "broadsheet.config.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=4,
        backlog=512,
        log_level=LogLevels.warning,
        # One place starts again what died: "run", or the system's service manager.
        respawn_failed_workers=False,
        workers_kill_timeout=15,
    )
    load = partial(_load_desk, os.getpid())
    if supervised:
        server.serve(target_loader=load, wrap_loader=False)
        return
    with _own_pid(home, "desk"):
        click.echo(f"The desk listens at http://{_printable(host)}:{port}/admin/")
        server.serve(target_loader=load, wrap_loader=False)


def serve_edge(host: str, port: int, desk: tuple[str, int]) -> None:
    """Serve readers until asked to end."""
    handed_over = os.environ.pop(EDGE_SETTINGS, "")
    if handed_over:
        settings = json.loads(handed_over)
        settings.update(home=Path(settings["home"]), desk=tuple(settings["desk"]))
        _run_edge(settings)
        return
    home = _founded_home()
    handed = handed_by_systemd()
    if handed is None:
        _check_free(host, port)
    else:
        host, port = handed.getsockname()[:2]
    settings = edge_settings(host, port, desk)
    if handed is not None:
        settings["listener"] = handed.detach()
    with _own_pid(home, "edge"):
        click.echo(f"The edge listens at http://{_printable(host)}:{port}/")
        _run_edge(settings)


def serve_worker() -> None:
    """Follow the ledger and keep the hours until asked to end. Only one works for a newsroom."""
    home = _founded_home()
    try:
        with only_one(home, "worker"):
            import django

            django.setup()
            from broadsheet.config.environment import read_environment
            from broadsheet.desk.acting_on_wire import start_acting
            from broadsheet.desk.bringing_pictures import start_bringing
            from broadsheet.desk.keeping_hours import start_keeping_hours
            from broadsheet.live.channel.events import ChannelEvents
            from broadsheet.live.channel.watching import start_watching
            from broadsheet.live.events import BreakingEvents
            from broadsheet.live.post_events import LivePageEvents
            from broadsheet.media.encoding import start_encoding
            from broadsheet.press.worker import run_worker
            from broadsheet.wire.working import start_wire

            # A thread of its own: what is due at a second must not wait for the page at hand.
            stopping = threading.Event()
            threads = [start_keeping_hours(stopping), start_encoding(stopping)]
            threads += [start_watching(stopping), start_acting(stopping), *start_wire(stopping)]
            threads.append(start_bringing(stopping))
            if (home / "demo").exists():
                from broadsheet.demo.broadcast import start_broadcasting
                from broadsheet.demo.wire import start_dispatches

                threads += [start_broadcasting(stopping), start_dispatches(stopping)]
            if redis_url := read_environment().redis_url:
                from broadsheet.kit.event_feed import start_sending

                start_sending(redis_url, home / "stream", stopping)
            try:
                # Readers who look are told before their pages are pressed.
                tellers = (BreakingEvents(home), LivePageEvents(home), ChannelEvents(home))
                run_worker(first=tuple(teller.step for teller in tellers))
            finally:
                stopping.set()
                for thread in threads:
                    thread.join(HOURS_LEAVE_WITHIN)
    except AlreadyRunning as error:
        raise ServeError(str(error)) from error


def edge_settings(host: str, port: int, desk: tuple[str, int]) -> dict[str, Any]:
    """What an edge is told; links follow its port where no address was set."""
    environment = environment_for(port)
    return {
        "home": environment.home.resolve(),
        "host": host,
        "port": port,
        "desk": desk,
        "address": environment.address,
        "behind_proxy": environment.behind_proxy,
        "metrics_port": environment.metrics_port,
        "redis_url": environment.redis_url,
        "cache_bytes": environment.cache_megabytes * 1024 * 1024,
    }


def environment_for(port: int) -> Environment:
    """The settings, with the address that follows from the public port if none was set."""
    from broadsheet.config.environment import Environment, read_environment

    environment = read_environment()
    if "address" in environment.model_fields_set:
        return environment
    return Environment(address=f"http://127.0.0.1:{port}")


def _run_edge(settings: dict[str, Any]) -> None:
    from broadsheet.edge.serving import run_edge
    from broadsheet.edge.settings import EdgeSettings

    run_edge(EdgeSettings(**settings))


def _load_desk(parent: int) -> Any:
    """The application, in Granian's own child, which must not outlive the process of the desk."""
    die_with_parent(parent)
    from broadsheet.config.wsgi import application

    return application


def _founded_home() -> Path:
    from broadsheet.config.environment import SettingsError, read_environment

    try:
        environment = read_environment()
    except SettingsError as error:
        raise ServeError(str(error)) from error
    home = environment.home.resolve()
    if not environment.founded:
        raise ServeError(f'there is no newsroom in {home}; make one with "broadsheet init"')
    return home


def _check_free(host: str, port: int) -> None:
    try:
        check_free(host, port)
    except NotFree as error:
        raise ServeError(str(error)) from error


@contextmanager
def _own_pid(home: Path, name: str) -> Iterator[None]:
    keep_pid(home, name, os.getpid())
    try:
        yield
    finally:
        drop_pid(home, name, os.getpid())


def _printable(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _greet(newsroom: Any) -> None:
    address, home = newsroom.address, newsroom.home
    click.secho("Broadsheet is running.", bold=True)
    click.echo(f"  Readers  {address}/")
    click.echo(f"  Desk     {address}/admin/")
    if (home / "demo").exists():
        from broadsheet.config.installing import DEMO_ACCOUNTS

        for user, password, role in DEMO_ACCOUNTS:
            click.echo(f"           sign in as {user} / {password} ({role})")
    else:
        click.echo('           make yourself an account with "broadsheet adduser NAME"')
    click.echo("  Stop with Ctrl-C.")
