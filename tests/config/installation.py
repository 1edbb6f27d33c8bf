"""The ``broadsheet`` command as somebody at a keyboard runs it: a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
import urllib.request
from pathlib import Path

from tools.migrated_database import begin_with_tables

#: Longer than any of these commands takes on a machine that does other things as well; seconds.
PATIENCE = 180


def environment(home: Path, **settings: str) -> dict[str, str]:
    """The environment of a newsroom in ``home``; nothing of the tests' own leaks into it."""
    own = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("BROADSHEET_") and name not in {"DJANGO_SETTINGS_MODULE", "PORT"}
    }
    return {**own, "BROADSHEET_HOME": str(home), **settings}


def command_line(*arguments: str) -> list[str]:
    """What is typed, for a process."""
    return [sys.executable, "-m", "broadsheet.config.command", *arguments]


def broadsheet(
    home: Path, *arguments: str, typed: str = "", **settings: str
) -> subprocess.CompletedProcess[str]:
    """Run the command to its end, in an empty folder; ``settings`` are environment variables."""
    away = home.parent / "elsewhere"
    away.mkdir(exist_ok=True)
    return subprocess.run(
        command_line(*arguments),
        env=environment(home, **settings),
        cwd=away,
        input=typed,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )


def make_newsroom(home: Path, *words: str) -> None:
    """Make a newsroom with ``init``, on the tables that were made beforehand where they are."""
    begin_with_tables(home)
    done = broadsheet(home, "init", *words)
    assert done.returncode == 0, done


def ask(home: Path, question: str, **settings: str) -> str:
    """What a piece of Python prints inside the newsroom."""
    code = f"import django; django.setup(); {question}"
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=environment(home, DJANGO_SETTINGS_MODULE="broadsheet.config.settings", **settings),
        cwd=home.parent,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=True,
    )
    return done.stdout.strip()


def fetch(address: str, timeout: float = PATIENCE) -> bytes:
    """What one request on a connection of its own is answered with. Raises OSError else."""
    with urllib.request.urlopen(address, timeout=timeout) as answer:
        return answer.read()


def only_line(done: subprocess.CompletedProcess[str]) -> str:
    """The one line that a failed command printed; anything else is a failure of the test."""
    assert done.returncode == 1, done
    assert done.stdout == ""
    line, *others = done.stderr.splitlines()
    assert others == [], done.stderr
    return line
