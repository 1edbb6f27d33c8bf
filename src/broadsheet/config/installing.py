"""Makes a newsroom where there is none, and brings one that is there up to date."""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from broadsheet.config.environment import Environment

#: The demo's accounts: name, password, role. Printed by ``run``; never made with ``--empty``.
DEMO_ACCOUNTS = (("editor", "broadsheet", "owner"), ("reporter", "broadsheet", "reporter"))


class InstallError(Exception):
    """Why a newsroom could not be made, in one line."""


def install(*, empty: bool, name: str, bare: bool = False) -> None:
    """Make or update the newsroom. Raises InstallError.

    Idempotent: content is only written into a newsroom without editions, in one transaction, so
    that an interruption leaves either none or all of it.
    """
    from broadsheet.config.environment import read_environment

    environment = read_environment()
    home = environment.home.resolve()
    mark = _version_mark(environment.database_url)
    kept = home / "version.json"
    if _kept_mark(kept) == mark:
        return
    try:
        home.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InstallError(f"cannot make {home}: {error.strerror}") from error
    _start_django()
    from django.core.management import call_command
    from django.db import OperationalError

    try:
        _say("Database")
        call_command("migrate", interactive=False, verbosity=0)
    except OperationalError as error:
        why = " ".join(str(error).split())
        raise InstallError(f"the database does not answer: {why}") from error
    _say("Static files")
    # Old files stay: fronts of the past and pages not yet pressed anew refer to them.
    call_command("collectstatic", interactive=False, verbosity=0)
    _found(empty=empty or bare, name=name, bare=bare)
    part = kept.with_suffix(".part")
    part.write_text(json.dumps(mark))
    part.replace(kept)


def is_up_to_date(environment: Environment) -> bool:
    """Whether database and static files were made by this version, for this database."""
    kept = environment.home / "version.json"
    return bool(_kept_mark(kept) == _version_mark(environment.database_url))


def _start_django() -> None:
    import django
    from django.core.exceptions import ImproperlyConfigured

    try:
        django.setup()
    except ImproperlyConfigured as error:
        raise InstallError(f"settings: {' '.join(str(error).split())}") from error


def _kept_mark(kept: Path) -> Any:
    try:
        return json.loads(kept.read_text())
    except (OSError, ValueError):
        return None


def _found(*, empty: bool, name: str, bare: bool) -> None:
    from django.db import transaction

    from broadsheet.demo.opening import draw_demo, open_bare, open_demo, open_empty
    from broadsheet.desk.accounts import add_account
    from broadsheet.desk.roles import establish_roles
    from broadsheet.editions.models import Edition
    from broadsheet.kit import clock

    if Edition.objects.exists():
        with transaction.atomic():
            establish_roles()
        _make_missing_renditions()
        return
    _mark_kind("empty" if empty else "demo")
    with _steps() as step:
        pictures = {} if empty else draw_demo(step)
        with transaction.atomic():
            if bare:
                open_bare()
            elif empty:
                open_empty(name)
            else:
                open_demo(clock.now(), pictures, step)
            establish_roles()
            for user, password, role in () if empty else DEMO_ACCOUNTS:
                add_account(user, password, f"{user}@example.org", role)


def _make_missing_renditions() -> None:
    """Give every picture the sizes this version shows. One that cannot be read is named, and left.

    What an interruption leaves out is made the next time.
    """
    from broadsheet.media.renditions import make_renditions, pictures_lacking_renditions

    lacking = list(pictures_lacking_renditions())
    if not lacking:
        return
    with _steps() as step:
        step("Picture sizes", len(lacking))
        for picture in lacking:
            try:
                make_renditions(picture)
            except (OSError, ValueError) as error:
                _say(f"picture {picture.pk} ({picture.title}) cannot be read: {error}")
            step("", 0)


def _mark_kind(kind: str) -> None:
    """Note whether it is a demo, before there is one: an interruption then hides no account."""
    from django.conf import settings

    for name in ("demo", "empty"):
        (Path(settings.HOME) / name).unlink(missing_ok=True)
    (Path(settings.HOME) / kind).touch()


def _version_mark(database_url: str) -> dict[str, str]:
    """What this installation's database and static files depend on: a digest of the package.

    Worked out without Django, so that starting again costs next to nothing. The address of the
    database is kept as a digest: it may hold a password.
    """
    import broadsheet

    package = Path(broadsheet.__file__).parent
    digest = hashlib.sha256()
    for pattern in ("*/migrations/*.py", "*/static/**/*"):
        for file in sorted(package.glob(pattern)):
            if file.is_file() and "__pycache__" not in file.parts:
                digest.update(str(file.relative_to(package)).encode())
                digest.update(file.read_bytes())
    return {
        "version": broadsheet.__version__,
        "files": digest.hexdigest(),
        "database": hashlib.sha256(database_url.encode()).hexdigest() if database_url else "",
    }


def _say(what: str) -> None:
    click.echo(f"{what} …", err=True)


@contextmanager
def _steps() -> Iterator[Any]:
    """A progress bar for each named step on a terminal; a line for each without one."""
    bars: list[Any] = []

    def step(label: str, count: int) -> None:
        if not label:
            if bars:
                bars[-1].update(1)
            return
        if not sys.stderr.isatty():
            _say(f"{label} ({count})")
            return
        if bars:
            bars.pop().__exit__(None, None, None)
        bar = click.progressbar(length=count, label=f"{label:20}", file=sys.stderr)
        bars.append(bar.__enter__())

    try:
        yield step
    finally:
        if bars:
            bars[-1].__exit__(None, None, None)
