"""Programmes at the desk: their form, episodes in the story's form and list, posters by choice."""

from __future__ import annotations

import pytest
from django.urls import reverse

from broadsheet.desk.translating import translate_story
from broadsheet.media import ffmpeg
from broadsheet.media.models import Clip
from broadsheet.people.models import Author
from broadsheet.programmes.models import Programme
from broadsheet.stories.models import Story
from tests.desk.story_data import story_data
from tests.newsroom import make_picture, make_record, make_user, section_of
from tests.readers.programmes import make_episode, make_programme, make_sound

pytestmark = pytest.mark.django_db


@pytest.fixture
def signals(desk) -> Programme:
    return make_programme(desk["en"])


def test_an_editor_makes_a_programme_with_its_hosts(editor, desk):
    lina = make_record(Author, desk["en"], "Lina Haddad")
    answer = editor.post(
        reverse("wagtailsnippets_programmes_programme:add"),
        {
            "edition": desk["en"].pk,
            "name": "The Long Table",
            "kind": "tv",
            "description": "Four guests.",
            "hosts": [lina.pk],
            "category": "News / Politics",
            "slug": "",
            "same_as": "",
        },
    )
    assert answer.status_code == 302, answer.context["form"].errors
    made = Programme.objects.get()
    assert made.slug == "the-long-table"
    assert list(made.hosts.all()) == [lina]
    listed = editor.get(reverse("wagtailsnippets_programmes_programme:list"))
    assert "The Long Table" in listed.content.decode()


def test_the_storys_form_offers_the_programmes_of_its_edition(editor, desk, signals):
    make_programme(desk["ar"], "إشارات الليل")
    section = section_of(desk["en"], "newsfeed")
    address = reverse("wagtailadmin_pages:add", args=["stories", "story", section.pk])
    form = editor.get(address).context["form"]
    assert list(form.fields["programme"].queryset) == [signals]
    sound = make_sound(desk["en"])
    data = story_data(
        "The horn", kind="audio", clip=sound.pk, programme=signals.pk, episode="4", action="publish"
    )
    editor.post(address, data)
    story = Story.objects.get()
    assert (story.live, story.programme, story.season, story.episode) == (True, signals, None, 4)


def test_the_list_of_stories_shows_the_episodes_of_a_programme(editor, desk, signals):
    make_episode(signals, 1)
    make_episode(make_programme(desk["en"], "Another"), 2)
    answer = editor.get(f"/admin/stories/?programme={signals.pk}")
    assert [story.title for story in answer.context["page_obj"]] == ["Signal 1"]


def test_a_translated_episode_is_one_of_its_own_editions_programme(desk, signals):
    arabic = make_programme(desk["ar"], "إشارات", translation_key=signals.translation_key)
    owner = make_user()
    section = section_of(desk["ar"], "newsfeed")
    draft = translate_story(make_episode(signals, 3), section, owner)
    assert (draft.programme, draft.season, draft.episode) == (arabic, 1, 3)
    arabic.delete()
    alone = translate_story(make_episode(signals, 4), section, owner)
    assert (alone.programme, alone.season, alone.episode) == (None, None, None)


@pytest.fixture
def film(desk, monkeypatch) -> Clip:
    """A video of a minute whose frames are drawn, not decoded."""
    picture = make_picture(size=(160, 90))
    with picture.file.open() as file:
        frame = file.read()

    def take(source, second, **more):
        if second > 60:
            raise ffmpeg.Unreadable("there is no frame at that second")
        return frame

    monkeypatch.setattr("broadsheet.desk.poster_screens.frame_of", take)
    monkeypatch.setattr(ffmpeg, "is_there", lambda: True)
    clip = Clip(title="Crossing", locale=desk["en"].locale, file="clips/crossing.mp4", seconds=60)
    clip.save()
    return clip


def test_an_editor_takes_another_frame_as_the_poster(editor, desk, film):
    form = editor.get(reverse("wagtailsnippets_media_clip:edit", args=[film.pk]))
    page = form.content.decode()
    assert page.count("Use this frame") == 12
    shown = editor.get(reverse("desk_frame", args=[film.pk, 12]))
    assert shown["Content-Type"] == "image/jpeg"
    assert "private" in shown["Cache-Control"]
    answer = editor.post(reverse("desk_poster", args=[film.pk]), {"second": "12"}, follow=True)
    assert "This frame is the poster now." in answer.content.decode()
    film.refresh_from_db()
    assert film.poster.credit == desk["en"].name


@pytest.mark.parametrize("second", ["", "-1", "61", "x", "9" * 40])
def test_a_second_that_the_video_does_not_have_is_refused_in_words(editor, film, second):
    answer = editor.post(reverse("desk_poster", args=[film.pk]), {"second": second}, follow=True)
    assert "The video has no such second." in answer.content.decode()
    film.refresh_from_db()
    assert film.poster is None


def test_frames_are_for_those_who_may_change_clips(client, editor, film, at_desk):
    assert client.get(reverse("desk_frame", args=[film.pk, 1])).status_code == 302
    film.file.name = "clips/waves.mp3"
    film.save()
    assert editor.get(reverse("desk_frame", args=[film.pk, 1])).status_code == 404
