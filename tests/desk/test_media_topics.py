"""Media Topics at the desk: in its language, chosen by name; in stories as their edition says."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.users.models import UserProfile

from broadsheet.desk.story_from_item import choose_section, fill_story
from broadsheet.desk.story_of_received import make_story
from broadsheet.stories.models import Story
from broadsheet.topics.models import Topic
from broadsheet.wire.models import Rule, Source
from tests.newsroom import make_record, make_user, section_of
from tests.wire.sending import item_of, make_source, send
from tests.wire.vocabularies import BERTHS, BOX_KITES, KITES, QUAYS, load


@pytest.fixture
def source(newsroom: dict[str, Any]) -> Source:
    return make_source("Northwind")


def someone(language: str = "en", role: str = "Chief") -> Client:
    """The desk as somebody has it who works in a language."""
    user = make_user(role)
    UserProfile.objects.update_or_create(user=user, defaults={"preferred_language": language})
    client = Client()
    client.force_login(user)
    return client


def page(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, answer
    return answer.content.decode()


def claims(edition: Any, key: str, subjects: str) -> Any:
    """A section of the edition that claims subjects."""
    section = section_of(edition, key)
    section.subjects = subjects
    section.save()
    return section


def topic(name: str, *codes: str) -> list[dict[str, str]]:
    return [{"name": name, "code": code} for code in codes]


# ---- The inbox ----


def test_an_items_subjects_are_named_in_the_language_of_the_desk(source: Source) -> None:
    load()
    item = send(source, subject=topic("Häfen", f"medtop:{QUAYS}")).item
    address = reverse("desk_wire_item", args=[item.pk])
    spanish = page(someone("es"), address)
    assert f'<a href="/admin/wire/?subject={QUAYS}"' in spanish
    assert "<bdi>muelles y grúas</bdi>" in spanish
    assert "«Häfen»" in spanish
    assert "<bdi>أرصفة ورافعات</bdi>" in page(someone("ar"), address)


def test_without_a_vocabulary_the_agencys_word_stands_below_the_first_level(source: Source) -> None:
    subjects = topic("Häfen", f"medtop:{QUAYS}") + topic("Wetter", "medtop:17000000")
    item = send(source, subject=subjects).item
    text = page(someone("es"), reverse("desk_wire_item", args=[item.pk]))
    assert "<bdi>Häfen</bdi>" in text
    assert "<bdi>meteorología</bdi>" in text


def test_a_row_of_the_inbox_says_what_its_item_is_about(source: Source) -> None:
    load()
    send(source, subject=topic("x", f"medtop:{BERTHS}", f"medtop:{QUAYS}"))
    text = page(someone("en"), "/admin/wire/")
    assert '<span class="wire-subject"><bdi>grain berths</bdi></span>' in text
    assert "<bdi>money matters</bdi>" not in text


def test_any_number_of_subjects_takes_the_same_number_of_queries(
    source: Source, django_assert_num_queries: Any
) -> None:
    load()
    chief = someone("ar")
    few = send(source, subject=topic("x", f"medtop:{QUAYS}")).item
    address = reverse("desk_wire_item", args=[few.pk])
    page(chief, address)
    with django_assert_num_queries(18):
        page(chief, address)
    codes = [f"medtop:{QUAYS}", f"medtop:{BERTHS}", f"medtop:{KITES}", "subj:04015001"]
    many = [*topic("y", *codes), *topic("z", *(f"medtop:2900{n:04}" for n in range(300, 360)))]
    item = send(source, subject=many).item
    with django_assert_num_queries(18):
        page(chief, reverse("desk_wire_item", args=[item.pk]))


def test_the_inbox_is_narrowed_to_a_topic_of_any_level_and_says_which(source: Source) -> None:
    load()
    send(source, headline="Wheat comes in", subject=topic("x", f"medtop:{BERTHS}"))
    send(source, headline="Cranes stand still", subject=topic("x", "subj:04015001"))
    send(source, headline="Kites fly", subject=topic("x", f"medtop:{BOX_KITES}"))
    text = page(someone("es"), f"/admin/wire/?subject={QUAYS}")
    assert f'<option value="{QUAYS}" selected>muelles y grúas</option>' in text
    assert "Wheat" in text
    assert "Cranes" in text
    assert "Kites" not in text
    by_top = page(someone("es"), "/admin/wire/?subject=10000000")
    assert '<option value="10000000" selected>tiempo libre</option>' in by_top
    assert "Kites" in by_top
    assert "Wheat" not in by_top


# ---- Rules and sections ----


def test_a_rule_chooses_topics_by_name_and_keeps_other_subjects(source: Source) -> None:
    load()
    chief = someone("es")
    rule = Rule.objects.create(name="Port", subjects=f"medtop:{QUAYS}, beekeeping, subj:04015001")
    address = reverse("wagtailsnippets_wire_rule:edit", args=[rule.pk])
    text = page(chief, address)
    assert f'<option value="{QUAYS}" selected>muelles y grúas · asuntos de dinero</option>' in text
    assert 'value="beekeeping, subj:04015001"' in text
    form = {"name": "Port", "order": 100, "action": "nothing", "subjects": "beekeeping"}
    answer = chief.post(address, form | {"topics": [KITES, "04000000"]})
    assert answer.status_code == 302, answer.content.decode()[:3000]
    rule.refresh_from_db()
    assert rule.subjects == f"{KITES}, 04000000, beekeeping"


def test_a_rule_with_too_many_subjects_says_so(source: Source) -> None:
    chief = someone()
    form = {"name": "All", "order": 100, "action": "nothing", "subjects": "x" * 290}
    answer = chief.post(
        reverse("wagtailsnippets_wire_rule:add"), form | {"topics": ["04000000", "05000000"]}
    )
    assert "Too many subjects for one rule" in answer.content.decode()
    assert not Rule.objects.exists()


def test_a_section_chooses_topics_by_name(newsroom: dict[str, Any]) -> None:
    load()
    economy = claims(newsroom["en"], "economy", f"04000000 {BERTHS} 29999999")
    form = economy.get_edit_handler().get_form_class()(instance=economy)
    drawn = str(form["subjects"])
    assert '<option value="04000000" selected>money matters</option>' in drawn
    assert f'<option value="{BERTHS}" selected>grain berths · money matters</option>' in drawn
    assert '<option value="29999999" selected>29999999</option>' in drawn
    assert BOX_KITES not in drawn
    field = form.fields["subjects"]
    assert field.clean([KITES, "04000000", KITES]) == f"{KITES} 04000000"
    assert field.clean([]) == ""
    assert not field.has_changed("04000000 07000000", ["07000000", "04000000"])
    with pytest.raises(Exception, match="not one of the available choices"):
        field.clean(["economy"])


def test_the_list_of_sections_names_their_subjects_with_one_query(
    newsroom: dict[str, Any], django_assert_num_queries: Any
) -> None:
    chief = someone("es", role="")
    claims(newsroom["en"], "economy", "04000000 09000000")
    page(chief, reverse("sections:index"))
    with django_assert_num_queries(17):
        text = page(chief, reverse("sections:index"))
    assert "economía, negocios y finanzas · trabajo" in text
    for key in ("politics", "opinion", "newsfeed"):
        claims(newsroom["ar"], key, "17000000")
    with django_assert_num_queries(17):
        page(chief, reverse("sections:index"))


# ---- Stories ----


def test_a_subject_code_leads_to_the_section_that_its_topic_stands_under(
    newsroom: dict[str, Any],
) -> None:
    claims(newsroom["en"], "politics", "15000000")
    leisure = claims(newsroom["en"], "economy", "10000000")
    sent = item_of(subject=topic("kites", "subj:15099001"))
    assert choose_section(sent, newsroom["en"]).slug == "politics"
    load()
    assert choose_section(sent, newsroom["en"]) == leisure


def test_the_most_specific_claim_decides_and_among_equals_the_first_section(
    newsroom: dict[str, Any],
) -> None:
    load()
    politics = claims(newsroom["en"], "politics", "04000000")
    economy = claims(newsroom["en"], "economy", QUAYS)
    english = newsroom["en"]
    assert choose_section(item_of(subject=topic("x", f"medtop:{BERTHS}")), english) == economy
    assert choose_section(item_of(subject=topic("x", "medtop:04000000")), english) == politics
    claims(newsroom["en"], "economy", "04000000")
    assert choose_section(item_of(subject=topic("x", f"medtop:{BERTHS}")), english) == politics


def test_a_section_that_claims_a_retired_topic_gets_what_replaced_it(
    newsroom: dict[str, Any],
) -> None:
    load()
    economy = claims(newsroom["en"], "economy", BOX_KITES)
    sent = item_of(subject=topic("x", f"medtop:{KITES}"))
    assert choose_section(sent, newsroom["en"]) == economy


def test_a_story_gets_the_topics_that_its_edition_calls_the_subjects(
    newsroom: dict[str, Any],
) -> None:
    load()
    ours = make_record(Topic, newsroom["ar"], "أرصفة ورافعات")
    health = make_record(Topic, newsroom["ar"], "الصحة")
    make_record(Topic, newsroom["en"], "quays and cranes")
    sent = item_of(
        subject=topic("Häfen", f"medtop:{QUAYS}") + topic("Gesundheit", "medtop:07000000")
    )
    story = Story(title="x")
    fill_story(story, sent, newsroom["ar"])
    assert set(story.topics.all()) == {ours, health}


def test_one_click_makes_a_story_under_its_editions_topic(
    source: Source, newsroom: dict[str, Any]
) -> None:
    load()
    ours = make_record(Topic, newsroom["en"], "Quays and Cranes")
    item = send(source, subject=topic("Häfen", "subj:04015001")).item
    story = make_story(item, make_user("Chief"), newsroom["en"])
    assert list(story.topics.all()) == [ours]
