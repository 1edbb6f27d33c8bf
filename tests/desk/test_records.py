"""Topics, people and clips: each edition has its own, and says which are the same."""

import pytest
from django.urls import reverse

from broadsheet.audience.models import Message
from broadsheet.kit import clock
from broadsheet.people.models import Agency, Author
from broadsheet.topics.models import Dossier, Region, Topic
from tests.newsroom import make_record


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
