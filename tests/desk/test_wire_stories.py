"""From an item to a story: at one click, by a rule, and when its agency thinks again."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.utils.translation import override

from broadsheet.desk.acting_on_wire import act_on_all
from broadsheet.desk.lineage import Hand, lineage, new_paragraphs
from broadsheet.desk.models import UpstreamChange, WireOrigin
from broadsheet.desk.story_from_item import Refusal
from broadsheet.desk.story_of_received import make_story
from broadsheet.desk.taking_down import take_down
from broadsheet.desk.trying_rules import try_rule
from broadsheet.desk.upstream import open_changes, settle
from broadsheet.live.models import BreakingItem
from broadsheet.stories.models import Story
from broadsheet.wire.models import ItemVersion, ReceivedItem, Rule, Source
from tests.newsroom import make_user, section_of
from tests.wire.sending import make_source, send

ONE = "urn:agency:harbour"
FIRST = "<p>The gate opened at dawn on Friday.</p><p>Grain ships waited outside for a week.</p>"
SECOND = "<p>The gate opened at dawn on Friday.</p><p>A third ship is on its way to the port.</p>"


@pytest.fixture
def source(newsroom: dict[str, Any]) -> Source:
    return make_source("Northwind")


@pytest.fixture
def editor(newsroom: dict[str, Any]) -> Any:
    return make_user("Editor")


def a_rule(**told: Any) -> Rule:
    rule = Rule(**{"name": "All", "active": True, "action": "publish"} | told)
    rule.full_clean()
    rule.save()
    return rule


def sent(source: Source, version: str = "1", **properties: Any) -> ReceivedItem:
    told = {"headline": "Harbour gate opens", "body_xhtml": FIRST, "body_text": None}
    receipt = send(source, ONE, version=version, **(told | properties))
    assert receipt.item is not None
    return receipt.item


# ---- By hand ----


def test_one_click_makes_a_draft_with_everything_filled_in(
    source: Source, editor: Any, newsroom: dict[str, Any]
) -> None:
    received = sent(source, byline="By Lina Haddad")
    story = make_story(received, editor)
    assert (story.title, story.live, story.owner) == ("Harbour gate opens", False, editor)
    assert [agency.name for agency in story.agencies.all()] == ["Coastal News Agency"]
    assert story.byline_text == "Lina Haddad"
    received.refresh_from_db()
    assert (received.state, received.handled_by) == ("used", editor)
    origin = WireOrigin.objects.get(story=story)
    assert (origin.received, origin.version) == (received, "1")


def test_a_second_click_leads_to_the_same_story(source: Source, editor: Any) -> None:
    received = sent(source)
    assert make_story(received, editor) == make_story(received, editor)
    assert Story.objects.count() == 1


def test_an_item_goes_to_the_edition_that_is_asked_for(
    source: Source, editor: Any, newsroom: dict[str, Any]
) -> None:
    received = sent(source)
    assert make_story(received, editor, newsroom["ar"]).edition == newsroom["ar"]


def test_what_was_killed_is_no_story(source: Source, editor: Any) -> None:
    sent(source)
    received = sent(source, "2", pubstatus="canceled")
    with pytest.raises(Refusal, match="killed"):
        make_story(received, editor)


def test_who_may_not_write_there_makes_no_story(source: Source, newsroom: dict[str, Any]) -> None:
    nobody = make_user("Reporter")
    nobody.groups.clear()
    with pytest.raises(PermissionDenied):
        make_story(sent(source), nobody)
    assert not Story.objects.exists()


# ---- By a rule ----


def test_a_rule_publishes_into_its_section_and_the_ticker(
    source: Source, newsroom: dict[str, Any]
) -> None:
    economy = section_of(newsroom["en"], "economy")
    a_rule(section=economy, edition=newsroom["en"], flash=True)
    received = sent(source)
    assert act_on_all() == 1
    story = Story.objects.get()
    assert (story.live, story.home_section) == (True, economy)
    item = BreakingItem.objects.get()
    assert (item.text, item.speaker, item.story) == (
        "Harbour gate opens",
        "Coastal News Agency",
        story,
    )
    received.refresh_from_db()
    assert received.state == "used"
    assert received.versions.get().acted == "All: published"
    assert act_on_all() == 0


def test_the_first_rule_that_fits_decides(source: Source) -> None:
    a_rule(name="Sport", order=1, words="football", action="publish")
    a_rule(name="Ports", order=2, words="gate", action="draft")
    a_rule(name="Rest", order=3, action="publish")
    a_rule(name="Off", order=0, active=False)
    sent(source)
    act_on_all()
    assert not Story.objects.get().live
    assert ItemVersion.objects.get().acted == "Ports: a draft"


@pytest.mark.parametrize(
    "held",
    [
        {"pubstatus": "withheld"},
        {"embargoed": "2099-01-01T00:00:00Z"},
        {"embargoed": "after the vote"},
    ],
)
def test_no_rule_publishes_what_is_withheld_or_under_embargo(
    source: Source, held: dict[str, str]
) -> None:
    a_rule(flash=True)
    sent(source, **held)
    act_on_all()
    story = Story.objects.get()
    assert not story.live
    assert story.go_live_at is None or not story.scheduled_revision
    assert not BreakingItem.objects.exists()


def test_a_rule_sorts_for_a_desk_and_makes_nothing(source: Source, editor: Any) -> None:
    desk = editor.groups.get()
    a_rule(action="nothing", desk=desk)
    received = sent(source)
    act_on_all()
    received.refresh_from_db()
    assert (received.desk, received.state) == (desk, "new")
    assert not Story.objects.exists()


def test_an_item_that_cannot_be_a_story_holds_up_no_other(source: Source) -> None:
    a_rule()
    send(source, "urn:a:1", language="tlh")
    send(source, "urn:a:2")
    assert act_on_all() == 2
    refused, _done = ItemVersion.objects.order_by("pk")
    assert refused.acted.startswith("refused: no edition is written in")
    assert Story.objects.count() == 1


def test_a_rule_is_tried_before_it_is_switched_on(source: Source) -> None:
    a_rule(name="First", order=1, words="ferry")
    send(source, "urn:a:1", headline="Ferry and gate")
    send(source, "urn:a:2", headline="Gate opens")
    send(source, "urn:a:3", headline="Gate shut", pubstatus="withheld")
    send(source, "urn:a:4", headline="Nothing of it", body_text="Other news.")
    rule = Rule(name="New", order=5, words="gate", action="publish")
    trials, count = try_rule(rule)
    assert count == 4
    assert [(t.received.headline, str(t.instead or ""), t.held_back) for t in trials] == [
        ("Gate shut", "", True),
        ("Gate opens", "", False),
        ("Ferry and gate", "First", False),
    ]
    assert not Story.objects.exists()


# ---- Upstream ----


def test_a_story_that_nobody_touched_follows_its_agency(source: Source) -> None:
    a_rule()
    sent(source)
    act_on_all()
    sent(source, "2", headline="Harbour gate is open", body_xhtml=SECOND)
    act_on_all()
    story = Story.objects.get()
    assert (story.title, story.live) == ("Harbour gate is open", True)
    sent(source, "3", pubstatus="canceled")
    act_on_all()
    story.refresh_from_db()
    assert not story.live
    assert not UpstreamChange.objects.exists()


def test_who_made_a_story_theirs_is_told_and_readers_see_what_they_saw(
    source: Source, editor: Any
) -> None:
    story = make_story(sent(source), editor)
    act_on_all()
    story.save_revision(user=editor).publish(user=editor)
    sent(source, "2", headline="Harbour gate is open", body_xhtml=SECOND)
    act_on_all()
    story.refresh_from_db()
    assert (story.title, story.live) == ("Harbour gate opens", True)
    change = open_changes(story).get()
    assert (change.kind, change.version.version) == ("update", "2")


def test_the_newest_change_is_the_one_to_decide(source: Source, editor: Any) -> None:
    story = make_story(sent(source), editor)
    act_on_all()
    for version in "23":
        sent(source, version, headline=f"Harbour gate {version}")
        act_on_all()
    assert [each.version.version for each in open_changes(story)] == ["3"]


def test_a_new_version_is_brought_in_as_a_draft(source: Source, editor: Any) -> None:
    story = make_story(sent(source), editor)
    act_on_all()
    story.save_revision(user=editor).publish(user=editor)
    sent(source, "2", headline="Harbour gate is open", body_xhtml=SECOND)
    act_on_all()
    settle(open_changes(story).get(), editor, "bring_in")
    story = Story.objects.get(pk=story.pk)
    assert (story.title, story.has_unpublished_changes) == ("Harbour gate opens", True)
    assert story.get_latest_revision_as_object().title == "Harbour gate is open"
    assert not open_changes(story).exists()


def test_a_kill_of_what_somebody_published_is_decided_by_somebody(source: Source) -> None:
    chief = make_user("Chief")
    story = make_story(sent(source), chief)
    act_on_all()
    story.save_revision(user=chief).publish(user=chief)
    sent(source, "2", pubstatus="canceled")
    act_on_all()
    story.refresh_from_db()
    assert story.live
    change = open_changes(story).get()
    assert change.kind == "kill"
    settle(change, chief, "kill")
    story.refresh_from_db()
    assert not story.live
    assert not open_changes(story).exists()


def test_a_story_that_is_left_as_it_is_stays(source: Source, editor: Any) -> None:
    story = make_story(sent(source), editor)
    act_on_all()
    sent(source, "2", headline="Harbour gate is open")
    act_on_all()
    settle(open_changes(story).get(), editor, "leave")
    assert Story.objects.get().get_latest_revision_as_object().title == "Harbour gate opens"


def test_a_feed_that_changes_its_words_and_no_version_updates_its_story(source: Source) -> None:
    a_rule()
    told = {"versioncreated": None}
    sent(source, None, **told)
    act_on_all()
    sent(source, None, headline="Harbour gate is open", **told)
    act_on_all()
    assert Story.objects.get().title == "Harbour gate is open"


def test_every_paragraph_tells_which_version_it_came_from(source: Source, editor: Any) -> None:
    story = make_story(sent(source), editor)
    story.body = [
        {"type": "paragraph", "value": "<p>The gate opened at dawn on Friday.</p>"},
        {"type": "paragraph", "value": "<p>Some grain ships waited outside for a week.</p>"},
        {"type": "paragraph", "value": "<p>Our reporter counted eleven of them.</p>"},
    ]
    sent(source, "2", body_xhtml=SECOND)
    told = [(line.hand, line.versions, line.gone) for line in lineage(story)]
    assert told == [
        (Hand.AGENCY, ("1", "2"), False),
        (Hand.EDITED, ("1",), False),
        (Hand.DESK, (), False),
    ]
    assert new_paragraphs(story) == ["A third ship is on its way to the port."]


def test_a_legal_take_down_leaves_no_word_in_the_wire(source: Source, editor: Any) -> None:
    received = sent(source, slugline="GATE")
    story = make_story(received, editor)
    act_on_all()
    take_down(story, make_user("Chief"), "court order")
    kept = ReceivedItem.objects.get()
    everything = str([vars(kept), [vars(v) for v in kept.versions.all()]])
    assert "gate" not in everything.lower()
    assert kept.status == "canceled"
    sent(source, "2", headline="Harbour gate is open")
    act_on_all()
    assert "gate" not in Story.objects.get().title.lower()
    kept.refresh_from_db()
    assert "gate" not in str([vars(kept), [vars(v) for v in kept.versions.all()]]).lower()


def test_what_a_rule_did_is_told_in_the_language_of_whoever_reads_it(source: Source) -> None:
    a_rule(name="Ports")
    sent(source)
    send(source, "urn:a:2", language="tlh")
    act_on_all()
    published, refused = ItemVersion.objects.order_by("pk")
    told = {"en": published.acted}
    for language in ("ar", "es"):
        with override(language):
            told[language] = published.acted
            assert "tlh" in refused.acted
            assert "no edition" not in refused.acted
    assert told["en"] == "Ports: published"
    assert len(set(told.values())) == 3
    assert all("Ports" in each for each in told.values())
