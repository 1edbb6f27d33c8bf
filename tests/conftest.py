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


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep a file's tests together on one worker, and all browser tests on one (``loadgroup``)."""
    for item in items:
        if item.get_closest_marker("xdist_group") is None:
            item.add_marker(pytest.mark.xdist_group(item.location[0]))


@pytest.fixture
def newsroom(db):
    """The editions of a small newsroom, by code: English and Arabic."""
    return make_newsroom()


@pytest.fixture
def reader() -> Client:
    """Somebody who reads: no account, no cookie."""
    return Client()
