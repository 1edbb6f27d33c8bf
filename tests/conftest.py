"""What every test may use: a small newsroom, and a reader."""

import shutil
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.test import Client

from tests.newsroom import make_newsroom


def pytest_sessionfinish() -> None:
    """Leave nothing behind in the temporary folder."""
    shutil.rmtree(Path(django_settings.HOME), ignore_errors=True)


def pytest_addoption(parser: pytest.Parser) -> None:
    """For a second run on another database: the tests that do not touch it need no repetition."""
    parser.addoption("--only-database", action="store_true", help="only tests of the database")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Keep a file's tests together on one worker, and all browser tests on one (``loadgroup``)."""
    if config.getoption("--only-database"):
        left_out = [item for item in items if not _touches_database(item)]
        items[:] = [item for item in items if _touches_database(item)]
        config.hook.pytest_deselected(items=left_out)
    for item in items:
        if item.get_closest_marker("xdist_group") is None:
            item.add_marker(pytest.mark.xdist_group(item.location[0]))


def _touches_database(item: pytest.Item) -> bool:
    return "db" in getattr(item, "fixturenames", ()) or bool(item.get_closest_marker("django_db"))


@pytest.fixture
def newsroom(db):
    """The editions of a small newsroom, by code: English and Arabic."""
    return make_newsroom()


@pytest.fixture
def reader() -> Client:
    """Somebody who reads: no account, no cookie."""
    return Client()
