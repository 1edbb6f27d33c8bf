"""Charts at the desk: what the form takes, refuses and shows."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from broadsheet.desk.translating import translate_story
from broadsheet.stories.chart_block import TypedTable
from broadsheet.stories.models import Story
from tests.desk.story_data import story_data
from tests.newsroom import make_user, section_of

pytestmark = pytest.mark.django_db


def chart(text: str, **fields: str) -> tuple[str, dict[str, str]]:
    """A chart as the browser sends it."""
    usual = {"title": "Grain", "kind": "bars", "unit": "", "decimals": "", "in_words": ""}
    return (
        "chart",
        {**usual, "note": "", "source": "", "source_address": "", "table": text, **fields},
    )


def add(client, section, block, action=""):
    data = story_data("Numbers", body=[block], action=action)
    return client.post(f"/admin/pages/add/stories/story/{section.pk}/", data)


def test_a_pasted_table_is_read_once_and_kept_beside_what_was_typed(editor, politics):
    assert add(editor, politics, chart("a\tb\nx\t1.340,5"), "publish").status_code == 302
    stored = Story.objects.get(title="Numbers").body.get_prep_value()[0]["value"]["table"]
    assert stored == {
        "text": "a\tb\nx\t1.340,5",
        "columns": ["a", "b"],
        "rows": [["x", "1340.5"]],
        "percent": False,
    }


def test_saving_again_reads_the_same(editor, politics):
    add(editor, politics, chart("a;b\nx;1,340", decimals=","), "publish")
    story = Story.objects.get(title="Numbers")
    block = story.body[0]
    assert block.block.child_blocks["table"].value_for_form(block.value["table"]) == "a;b\nx;1,340"
    assert [str(value) for value in block.value["table"].table.column(0)] == ["1.340"]


@pytest.mark.parametrize(
    ("text", "kind", "said"),
    [
        ("a;b\nx;tall", "bars", "Row 2, “b”: “tall” is not a number."),
        ("a;b;c\nx;1;2", "bars", "one column of numbers"),
        ("a;b\nx;1" + " " * 300_000, "bars", "a chart takes 256 KB"),
    ],
)
def test_a_table_that_is_wrong_is_refused_in_one_line(editor, politics, text, kind, said):
    answer = add(editor, politics, chart(text, kind=kind), "publish")
    assert answer.status_code == 200
    (fault,) = answer.context["form"].errors["body"].as_data()
    at_table = fault.block_errors[0].block_errors
    assert list(at_table) == ["table"]
    (line,) = at_table["table"].messages
    assert said in line
    assert not Story.objects.exists()


def test_a_draft_keeps_a_table_that_is_not_finished(editor, politics):
    assert add(editor, politics, chart("a;b\nx;tal")).status_code == 302
    story = Story.objects.get(title="Numbers").get_latest_revision_as_object()
    assert story.body[0].value["table"] == TypedTable("a;b\nx;tal")
    with pytest.raises(ValidationError, match="The chart “Grain” has no table"):
        story.save_revision().publish()


def test_an_infographic_with_a_chart_needs_no_picture(editor, desk):
    charts = section_of(desk["en"], "charts")
    data = story_data(
        "Numbers",
        kind="infographic",
        text_alternative="It fell.",
        body=[chart("a;b\nx;1")],
        action="publish",
    )
    answer = editor.post(f"/admin/pages/add/stories/story/{charts.pk}/", data)
    assert answer.status_code == 302
    assert Story.objects.get().live


def preview(client, data, **fields):
    file = SimpleUploadedFile("table.csv", data)
    return client.post("/admin/chart/", {"table": file, "kind": "bars", "page": "", **fields})


def test_the_form_is_shown_the_chart_while_it_is_typed(editor, politics):
    answer = preview(editor, b"a;b\nx;3", typed="1", page=str(politics.pk)).json()
    assert answer["fault"] == ""
    assert "<svg" in answer["html"]
    assert "<td>3</td>" in answer["html"]


def test_the_form_shows_an_arabic_chart_to_an_arabic_story(editor, arabic_politics):
    answer = preview(editor, "أ;ب\nس;3".encode(), typed="1", page=str(arabic_politics.pk)).json()
    assert 'direction="rtl"' in answer["html"]


def test_an_uploaded_file_becomes_what_was_typed(editor, politics):
    answer = preview(editor, "المدة;البر\nقبل;8".encode("windows-1256")).json()
    assert answer["text"] == "المدة;البر\nقبل;8"
    assert "<svg" in answer["html"]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"x" * 10_000_000, "This table has 9766 KB; a chart takes 256 KB."),
        (b"\x89PNG\0", "This file is not text."),
        (b"a;b\nx;tall", "“tall” is not a number."),
        (b"a;b;c\nx;1;2", "one column of numbers"),
    ],
)
def test_what_cannot_be_drawn_is_said_at_once(editor, desk, data, said):
    answer = preview(editor, data).json()
    assert said in answer["fault"]
    assert answer["html"] == ""


def test_words_of_a_table_are_words_in_the_form(editor, politics):
    answer = preview(editor, b"a;b\n<script>alert(1)</script>;3").json()
    assert "<script" not in answer["html"]


def test_readers_get_no_preview(reader, desk):
    assert preview(reader, b"a;b\nx;1").status_code in {302, 403}


def test_the_form_has_the_field_with_its_script(editor, politics):
    page = editor.get(f"/admin/pages/add/stories/story/{politics.pk}/").content.decode()
    assert "broadsheet/desk/chart-table.js" in page
    assert "broadsheet-chart-table" in page


def test_ten_megabytes_in_the_form_are_refused_with_a_clear_line(editor, politics):
    answer = add(editor, politics, chart("a;b\nx;1" + "0" * 10_000_000))
    assert answer.status_code == 413
    assert answer.content.decode().startswith("Nothing was saved: this form holds more than 2.5 MB")


def test_a_chart_goes_with_the_story_into_another_language(editor, politics, arabic_politics):
    add(editor, politics, chart("a;b\nx;1"), "publish")
    story = Story.objects.get(title="Numbers")
    draft = translate_story(story, arabic_politics, make_user("Editor"))
    value = draft.get_latest_revision_as_object().body[0].value
    assert value["table"].table == story.body[0].value["table"].table
