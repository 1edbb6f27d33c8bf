"""Pictures sent through the desk's own forms: one, several at once, while choosing; and by code."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from wagtail.models import UploadedFile

from broadsheet.media import renditions
from broadsheet.media.intake import take_in
from broadsheet.media.models import Picture, Rendition
from broadsheet.media.renditions import all_specs, lacks_renditions
from tests.media.samples import (
    IPTC_UTF8,
    exif_bytes,
    language_choice,
    picture_bytes,
    with_iim,
    xmp_packet,
)
from tests.shared_data import SHARED_DATA, needs_shared_data

pytestmark = pytest.mark.django_db

AGENCY_PICTURE = with_iim(
    picture_bytes(
        exif=exif_bytes(),
        xmp=xmp_packet(
            language_choice("Iptc4xmpCore:AltTextAccessibility", x_default="Cranes over a quay")
            + language_choice("xmpRights:UsageTerms", x_default="Editorial use only")
        ),
    ),
    [
        (1, 90, IPTC_UTF8),
        (2, 105, b"Port of Beirut"),
        (2, 120, b"Workers unload grain."),
        (2, 80, b"Lina Haddad"),
        (2, 110, b"AFP"),
        (2, 116, "© AFP".encode()),
    ],
)


@pytest.fixture
def commits(django_capture_on_commit_callbacks):
    """What waits for a commit is done at the end of the block."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


def send(client, data: bytes, name: str = "IMG_0042.jpg", **fields):
    upload = SimpleUploadedFile(name, data)
    return client.post(reverse("wagtailimages:add"), {"file": upload, "tags": "", **fields})


def stored(folder: Path) -> list[str]:
    return [path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()]


def test_a_picture_comes_in_with_the_agencys_words(chief, commits):
    with commits():
        answer = send(chief, AGENCY_PICTURE, title="IMG 0042")
    assert answer.status_code == 302
    picture = Picture.objects.get()
    assert picture.title == "Port of Beirut"
    assert picture.caption == "Workers unload grain."
    assert picture.description == "Cranes over a quay"
    assert picture.credit == "Lina Haddad/AFP"
    assert picture.copyright_notice == "© AFP"
    assert picture.usage_terms == "Editorial use only"
    assert picture.taken_at == datetime(2026, 5, 17, 16, 29, tzinfo=UTC)
    assert picture.renditions.filter(filter_spec__in=all_specs()).count() == len(all_specs())


def test_what_an_editor_writes_stays(chief):
    send(
        chief,
        AGENCY_PICTURE,
        title="Grain",
        caption="Our own caption",
        credit="Ours",
        taken_at="2026-01-01 10:00",
    )
    picture = Picture.objects.get()
    assert (picture.title, picture.caption, picture.credit) == ("Grain", "Our own caption", "Ours")
    assert picture.taken_at == datetime(2026, 1, 1, 10, tzinfo=UTC)
    assert picture.description == "Cranes over a quay"


def test_without_title_and_metadata_the_files_name_is_the_title(chief):
    send(chief, picture_bytes(), name="north_quay.jpg", title="")
    assert Picture.objects.get().title == "north quay"


def test_words_longer_than_the_field_are_cut_at_a_word(chief):
    send(chief, with_iim(picture_bytes(), [(2, 120, b"grain " * 600)]), title="Grain")
    caption = Picture.objects.get().caption
    assert len(caption) <= 1000
    assert caption.endswith("grain…")


def test_several_at_once_come_in_the_same_way(chief, commits):
    with commits():
        answer = chief.post(
            reverse("wagtailimages:add_multiple"),
            {
                "title": "IMG_0042",
                "files[]": SimpleUploadedFile("IMG_0042.jpg", AGENCY_PICTURE),
            },
            headers={"x-requested-with": "XMLHttpRequest"},
        )
    assert json.loads(answer.content)["success"]
    assert "Lina Haddad/AFP" in json.loads(answer.content)["form"]
    picture = Picture.objects.get()
    assert (picture.title, picture.credit) == ("Port of Beirut", "Lina Haddad/AFP")
    assert picture.renditions.count() >= len(all_specs())


def test_several_at_once_refuse_a_broken_one_at_the_file(chief, media_folder):
    answer = chief.post(
        reverse("wagtailimages:add_multiple"),
        {"title": "cut", "files[]": SimpleUploadedFile("cut.jpg", picture_bytes()[:-200])},
        headers={"x-requested-with": "XMLHttpRequest"},
    )
    body = json.loads(answer.content)
    assert not body["success"]
    assert "damaged" in body["error_message"]
    assert not Picture.objects.exists()
    assert not UploadedFile.objects.exists()
    assert stored(media_folder) == []


def test_a_picture_sent_while_choosing_comes_in_the_same_way(chief, commits):
    with commits():
        answer = chief.post(
            reverse("wagtailimages_chooser:create"),
            {
                "image-chooser-upload-title": "IMG 0042",
                "image-chooser-upload-file": SimpleUploadedFile("IMG_0042.jpg", AGENCY_PICTURE),
                "image-chooser-upload-tags": "",
            },
        )
    assert json.loads(answer.content)["step"] == "chosen"
    assert Picture.objects.get().credit == "Lina Haddad/AFP"


def test_code_that_saves_a_picture_gets_the_same(commits):
    with commits():
        picture = Picture(file=ContentFile(AGENCY_PICTURE, "quay.jpg"))
        picture.save()
    picture.refresh_from_db()
    assert (picture.title, picture.credit) == ("Port of Beirut", "Lina Haddad/AFP")
    assert picture.renditions.count() == len(all_specs())


def test_an_import_is_told_what_it_must_not_keep():
    with pytest.raises(ValidationError, match="not a picture"):
        take_in(Picture(), ContentFile(b"<html>", "a.jpg"))


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("page.jpg", b"<html><script>alert(1)</script>", "not a picture"),
        ("drawing.svg", b"<svg onload='alert(1)'></svg>", "SVG"),
        ("cut.jpg", picture_bytes((300, 200))[:-300], "damaged"),
        ("large.png", picture_bytes((10_000, 10_000), "PNG", mode="1"), "80 million pixels"),
        ("../../quay.gif", picture_bytes(), "ends in .gif"),
    ],
)
def test_a_bad_file_is_refused_at_its_field_and_leaves_nothing(
    chief, media_folder, name, data, words
):
    answer = send(chief, data, name=name, title="Quay")
    assert answer.status_code == 200
    errors = answer.context["form"].errors
    assert list(errors) == ["file"]
    assert len(errors["file"]) == 1
    assert words in errors["file"][0]
    assert not Picture.objects.exists()
    assert stored(media_folder) == []


@needs_shared_data
def test_hostile_pictures_of_others_are_refused_or_become_harmless(chief, commits, media_folder):
    for path in sorted((SHARED_DATA / "images" / "hostile").iterdir()):
        with commits():
            answer = send(chief, path.read_bytes(), name=path.name, title=path.stem)
        assert answer.status_code in {200, 302}, path.name
        if answer.status_code == 200:
            assert answer.context["form"].errors["file"], path.name
    for picture in Picture.objects.all():
        assert not lacks_renditions(picture), picture.title
    assert len([name for name in stored(media_folder) if name.startswith("original_images")]) == (
        Picture.objects.count()
    )


def test_file_names_are_made_safe(chief, media_folder):
    send(chief, picture_bytes(), name="../.. evil\u202egpj.قلعة <b>.jpg", title="Quay")
    (name,) = [each for each in stored(media_folder) if each.startswith("original_images/")]
    assert name.isascii()
    assert not set(name) & set("<> ")
    assert ".." not in name


def test_originals_are_never_public(chief, client, media_folder, commits):
    with commits():
        send(chief, picture_bytes(), name="quay.jpg", title="Quay")
    picture = Picture.objects.get()
    client.logout()
    assert client.get(f"/media/{picture.file.name}").status_code == 404
    answer = client.get(picture.renditions.first().url)
    assert answer.status_code == 200
    answer.close()


def test_a_title_taken_away_later_is_an_error_at_its_field(chief):
    send(chief, picture_bytes(), title="Quay")
    picture = Picture.objects.get()
    answer = chief.post(reverse("wagtailimages:edit", args=[picture.pk]), {"title": "", "tags": ""})
    assert list(answer.context["form"].errors) == ["title"]


def test_a_replaced_file_leaves_nothing_of_the_old_one(chief, commits, media_folder):
    with commits():
        send(chief, picture_bytes(), name="quay.jpg", title="Quay")
    before = stored(media_folder)
    picture = Picture.objects.get()
    with commits():
        answer = chief.post(
            reverse("wagtailimages:edit", args=[picture.pk]),
            {
                "title": "Quay",
                "tags": "",
                "file": SimpleUploadedFile("quay.jpg", picture_bytes((90, 60))),
            },
        )
    assert answer.status_code == 302
    after = stored(media_folder)
    assert not set(before) & set(after)
    assert len([name for name in after if name.startswith("original_images/")]) == 1
    assert picture.renditions.filter(filter_spec__in=all_specs()).count() == len(all_specs())
    assert picture.renditions.first().width == 90


def test_a_deleted_picture_takes_its_files_along_after_the_commit(commits, media_folder):
    with commits():
        picture = Picture.objects.create(
            title="Quay", file=ContentFile(picture_bytes(), "quay.jpg")
        )
    with commits():
        picture.delete()
        assert stored(media_folder)
    assert stored(media_folder) == []
    assert not Rendition.objects.exists()


def test_an_upload_outlives_a_failure_of_its_sizes_and_its_form_says_so(
    chief, commits, monkeypatch
):
    def full(*args):
        raise OSError("No space left on device")

    monkeypatch.setattr(renditions, "make_renditions", full)
    with commits():
        answer = send(chief, picture_bytes(), title="Quay")
    assert answer.status_code == 302
    picture = Picture.objects.get()
    page = chief.get(reverse("wagtailimages:edit", args=[picture.pk])).content.decode()
    assert "Not all sizes of this picture could be made" in page
    monkeypatch.undo()
    with commits():
        chief.post(reverse("wagtailimages:edit", args=[picture.pk]), {"title": "Quay", "tags": ""})
    page = chief.get(reverse("wagtailimages:edit", args=[picture.pk])).content.decode()
    assert "Not all sizes" not in page


@pytest.mark.parametrize("screen", ["wagtailimages:add", "wagtailimages:add_multiple"])
def test_the_forms_say_what_is_taken(chief, screen):
    page = chief.get(reverse(screen)).content.decode()
    assert "80 megapixels" in page


def test_a_credit_is_not_needed_to_send_a_picture_in(chief):
    assert send(chief, picture_bytes(), title="Quay").status_code == 302
