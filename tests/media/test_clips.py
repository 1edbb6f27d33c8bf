"""Clips: one file or one address, and nothing left behind."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from wagtail.models import Locale

from broadsheet.media.models import Clip

pytestmark = pytest.mark.django_db

MP4 = b"\x00\x00\x00\x18ftypisom" + b"\x00" * 60


def clip(**fields) -> Clip:
    locale, _made = Locale.objects.get_or_create(language_code="en")
    return Clip(title="The first ship", locale=locale, **fields)


def test_a_video_is_taken():
    ship = clip(file=ContentFile(MP4, "ship.mp4"))
    ship.full_clean()
    ship.save()
    assert ship.media_type == "video/mp4"
    ship.full_clean()


def test_what_is_no_video_is_refused_at_the_file():
    with pytest.raises(ValidationError) as refused:
        clip(file=ContentFile(b"<html>", "ship.mp4")).full_clean()
    assert refused.value.message_dict == {
        "file": [
            "This file is neither a video (MP4, WebM) nor audio (MP3, M4A, Ogg, WAV). "
            "Export it as MP4 (H.264) or MP3 and send that."
        ]
    }


def test_a_name_that_promises_no_video_is_refused_at_the_file():
    with pytest.raises(ValidationError) as refused:
        clip(file=ContentFile(MP4, "ship.exe")).full_clean()
    assert list(refused.value.message_dict) == ["file"]


def test_a_clip_is_a_file_or_an_address():
    for fields in ({}, {"file": ContentFile(MP4, "a.mp4"), "address": "https://e.org/a.mp4"}):
        with pytest.raises(ValidationError, match="one of them"):
            clip(**fields).full_clean()


def test_a_deleted_clip_is_gone_from_the_public_folder(
    media_folder, django_capture_on_commit_callbacks
):
    ship = clip(file=ContentFile(MP4, "ship.mp4"))
    ship.save()
    assert (media_folder / ship.file.name).exists()
    name = ship.file.name
    with django_capture_on_commit_callbacks(execute=True):
        ship.delete()
    assert not (media_folder / name).exists()
