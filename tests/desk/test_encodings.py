"""What editors see of renditions that are in the making."""

from __future__ import annotations

import pytest
from django.contrib.auth import get_user_model
from django.urls import reverse

from broadsheet.media.models import Clip, Encoding

pytestmark = pytest.mark.django_db
State = Encoding.State


@pytest.fixture
def clip(desk) -> Clip:
    made = Clip(title="Crossing", locale=desk["en"].locale, file="clips/crossing.mp4")
    made.save()
    return made


def encoding_of(clip: Clip, **values) -> Encoding:
    return Encoding.objects.create(clip=clip, source=str(clip.file), **values)


def told(client, clip: Clip) -> dict:
    answer = client.get(reverse("desk_encodings"), {"clip": [clip.pk, "x", 99]})
    return answer.json()[str(clip.pk)]


@pytest.mark.parametrize(
    ("values", "text", "over"),
    [
        ({"state": State.WAITING}, "Waiting", False),
        ({"state": State.WORKING, "percent": 41}, "41 % made", False),
        ({"state": State.DONE, "percent": 100}, "Ready", True),
        ({"state": State.FAILED, "problem": "no picture"}, "Failed: no picture", True),
    ],
)
def test_the_list_and_the_form_say_how_far_it_is(editor, clip, values, text, over):
    encoding_of(clip, **values)
    assert told(editor, clip) == {"text": text, "over": over}
    for place in ("list", "edit"):
        args = [clip.pk] if place == "edit" else []
        page = editor.get(reverse(f"wagtailsnippets_media_clip:{place}", args=args))
        assert text in page.content.decode()
        assert "desk/encoding" in page.content.decode()


def test_without_ffmpeg_the_desk_says_so_plainly(editor, clip, settings):
    settings.FFMPEG = ""
    assert "ffmpeg is not installed" in told(editor, clip)["text"]


def test_a_failed_one_is_tried_again(editor, clip):
    encoding_of(clip, state=State.FAILED, problem="no picture")
    page = editor.get(reverse("wagtailsnippets_media_clip:edit", args=[clip.pk]))
    assert "Try again" in page.content.decode()
    editor.post(reverse("desk_encode_again", args=[clip.pk]))
    assert Encoding.objects.get().state == State.WAITING


def test_who_may_not_change_clips_tries_nothing_again(client, clip):
    encoding_of(clip, state=State.FAILED)
    client.force_login(get_user_model().objects.create_user("outsider", "o@example.org", "x"))
    assert client.post(reverse("desk_encode_again", args=[clip.pk])).status_code in {302, 403}
    assert Encoding.objects.get().state == State.FAILED


def test_the_list_asks_for_all_of_them_at_once(editor, desk, django_assert_max_num_queries):
    for number in range(20):
        made = Clip(title=str(number), locale=desk["en"].locale, file=f"clips/{number}.mp4")
        made.save()
        encoding_of(made, state=State.DONE)
    with django_assert_max_num_queries(25):
        editor.get(reverse("wagtailsnippets_media_clip:list"))
