"""What is old goes, unless something stands on it; and does not come in anew."""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from broadsheet.config import wire_command
from broadsheet.config.command import broadsheet
from broadsheet.desk.acting_on_wire import act_on_all
from broadsheet.desk.story_of_received import make_story
from broadsheet.desk.upstream import open_changes
from broadsheet.kit import clock
from broadsheet.kit.sentences import Sentence
from broadsheet.wire import handling, pruning
from broadsheet.wire.models import Band, ItemVersion, ReceivedItem, Remembered, Source
from broadsheet.wire.pruning import prune
from broadsheet.wire.reading import quarantine, take_in
from broadsheet.wire.receiving import Action
from broadsheet.wire.selectors import InboxFilter, inbox_page
from tests.newsroom import make_user
from tests.wire.sending import HARBOUR, Transport, make_source, send
from tests.wire_items import an_item

pytestmark = pytest.mark.django_db

BEGAN = datetime(2026, 12, 1, 12, tzinfo=UTC)
DAYS = 90
LATER = BEGAN + timedelta(days=DAYS + 1)


@pytest.fixture(autouse=True)
def home(settings: Any, tmp_path: Path) -> Path:
    settings.HOME = tmp_path
    return tmp_path


def long_ago(source: Source, uri: str = "urn:a:1", **told: Any) -> ReceivedItem:
    """An item that came when it all began, and that the desk has dealt with."""
    with clock.standing_at(BEGAN):
        receipt = send(source, uri, **told)
        act_on_all()
    assert receipt.item is not None
    return receipt.item


def pruned_at(moment: datetime = LATER, days: int = DAYS) -> int:
    with clock.standing_at(moment):
        return prune(days).items


def test_an_item_goes_with_all_that_belongs_to_it_after_so_many_days() -> None:
    long_ago(make_source(), body_text=HARBOUR, subject=[{"name": "x", "code": "medtop:04000000"}])
    assert pruned_at(BEGAN + timedelta(days=DAYS)) == 0
    assert pruned_at() == 1
    assert not ReceivedItem.objects.exists()
    assert not ItemVersion.objects.exists()
    assert not Band.objects.exists()


def test_many_items_go_batch_by_batch_and_an_end_in_between_loses_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(pruning, "BATCH", 2)
    source = make_source()
    for number in range(5):
        long_ago(source, f"urn:a:{number}", headline=f"Quay {number}")
    with clock.standing_at(LATER):
        assert prune(DAYS, lambda: True).items == 2
        assert prune(DAYS).items == 3
    assert Remembered.objects.count() == 5


def test_what_changed_or_was_handled_lately_stays(newsroom: Any) -> None:
    source, user = make_source(), make_user("Editor")
    long_ago(source, "urn:a:changed", version="1")
    taken = long_ago(source, "urn:a:taken")
    with clock.standing_at(BEGAN + timedelta(days=50)):
        send(source, "urn:a:changed", version="2", headline="A second gate")
        handling.take(taken, user)
        act_on_all()
    assert pruned_at() == 0
    assert pruned_at(BEGAN + timedelta(days=50 + DAYS + 1)) == 2


def test_what_the_desk_has_not_dealt_with_and_what_is_under_embargo_stays() -> None:
    source = make_source()
    long_ago(source, "urn:a:held", embargoed=(LATER + timedelta(days=9)).isoformat())
    with clock.standing_at(BEGAN):
        send(source, "urn:a:waits", headline="Quay opens")
    assert pruned_at() == 0


def test_an_item_that_a_story_was_made_from_stays_and_its_kill_is_told(newsroom: Any) -> None:
    source, editor = make_source(), make_user("Editor")
    story = make_story(long_ago(source, "urn:a:1"), editor)
    # Another agency sends the same item: what it says of it is told, too.
    other = long_ago(make_source(), "urn:a:1", version="9", headline="Another hand")
    assert open_changes(story).get().version.item == other
    years_later = BEGAN + timedelta(days=2000)
    assert pruned_at(years_later) == 0
    with clock.standing_at(years_later):
        send(source, "urn:a:1", version="10", pubstatus="canceled")
        act_on_all()
    assert open_changes(story).get().kind == "kill"


def test_when_its_story_is_deleted_the_item_goes(newsroom: Any) -> None:
    with clock.standing_at(BEGAN):
        story = make_story(long_ago(make_source()), make_user("Editor"))
    story.delete()
    assert pruned_at() == 1


def test_what_lies_in_quarantine_stays() -> None:
    source = make_source()
    with clock.standing_at(BEGAN):
        kept = quarantine(source, b"<broken", [Sentence("not closed")])
    assert pruned_at(BEGAN + timedelta(days=2000)) == 0
    kept.refresh_from_db()


def test_those_that_said_the_same_are_seen_when_the_first_of_them_goes(newsroom: Any) -> None:
    first = long_ago(make_source(), "urn:a:1", body_text=HARBOUR)
    second = long_ago(make_source(), "urn:b:1", body_text=HARBOUR)
    second.refresh_from_db()
    assert (second.leader, second.folded) == (first, True)
    make_story(second, make_user("Editor"))
    assert pruned_at() == 1
    assert [item.pk for item in inbox_page(InboxFilter())] == [second.pk]


def feed(*items: dict[str, Any]) -> bytes:
    return json.dumps(list(items)).encode()


def test_a_feed_that_still_lists_a_pruned_item_brings_nothing_back() -> None:
    source = make_source(transport=Transport.POLL, address="https://feeds.example/")
    item = an_item("urn:a:1", headline="Harbour opens")
    with clock.standing_at(BEGAN):
        take_in(source, feed(item))
        act_on_all()
    assert pruned_at() == 1
    for day in range(0, 400, 50):
        with clock.standing_at(LATER + timedelta(days=day)):
            listed = take_in(source, feed(item, an_item(f"urn:a:new:{day}")))
            act_on_all()
            prune(DAYS)
        assert [each.action for each in listed.receipts] == [Action.ADDED]
    assert not ReceivedItem.objects.filter(uri="urn:a:1").exists()


def test_a_feed_that_was_silent_for_a_year_brings_nothing_back() -> None:
    source = make_source(transport=Transport.POLL, address="https://feeds.example/")
    item = an_item("urn:a:1")
    with clock.standing_at(BEGAN):
        take_in(source, feed(item))
        act_on_all()
    assert pruned_at() == 1
    assert pruned_at(BEGAN + timedelta(days=500)) == 0
    with clock.standing_at(BEGAN + timedelta(days=501)):
        assert not take_in(source, feed(item)).receipts


def test_what_its_source_no_longer_has_is_forgotten_in_the_end() -> None:
    source = make_source()
    long_ago(source, "urn:a:1")
    assert pruned_at() == 1
    with clock.standing_at(LATER + timedelta(days=DAYS + 2)):
        send(source, "urn:a:2")
        act_on_all()
        assert prune(DAYS).remembered == 1


def test_an_older_version_of_a_pruned_item_is_nothing_and_a_newer_one_comes_in() -> None:
    source = make_source()
    long_ago(source, "urn:a:1", version="2", headline="Harbour opens")
    assert pruned_at() == 1
    told = {"versioncreated": None}
    assert send(source, "urn:a:1", version="1", **told).action is Action.REPEATED
    assert send(source, "urn:a:1", version="3", **told).action is Action.ADDED


def put(file: Path, age: timedelta) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("x")
    moment = (clock.now() - age).timestamp()
    os.utime(file, (moment, moment))
    return file


def test_old_files_go_and_what_an_agency_still_has_to_put_right_stays(home: Path) -> None:
    source = make_source("Northwind", Transport.FOLDER)
    folder = home / "wire" / source.key
    old = [folder / "taken" / "one.xml", folder / "quay.jpg", home / "wire-pictures" / "a.png"]
    stay = [folder / "two.xml", folder / "quarantine" / "bad.xml"]
    for file in [*old, *stay]:
        put(file, timedelta())
    # An archive picture has its own old date, and came a moment ago.
    put(old[1], timedelta(days=5000))
    assert prune(DAYS).files == 0
    with clock.standing_at(clock.now() + timedelta(days=DAYS + 1)):
        assert prune(DAYS).files == 3
    assert [file.exists() for file in old] == [False] * 3
    assert all(file.exists() for file in stay)


def test_a_link_in_an_agencys_folder_leads_to_no_file_of_ours(home: Path) -> None:
    source = make_source("Northwind", Transport.FOLDER)
    mine = put(home / "media" / "picture.jpg", timedelta())
    folder = home / "wire" / source.key
    folder.mkdir(parents=True)
    (folder / "taken").symlink_to(mine.parent)
    (folder / "quay.jpg").symlink_to(mine)
    with clock.standing_at(clock.now() + timedelta(days=DAYS + 1)):
        assert prune(DAYS).files == 0
    assert mine.exists()


def test_the_command_prunes_and_says_what_went(
    monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    monkeypatch.setattr(wire_command, "open_newsroom", lambda: None)
    long_ago(make_source())
    with clock.standing_at(LATER):
        done = CliRunner().invoke(broadsheet, ["wire", "prune"])
        assert (done.exit_code, done.output) == (0, "Removed 1 items and 0 files.\n")
        settings.BROADSHEET_WIRE_DAYS = 0
        refused = CliRunner().invoke(broadsheet, ["wire", "prune"])
    assert refused.exit_code == 1
