"""The story's form: generous with drafts, strict with publication."""

from datetime import timedelta
from unicodedata import normalize

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from broadsheet.kit import clock
from broadsheet.media.models import Clip
from broadsheet.media.renditions import make_renditions
from broadsheet.people.models import Agency, Author
from broadsheet.stories.models import Story
from broadsheet.topics.models import Dossier, Region, Topic
from tests.desk.story_data import paragraph, point, story_data
from tests.newsroom import make_picture, make_record, make_story, section_of


def add(client, section, **data):
    return client.post(
        reverse("wagtailadmin_pages:add", args=["stories", "story", section.pk]),
        story_data(**data),
    )


def edit(client, story, **data):
    return client.post(reverse("wagtailadmin_pages:edit", args=[story.pk]), story_data(**data))


def errors(answer):
    """Messages by field, as plain text."""
    assert answer.status_code == 200, "the form was accepted"
    form = answer.context["form"]
    return {name: " ".join(str(line) for line in lines) for name, lines in form.errors.items()}


def test_a_draft_needs_a_headline_and_nothing_else(editor, politics):
    assert add(editor, politics, headline="An idea").status_code == 302
    story = Story.objects.get(title="An idea")
    assert (story.live, story.slug, story.edition.code) == (False, "an-idea", "en")
    assert story.home_section_id == politics.pk


def test_a_draft_without_a_headline_is_refused(editor, politics):
    assert "title" in errors(add(editor, politics, headline=""))


@pytest.mark.parametrize(
    ("kind", "fields", "field", "said"),
    [
        ("in_five", {"points": [point(), point()]}, "points", "has five points; this has 2"),
        ("infographic", {}, "kind", "does not belong in this area"),
        ("video", {}, "clip", "needs its video"),
        ("gallery", {}, "body", "needs a gallery block"),
    ],
)
def test_what_is_missing_is_said_at_its_field_on_publication(
    editor, politics, kind, fields, field, said
):
    assert said in errors(add(editor, politics, kind=kind, action="publish", **fields))[field]
    assert not Story.objects.exists()
    assert add(editor, politics, kind=kind, **fields).status_code == 302


def test_an_infographic_needs_words_for_those_who_cannot_see_it(editor, desk):
    charts = section_of(desk["en"], "charts")
    said = errors(add(editor, charts, kind="infographic", action="publish"))
    assert "Say in words what it shows" in said["text_alternative"]
    assert "needs its picture, a chart, or a table" in said["picture"]


def test_pictures_need_a_credit_and_words_before_publication(editor, politics):
    bare = make_picture("Bare", credit="", description="")
    said = errors(add(editor, politics, picture=bare.pk, action="publish"))
    assert "“Bare” has no credit" in said["picture"]
    assert "no text for readers who cannot see it" in said["picture"]
    body = [("picture", {"picture": bare.pk, "alt": "Cranes", "caption": ""})]
    assert (
        "“Bare” has no credit" in errors(add(editor, politics, body=body, action="publish"))["body"]
    )
    assert add(editor, politics, picture=bare.pk, body=body).status_code == 302


def test_a_picture_described_in_another_language_needs_words_in_ours(editor, arabic_politics):
    picture = make_picture()
    said = errors(
        add(editor, arabic_politics, headline="ميناء", picture=picture.pk, action="publish")
    )
    assert "in another language" in said["picture"]
    answer = add(
        editor,
        arabic_politics,
        headline="ميناء",
        picture=picture.pk,
        picture_alt="رافعات",
        action="publish",
    )
    assert answer.status_code == 302


def test_a_live_story_can_hold_an_unfinished_draft_and_be_submitted(at_desk, editor, politics):
    story = make_story(politics, "Live")
    unfinished = {"headline": "Live", "slug": "live", "kind": "in_five"}
    assert edit(editor, story, **unfinished).status_code == 302
    assert "points" in errors(edit(editor, story, **unfinished, action="publish"))
    assert edit(editor, story, **unfinished, action="submit").status_code == 302
    story.refresh_from_db()
    assert (story.live, story.kind, story.has_unpublished_changes) == (True, "news", True)


def test_publishing_at_once_gives_one_time_not_two(editor, politics):
    add(editor, politics, headline="At once", body=[paragraph()], action="publish")
    story = Story.objects.get(title="At once")
    assert story.live
    assert story.published_at is not None
    assert story.updated_at is None


def test_a_scheduled_story_is_never_live_before_its_hour(editor, politics, monkeypatch):
    seen = []
    save = Story.save
    monkeypatch.setattr(
        Story, "save", lambda self, *a, **k: (seen.append(self.live), save(self, *a, **k))[1]
    )
    tomorrow = (clock.now() + timedelta(days=1)).strftime("%Y-%m-%d %H:%M")
    add(editor, politics, headline="Embargoed", go_live_at=tomorrow, action="publish")
    story = Story.objects.get(title="Embargoed")
    assert story.approved_schedule
    assert True not in seen


def test_a_scheduled_story_is_checked_when_it_is_scheduled(editor, politics):
    tomorrow = (clock.now() + timedelta(days=1)).strftime("%Y-%m-%d %H:%M")
    answer = add(editor, politics, kind="in_five", go_live_at=tomorrow, action="publish")
    assert "points" in errors(answer)


def slug_of(client, section, headline, slug=""):
    answer = add(client, section, headline=headline, slug=slug)
    assert answer.status_code == 302, errors(answer)
    return Story.objects.filter(title=headline).latest("pk").slug


def test_the_slug_is_made_from_the_headline_in_its_own_script(editor, politics, arabic_politics):
    assert slug_of(editor, politics, "Where did the money go?") == "where-did-the-money-go"
    assert slug_of(editor, arabic_politics, "المِيناءُ يستقبلُ السُّفن") == "الميناء-يستقبل-السفن"


def test_a_second_story_of_the_same_headline_gets_a_number(editor, politics):
    assert slug_of(editor, politics, "Live updates") == "live-updates"
    assert slug_of(editor, politics, "Live updates", slug="live-updates") == "live-updates-2"


def test_a_duplicate_slug_that_was_typed_is_refused(editor, politics):
    make_story(politics, slug="taken")
    assert "already in use" in errors(add(editor, politics, headline="New", slug="taken"))["slug"]


@pytest.mark.parametrize("letters", ["a" * 300, "م" * 150])
def test_a_slug_of_too_many_bytes_is_refused_in_one_clear_line(editor, politics, letters):
    said = errors(add(editor, politics, headline="Long", slug=letters))["slug"]
    assert said.startswith("Too long: an address takes 200 bytes at most")
    assert said.endswith("This has 300.")


def test_a_slug_made_of_a_very_long_headline_is_cut_at_a_word(editor, arabic_politics):
    headline = " ".join(["الحكومة"] * 30)
    browser_made = "-".join(["الحكومة"] * 30)
    slug = slug_of(editor, arabic_politics, headline, slug=browser_made)
    assert len(slug.encode()) <= 120
    assert slug.endswith("الحكومة")


@pytest.mark.parametrize("name", ["all", "page", "rss.xml"])
def test_a_reserved_slug_is_refused(editor, politics, name):
    assert "slug" in errors(add(editor, politics, headline="Something else", slug=name))


def test_a_headline_that_would_give_a_reserved_or_an_empty_slug_still_gets_one(editor, politics):
    assert slug_of(editor, politics, "All") == "all-2"
    assert slug_of(editor, politics, "…!") == "story"


def test_a_decomposed_arabic_slug_is_composed(editor, arabic_politics):
    decomposed = normalize("NFD", "آخر-الأنباء")
    assert decomposed != "آخر-الأنباء"
    assert slug_of(editor, arabic_politics, "عنوان", slug=decomposed) == "آخر-الأنباء"


def test_a_published_address_stays_when_the_headline_changes(editor, politics):
    story = make_story(politics, "Old words")
    edit(editor, story, headline="New words", slug="old-words", action="publish")
    story.refresh_from_db()
    assert (story.title, story.slug) == ("New words", "old-words")


def test_only_records_of_the_storys_edition_are_offered(editor, desk, politics):
    ours, theirs = {}, {}
    for model in (Topic, Region, Dossier, Agency, Author):
        ours[model] = make_record(model, desk["en"], f"Ours {model.__name__}")
        theirs[model] = make_record(model, desk["ar"], f"Theirs {model.__name__}")
    form = editor.get(
        reverse("wagtailadmin_pages:add", args=["stories", "story", politics.pk])
    ).content.decode()
    for model in ours:
        assert str(ours[model]) in form
        assert str(theirs[model]) not in form
    assert "News › Economy" in form
    assert "News › Politics" not in form

    said = errors(add(editor, politics, topics=[theirs[Topic].pk]))
    assert "topics" in said
    answer = add(
        editor, politics, bylines=[{"author": theirs[Author].pk, "role": "by", "ORDER": 1}]
    )
    assert answer.status_code == 200
    assert "author" in answer.context["form"].formsets["bylines"].errors[0]


def test_what_was_chosen_is_kept(editor, desk, politics):
    topic = make_record(Topic, desk["en"], "Grain")
    lina = make_record(Author, desk["en"], "Lina Haddad")
    economy = section_of(desk["en"], "economy")
    add(
        editor,
        politics,
        headline="Kept",
        topics=[topic.pk],
        further_sections=[economy.pk],
        bylines=[{"author": lina.pk, "role": "by", "ORDER": 1}],
        body=[paragraph()],
        action="publish",
    )
    story = Story.objects.get(title="Kept")
    assert list(story.topics.all()) == [topic]
    assert list(story.further_sections.all()) == [economy]
    assert [line.author for line in story.bylines.all()] == [lina]


def test_authors_are_loaded_once_for_all_bylines(editor, desk, politics):
    authors = [make_record(Author, desk["en"], f"Author {n}") for n in range(8)]
    story = make_story(politics, live=False)
    form = reverse("wagtailadmin_pages:edit", args=[story.pk])

    def cost(lines):
        story.bylines = [story.bylines.model(author=author) for author in lines]
        story.save_revision()
        editor.get(form)
        with CaptureQueriesContext(connection) as queries:
            editor.get(form)
        return len(queries)

    # Two for each line are Wagtail's own: it asks whether what a draft names is still there.
    assert cost(authors) <= cost(authors[:1]) + 2 * (len(authors) - 1)


def test_a_video_story_with_its_clip_is_published(editor, desk):
    newsfeed = section_of(desk["en"], "newsfeed")
    clip = Clip.objects.create(
        locale=desk["en"].locale, title="A clip", address="https://example.org/a.mp4", seconds=9
    )
    answer = add(
        editor, newsfeed, headline="Film", kind="video", clip=clip.pk, body=[paragraph()],
        action="publish",
    )  # fmt: skip
    assert answer.status_code == 302
    assert Story.objects.get(title="Film").live


def test_a_story_does_not_move_to_another_edition(at_desk, politics, arabic_politics):
    _client, editor = at_desk("Editor")
    story = make_story(politics)
    assert not story.permissions_for_user(editor).can_move_to(arabic_politics)


def test_a_copy_in_another_edition_belongs_there_and_was_not_published(
    desk, politics, arabic_politics
):
    story = make_story(politics, "Original")
    copy = story.copy(to=arabic_politics, update_attrs={"slug": "copy"}, keep_live=False)
    copy = Story.objects.get(pk=copy.pk)
    assert (copy.edition.code, copy.home_section_id) == ("ar", arabic_politics.pk)
    assert copy.locale_id == arabic_politics.locale_id
    assert copy.published_at is None


def test_privacy_is_not_offered_and_autosave_is_calm(editor, politics):
    story = make_story(politics)
    page = editor.get(reverse("wagtailadmin_pages:edit", args=[story.pk])).content.decode()
    assert 'dialog-show="set-privacy"' not in page
    assert 'data-w-autosave-interval-value="5000"' in page


def preview(client, story_or_section, data):
    if isinstance(story_or_section, Story):
        address = reverse("wagtailadmin_pages:preview_on_edit", args=[story_or_section.pk])
    else:
        address = reverse(
            "wagtailadmin_pages:preview_on_add",
            args=["stories", "story", story_or_section.pk],
        )
    said = client.post(address, data).json()
    assert said == {"is_valid": True, "is_available": True}
    return client.get(f"{address}?in_preview_panel=true")


def test_an_unsaved_story_is_previewed_with_all_it_has(editor, desk, politics):
    topic = make_record(Topic, desk["en"], "Grain")
    lina = make_record(Author, desk["en"], "Lina Haddad")
    picture = make_picture()
    make_renditions(picture)
    data = story_data(
        "Not saved yet",
        body=[
            paragraph("<p>It was <b>quiet</b>.</p>"),
            ("picture", {"picture": picture.pk, "alt": "", "caption": "A quay"}),
        ],
        bylines=[{"author": lina.pk, "role": "by", "ORDER": 1}],
        topics=[topic.pk],
    )
    answer = preview(editor, politics, data)
    page = answer.content.decode()
    assert answer.status_code == 200
    for words in ("Not saved yet", "Lina Haddad", "Grain", "It was", "A quay"):
        assert words in page, words
    assert not Story.objects.exists()


def test_a_draft_without_a_headline_is_previewed_too(editor, politics):
    assert preview(editor, politics, story_data("")).status_code == 200


def test_changes_to_a_live_story_are_previewed_not_published(editor, politics):
    story = make_story(politics, "As it is")
    answer = preview(editor, story, story_data("As it will be", slug="as-it-is"))
    assert "As it will be" in answer.content.decode()
    story.refresh_from_db()
    assert story.title == "As it is"
