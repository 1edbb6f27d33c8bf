"""Serving follows its port only where nobody has said where readers come in."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from broadsheet.config import serving


@pytest.fixture
def newsroom_folder(tmp_path: Path, monkeypatch) -> Path:
    """A folder with a newsroom's mark, and serving that greets instead of starting anything."""
    home = tmp_path / "newsroom"
    home.mkdir()
    (home / "version.json").write_text(json.dumps({}))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("BROADSHEET_HOME", str(home))
    monkeypatch.delenv("BROADSHEET_ADDRESS", raising=False)
    monkeypatch.setattr("broadsheet.config.parts.readers_socket", NobodysSocket)
    monkeypatch.setattr("broadsheet.config.supervising.Supervisor", GreetsOnly)
    return home


class NobodysSocket:
    """Stands for the socket that readers connect to."""

    def __init__(self, host: str, port: int) -> None:
        self.place = host, port

    def getsockname(self) -> tuple[str, int]:
        return self.place

    def fileno(self) -> int:
        return -1

    def close(self) -> None:
        pass


class GreetsOnly:
    """Stands for the supervisor; the address that each part is told is the one that is greeted."""

    def __init__(self, home: Path, plan: Callable, greet: Callable, leave: Callable) -> None:
        self.parts, self.greet = plan(), greet

    def run(self) -> None:
        assert len({part.environment["BROADSHEET_ADDRESS"] for part in self.parts}) == 1
        print(self.parts[0].environment["BROADSHEET_ADDRESS"])
        self.greet()


def test_without_an_address_links_follow_the_port(newsroom_folder, capsys):
    serving.serve("127.0.0.1", 8123)
    said = capsys.readouterr().out
    assert "http://127.0.0.1:8123\n" in said
    assert "http://127.0.0.1:8123/admin/" in said


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
