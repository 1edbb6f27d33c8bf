"""Topics, people and clips: each edition has its own, and says which are the same."""

import pytest
from django.urls import reverse
from wagtail.models import GroupPagePermission

from broadsheet.audience.models import Message
from broadsheet.kit import clock
from broadsheet.people.models import Agency, Author
from broadsheet.programmes.models import Programme
from broadsheet.topics.models import Dossier, Region, Topic
from tests.newsroom import make_record, make_user


def add(client, model, edition, **fields):
    meta = model._meta
    address = reverse(f"wagtailsnippets_{meta.app_label}_{meta.model_name}:add")
    return client.post(
        address, {"edition": edition.pk, "slug": "", "description": "", "same_as": "", **fields}
    )


def edit(client, record, **fields):
    meta = record._meta
    address = reverse(f"wagtailsnippets_{meta.app_label}_{meta.model_name}:edit", args=[record.pk])
    return client.post(address, {"slug": record.slug, "description": "", "same_as": "", **fields})


@pytest.mark.parametrize("model", [Topic, Region, Dossier, Author, Agency])
def test_every_record_has_its_screens(editor, desk, model):
    make_record(model, desk["en"], "One of these")
    meta = model._meta
    name = f"wagtailsnippets_{meta.app_label}_{meta.model_name}"
    assert "One of these" in editor.get(reverse(f"{name}:list")).content.decode()
    assert editor.get(reverse(f"{name}:add")).status_code == 200


def test_a_record_says_which_one_it_is_in_other_editions(editor, desk):
    africa = make_record(Topic, desk["en"], "Africa")
    answer = add(editor, Topic, desk["ar"], name="أفريقيا", same_as=str(africa.translation_key))
    assert answer.status_code == 302
    ours = Topic.objects.get(name="أفريقيا")
    assert ours.translation_key == africa.translation_key
    assert ours.locale_id == desk["ar"].locale_id
    assert ours.slug == "أفريقيا"

    form = editor.get(reverse("wagtailsnippets_topics_topic:edit", args=[ours.pk])).context["form"]
    assert form.initial["same_as"] == str(africa.translation_key)
    assert edit(editor, ours, name="أفريقيا").status_code == 302
    ours.refresh_from_db()
    assert ours.translation_key != africa.translation_key


def test_an_edition_has_one_record_of_a_kind_only(editor, desk):
    africa = make_record(Topic, desk["en"], "Africa")
    make_record(Topic, desk["ar"], "أفريقيا", translation_key=africa.translation_key)
    answer = add(editor, Topic, desk["ar"], name="قارة", same_as=str(africa.translation_key))
    assert "“أفريقيا” of this edition is that already." in answer.context["form"].errors["same_as"]


def test_two_records_of_one_name_are_refused_in_one_edition_only(editor, desk):
    make_record(Topic, desk["en"], "Grain")
    assert "slug" in add(editor, Topic, desk["en"], name="Grain").context["form"].errors
    assert add(editor, Topic, desk["ar"], name="Grain").status_code == 302


def test_a_reporter_does_not_make_topics(at_desk, desk):
    client, _reporter = at_desk("Reporter")
    add(client, Topic, desk["en"], name="Mine")
    assert not Topic.objects.exists()


def test_messages_are_read_not_changed(at_desk, desk):
    message = Message.objects.create(
        edition=desk["en"],
        name="A reader",
        email="reader@example.org",
        text="Page five is wrong.",
        received_at=clock.now(),
    )
    client, _editor = at_desk("Editor")
    assert "A reader" in client.get("/admin/message/").content.decode()
    assert "Page five is wrong." in client.get(f"/admin/message/{message.pk}/").content.decode()
    assert client.get("/admin/message/new/").status_code == 404
    assert client.get(f"/admin/message/edit/{message.pk}/").status_code == 404


@pytest.mark.parametrize("model", [Topic, Region, Dossier, Author, Agency, Programme])
def test_a_record_of_an_edition_out_of_reach_is_neither_changed_nor_deleted(at_desk, desk, model):
    user = make_user("Chief")
    GroupPagePermission.objects.filter(group=user.groups.get()).update(page=desk["ar"].front)
    client, _user = at_desk(user=user)
    theirs, ours = make_record(model, desk["en"], "Theirs"), make_record(model, desk["ar"], "Ours")
    name = f"wagtailsnippets_{model._meta.app_label}_{model._meta.model_name}"

    form = client.get(reverse(f"{name}:edit", args=[ours.pk]))
    assert [each.code for each in form.context["form"].fields["edition"].queryset] == ["ar"]
    assert client.get(reverse(f"{name}:edit", args=[theirs.pk])).status_code == 302
    add(client, model, desk["en"], name="Another of theirs")
    edit(client, theirs, name="Renamed")
    client.post(reverse(f"{name}:delete", args=[theirs.pk]))
    both = f"?id={theirs.pk}&id={ours.pk}"
    label = f"{model._meta.app_label}/{model._meta.model_name}"
    client.post(f"/admin/bulk/{label}/delete/{both}")
    assert {each.name for each in model.objects.all()} == {"Theirs", "Ours"}

    client.post(reverse(f"{name}:delete", args=[ours.pk]))
    assert [each.name for each in model.objects.all()] == ["Theirs"]
