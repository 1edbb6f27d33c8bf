"""Whatever way an item takes, the ledger has one right row for what readers see of it."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from broadsheet.kit import clock
from broadsheet.ledger.models import Entry
from broadsheet.ledger.recording import update_followed
from broadsheet.live import publishing
from broadsheet.live.models import BreakingItem
from broadsheet.live.selectors import LABEL, items_of
from tests.ledger.conftest import written as written
from tests.newsroom import make_item, make_story, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def chief(newsroom):
    client = Client()
    client.force_login(make_user())
    return client


def last() -> Entry:
    return Entry.objects.order_by("pk").last()


def snippet(name: str, *args: int) -> str:
    return reverse(f"wagtailsnippets_live_breakingitem:{name}", args=args)


def test_the_verbs(english, written):
    item = make_item(english, live=False)
    assert written() == []
    item = publishing.publish(item)
    assert written() == [("change", LABEL, item.pk)]
    assert last().new_address == "/en/breaking/"
    assert items_of(english) in last().touches
    publishing.publish(item)
    assert written() == []
    publishing.set_status(item, "confirmed")
    assert written() == [("change", LABEL, item.pk)]
    assert last().fields == ["status"]
    assert items_of(english) not in last().touches
    publishing.withdraw(item)
    assert written() == [("withdraw", LABEL, item.pk)]
    assert last().old_address == "/en/breaking/"
    assert items_of(english) in last().touches
    publishing.withdraw(item)
    assert written() == []
    publishing.set_status(item, "reported")
    assert written() == [("change", LABEL, item.pk)]
    with pytest.raises(ValueError, match="no status"):
        publishing.set_status(item, "withdrawn")


def test_the_ticker_s_screen(english, chief, written):
    line = {"text": "At once", "speaker": "AP", "role": "", "place": "", "status": "reported"}
    chief.post("/admin/ticker/?edition=en", line)
    item = BreakingItem.objects.get(text="At once")
    assert written() == [("change", LABEL, item.pk)]
    for act, verb in (("confirm", "change"), ("deny", "change"), ("withdraw", "withdraw")):
        chief.post(f"/admin/ticker/{item.pk}/{act}/")
        assert written() == [(verb, LABEL, item.pk)], act


def test_the_forms_of_all_items(english, chief, written):
    item = make_item(english, "Before")
    written()
    data = {
        "text": "After",
        "speaker": "AP",
        "role": "",
        "place": "",
        "said_at": "2026-03-02 12:00",
        "status": "confirmed",
        "story": "",
    }
    assert chief.post(snippet("edit", item.pk), data).status_code == 302
    assert written() == [("change", LABEL, item.pk)]
    assert {"text", "status"} <= set(last().fields)
    chief.post(snippet("edit", item.pk), {**data, "status": "withdrawn"})
    assert written() == [("unpublish", LABEL, item.pk)]
    assert chief.post(snippet("add"), {**data, "edition": english.pk}).status_code == 302
    # What is added there waits for its publication.
    assert written() == []
    shown = make_item(english)
    written()
    assert chief.post(snippet("delete", shown.pk)).status_code == 302
    assert written() == [("delete", LABEL, shown.pk)]
    chief.post(snippet("delete", item.pk))
    assert written() == []


def test_a_shell(english, written):
    item = BreakingItem.objects.create(
        locale=english.locale, text="By hand", speaker="AP", published_at=clock.now()
    )
    assert written() == [("change", LABEL, item.pk)]
    item.text = "By hand, again"
    item.save()
    assert written() == [("change", LABEL, item.pk)]
    item.save()
    assert written() == []
    update_followed(BreakingItem.objects.filter(pk=item.pk), role="mayor")
    assert written() == [("change", LABEL, item.pk)]
    item.delete()
    assert written()[0][0] == "delete"


def test_a_story_s_deletion_is_a_row_of_each_item_that_led_to_it(english, politics, written):
    story = make_story(politics)
    pk = story.pk
    item, waits = make_item(english, story=story), make_item(english, story=story, live=False)
    written()
    story.delete()
    assert sorted(written()) == sorted([("change", LABEL, item.pk), ("delete", "page", pk)])
    waits.refresh_from_db()
    assert waits.story_id is None
