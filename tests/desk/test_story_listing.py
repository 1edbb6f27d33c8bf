"""The list of stories: what it shows, filters and finds, and what it costs."""

from datetime import UTC, datetime, timedelta

import pytest
from bench.many_stories import fill
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import GroupPagePermission

from broadsheet.kit import clock
from broadsheet.people.models import Author
from broadsheet.stories.models import Byline, Story
from tests.newsroom import make_record, make_story, make_user, section_of

LIST = "/admin/stories/"


def headlines(client, query=""):
    """The headlines in the list, in order."""
    answer = client.get(f"{LIST}?{query}")
    assert answer.status_code == 200
    return [story.draft_title for story in answer.context["page_obj"]]


@pytest.fixture
def opinion(desk):
    return section_of(desk["en"], "opinion")


def test_what_was_worked_on_last_comes_first(at_desk, politics):
    client, _user = at_desk("Editor")
    morning = datetime(2026, 5, 4, 8, tzinfo=UTC)
    with clock.standing_at(morning):
        first = make_story(politics, "First")
    with clock.standing_at(morning + timedelta(hours=1)):
        make_story(politics, "Second")
    assert headlines(client) == ["Second", "First"]
    first.save_revision(user=make_user("Editor"))
    assert headlines(client) == ["First", "Second"]


def test_the_list_shows_where_a_story_stands(at_desk, desk, politics, arabic_politics):
    client, _user = at_desk("Editor")
    make_story(arabic_politics, "ميناء", kind="analysis")
    page = client.get(LIST).content.decode()
    for words in ("ميناء", "Analysis", "سياسة", "المنبر", "live", ">ar<"):
        assert words in page, words


def test_filters(at_desk, desk, politics, opinion, arabic_politics):
    client, editor = at_desk("Editor")
    lina = make_record(Author, desk["en"], "Lina Haddad")
    signed = make_story(opinion, "Signed", kind="opinion")
    signed.bylines = [Byline(author=lina)]
    signed.save()
    make_story(politics, "Draft", live=False, owner=editor)
    make_story(arabic_politics, "Arabic")
    changed = make_story(politics, "Changed")
    changed.title = "Changed again"
    changed.save_revision()
    waiting = make_story(politics, "Waiting", live=False)
    waiting.get_workflow().start(waiting, editor)
    later = make_story(politics, "Later", live=False)
    later.go_live_at = clock.now() + timedelta(days=1)
    later.save_revision().publish()

    def found(query):
        return set(headlines(client, query))

    everything = found("")
    assert len(everything) == 6
    assert found(f"edition={desk['ar'].pk}") == {"Arabic"}
    assert found("area=articles") == {"Signed"}
    assert found(f"home_section={opinion.pk}") == {"Signed"}
    assert found("kind=opinion") == {"Signed"}
    assert found(f"author={lina.pk}") == {"Signed"}
    assert found("status=draft") == {"Draft", "Waiting"}
    assert found("status=live") == {"Signed", "Arabic", "Changed again"}
    assert found("status=changed") == {"Changed again"}
    assert found("status=review") == {"Waiting"}
    assert found("status=scheduled") == {"Later"}
    assert found("owner=me") == {"Draft"}
    today = clock.now().date()
    assert found(f"published_at_from={today}") == {"Signed", "Arabic", "Changed again"}
    assert found(f"published_at_to={today - timedelta(days=2)}") == set()
    assert found("status=nonsense") == everything


def test_search_by_words_of_the_headline(at_desk, politics, arabic_politics):
    client, _user = at_desk("Editor")
    make_story(politics, "Harbour reopens to grain ships")
    make_story(arabic_politics, "الميناء يستقبل سفن القمح")
    assert headlines(client, "q=grain+harb") == ["Harbour reopens to grain ships"]
    assert headlines(client, "q=القمح") == ["الميناء يستقبل سفن القمح"]
    assert headlines(client, 'q="+OR+*') == []
    assert headlines(client, "q=elephant") == []


def test_somebody_of_one_edition_sees_that_edition_only(at_desk, desk, politics, arabic_politics):
    make_story(politics, "English")
    make_story(arabic_politics, "Arabic")
    client, user = at_desk("Editor")
    group = user.groups.get()
    GroupPagePermission.objects.filter(group=group).update(page=desk["ar"].front)
    assert headlines(client) == ["Arabic"]


def test_the_list_costs_the_same_for_five_stories_and_for_fifty(at_desk, desk, politics):
    client, _user = at_desk("Editor")
    authors = [make_record(Author, desk["en"], "Lina Haddad")]
    fill([politics], 5, authors=authors)
    client.get(LIST)
    with CaptureQueriesContext(connection) as few:
        client.get(LIST)
    fill([politics, section_of(desk["ar"], "politics")], 100)
    with CaptureQueriesContext(connection) as many:
        assert len(headlines(client)) == 50
    assert len(many) <= len(few) + 1
    assert len(many) <= 24


def test_counting_stops_at_a_bound(at_desk, politics, monkeypatch):
    monkeypatch.setattr("broadsheet.desk.story_listing.COUNTED", 60)
    fill([politics], 70)
    client, _user = at_desk("Editor")
    answer = client.get(LIST)
    assert "1–50 of more than 60" in answer.content.decode()
    assert len(client.get(f"{LIST}?p=2").context["page_obj"]) == 10


def test_bulk_filled_stories_stand_where_they_should(desk, politics):
    pks = fill([politics], 3)
    story = Story.objects.get(pk=pks[-1])
    assert story.get_parent().pk == politics.pk
    politics.refresh_from_db()
    assert politics.numchild == politics.get_children().count() == 3
    make_story(politics, "After them")
    assert not Story.find_problems()[0]


def test_add_story_asks_for_section_and_kind_then_opens_the_form(at_desk, desk, opinion):
    client, _user = at_desk("Reporter")
    screen = reverse("stories:choose_parent")
    page = client.get(screen).content.decode()
    assert "The Tribune · Articles" in page
    assert "المنبر · News" in page
    answer = client.post(screen, {"section": opinion.pk, "kind": ""})
    assert answer.url.endswith(f"/stories/story/{opinion.pk}/?kind=opinion")
    assert client.get(answer.url).context["form"].instance.kind == "opinion"


def test_a_kind_is_refused_where_it_does_not_belong(at_desk, opinion):
    client, _user = at_desk("Reporter")
    answer = client.post(reverse("stories:choose_parent"), {"section": opinion.pk, "kind": "video"})
    assert "does not belong in this area" in str(answer.context["form"].errors["kind"])


def test_sections_of_other_editions_are_not_offered(at_desk, desk, politics, arabic_politics):
    client, user = at_desk("Reporter")
    GroupPagePermission.objects.filter(group=user.groups.get()).update(page=desk["ar"].front)
    answer = client.post(reverse("stories:choose_parent"), {"section": politics.pk})
    assert "section" in answer.context["form"].errors
    assert (
        client.post(reverse("stories:choose_parent"), {"section": arabic_politics.pk}).status_code
        == 302
    )


def test_the_explorers_list_of_a_section_costs_the_same_with_many(at_desk, politics):
    client, _user = at_desk("Editor")
    address, costs = f"/admin/pages/{politics.pk}/", []
    for count in (3, 12):
        for number in range(count):
            make_story(politics, f"Story {count}-{number}")
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        costs.append(sum("editions_edition" in query["sql"] for query in queries))
    # Wagtail asks every page of the list for its address, and says for which request of none.
    assert costs[0] == costs[1] < 12
