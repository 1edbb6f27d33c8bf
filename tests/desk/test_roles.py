"""What each role may do, said as a newsroom would say it."""

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from wagtail.models import GroupPagePermission, Page, Workflow

from broadsheet.desk.roles import establish_roles
from broadsheet.editions.models import Area
from broadsheet.stories.models import Story
from tests.desk.story_data import paragraph, story_data
from tests.newsroom import make_story, make_user


def may(user, page, what):
    return getattr(page.permissions_for_user(user), f"can_{what}")()


def test_roles_are_established_once_however_often_they_are_asked_for(desk):
    before = (GroupPagePermission.objects.count(), Workflow.objects.count())
    establish_roles()
    assert (GroupPagePermission.objects.count(), Workflow.objects.count()) == before
    assert set(Group.objects.values_list("name", flat=True)) >= {
        "Reporter", "Translator", "Editor", "Chief",
    }  # fmt: skip


def test_what_a_chief_gave_a_group_stays(desk):
    from django.contrib.auth.models import Permission

    given = Permission.objects.get(codename="change_editionfront")
    Group.objects.get(name="Editor").permissions.add(given)
    establish_roles()
    assert given in Group.objects.get(name="Editor").permissions.all()


@pytest.mark.parametrize("role", ["Reporter", "Translator"])
def test_a_reporter_writes_but_does_not_publish(desk, politics, role):
    user = make_user(role)
    own = make_story(politics, live=False, owner=user)
    others = make_story(politics, live=False)
    assert may(user, politics, "add_subpage")
    assert may(user, own, "edit")
    assert not may(user, own, "publish")
    assert not may(user, others, "edit")


def test_an_editor_edits_publishes_unpublishes_and_locks(desk, politics):
    editor, story = make_user("Editor"), make_story(politics)
    for what in ("edit", "publish", "unpublish", "lock", "unlock", "move"):
        assert may(editor, story, what), what


def test_only_a_chief_deletes_what_was_published(desk, politics):
    story, draft = make_story(politics), make_story(politics, live=False)
    assert may(make_user("Editor"), draft, "delete")
    assert not may(make_user("Editor"), story, "delete")
    assert may(make_user("Chief"), story, "delete")


@pytest.mark.parametrize("role", ["Reporter", "Translator", "Editor"])
def test_sections_and_fronts_are_the_chiefs(desk, politics, role):
    user, front = make_user(role), desk["en"].front.specific
    area = Area.objects.get(slug="news", locale=desk["en"].locale)
    assert not may(user, politics, "edit")
    assert not may(user, area, "add_subpage")
    assert not may(user, front, "edit")
    assert not may(user, front, "add_subpage")


def test_a_chief_changes_sections_and_fronts(desk, politics):
    chief = make_user("Chief")
    assert may(chief, politics, "edit")
    assert may(chief, Area.objects.get(slug="news", locale=desk["en"].locale), "add_subpage")
    assert may(chief, desk["en"].front.specific, "edit")


def test_nobody_adds_a_front_to_the_tree_by_hand(at_desk):
    client, _user = at_desk("Chief")
    root = Page.get_first_root_node()
    address = reverse("wagtailadmin_pages:add", args=["fronts", "editionfront", root.pk])
    assert client.get(address).status_code == 302


@pytest.mark.parametrize(
    ("role", "place", "shown"),
    [
        ("Reporter", "/admin/stories/", True),
        ("Reporter", "/admin/edition/", False),
        ("Editor", "/admin/edition/", False),
        ("Chief", "/admin/edition/", True),
        ("Chief", "/admin/fronts/", True),
        ("Chief", "/admin/sections/", True),
        ("Reporter", "/admin/message/", False),
        ("Editor", "/admin/message/", True),
        ("Chief", "/admin/users/", True),
        ("Editor", "/admin/users/", False),
        ("Reporter", "/admin/images/", True),
    ],
)
def test_who_sees_which_screen(at_desk, role, place, shown):
    client, _user = at_desk(role)
    assert (client.get(place).status_code == 200) is shown


def test_a_reporters_story_is_approved_by_an_editor(at_desk, politics):
    client, _reporter = at_desk("Reporter")
    add = reverse("wagtailadmin_pages:add", args=["stories", "story", politics.pk])
    client.post(add, story_data("A quiet day", body=[paragraph()], action="submit"))
    story = Story.objects.get(title="A quiet day")
    assert story.current_workflow_state.workflow.name == "Editors' approval"
    assert not story.live

    client, _editor = at_desk("Editor")
    task = story.current_workflow_task_state
    client.post(reverse("wagtailadmin_pages:workflow_action", args=[story.pk, "approve", task.pk]))
    story.refresh_from_db()
    assert story.live
    assert story.updated_at is None


def test_an_unfit_story_is_not_approved_from_the_dashboard(at_desk, politics):
    client, _reporter = at_desk("Reporter")
    add = reverse("wagtailadmin_pages:add", args=["stories", "story", politics.pk])
    client.post(add, story_data("Five things", kind="in_five", action="submit"))
    story = Story.objects.get(title="Five things")

    client, _editor = at_desk("Editor")
    task = story.current_workflow_task_state
    answer = client.post(
        reverse("wagtailadmin_pages:workflow_action", args=[story.pk, "approve", task.pk]),
        follow=True,
    )
    story.refresh_from_db()
    assert not story.live
    assert "has five points; this has 0" in answer.content.decode()


def test_unfit_stories_are_not_published_in_bulk(at_desk, politics):
    fit = make_story(politics, "Fit", live=False)
    unfit = make_story(politics, "Unfit", live=False, kind="in_five")
    client, _editor = at_desk("Editor")
    bulk = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    answer = client.post(f"{bulk}?id={fit.pk}&id={unfit.pk}&next=/admin/stories/", follow=True)
    assert "“Unfit”: “In five” has five points; this has 0." in answer.content.decode()
    assert not Story.objects.filter(pk__in=[fit.pk, unfit.pk], live=True).exists()
