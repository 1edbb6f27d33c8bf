"""The desk's tests share one newsroom a file; each test's own changes are rolled back."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from tests.newsroom import make_newsroom, make_user


@pytest.fixture(scope="module")
def editions(django_db_setup: None, django_db_blocker: Any) -> Iterator[dict[str, Any]]:
    """The newsroom: its editions by code. Made once for a file; made anew it takes a second."""
    with django_db_blocker.unblock():
        made = transaction.atomic()
        made.__enter__()
        yield make_newsroom()
        transaction.set_rollback(True)
        made.__exit__(None, None, None)


@pytest.fixture
def desk(editions: dict[str, Any], db: None, settings: Any, tmp_path: Any) -> dict[str, Any]:
    """The newsroom's editions, in a database that forgets what the test does."""
    settings.MEDIA_ROOT = tmp_path / "media"
    return editions


@pytest.fixture
def at_desk(desk: dict[str, Any]) -> Callable[..., tuple[Client, Any]]:
    """Somebody of a role who has signed in: ``client, user = at_desk("Reporter")``."""

    def sign_in(role: str = "", user: Any = None) -> tuple[Client, Any]:
        user = user or make_user(role)
        client = Client()
        client.force_login(user)
        return client, user

    return sign_in
