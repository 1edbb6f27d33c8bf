"""The ticker's screen: one line, Enter; a click for each thing that may follow; who may do what."""

import pytest
from django.urls import reverse
from wagtail.models import GroupPagePermission
from wagtail.users.models import UserProfile

from broadsheet.live.models import BreakingItem
from tests.newsroom import make_item, make_user

SCREEN = "/admin/ticker/"
LINE = {"text": "The berth is open", "speaker": "AP", "role": "", "place": "", "status": "reported"}


def add(client, edition="en", **fields):
    return client.post(f"{SCREEN}?edition={edition}", {**LINE, **fields})


def act(client, item, what):
    answer = client.post(f"{SCREEN}{item.pk}/{what}/")
    item.refresh_from_db()
    return answer


def test_an_editor_publishes_a_line_with_enter(editor, desk):
    page = editor.get(f"{SCREEN}?edition=en").content.decode()
    assert "autofocus" in page
    answer = add(editor, role="an agency", place="Port Salim", status="confirmed")
    assert answer["Location"] == f"{SCREEN}?edition=en"
    item = BreakingItem.objects.get()
    assert item.published_at is not None
    assert (item.speaker, item.role, item.place) == ("AP", "an agency", "Port Salim")
    assert item.status == "confirmed"
    assert item.locale_id == desk["en"].locale_id
    assert "The berth is open" in editor.get(SCREEN).content.decode()


def test_confirm_deny_and_withdraw_are_one_click_each(editor, desk):
    item = make_item(desk["en"])
    assert act(editor, item, "confirm")["Location"] == f"{SCREEN}?edition=en"
    assert item.status == "confirmed"
    act(editor, item, "deny")
    assert item.status == "denied"
    act(editor, item, "withdraw")
    assert item.status == "withdrawn"
    buttons = editor.get(SCREEN).content.decode()
    assert f"/{item.pk}/withdraw/" not in buttons


def test_a_reporter_s_line_waits_until_an_editor_publishes_it(at_desk, editor, desk):
    reporter, _user = at_desk("Reporter")
    add(reporter)
    item = BreakingItem.objects.get()
    assert item.published_at is None
    assert act(reporter, item, "publish").status_code == 302
    assert item.published_at is None
    page = reporter.get(SCREEN).content.decode()
    assert f"/{item.pk}/publish/" not in page
    assert f"/{item.pk}/publish/" in editor.get(SCREEN).content.decode()
    act(editor, item, "publish")
    assert item.published_at is not None


@pytest.mark.parametrize("what", ["confirm", "deny", "withdraw"])
def test_a_reporter_changes_nothing_that_readers_see(at_desk, desk, what):
    reporter, _user = at_desk("Reporter")
    item = make_item(desk["en"])
    act(reporter, item, what)
    assert item.status == "reported"
    form = reverse("wagtailsnippets_live_breakingitem:edit", args=[item.pk])
    reporter.post(form, {**LINE, "text": "Changed", "said_at": "2026-03-02 12:00", "story": ""})
    item.refresh_from_db()
    assert item.text != "Changed"


@pytest.mark.parametrize(
    ("role", "may"),
    [("Reporter", False), ("Translator", False), ("Editor", False), ("Chief", True)],
)
def test_only_a_chief_deletes_an_item(at_desk, desk, role, may):
    client, _user = at_desk(role)
    item = make_item(desk["en"])
    client.post(reverse("wagtailsnippets_live_breakingitem:delete", args=[item.pk]))
    assert BreakingItem.objects.exists() is not may


def test_a_look_at_a_button_s_address_does_nothing(editor, desk):
    item = make_item(desk["en"])
    assert editor.get(f"{SCREEN}{item.pk}/withdraw/").status_code == 405
    item.refresh_from_db()
    assert item.status == "reported"
    act(editor, item, "explode")
    assert item.status == "reported"
    assert editor.post(f"{SCREEN}999999/withdraw/").status_code == 404


def test_a_line_that_says_nothing_is_refused_at_its_field(editor, desk):
    answer = add(editor, text="", speaker=" ")
    assert answer.status_code == 200
    assert set(answer.context["form"].errors) == {"text", "speaker"}
    assert set(add(editor, status="withdrawn").context["form"].errors) == {"status"}
    assert "text" in add(editor, text="x" * 241).context["form"].errors
    assert not BreakingItem.objects.exists()


def test_the_screen_opens_in_the_edition_that_was_worked_on_last(editor, desk):
    assert editor.get(SCREEN).context["edition"].code == "en"
    add(editor, edition="ar", text="الرصيف مفتوح")
    assert editor.get(SCREEN).context["edition"].code == "ar"
    assert BreakingItem.objects.get().locale_id == desk["ar"].locale_id


def test_the_screen_opens_in_the_language_of_whoever_opens_it(at_desk, desk):
    client, user = at_desk("Editor")
    profile = UserProfile.get_for_user(user)
    profile.preferred_language = "ar"
    profile.save()
    assert client.get(SCREEN).context["edition"].code == "ar"


def test_who_is_kept_to_one_edition_writes_for_that_one_only(at_desk, desk):
    user = make_user("Editor")
    group = user.groups.get()
    GroupPagePermission.objects.filter(group=group).update(page=desk["ar"].front)
    client, _user = at_desk(user=user)
    assert [each.code for each in client.get(SCREEN).context["editions"]] == ["ar"]
    item = make_item(desk["en"])
    act(client, item, "withdraw")
    assert item.status == "reported"
    add(client, edition="en")
    assert BreakingItem.objects.count() == 1


def test_who_may_not_write_for_it_does_not_see_it(at_desk, desk):
    user = make_user("Editor")
    user.groups.clear()
    client, _user = at_desk(user=user)
    assert client.get(SCREEN).status_code == 302
    reporter, _user = at_desk("Reporter")
    assert "/admin/ticker/" in reporter.get("/admin/").content.decode()


def test_every_act_is_in_the_item_s_history(editor, desk):
    add(editor)
    item = BreakingItem.objects.get()
    act(editor, item, "withdraw")
    history = editor.get(reverse("wagtailsnippets_live_breakingitem:history", args=[item.pk]))
    assert history.status_code == 200
    assert len(history.context["page_obj"].object_list) == 2


def test_the_list_of_all_items_finds_one_by_its_words(editor, desk):
    make_item(desk["en"], "The berth is open")
    make_item(desk["en"], "Something else")
    listed = editor.get(reverse("wagtailsnippets_live_breakingitem:list")).content.decode()
    assert "The berth is open" in listed
    assert "Something else" in listed


def test_an_item_of_an_edition_out_of_reach_is_not_changed_by_any_other_form(at_desk, desk):
    user = make_user("Chief")
    group = user.groups.get()
    GroupPagePermission.objects.filter(group=group).update(page=desk["ar"].front)
    client, _user = at_desk(user=user)
    theirs, ours = make_item(desk["en"]), make_item(desk["ar"])
    edit, delete = ("wagtailsnippets_live_breakingitem:" + act for act in ("edit", "delete"))
    form = client.get(reverse(edit, args=[ours.pk]))
    assert form.status_code == 200
    assert [each.code for each in form.context["form"].fields["edition"].queryset] == ["ar"]
    assert client.get(reverse(edit, args=[theirs.pk])).status_code == 302
    client.post(reverse(delete, args=[theirs.pk]))
    client.post(reverse(delete, args=[ours.pk]))
    assert list(BreakingItem.objects.all()) == [theirs]


@pytest.mark.parametrize("name", ["Ticker", "Flash", "Live pages", "Channel"])
def test_a_screen_says_where_one_is(editor, desk, name):
    address = {"Live pages": "live"}.get(name, name.lower())
    page = editor.get(f"/admin/{address}/")
    assert [str(each["label"]) for each in page.context["breadcrumbs_items"]] == ["Home", name]
    assert f"<title>{name}" in " ".join(page.content.decode().split()).replace(
        "<title> ", "<title>"
    )
