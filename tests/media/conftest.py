"""Every test of pictures and clips has a folder of its own for files."""

from pathlib import Path

import pytest
from django.contrib.auth import get_user_model
from django.test import Client


@pytest.fixture(autouse=True)
def media_folder(settings, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.MEDIA_ROOT.mkdir()
    return settings.MEDIA_ROOT


@pytest.fixture
def chief(db, client: Client) -> Client:
    """The admin as a superuser sees it."""
    user = get_user_model().objects.create_superuser("chief", "chief@example.org", "secret")
    client.force_login(user)
    return client
