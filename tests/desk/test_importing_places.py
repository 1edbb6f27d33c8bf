"""An item finds its edition by its language and its section by its subjects, or as it is told."""

from __future__ import annotations

import pytest

from broadsheet.desk.founding import EditionPlan, SectionPlan, found_edition
from broadsheet.desk.importing import PlanError
from broadsheet.stories.models import Story
from tests.newsroom import section_of
from tests.wire_items import Agency, an_item, bring_in, story_of, write_items

URI = "urn:agency:gate"


@pytest.fixture
def agency(newsroom, tmp_path) -> Agency:
    return Agency(tmp_path / "wire")


def place_of(uri: str = URI) -> tuple[str, str]:
    story = story_of(uri)
    return story.edition.code, story.home_section.slug


# ---- Editions ----


def test_an_item_goes_into_the_edition_of_its_language(agency):
    languages = {"en": "en", "en-GB": "en", "EN_us": "en", "ar": "ar", "ar-EG": "ar"}
    for language, edition in languages.items():
        uri = f"urn:agency:{language}"
        agency.sends(uri=uri, language=language, headline="الميناء Harbour")
        assert place_of(uri)[0] == edition


def test_of_two_editions_in_one_language_the_exact_one_takes_it(agency):
    plan = EditionPlan(
        "mx",
        "es-MX",
        "La Tribuna",
        sort_order=3,
        areas={"news": "Noticias"},
        sections=[SectionPlan("politics", "news", "Política", "politica")],
    )
    found_edition(plan)
    found_edition(
        EditionPlan(
            "es", "es", "La Tribuna", sort_order=4, areas=plan.areas, sections=plan.sections
        )
    )
    agency.sends(uri="urn:1", language="es-MX")
    agency.sends(uri="urn:2", language="es")
    agency.sends(uri="urn:3", language="es-419")

    assert [place_of(uri)[0] for uri in ("urn:1", "urn:2", "urn:3")] == ["mx", "es", "mx"]


@pytest.mark.parametrize(
    ("language", "message"),
    [
        ("zh", "no edition is written in “zh”; choose one"),
        (
            "English, please",
            "'English, please' is not a language tag, such as en; choose the edition",
        ),
        (None, "it does not say its language; choose the edition"),
    ],
)
def test_an_item_in_no_editions_language_is_refused_and_told_why(agency, language, message):
    outcome = agency.sends(uri=URI, language=language)
    assert outcome.failed
    assert outcome.note == message
    assert outcome.line().startswith("refused ")
    assert not Story.objects.exists()


def test_the_edition_can_be_chosen_whatever_the_language(agency):
    agency.sends(uri=URI, language=None, edition="ar")
    assert place_of()[0] == "ar"


def test_one_item_may_be_in_two_editions(agency):
    agency.sends(uri=URI, edition="en")
    assert agency.sends(uri=URI, edition="ar").action == "added"
    assert agency.sends(uri=URI, edition="ar").action == "unchanged"
    assert Story.objects.count() == 2


def test_an_edition_that_is_not_there_stops_the_import_before_it_begins(agency, tmp_path):
    with pytest.raises(PlanError, match="no edition “fr”; there are: en, ar"):
        bring_in(write_items(tmp_path, an_item()), edition="fr")
    assert not Story.objects.exists()


# ---- Sections ----


def test_subjects_lead_to_a_section(agency, newsroom):
    economy = section_of(newsroom["en"], "economy")
    economy.subjects = "04000000 09000000"
    economy.save()

    by_code = {"code": "04000000", "scheme": "http://cv.iptc.org/newscodes/mediatopic/"}
    by_branch = {"code": "04010000", "scheme": "http://cv.iptc.org/newscodes/subjectcode/"}
    for number, subject in enumerate([by_code, by_branch, {"name": "ECONOMY"}]):
        agency.sends(uri=f"urn:{number}", subject=[{"name": "x"}, subject])
        assert place_of(f"urn:{number}") == ("en", "economy")


def test_a_later_form_of_subjects_leads_there_too(agency, newsroom):
    economy = section_of(newsroom["en"], "economy")
    economy.subjects = "04000000"
    economy.save()
    agency.sends(
        uri=URI,
        infosource=None,
        headline=None,
        body_text=None,
        headlines=[{"value": "Ships"}],
        bodies=[{"value": "They came."}],
        subjects=[{"uri": "http://cv.iptc.org/newscodes/mediatopic/04000000"}],
    )
    assert place_of() == ("en", "economy")


def test_without_a_subject_that_fits_it_goes_into_the_first_section_of_news(agency):
    agency.sends(uri=URI, subject=[{"name": "beekeeping"}])
    assert place_of() == ("en", "politics")


def test_the_section_can_be_chosen_and_is_found_in_each_edition(agency):
    agency.sends(uri="urn:1", section="economy")
    agency.sends(uri="urn:2", section="economy", language="ar", headline="السفن")
    agency.sends(uri="urn:3", section="اقتصاد")

    assert place_of("urn:1") == ("en", "economy")
    assert place_of("urn:2") == ("ar", "اقتصاد")
    assert place_of("urn:3") == ("en", "economy")


def test_a_section_among_the_articles_may_be_chosen(agency, reader):
    outcome = agency.sends(uri=URI, section="opinion", headline="Ships")
    assert outcome.address.endswith("/en/articles/opinion/ships/")
    assert reader.get("/en/articles/opinion/ships/").status_code == 200


@pytest.mark.parametrize(
    ("section", "edition", "message"),
    [
        ("weather", "en", "the edition “en” has no section “weather”"),
        ("weather", "", "the edition “en” has no section “weather”, nor has another"),
        ("newsfeed", "en", "items from the wire cannot stand in “newsfeed” (videos)"),
    ],
)
def test_a_section_that_cannot_be_stops_the_import_before_it_begins(
    agency, tmp_path, section, edition, message
):
    with pytest.raises(PlanError) as caught:
        bring_in(write_items(tmp_path, an_item()), section=section, edition=edition)
    assert str(caught.value) == message
    assert not Story.objects.exists()


def test_a_section_that_one_edition_lacks_is_refused_item_by_item(agency, newsroom):
    section_of(newsroom["ar"], "economy").delete()
    first = agency.sends(section="economy", language="ar", headline="السفن")
    second = agency.sends(section="economy")

    assert first.note == "the edition “ar” has no section “economy”"
    assert second.action == "added"


# ---- Files and addresses ----


def test_a_path_that_is_not_there_is_said_in_one_line(newsroom, tmp_path):
    with pytest.raises(PlanError, match=r"there is nothing at .*/nowhere"):
        bring_in(tmp_path / "nowhere")


def test_a_folder_without_items_is_said_in_one_line(newsroom, tmp_path):
    with pytest.raises(PlanError, match=r"there is no \.json file under"):
        bring_in(tmp_path)


def test_addresses_are_printed_as_people_read_them(agency, newsroom):
    outcome = agency.sends(language="ar", headline="السفينة الأولى تدخل الميناء")
    assert outcome.line() == (
        "added      http://testserver/ar/news/سياسة/السفينة-الأولى-تدخل-الميناء/"
    )


def test_an_edition_on_its_own_host_prints_that_host(agency, newsroom):
    newsroom["en"].host = "english.example.org"
    newsroom["en"].save()
    outcome = agency.sends(headline="Ships")
    assert outcome.address == "http://english.example.org/news/politics/ships/"
