"""The database of a process of tests: with tables alone, or with the small newsroom in it.

The newsroom takes two seconds to found. It is founded once, and committed, in a database beside
the one that has tables alone; a file of tests that asks for it stands on that one.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.cache import caches
from django.db import connection, transaction

from tests.newsroom import make_newsroom


def begin_with(made: Path) -> None:
    """Let the tables that were made beforehand be in the database; on SQLite."""
    connection.ensure_connection()
    with closing(sqlite3.connect(made)) as source:
        source.backup(connection.connection)
    ContentType.objects.clear_cache()


class InMemory:
    """On SQLite: one database in memory, and what was in it before and after the founding."""

    def __init__(self) -> None:
        self._tables_alone = self._kept()
        make_newsroom()
        self._founded = self._kept()
        self._back(self._tables_alone)

    def close(self) -> None:
        """Forget both."""
        self._tables_alone.close()
        self._founded.close()

    @contextmanager
    def founded(self) -> Iterator[None]:
        """The newsroom is there until the block ends."""
        self._back(self._founded)
        try:
            yield
        finally:
            self._back(self._tables_alone)

    def _kept(self) -> sqlite3.Connection:
        connection.ensure_connection()
        copy = sqlite3.connect(":memory:", check_same_thread=False)
        connection.connection.backup(copy)
        return copy

    def _back(self, kept: sqlite3.Connection) -> None:
        connection.ensure_connection()
        kept.backup(connection.connection)
        _forget()


class OnServer:
    """On PostgreSQL: two databases, of which the connection is to one or the other."""

    SUFFIX = "founded"

    def __init__(self) -> None:
        self._tables_alone = str(connection.settings_dict["NAME"])
        connection.creation.clone_test_db(self.SUFFIX, verbosity=0)
        self._founded = str(connection.creation.get_test_db_clone_settings(self.SUFFIX)["NAME"])
        with self.founded():
            make_newsroom()

    def close(self) -> None:
        """Drop the one that was made here."""
        connection.creation.destroy_test_db(self._founded, verbosity=0)

    @contextmanager
    def founded(self) -> Iterator[None]:
        """The newsroom is there until the block ends."""
        self._turn_to(self._founded)
        try:
            yield
        finally:
            self._turn_to(self._tables_alone)

    def _turn_to(self, name: str) -> None:
        connection.close()
        settings.DATABASES[connection.alias]["NAME"] = name
        connection.settings_dict["NAME"] = name
        _forget()


def both() -> InMemory | OnServer:
    """The two databases of this process, on whichever it is."""
    return InMemory() if connection.vendor == "sqlite" else OnServer()


@contextmanager
def rolled_back() -> Iterator[None]:
    """What is written in the block is gone after it."""
    made = transaction.atomic()
    made.__enter__()
    try:
        yield
    finally:
        transaction.set_rollback(True)
        made.__exit__(None, None, None)


def _forget() -> None:
    """What this process remembers of the other database."""
    ContentType.objects.clear_cache()
    for cache in caches.all():
        cache.clear()
