"""The database, and what the newsroom has made of it. Django is set up by then."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection

from broadsheet.config import figures
from broadsheet.config.doctor.findings import Finding, ok, warn, wrong

#: The largest SQLite file that is read through from end to end.
LARGEST_CHECKED = 2 * 1024**3
#: SQLite's number for synchronous=FULL; EXTRA is one more.
FULL = 2
#: How long an entry may wait for its number, and a story after its hour.
PROMPTLY = timedelta(minutes=1)
#: Pages and changes that may wait while the press is at work.
BUSY = 1000


def database() -> Iterator[Finding]:
    """Whether it answers."""
    held = settings.DATABASES["default"]
    if connection.vendor == "sqlite" and not Path(str(held["NAME"])).exists():
        yield wrong("database", f"{held['NAME']} is not there", "restore it from a backup")
        return
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError as error:
        mend = "start it, or correct BROADSHEET_DATABASE_URL"
        if connection.vendor == "sqlite":
            mend = "restore it from a backup"
        yield wrong("database", f"does not answer: {' '.join(str(error).split())}", mend)
    else:
        yield ok("database", f"{connection.vendor} answers")


def durability() -> Iterator[Finding]:
    """Whether what was acknowledged is on the disk, and readers do not wait for writers."""
    if connection.vendor != "sqlite":
        value = _one("SHOW synchronous_commit")
        if value == "off":
            text = "synchronous_commit is off: a crash loses what was acknowledged"
            yield wrong("durability", text, "set it to on in postgresql.conf")
        else:
            yield ok("durability", f"synchronous_commit is {value}")
        return
    mode, synchronous = _one("PRAGMA journal_mode"), _one("PRAGMA synchronous")
    if mode != "wal" or synchronous < FULL:
        text = f"journal_mode is {mode}, synchronous is {synchronous}"
        yield wrong("durability", text, "no network file system; remove other OPTIONS")
    else:
        yield ok("durability", "write-ahead log, flushed at every commit")


def integrity() -> Iterator[Finding]:
    """Whether the file is whole. A large one is not read through."""
    if connection.vendor != "sqlite":
        return
    size = Path(str(settings.DATABASES["default"]["NAME"])).stat().st_size
    if size > LARGEST_CHECKED:
        text = f"{size / 1024**3:.1f} GB are too many to read through here"
        yield warn("integrity", text, 'at a quiet hour: sqlite3 FILE "PRAGMA quick_check"')
        return
    try:
        broken = _one("PRAGMA quick_check(1)")
    except DatabaseError as error:
        broken = str(error)
    if broken != "ok":
        text = f"the database is damaged: {' '.join(str(broken).split())}"
        yield wrong("integrity", text, "restore it from a backup")
        return
    with connection.cursor() as cursor:
        lost = cursor.execute("PRAGMA foreign_key_check").fetchmany(1)
    if lost:
        text = f"a row of {lost[0][0]} names one of {lost[0][2]} that is not there"
        yield wrong("integrity", text, "restore it from a backup, or mend the row")
    else:
        yield ok("integrity", "every table can be read, every reference leads somewhere")


def migrations() -> Iterator[Finding]:
    """Whether the tables are those of this version."""
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if waiting:
        names = ", ".join(f"{each.app_label} {each.name}" for each, _ in waiting[:3])
        text = f"{len(waiting)} not applied ({names})"
        yield wrong("migrations", text, 'run "broadsheet init"')
    else:
        yield ok("migrations", "all applied")


def static_files() -> Iterator[Finding]:
    """Whether style sheets and scripts are those of this version."""
    from broadsheet.config.installing import is_up_to_date

    home = Path(settings.HOME)
    manifest = Path(settings.STATIC_ROOT) / "staticfiles.json"
    if not manifest.exists():
        mend = f'remove {home / "version.json"} and run "broadsheet init"'
        yield wrong("static files", f"{manifest} is not there", mend)
    elif not is_up_to_date(settings.ENVIRONMENT):
        yield wrong("static files", "made for another version", 'run "broadsheet init"')
    else:
        yield ok("static files", "of this version")


def hosts() -> Iterator[Finding]:
    """Whether the hosts of editions are let in."""
    from django.http.request import validate_host

    from broadsheet.editions.models import Edition

    named = [each for each in Edition.objects.values_list("host", flat=True) if each]
    shut = [each for each in named if not validate_host(each.split(":")[0], settings.ALLOWED_HOSTS)]
    if shut:
        text = f"editions are at {', '.join(shut)}, which is refused"
        yield wrong("hosts", text, "add them to BROADSHEET_HOSTS")
    else:
        yield ok("hosts", "those of all editions are let in")


def pictures() -> Iterator[Finding]:
    """Whether each has the sizes that pages show."""
    from broadsheet.media.renditions import pictures_lacking_renditions

    lacking = sum(1 for _ in pictures_lacking_renditions())
    if lacking:
        text = f"{lacking} lack sizes that pages show"
        home = settings.HOME
        yield warn("pictures", text, f'remove {home}/version.json and run "broadsheet init"')
    else:
        yield ok("pictures", "all have their sizes")


def ledger() -> Iterator[Finding]:
    """Whether what was published is numbered: nothing travels on before."""
    late = figures.unnumbered(PROMPTLY)
    if late is None:
        return
    if late:
        text = f"{late} entries have waited for their number for more than a minute"
        yield wrong("ledger", text, 'start the worker: "broadsheet run"')
    else:
        yield ok("ledger", f"numbered up to {figures.last_number()}")


def press() -> Iterator[Finding]:
    """Whether the press keeps up with the ledger."""
    held, last = figures.press_position(), figures.last_number()
    if held is None or last is None:
        return
    position, waiting = held
    if last - position > BUSY or waiting > BUSY:
        text = f"{last - position} changes behind the ledger, {waiting} pages wait"
        yield warn("press", text, "look whether the worker runs, and at its log")
    else:
        yield ok("press", f"at {position} of {last}, {waiting} pages wait")


def scheduled() -> Iterator[Finding]:
    """Whether stories went out at their hour."""
    late = figures.overdue(PROMPTLY)
    if late:
        text = f"{late} should have been published more than a minute ago"
        yield wrong("scheduled", text, "start the worker; at the desk, look why they fail")
    else:
        yield ok("scheduled", "nothing is overdue")


def _one(statement: str) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchone()[0]


CHECKS = (
    durability,
    integrity,
    migrations,
    static_files,
    hosts,
    pictures,
    ledger,
    press,
    scheduled,
)
