"""What every test may use: a small newsroom, and a reader."""

import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.test import Client

from broadsheet.editions.models import Edition
from tests.databases import InMemory, OnServer, begin_with, both, rolled_back
from tests.settings import MADE_BEFOREHAND


def pytest_sessionfinish() -> None:
    """Leave nothing behind in the temporary folder."""
    shutil.rmtree(Path(django_settings.HOME), ignore_errors=True)


def pytest_addoption(parser: pytest.Parser) -> None:
    """For a second run on another database: the tests that do not touch it need no repetition."""
    parser.addoption("--only-database", action="store_true", help="only tests of the database")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Begin with what takes long; leave out what does not touch the database, if asked."""
    items.sort(key=lambda item: item.get_closest_marker("long") is None)
    if config.getoption("--only-database"):
        left_out = [item for item in items if not _touches_database(item)]
        items[:] = [item for item in items if _touches_database(item)]
        config.hook.pytest_deselected(items=left_out)


def _touches_database(item: pytest.Item) -> bool:
    return "db" in getattr(item, "fixturenames", ()) or bool(item.get_closest_marker("django_db"))


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """On SQLite, the tables that were made beforehand, where they are; see tests/settings.py."""
    if MADE_BEFOREHAND is not None:
        with django_db_blocker.unblock():
            begin_with(MADE_BEFOREHAND)


@pytest.fixture(scope="session")
def databases(django_db_setup: None, django_db_blocker: Any) -> Iterator[InMemory | OnServer]:
    """The database with tables alone, and the one in which the newsroom was founded."""
    with django_db_blocker.unblock():
        made = both()
    yield made
    with django_db_blocker.unblock():
        made.close()


@pytest.fixture(scope="module")
def editions(databases: InMemory | OnServer, django_db_blocker: Any) -> Iterator[dict[str, Any]]:
    """The newsroom: its editions by code. What a file does to it is rolled back after the file."""
    with django_db_blocker.unblock(), databases.founded(), rolled_back():
        yield {edition.code: edition for edition in _editions()}


@pytest.fixture
def newsroom(editions: dict[str, Any], db: None) -> dict[str, Any]:
    """The editions of a small newsroom, by code: English and Arabic, as they are in the database.

    What a test changes is rolled back after it.
    """
    return {edition.code: edition for edition in _editions()}


def _editions() -> Iterable[Edition]:
    return Edition.objects.select_related("locale", "front")


@pytest.fixture
def reader() -> Client:
    """Somebody who reads: no account, no cookie."""
    return Client()
