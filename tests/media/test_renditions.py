"""The sizes of a picture: all of them, nothing in them but pixels, new ones for a new crop."""

from __future__ import annotations

from io import BytesIO

import pytest
from django.core.files.base import ContentFile
from PIL import Image, ImageCms
from wagtail.images.models import Filter

from broadsheet.media.models import Picture, Rendition
from broadsheet.media.renditions import (
    FALLBACK,
    all_specs,
    crop_key,
    lacks_renditions,
    make_renditions,
    pictures_lacking_renditions,
)
from broadsheet.media.selectors import PictureSet
from tests.media.samples import exif_bytes, picture_bytes, xmp_packet

pytestmark = pytest.mark.django_db


@pytest.fixture
def commits(django_capture_on_commit_callbacks):
    """What waits for a commit is done at the end of the block."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


def store(data: bytes, name: str = "quay.jpg", **fields) -> Picture:
    picture = Picture(title="Quay", file=ContentFile(data, name), **fields)
    picture.save()
    make_renditions(picture)
    return picture


def crop(picture: Picture, x: int, y: int) -> None:
    picture.focal_point_x, picture.focal_point_y = x, y
    picture.focal_point_width = picture.focal_point_height = 10
    picture.save()


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.jpg", picture_bytes((90, 60), exif=exif_bytes(), xmp=xmp_packet(""))),
        ("a.webp", picture_bytes((90, 60), "WEBP", exif=exif_bytes(), xmp=xmp_packet(""))),
        ("a.png", picture_bytes((90, 60), "PNG", exif=exif_bytes())),
        ("a.avif", picture_bytes((90, 60), "AVIF", exif=exif_bytes(), xmp=xmp_packet(""))),
    ],
)
def test_no_size_knows_where_it_was_taken(name, data):
    picture = store(data, name)
    picture.get_rendition("max-165x165")
    for rendition in picture.renditions.all():
        with rendition.file.open() as file, Image.open(file) as made:
            assert not made.getexif(), rendition.filter_spec
            assert not made.info.keys() & {"exif", "xmp", "comment"}, rendition.filter_spec


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_every_kind_of_png_has_all_its_sizes(mode):
    picture = store(picture_bytes((90, 60), "PNG", mode=mode), "a.png")
    assert picture.renditions.count() == len(all_specs())


def test_a_printers_picture_is_shown_in_screen_colours():
    stream = BytesIO()
    Image.new("CMYK", (90, 60), (0, 255, 255, 0)).save(stream, "JPEG")
    red = store(stream.getvalue()).renditions.get(filter_spec=FALLBACK)
    with red.file.open() as file, Image.open(file) as made:
        assert made.mode == "RGB"
        r, g, b = made.getpixel((5, 5))
    assert r > 200
    assert max(g, b) < 60


def test_a_colour_profile_is_applied_and_left_out():
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    picture = store(picture_bytes((90, 60), icc_profile=profile))
    for rendition in picture.renditions.all():
        with rendition.file.open() as file, Image.open(file) as made:
            assert "icc_profile" not in made.info


def test_a_broken_colour_profile_does_no_harm():
    picture = store(picture_bytes((90, 60), icc_profile=b"no profile at all"))
    assert picture.renditions.count() == len(all_specs())


def test_sixteen_bits_of_grey_keep_their_tone():
    stream = BytesIO()
    Image.new("I;16", (90, 60), 32768).save(stream, "PNG")
    grey = store(stream.getvalue(), "a.png").renditions.get(filter_spec=FALLBACK)
    with grey.file.open() as file, Image.open(file) as made:
        assert 120 < made.convert("L").getpixel((5, 5)) < 136


def test_a_picture_on_its_side_stands_up_and_counts_so():
    picture = store(picture_bytes((600, 300), exif=exif_bytes(orientation=6)))
    assert (picture.width, picture.height) == (300, 600)
    share = picture.get_rendition("max-600x600")
    assert (share.width, share.height) == (300, 600)


def test_the_crop_keeps_the_face_of_a_large_picture():
    image = Image.new("RGB", (6000, 2000), "black")
    image.paste("red", (5500, 900, 5700, 1100))
    stream = BytesIO()
    image.save(stream, "JPEG")
    picture = Picture(title="Face", file=ContentFile(stream.getvalue(), "face.jpg"))
    picture.focal_point_x, picture.focal_point_y = 5600, 1000
    picture.focal_point_width = picture.focal_point_height = 200
    picture.save()
    made = picture.get_rendition(FALLBACK)
    with made.file.open() as file, Image.open(file) as shown:
        reds = sum(shown.convert("RGB").getchannel("R").histogram()[200:])
    assert (made.width, made.height) == (1024, 683)
    # The red square of 200 pixels shrinks with the picture, whole: 2000 rows became 683.
    assert reds == pytest.approx((200 * 683 / 2000) ** 2, rel=0.1)


def test_a_new_crop_has_new_addresses_and_keeps_only_the_last(commits):
    with commits():
        picture = store(picture_bytes((90, 60)))
    seen = [set(picture.renditions.values_list("file", flat=True))]
    for x in (20, 40):
        with commits():
            crop(picture, x, 20)
        names = set(picture.renditions.values_list("file", flat=True))
        assert seen[-1] < names or len(names) == 2 * len(all_specs())
        seen.append(names)
    assert Rendition.objects.filter(image=picture).count() == 2 * len(all_specs())
    assert not seen[0] & seen[2]


def test_saving_words_makes_no_size_anew(commits, django_assert_max_num_queries):
    with commits():
        picture = store(picture_bytes((90, 60)))
    before = set(picture.renditions.values_list("pk", flat=True))
    with commits():
        picture.caption = "Other words"
        picture.save()
    assert set(picture.renditions.values_list("pk", flat=True)) == before


def test_the_address_of_a_deleted_picture_is_not_given_to_another(commits):
    with commits():
        first = store(picture_bytes((90, 60)))
        names = set(first.renditions.values_list("file", flat=True))
        first.delete()
    second = store(picture_bytes((60, 90)))
    assert not names & set(second.renditions.values_list("file", flat=True))


def test_pictures_that_lack_sizes_are_found(django_assert_num_queries):
    whole, partly = store(picture_bytes()), store(picture_bytes((61, 40)))
    partly.renditions.get(filter_spec=FALLBACK).delete()
    none = Picture.objects.create(title="None", file=ContentFile(picture_bytes(), "n.jpg"))
    recropped = store(picture_bytes((62, 40)))
    crop(recropped, 20, 20)
    with django_assert_num_queries(2):
        assert list(pictures_lacking_renditions()) == [partly, none, recropped]
    assert lacks_renditions(partly)
    assert not lacks_renditions(whole)
    for picture in pictures_lacking_renditions():
        make_renditions(picture)
    assert not list(pictures_lacking_renditions())


def test_one_key_fits_all_sizes():
    picture = Picture(title="x", focal_point_x=3, focal_point_y=4)
    picture.focal_point_width = picture.focal_point_height = 5
    assert {Filter(spec=each).get_cache_key(picture) for each in all_specs()} == {crop_key(picture)}


def test_any_number_of_pictures_takes_two_queries(django_assert_num_queries):
    pictures = [store(picture_bytes((60 + extra, 40))) for extra in range(4)]
    with django_assert_num_queries(2):
        chosen = PictureSet([None, 0, 999, *(picture.pk for picture in pictures)])
        views = [chosen.view(picture.pk) for picture in pictures]
    assert all(views)
    with django_assert_num_queries(0):
        assert PictureSet([None]).view(None) is None
        assert chosen.view(999) is None


def test_a_large_picture_has_its_sources_in_order():
    view = _view(store(picture_bytes((2000, 1500))))
    assert [source.width for source in view.avif] == [320, 640, 1024, 1600]
    assert [source.width for source in view.webp] == [320, 640, 1024, 1600]
    assert (view.width, view.height) == (1024, 683)
    assert view.share.endswith(".jpg")
    assert view.square.endswith(".webp")


@pytest.mark.parametrize(
    ("size", "shown"), [((200, 150), (200, 133)), ((100, 100), (100, 67)), ((1, 900), (1, 2))]
)
def test_a_small_picture_is_not_enlarged_and_not_listed_twice(size, shown):
    view = _view(store(picture_bytes(size)))
    assert [source.width for source in view.avif] == [shown[0]]
    assert (view.width, view.height) == pytest.approx(shown, abs=1)


def test_an_animation_is_shown_as_its_first_picture():
    frames = [Image.new("RGB", (90, 60), colour) for colour in ("red", "blue")]
    stream = BytesIO()
    frames[0].save(stream, "GIF", save_all=True, append_images=frames[1:])
    view = _view(store(stream.getvalue(), "a.gif"))
    assert view.fallback.endswith(".jpg")
    assert [source.width for source in view.webp] == [90]


def test_a_page_keeps_the_old_crop_until_the_new_one_is_made():
    picture = store(picture_bytes((90, 60)))
    old = _view(picture).fallback
    crop(picture, 20, 20)
    assert _view(picture).fallback == old
    make_renditions(picture)
    assert _view(picture).fallback != old


def test_words_in_another_language_are_not_shown():
    picture = store(
        picture_bytes(), description="Cranes", caption="The port", credit="AFP", language="en"
    )
    chosen = PictureSet([picture.pk])
    english = chosen.view(picture.pk, language="en-GB")
    arabic = chosen.view(picture.pk, language="ar", alt="رافعات")
    assert (english.alt, english.caption) == ("Cranes", "The port")
    assert (arabic.alt, arabic.caption, arabic.credit) == ("رافعات", "", "AFP")


def _view(picture: Picture):
    view = PictureSet([picture.pk]).view(picture.pk)
    assert view is not None
    return view
