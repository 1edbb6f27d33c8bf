"""Videos and audio of an old site are played here, if their files come along."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.core.files.storage import default_storage

from broadsheet.media.models import Clip
from broadsheet.stories.models import Story
from tests.archive.moves import Moved, move, move_ghost
from tests.archive.tables import all_rows

OLD = "https://old.example.org/wp-content/uploads/2013/04"
MP4, MP3 = b"\0\0\0\x20ftypisom" + b"\0" * 600, b"ID3" + b"\0" * 600
HEAD = (
    '<rss version="2.0" xmlns:wp="http://wordpress.org/export/1.2/" '
    'xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>T</title>'
    "<wp:wxr_version>1.2</wp:wxr_version>"
    "<wp:base_blog_url>https://old.example.org</wp:base_blog_url>"
)
STORY = (
    "<item><title>The quay</title><content:encoded><![CDATA[{0}]]></content:encoded>"
    "<wp:post_id>1</wp:post_id><wp:post_date_gmt>2014-05-01 10:00:00</wp:post_date_gmt>"
    "<wp:status>publish</wp:status><wp:post_type>{1}</wp:post_type></item>"
    "<item><title>Cranes at work</title><wp:post_id>9</wp:post_id>"
    "<wp:post_type>attachment</wp:post_type>"
    f"<wp:attachment_url>{OLD}/cranes.mp4</wp:attachment_url></item></channel></rss>"
)


@pytest.fixture(autouse=True)
def stored(settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path / "media")
    return tmp_path / "media"


@pytest.fixture
def uploads(tmp_path) -> Path:
    folder = tmp_path / "uploads" / "2013" / "04"
    folder.mkdir(parents=True)
    (folder / "cranes.mp4").write_bytes(MP4)
    (folder / "mayor.mp3").write_bytes(MP3)
    (folder / "liar.mp4").write_bytes(b"<html>")
    (tmp_path / "outside.mp3").write_bytes(MP3)
    return tmp_path / "uploads"


def moved(tmp_path: Path, body: str, *, kind: str = "post", **options) -> Moved:
    export = tmp_path / "export.xml"
    export.write_text(HEAD + STORY.format(body, kind))
    return move(export, **options)


def blocks() -> list[tuple[str, object]]:
    story = Story.objects.get(title="The quay")
    return [(block["type"], block["value"]) for block in story.body.get_prep_value()]


@pytest.mark.parametrize(
    ("body", "caption"),
    [
        (f'[video width="640" mp4="{OLD}/cranes.mp4"][/video]', ""),
        (f'<!-- wp:video {{"id":9}} --><figure class="wp-block-video"><video controls '
         f'src="{OLD}/cranes.mp4"></video><figcaption>At dawn</figcaption></figure>'
         "<!-- /wp:video -->", "At dawn"),
        (f'<video><source src="{OLD}/cranes.mp4" type="video/mp4"></video>', ""),
        (f'[audio mp3="{OLD}/mayor.mp3"]', ""),
        (f'<!-- wp:audio --><figure><audio controls src="{OLD}/mayor.mp3"></audio></figure>'
         "<!-- /wp:audio -->", ""),
    ],
)  # fmt: skip
def test_a_file_of_the_old_site_is_played_here(newsroom, reader, tmp_path, uploads, body, caption):
    said = moved(tmp_path, f"<p>Before.</p>{body}<p>After.</p>", media=uploads)

    clip = Clip.objects.get()
    assert [kind for kind, _ in blocks()] == ["paragraph", "video", "paragraph"]
    assert blocks()[1][1] == {"clip": clip.pk, "caption": caption}
    assert clip.is_audio == ("mayor" in body)
    assert clip.title == ("The quay" if clip.is_audio else "Cranes at work")
    page = reader.get(Story.objects.get(title="The quay").url_path).content.decode()
    assert clip.file.url in page
    assert "kept as a link" not in said.page
    assert "| clips made | 1 |" in said.page


def test_without_its_file_it_stays_a_link_until_the_file_is_there(newsroom, tmp_path, uploads):
    body = f"[video mp4='{OLD}/cranes.mp4']"
    said = moved(tmp_path, body)
    assert "a video or audio is kept as a link: 'cranes.mp4' is not in" in said.notes_of("The quay")
    assert f'href="{OLD}/cranes.mp4"' in str(blocks())

    assert moved(tmp_path, body, media=uploads).counts["updated"] == 1
    assert blocks()[0][0] == "video"
    before = all_rows()
    moved(tmp_path, body, media=uploads)
    assert all_rows()["media_clip"] == before["media_clip"]


def test_a_file_that_two_places_play_is_one_clip(newsroom, tmp_path, uploads):
    moved(tmp_path, f"[video mp4='{OLD}/cranes.mp4']<p>x</p><video src='{OLD}/cranes.mp4'></video>",
          media=uploads)  # fmt: skip
    assert Clip.objects.count() == 1
    assert [kind for kind, _ in blocks()] == ["video", "paragraph", "video"]


@pytest.mark.parametrize(
    ("address", "why"),
    [
        (f"{OLD}/liar.mp4", "neither a video"),
        (f"{OLD}/../../../outside.mp3", "not in the folder"),
        ("https://elsewhere.example/2013/04/cranes.mp4", "its file is at"),
    ],
)
def test_what_is_no_clip_of_the_site_stays_a_link_and_leaves_no_file(
    newsroom, tmp_path, uploads, stored, address, why
):
    said = moved(tmp_path, f"<video src='{address}'></video>", media=uploads)

    assert why in said.notes_of("The quay")
    assert not Clip.objects.exists()
    assert not list((stored / "clips").rglob("*")) if (stored / "clips").exists() else True
    assert blocks()[0][0] == "paragraph"


def test_a_file_beyond_the_limit_is_named(newsroom, settings, tmp_path, uploads):
    settings.MAX_CLIP_BYTES = 100
    said = moved(tmp_path, f"[audio mp3='{OLD}/mayor.mp3']", media=uploads)
    assert "the most we take is" in said.notes_of("The quay")


def test_a_dry_run_takes_no_file(newsroom, tmp_path, uploads):
    said = moved(tmp_path, f"[audio mp3='{OLD}/mayor.mp3']", media=uploads, dry_run=True)
    assert "| clips made | 1 |" in said.page
    assert not Clip.objects.exists()


def test_a_standing_page_keeps_a_link(newsroom, tmp_path, uploads):
    said = moved(tmp_path, f"[audio mp3='{OLD}/mayor.mp3']", kind="page", media=uploads)
    assert "it is kept as a link" in said.notes_of("The quay")


def test_cards_of_ghost_are_played_too(newsroom, tmp_path):
    folder = tmp_path / "images" / "media" / "2023" / "01"
    folder.mkdir(parents=True)
    (folder / "barge.mp3").write_bytes(MP3)
    card = {"src": "__GHOST_URL__/content/media/2023/01/barge.mp3", "title": "The barge sings"}
    document = {"root": {"children": [{"type": "audio", **card}], "type": "root"}}
    post = {"id": "1", "title": "The quay", "slug": "the-quay", "status": "published"}
    post |= {"lexical": json.dumps(document), "published_at": "2023-11-01T10:00:00.000Z"}
    export = tmp_path / "ghost.json"
    export.write_text(json.dumps({"db": [{"data": {"posts": [post]}}]}))

    move_ghost(export, media=tmp_path / "images")

    clip = Clip.objects.get()
    assert (clip.title, clip.is_audio) == ("The barge sings", True)
    assert default_storage.exists(clip.file.name)
    assert blocks()[0] == ("video", {"clip": clip.pk, "caption": "The barge sings"})
