"""What every test may use: a small newsroom, and a reader."""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from django.test import Client

from broadsheet.editions.models import Edition
from tests.newsroom import make_newsroom
from tests.settings import MADE_BEFOREHAND


def pytest_sessionfinish() -> None:
    """Leave nothing behind in the temporary folder."""
    shutil.rmtree(Path(django_settings.HOME), ignore_errors=True)


def pytest_addoption(parser: pytest.Parser) -> None:
    """For a second run on another database: the tests that do not touch it need no repetition."""
    parser.addoption("--only-database", action="store_true", help="only tests of the database")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what does not touch the database, if asked."""
    if config.getoption("--only-database"):
        left_out = [item for item in items if not _touches_database(item)]
        items[:] = [item for item in items if _touches_database(item)]
        config.hook.pytest_deselected(items=left_out)


def _touches_database(item: pytest.Item) -> bool:
    return "db" in getattr(item, "fixturenames", ()) or bool(item.get_closest_marker("django_db"))


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """On SQLite, the tables that were made beforehand, where they are; see tests/settings.py."""
    if MADE_BEFOREHAND is None:
        return
    with django_db_blocker.unblock(), closing(sqlite3.connect(MADE_BEFOREHAND)) as made:
        connection.ensure_connection()
        made.backup(connection.connection)
        ContentType.objects.clear_cache()


@pytest.fixture(scope="module")
def editions(django_db_setup: None, django_db_blocker: Any) -> Iterator[dict[str, Any]]:
    """The newsroom: its editions by code. Made once for a file; made anew it takes two seconds."""
    with django_db_blocker.unblock():
        made = transaction.atomic()
        made.__enter__()
        yield make_newsroom()
        transaction.set_rollback(True)
        made.__exit__(None, None, None)


@pytest.fixture
def newsroom(editions: dict[str, Any], db: None) -> dict[str, Any]:
    """The editions of a small newsroom, by code: English and Arabic, as they are in the database.

    What a test changes is rolled back after it.
    """
    return {edition.code: edition for edition in Edition.objects.select_related("locale", "front")}


@pytest.fixture
def reader() -> Client:
    """Somebody who reads: no account, no cookie."""
    return Client()
