"""Files as SFTP puts them down: taken when they are whole, moved when they are taken."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from broadsheet.wire import folders
from broadsheet.wire.folders import folder_of, take_files
from broadsheet.wire.models import Delivery, ReceivedItem
from broadsheet.wire.polling import health_of
from broadsheet.wire.transports.folder import WatchedFolder
from tests.wire.sending import Transport, make_source
from tests.wire_items import an_item


class Drop:
    """An agency's folder, and the source that watches it."""

    def __init__(self, home: Path) -> None:
        self.source = make_source("Northwind", Transport.FOLDER)
        self.folder = folder_of(self.source)
        self.watched = WatchedFolder(self.folder)
        self.folder.mkdir(parents=True)

    def put(self, name: str, *items: object) -> Path:
        file = self.folder / name
        file.write_text(json.dumps(list(items)))
        return file

    def look(self) -> int:
        return take_files(self.source, self.watched)

    def names(self, folder: str = "") -> list[str]:
        return sorted(each.name for each in (self.folder / folder).iterdir() if each.is_file())


@pytest.fixture
def drop(db: None, settings: object, tmp_path: Path) -> Drop:
    settings.HOME = tmp_path  # type: ignore[attr-defined]
    return Drop(tmp_path)


def test_a_file_is_taken_at_the_second_look_and_moved(drop: Drop) -> None:
    drop.put("one.json", an_item("urn:a:1"))
    assert drop.look() == 0
    assert drop.look() == 1
    assert drop.names() == []
    assert drop.names("taken") == ["one.json"]
    assert ReceivedItem.objects.get().uri == "urn:a:1"


def test_a_file_that_still_grows_waits(drop: Drop) -> None:
    file = drop.put("one.json", an_item())
    drop.look()
    with file.open("a") as more:
        more.write("\n")
    assert drop.look() == 0
    assert drop.look() == 1


@pytest.mark.parametrize("name", ["one.json.tmp", ".one.json", "one.filepart", "one.part", "a.jpg"])
def test_unfinished_files_and_pictures_are_left_where_they_are(drop: Drop, name: str) -> None:
    drop.put(name, an_item())
    drop.look()
    assert drop.look() == 0
    assert drop.names() == [name]


def test_a_file_that_is_renamed_when_it_is_whole_is_taken(drop: Drop) -> None:
    file = drop.put("one.json.tmp", an_item())
    drop.look()
    file.rename(drop.folder / "one.json")
    drop.look()
    assert drop.look() == 1


def test_what_cannot_be_read_is_put_aside_and_kept_and_stops_no_other(drop: Drop) -> None:
    (drop.folder / "bad.json").write_bytes(b"\xff\xfe nothing")
    drop.put("good.json", an_item("urn:a:1"))
    drop.look()
    assert drop.look() == 2
    assert drop.names("quarantine") == ["bad.json"]
    assert bytes(Delivery.objects.get().data) == b"\xff\xfe nothing"
    assert ReceivedItem.objects.count() == 1
    assert health_of(drop.source).problem.startswith("in quarantine")


def test_a_file_that_is_too_large_is_put_aside_unread(
    drop: Drop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(folders, "MAX_BYTES", 10)
    drop.put("large.json", an_item())
    drop.look()
    drop.look()
    assert drop.names("quarantine") == ["large.json"]
    assert "larger than" in Delivery.objects.get().told[0]


def test_links_and_pipes_are_no_files(drop: Drop, tmp_path: Path) -> None:
    secret = tmp_path / "secret.key"
    secret.write_text("secret")
    (drop.folder / "link.json").symlink_to(secret)
    os.mkfifo(drop.folder / "pipe.json")
    drop.look()
    assert drop.look() == 0
    assert secret.exists()


def test_a_name_that_was_taken_before_is_kept_beside_it(drop: Drop) -> None:
    for version in "12":
        drop.put("item.json", an_item("urn:a:1", version=version))
        drop.look()
        drop.look()
    assert drop.names("taken") == ["item-2.json", "item.json"]
    assert ReceivedItem.objects.get().version == "2"


def test_a_file_that_is_met_once_more_after_a_crash_adds_nothing(
    drop: Drop, monkeypatch: pytest.MonkeyPatch
) -> None:
    drop.put("one.json", an_item("urn:a:1"))

    class Killed(BaseException):
        pass

    def killed(*_: object) -> None:
        raise Killed

    drop.look()
    with monkeypatch.context() as patch:
        patch.setattr(drop.watched, "move", killed)
        with pytest.raises(Killed):
            drop.look()
    drop.watched = WatchedFolder(drop.folder)
    drop.look()
    assert drop.look() == 1
    assert ReceivedItem.objects.get().version_count == 1


def test_a_folder_that_cannot_be_used_says_so(drop: Drop) -> None:
    drop.folder.rmdir()
    drop.folder.write_text("no folder")
    drop.look()
    assert "folder cannot be used" in health_of(drop.source).problem
