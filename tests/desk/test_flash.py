"""A flash: one line and Enter, in every chosen edition or in none; a minute to take it back."""

import json
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from wagtail.models import GroupPagePermission

from broadsheet.desk import flashing
from broadsheet.desk.flashing import Line, TooLate, note_reach, send_flash, undo_flash
from broadsheet.desk.models import Flash, FlashPart
from broadsheet.editions.models import Edition
from broadsheet.kit import clock
from broadsheet.kit.clock import standing_at
from broadsheet.kit.event_log import Tail
from broadsheet.ledger.models import Entry
from broadsheet.live.closing import close_page
from broadsheet.live.events import BreakingEvents
from broadsheet.live.models import BreakingItem, Post
from broadsheet.live.post_words import PostWords
from broadsheet.live.posting import edit_post
from broadsheet.stories.models import Story
from tests.newsroom import make_live_page, make_user, section_of

SCREEN = "/admin/flash/"


@pytest.fixture
def lines(desk) -> list[Line]:
    return [
        Line(desk["en"], "The bridge is open", "Aziz", role="mayor", place="Port Salim"),
        Line(desk["ar"], "الجسر مفتوح", "عزيز"),
    ]


@pytest.fixture
def chief(desk):
    return make_user("Chief")


@pytest.fixture
def flash(lines, politics, chief) -> Flash:
    return send_flash(lines, politics, chief, uuid4())


def posted(home, token=None, **fields) -> dict:
    told = {
        "token": str(uuid4() if token is None else token),
        "section": home.pk,
        "status": "reported",
        "text_en": "The bridge is open",
        "speaker_en": "Aziz",
        "text_ar": "",
    }
    return {**told, **fields}


def test_a_flash_is_an_item_and_a_stub_story_in_each_edition(flash, desk):
    items = {item.locale.language_code: item for item in BreakingItem.objects.all()}
    assert items["en"].text == "The bridge is open"
    assert items["en"].is_shown
    assert items["ar"].is_shown
    assert items["en"].translation_key == items["ar"].translation_key
    story = items["en"].story
    assert story.live
    assert story.title == "The bridge is open"
    assert "The bridge is open, says Aziz." in str(story.body)
    assert story.standfirst == "This story is developing; more follows."
    other = items["ar"].story
    assert other.translation_key == story.translation_key
    assert other.url_path.startswith("/ar/")
    assert "الجسر مفتوح" in str(other.body)
    assert other.standfirst != story.standfirst


def test_every_thing_a_flash_makes_is_one_entry(lines, politics, chief):
    before = Entry.objects.count()
    send_flash(lines, politics, chief, uuid4())
    made = [entry.label for entry in Entry.objects.order_by("pk")[before:]]
    assert made == ["page", "live.breakingitem"] * 2


@pytest.mark.parametrize("step", ["_stub", "_section_of", "publishing.publish", "FlashPart"])
def test_what_fails_half_way_leaves_nothing(lines, politics, chief, monkeypatch, step):
    calls = []

    def fail(*args, **kwargs):
        calls.append(step)
        if len(calls) == 2:
            raise RuntimeError(step)
        return real(*args, **kwargs)

    holder, name = flashing, step
    if step == "publishing.publish":
        holder, name = flashing.publishing, "publish"
    if step == "FlashPart":
        holder, name = FlashPart.objects, "create"
    real = getattr(holder, name)
    monkeypatch.setattr(holder, name, fail)
    with pytest.raises(RuntimeError):
        send_flash(lines, politics, chief, uuid4())
    for model in (Flash, BreakingItem, Story):
        assert not model.objects.exists(), model
    assert not Entry.objects.filter(label="live.breakingitem").exists()


def test_readers_are_told_of_a_flash_once(lines, politics, chief, tmp_path):
    told = BreakingEvents(tmp_path)
    told.step()
    send_flash(lines[:1], politics, chief, uuid4())
    assert told.step() == 1
    records, _ = Tail(tmp_path / "stream", "/en/breaking/").read()
    ((name, data),) = records[-1].events
    assert name == "item"
    assert Story.objects.get().url in json.loads(data)["html"]


def test_enter_pressed_twice_sends_one_flash(editor, politics):
    token = uuid4()
    first = editor.post(SCREEN, posted(politics, token))
    second = editor.post(SCREEN, posted(politics, token))
    assert first["Location"] == second["Location"]
    assert BreakingItem.objects.count() == Story.objects.count() == 1


def test_an_edition_without_a_line_is_left_alone(editor, politics, desk):
    editor.post(SCREEN, posted(politics))
    assert [item.locale_id for item in BreakingItem.objects.all()] == [desk["en"].locale_id]


def test_who_says_so_is_taken_from_the_own_edition(editor, politics):
    editor.post(SCREEN, posted(politics, text_ar="الجسر مفتوح"))
    assert {item.speaker for item in BreakingItem.objects.all()} == {"Aziz"}


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"text_en": " "}, "text_en"),
        ({"speaker_en": ""}, "speaker_en"),
        ({"text_en": "x" * 241}, "text_en"),
        ({"status": "withdrawn"}, "status"),
        ({"section": ""}, "section"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_is_sent(editor, politics, fields, field):
    answer = editor.post(SCREEN, posted(politics, **fields))
    assert answer.status_code == 200
    assert field in answer.context["form"].errors
    assert not Flash.objects.exists()


def test_an_edition_without_the_section_says_so(editor, politics, arabic_politics):
    other = section_of(Edition.objects.get(code="ar"), "economy")
    arabic_politics.delete()
    answer = editor.post(SCREEN, posted(politics, text_ar="الجسر مفتوح"))
    (message,) = answer.context["form"].non_field_errors()
    assert "المنبر" in message
    assert "Politics" in message
    assert other.pk
    assert not Flash.objects.exists()


def test_markup_in_a_line_is_text(editor, politics, reader):
    editor.post(SCREEN, posted(politics, text_en="<script>alert(1)</script> fell"))
    story = Story.objects.get()
    assert "<script>alert" not in reader.get(story.url).content.decode()


def test_undone_readers_are_told_and_the_stories_are_gone(flash, chief, reader):
    urls = [part.story.url for part in flash.parts.all()]
    assert undo_flash(flash, chief) == []
    assert {item.status for item in BreakingItem.objects.all()} == {"withdrawn"}
    assert {reader.get(url).status_code for url in urls} == {410}
    assert Entry.objects.filter(verb="withdraw", label="live.breakingitem").count() == 2


def test_a_story_that_somebody_has_edited_stays(flash, chief):
    story = flash.parts.get(edition__code="en").story
    story.title = "The old bridge is open"
    story.save_revision()
    assert undo_flash(flash, chief) == [story]
    story.refresh_from_db()
    assert story.live
    assert flash.parts.get(edition__code="ar").story.live is False


def test_a_flash_is_undone_within_a_minute_and_once(flash, chief):
    with standing_at(clock.now() + timedelta(seconds=61)), pytest.raises(TooLate, match="minute"):
        undo_flash(flash, chief)
    assert BreakingItem.objects.filter(status="withdrawn").count() == 0
    undo_flash(flash, chief)
    with pytest.raises(TooLate, match="before"):
        undo_flash(flash, chief)


def test_an_undo_that_fails_half_way_changes_nothing(flash, chief, monkeypatch):
    def fail(*args):
        raise RuntimeError

    monkeypatch.setattr(flashing, "withdraw", fail)
    with pytest.raises(RuntimeError):
        undo_flash(flash, chief)
    flash.refresh_from_db()
    assert flash.undone_at is None
    assert not BreakingItem.objects.filter(status="withdrawn").exists()


def test_the_time_to_readers_is_shown_and_counts_once(editor, politics):
    editor.post(SCREEN, posted(politics))
    flash = Flash.objects.get()
    address = reverse("desk_flash_reached", args=[flash.pk])
    told = {"content_type": "application/json"}
    assert editor.post(address, json.dumps({"en": 93, "xx": 1}), **told).status_code == 204
    assert editor.post(address, json.dumps({"en": 5}), **told).status_code == 204
    assert "with readers after 93 ms" in editor.get(SCREEN).content.decode()


@pytest.mark.parametrize("told", [-1, 600_001, "soon", 1.5])
def test_what_is_no_time_is_refused(flash, told):
    with pytest.raises(Exception, match="milliseconds"):
        note_reach(flash, {"en": told})
    assert flash.parts.get(edition__code="en").reached is None


def test_a_page_with_the_module_is_answered_in_json(editor, politics):
    accept = {"headers": {"accept": "application/json"}}
    told = editor.post(SCREEN, posted(politics), **accept).json()
    flash = Flash.objects.get()
    assert told["address"] == f"{SCREEN}?sent={flash.pk}"
    assert told["items"] == {"en": BreakingItem.objects.get().pk}
    assert editor.post(SCREEN, posted(politics, text_en=""), **accept).status_code == 422


@pytest.mark.parametrize("role", ["Reporter", "Translator"])
def test_only_who_may_publish_sends_and_undoes(at_desk, desk, politics, flash, role):
    client, _user = at_desk(role)
    before = BreakingItem.objects.count()
    client.post(SCREEN, posted(politics))
    client.post(reverse("desk_flash_undo", args=[flash.pk]))
    client.post(
        reverse("desk_flash_reached", args=[flash.pk]), "{}", content_type="application/json"
    )
    assert BreakingItem.objects.count() == before
    assert not BreakingItem.objects.filter(status="withdrawn").exists()
    assert "Flash" not in client.get("/admin/").content.decode()


def test_a_look_at_the_undo_address_does_nothing(editor, flash):
    assert editor.get(reverse("desk_flash_undo", args=[flash.pk])).status_code == 405


def test_the_screen_puts_the_editions_side_by_side(editor, politics):
    page = editor.get(SCREEN).content.decode()
    assert 'name="text_en"' in page
    assert 'name="text_ar"' in page
    assert 'dir="rtl"' in page
    assert page.index('name="text_en"') < page.index('name="text_ar"')
    assert "/en/breaking/events" in page


def test_the_screen_asks_no_more_with_more_flashes(
    editor, politics, lines, chief, django_assert_max_num_queries
):
    for _each in range(6):
        send_flash(lines, politics, chief, uuid4())
    editor.get(SCREEN)
    with django_assert_max_num_queries(60):
        editor.get(SCREEN)


def test_a_flash_asks_the_database_no_more_than_it_must(
    lines, politics, chief, django_assert_max_num_queries
):
    send_flash(lines, politics, chief, uuid4())
    with django_assert_max_num_queries(100):
        send_flash(lines[:1], politics, chief, uuid4())


def test_a_flash_sent_from_the_screen_asks_little_before_it_is_sent(
    editor, politics, django_assert_max_num_queries
):
    editor.post(SCREEN, posted(politics))
    with django_assert_max_num_queries(120):
        editor.post(SCREEN, posted(politics))


def test_a_flash_is_a_key_event_of_the_chosen_live_page_and_is_undone_with_it(
    desk, politics, chief
):
    page = make_live_page(desk["en"])
    line = Line(desk["en"], "The bridge is open.", "Aziz", live_page=page)
    token = uuid4()
    flash = send_flash([line], politics, chief, token)
    post = Post.objects.get()
    assert (post.story_id, post.key_event) == (page.pk, True)
    assert "The bridge is open, says Aziz." in str(post.body.get_prep_value())
    assert flash.parts.get().post == post
    assert send_flash([line], politics, chief, token) == flash
    assert undo_flash(flash, chief) == []
    assert Post.objects.get().deleted_at is not None


def test_a_live_page_that_closed_meanwhile_stops_the_whole_flash(desk, politics, chief):
    page = make_live_page(desk["en"])
    close_page(page, "Done.", chief)
    line = Line(desk["en"], "The bridge is open", "Aziz", live_page=page)
    with pytest.raises(ValidationError, match="closed"):
        send_flash([line], politics, chief, uuid4())
    assert not BreakingItem.objects.exists()
    assert not Flash.objects.exists()
    other = Line(desk["ar"], "الجسر مفتوح", "عزيز", live_page=page)
    with pytest.raises(ValidationError, match="another edition"):
        send_flash([other], politics, chief, uuid4())


def test_a_post_of_a_flash_that_somebody_edited_stays(desk, politics, chief):
    page = make_live_page(desk["en"])
    line = Line(desk["en"], "The bridge is open", "Aziz", live_page=page)
    flash = send_flash([line], politics, chief, uuid4())
    post = edit_post(Post.objects.get(), PostWords(text="Half open"), seen=1)
    assert undo_flash(flash, chief) == [post]
    assert Post.objects.get().deleted_at is None


def test_the_form_of_a_flash_offers_the_live_pages_that_run(at_desk, desk, politics):
    client, _user = at_desk("Chief")
    assert "live_en" not in client.get(SCREEN).content.decode()
    page = make_live_page(desk["en"], "The count")
    html = client.get(SCREEN).content.decode()
    assert 'name="live_en"' in html
    assert 'name="live_ar"' not in html
    client.post(SCREEN, posted(politics, live_en=page.pk))
    assert Post.objects.get().story_id == page.pk


def test_a_flash_to_an_edition_out_of_reach_is_undone_by_its_sender_alone(at_desk, desk, flash):
    client, user = at_desk("Editor")
    group = user.groups.get()
    GroupPagePermission.objects.filter(group=group).update(page=desk["en"].front)
    client.post(reverse("desk_flash_undo", args=[flash.pk]))
    flash.refresh_from_db()
    assert flash.undone_at is None
    flash.sent_by = user
    flash.save()
    client.post(reverse("desk_flash_undo", args=[flash.pk]))
    flash.refresh_from_db()
    assert flash.undone_at is not None


def test_seconds_that_run_out_are_not_read_out(editor, flash):
    page = editor.get(f"{SCREEN}?sent={flash.pk}").content.decode()
    assert 'data-left role="timer" aria-live="off"' in page
