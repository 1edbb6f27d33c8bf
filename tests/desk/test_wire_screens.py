"""The wire inbox and what belongs to it, as people at the desk use them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from broadsheet.desk.acting_on_wire import act_on_all
from broadsheet.desk.story_of_received import make_story
from broadsheet.kit.sentences import Sentence
from broadsheet.stories.models import Story
from broadsheet.wire.models import Delivery, ReceivedItem, Rule, Source, WordAlert
from broadsheet.wire.polling import note_failure
from broadsheet.wire.reading import quarantine
from broadsheet.wire.selectors import InboxFilter, inbox_page
from broadsheet.wire.transports import failures
from tests.newsroom import make_user
from tests.wire.sending import HARBOUR, Transport, make_source, send


@pytest.fixture
def source(newsroom: dict[str, Any]) -> Source:
    return make_source("Northwind")


def desk_of(role: str) -> Client:
    client = Client()
    client.force_login(make_user(role))
    return client


@pytest.fixture
def editor(newsroom: dict[str, Any]) -> Client:
    return desk_of("Editor")


def page(client: Client, address: str = "/admin/wire/") -> str:
    answer = client.get(address)
    assert answer.status_code == 200, answer
    return answer.content.decode()


def headlines(**asked: str) -> list[str]:
    return [item.headline for item in inbox_page(InboxFilter.read(asked))]


def test_the_newest_item_is_on_top_with_what_matters(source: Source, editor: Client) -> None:
    send(source, headline="Gate opens", urgency=1, slugline="GATE")
    send(source, headline="بوابة المرفأ", language="ar")
    text = page(editor)
    assert text.index("بوابة المرفأ") < text.index("Gate opens")
    assert 'lang="ar" dir="rtl"' in text
    assert "is-urgent" in text
    assert "GATE" in text


def test_items_are_found_by_what_they_are(source: Source) -> None:
    other = make_source("Coast")
    send(source, headline="Gate opens", urgency=2, subject=[{"code": "medtop:04000000"}])
    send(other, headline="Puerto abierto", language="es-MX", urgency=5)
    send(source, headline="والميناء مفتوح", language="ar", pubstatus="withheld", urgency=4)
    assert headlines(source=str(other.pk)) == ["Puerto abierto"]
    assert headlines(language="es") == ["Puerto abierto"]
    assert headlines(urgency="2") == ["Gate opens"]
    assert headlines(subject="04000000") == ["Gate opens"]
    assert headlines(words="ميناء") == ["والميناء مفتوح"]
    assert headlines(words="GATE opens") == ["Gate opens"]
    assert headlines(words="gat") == []
    assert headlines(status="withheld") == ["والميناء مفتوح"]
    assert len(headlines(state="new", source="no number", urgency="x")) == 3


def test_older_items_are_a_page_further(source: Source, editor: Client) -> None:
    for number in range(53):
        send(source, headline=f"Item {number:02}")
    text = page(editor)
    assert "Item 52" in text
    assert "Item 02<" not in text
    (older,) = [p for p in text.split('"') if p.startswith("?before=")]
    assert "Item 02" in page(editor, f"/admin/wire/{older}")


def test_a_page_takes_a_fixed_number_of_queries(
    source: Source, editor: Client, django_assert_num_queries: Any
) -> None:
    page(editor)
    WordAlert.objects.create(user_id=editor.session["_auth_user_id"], words="gate")
    for number in range(3):
        send(source, headline=f"Item {number}")
    with django_assert_num_queries(20):
        page(editor)
    for number in range(30):
        send(source, headline=f"Further item {number}")
    with django_assert_num_queries(20):
        page(editor)


def test_what_is_new_comes_by_itself_and_nothing_costs_nothing(
    source: Source, editor: Client, django_assert_max_num_queries: Any
) -> None:
    send(source, "urn:a:1", headline="First")
    number = page(editor).split('data-number="')[1].split('"')[0]
    look = f"/admin/wire/new/?after={number}&shown="
    with django_assert_max_num_queries(6):
        assert editor.get(look).status_code == 204
    send(source, "urn:a:2", headline="Second")
    answer = editor.get(look)
    assert "Second" in answer.content.decode()
    assert "First" not in answer.content.decode()
    assert editor.get(f"/admin/wire/new/?after={answer['X-Wire-Number']}").status_code == 204


def test_what_no_longer_fits_is_told_of_where_it_is_shown(source: Source, editor: Client) -> None:
    item = send(source, headline="First").item
    assert item is not None
    number = item.changed
    desk_of("Reporter").post(reverse("desk_wire_act", args=[item.pk, "take"]))
    look = f"/admin/wire/new/?state=new&after={number}"
    assert "First" not in editor.get(look).content.decode()
    assert "at-taken" in editor.get(f"{look}&shown={item.pk},x").content.decode()


def test_who_took_an_item_is_seen_and_nobody_else_takes_it(source: Source, editor: Client) -> None:
    item = send(source, headline="First").item
    assert item is not None
    reporter = make_user("Reporter", "nour")
    client = Client()
    client.force_login(reporter)
    act = reverse("desk_wire_act", args=[item.pk, "take"])
    assert client.post(act, headers={"accept": "application/json"}).status_code == 204
    assert "nour" in page(editor)
    late = editor.post(act, headers={"accept": "application/json"})
    assert (late.status_code, late.content.decode()) == (409, "nour has it already.")
    client.post(reverse("desk_wire_act", args=[item.pk, "give-back"]))
    assert editor.post(act, headers={"accept": "application/json"}).status_code == 204
    editor.post(reverse("desk_wire_act", args=[item.pk, "skip"]))
    item.refresh_from_db()
    assert item.state == "skipped"


def test_one_click_leads_to_the_story(source: Source, editor: Client) -> None:
    item = send(source, headline="First").item
    assert item is not None
    answer = editor.post(reverse("desk_wire_act", args=[item.pk, "story"]))
    story = Story.objects.get()
    assert answer["Location"] == reverse("wagtailadmin_pages:edit", args=[story.pk])
    assert "First" in page(editor, f"/admin/wire/{item.pk}/")


def test_an_item_is_read_whole_and_nothing_hostile_runs(source: Source, editor: Client) -> None:
    item = send(
        source,
        headline="<script>alert(1)</script>",
        body_xhtml='<p onclick="x()">Whole text<script>alert(2)</script></p>',
        body_text=None,
        usageterms="Not in Norway",
    ).item
    assert item is not None
    text = page(editor, f"/admin/wire/{item.pk}/?beside")
    assert "Whole text" in text
    assert "Not in Norway" in text
    assert "<script" not in text
    assert "onclick" not in text


def test_a_picture_is_shown_if_it_is_one(
    source: Source, editor: Client, settings: Any, tmp_path: Path
) -> None:
    from PIL import Image

    from broadsheet.wire.reading import take_in
    from tests.wire.test_quarantine import a_file
    from tests.wire_items import an_item

    Image.new("RGB", (40, 30)).save(tmp_path / "gate.jpg")
    (tmp_path / "page.jpg").write_text("<script>alert(1)</script>")
    pictures = {
        name: {"uri": f"urn:{name}", "type": "picture", "renditions": {"m": {"href": name}}}
        for name in ("gate.jpg", "page.jpg")
    }
    take_in(source, a_file(an_item(associations=pictures)), folder=tmp_path)
    item = ReceivedItem.objects.get()
    good, bad = (reverse("desk_wire_picture", args=[item.pk, n]) for n in (0, 1))
    answer = editor.get(good)
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/jpeg")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert editor.get(bad).status_code == 404
    assert editor.get(reverse("desk_wire_picture", args=[item.pk, 9])).status_code == 404


def test_words_that_somebody_waits_for_are_marked(source: Source, editor: Client) -> None:
    editor.post("/admin/wire/alerts/", {"words": "  second   gate "})
    alert = WordAlert.objects.get()
    send(source, headline="The second gate opens")
    send(source, headline="The gate opens")
    text = page(editor)
    assert text.count('data-alert="second gate"') == 1
    assert 'data-alert="' not in page(desk_of("Reporter"))
    editor.post("/admin/wire/alerts/", {"remove": str(alert.pk)})
    assert not WordAlert.objects.exists()


def test_what_two_agencies_say_is_one_line(source: Source, editor: Client) -> None:
    coast = make_source("Coast")
    send(source, "urn:a:1", headline="Harbour gate opened", body_text=HARBOUR)
    send(coast, "urn:b:1", headline="Harbour gate is opened", body_text=HARBOUR)
    text = page(editor)
    assert text.count('class="wire-row') == 1
    assert "1 more says the same" in text
    assert headlines(source=str(coast.pk)) == ["Harbour gate is opened"]


def test_a_source_that_fails_says_why_and_when_it_is_tried_again(
    source: Source, editor: Client
) -> None:
    feed = make_source("Feed", Transport.POLL, address="https://a.example/?key=secret")
    note_failure(feed, Sentence(failures.ANSWERED, {"status": 503}))
    text = page(editor)
    assert "the server answered 503" in text
    assert "next look" in text
    assert "secret" not in text


def test_the_quarantine_explains_shows_and_reads_again(source: Source, editor: Client) -> None:
    kept = quarantine(source, b"<b>\x00junk", [Sentence("line 1: is no item")], file_name="bad.xml")
    assert "line 1: is no item" in page(editor, "/admin/wire/quarantine/")
    shown = page(editor, f"/admin/wire/quarantine/{kept.pk}/")
    assert "&lt;b&gt;" in shown
    answer = editor.get(f"/admin/wire/quarantine/{kept.pk}/bytes/")
    assert answer.content == b"<b>\x00junk"
    assert answer["Content-Disposition"].startswith("attachment")
    editor.post(f"/admin/wire/quarantine/{kept.pk}/act/retry/")
    assert Delivery.objects.get().tries == 2
    editor.post(f"/admin/wire/quarantine/{kept.pk}/act/discard/")
    assert not Delivery.objects.exists()


def test_a_token_is_shown_once_and_a_password_never(newsroom: dict[str, Any]) -> None:
    chief = desk_of("Chief")
    told = {
        "name": "Coast",
        "transport": "push",
        "interval": "120",
        "active": "on",
        "password": "hush-hush",
        "key": "",
    }
    add = reverse("wagtailsnippets_wire_source:add")
    answer = chief.post(add, told, follow=True)
    source = Source.objects.get()
    assert "Authorization: Bearer" in answer.content.decode()
    edit = reverse("wagtailsnippets_wire_source:edit", args=[source.pk])
    text = page(chief, edit)
    assert "Bearer" not in text
    assert "hush-hush" not in text
    chief.post(edit, told | {"password": "", "key": source.key})
    token = source.token_hash
    source.refresh_from_db()
    assert (source.password, source.token_hash) == ("hush-hush", token)


def test_a_rule_is_tried_on_a_page(source: Source, editor: Client) -> None:
    send(source, headline="Gate opens")
    rule = Rule.objects.create(name="Gates", words="gate", action="publish")
    text = page(editor, reverse("desk_wire_rule_try", args=[rule.pk]))
    assert "1 of the newest 1 items" in text
    assert "Gate opens" in text


def test_a_changed_story_says_so_on_the_form_the_first_page_and_while_one_writes(
    source: Source, newsroom: dict[str, Any]
) -> None:
    writer = make_user("Editor")
    client = Client()
    client.force_login(writer)
    item = send(source, "urn:a:1", version="1").item
    assert item is not None
    story = make_story(item, writer)
    changes = reverse("desk_wire_changes", args=[story.pk])
    assert client.get(changes).status_code == 204
    send(source, "urn:a:1", version="2", headline="The gate is shut")
    act_on_all()
    edit = reverse("wagtailadmin_pages:edit", args=[story.pk])
    assert "has sent a newer version" in page(client, edit)
    assert "Changed or killed by agencies" in page(client, "/admin/")
    assert client.get(changes).json()["address"] == reverse("desk_wire_origin", args=[story.pk])
    text = page(client, reverse("desk_wire_origin", args=[story.pk]))
    assert "Bring it in as a draft" in text
    (change,) = story.upstream_changes.all()
    client.post(reverse("desk_upstream_settle", args=[change.pk, "bring_in"]))
    assert "The gate is shut" in page(client, edit)
    assert client.get(changes).status_code == 204


@pytest.mark.parametrize(
    ("role", "address", "status"),
    [
        ("Reporter", "/admin/wire/", 200),
        ("Reporter", "/admin/wire/quarantine/", 302),
        ("Translator", "/admin/wire/", 200),
    ],
)
def test_who_may_see_what(newsroom: dict[str, Any], role: str, address: str, status: int) -> None:
    assert desk_of(role).get(address).status_code == status
    assert Client().get(address).status_code == 302
