"""Kills a worker that takes in a folder, at every commit and at many statements; then looks.

``python -m tests.wire.killed_while_receiving FOLDER``: FOLDER holds ``newsroom.sqlite3`` and
``send/`` with files. Prints at how many places it was killed; raises where something is missing or
doubled in the end.
"""

from __future__ import annotations

import shutil
import sys
from functools import partial
from pathlib import Path

import django

from tests.ledger.on_a_real_file import NEWSROOM, Breaking, in_a_child, kill


def work(folder: Path, breaking: Breaking, commits: bool) -> bool:
    """Take in every file and every delivery; returns whether that came to its end."""
    from django.db import connection

    from broadsheet.wire.folders import folder_of, take_files
    from broadsheet.wire.models import Source
    from broadsheet.wire.retrying import read_waiting
    from broadsheet.wire.transports.folder import WatchedFolder

    connection.close()
    connection.settings_dict["NAME"] = str(folder / "copy.sqlite3")
    if commits:
        commit = connection._commit
        connection._commit = lambda: (breaking.count(), commit(), breaking.count())[1]
    with connection.execute_wrapper(breaking if not commits else _as_it_is):
        source = Source.objects.get(transport="folder")
        watched = WatchedFolder(folder_of(source))
        for _ in range(2):
            take_files(source, watched)
        read_waiting()
    connection.close()
    return True


def _as_it_is(execute, sql, params, many, context):
    return execute(sql, params, many, context)


def begin_anew(folder: Path) -> None:
    for ending in ("", "-wal", "-shm"):
        (folder / f"copy.sqlite3{ending}").unlink(missing_ok=True)
    shutil.copy(folder / NEWSROOM, folder / "copy.sqlite3")
    shutil.rmtree(folder / "wire", ignore_errors=True)
    shutil.copytree(folder / "send", folder / "wire" / "northwind")


def check(folder: Path, where: str) -> None:
    """Everything is there once."""
    from django.db import connection

    from broadsheet.wire.models import Delivery, ItemVersion, ReceivedItem

    connection.close()
    connection.settings_dict["NAME"] = str(folder / "copy.sqlite3")
    items = sorted(ReceivedItem.objects.values_list("uri", "version", "version_count"))
    expected = [("urn:a:1", "2", 2), ("urn:a:2", "1", 1), ("urn:a:3", "1", 1)]
    assert items == expected, f"{where}: {items}"
    assert ItemVersion.objects.count() == 4, where
    kept = Delivery.objects.get()
    assert (kept.state, bytes(kept.data)) == ("quarantined", b"junk"), where
    left = sorted(str(f.relative_to(folder / "wire")) for f in (folder / "wire").rglob("*.json"))
    assert left == [
        "northwind/quarantine/3.json",
        "northwind/taken/1.json",
        "northwind/taken/2.json",
    ], f"{where}: {left}"
    connection.close()


def main(folder: Path) -> int:
    """Returns at how many places it was killed."""
    killed = 0
    for commits, step in ((True, 1), (False, 23)):
        number, ended = 1, False
        while not ended:
            begin_anew(folder)
            ended = in_a_child(partial(work, folder, Breaking(number, kill), commits))
            in_a_child(partial(work, folder, Breaking(0, kill), commits))
            check(folder, f"killed at {'commit' if commits else 'statement'} {number}")
            killed += not ended
            number += step
    return killed


if __name__ == "__main__":
    django.setup()
    print(main(Path(sys.argv[1])))
