"""What an editor does with posts: each verb whole or not at all, and nothing of anybody is lost."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError

from broadsheet.desk import taking_down
from broadsheet.kit import clock
from broadsheet.ledger.models import Entry
from broadsheet.live.closing import close_page, reopen_page
from broadsheet.live.marking import mark_key_event, pin_post
from broadsheet.live.models import Post
from broadsheet.live.post_words import MOST_TEXT, PostWords, QuoteWords, words_of
from broadsheet.live.posting import (
    Conflict,
    correct_post,
    delete_post,
    edit_post,
    publish_post,
)
from broadsheet.people.models import Author
from broadsheet.stories.models import Story
from tests.newsroom import (
    make_live_page,
    make_picture,
    make_post,
    make_record,
    make_story,
    make_user,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(english) -> Story:
    return make_live_page(english, "The count")


def refused(page: Story, **words) -> str:
    """What the editor is told; nothing is published."""
    before = Post.objects.count(), Entry.objects.count()
    with pytest.raises(ValidationError) as error:
        publish_post(page, PostWords(**words), None, token=uuid4())
    assert (Post.objects.count(), Entry.objects.count()) == before
    return " ".join(error.value.messages)


def stored(post: Post) -> list[tuple]:
    return [(block["type"], block["value"]) for block in post.body.get_prep_value()]


def test_a_post_is_one_entry_and_no_version_of_the_story(page):
    versions, entries = page.revisions.count(), Entry.objects.count()
    post = make_post(page, "The doors are open")
    assert (post.number, post.version) == (1, 1)
    assert page.revisions.count() == versions
    (entry,) = Entry.objects.order_by("pk")[entries:]
    assert (entry.label, entry.verb, entry.new_address) == ("live.post", "change", page.url_path)


def test_posts_are_numbered_and_a_deleted_one_keeps_its_number(page):
    posts = [make_post(page) for _ in range(3)]
    delete_post(posts[2])
    assert [post.number for post in [*posts, make_post(page)]] == [1, 2, 3, 4]


def test_the_same_form_sent_twice_makes_one_post(page):
    token = uuid4()
    first, second = (make_post(page, "Once", token=token) for _ in range(2))
    assert first == second
    assert Post.objects.count() == 1


def test_nobody_overwrites_another(page):
    post = make_post(page, "As it was")
    edit_post(post, PostWords(text="Hers"), seen=1)
    with pytest.raises(Conflict) as conflict:
        edit_post(post, PostWords(text="His"), seen=1)
    assert "Hers" in str(stored(conflict.value.post))
    edited = edit_post(post, PostWords(text="Both"), seen=2)
    assert (edited.version, stored(edited)) == (3, [("paragraph", "<p>Both</p>")])
    assert edited.edited_at is not None
    with pytest.raises(Conflict):
        correct_post(post, PostWords(text="His"), "All of it", seen=2)


def test_a_correction_says_what_was_wrong_and_stays(page):
    post = make_post(page, "Twelve votes")
    moment = clock.now() + timedelta(minutes=4)
    with clock.standing_at(moment):
        post = correct_post(post, PostWords(text="Eleven votes"), "It said <b>twelve</b>.", seen=1)
    made = {"text": "It said twelve.", "made_at": moment.isoformat()}
    assert stored(post) == [("paragraph", "<p>Eleven votes</p>"), ("correction", made)]
    post = edit_post(post, PostWords(text="Eleven"), seen=2)
    assert stored(post)[1] == ("correction", made)
    with pytest.raises(ValidationError, match="Say what was wrong"):
        correct_post(post, PostWords(text="Ten"), " \u200e", seen=3)


def test_a_page_has_one_summary(page):
    first, second = make_post(page, pinned=True), make_post(page)
    pin_post(second)
    third = make_post(page, pinned=True)
    assert list(Post.objects.filter(pinned=True)) == [third]
    pin_post(third, pinned=False)
    assert not Post.objects.filter(pinned=True).exists()
    delete_post(first)
    with pytest.raises(ValidationError):
        pin_post(first)
    with pytest.raises(ValidationError):
        mark_key_event(first)


def test_what_does_not_change_writes_nothing(page):
    post = mark_key_event(make_post(page))
    entries = Entry.objects.count()
    assert mark_key_event(post).version == post.version
    delete_post(post)
    delete_post(post)
    assert Entry.objects.count() == entries + 1


@pytest.mark.parametrize(
    ("markup", "kept"),
    [
        ("Plain & <simple", "<p>Plain &amp;</p>"),
        ("<p onclick=alert(1)>Click</p><script>alert(1)</script>", "<p>Click</p>"),
        ('<a href="javascript:alert(1)">x</a>', "<p>x</p>"),
        ("<h1>Head</h1><ul><li>One</li></ul>", "<p>Head</p><ul><li>One</li></ul>"),
        ("<img src=x onerror=alert(1)>Text", "<p>Text</p>"),
        ("a\u202eb\x00c", "<p>abc</p>"),
        ('<iframe src="//evil.example"></iframe>After', None),
    ],
)
def test_whatever_is_pasted_becomes_plain_markup(page, markup, kept):
    value = stored(make_post(page, markup))[0][1]
    if kept is not None:
        assert value == kept
    for sign in ("<script", "onclick", "onerror", "javascript:", "<iframe", "\u202e", "\x00"):
        assert sign not in value


@pytest.mark.parametrize("empty", ["", "  ", "<p><br></p>", "\u200e\u202e", "<script>x</script>"])
def test_an_empty_post_is_refused(page, empty):
    assert "Write something" in refused(page, text=empty)


def test_what_is_too_much_is_refused_in_one_line(page):
    assert "too long" in refused(page, text="x " * MOST_TEXT)
    assert "too long" in refused(page, text="<i>" * 30_000)
    assert "Too long" in refused(page, text="x", headline="x" * 161)


def test_a_quote_is_a_record(page):
    quote = QuoteWords("Slowly", "Losa\nVainga", role="officer", evidence="https://example.org/1")
    value = dict(stored(make_post(page, words={"quote": quote})))["quote"]
    assert (value["speaker"], value["status"]) == ("Losa Vainga", "reported")
    assert "words and a speaker" in refused(page, quote=QuoteWords("Words alone"))
    assert "evidence" in refused(page, quote=QuoteWords("A", "B", evidence="javascript:alert(1)"))
    assert "status" in refused(page, quote=QuoteWords("A", "B", status="sworn"))


def test_an_embed_is_a_known_service_s(page):
    address = "https://www.youtube.com/watch?v=abcdefghijk"
    post = make_post(page, words={"embed_address": address})
    assert dict(stored(post))["embed"] == {"address": address, "title": "YouTube"}
    assert "YouTube" in refused(page, embed_address="https://evil.example/x")


def test_a_picture_needs_a_credit_and_words_as_in_a_story(page):
    picture = make_picture(credit="", size=(64, 36))
    assert "no credit" in refused(page, text="x", picture=picture.pk)
    silent = make_picture(description="", size=(64, 36))
    assert "cannot see" in refused(page, text="x", picture=silent.pk)
    assert "not there" in refused(page, picture=10**9)
    post = make_post(page, words={"picture": silent.pk, "picture_alt": "A quay"})
    assert post.picture_id == silent.pk
    words = words_of(post.headline, post.body.get_prep_value())
    assert (words.picture, words.picture_alt) == (silent.pk, "A quay")


def test_authors_are_the_edition_s_own(page, english, arabic):
    own, other = (make_record(Author, each, "Lina") for each in (english, arabic))
    post = make_post(page, authors=[own, other])
    assert list(Post.objects.get(pk=post.pk).authors.all()) == [own]


def test_a_closed_page_begins_with_its_summary_and_takes_no_posts(page):
    post = make_post(page)
    page = close_page(page, "<p>It was <script>x</script>counted.</p>", make_user("Editor"))
    assert page.closed_at is not None
    assert "counted" in str(page.body.get_prep_value()[0])
    assert "closed" in refused(page, text="Too late")
    # What is there can still be set right.
    correct_post(post, PostWords(text="Right"), "Wrong", seen=1)
    assert reopen_page(page).is_running
    make_post(page)


def test_a_page_is_closed_with_words_and_once(page):
    with pytest.raises(ValidationError):
        close_page(page, " <p></p>", None)
    assert close_page(page, "Done.", None).closed_at == close_page(page, "Again.", None).closed_at
    draft = make_live_page(page.edition, live=False)
    with pytest.raises(ValidationError, match="published"):
        close_page(draft, "Done.", None)


def test_what_somebody_drafts_meanwhile_stays_a_draft_and_closed(page):
    page.title = "A headline in the making"
    page.save_revision()
    page = close_page(Story.objects.get(pk=page.pk), "Counted.", None)
    assert (page.title, page.has_unpublished_changes) == ("The count", True)
    draft = page.get_latest_revision_as_object()
    assert draft.title == "A headline in the making"
    assert "Counted" in str(draft.body.get_prep_value())
    draft.save_revision().publish()
    assert not Story.objects.get(pk=page.pk).is_running


def test_only_a_published_live_page_takes_posts(politics, english):
    assert "no live page" in refused(make_story(politics), text="x")
    assert "Publish" in refused(make_live_page(english, live=False), text="x")


def test_a_live_page_with_posts_stays_one(page):
    make_post(page)
    page.kind = "news"
    with pytest.raises(ValidationError, match="stays a live page"):
        page.save_revision().publish()


def test_a_legal_take_down_takes_the_posts_and_their_pictures_along(page):
    picture = make_picture(size=(64, 36))
    make_post(page, "Secretwords", words={"picture": picture.pk})
    hold = taking_down.take_down(page, make_user("Chief"), "A court said so")
    assert not Post.objects.exists()
    assert hold.pictures == [picture.pk]
