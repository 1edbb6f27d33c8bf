"""A database that has every table and no newsroom: made once, and copied by what needs one.

``python -m tools.migrated_database FILE`` makes one. Half a minute of migrations is most of what a
small newsroom takes to make, and every process of the tests needs one.
"""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import tempfile
from contextlib import closing
from pathlib import Path

#: Where the made one is; empty or not there: everybody migrates on their own.
VARIABLE = "BROADSHEET_TEST_DATABASE"


def ready() -> Path | None:
    """The database that was made beforehand, where there is one."""
    named = os.environ.get(VARIABLE, "")
    return Path(named) if named and Path(named).is_file() else None


def begin_with_tables(home: Path) -> None:
    """Give the folder of a newsroom that is to be made its database, where one is ready."""
    source = ready()
    if source is None or (home / "broadsheet.sqlite3").exists():
        return
    home.mkdir(parents=True, exist_ok=True)
    _copy(source, home / "broadsheet.sqlite3")


def make(file: Path) -> None:
    """Migrate a new database and keep it in ``file``."""
    with tempfile.TemporaryDirectory(prefix="broadsheet-migrated-") as home:
        environment = {
            **{name: words for name, words in os.environ.items() if "BROADSHEET_" not in name},
            "BROADSHEET_HOME": home,
            "DJANGO_SETTINGS_MODULE": "broadsheet.config.settings",
        }
        command = [sys.executable, "-m", "django", "migrate", "--no-input", "-v", "0"]
        subprocess.run(command, env=environment, check=True)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.unlink(missing_ok=True)
        _copy(Path(home) / "broadsheet.sqlite3", file)


def _copy(source: Path, target: Path) -> None:
    """As SQLite does it: what stands in the log beside the file comes along."""
    with closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(target)) as new:
        old.backup(new)


if __name__ == "__main__":
    make(Path(sys.argv[1]))
