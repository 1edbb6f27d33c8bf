"""The channel at the desk: streams and their state, the week as a grid, who may do what."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from wagtail.users.models import UserProfile

from broadsheet.desk import stream_form
from broadsheet.kit import clock
from broadsheet.live.channel.faults import BadPlaylist, Unreachable
from broadsheet.live.channel.playlist import Playlist
from broadsheet.live.channel.watching import keep_look
from broadsheet.live.models import ScheduleSlot, Stream
from tests.live.streams import make_slot, make_stream

NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)
ADDRESS = "https://live.example.org/master.m3u8"


@pytest.fixture(autouse=True)
def at_noon():
    with clock.standing_at(NOON):
        yield


@pytest.fixture
def probed(monkeypatch):
    """What a look at any address finds: set ``probed["says"]``."""
    found = {"says": Playlist(segments=2, newest="1", seconds=4), "asked": []}

    class Probe:
        def __init__(self, private=False):
            pass

        def look(self, address, within=0.0):
            found["asked"].append(address)
            if isinstance(found["says"], Exception):
                raise found["says"]
            return found["says"]

    monkeypatch.setattr(stream_form, "Probe", Probe)
    return found


@pytest.fixture
def stream(desk) -> Stream:
    return make_stream(desk["en"], "TV", slug="tv")


def schedule_of(stream, tail=""):
    return f"/admin/channel/{stream.pk}/schedule/{tail}"


def seen(answer) -> BeautifulSoup:
    assert answer.status_code == 200, answer
    return BeautifulSoup(answer.content.decode(), "html.parser")


def stream_values(edition, **fields):
    return {
        "edition": edition.pk,
        "name": "TV",
        "kind": "video",
        "on_air": "on",
        "sort_order": 0,
        "address": ADDRESS,
        "further_hosts": "",
        "poster": "",
        "description": "",
        "captions_note": "",
        "notice": "",
        "slug": "",
        "same_as": "",
        **fields,
    }


def slot_values(**fields):
    return {
        "programme": "",
        "title": "The news",
        "note": "",
        "weekday": "0",
        "day": "",
        "starts": "20:00",
        "minutes": "60",
        **fields,
    }


def test_a_chief_adds_a_stream_and_its_address_is_tried(at_desk, desk, probed):
    chief, _user = at_desk("Chief")
    form = reverse("wagtailsnippets_live_stream:add")
    assert chief.post(form, stream_values(desk["en"])).status_code == 302
    assert Stream.objects.get().address == ADDRESS
    assert probed["asked"] == [ADDRESS]
    # What is as it was is not asked for again.
    edit = reverse("wagtailsnippets_live_stream:edit", args=[Stream.objects.get().pk])
    assert chief.post(edit, stream_values(desk["en"], name="TV 2")).status_code == 302
    assert probed["asked"] == [ADDRESS]


def test_an_address_that_cannot_be_played_is_an_error_at_its_field(at_desk, desk, probed):
    chief, _user = at_desk("Chief")
    probed["says"] = BadPlaylist("no_playlist")
    page = seen(chief.post(reverse("wagtailsnippets_live_stream:add"), stream_values(desk["en"])))
    field = page.select_one("[name=address]").find_parent(class_="w-field")
    assert "It cannot be played: this is no HLS playlist" in field.get_text()
    # That it is an address is not called in doubt.
    assert "Give an address" not in field.get_text()
    assert not Stream.objects.exists()


def test_a_network_that_is_away_is_a_warning(at_desk, desk, probed):
    chief, _user = at_desk("Chief")
    probed["says"] = Unreachable("late")
    form = reverse("wagtailsnippets_live_stream:add")
    page = seen(chief.post(form, stream_values(desk["en"]), follow=True))
    assert "nobody could look at its address: no answer in time." in page.get_text()
    assert Stream.objects.exists()


def test_how_streams_are_is_seen_at_a_glance(editor, desk, stream):
    page = seen(editor.get("/admin/channel/"))
    assert "Nobody has looked at it yet." in page.get_text()
    keep_look(stream, None)
    assert "Fine at" in seen(editor.get("/admin/channel/")).get_text()
    keep_look(stream, Unreachable("status", 503))
    keep_look(stream, Unreachable("status", 503))
    row = seen(editor.get("/admin/channel/")).select_one(".stream-health")
    assert "is-down" in row["class"]
    assert "Interrupted since" in row.get_text()
    assert "the server answers 503" in row.get_text()
    form = seen(editor.get(reverse("wagtailsnippets_live_stream:edit", args=[stream.pk])))
    assert form.video["src"] == stream.address
    assert "Interrupted since" in form.get_text()


def test_an_editor_fills_the_week_by_form_and_sees_it_as_a_grid(editor, desk, stream):
    answer = editor.post(schedule_of(stream, "add/"), slot_values(starts="23:30"))
    assert answer["Location"] == schedule_of(stream)
    editor.post(schedule_of(stream, "add/"), slot_values(weekday="", day="2026-03-06"))
    page = seen(editor.get(schedule_of(stream)))
    columns = page.select(".schedule > section")
    assert [len(each.select("li")) for each in columns] == [1, 1, 0, 0, 1, 0, 0]
    assert "is-today" in columns[2]["class"]
    first, rest, special = (columns[number].li for number in (0, 1, 4))
    assert (first["data-begins"], first["data-minutes"]) == ("1410", "30")
    assert (rest["data-begins"], rest["data-minutes"]) == ("0", "30")
    assert "is-rest" in rest["class"]
    assert "is-dated" in special["class"]
    slot = ScheduleSlot.objects.get(weekday=0)
    assert first.a["href"].startswith(f"/admin/channel/slot/{slot.pk}/")
    later = seen(editor.get(schedule_of(stream) + "?week=2026-03-11"))
    assert [len(each.select("li")) for each in later.select(".schedule > section")][4] == 0
    assert editor.get(schedule_of(stream) + "?week=never").status_code == 404
    assert editor.get(schedule_of(stream) + "?week=0001-01-01").status_code == 404


def test_an_overlap_is_said_at_the_form_and_names_the_other_slot(editor, desk, stream):
    make_slot(stream, "20:30", 60, weekday=0, title="The Long Table")
    page = seen(editor.post(schedule_of(stream, "add/"), slot_values()))
    assert "“The Long Table” is on air then: Monday 20:30–21:30." in page.get_text()
    assert ScheduleSlot.objects.count() == 1


def test_a_slot_is_changed_and_taken_out(editor, desk, stream):
    slot = make_slot(stream, "20:00", 60, weekday=0, title="A")
    address = reverse("desk_slot", args=[slot.pk])
    form = seen(editor.get(address))
    assert form.select_one("[name=starts]")["value"] == "20:00"
    editor.post(address, slot_values(title="B", starts="20:15"))
    slot.refresh_from_db()
    assert (slot.title, f"{slot.starts:%H:%M}") == ("B", "20:15")
    drop = reverse("desk_slot_drop", args=[slot.pk])
    assert editor.get(drop).status_code == 405
    editor.post(drop)
    assert not ScheduleSlot.objects.exists()


def test_a_new_slot_begins_where_the_grid_was_clicked(editor, desk, stream):
    form = seen(editor.get(schedule_of(stream, "add/?weekday=3&starts=14:00")))
    assert form.select_one("[name=weekday] [selected]")["value"] == "3"
    assert form.select_one("[name=starts]")["value"] == "14:00"
    assert editor.get(schedule_of(stream, "add/?weekday=x&starts=99:00&day=no")).status_code == 200


def test_a_day_is_copied_to_others(editor, desk, stream):
    make_slot(stream, "20:00", 60, weekday=0, title="A")
    editor.post(schedule_of(stream, "copy/"), {"weekday": "0", "onto": ["1", "2"]})
    assert stream.slots.count() == 3
    make_slot(stream, "21:00", 1440, weekday=4, title="In the way")
    page = seen(
        editor.post(schedule_of(stream, "copy/"), {"weekday": "0", "onto": "5"}, follow=True)
    )
    assert "In the way" in page.select_one(".messages").get_text()
    assert stream.slots.count() == 4
    editor.post(schedule_of(stream, "copy/"), {"weekday": "9", "onto": ["1"]})
    assert stream.slots.count() == 4


@pytest.mark.parametrize(
    ("role", "sees", "plans", "adds"),
    [
        ("Reporter", True, False, False),
        ("Translator", True, False, False),
        ("Editor", True, True, False),
        ("Chief", True, True, True),
    ],
)
def test_who_may_do_what(at_desk, desk, stream, probed, role, sees, plans, adds):
    client, _user = at_desk(role)
    assert (client.get("/admin/channel/").status_code == 200) is sees
    assert (client.get(schedule_of(stream)).status_code == 200) is plans
    client.post(schedule_of(stream, "add/"), slot_values())
    assert ScheduleSlot.objects.exists() is plans
    client.post(reverse("wagtailsnippets_live_stream:add"), stream_values(desk["en"], name="New"))
    assert Stream.objects.filter(name="New").exists() is adds


def test_the_week_of_another_edition_is_out_of_reach(at_desk, desk):
    from django.contrib.auth.models import Permission
    from wagtail.models import GroupPagePermission

    client, user = at_desk("Editor")
    group = user.groups.get()
    GroupPagePermission.objects.filter(group=group).delete()
    permission = Permission.objects.get(codename="change_page")
    GroupPagePermission.objects.create(group=group, page=desk["en"].front, permission=permission)
    ours, theirs = make_stream(desk["en"]), make_stream(desk["ar"])
    slot = make_slot(theirs, "20:00", weekday=0)
    assert client.get(schedule_of(ours)).status_code == 200
    for address in (
        schedule_of(theirs),
        schedule_of(theirs, "add/"),
        reverse("desk_slot", args=[slot.pk]),
    ):
        assert client.get(address).status_code != 200
    client.post(reverse("desk_slot_drop", args=[slot.pk]))
    assert ScheduleSlot.objects.filter(pk=slot.pk).exists()


def test_hours_are_those_of_the_edition(editor, desk, stream):
    desk["en"].time_zone = "Asia/Tokyo"
    desk["en"].save()
    make_slot(stream, "08:00", 60, day=date(2026, 3, 4), title="Morning")
    page = seen(editor.get(schedule_of(stream)))
    assert page.select(".schedule > section")[2].li["data-begins"] == "480"
    desk["en"].time_zone = "UTC"
    desk["en"].save()


def test_what_is_wrong_with_a_stream_is_said_in_the_editors_own_language(at_desk, desk, stream):
    for _ in range(2):
        keep_look(stream, Unreachable("status", 503))
    client, user = at_desk("Editor")
    UserProfile.objects.update_or_create(user=user, defaults={"preferred_language": "ar"})
    row = seen(client.get("/admin/channel/")).select_one(".stream-health")
    assert "503" in row.get_text()
    assert "server" not in row.get_text()
