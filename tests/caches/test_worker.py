"""The newsroom's own worker tells caches further out, and may be killed at any moment."""

from __future__ import annotations

import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from broadsheet.press.keys import page_key
from tests.caches.twins import VarnishTwin
from tests.config.installation import ask, command_line, environment, make_newsroom
from tests.edge.running import eventually

PRESS_THE_FRONT = (
    "from broadsheet.press.pressing import the_press; from broadsheet.press.places import Place;"
    " the_press().press(Place('127.0.0.1', '/en/'))"
)
RENAME = (
    "from broadsheet.editions.models import Edition; made = Edition.objects.get(code='en');"
    " made.slogan = 'Another one'; made.save()"
)
FRONT = page_key("127.0.0.1", "/en/")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A newsroom with no story."""
    home = tmp_path_factory.mktemp("newsroom") / "home"
    make_newsroom(home, "--empty", "--name", "The Herald")
    return home


@contextmanager
def working(home: Path, setting: str) -> Iterator[subprocess.Popen[bytes]]:
    with (
        (home / "said").open("ab") as said,
        subprocess.Popen(
            command_line("worker"),
            env=environment(home, BROADSHEET_PURGE=setting),
            cwd=home.parent,
            stdout=said,
            stderr=said,
        ) as worker,
    ):
        try:
            yield worker
        finally:
            worker.kill()


def owed(home: Path) -> set[str]:
    file = home / "press" / "index.sqlite3"
    with closing(sqlite3.connect(f"{file.as_uri()}?mode=ro", uri=True)) as index:
        return {row[0] for row in index.execute("SELECT key FROM purge")}


def test_a_worker_killed_between_storing_and_sending_sends_when_it_is_back(home: Path):
    with VarnishTwin() as twin:
        setting = f"varnish://127.0.0.1:{twin.port}"
        # A new index has every page forgotten, once: the caches may know an older one's.
        with working(home, setting):
            eventually(lambda: len(twin.told) >= 2 and owed(home) == set(), patience=60)
        ask(home, PRESS_THE_FRONT, BROADSHEET_PURGE=setting)
        # The cache takes the request and says nothing: nobody knows whether it forgot the page.
        twin.answers.clear()
        with working(home, setting) as worker:
            ask(home, RENAME, BROADSHEET_PURGE=setting)
            eventually(lambda: FRONT in owed(home), patience=60)
            worker.kill()
            worker.wait()
        assert FRONT in owed(home)
        twin.answers.set()
        twin.told.clear()
        with working(home, setting) as worker:
            eventually(lambda: twin.keys.count(FRONT) >= 2, patience=60)
            eventually(lambda: owed(home) == set(), patience=60)
            worker.terminate()
            assert worker.wait(30) == 0
    said = (home / "said").read_text()
    assert "Traceback" not in said
