"""The ``broadsheet`` command: what it makes, what it says, and its exit status."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path

import pytest
from tools.migrated_database import begin_with_tables

from tests.config.installation import (
    PATIENCE,
    ask,
    broadsheet,
    command_line,
    environment,
    only_line,
)
from tests.wire_items import an_item, write_items

pytestmark = pytest.mark.long

CENSUS = (
    "from broadsheet.editions.models import Edition, Section;"
    "from wagtail.models import Page, Revision; from broadsheet.topics.models import Region;"
    "from django.contrib.auth.models import Group, User;"
    "print([e.name for e in Edition.objects.all()], Section.objects.count(), Page.objects.count(),"
    " Region.objects.count(), Revision.objects.count(),"
    " sorted(g.name for g in Group.objects.all()),"
    " [len(e.menu) for e in Edition.objects.all()], User.objects.count())"
)


def wait_for(condition: Callable[[], bool], what: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, f"waited in vain for {what}"
        time.sleep(0.005)


@pytest.mark.parametrize(
    "words", [["--help"], ["-h"], ["run", "--help"], ["doctor", "--help"], ["import", "--help"]]
)
def test_help_needs_no_newsroom_and_makes_none(tmp_path, words):
    home = tmp_path / "newsroom"
    done = broadsheet(home, *words)
    assert done.returncode == 0
    assert "Usage: broadsheet" in done.stdout
    assert not home.exists()


# ---- init ----


def test_an_empty_newsroom_has_three_editions_under_its_name_and_no_accounts(installed):
    census = ask(installed, CENSUS)
    assert census.startswith("['The Probe', 'The Probe', 'The Probe']")
    assert census.endswith(" 0")
    assert (installed / "empty").exists()
    assert not (installed / "demo").exists()
    assert (installed / "secret.key").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("words", [["--empty", "--name", "Another"], []])
def test_init_again_changes_nothing(installed, words):
    before = ask(installed, CENSUS)
    files = {f: f.stat().st_mtime_ns for f in installed.iterdir() if f.suffix in {".key", ".json"}}

    done = broadsheet(installed, "init", *words)

    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert ask(installed, CENSUS) == before
    assert files == {f: f.stat().st_mtime_ns for f in files}


@pytest.mark.parametrize("moment", ["broadsheet.sqlite3", "static", "empty"])
def test_an_init_that_was_killed_is_begun_anew_by_the_next(installed, tmp_path, moment):
    home = tmp_path / "newsroom"
    if moment != "broadsheet.sqlite3":
        # What is cut short here comes after the tables; only the first moment is among them.
        begin_with_tables(home)
    process = subprocess.Popen(
        command_line("init", "--empty", "--name", "The Probe"),
        env=environment(home),
        cwd=tmp_path,
        stderr=subprocess.DEVNULL,
    )
    wait_for((home / moment).exists, moment)
    process.kill()
    assert process.wait() == -signal.SIGKILL
    assert not (home / "version.json").exists()
    assert "there is no newsroom" in only_line(broadsheet(home, "run"))

    done = broadsheet(home, "init", "--empty", "--name", "The Probe")

    assert done.returncode == 0, done
    assert ask(home, CENSUS) == ask(installed, CENSUS)


def test_a_version_file_that_was_cut_short_is_no_obstacle(installed):
    kept = installed / "version.json"
    whole = json.loads(kept.read_text())
    kept.write_text(kept.read_text()[:20])
    assert broadsheet(installed, "init").returncode == 0
    assert json.loads(kept.read_text()).keys() == whole.keys()


TWO_PICTURES = """
import sys
sys.path.insert(0, {tests!r})
from broadsheet.media.models import Rendition
from tests.newsroom import make_picture
make_picture("Whole", size=(300, 200))
lost = make_picture("Lost", size=(300, 200))
Rendition.objects.all().delete()
lost.file.storage.delete(lost.file.name)
"""


def test_an_upgrade_makes_the_picture_sizes_it_shows_and_names_a_lost_file(installed):
    ask(installed, TWO_PICTURES.format(tests=str(Path(__file__).parents[2])))
    (installed / "version.json").unlink()

    done = broadsheet(installed, "init")

    assert done.returncode == 0, done.stderr
    assert "(Lost) cannot be read" in done.stderr
    assert "(Whole)" not in done.stderr
    held = "from broadsheet.media.renditions import pictures_lacking_renditions as lacking;"
    held += "print([str(each) for each in lacking()])"
    assert ask(installed, held) == "['Lost']"


def test_a_folder_that_cannot_be_made_is_said_in_one_line(tmp_path):
    (tmp_path / "file").write_text("")
    line = only_line(broadsheet(tmp_path / "file", "init"))
    assert line.startswith("broadsheet: cannot make ")


# ---- Settings ----


@pytest.mark.parametrize("words", [["init"], ["run"], ["adduser", "x", "--password", "y"]])
@pytest.mark.parametrize(
    "address", ["news.example.org", "https://", "https://a.org/path", "ftp://a.org", "http://a b"]
)
def test_a_wrong_address_is_one_clear_line(tmp_path, words, address):
    done = broadsheet(tmp_path / "newsroom", *words, BROADSHEET_ADDRESS=address)
    assert only_line(done) == (
        "broadsheet: BROADSHEET_ADDRESS: give scheme and host only, e.g. https://news.example.org"
    )
    assert not (tmp_path / "newsroom").exists()


def test_another_wrong_setting_names_itself(tmp_path):
    line = only_line(broadsheet(tmp_path / "newsroom", "init", BROADSHEET_DEBUG="perhaps"))
    assert line.startswith("broadsheet: BROADSHEET_DEBUG: ")


# ---- run ----


@pytest.mark.parametrize(
    "words",
    [
        ["run"],
        ["desk"],
        ["edge"],
        ["worker"],
        ["adduser", "x", "--password", "y"],
        ["import", "ninjs", "."],
    ],
)
def test_without_a_newsroom_one_line_says_how_to_make_one(tmp_path, words):
    home = tmp_path / "newsroom"
    assert only_line(broadsheet(home, *words)) == (
        f'broadsheet: there is no newsroom in {home}; make one with "broadsheet init"'
    )
    assert not home.exists()


def test_a_port_that_is_taken_is_said_in_one_line(installed):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        line = only_line(broadsheet(installed, "run", "--port", str(port)))
    assert line == (
        f"broadsheet: port {port} on 127.0.0.1 is not free (Address already in use); "
        "choose another with PORT=…"
    )


def test_a_host_that_is_not_ours_is_not_called_a_taken_port(installed):
    line = only_line(broadsheet(installed, "run", "--host", "192.0.2.1"))
    assert line.startswith("broadsheet: cannot listen on 192.0.2.1: ")


def test_a_port_that_cannot_be_is_refused(installed):
    done = broadsheet(installed, "run", "--port", "70000")
    assert done.returncode == 2
    assert "70000 is not in the range" in done.stderr


def test_run_serves_readers_until_it_is_interrupted(installed):
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    process = subprocess.Popen(
        command_line("run", "--port", str(port)),
        env=environment(installed),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        assert process.stdout is not None
        greeting = ""
        while "Stop with Ctrl-C" not in greeting:
            line = process.stdout.readline()
            assert line, greeting
            greeting += line
        running = {file.stem: int(file.read_text()) for file in (installed / "run").glob("*.pid")}
        assert running.pop("run") == process.pid
        assert {"edge", "desk"} <= running.keys()
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/ar/", timeout=PATIENCE) as page:
            assert 'dir="rtl"' in page.read().decode()
        process.send_signal(signal.SIGINT)
        said = greeting + process.communicate(timeout=PATIENCE)[0]
        assert process.returncode == 0
    finally:
        process.kill()
        process.wait()
    assert f"http://127.0.0.1:{port}/admin/" in said
    assert 'make yourself an account with "broadsheet adduser NAME"' in said
    assert "Traceback" not in said
    assert list((installed / "run").glob("*.pid")) == []
    for number in running.values():
        with pytest.raises(ProcessLookupError):
            os.kill(number, 0)


# ---- adduser ----


def test_adduser_gives_an_account_once(installed):
    added = broadsheet(
        installed, "adduser", "lina", "--role", "chief", typed="pa55-word-long\n" * 2
    )
    assert added.returncode == 0, added
    assert "lina may now sign in as chief." in added.stdout

    again = broadsheet(installed, "adduser", "lina", "--password", "pa55-word-long")
    assert "lina" in only_line(again)
    forgotten = ask(
        installed,
        "from django.contrib.auth import authenticate as a, get_user_model as u;"
        "print(a(username='lina', password='pa55-word-long'));"
        "u().objects.filter(username='lina').delete()",
    )
    assert forgotten == "lina"


# ---- import ninjs ----


def test_import_prints_addresses_and_exits_with_0(installed, tmp_path):
    write_items(
        tmp_path, an_item(language="ar", headline="السفينة الأولى"), an_item(headline="Quay")
    )
    done = broadsheet(installed, "import", "ninjs", str(tmp_path), "--publish")

    assert (done.returncode, done.stderr) == (0, "")
    first, second = done.stdout.splitlines()
    assert first.startswith("added      http://127.0.0.1:8000/ar/")
    assert first.endswith("/السفينة-الأولى/")
    assert second.endswith("/quay/")

    again = broadsheet(installed, "import", "ninjs", str(tmp_path), "--publish")
    assert again.returncode == 0
    assert [line.split()[0] for line in again.stdout.splitlines()] == ["unchanged", "unchanged"]


def test_import_exits_with_1_where_an_item_was_refused_and_brings_the_others(installed, tmp_path):
    write_items(tmp_path, an_item(language="xx"), an_item(headline="Mole"))
    done = broadsheet(installed, "import", "ninjs", str(tmp_path))

    assert done.returncode == 1
    assert done.stdout.splitlines()[0].endswith("/mole/  (draft)")
    (refused,) = done.stderr.splitlines()
    assert "no edition is written in “xx”; choose one" in refused


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["{folder}/nowhere"], "there is nothing at "),
        (["{folder}"], "there is no .json file under "),
        (["{folder}", "--edition", "fr"], "no edition “fr”; there are: en, ar, es"),
        (["{folder}", "--section", "knitting"], "the edition “en” has no section “knitting”"),
    ],
)
def test_import_says_in_one_line_what_is_not_there(installed, tmp_path, words, message):
    folder = str(tmp_path / "wire")
    Path(folder).mkdir()
    given = [word.format(folder=folder) for word in words]
    line = only_line(broadsheet(installed, "import", "ninjs", *given))
    assert line.startswith(f"broadsheet: {message}")
