"""A press of a newsroom of its own, with a tree in a temporary folder."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from broadsheet.press import live_tree, pressing
from broadsheet.press.following import Follower
from broadsheet.press.places import Place
from broadsheet.press.pressing import Press

HOST = "testserver"


class Shop:
    """The press at work: what readers would find in its tree."""

    def __init__(self, home: Path) -> None:
        self.press = Press(home)
        self.follower = Follower(self.press)
        self.follower.begin()

    def drain(self) -> None:
        """Let the worker do everything there is to do."""
        self.follower.drain()

    def ask(self, path: str) -> int:
        """A reader asks the edge for a page that is not in the tree; returns the status."""
        return self.press.press(Place(HOST, path)).render.status

    def file(self, path: str, tree: str = "live") -> Path:
        """Where a page's file is, or would be."""
        return live_tree.page_file(getattr(self.press, tree), HOST, path)

    def text(self, path: str, tree: str = "live") -> str:
        """What is in the tree at an address; empty where nothing is."""
        file = self.file(path, tree)
        meta = live_tree.read_meta(file)
        body = live_tree.body_file(file, meta) if meta else file
        return body.read_bytes().decode() if body.exists() else ""

    def status(self, path: str) -> int:
        """The status that the tree gives for an address; 0 where it has nothing."""
        meta = live_tree.read_meta(self.file(path))
        return meta.status if meta else 0


@pytest.fixture
def shop(newsroom: dict[str, Any], tmp_path: Path, monkeypatch: Any) -> Iterator[Shop]:
    """The newsroom's press, its worker, and its tree."""
    shop = Shop(tmp_path / "home")
    monkeypatch.setattr(pressing, "the_press", lambda: shop.press)
    yield shop
    shop.press.index.close()
