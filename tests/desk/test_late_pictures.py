"""Pictures that come after their item: they reach the story, or whoever has made it theirs."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from broadsheet.desk.acting_on_wire import act_on_all
from broadsheet.desk.bringing_pictures import bring_due
from broadsheet.desk.late_pictures import WAITS
from broadsheet.desk.models import LatePictures, UpstreamChange
from broadsheet.desk.story_of_received import make_story
from broadsheet.desk.taking_down import kill
from broadsheet.desk.upstream import open_changes, settle
from broadsheet.kit import clock
from broadsheet.stories.models import Story
from broadsheet.wire.folders import folder_of
from broadsheet.wire.models import Rule, Source
from tests.media.samples import picture_bytes
from tests.newsroom import make_user
from tests.wire.sending import Transport, make_source, send

PICTURES = {
    name: {
        "uri": f"urn:picture:{name}",
        "type": "picture",
        "headline": name,
        "description_caption": "The harbour gate at dawn, half open",
        "byline": "Nour Khalil",
        "renditions": {"main": {"href": f"{name}.jpg", "mimetype": "image/jpeg"}},
    }
    for name in ("gate", "ship")
}
HOUR = timedelta(hours=1)


@pytest.fixture
def source(newsroom: dict[str, Any], settings: Any, tmp_path: Path) -> Source:
    settings.HOME, settings.MEDIA_ROOT = tmp_path, tmp_path / "media"
    source = make_source("Northwind", Transport.FOLDER)
    folder_of(source).mkdir(parents=True)
    return source


@pytest.fixture
def published(source: Source) -> Story:
    Rule.objects.create(name="All", active=True, action="publish")
    send(source, "urn:a:1", headline="Gate opens", associations=PICTURES)
    act_on_all()
    return Story.objects.get()


def came(source: Source, name: str, data: bytes | None = None) -> None:
    size = (60 + len(name), 40 + ord(name[0]))
    (folder_of(source) / f"{name}.jpg").write_bytes(data or picture_bytes(size))


def look(after: timedelta = HOUR) -> int:
    with clock.standing_at(clock.now() + after):
        return bring_due()


def body_pictures(story: Story) -> list[str]:
    return [b.value["picture"].title for b in story.body if b.block_type == "picture"]


def test_a_story_that_nobody_touched_gets_them_by_itself(source: Source, published: Story) -> None:
    assert (published.live, published.picture) == (True, None)
    came(source, "gate")
    assert look() == 1
    published.refresh_from_db()
    assert (published.live, published.picture.title) == (True, "gate")
    came(source, "ship")
    assert look(HOUR * 3) == 1
    published.refresh_from_db()
    assert (published.picture.title, body_pictures(published)) == ("gate", ["ship"])
    assert not LatePictures.objects.exists()


def test_whose_story_it_is_decides(source: Source) -> None:
    editor = make_user("Editor")
    received = send(source, "urn:a:1", headline="Gate opens", associations=PICTURES).item
    assert received is not None
    story = make_story(received, editor)
    for name in PICTURES:
        came(source, name)
    assert look() == 1
    story.refresh_from_db()
    assert story.picture is None
    change = open_changes(story).get()
    assert change.kind == UpstreamChange.Kind.PICTURES
    draft: Story = story.get_latest_revision_as_object()
    draft.title = "A better headline"
    draft.save_revision(user=editor)
    settle(change, editor, "bring_in")
    story.refresh_from_db()
    draft = story.get_latest_revision_as_object()
    assert (draft.title, draft.picture.title) == ("A better headline", "gate")
    assert body_pictures(draft) == ["ship"]
    assert not open_changes(story).exists()


def test_what_is_no_picture_is_looked_for_again_and_given_up_in_the_end(
    source: Source, published: Story
) -> None:
    for name in PICTURES:
        came(source, name, b"<html>nothing</html>")
    waited = timedelta()
    for wait in WAITS:
        assert LatePictures.objects.exists()
        waited += wait
        look(waited + HOUR)
    assert not LatePictures.objects.exists()
    published.refresh_from_db()
    assert published.picture is None


def test_nothing_is_looked_for_before_it_is_time(source: Source, published: Story) -> None:
    came(source, "gate")
    assert look(timedelta(seconds=10)) == 0


def test_a_killed_story_gets_none(source: Source, published: Story) -> None:
    kill(published, make_user("Chief"), "wrong")
    came(source, "gate")
    assert look() == 0
    assert not LatePictures.objects.exists()


def test_a_newer_version_keeps_the_pictures_that_came(source: Source, published: Story) -> None:
    came(source, "gate")
    look()
    send(source, "urn:a:1", version="2", headline="Gate is open", associations=PICTURES)
    act_on_all()
    published.refresh_from_db()
    assert (published.title, published.picture.title) == ("Gate is open", "gate")
