"""``broadsheet wire read`` shows what any wire file would become."""

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from broadsheet.config.command import broadsheet
from broadsheet.wire.item import Item
from tests.config.installation import broadsheet as broadsheet_of
from tests.wire.files import SAMPLES


def _read(*arguments: str, stdin: bytes = b"") -> Result:
    return CliRunner().invoke(broadsheet, ["wire", "read", *arguments], input=stdin)


def test_a_file_is_shown_as_one_item_a_line():
    shown = _read(str(SAMPLES / "feed_ar.atom"))
    assert (shown.exit_code, shown.stderr) == (0, "")
    story, killed = [Item.model_validate_json(line) for line in shown.stdout.splitlines()]
    assert story.headline == "افتتاح الرصيف الثاني"
    assert killed.status == "canceled"


def test_an_item_in_quarantine_is_said_on_stderr_and_the_others_are_shown():
    shown = _read(str(SAMPLES / "feed_2_0.xml"))
    assert shown.exit_code == 1
    assert len(shown.stdout.splitlines()) == 2
    said = f"{SAMPLES / 'feed_2_0.xml'}: item 3: entry 3: the entry has neither a title nor a text"
    assert shown.stderr.splitlines() == [said]


def test_a_folder_is_read_with_all_that_is_in_it(tmp_path: Path):
    inside = tmp_path / "drop" / "today"
    inside.mkdir(parents=True)
    shutil.copy(SAMPLES / "story_nitf.xml", inside / "1.dat")
    shutil.copy(SAMPLES / "event_g2.xml", tmp_path / "drop" / "2.xml")
    (tmp_path / "drop" / ".3.xml.part").write_text("<half")
    (inside / "4.txt").write_text("shopping list")
    shown = _read("--short", str(tmp_path / "drop"))
    assert [json.loads(line)["format"] for line in shown.stdout.splitlines()] == [
        "newsml-g2",
        "nitf",
    ]
    assert shown.exit_code == 1
    assert shown.stderr == (
        f"{inside / '4.txt'}: the file is of no known format; it begins with 'shopping list'\n"
    )


def test_standard_input_is_read_with_the_address_it_came_from():
    feed = b"<rss><item><title>T</title><link>/a</link></item></rss>"
    shown = _read("--short", "--address", "https://x.example/rss", "-", stdin=feed)
    assert json.loads(shown.stdout)["link"] == "https://x.example/a"


@pytest.mark.parametrize(
    ("name", "said"), [("absent.xml", "cannot be opened: No such file or directory"), ("", "empty")]
)
def test_what_cannot_be_read_is_one_line(tmp_path: Path, name: str, said: str):
    path = tmp_path / (name or "nothing")
    if not name:
        path.touch()
    shown = _read(str(path))
    assert shown.exit_code == 1
    assert said in shown.stderr
    assert len(shown.stderr.splitlines()) == 1


def test_topics_are_loaded_from_a_file_and_what_came_before_is_sorted(installed: Path):
    loaded = broadsheet_of(installed, "wire", "topics", str(SAMPLES / "topics.json"))
    said = "6 topics added, 0 changed (1 retired), 0 as they were; 0 items sorted anew\n"
    assert (loaded.returncode, loaded.stdout, loaded.stderr) == (0, said, "")


@pytest.mark.parametrize(
    ("file", "said"),
    [
        ("absent.json", "absent.json: cannot be opened: No such file or directory"),
        ("http://127.0.0.1/topics", "which is not a public address"),
        ("-", "-: the file is empty"),
    ],
)
@pytest.mark.django_db
def test_topics_that_cannot_be_had_are_one_line(
    file: str, said: str, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("broadsheet.config.wire_command.open_newsroom", lambda: None)
    shown = CliRunner().invoke(broadsheet, ["wire", "topics", file], input=b"")
    assert shown.exit_code == 1
    assert said in shown.stderr
    assert len(shown.stderr.splitlines()) == 1
