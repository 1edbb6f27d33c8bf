"""The screen of a live page: one line is a post, and editors do not get in each other's way."""

import json
from io import BytesIO
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image
from wagtail.models import GroupPagePermission

from broadsheet.live.models import Post
from broadsheet.live.posting import delete_post
from broadsheet.media.models import Picture
from broadsheet.people.models import Author
from broadsheet.stories.models import Story
from tests.newsroom import make_live_page, make_picture, make_post, make_record


@pytest.fixture
def page(desk) -> Story:
    return make_live_page(desk["en"], "The count")


def publish(client, page, token=None, **fields):
    told = {"token": str(token or uuid4()), "text": "The doors are open", **fields}
    return client.post(reverse("desk_live_publish", args=[page.pk]), told)


def change(client, post, act, **fields):
    address = reverse("desk_live_change", args=[post.story_id, post.pk, act])
    return client.post(address, {"seen": post.version, "text": "Other words", **fields})


def upload(client, page, name, data):
    file = SimpleUploadedFile(name, data)
    return client.post(reverse("desk_live_picture", args=[page.pk]), {"file": file})


def png(size=(40, 24)) -> bytes:
    held = BytesIO()
    Image.new("RGB", size, (90, 40, 40)).save(held, "PNG")
    return held.getvalue()


def test_one_line_is_a_post(editor, page):
    lina = make_record(Author, page.edition, "Lina Haddad")
    answer = publish(editor, page, authors=[lina.pk], key_event="on")
    assert answer.status_code == 200
    post = Post.objects.get()
    assert answer.json()["id"] == post.pk
    assert (post.number, post.key_event, post.pinned) == (1, True, False)
    assert list(post.authors.all()) == [lina]
    screen = editor.get(reverse("desk_live_page", args=[page.pk])).content.decode()
    assert "The doors are open" in screen
    assert page.get_admin_display_title()


def test_a_form_sent_twice_is_one_post(editor, page):
    token = uuid4()
    first, second = publish(editor, page, token), publish(editor, page, token)
    assert first.json()["id"] == second.json()["id"]
    assert Post.objects.count() == 1


def test_what_is_wrong_is_said_in_one_line_and_nothing_is_published(editor, page):
    for fields in (
        {"text": ""},
        {"text": "x", "quote_words": "Words of nobody"},
        {"text": "x", "embed_address": "https://evil.example/"},
        {"text": "x", "token": "not one"},
        {"text": "x", "picture": 10**9},
        {"text": "x" * 200_000},
        {"text": "x", "authors": ["999999"]},
    ):
        answer = publish(editor, page, **{"token": uuid4(), **fields})
        assert answer.status_code == 422, fields
        (lines,) = answer.json()["errors"].values()
        assert len(lines) == 1
    assert not Post.objects.exists()


def test_a_closed_page_says_so(editor, page):
    closing = reverse("desk_live_close", args=[page.pk, "close"])
    editor.post(closing, {"summary": "First.\n\nSecond <b>line</b>."})
    page.refresh_from_db()
    assert not page.is_running
    value = page.body.get_prep_value()[0]["value"]
    assert value == "<p>First.</p><p>Second &lt;b&gt;line&lt;/b&gt;.</p>"
    answer = publish(editor, page)
    assert answer.status_code == 422
    assert "closed" in answer.json()["errors"][""][0]
    editor.post(reverse("desk_live_close", args=[page.pk, "reopen"]))
    assert publish(editor, page).status_code == 200


def test_a_page_is_not_closed_without_a_summary(editor, page):
    answer = editor.post(reverse("desk_live_close", args=[page.pk, "close"]), {"summary": " "})
    assert answer.status_code == 302
    page.refresh_from_db()
    assert page.is_running


def test_two_editors_do_not_overwrite_each_other(at_desk, page):
    (first, _), (second, _) = at_desk("Editor"), at_desk("Editor")
    post = make_post(page, "As it was")
    assert change(first, post, "edit", text="Hers").status_code == 200
    answer = change(second, post, "edit", text="His")
    assert answer.status_code == 409
    theirs = answer.json()["theirs"]
    assert theirs["text"] == "<p>Hers</p>"
    # Having seen it, he may put his in its place.
    assert change(second, post, "edit", text="His", seen=theirs["seen"]).status_code == 200
    delete_post(post)
    answer = change(first, post, "edit", seen=3)
    assert "deleted" in answer.json()["errors"][""][0]


def test_a_correction_asks_what_was_wrong(editor, page):
    post = make_post(page, "Twelve")
    assert change(editor, post, "correct").status_code == 422
    assert change(editor, post, "correct", wrong="It said twelve").status_code == 200
    assert "It said twelve" in json.dumps(Post.objects.get().body.get_prep_value())


def test_marks_are_one_click_and_no_link_does_them(editor, page):
    post = make_post(page)
    for act, field, value in (("key", "key_event", True), ("pin", "pinned", True)):
        assert change(editor, post, act).status_code == 200
        assert getattr(Post.objects.get(), field) is value
        assert change(editor, post, f"un{act}").status_code == 200
        assert getattr(Post.objects.get(), field) is False
    address = reverse("desk_live_change", args=[page.pk, post.pk, "delete"])
    assert editor.get(address).status_code == 405
    assert change(editor, post, "delete").status_code == 200
    assert Post.objects.get().deleted_at is not None
    assert change(editor, post, "burn").status_code == 302


def test_a_pasted_picture_goes_through_the_library(editor, page):
    told = upload(editor, page, "image.png", png()).json()
    picture = Picture.objects.get(pk=told["id"])
    answer = publish(editor, page, text="", picture=picture.pk, picture_alt="A wall")
    assert "no credit" in answer.json()["errors"]["picture"][0]
    answer = publish(
        editor, page, text="", picture=picture.pk, picture_alt="A wall", picture_credit="Nour"
    )
    assert answer.status_code == 200
    picture.refresh_from_db()
    assert picture.credit == "Nour"


def test_nobody_gives_another_credit_for_what_is_credited(editor, page):
    picture = make_picture(size=(64, 36))
    publish(editor, page, picture=picture.pk, picture_credit="Somebody else")
    picture.refresh_from_db()
    assert picture.credit == "Nour Khalil"


@pytest.mark.parametrize(
    ("name", "data", "line"),
    [
        ("a.png", b"not a picture", "not a picture we can read"),
        ("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", "SVG"),
        ("a.png", png()[:60], "damaged"),
        ("a.jpg", png(), "Rename"),
    ],
)
def test_a_picture_that_is_none_is_refused_in_one_line(editor, page, name, data, line):
    answer = upload(editor, page, name, data)
    assert answer.status_code == 422
    assert line in answer.json()["errors"]["picture"][0]
    assert not Picture.objects.exists()


def test_a_picture_that_is_too_large_is_refused_before_it_is_looked_at(editor, page, settings):
    settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE = 100
    answer = upload(editor, page, "a.png", png((300, 300)))
    assert "the most we take" in answer.json()["errors"]["picture"][0]


@pytest.mark.parametrize("role", ["Reporter", "Translator"])
def test_who_may_not_publish_posts_sees_no_screen(at_desk, page, role):
    client, _user = at_desk(role)
    post = make_post(page)
    assert client.get(reverse("desk_live")).status_code == 302
    assert client.get(reverse("desk_live_page", args=[page.pk])).status_code == 302
    assert publish(client, page).status_code == 302
    assert change(client, post, "delete").status_code == 302
    assert Post.objects.filter(deleted_at=None).count() == 1
    assert reverse("desk_live") not in client.get("/admin/").content.decode()


def test_the_list_shows_what_runs_first(editor, page, desk):
    make_live_page(desk["ar"], "الفرز")
    html = editor.get(reverse("desk_live")).content.decode()
    assert "The count" in html
    assert "الفرز" in html
    form = editor.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
    assert reverse("desk_live_page", args=[page.pk]) in form


def test_the_list_of_posts_costs_the_same_with_many(editor, page, django_assert_max_num_queries):
    lina = make_record(Author, page.edition, "Lina Haddad")
    for _ in range(12):
        make_post(page, authors=[lina])
    with django_assert_max_num_queries(30):
        html = editor.get(reverse("desk_live_posts", args=[page.pk])).content.decode()
    assert html.count("<li data-id") == 12


def test_who_is_kept_to_one_edition_writes_and_deletes_on_its_pages_alone(at_desk, page, desk):
    client, user = at_desk("Editor")
    GroupPagePermission.objects.filter(group=user.groups.get()).update(page=desk["ar"].front)
    own = make_live_page(desk["ar"], "الفرز")
    post, theirs = make_post(own), make_post(page)
    assert publish(client, page).status_code == 302
    for act in ("edit", "correct", "delete", "pin", "key"):
        assert change(client, theirs, act, wrong="It said so").status_code == 302
    # Nor by the address of a page that is in reach.
    borrowed = reverse("desk_live_change", args=[own.pk, theirs.pk, "delete"])
    assert client.post(borrowed).status_code == 404
    for act in ("close", "reopen"):
        client.post(reverse("desk_live_close", args=[page.pk, act]), {"summary": "Over."})
    assert client.get(reverse("desk_live_posts", args=[page.pk])).status_code == 302
    assert upload(client, page, "image.png", png()).status_code == 302
    theirs.refresh_from_db()
    page.refresh_from_db()
    assert (theirs.version, theirs.deleted_at, page.is_running) == (1, None, True)
    assert Post.objects.filter(story=page).count() == 1
    assert "The count" not in client.get(reverse("desk_live")).content.decode()
    assert change(client, post, "delete").status_code == 200


def test_what_is_wrong_with_an_edit_is_said_as_it_is(editor, page):
    answer = change(editor, make_post(page), "edit", picture_credit="x" * 300)
    assert answer.status_code == 422
    assert "200" in answer.json()["errors"]["picture_credit"][0]
