"""A newsroom goes into files and comes back the same, to the byte."""

from __future__ import annotations

import json
import shutil
from datetime import date, time
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection
from wagtail.models import Comment

from broadsheet.archive.newsroom import importing
from broadsheet.archive.newsroom.exporting import export_newsroom
from broadsheet.archive.newsroom.importing import NotANewsroom, import_newsroom
from broadsheet.archive.newsroom.tables import (
    AFTER_PAGES,
    BEFORE_PAGES,
    LEFT,
    PAGES,
    WITH_PAGES,
    inner_tables,
)
from broadsheet.desk.taking_down import kill
from broadsheet.editions.models import Edition
from broadsheet.fronts.models import EditionFront
from broadsheet.ledger.models import Entry
from broadsheet.live.models import ScheduleSlot, Stream
from broadsheet.people.models import Author
from broadsheet.stories.models import Byline, Story
from broadsheet.topics.models import Topic
from tests.archive.moves import SAMPLES, move
from tests.newsroom import make_item, make_picture, make_record, make_story, make_user, section_of


def told(done: int, total: int) -> None:
    """Nobody watches."""


@pytest.fixture
def written(newsroom):
    """A little of everything: corrections, quotes, drafts of what is live, redirects, holds."""
    english = newsroom["en"]
    politics = section_of(english, "politics")
    author = make_record(Author, english, "Lina Haddad")
    topic = make_record(Topic, english, "Water")
    picture = make_picture(size=(60, 40))
    body = [
        {"type": "paragraph", "value": "<p>Open <b>again</b>.</p>"},
        {"type": "picture", "value": {"picture": picture.pk, "alt": "", "caption": "é"}},
        {"type": "correction", "value": {"text": "<p>Ten.</p>", "made_at": "2026-01-01T00:00:00Z"}},
    ]
    story = make_story(
        politics, "Harbour", body=body, picture=picture, bylines=[Byline(author=author)]
    )
    story.topics = [topic]
    story.save()
    other = make_story(section_of(newsroom["ar"], "politics"), "مرفأ")
    other.translation_key = story.translation_key
    other.save()
    story.title = "Harbour, later"
    story.save_revision(user=make_user("Editor"))
    make_story(politics, "A draft", live=False)
    moved = make_story(politics, "Moved")
    moved.move(section_of(english, "economy"), pos="last-child")
    kill(make_story(politics, "Killed"), make_user(), "wrong")
    make_item(english, "It began")
    front = EditionFront.objects.get(pk=english.front_id)
    front.slots.create(story=moved)
    stream = Stream.objects.create(locale=english.locale, name="Channel", slug="channel")
    at = {"starts": time(20, 30), "day": date(2026, 12, 1)}
    ScheduleSlot.objects.create(stream=stream, title="The evening", minutes=30, **at)
    move(SAMPLES / "old-tribune.xml")
    return newsroom


def empty_the_database() -> None:
    """What “init --bare” leaves: the rows of migrations alone."""
    labels = {*BEFORE_PAGES, *PAGES, *AFTER_PAGES, *WITH_PAGES}
    labels |= {name for label in PAGES for name in inner_tables(label)}
    labels |= {"ledger.entry", "wagtailcore.referenceindex", "wagtailsearch.indexentry"}
    labels |= {"media.rendition", "wagtailcore.grouppagepermission", "wagtailcore.workflowpage"}
    kept = {"wagtailcore.collection": 1, "wagtailcore.locale": 1, "wagtailcore.page": 1}
    with connection.cursor() as cursor:
        for label in sorted(labels):
            model = apps.get_model(label)
            table = connection.ops.quote_name(model._meta.db_table)
            where = f" WHERE id <> {kept[label]}" if label in kept else ""
            cursor.execute(f"DELETE FROM {table}{where}")
    shutil.rmtree(Path(settings.MEDIA_ROOT), ignore_errors=True)


def test_out_in_and_out_again_gives_the_same_bytes(written, tmp_path, reader):
    export_newsroom(tmp_path / "one", told)
    story = Story.objects.get(title="Harbour")
    empty_the_database()
    assert not Edition.objects.exists()

    import_newsroom(tmp_path / "one", told)
    export_newsroom(tmp_path / "two", told)

    one, two = (tmp_path / name / "newsroom.jsonl" for name in ("one", "two"))
    assert one.read_bytes() == two.read_bytes()
    files = sorted(p.relative_to(tmp_path / "one") for p in (tmp_path / "one").rglob("*"))
    assert files == sorted(p.relative_to(tmp_path / "two") for p in (tmp_path / "two").rglob("*"))
    assert any("original_images" in str(file) for file in files)
    page = reader.get(story.url_path)
    assert page.status_code == 200
    assert "Open <b>again</b>." in page.content.decode()
    assert [found.pk for found in Story.objects.search("harbour")] == [story.pk]
    assert Entry.objects.filter(object_id=story.pk, verb="publish", backfill=True).exists()
    assert not Entry.objects.filter(backfill=False).exists()
    assert not Entry.objects.filter(number=None).exists()
    assert Story.find_problems() == ([], [], [], [], [])
    # What comes next gets an id that nobody has.
    make_story(section_of(Edition.objects.get(code="en"), "politics"), "The next day")


def test_an_interrupted_import_goes_on(written, tmp_path, monkeypatch):
    export_newsroom(tmp_path / "one", told)
    empty_the_database()
    monkeypatch.setattr(importing, "_LOT", 7)
    lots = iter(range(4))

    def dies(done: int) -> int:
        if next(lots, None) is None:
            raise KeyboardInterrupt
        return done

    monkeypatch.setattr(importing, "sequence", lambda: dies(0))
    with pytest.raises(KeyboardInterrupt):
        import_newsroom(tmp_path / "one", told)
    monkeypatch.setattr(importing, "sequence", lambda: 0)

    import_newsroom(tmp_path / "one", told)

    export_newsroom(tmp_path / "two", told)
    one, two = (tmp_path / name / "newsroom.jsonl" for name in ("one", "two"))
    assert one.read_bytes() == two.read_bytes()


def test_an_export_that_breaks_off_is_said(written, tmp_path):
    export_newsroom(tmp_path / "one", told)
    file = tmp_path / "one" / "newsroom.jsonl"
    lines = file.read_bytes().splitlines(keepends=True)
    file.write_bytes(b"".join(lines[:-3]))
    empty_the_database()

    with pytest.raises(NotANewsroom, match=f"behind line {len(lines) - 3}"):
        import_newsroom(tmp_path / "one", told)


def test_a_newsroom_with_editions_takes_in_no_other(newsroom, tmp_path):
    export_newsroom(tmp_path / "one", told)

    with pytest.raises(NotANewsroom, match="has editions already"):
        import_newsroom(tmp_path / "one", told)


def test_no_account_is_in_the_files(written, tmp_path):
    user = make_user("Chief", "chief.private")
    story = Story.objects.get(title="Harbour").get_latest_revision_as_object()
    asked = {"user": user, "text": "Is this so?", "contentpath": "title", "position": ""}
    story.wagtail_admin_comments.add(Comment(**asked))
    story.save_revision(user=user)
    export_newsroom(tmp_path / "one", told)

    text = (tmp_path / "one" / "newsroom.jsonl").read_text()
    assert user.username not in text
    assert "Is this so?" not in text
    assert "password" not in text
    assert "auth.user" not in {json.loads(line).get("table") for line in text.splitlines()}


def test_every_table_goes_along_or_has_its_reason():
    known = {*BEFORE_PAGES, *PAGES, *AFTER_PAGES, *WITH_PAGES, *LEFT}
    known |= {name for label in PAGES for name in inner_tables(label)}
    models = {model._meta.label_lower for model in apps.get_models(include_auto_created=True)}

    assert models - known == set()
