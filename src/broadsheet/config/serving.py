"""Serves the newsroom: the desk under Granian, its process id kept in the newsroom's folder."""

from __future__ import annotations

import errno
import os
import socket
from pathlib import Path

import click


class ServeError(Exception):
    """Why the newsroom could not be served, in one line."""


def serve(host: str, port: int) -> None:
    """Serve until interrupted. Raises ServeError if it cannot begin.

    The public address follows the port where no address was set, so that links work.
    """
    from broadsheet.config.environment import Environment

    if "address" not in Environment().model_fields_set:
        os.environ["BROADSHEET_ADDRESS"] = f"http://127.0.0.1:{port}"
    environment = Environment()
    home = environment.home.resolve()
    if not environment.founded:
        raise ServeError(f'there is no newsroom in {home}; make one with "broadsheet init"')
    _check_free(host, port)
    pid_file = _keep_pid(home)
    _greet(environment.address, home)
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
        respawn_failed_workers=True,
    )
    try:
        server.serve()
    finally:
        pid_file.unlink(missing_ok=True)


def _check_free(host: str, port: int) -> None:
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            if error.errno in {errno.EADDRINUSE, errno.EACCES}:
                why = f"port {port} on {host} is not free ({error.strerror})"
                raise ServeError(f"{why}; choose another with PORT=…") from error
            raise ServeError(f"cannot listen on {host}: {error.strerror}") from error


def _keep_pid(home: Path) -> Path:
    folder = home / "run"
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "desk.pid"
    file.write_text(f"{os.getpid()}\n")
    return file


def _greet(address: str, home: Path) -> None:
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
