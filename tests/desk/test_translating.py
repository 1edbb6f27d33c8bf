"""A story goes into another edition: what comes along, what stays, and who may send it."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.urls import reverse
from wagtail.models import GroupPagePermission

from broadsheet.desk.translating import AlreadyTranslated, SameEdition, translate_story
from broadsheet.media.models import Clip
from broadsheet.people.models import Agency, Author
from broadsheet.stories.models import Byline, Story
from broadsheet.topics.models import Dossier, Region, Topic
from tests.newsroom import make_picture, make_record, make_story, make_user, section_of


@pytest.fixture
def arabic(desk):
    return section_of(desk["ar"], "politics")


def pair(model, desk, name, arabic_name):
    """The same record in both editions."""
    ours = make_record(model, desk["en"], name)
    return ours, make_record(model, desk["ar"], arabic_name, translation_key=ours.translation_key)


def test_the_draft_has_the_storys_words_and_blocks_and_is_never_live(desk, politics, arabic):
    picture = make_picture()
    story = make_story(
        politics,
        "Harbour reopens",
        kind="analysis",
        short_headline="Harbour",
        standfirst="The first ship is due.",
        dateline="Port Salim",
        picture=picture,
        picture_alt="Cranes",
        picture_caption="The quay on Monday",
        body=[("paragraph", "<p>It opens.</p>"), ("picture", {"picture": picture, "alt": "Ship"})],
        search_description="A harbour",
    )
    translator = make_user("Translator")
    draft = translate_story(story, arabic, translator)
    assert draft.translation_key == story.translation_key
    assert (draft.live, draft.published_at, draft.owner) == (False, None, translator)
    assert (draft.edition, draft.home_section_id) == (desk["ar"], arabic.pk)
    assert draft.latest_revision.user == translator
    for name in ("title", "short_headline", "standfirst", "dateline", "picture", "picture_alt",
                 "picture_caption", "search_description", "kind"):  # fmt: skip
        assert getattr(draft, name) == getattr(story, name), name
    assert [block.block_type for block in draft.body] == ["paragraph", "picture"]
    assert draft.body[1].value["picture"] == picture
    assert draft.get_latest_revision_as_object().body[0].value.source == "<p>It opens.</p>"
    story.refresh_from_db()
    assert story.live


def test_records_become_the_target_editions_own(desk, politics, arabic):
    grain, grain_ar = pair(Topic, desk, "Grain", "حبوب")
    alone = make_record(Topic, desk["en"], "Only in English")
    africa, africa_ar = pair(Region, desk, "Africa", "أفريقيا")
    year, year_ar = pair(Dossier, desk, "A year of the harbour", "عام الميناء")
    wire, wire_ar = pair(Agency, desk, "Agencies", "وكالات")
    lina, lina_ar = pair(Author, desk, "Lina Haddad", "لينا حداد")
    nobody = make_record(Author, desk["en"], "Writes in English only")
    story = make_story(politics)
    story.topics, story.regions, story.dossiers = [grain, alone], [africa], [year]
    story.agencies = [wire]
    story.further_sections = [section_of(desk["en"], "economy"), politics]
    story.bylines = [Byline(author=nobody), Byline(author=lina, role="illustrated_by")]
    story.save()

    draft = translate_story(story, arabic, make_user("Translator"))
    assert list(draft.topics.all()) == [grain_ar]
    assert list(draft.regions.all()) == [africa_ar]
    assert list(draft.dossiers.all()) == [year_ar]
    assert list(draft.agencies.all()) == [wire_ar]
    assert list(draft.further_sections.all()) == [section_of(desk["ar"], "economy")]
    assert [(line.author, line.role) for line in draft.bylines.all()] == [
        (lina_ar, "illustrated_by")
    ]


def test_read_more_and_clips_lead_to_the_target_editions_own(desk, politics, arabic):
    related = make_story(politics, "Related")
    untranslated = make_story(politics, "Untranslated")
    translator = make_user("Translator")
    related_ar = translate_story(related, arabic, translator)
    clip = Clip.objects.create(locale=desk["en"].locale, title="A", address="https://e.org/a.mp4")
    clip_ar = Clip.objects.create(
        locale=desk["ar"].locale,
        title="أ",
        address="https://e.org/b.mp4",
        translation_key=clip.translation_key,
    )
    story = make_story(
        politics,
        clip=clip,
        body=[
            ("read_more", related),
            ("read_more", untranslated),
            ("video", {"clip": clip, "caption": ""}),
        ],
    )
    draft = translate_story(story, arabic, translator)
    assert draft.clip == clip_ar
    assert [block.block_type for block in draft.body] == ["read_more", "video"]
    assert draft.body[0].value.pk == related_ar.pk
    assert draft.body[1].value["clip"] == clip_ar


def test_there_is_one_story_to_an_edition(desk, politics, arabic):
    story, translator = make_story(politics), make_user("Translator")
    draft = translate_story(story, arabic, translator)
    with pytest.raises(AlreadyTranslated) as refused:
        translate_story(story, section_of(desk["ar"], "economy"), translator)
    assert refused.value.existing == draft
    with pytest.raises(SameEdition):
        translate_story(story, section_of(desk["en"], "economy"), translator)
    with pytest.raises(IntegrityError):
        Story.objects.filter(pk=make_story(arabic).pk).update(translation_key=story.translation_key)


def test_two_stories_of_one_headline_get_two_addresses(desk, politics, arabic):
    translator = make_user("Translator")
    first = translate_story(make_story(politics, "Live updates"), arabic, translator)
    economy = section_of(desk["en"], "economy")
    second = translate_story(make_story(economy, "Live updates"), arabic, translator)
    assert (first.slug, second.slug) == ("live-updates", "live-updates-2")


def test_who_may_not_write_there_may_not_translate_there(desk, politics, arabic):
    story, translator = make_story(politics), make_user("Translator")
    group = translator.groups.get()
    GroupPagePermission.objects.filter(group=group).update(page=desk["en"].front)
    with pytest.raises(PermissionDenied):
        translate_story(story, arabic, translator)


def test_the_screen_offers_fitting_sections_of_other_editions(at_desk, desk, politics, arabic):
    client, _translator = at_desk("Translator")
    story = make_story(politics, "Harbour reopens")
    screen = reverse("desk_translate", args=[story.pk])
    page = client.get(screen).content.decode()
    assert "المنبر · News" in page
    assert "The Tribune ·" not in page
    assert "المنبر · Videos" not in page
    assert f'value="{arabic.pk}" selected' in page

    answer = client.post(screen, {"section": arabic.pk})
    draft = Story.objects.get(locale=desk["ar"].locale)
    assert answer.url == reverse("wagtailadmin_pages:edit", args=[draft.pk])
    assert client.get(answer.url).status_code == 200

    page = client.get(screen).content.decode()
    assert "in these editions already" in page
    assert answer.url in page
    assert "no further edition" in page
    client.post(screen, {"section": arabic.pk})
    assert Story.objects.filter(translation_key=story.translation_key).count() == 2


def test_translate_to_is_in_the_menus_of_stories_only(at_desk, desk, politics):
    client, _chief = at_desk("Chief")
    story = make_story(politics)
    screen = reverse("desk_translate", args=[story.pk])
    assert screen in client.get("/admin/stories/").content.decode()
    edit = reverse("wagtailadmin_pages:edit", args=[story.pk])
    assert screen in client.get(edit).content.decode()
    explore = reverse("wagtailadmin_explore", args=[politics.pk])
    page = client.get(explore).content.decode()
    assert screen in page
    assert reverse("desk_translate", args=[politics.pk]) not in page
    assert client.get(reverse("desk_translate", args=[politics.pk])).status_code == 404


def test_a_translator_works_on_the_draft_and_submits_it(at_desk, politics, arabic):
    _client, translator = at_desk("Translator")
    draft = translate_story(make_story(politics), arabic, translator)
    permissions = draft.permissions_for_user(translator)
    assert permissions.can_edit()
    assert permissions.can_submit_for_moderation()
    assert not permissions.can_publish()
