"""Charts on a story's page, and the files that readers take along."""

from __future__ import annotations

import json

import pytest
from bs4 import BeautifulSoup

from broadsheet.media.renditions import make_renditions
from broadsheet.stories.body_text import body_text
from broadsheet.stories.kinds import Kind
from broadsheet.stories.models import Story
from tests.newsroom import make_picture, make_story, section_of
from tests.readers.charts import chart_block
from tests.readers.reading import page_of, records_of
from tests.readers.writing import change_story

pytestmark = pytest.mark.django_db


@pytest.fixture
def story(english):
    return make_story(
        section_of(english, "charts"),
        "Grain in numbers",
        kind=Kind.INFOGRAPHIC,
        text_alternative="It fell.",
        body=[chart_block(source="Board", source_address="https://board.example/")],
    )


def test_a_chart_is_drawn_with_its_title_source_and_table(reader, story):
    figure = page_of(reader.get(story.url)).select_one("figure.chart#chart-1")
    assert figure.figcaption.b.get_text() == "Grain by road"
    assert figure.figcaption.span.get_text() == "tonnes"
    assert len(figure.select("svg[role=img]")) == 2
    assert figure.select_one('a[href="https://board.example/"]').get_text() == "Board"
    assert [th.get_text() for th in figure.select("thead th[scope=col]")] == ["Period", "Road"]
    assert [th.get_text() for th in figure.select("tbody th[scope=row]")] == ["Before", "After"]
    assert [td.get_text() for td in figure.select("tbody td")] == ["8", "1,171.5"]
    assert figure.caption.get_text() == "Grain by road (tonnes)"


def test_every_picture_is_named_by_its_own_title_and_description(reader, story):
    page = page_of(reader.get(story.url))
    ids = [each["id"] for each in page.select("[id]")]
    assert len(ids) == len(set(ids))
    for svg in page.select(".chart svg"):
        named, described = svg["aria-labelledby"].split()
        assert page.find(id=named).get_text() == "Grain by road"
        assert "Highest: After, 1,171.5." in page.find(id=described).get_text()


def test_a_page_with_a_chart_holds_no_style_and_takes_its_style_sheet(reader, story):
    page = page_of(reader.get(story.url))
    assert page.select("[style], style") == []
    assert page.select_one('link[href$="broadsheet/charts.css"]')


def test_the_figures_are_there_as_csv_and_the_chart_as_svg(reader, story):
    links = [a["href"] for a in page_of(reader.get(story.url)).select(".take a[download]")]
    assert links == [f"{story.url}chart-1.csv", f"{story.url}chart-1.svg"]
    data, picture = (reader.get(link) for link in links)
    assert data.content.decode() == "\ufeffPeriod,Road\r\nBefore,8\r\nAfter,1171.5\r\n"
    assert data["Content-Type"] == "text/csv; charset=utf-8"
    assert picture["Content-Type"] == "image/svg+xml; charset=utf-8"
    assert "attachment" in picture["Content-Disposition"]
    assert b"Source: Board" in picture.content
    assert BeautifulSoup(picture.content, "html.parser").svg["height"]


@pytest.mark.parametrize("name", ["chart-2.csv", "chart-99.svg"])
def test_there_are_no_files_of_charts_that_are_not_there(reader, story, name):
    assert reader.get(f"{story.url}{name}").status_code == 404


def test_a_lead_picture_beside_a_chart_is_a_picture_like_others(reader, english):
    picture = make_picture(size=(60, 90))
    make_renditions(picture)
    story = make_story(
        section_of(english, "charts"),
        kind=Kind.INFOGRAPHIC,
        picture=picture,
        text_alternative="It fell.",
        body=[chart_block()],
    )
    assert page_of(reader.get(story.url)).select(".hero .zoom") == []


def test_files_go_with_the_story(reader, story):
    Story.objects.get(pk=story.pk).unpublish()
    assert reader.get(f"{story.url}chart-1.csv").status_code == 404
    assert reader.get(f"{section_of(story.edition, 'charts').url}chart-1.csv").status_code == 404


def test_the_figures_are_described_to_machines(reader, story):
    record = next(r for r in records_of(page_of(reader.get(story.url))) if r["@type"] == "Dataset")
    assert record["name"] == "Grain by road"
    assert len(record["description"]) >= 50
    assert record["isBasedOn"] == "https://board.example/"
    forms = {each["encodingFormat"]: each["contentUrl"] for each in record["distribution"]}
    assert forms["text/csv"].endswith("/chart-1.csv")
    assert json.dumps(record)


def test_an_arabic_chart_has_arabic_figures(reader, newsroom):
    story = make_story(
        section_of(newsroom["ar"], "charts"),
        "الحبوب",
        kind=Kind.INFOGRAPHIC,
        text_alternative="تراجعت.",
        body=[chart_block("المدة;البر\nقبل;٨\nبعد;١٬١٧١٫٥", title="الحبوب")],
    )
    figure = page_of(reader.get(story.url)).select_one("figure.chart")
    assert figure.svg["direction"] == "rtl"
    digits = {td.get_text().strip("\u2066\u2069") for td in figure.select("tbody td")}
    assert {len(each) for each in digits} == {1, 7}


def test_percent_stands_behind_its_number_in_arabic(reader, newsroom):
    story = make_story(
        section_of(newsroom["ar"], "charts"),
        "الحبوب",
        kind=Kind.INFOGRAPHIC,
        text_alternative="تراجعت.",
        body=[chart_block("المدة;البر\nقبل;-٨٪\nبعد;٩٪", title="الحبوب")],
    )
    figure = page_of(reader.get(story.url)).select_one("figure.chart")
    first = figure.select_one("tbody td").get_text()
    # The minus is kept before its number by an isolate; the sign behind it is outside.
    assert first[0] == "\u2066"
    assert first[-2] == "\u2069"


def test_words_in_cells_are_words(reader, english):
    evil = "<img src=x onerror=alert(1)>"
    block = chart_block(f"{evil};{evil}\n{evil};1\n=cmd|' /C calc'!A0;2", title=evil, note=evil)
    story = make_story(section_of(english, "politics"), body=[block])
    page = page_of(reader.get(story.url))
    assert page.select("figure.chart img") == []
    assert page.select_one("tbody th").get_text() == evil
    data = reader.get(f"{story.url}chart-1.csv").content.decode()
    assert "\r\n'=cmd|" in data


@pytest.mark.parametrize(
    "table", [None, "", [], {}, {"columns": ["a"], "rows": [["x", "NaN"]]}, {"text": "a;b\nx;1"}]
)
def test_a_chart_without_a_table_that_was_read_is_left_out(reader, english, table):
    block = chart_block()
    story = make_story(section_of(english, "politics"), body=[block, chart_block(title="Second")])
    block["value"]["table"] = table
    body = json.dumps([block, chart_block(title="Second")])
    Story.objects.filter(pk=story.pk).update(body=body)
    page = page_of(reader.get(story.url))
    # The second chart keeps its address.
    assert [figure["id"] for figure in page.select("figure.chart")] == ["chart-2"]
    assert reader.get(f"{story.url}chart-1.csv").status_code == 404
    assert reader.get(f"{story.url}chart-2.csv").status_code == 200


def test_a_correction_of_a_figure_is_in_page_and_file(reader, story):
    change_story(story, body=[chart_block("Period;Road\nBefore;9")])
    assert "Before,9" in reader.get(f"{story.url}chart-1.csv").content.decode()


def test_a_chart_is_found_by_its_words_and_not_read_out_by_its_figures(story):
    text = body_text(story)
    assert "Grain by road" in text
    assert "1171" not in text
