"""``broadsheet doctor``: looks at an installation, and changes nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from broadsheet.config.doctor.findings import WRONG, Finding, ok, wrong


def examine(say: Callable[[str], object]) -> bool:
    """Say what is found, line by line; returns whether nothing is wrong."""
    healthy = True
    for finding in _findings():
        say(finding.line())
        healthy &= finding.level != WRONG
    return healthy


def _findings() -> Iterator[Finding]:
    from broadsheet.config.doctor import further_out, machine, running

    yield from machine.python()
    yield from machine.descriptors()
    bad = list(machine.settings())
    if bad:
        # Without settings there is nothing further to look at.
        yield from bad
        return
    from broadsheet.config.environment import read_environment

    environment = read_environment()
    yield ok("settings", "every one can be used")
    home = environment.home.resolve()
    if not environment.founded:
        yield wrong("home", f"there is no newsroom in {home}", 'make one with "broadsheet init"')
        return
    for check in (*machine.OF_THE_HOME, *running.CHECKS, *further_out.CHECKS):
        yield from check(environment, home)
    yield from _of_the_data()


def _of_the_data() -> Iterator[Finding]:
    import django
    from django.db import DatabaseError

    from broadsheet.config.doctor import data

    try:
        django.setup()
    except Exception as error:  # noqa: BLE001 - Whatever it is, it is what the doctor is asked for.
        yield wrong("django", f"does not start: {_one_line(error)}", "see the message")
        return
    reachable = list(data.database())
    yield from reachable
    if any(each.level == WRONG for each in reachable):
        return
    for check in data.CHECKS:
        try:
            yield from check()
        except (DatabaseError, OSError) as error:
            name = check.__name__.replace("_", " ")
            yield wrong(name, f"cannot be looked at: {_one_line(error)}", 'run "broadsheet init"')


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split())
