"""After a legal take-down, no file that was received holds the words any more."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from broadsheet.desk.acting_on_wire import act_on_all
from broadsheet.desk.models import WireOrigin
from broadsheet.desk.story_of_received import make_story
from broadsheet.desk.taking_down import take_down
from broadsheet.kit import clock
from broadsheet.kit.sentences import Sentence
from broadsheet.wire.erasing import erase_waiting
from broadsheet.wire.folders import folder_of, take_files
from broadsheet.wire.models import Delivery, ReceivedItem, Source
from broadsheet.wire.pictures import stored_pictures
from broadsheet.wire.pruning import prune
from broadsheet.wire.reading import quarantine, take_in
from broadsheet.wire.retrying import retry
from broadsheet.wire.transports.folder import WatchedFolder
from tests.media.samples import picture_bytes
from tests.newsroom import make_user
from tests.wire.sending import Transport, make_source
from tests.wire_items import an_item

SECRET = "Zirconium"
URI = "urn:agency:a/1&2"
PICTURE = {"uri": "urn:p", "type": "picture", "renditions": {"main": {"href": "gate.jpg"}}}


@pytest.fixture
def source(newsroom: dict[str, Any], settings: Any, tmp_path: Path) -> Source:
    settings.HOME, settings.MEDIA_ROOT = tmp_path, tmp_path / "media"
    source = make_source("Northwind", Transport.FOLDER)
    folder_of(source).mkdir(parents=True)
    return source


def put(source: Source, name: str, *items: dict[str, Any], **how: Any) -> None:
    text = json.dumps(list(items), **{"ensure_ascii": False} | how)
    (folder_of(source) / name).write_text(text, encoding="utf-8")


def look(source: Source) -> None:
    watched = WatchedFolder(folder_of(source))
    take_files(source, watched)
    take_files(source, watched)


def secret_item(version: str = "1") -> dict[str, Any]:
    told = {"headline": f"{SECRET} spill", "body_text": f"{SECRET} in the river."}
    return an_item(URI, version=version, associations={"main": PICTURE}, **told)


def holders(home: Path) -> list[str]:
    files = (each for each in home.rglob("*") if each.is_file())
    return sorted(each.name for each in files if SECRET.encode() in each.read_bytes())


@pytest.fixture
def taken_down(source: Source, tmp_path: Path, django_capture_on_commit_callbacks: Any) -> Source:
    (folder_of(source) / "gate.jpg").write_bytes(picture_bytes())
    put(source, "one.json", secret_item())
    put(source, "two.json", an_item("urn:other", headline="Quay opens"), secret_item())
    put(source, "escaped.json", secret_item(), indent=1)
    put(source, "innocent.json", an_item(f"{URI}3", headline="Dock opens"))
    put(source, "broken.json", secret_item(), {"uri": 7})
    look(source)
    other = make_source("Coast")
    quarantine(other, json.dumps(secret_item()).encode("utf-16-le"), [Sentence("cannot be read")])
    quarantine(other, b"<innocent", [Sentence("cannot be read")])
    assert len(holders(tmp_path)) == 4
    story = make_story(ReceivedItem.objects.get(uri=URI), make_user("Editor"))
    with django_capture_on_commit_callbacks(execute=True):
        take_down(story, make_user("Chief"), "court order")
    return source


def test_its_picture_goes_with_the_take_down(taken_down: Source) -> None:
    assert not (folder_of(taken_down) / "gate.jpg").exists()
    assert not list(stored_pictures().glob("*"))


def test_every_file_that_holds_it_goes_and_no_other(taken_down: Source, tmp_path: Path) -> None:
    # One delivery of each of two sources, four files.
    assert erase_waiting() == 6
    assert holders(tmp_path) == []
    taken = folder_of(taken_down) / "taken"
    assert [each.name for each in taken.iterdir()] == ["innocent.json"]
    assert Delivery.objects.get().data == b"<innocent"
    assert ReceivedItem.objects.filter(uri="urn:other").exists()
    assert erase_waiting() == 0


def test_a_file_whose_identifier_is_made_of_parts_is_found_by_reading_it(
    taken_down: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("broadsheet.wire.erasing.spellings_of", lambda uri: [])
    # Four files, and the delivery of the one that is in quarantine.
    assert erase_waiting() == 5


def test_a_quarantined_delivery_that_is_read_again_keeps_only_its_reasons(
    taken_down: Source,
) -> None:
    erase_waiting()
    mixed = json.dumps([secret_item("2"), {"uri": 7}]).encode()
    kept = quarantine(taken_down, mixed, [Sentence("cannot be read")])
    retry(kept)
    kept.refresh_from_db()
    assert (bytes(kept.data), kept.size, len(kept.reasons)) == (b"", 0, 1)


def test_what_is_forgotten_is_never_pruned(taken_down: Source) -> None:
    act_on_all()
    WireOrigin.objects.all().delete()
    with clock.standing_at(clock.now() + timedelta(days=2000)):
        prune(90)
    assert ReceivedItem.objects.get().uri == URI
    assert take_in(taken_down, json.dumps(secret_item("3")).encode()).new == 0


@pytest.mark.parametrize("version", ["1", "2"])
def test_what_comes_again_is_not_kept_in_any_form(
    taken_down: Source, tmp_path: Path, version: str
) -> None:
    erase_waiting()
    put(taken_down, "again.json", secret_item(version), {"uri": 7})
    look(taken_down)
    assert holders(tmp_path) == []
    assert not Delivery.objects.filter(data__contains=SECRET.encode()).exists()
    kept = ReceivedItem.objects.get(uri=URI)
    assert SECRET not in str([vars(kept), [vars(each) for each in kept.versions.all()]])
    assert take_in(taken_down, json.dumps(secret_item(version)).encode()).new == 0
