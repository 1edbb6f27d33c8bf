"""The desk's tests share one newsroom a file; each test's own changes are rolled back."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from broadsheet.editions.models import Section
from tests.newsroom import make_user, section_of


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


@pytest.fixture
def editor(at_desk: Callable[..., tuple[Client, Any]]) -> Client:
    """An editor who has signed in."""
    client, _user = at_desk("Editor")
    return client


@pytest.fixture
def politics(desk: dict[str, Any]) -> Section:
    """The English edition's section Politics."""
    return section_of(desk["en"], "politics")


@pytest.fixture
def arabic_politics(desk: dict[str, Any]) -> Section:
    """The Arabic edition's section Politics."""
    return section_of(desk["ar"], "politics")
