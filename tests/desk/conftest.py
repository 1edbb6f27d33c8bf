"""The desk's tests share one newsroom a file; each test's own changes are rolled back."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from tests.newsroom import make_user


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
