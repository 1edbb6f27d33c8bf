"""With real commits and real processes: a fault or a kill -9 leaves change and row, or neither."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection

from tests.ledger.on_a_real_file import NEWSROOM, STAGE
from tests.newsroom import make_picture, make_record, make_story, section_of

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(connection.vendor != "sqlite", reason="a copy of a SQLite file is broken"),
]
ROOT = Path(__file__).parents[2]


@pytest.fixture
def folder(newsroom, settings, tmp_path):
    """A newsroom in a file of its own, committed."""
    from broadsheet.people.models import Author

    settings.MEDIA_ROOT = tmp_path / "media"
    english = newsroom["en"]
    politics = section_of(english, "politics")
    stage = {
        "english": english.pk,
        "politics": politics.pk,
        "economy": section_of(english, "economy").pk,
        "story": make_story(politics).pk,
        "draft": make_story(politics, live=False).pk,
        "author": make_record(Author, english, "Ann").pk,
        "picture": make_picture(size=(60, 40)).pk,
    }
    (tmp_path / STAGE).write_text(json.dumps(stage))
    # As this test's transaction sees it, which is never committed.
    (tmp_path / NEWSROOM).write_bytes(connection.connection.serialize())
    return tmp_path


def break_at_every_place(folder: Path, route: str, how: str) -> int:
    """Returns at how many places it was broken."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.ledger.on_a_real_file", str(folder), route, how],
        cwd=ROOT,
        env={
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "broadsheet.config.settings",
            "BROADSHEET_HOME": str(folder),
        },
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return int(done.stdout.split()[-1])


@pytest.mark.parametrize("route", ["publish", "move", "author"])
def test_a_fault_with_real_commits_leaves_both_or_neither(folder, route):
    assert break_at_every_place(folder, route, "fault") > 5


@pytest.mark.parametrize("route", ["publish", "new_slug_of_a_section"])
def test_a_killed_process_leaves_both_or_neither(folder, route):
    assert break_at_every_place(folder, route, "kill") > 10
