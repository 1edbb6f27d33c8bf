"""kill -9 between receiving and moving, between committing and forgetting: nothing twice."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection

from broadsheet.wire.reading import accept
from tests.ledger.on_a_real_file import NEWSROOM
from tests.wire.sending import Transport, make_source
from tests.wire_items import an_item

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(connection.vendor != "sqlite", reason="a copy of a SQLite file is broken"),
]
ROOT = Path(__file__).parents[2]


def test_a_worker_that_is_killed_at_any_place_loses_nothing_and_doubles_nothing(
    tmp_path: Path,
) -> None:
    make_source("Northwind", Transport.FOLDER)
    pushed = make_source("Coast")
    accept(pushed, json.dumps(an_item("urn:a:3")).encode(), content_type="application/json")
    send = tmp_path / "send"
    send.mkdir()
    first, second = an_item("urn:a:1", version="1"), an_item("urn:a:1", version="2")
    (send / "1.json").write_text(json.dumps([first, an_item("urn:a:2")]))
    (send / "2.json").write_text(json.dumps(second))
    (send / "3.json").write_text("junk")
    for number in "123":
        os.utime(send / f"{number}.json", (int(number), int(number)))
    (tmp_path / NEWSROOM).write_bytes(connection.connection.serialize())
    done = subprocess.run(
        [sys.executable, "-m", "tests.wire.killed_while_receiving", str(tmp_path)],
        cwd=ROOT,
        env={
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "broadsheet.config.settings",
            "BROADSHEET_HOME": str(tmp_path),
        },
        capture_output=True,
        text=True,
        timeout=240,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    assert int(done.stdout.split()[-1]) > 15
