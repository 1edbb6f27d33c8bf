"""Breaks a change to a newsroom in a real SQLite file, at every statement and every commit.

``python -m tests.ledger.on_a_real_file FOLDER ROUTE HOW``: FOLDER holds ``newsroom.sqlite3`` and
``stage.json``. HOW is ``fault`` (an exception after the statement) or ``kill`` (SIGKILL to the
process: after the statement, or before and after a commit). Prints how many places were tried;
exits 1 with what was found where only one of change and row is left.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import django

STAGE = "stage.json"
NEWSROOM = "newsroom.sqlite3"
#: Statements that make a transaction, and change nothing.
_BOUNDS = ("BEGIN", "SAVEPOINT", "RELEASE", "ROLLBACK", "PRAGMA")


class Breaking:
    """Does something bad once, after the given statement; or around the given commit."""

    def __init__(self, number: int, bad: Callable[[], None]) -> None:
        self.number, self.bad, self.done = number, bad, 0

    def __call__(self, execute: Any, sql: Any, params: Any, many: bool, context: Any) -> Any:
        result = execute(sql, params, many, context)
        if not str(sql).startswith(_BOUNDS):
            self.count()
        return result

    def count(self) -> None:
        self.done += 1
        if self.done == self.number:
            self.bad()


def open_copy(folder: Path) -> None:
    """Have Django's connection open a fresh copy of the newsroom."""
    from django.db import connection

    connection.close()
    copy = folder / "copy.sqlite3"
    for ending in ("-wal", "-shm"):
        copy.with_name(copy.name + ending).unlink(missing_ok=True)
    shutil.copy(folder / NEWSROOM, copy)
    connection.settings_dict["NAME"] = str(copy)


def attempt(route: Callable[[Any], None], stage: Any, breaking: Breaking, commits: bool) -> bool:
    """Take the route; returns whether it came to its end."""
    from django.db import connection
    from django.db.transaction import TransactionManagementError

    if commits:
        commit = connection._commit
        # Before each commit and after it.
        connection._commit = lambda: (breaking.count(), commit(), breaking.count())[1]
    try:
        with connection.execute_wrapper(breaking if not commits else _no_change):
            route(stage)
    except RuntimeError as error:
        if str(error) != "fault":
            raise
        return False
    except TransactionManagementError:
        # What is left of a fault that a task inside the transaction caught.
        return False
    finally:
        connection.close()
    return breaking.done < breaking.number


def _no_change(execute: Any, sql: Any, params: Any, many: bool, context: Any) -> Any:
    return execute(sql, params, many, context)


def in_a_child(act: Callable[[], bool]) -> bool:
    """Do it in a child process; returns whether it came to its end before it was killed."""
    child = os.fork()
    if not child:
        code = 4
        try:
            code = 0 if act() else 3
        finally:
            os._exit(code)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    if code not in {0, -signal.SIGKILL}:
        raise SystemExit(f"the child ended with {code}")
    return code == 0


def fault() -> None:
    raise RuntimeError("fault")


def kill() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def main(folder: Path, name: str, how: str) -> int:
    """Try every place; returns how many there were. Raises AssertionError for half a change."""
    from broadsheet.ledger.models import Entry
    from tests.ledger import test_faults

    route = getattr(test_faults, name)
    tried = 0
    for commits in (False, True) if how == "kill" else (False,):
        number, ended = 0, False
        while not ended:
            number += 1
            open_copy(folder)
            stage = stage_of(json.loads((folder / STAGE).read_text()))
            before, last = test_faults.public(), Entry.objects.order_by("-pk").first()
            at = last.pk if last else 0
            from django.db import connection

            connection.close()
            breaking = Breaking(number, fault if how == "fault" else kill)
            if how == "fault":
                ended = attempt(route, stage, breaking, commits)
            else:
                ended = in_a_child(partial(attempt, route, stage, breaking, commits))
            where = f"{name}: {how} at {'commit' if commits else 'statement'} {number}"
            test_faults.check(before, test_faults.public(), at, where)
            assert not ended or Entry.objects.filter(pk__gt=at).exists(), where
        tried += number - 1
    return tried


def stage_of(keys: dict[str, Any]) -> dict[str, Any]:
    """What the routes change, as the tests in memory have it."""
    from broadsheet.editions.models import Edition, Section

    sections = {name: Section.objects.get(pk=keys[name]) for name in ("politics", "economy")}
    return {**keys, **sections, "english": Edition.objects.get(pk=keys["english"])}


if __name__ == "__main__":
    django.setup()
    print(main(Path(sys.argv[1]), *sys.argv[2:4]))
