"""Pictures that come with an item: taken with credit and words, or left out with a reason."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest

from broadsheet.desk import importing
from broadsheet.media.models import Picture
from broadsheet.media.renditions import all_specs
from broadsheet.stories.models import Story
from tests.media.samples import picture_bytes, with_iim
from tests.newsroom import make_picture
from tests.wire_items import Agency, an_item, bring_in, story_of, write_items

URI = "urn:agency:gate"


@pytest.fixture(autouse=True)
def media_folder(settings, tmp_path) -> Path:
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.MEDIA_ROOT.mkdir()
    return settings.MEDIA_ROOT


@pytest.fixture
def agency(newsroom, tmp_path) -> Agency:
    return Agency(tmp_path / "wire")


def a_picture(href: str = "gate.jpg", **properties) -> dict:
    """A picture as it is associated with an item."""
    carried = {
        "uri": f"urn:picture:{href[-40:].replace(' ', '')}",
        "type": "picture",
        "headline": "The gate",
        "description_caption": "The harbour gate at dawn, half open",
        "byline": "Nour Khalil",
        "copyrightholder": "CNA",
        "renditions": {"main": {"href": href, "mimetype": "image/jpeg", "width": 60}},
        **properties,
    }
    return {name: value for name, value in carried.items() if value is not None}


def put(agency: Agency, name: str, data: bytes | None = None) -> Path:
    file = agency.folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(picture_bytes() if data is None else data)
    return file


def stored(folder: Path) -> list[str]:
    return [file.name for file in folder.rglob("*") if file.is_file()]


def test_a_picture_beside_the_item_leads_its_story(
    agency, reader, django_capture_on_commit_callbacks
):
    put(agency, "gate.jpg")
    with django_capture_on_commit_callbacks(execute=True):
        outcome = agency.sends(uri=URI, headline="Gate", associations={"main": a_picture()})

    assert outcome.note == ""
    picture = story_of(URI).picture
    assert picture.credit == "Nour Khalil / CNA"
    assert picture.description == "The harbour gate at dawn, half open"
    assert (picture.title, picture.language) == ("The gate", "en")
    page = reader.get("/en/news/politics/gate/").content.decode()
    assert 'alt="The harbour gate at dawn, half open"' in page
    assert "Nour Khalil / CNA" in page


def test_further_pictures_stand_in_the_body(agency):
    put(agency, "gate.jpg")
    put(agency, "ship.jpg", picture_bytes((80, 50)))
    agency.sends(
        uri=URI,
        associations={"main": a_picture(), "second": a_picture("ship.jpg", headline="Ship")},
    )
    story = story_of(URI)
    assert story.picture.title == "The gate"
    assert [b.value["picture"].title for b in story.body if b.block_type == "picture"] == ["Ship"]


def test_the_same_picture_is_kept_once(agency):
    put(agency, "gate.jpg")
    put(agency, "again.jpg")
    agency.sends(uri="urn:1", associations={"main": a_picture()})
    agency.sends(uri="urn:2", associations={"main": a_picture("again.jpg")})
    agency.sends(uri="urn:1", version="2", associations={"main": a_picture()})

    assert Picture.objects.count() == 1
    assert story_of("urn:1").picture == story_of("urn:2").picture


def test_a_picture_known_in_another_language_gets_words_in_the_storys_own(agency):
    put(agency, "gate.jpg")
    agency.sends(uri="urn:en", associations={"main": a_picture()})
    outcome = agency.sends(
        uri="urn:ar",
        language="ar",
        headline="البوابة",
        associations={"main": a_picture(description_caption="بوابة الميناء عند الفجر")},
    )

    assert outcome.action == "added"
    story = story_of("urn:ar")
    assert story.live
    assert story.picture == story_of("urn:en").picture
    assert story.picture_alt == story.picture_caption == "بوابة الميناء عند الفجر"


def test_a_credit_in_the_file_is_enough(agency):
    put(agency, "gate.jpg", with_iim(picture_bytes(), [(2, 80, b"Lina Haddad")]))
    nobody = a_picture(byline=None, copyrightholder=None)
    agency.sends(uri=URI, infosource=None, associations={"main": nobody})
    assert story_of(URI).picture.credit == "Lina Haddad"


def test_a_picture_without_a_credit_is_left_out_and_the_story_published(agency, media_folder):
    put(agency, "gate.jpg")
    nobody = a_picture(byline=None, copyrightholder=None)
    outcome = agency.sends(uri=URI, infosource=None, associations={"main": nobody})

    assert outcome.note == (
        "a picture is left out: 'gate.jpg' has no credit, in the item or in the file"
    )
    assert story_of(URI).live
    assert story_of(URI).picture is None
    assert stored(media_folder) == []


def test_a_picture_in_the_library_without_a_credit_is_not_used(agency):
    data = picture_bytes()
    put(agency, "gate.jpg", data)
    held = make_picture(credit="")
    Picture.objects.filter(pk=held.pk).update(file_hash=hashlib.sha1(data).hexdigest())
    outcome = agency.sends(uri=URI, associations={"main": a_picture()})
    assert outcome.note.endswith("'gate.jpg' is in the library without a credit")
    assert story_of(URI).live


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("cut.jpg", picture_bytes((600, 400))[:800], "The picture is damaged"),
        ("not.jpg", b"not a picture at all", "not a picture we can read"),
        ("empty.jpg", b"", "not a picture we can read"),
        ("drawn.svg", b"<svg onload='alert(1)'></svg>", "SVG drawings can carry scripts"),
        ("page.html", b"<script>alert(1)</script>", "not a picture we can read"),
        ("wrong.png", picture_bytes(), "The name ends in .png but the picture is JPEG"),
        ("huge.png", picture_bytes((12_000, 9_000), "PNG", "1"), "more than 80 million pixels"),
    ],
)
def test_a_picture_that_is_not_one_is_left_out_and_the_reason_said(
    agency, media_folder, name, data, reason
):
    put(agency, name, data)
    outcome = agency.sends(uri=URI, associations={"main": a_picture(name)})

    assert outcome.action == "added"
    assert reason in outcome.note
    assert "\n" not in outcome.note
    assert story_of(URI).live
    assert not Picture.objects.exists()
    assert stored(media_folder) == []


def test_a_picture_that_is_too_large_is_not_read(agency, monkeypatch):
    from broadsheet.desk import pictures_from_item

    monkeypatch.setattr(pictures_from_item, "LARGEST_PICTURE", 100)
    put(agency, "gate.jpg")
    outcome = agency.sends(uri=URI, associations={"main": a_picture()})
    assert "'gate.jpg' is larger than 0 MB" in outcome.note


@pytest.mark.parametrize(
    "href",
    [
        "../secret.jpg",
        "sub/../../secret.jpg",
        "%2e%2e/secret.jpg",
        "link.jpg",
        "folder/secret.jpg",
        "{outside}",
        "file://{outside}",
        "https://example.org/secret.jpg",
        "//example.org/secret.jpg",
    ],
)
def test_no_file_outside_the_items_folder_is_read(agency, tmp_path, href):
    outside = tmp_path / "elsewhere"
    outside.mkdir()
    (outside / "secret.jpg").write_bytes(picture_bytes())
    (tmp_path / "secret.jpg").write_bytes(picture_bytes())
    agency.folder.mkdir()
    (agency.folder / "link.jpg").symlink_to(outside / "secret.jpg")
    (agency.folder / "folder").symlink_to(outside, target_is_directory=True)

    href = href.format(outside=outside / "secret.jpg")
    outcome = agency.sends(uri=URI, associations={"main": a_picture(href)})

    assert outcome.note == "a picture is left out: its file is not in the item's folder"
    assert not Picture.objects.exists()


def test_a_file_that_turns_into_a_link_after_it_was_looked_up_is_not_read(
    agency, tmp_path, monkeypatch
):
    (tmp_path / "secret.jpg").write_bytes(picture_bytes())
    file = put(agency, "gate.jpg")
    whole = importing.import_item

    def meanwhile(*given):
        file.unlink(missing_ok=True)
        file.symlink_to(tmp_path / "secret.jpg")
        return whole(*given)

    monkeypatch.setattr(importing, "import_item", meanwhile)
    outcome = agency.sends(uri=URI, associations={"main": a_picture()})

    assert "'gate.jpg' cannot be read" in outcome.note
    assert not Picture.objects.exists()


def test_a_pipe_in_place_of_a_picture_does_not_hang_the_import(agency):
    agency.folder.mkdir()
    os.mkfifo(agency.folder / "gate.jpg")
    outcome = agency.sends(uri=URI, associations={"main": a_picture()})
    assert outcome.note == "a picture is left out: its file is not in the item's folder"


@pytest.mark.parametrize(
    "held_back",
    [
        {"pubstatus": "withheld"},
        {"pubstatus": "canceled"},
        {"embargoed": "2099-01-01T00:00:00Z"},
        {"embargoed": "some day"},
    ],
)
def test_a_picture_that_is_held_back_is_left_out(agency, held_back):
    put(agency, "gate.jpg")
    outcome = agency.sends(uri=URI, associations={"main": a_picture(**held_back)})

    assert "withheld or under embargo" in outcome.note
    assert story_of(URI).picture is None


def test_a_picture_item_is_a_story_of_its_own(agency, reader):
    put(agency, "gate.jpg")
    agency.sends(**{**a_picture(), "uri": URI}, body_text=None)
    story = story_of(URI)
    assert story.live
    assert story.picture.credit == "Nour Khalil / CNA"
    assert "half open" in reader.get("/en/news/politics/the-gate/").content.decode()


def test_a_version_without_the_picture_takes_it_off_the_story(agency):
    put(agency, "gate.jpg")
    agency.sends(uri=URI, associations={"main": a_picture()})
    agency.sends(uri=URI, version="2")
    assert story_of(URI).picture is None


def test_a_version_whose_picture_is_not_here_keeps_the_old_one(agency):
    put(agency, "gate.jpg")
    agency.sends(uri=URI, associations={"main": a_picture()})
    agency.sends(uri=URI, version="2", associations={"main": a_picture("later.jpg")})
    assert story_of(URI).picture is not None


def test_an_item_that_fails_leaves_no_file_of_its_picture(agency, media_folder, monkeypatch):
    put(agency, "gate.jpg")
    file = write_items(agency.folder, an_item(uri=URI, associations={"main": a_picture()}))

    def fails(*given, **named):
        assert stored(media_folder)
        raise KeyboardInterrupt

    monkeypatch.setattr(importing, "_settle", fails)
    with pytest.raises(KeyboardInterrupt):
        bring_in(file)

    assert not Story.objects.exists()
    assert not Picture.objects.exists()
    assert stored(media_folder) == []


def test_a_committed_picture_keeps_its_file_and_has_its_sizes(
    agency, django_capture_on_commit_callbacks
):
    put(agency, "gate.jpg")
    with django_capture_on_commit_callbacks(execute=True):
        agency.sends(uri=URI, associations={"main": a_picture()})

    picture = story_of(URI).picture
    assert Path(picture.file.path).is_file()
    assert picture.renditions.count() == len(all_specs())
