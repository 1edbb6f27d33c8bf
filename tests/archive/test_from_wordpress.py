"""An old WordPress site moves in: what was public is read, what was not stays unseen."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from PIL import Image
from wagtail.contrib.redirects.models import Redirect

from broadsheet.archive.models import SourceRecord
from broadsheet.archive.moving.run import by_site
from broadsheet.archive.records import ForeignStory
from broadsheet.archive.wxr.reading import read_wxr
from broadsheet.desk.taking_down import take_down
from broadsheet.editions.models import StandingPage
from broadsheet.ledger.models import Entry
from broadsheet.media.models import Picture
from broadsheet.people.models import Author
from broadsheet.stories.models import Story
from tests.archive.moves import SAMPLES, move
from tests.archive.tables import all_rows
from tests.newsroom import make_user

EXPORT = SAMPLES / "old-tribune.xml"
MAPS = {"categories": ("harbour=economy",)}


@pytest.fixture
def uploads(tmp_path):
    """The old site's folder of uploads, with a picture in it and one beside it."""
    folder = tmp_path / "uploads" / "2013" / "04"
    folder.mkdir(parents=True)
    Image.new("RGB", (90, 60), (40, 90, 120)).save(folder / "quay.jpg")
    (tmp_path / "outside.jpg").write_bytes((folder / "quay.jpg").read_bytes())
    return tmp_path / "uploads"


def story_of(key: str) -> Story:
    row = SourceRecord.objects.get(foreign_id=key, kind="story")
    return Story.objects.get(pk=row.object_id)


def test_a_story_comes_in_whole(newsroom, uploads, reader):
    said = move(EXPORT, **MAPS, media=uploads, credit="The Old Tribune")

    story = story_of("11")
    assert story.title == "The quay & the"
    assert story.live
    assert story.live_revision_id == story.latest_revision_id
    assert story.home_section.slug == "economy"
    assert story.published_at == datetime(2013, 4, 2, 5, 16, 20, tzinfo=UTC)
    assert story.updated_at == datetime(2013, 4, 3, 10, 0, tzinfo=UTC)
    assert [line.author.name for line in story.bylines.all()] == ["Omar Said", "Lina Haddad"]
    assert {topic.name for topic in story.topics.all()} == {"Ships", "Loose Ends"}
    assert (story.seo_title, story.search_description) == ("Quay reopens", "Ships are back.")
    assert story.picture.description == "Cranes over a quay"
    kinds = [block["type"] for block in story.body.get_prep_value()]
    assert kinds == ["paragraph", "picture", "embed", "paragraph", "paragraph"]
    page = reader.get(story.url_path).content.decode()
    assert "Ships came in at dawn." in page
    assert "The quay at dawn" in str(story.body.get_prep_value())
    assert "steal()" not in page
    assert "the shortcode “poll” is kept as text" in said.notes_of("The quay & the")


def test_its_old_address_leads_to_it(newsroom, reader):
    move(EXPORT, **MAPS)

    answer = reader.get("/2013/04/the-quay/")
    assert answer.status_code == 301
    assert answer["Location"] == story_of("11").url_path
    arabic = reader.get("/2014/ماء-النهر/")
    assert arabic.status_code == 301
    assert story_of("12").slug == "ماء-النهر"


@pytest.mark.parametrize("key", ["13", "14", "15", "17"])
def test_what_was_not_public_is_a_draft_and_no_reader_finds_it(newsroom, reader, key):
    move(EXPORT)

    story = story_of(key)
    assert not story.live
    assert reader.get(story.url_path).status_code == 404
    assert not Entry.objects.filter(label="page", object_id=story.pk).exists()


def test_what_could_not_come_in_is_said_with_its_reason(newsroom):
    said = move(EXPORT)

    assert "another record" in said.notes_of("Another with its id")
    assert "not in the folder of uploads" in said.notes_of("The quay & the")
    assert "was in the bin" in said.page
    assert said.counts == {"added": 4, "draft": 4, "left out": 2, "refused": 1}


def test_a_file_outside_the_folder_is_not_taken(newsroom, uploads):
    said = move(EXPORT, media=uploads, credit="X")

    assert "not in the folder" in said.notes_of("Out of the folder")
    assert Picture.objects.count() == 1


def test_no_e_mail_no_address_and_no_password_of_the_export_is_kept(newsroom):
    move(EXPORT)

    everything = repr(all_rows())
    for secret in ("lina.private", "reader.private", "192.0.2.77", "'enter'"):
        assert secret not in everything
    assert "About time." in repr(SourceRecord.objects.get(foreign_id="11").kept)


def test_nothing_is_sent_to_anybody(newsroom):
    before = set(Entry.objects.values_list("pk", flat=True))
    move(EXPORT)

    written = Entry.objects.exclude(pk__in=before)
    assert written.exists()
    assert not written.filter(backfill=False).exists()
    assert not written.filter(number=None, model="stories.story").exists()


def test_a_second_run_adds_nothing(newsroom, uploads):
    move(EXPORT, media=uploads, credit="X")
    before = all_rows()

    said = move(EXPORT, media=uploads, credit="X")

    assert {table for table, rows in all_rows().items() if rows != before[table]} == {
        "archive_sourcerecord"
    }
    assert said.counts["unchanged"] == 8


def test_a_dry_run_writes_nothing(newsroom, uploads):
    before = all_rows()

    said = move(EXPORT, **MAPS, media=uploads, credit="X", dry_run=True)

    assert all_rows() == before
    assert said.counts["added"] == 4


def test_a_changed_source_updates_what_the_desk_left_alone(newsroom, tmp_path):
    move(EXPORT)
    edited = story_of("12")
    edited.title = "By the desk"
    edited.save_revision(user=make_user("Editor")).publish()
    changed = tmp_path / "changed.xml"
    text = EXPORT.read_text().replace("Ships came in at dawn.", "Ships came in at noon.")
    changed.write_text(text.replace("ارتفع", "انخفض"))

    said = move(changed)

    assert "at noon" in str(story_of("11").body)
    assert story_of("11").updated_at == datetime(2013, 4, 3, 10, 0, tzinfo=UTC)
    assert story_of("12").title == "By the desk"
    assert (said.counts["updated"], said.counts["kept as the desk has it"]) == (1, 1)


def test_what_the_desk_deleted_does_not_come_back(newsroom, tmp_path):
    move(EXPORT)
    story_of("11").delete()
    changed = tmp_path / "changed.xml"
    changed.write_text(EXPORT.read_text().replace("at dawn.", "at noon."))

    said = move(changed)

    assert "deleted here" in said.notes_of("The quay & the")
    assert not Story.objects.filter(title="The quay & the").exists()


def test_of_a_story_taken_down_no_word_of_its_source_is_kept(newsroom):
    move(EXPORT)

    take_down(story_of("11"), make_user(), "a court says so")

    assert SourceRecord.objects.get(foreign_id="11").kept == {}


def test_a_page_becomes_a_standing_page(newsroom, reader):
    move(EXPORT)

    page = StandingPage.objects.get(slug="about-the-paper")
    assert "We began in 1998." in reader.get(page.url_path).content.decode()
    assert Redirect.objects.filter(old_path="/about-the-paper", redirect_page=page).exists()


def test_an_author_who_is_here_already_is_not_made_anew(newsroom):
    Author.objects.create(name="LINA HADDAD", locale=newsroom["en"].locale)

    move(EXPORT)

    assert Author.objects.filter(name__iexact="lina haddad").count() == 1


def test_search_finds_what_came_in(newsroom):
    move(EXPORT)

    assert [story.pk for story in Story.objects.search("quay")] == [story_of("11").pk]


def test_sections_know_their_children(newsroom):
    move(EXPORT, **MAPS)

    for story in Story.objects.all():
        parent = story.get_parent()
        assert parent.numchild == parent.get_children().count()
    assert Story.find_problems() == ([], [], [], [], [])


def test_a_page_whose_address_is_taken_waits_for_an_editor(newsroom, tmp_path):
    file = tmp_path / "pages.xml"
    pages = [item("1", "Live", kind="page"), item("2", "Team", kind="page")]
    file.write_text("".join([HEAD, *pages, item("3", "Team", kind="page"), TAIL]))

    said = move(file)

    found = StandingPage.objects.filter(title__in=["Live", "Team"]).order_by("pk")
    assert [(page.slug, page.live) for page in found] == [
        ("live-2", False),
        ("team", True),
        ("team-2", False),
    ]
    assert "is taken in the edition" in said.notes_of("Live")
    assert move(file).counts == {"unchanged": 3}


def test_a_draft_that_was_published_since_is_published_as_it_was(newsroom, tmp_path, reader):
    move(EXPORT)
    assert not story_of("13").live
    later = tmp_path / "later.xml"
    address = "https://old.example.org/not-yet/"
    later.write_text(HEAD + item("13", "Not yet", "2015-03-01 10:00:00", address) + TAIL)

    said = move(later)

    story = story_of("13")
    assert said.counts == {"updated": 1}
    assert story.live
    assert story.published_at == datetime(2015, 3, 1, 10, 0, tzinfo=UTC)
    assert story.first_published_at == story.published_at
    assert story.updated_at is None
    assert reader.get("/not-yet/")["Location"] == story.url_path
    assert Entry.objects.get(object_id=story.pk, verb="publish").backfill


def test_a_story_that_is_public_no_longer_is_said_and_stays(newsroom, tmp_path):
    move(EXPORT)
    later = tmp_path / "later.xml"
    later.write_text(HEAD + item("11", "The quay", status="private") + TAIL)
    before = story_of("11").latest_revision_id

    said = move(later)

    assert "still published here" in said.notes_of("The quay")
    assert story_of("11").latest_revision_id == before


def test_a_new_comment_is_no_new_version_of_a_story(newsroom, tmp_path):
    move(EXPORT)
    before = story_of("11").latest_revision_id
    changed = tmp_path / "changed.xml"
    changed.write_text(EXPORT.read_text().replace("About <b>time</b>.", "About time, too."))

    said = move(changed)

    assert said.counts["unchanged"] == 8
    assert story_of("11").latest_revision_id == before
    assert "too" in repr(SourceRecord.objects.get(foreign_id="11").kept)


def test_an_answer_to_a_comment_says_which(tmp_path):
    comments = "".join(
        f"<wp:comment><wp:comment_id>{number}</wp:comment_id>"
        f"<wp:comment_parent>{parent}</wp:comment_parent></wp:comment>"
        for number, parent in ((10, 0), (11, 10))
    )
    file = tmp_path / "x.xml"
    file.write_text(HEAD + item("1", "Talk", also=comments) + TAIL)

    (story,) = (each for each in read_wxr(file) if isinstance(each, ForeignStory))

    assert [comment.parent for comment in story.comments] == ["", "10"]


def test_pictures_are_found_in_another_file_of_the_site(newsroom, uploads, tmp_path):
    one, two = tmp_path / "one.xml", tmp_path / "two.xml"
    thumbnail = (
        "<wp:postmeta><wp:meta_key>_thumbnail_id</wp:meta_key>"
        "<wp:meta_value>7</wp:meta_value></wp:postmeta>"
    )
    file = (
        "<wp:attachment_url>https://old.example.org/wp-content/uploads/2013/04/quay.jpg"
        "</wp:attachment_url>"
    )
    one.write_text(HEAD + item("1", "By the quay", also=thumbnail) + TAIL)
    two.write_text(HEAD + item("7", "quay", kind="attachment", also=file) + TAIL)

    alone = move(one, media=uploads, credit="X")
    assert "does not tell of '7'" in alone.notes_of("By the quay")
    (source,) = by_site([one, two], read_wxr)
    said = move(*source.paths, media=uploads, credit="X")

    assert said.counts == {"updated": 1}
    assert story_of("1").picture is not None


HEAD = (
    '<rss version="2.0" xmlns:wp="http://wordpress.org/export/1.2/"><channel><title>T</title>'
    "<wp:wxr_version>1.2</wp:wxr_version>"
    "<wp:base_blog_url>https://old.example.org</wp:base_blog_url>"
)
TAIL = "</channel></rss>"


def item(
    key: str,
    title: str,
    at: str = "2014-05-01 10:00:00",
    link: str = "",
    *,
    status: str = "publish",
    kind: str = "post",
    also: str = "",
) -> str:
    """An item of an export."""
    return (
        f"<item><title>{title}</title><link>{link}</link><wp:post_id>{key}</wp:post_id>"
        f"<wp:post_date_gmt>{at}</wp:post_date_gmt><wp:status>{status}</wp:status>"
        f"<wp:post_type>{kind}</wp:post_type>{also}</item>"
    )
