"""The database: SQLite that keeps what it acknowledged, or PostgreSQL by its address."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.db import ConnectionHandler, OperationalError

from broadsheet.config.environment import SettingsError, read_environment
from broadsheet.config.settings import SQLITE
from tests.config.installation import ask, broadsheet

POSTGRES = "postgres://editor:s3cret@db.example.org:5433/newsroom"


@pytest.fixture
def databases(tmp_path, django_db_blocker):
    """Two connections to one SQLite file, as two processes of a newsroom have them."""
    plain = {**SQLITE, "NAME": tmp_path / "newsroom.sqlite3"}
    hasty = {**plain, "OPTIONS": {**plain["OPTIONS"], "timeout": 0}}
    handler = ConnectionHandler({"default": plain, "other": hasty})
    with django_db_blocker.unblock():
        yield handler
        handler.close_all()


def pragma(connection, name: str) -> object:
    with connection.cursor() as cursor:
        return cursor.execute(f"PRAGMA {name}").fetchone()[0]


def test_sqlite_keeps_what_it_acknowledged(databases):
    connection = databases["default"]
    assert pragma(connection, "journal_mode") == "wal"
    assert pragma(connection, "synchronous") == 2
    assert pragma(connection, "foreign_keys") == 1


def test_a_transaction_takes_its_turn_at_its_beginning_not_at_its_first_write(databases):
    first, second = databases["default"], databases["other"]
    begin(first)
    with pytest.raises(OperationalError, match="locked"):
        begin(second)
    first.rollback()
    begin(second)
    second.rollback()


def begin(connection) -> None:
    connection.ensure_connection()
    connection._start_transaction_under_autocommit()


def test_a_reader_is_not_held_up_by_a_writer(databases):
    first, second = databases["default"], databases["other"]
    with first.cursor() as cursor:
        cursor.execute("CREATE TABLE story (headline TEXT)")
    begin(first)
    with first.cursor() as cursor:
        cursor.execute("INSERT INTO story VALUES ('Unseen')")
    with second.cursor() as cursor:
        assert cursor.execute("SELECT count(*) FROM story").fetchone()[0] == 0
    first.rollback()


@pytest.mark.parametrize("scheme", ["postgres", "postgresql"])
def test_the_address_of_a_postgresql_is_taken(tmp_path, scheme):
    address = POSTGRES.replace("postgres", scheme, 1)
    engine = ask(
        tmp_path / "newsroom",
        "from django.conf import settings; d = settings.DATABASES['default'];"
        "names = 'ENGINE HOST PORT NAME CONN_HEALTH_CHECKS OPTIONS'.split();"
        "print(*(d[name] for name in names))",
        BROADSHEET_DATABASE_URL=address,
    )
    assert engine == "django.db.backends.postgresql db.example.org 5433 newsroom True {}"


@pytest.mark.parametrize(
    "address",
    [
        "newsroom",
        "postgres://editor:s3cret@host:port/newsroom",
        "postgres://editor:s3cret@host",
        "mysql://editor:s3cret@host/newsroom",
        "sqlite:///somewhere.sqlite3",
    ],
)
def test_a_wrong_address_of_a_database_is_one_line_without_its_password(monkeypatch, address):
    monkeypatch.setenv("BROADSHEET_DATABASE_URL", address)
    with pytest.raises(SettingsError) as caught:
        read_environment()
    assert str(caught.value) == (
        "BROADSHEET_DATABASE_URL: give postgres://user:password@host:5432/name, or leave it out"
    )


def test_a_database_that_does_not_answer_is_one_line(tmp_path: Path):
    done = broadsheet(
        tmp_path / "newsroom", "init", BROADSHEET_DATABASE_URL="postgres://a:b@127.0.0.1:1/c"
    )
    assert done.returncode == 1
    steps = done.stderr.splitlines()
    assert steps[0] == "Database …"
    assert steps[1].startswith("broadsheet: the database does not answer: ")
    assert len(steps) == 2
