"""The index of the live tree: which pages there are, and what each was made from.

A SQLite file of its own beside the tree, because it belongs to the files of this machine, not to
the newsroom's database: another machine that presses has its own. All of it can be made anew from
nothing by pressing everything again.

Whoever stores a page or marks pages takes the index's write lock first. That is what makes "does
this render still hold?" and "which pages does this change touch?" answer each other exactly.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from broadsheet.ledger.reading import Reading
from broadsheet.press.live_tree import make_folder

#: Seconds to wait for another process that writes to the index.
PATIENCE = 30
#: What own pages of a change count for in looks, so that they come before all others.
OWN_PAGE = 1e9
#: Parameters a statement may have.
_AT_ONCE = 500

_SCHEMA = """
CREATE TABLE IF NOT EXISTS page (
    id INTEGER PRIMARY KEY,
    host TEXT NOT NULL,
    path TEXT NOT NULL,
    state TEXT NOT NULL,              -- 'live', or 'stale': only for use when the desk is down
    sha TEXT NOT NULL,
    status INTEGER NOT NULL,
    size INTEGER NOT NULL,
    position INTEGER NOT NULL,        -- the ledger's number before it was rendered
    pressed_at REAL NOT NULL,         -- seconds since the epoch
    until REAL,                       -- when it changes by itself
    dirty_at INTEGER,                 -- the number of the change that touched it since
    urgent INTEGER NOT NULL DEFAULT 0,-- whether it may hold what must not be shown any more
    looks REAL NOT NULL DEFAULT 0,    -- how often readers asked for it, fading
    UNIQUE (host, path)
);
CREATE INDEX IF NOT EXISTS page_dirty ON page (dirty_at) WHERE dirty_at IS NOT NULL;
CREATE INDEX IF NOT EXISTS page_until ON page (until) WHERE until IS NOT NULL;
CREATE INDEX IF NOT EXISTS page_looks ON page (looks);
CREATE TABLE IF NOT EXISTS part (
    page_id INTEGER NOT NULL REFERENCES page (id) ON DELETE CASCADE,
    tag TEXT NOT NULL,
    fields TEXT NOT NULL,             -- names between commas; '*': all; '': not a record
    upto TEXT NOT NULL                -- the newest place read of a listing; '': to its open end
);
CREATE INDEX IF NOT EXISTS part_tag ON part (tag, page_id);
CREATE INDEX IF NOT EXISTS part_page ON part (page_id);
CREATE TABLE IF NOT EXISTS given (
    page_id INTEGER PRIMARY KEY REFERENCES page (id) ON DELETE CASCADE,
    mark TEXT NOT NULL                -- a digest of all that readers get of the page
);
CREATE TABLE IF NOT EXISTS purge (
    id INTEGER PRIMARY KEY AUTOINCREMENT, -- another one whenever it is owed again
    cache TEXT NOT NULL,
    key TEXT NOT NULL,
    urgent INTEGER NOT NULL,          -- whether it must not be shown any more
    since REAL NOT NULL,              -- seconds since the epoch, as is "due"
    due REAL NOT NULL,
    again INTEGER NOT NULL,           -- whether it was acknowledged, and is sent once more
    UNIQUE (cache, key)
);
CREATE INDEX IF NOT EXISTS purge_order ON purge (cache, urgent, again, since);
CREATE TABLE IF NOT EXISTS purge_told (  -- what caches acknowledged, by how long that took
    cache TEXT NOT NULL,
    urgent INTEGER NOT NULL,
    within REAL NOT NULL,             -- the upper end of a bucket in seconds; -1: longer than any
    purges INTEGER NOT NULL,
    seconds REAL NOT NULL,            -- of all of them together
    PRIMARY KEY (cache, urgent, within)
);
CREATE TABLE IF NOT EXISTS fact (name TEXT PRIMARY KEY, value TEXT NOT NULL);
"""


@dataclass(frozen=True)
class PageRow:
    """One page of the tree as the index knows it."""

    id: int
    host: str
    path: str
    state: str
    sha: str
    status: int
    size: int
    position: int
    dirty_at: int | None
    urgent: int
    looks: float


_COLUMNS = "id, host, path, state, sha, status, size, position, dirty_at, urgent, looks"


class TreeIndex:
    """The index in one folder; every thread has a connection of its own."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self._local = threading.local()

    @property
    def connection(self) -> sqlite3.Connection:
        """This thread's connection."""
        held: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if held is None:
            make_folder(self.file.parent)
            held = sqlite3.connect(self.file, timeout=PATIENCE, isolation_level=None)
            held.execute("PRAGMA journal_mode=WAL")
            # What a power cut takes from the index, the ledger's numbers give back: the position
            # and the marks are committed together.
            held.execute("PRAGMA synchronous=NORMAL")
            held.execute("PRAGMA foreign_keys=ON")
            held.executescript(_SCHEMA)
            self._local.connection = held
        return held

    def close(self) -> None:
        """Close this thread's connection."""
        held = getattr(self._local, "connection", None)
        if held is not None:
            held.close()
            self._local.connection = None

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """One transaction with the write lock held from its first moment."""
        held = self.connection
        held.execute("BEGIN IMMEDIATE")
        try:
            yield held
        except BaseException:
            held.execute("ROLLBACK")
            raise
        held.execute("COMMIT")

    # ---- Reading ----

    def find(self, host: str, path: str) -> PageRow | None:
        """The page at an address."""
        return next(self._rows("host = ? AND path = ?", (host, path)), None)

    def dirty(self, limit: int) -> list[PageRow]:
        """Pages that a change touched: the urgent first, then those most looked at."""
        order = "dirty_at IS NOT NULL ORDER BY urgent DESC, looks DESC, length(path) LIMIT ?"
        return list(self._rows(order, (limit,)))

    def outlived(self, now: float) -> list[PageRow]:
        """Live pages that say something that is no longer true at ``now``."""
        return list(self._rows("until <= ? AND dirty_at IS NULL AND state = 'live'", (now,)))

    def pages(self, state: str) -> Iterator[PageRow]:
        """All pages of one state, by id; the table may change meanwhile."""
        last = 0
        while some := list(
            self._rows("state = ? AND id > ? ORDER BY id LIMIT ?", (state, last, _AT_ONCE))
        ):
            yield from some
            last = some[-1].id

    def made_from(self, tag: str) -> list[PageRow]:
        """The pages of any state that were made from ``tag``, whatever of it they read."""
        return list(self._rows("id IN (SELECT page_id FROM part WHERE tag = ?)", (tag,)))

    def size(self, state: str) -> tuple[int, int]:
        """How many pages of a state there are, and their plain bytes."""
        row = self.connection.execute(
            "SELECT COUNT(*), COALESCE(SUM(size), 0) FROM page WHERE state = ?", (state,)
        ).fetchone()
        return int(row[0]), int(row[1])

    def number_dirty(self) -> int:
        """How many pages wait to be pressed anew."""
        query = "SELECT COUNT(*) FROM page WHERE dirty_at IS NOT NULL"
        return int(self.connection.execute(query).fetchone()[0])

    def least_looked_at(self, limit: int) -> list[PageRow]:
        """Live pages that readers ask for least."""
        return list(self._rows("state = 'live' ORDER BY looks, pressed_at LIMIT ?", (limit,)))

    def oldest_stale(self, limit: int) -> list[PageRow]:
        """Stale pages that were pressed longest ago."""
        return list(self._rows("state = 'stale' ORDER BY pressed_at LIMIT ?", (limit,)))

    def _rows(self, where: str, values: Iterable[object]) -> Iterator[PageRow]:
        query = f"SELECT {_COLUMNS} FROM page WHERE {where}"  # noqa: S608 (our own words only)
        for row in self.connection.execute(query, tuple(values)).fetchall():
            yield PageRow(*row)

    # ---- Facts ----

    @property
    def position(self) -> int:
        """The number of the last change whose pages are marked."""
        return int(self.fact("position") or 0)

    def fact(self, name: str) -> str:
        """A remembered word; empty where there is none."""
        row = self.connection.execute("SELECT value FROM fact WHERE name = ?", (name,)).fetchone()
        return str(row[0]) if row else ""

    def keep_fact(self, name: str, value: str) -> None:
        """Remember a word; inside or outside of a transaction."""
        self.connection.execute(
            "INSERT INTO fact VALUES (?, ?)"
            " ON CONFLICT (name) DO UPDATE SET value = excluded.value",
            (name, value),
        )

    # ---- Writing, inside :meth:`writing` ----

    def store(
        self,
        host: str,
        path: str,
        *,
        sha: str,
        status: int,
        size: int,
        position: int,
        pressed_at: float,
        reading: Reading,
    ) -> int:
        """Put a page and what it was made from in the place of what was there; returns its id."""
        until = reading.until.timestamp() if reading.until else None
        row = self.connection.execute(
            "INSERT INTO page (host, path, state, sha, status, size, position, pressed_at, until)"
            " VALUES (?, ?, 'live', ?, ?, ?, ?, ?, ?) ON CONFLICT (host, path) DO UPDATE SET"
            " state = 'live', sha = excluded.sha, status = excluded.status, size = excluded.size,"
            " position = excluded.position, pressed_at = excluded.pressed_at,"
            " until = excluded.until, dirty_at = NULL, urgent = 0 RETURNING id",
            (host, path, sha, status, size, position, pressed_at, until),
        ).fetchone()
        self.connection.execute("DELETE FROM part WHERE page_id = ?", row)
        self.connection.executemany(
            "INSERT INTO part VALUES (?, ?, ?, ?)",
            [(row[0], tag, fields, upto) for tag, fields, upto in parts_of(reading)],
        )
        return int(row[0])

    def expect(self, host: str, path: str, number: int, *, looks: float = 1.0) -> None:
        """Note that a page is to be pressed at an address, because of the change ``number``."""
        self.connection.execute(
            "INSERT INTO page (host, path, state, sha, status, size, position, pressed_at,"
            " dirty_at, looks) VALUES (?, ?, 'live', '', 0, 0, -1, 0, ?, ?)"
            " ON CONFLICT (host, path) DO UPDATE SET state = 'live', dirty_at = excluded.dirty_at,"
            " looks = max(looks, excluded.looks)",
            (host, path, number, looks),
        )

    def set_state(self, page: PageRow, state: str) -> None:
        """Note that a page was moved between the trees; it waits for nothing then."""
        self.connection.execute(
            "UPDATE page SET state = ?, dirty_at = NULL, urgent = 0 WHERE id = ?", (state, page.id)
        )

    def forget(self, page: PageRow) -> None:
        """Forget a page that is in no tree any more."""
        self.connection.execute("DELETE FROM page WHERE id = ?", (page.id,))

    def mark(self, pages: Iterable[int], number: int, *, urgent: bool) -> None:
        """Note that the change ``number`` touched pages, given by their ids."""
        self.connection.executemany(
            "UPDATE page SET dirty_at = ?, urgent = max(urgent, ?) WHERE id = ? AND position < ?",
            [(number, int(urgent), page_id, number) for page_id in pages],
        )

    def mark_all(self) -> None:
        """Note that every live page is to be pressed anew."""
        self.connection.execute("UPDATE page SET dirty_at = 0, position = -1 WHERE state = 'live'")

    def unmark(self, page: PageRow) -> None:
        """Let a stale page be: it is for use when nothing newer can be had."""
        self.connection.execute("UPDATE page SET dirty_at = NULL WHERE id = ?", (page.id,))

    def calm(self, page: PageRow) -> None:
        """Let a page that was pressed first count as asked for once from now on."""
        self.connection.execute("UPDATE page SET looks = 1 WHERE id = ?", (page.id,))

    def touched_by(
        self, rows: Mapping[str, set[str] | None], lists: Mapping[str, str]
    ) -> Iterator[int]:
        """Ids of pages made from any of these: rows with the fields that changed (None: all of
        them), other tags with the first place that changed."""
        wanted = [*rows, *lists]
        for start in range(0, len(wanted), _AT_ONCE):
            some = wanted[start : start + _AT_ONCE]
            marks = ",".join("?" * len(some))
            query = f"SELECT page_id, tag, fields, upto FROM part WHERE tag IN ({marks})"  # noqa: S608
            for page_id, tag, fields, upto in self.connection.execute(query, some):
                by_row = tag in rows and fields and meets(fields, rows[tag])
                if by_row or (tag in lists and (not upto or lists[tag] <= upto)):
                    yield page_id

    def look(self, looks: Mapping[tuple[str, str], int], fade: float = 1.0) -> None:
        """Count what readers asked for; what was counted before fades by the factor."""
        with self.writing() as held:
            if fade != 1.0:
                held.execute("UPDATE page SET looks = looks * ? WHERE looks > 0.01", (fade,))
            held.executemany(
                "UPDATE page SET looks = looks + ? WHERE host = ? AND path = ?",
                [(count, host, path) for (host, path), count in looks.items()],
            )


def parts_of(reading: Reading) -> Iterator[tuple[str, str, str]]:
    """Tag, fields and place of all that a render noted, as the index keeps them."""
    for tag, fields in reading.rows.items():
        yield tag, "*" if fields is None else f",{','.join(sorted(fields))},", ""
    for tag, upto in reading.lists.items():
        yield tag, "", upto


def meets(kept: str, changed: set[str] | None) -> bool:
    """Whether fields as the index keeps them meet the fields that changed (None: all)."""
    if kept == "*" or changed is None:
        return True
    return any(f",{name}," in kept for name in changed)
