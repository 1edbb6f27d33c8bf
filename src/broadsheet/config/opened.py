"""Opening the newsroom that is there, for a command; what a command says, and how far it is."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from broadsheet.config.environment import Environment


class Trouble(click.ClickException):
    """Something the person at the keyboard can mend; one line, exit status 1."""

    def show(self, file: Any = None) -> None:
        click.secho(f"broadsheet: {self.message}", fg="red", err=True)


def read_settings() -> Environment:
    """The settings of this process. Raises Trouble."""
    from broadsheet.config.environment import SettingsError, read_environment

    try:
        return read_environment()
    except SettingsError as error:
        raise Trouble(str(error)) from error


def open_newsroom() -> None:
    """Make ready to work with the newsroom that is there; one line where there is none."""
    environment = read_settings()
    if not environment.founded:
        home = environment.home.resolve()
        raise Trouble(f'there is no newsroom in {home}; make one with "broadsheet init"')
    import django
    from django.core.exceptions import ImproperlyConfigured
    from django.db import OperationalError, connection

    try:
        django.setup()
        connection.ensure_connection()
    except ImproperlyConfigured as error:
        raise Trouble(f"settings: {one_line(error)}") from error
    except OperationalError as error:
        raise Trouble(f"the database does not answer: {one_line(error)}") from error


def one_line(error: Exception) -> str:
    """What an exception says, on one line."""
    return " ".join(str(error).split())


@contextmanager
def counted(label: str) -> Iterator[Callable[[int, int], None]]:
    """A progress bar for what says how far it is, on a terminal; nothing elsewhere."""
    if not sys.stderr.isatty():
        yield lambda done, total: None
        return
    with click.progressbar(length=1, label=label, file=sys.stderr) as bar:

        def tell(done: int, total: int) -> None:
            bar.length = max(total, 1)
            bar.update(max(0, done - bar.pos))

        yield tell
