"""Reads a Ghost export as a stream of records, a post at a time.

Only the tables that stories are made of are read. Accounts, roles, members, invitations, tokens and
settings stay where they are, but for the site's name, its language, and the mark of its database.
"""

from __future__ import annotations

import json
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from broadsheet.archive.ghost.json_stream import JsonFault, read_rows
from broadsheet.archive.ghost.posts import read_post, read_tag, read_user, text_of
from broadsheet.archive.records import (
    Fault,
    ForeignAuthor,
    ForeignTerm,
    NotAnExport,
    Record,
    Site,
)

Progress = Callable[[int], None]

#: Where tables stand: under ``db`` as Ghost writes them, or bare.
_ROOTS = (("db", "item", "data"), ("data",), ("db", "item"), ())
_BESIDE = ("settings", "users", "tags", "posts_tags", "posts_authors", "posts_meta")
#: All that is ever looked at of the settings.
_SETTINGS = frozenset({"title", "lang", "locale", "db_hash"})


def read_ghost(
    path: Path, *, stories: bool = True, progress: Progress | None = None
) -> Iterator[Record]:
    """The records of a Ghost export; first its ``Site``. Without ``stories``, all others.

    Raises NotAnExport for what is none, OSError for what cannot be read. A fault comes last.
    """
    tell = progress or (lambda count: None)
    with tempfile.TemporaryDirectory(prefix="broadsheet-ghost-") as folder:
        beside = _Beside(Path(folder) / "beside.sqlite3")
        try:
            fault = beside.learn(path, tell)
            yield beside.site()
            yield from beside.authors_and_terms()
            if stories:
                yield from _posts(path, beside, tell)
            elif fault:
                yield Fault(fault)
        finally:
            beside.close()


def _posts(path: Path, beside: _Beside, progress: Progress) -> Iterator[Record]:
    try:
        for _, row in read_rows(path, _ROOTS, ("posts",), progress):
            yield from read_post(row, beside)
    except JsonFault as fault:
        yield Fault(str(fault))


class _Beside:
    """What stands in other tables than posts, kept on disk while posts are read."""

    def __init__(self, file: Path) -> None:
        self._database = sqlite3.connect(file, isolation_level=None)
        self._database.executescript(
            """
            PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF;
            CREATE TABLE related (kind TEXT, post TEXT, place INTEGER, other TEXT);
            CREATE TABLE told (kind TEXT, key TEXT, json TEXT, PRIMARY KEY (kind, key));
            BEGIN;
            """
        )
        self._about: dict[str, str] = {}
        self._seen = False

    def learn(self, path: Path, progress: Progress) -> str:
        """Read the tables beside the posts; returns the fault that ended it, or nothing."""
        fault = ""
        try:
            for table, row in read_rows(path, _ROOTS, (*_BESIDE, "posts"), progress):
                self._seen = True
                self._take(table, row)
        except JsonFault as error:
            fault = str(error)
        if not self._seen:
            raise NotAnExport(f"it is no Ghost export: {fault or 'it has no posts and no tables'}")
        self._database.executescript("CREATE INDEX related_post ON related (kind, post, place);")
        return fault

    def _take(self, table: str, row: dict[str, Any]) -> None:
        if table == "settings":
            if row.get("key") in _SETTINGS and isinstance(row.get("value"), str):
                self._about[row["key"]] = text_of(row["value"])
        elif table in ("posts_tags", "posts_authors"):
            other = row.get("tag_id") or row.get("author_id")
            place = row.get("sort_order")
            self._database.execute(
                "INSERT INTO related VALUES (?, ?, ?, ?)",
                (table, key_of(row.get("post_id")), place if isinstance(place, int) else 0,
                 key_of(other)),
            )  # fmt: skip
        elif table == "posts_meta":
            self._tell(table, key_of(row.get("post_id")), read_meta(row))
        elif table == "users":
            self._tell(table, key_of(row.get("id")), read_user(row))
        elif table == "tags":
            self._tell(table, key_of(row.get("id")), read_tag(row))

    def _tell(self, kind: str, key: str, told: dict[str, str]) -> None:
        self._database.execute(
            "INSERT OR REPLACE INTO told VALUES (?, ?, ?)", (kind, key, json.dumps(told))
        )

    def site(self) -> Site:
        """What is known of the site. Ghost's exports do not say its address."""
        about = self._about
        address = about.get("db_hash") or about.get("title") or "ghost"
        language = about.get("locale") or about.get("lang") or ""
        return Site("ghost", "", address[:300], about.get("title", ""), language)

    def authors_and_terms(self) -> Iterator[Record]:
        """The authors and tags of the export."""
        for kind, key, told in self._rows():
            if kind == "users" and told.get("name"):
                about, slug = told.get("about", ""), told.get("slug", "")
                yield ForeignAuthor((key,), told["name"], about, slug=slug)
            elif kind == "tags" and told.get("name") and not told.get("internal"):
                yield ForeignTerm(told.get("slug") or key, told["name"])

    def _rows(self) -> Iterator[tuple[str, str, dict[str, str]]]:
        for kind, key, told in self._database.execute("SELECT kind, key, json FROM told"):
            yield kind, key, json.loads(told)

    def related(self, kind: str, post: str) -> list[str]:
        """The keys of a post's tags or authors, in order."""
        rows = self._database.execute(
            "SELECT other FROM related WHERE kind = ? AND post = ? ORDER BY place LIMIT 200",
            (kind, post),
        )
        return [row[0] for row in rows]

    def told(self, kind: str, key: str) -> dict[str, str]:
        """What is known of one record of another table."""
        row = self._database.execute(
            "SELECT json FROM told WHERE kind = ? AND key = ?", (kind, key)
        ).fetchone()
        return json.loads(row[0]) if row else {}

    def close(self) -> None:
        """Throw it away."""
        self._database.close()


def key_of(value: Any) -> str:
    """An id as text: Ghost's are numbers in its first versions, and hexadecimal since."""
    return text_of(str(value)) if isinstance(value, str | int) else ""


def read_meta(row: dict[str, Any]) -> dict[str, str]:
    """What stands of a post in a table of its own since Ghost 3."""
    names = ("meta_title", "meta_description", "feature_image_alt", "feature_image_caption")
    told = {name: words for name in names if (words := text_of(row.get(name)))}
    return {**told, "email_only": "1"} if row.get("email_only") in (1, True) else told
