"""What has to be known before stories can be written, kept on disk: an archive has no bounds.

A SQLite file of its own that is thrown away afterwards; nothing in it is needed for a second run.
"""

from __future__ import annotations

import json
import sqlite3
from dataclasses import asdict
from pathlib import Path

from broadsheet.archive.records import ForeignPicture

_TABLES = """
    CREATE TABLE picture (key TEXT PRIMARY KEY, address TEXT, parent TEXT, told TEXT);
    CREATE TABLE story (key TEXT PRIMARY KEY, said TEXT) WITHOUT ROWID;
    CREATE INDEX picture_address ON picture (address);
    CREATE INDEX picture_parent ON picture (parent);
"""
#: Pictures of one gallery that names none.
_MOST = 500


class Scratch:
    """The pictures of an export, by key, address and the story they hang on; ids of stories."""

    def __init__(self, file: Path) -> None:
        file.unlink(missing_ok=True)
        self._file = file
        self._database = sqlite3.connect(file, isolation_level=None)
        self._database.executescript(
            f"PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; BEGIN; {_TABLES}"
        )

    def add(self, picture: ForeignPicture) -> None:
        """Keep a picture; the last of a key counts."""
        row = (picture.key, plain_address(picture.address), picture.parent, _told(picture))
        self._database.execute("INSERT OR REPLACE INTO picture VALUES (?, ?, ?, ?)", row)

    def by_key(self, key: str) -> ForeignPicture | None:
        """The picture of a key."""
        return self._one("SELECT told FROM picture WHERE key = ?", key)

    def by_address(self, address: str) -> ForeignPicture | None:
        """The picture at an address."""
        return self._one("SELECT told FROM picture WHERE address = ?", plain_address(address))

    def of_story(self, key: str) -> list[ForeignPicture]:
        """The pictures that hang on a story, in the order of the export."""
        rows = self._database.execute(
            "SELECT told FROM picture WHERE parent = ? ORDER BY rowid LIMIT ?", (key, _MOST)
        )
        return [ForeignPicture(**json.loads(row[0])) for row in rows]

    def first_said(self, key: str, said: str) -> str | None:
        """What the first story of a key said; None for the first itself."""
        row = self._database.execute("SELECT said FROM story WHERE key = ?", (key,)).fetchone()
        if row is None:
            self._database.execute("INSERT INTO story VALUES (?, ?)", (key, said))
        return row[0] if row else None

    def forget_stories(self) -> None:
        """Forget what ``first_said`` learned."""
        self._database.execute("DELETE FROM story")

    def close(self) -> None:
        """Throw it away."""
        self._database.close()
        self._file.unlink(missing_ok=True)

    def _one(self, query: str, value: str) -> ForeignPicture | None:
        row = self._database.execute(query, (value,)).fetchone()
        return ForeignPicture(**json.loads(row[0])) if row else None


def plain_address(address: str) -> str:
    """An address without what may differ between two mentions of one file."""
    address = address.partition("?")[0].partition("#")[0]
    return address.partition("://")[2] or address.removeprefix("//")


def _told(picture: ForeignPicture) -> str:
    return json.dumps(asdict(picture))
