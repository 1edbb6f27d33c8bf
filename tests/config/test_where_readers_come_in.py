"""Serving follows its port only where nobody has said where readers come in."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from broadsheet.config import serving


@pytest.fixture
def newsroom_folder(tmp_path: Path, monkeypatch) -> Path:
    """A folder with a newsroom's mark, and serving that stops where the server would start."""
    home = tmp_path / "newsroom"
    home.mkdir()
    (home / "version.json").write_text(json.dumps({}))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("BROADSHEET_HOME", str(home))
    # Set first, so that what "serve" puts into the environment is taken back afterwards.
    monkeypatch.setenv("BROADSHEET_ADDRESS", "")
    monkeypatch.delenv("BROADSHEET_ADDRESS")
    monkeypatch.setattr(serving, "_check_free", lambda host, port: None)
    monkeypatch.setattr("granian.Granian.serve", lambda self: None)
    return home


def test_without_an_address_links_follow_the_port(newsroom_folder, capsys):
    serving.serve("127.0.0.1", 8123)
    assert "http://127.0.0.1:8123/admin/" in capsys.readouterr().out


def test_an_address_in_the_environment_is_kept(newsroom_folder, monkeypatch, capsys):
    monkeypatch.setenv("BROADSHEET_ADDRESS", "https://news.example.org")
    serving.serve("127.0.0.1", 8123)
    assert "https://news.example.org/admin/" in capsys.readouterr().out


def test_an_address_in_the_env_file_is_kept(newsroom_folder, capsys):
    Path(".env").write_text("BROADSHEET_ADDRESS=https://news.example.org\n")
    serving.serve("127.0.0.1", 8123)
    assert "https://news.example.org/admin/" in capsys.readouterr().out


def test_a_folder_without_a_newsroom_is_said_to_have_none(newsroom_folder):
    (newsroom_folder / "version.json").unlink()
    with pytest.raises(serving.ServeError, match="broadsheet init"):
        serving.serve("127.0.0.1", 8123)
