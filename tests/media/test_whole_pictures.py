"""Pictures that must not be cropped: a long infographic is there whole."""

from __future__ import annotations

import pytest

from broadsheet.media.models import Rendition
from broadsheet.media.renditions import (
    WHOLE,
    all_specs,
    lacks_renditions,
    make_renditions,
    pictures_lacking_renditions,
)
from broadsheet.media.selectors import PictureSet
from broadsheet.stories.kinds import Kind
from tests.newsroom import make_picture, make_story, section_of
from tests.readers.reading import page_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def test_a_long_picture_has_sizes_that_are_not_cropped():
    picture = make_picture(size=(900, 4000))
    make_renditions(picture)
    whole = PictureSet([picture.pk]).view(picture.pk).whole
    assert [(size.width, size.height) for size in whole] == [(800, 3555), (900, 4000)]
    assert not lacks_renditions(picture)


def test_a_picture_that_the_ratio_cuts_nothing_of_has_no_more_sizes_than_before():
    picture = make_picture(size=(60, 40))
    make_renditions(picture)
    assert picture.renditions.count() == len(all_specs())
    assert PictureSet([picture.pk]).view(picture.pk).whole == ()


def test_pictures_from_before_are_given_their_whole_sizes():
    picture = make_picture(size=(400, 900))
    make_renditions(picture)
    Rendition.objects.filter(filter_spec__in=WHOLE).delete()
    assert lacks_renditions(picture)
    assert [each.pk for each in pictures_lacking_renditions()] == [picture.pk]
    make_renditions(picture)
    assert not lacks_renditions(picture)


def test_an_infographic_shows_its_picture_whole_and_opens_it_in_full(newsroom, reader):
    picture = make_picture(size=(900, 4000))
    make_renditions(picture)
    story = make_story(
        section_of(newsroom["en"], "charts"),
        kind=Kind.INFOGRAPHIC,
        picture=picture,
        text_alternative="It rose by half.",
    )
    page = page_of(reader.get(story.url))
    shown = page.select_one(".hero img")
    assert (shown["width"], shown["height"]) == ("900", "4000")
    assert page.select_one(".hero .zoom a")["href"] == shown["src"]
    assert page.select_one(".alternative p").get_text() == "It rose by half."
