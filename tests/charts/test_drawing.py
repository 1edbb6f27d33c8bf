"""Charts as they are drawn: whole, inside their picture, in reading direction, in plain SVG."""

from __future__ import annotations

from decimal import Decimal

import pytest
from defusedxml.ElementTree import fromstring
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from broadsheet.charts.canvas import COLOURS, PAPER
from broadsheet.charts.drawing import Chart, describe, draw, draw_file
from broadsheet.charts.kinds import ChartKind, misfits
from broadsheet.charts.scales import scale_for
from broadsheet.charts.table import Row, Table
from broadsheet.charts.table_text import read_table
from broadsheet.editions.colours import contrast_ratio
from tests.charts.drawn import SVG, boxes_in, edition_of, size_of, words_in

ENGLISH, ARABIC = edition_of("en"), edition_of("ar", digits="arab")
GRAIN = read_table("Period\tBerth\tRoad\nBefore\t325\t8\nMonths 1–3\t0\t171\nMonths 4–6\t\t236")
YEARS = read_table("Year;Rain\n2019;410\n2020;395\n2021;\n2024;220")


def chart(kind: str, table: Table, title: str = "Grain", **more: str) -> Chart:
    return Chart(kind, table, title, **more)


def one(table: Table, column: int = 0) -> Table:
    """A table with one of its columns of figures."""
    rows = tuple(Row(row.label, (row.values[column],)) for row in table.rows)
    return Table((table.columns[0], table.columns[column + 1]), rows, table.percent)


def drawn(kind: str, table: Table, edition=ENGLISH, *, narrow: bool = False) -> str:
    return str(draw(chart(kind, table), edition, uid="c", narrow=narrow))


def test_bars_have_their_names_and_figures():
    words = words_in(drawn("bars", one(GRAIN, 1), narrow=True))
    assert words == ["Before", "Months 1–3", "Months 4–6", "8", "171", "236"]


def test_an_arabic_chart_has_its_digits_and_runs_from_the_right():
    english = list(boxes_in(drawn("bars", one(GRAIN, 1), narrow=True)))
    svg = drawn("bars", one(GRAIN, 1), ARABIC, narrow=True)
    arabic = list(boxes_in(svg))
    assert fromstring(svg).attrib["direction"] == "rtl"
    assert "١٧١" in words_in(svg)
    bars = [[box for box in boxes if box[0] == "rect"] for boxes in (english, arabic)]
    assert [box[1] for box in bars[0]] == pytest.approx([4] * 3, abs=0.1)
    assert [box[3] for box in bars[1]] == pytest.approx([356] * 3, abs=0.1)


def test_time_runs_from_the_right_in_an_arabic_edition():
    places = [box[1] for box in boxes_in(drawn("lines", YEARS, ARABIC)) if box[0] == "circle"]
    assert places == sorted(places, reverse=True)


def test_a_missing_figure_breaks_the_line_and_years_stand_as_far_apart_as_they_are():
    svg = drawn("lines", YEARS)
    places = [(box[1] + box[3]) / 2 for box in boxes_in(svg) if box[0] == "circle"]
    assert len(places) == 3
    assert places[2] - places[0] == pytest.approx(5 * (places[1] - places[0]), abs=1)
    assert len([box for box in boxes_in(svg) if box[0] == "path"]) == 1
    assert {"2019", "2024"} <= set(words_in(svg))


def test_months_and_days_are_written_as_the_edition_writes_them():
    table = read_table("a;b\n2024-05;1\n2024-06;2")
    assert "May 2024" in words_in(drawn("lines", table))
    arabic = edition_of("ar", digits="arab", region_format="ar-LB")
    assert any("٢٠٢٤" in words for words in words_in(drawn("lines", table, arabic)))


def test_parts_are_named_with_figure_and_share():
    table = read_table("a;b\nRoad;75\nSea;25")
    words = words_in(drawn("parts", table))
    assert words == ["Road", "75 (75%)", "Sea", "25 (25%)"]
    arabic = words_in(drawn("parts", table, ARABIC))
    assert arabic[1] == "٧٥ (٧٥٪)"


@pytest.mark.parametrize(
    ("kind", "text", "said"),
    [
        ("bars", "a;b;c\nx;1;2", "one column of numbers; the table has 2"),
        ("dots", "a;b\nx;1", "two columns of numbers"),
        ("parts", "a;b\nx;-1", "cannot be negative"),
        ("parts", "a;b\nx;0", "no whole"),
        ("parts", "a;b\n" + "x;1\n" * 7, "6 parts at most"),
        ("lines", "a;b;c;d;e;f;g;h\nx;1;2;3;4;5;6;7", "6 columns of numbers at most"),
        ("bars", "a;b\n" + "x;1\n" * 61, "61 bars"),
        ("lines", "a;b\nx;", "no number"),
    ],
)
def test_a_table_that_a_kind_cannot_show_is_refused_in_words(kind, text, said):
    assert any(said in fault for fault in misfits(kind, read_table(text)))


def test_words_of_a_table_are_words_in_the_picture():
    table = read_table('a;b\n<script>alert(1)</script>;1\n"&amp;""x""";2')
    svg = drawn("bars", table)
    assert "<script" not in svg
    assert "<script>alert(1)</script>" in words_in(drawn("bars", table, narrow=True))


def test_a_chart_says_what_it_shows_in_words():
    said = describe(chart("grouped", GRAIN, unit="tonnes"), ENGLISH)
    assert said == (
        "Grouped bars: tonnes. Highest: Before, Berth, 325. Lowest: Months 1–3, Berth, 0."
    )
    assert describe(chart("grouped", GRAIN, in_words="It fell."), ENGLISH) == "It fell."


def test_the_file_has_title_note_and_source():
    file = draw_file(chart("grouped", GRAIN, unit="tonnes", note="N.", source="Board"), ENGLISH)
    assert {"Grain", "tonnes", "N.", "Source: Board"} <= set(words_in(file))
    width, height = size_of(file)
    assert all(left >= 0 and right <= width for _n, left, _t, right, _b in boxes_in(file))
    assert height > 100


def test_every_colour_can_be_told_from_the_paper():
    assert all(contrast_ratio(colour, PAPER) >= 3 for colour in COLOURS)


@pytest.mark.parametrize("kind", list(ChartKind))
@pytest.mark.parametrize("figure", ["0", "1", "-3", "123456789012345", "0.000000001"])
def test_a_single_figure_is_drawn(kind, figure):
    table = Table(("a", "b"), (Row("x", (Decimal(figure),)),))
    if kind == "dots":
        table = Table(("a", "b", "c"), (Row("x", (Decimal(figure), Decimal(figure))),))
    if not list(misfits(kind, table)):
        check(drawn(kind, table))
        check(drawn(kind, table, ARABIC, narrow=True))


def check(svg: str) -> None:
    """Plain, quiet SVG with everything inside its picture."""
    assert "NaN" not in svg
    assert "inf" not in svg.partition("</desc>")[2]
    assert "style" not in svg
    width, height = size_of(svg)
    assert height > 0
    for name, left, top, right, bottom in boxes_in(svg):
        # Edges of letters are estimated.
        slack = 6 if name == "text" else 0.6
        assert left >= -slack, (name, left)
        assert top >= -slack, (name, top)
        assert right <= width + slack, (name, right, width)
        assert bottom <= height + slack, (name, bottom, height)
    ids = [each.attrib["id"] for each in fromstring(svg).iter() if "id" in each.attrib]
    assert len(ids) == len(set(ids))
    assert fromstring(svg).find(f"{SVG}title") is not None


FIGURES = st.none() | st.decimals(
    -(10**15) + 1, 10**15 - 1, places=6, allow_nan=False, allow_infinity=False
).map(lambda d: Decimal(format(d, "f")))
SMALL = st.none() | st.decimals(-100, 100, places=1, allow_nan=False, allow_infinity=False)
NAMES = st.text(st.characters(codec="utf-8"), max_size=80) | st.sampled_from(
    ["2024", "2024-05", "2024-05-31", "القطن والحبوب", "W" * 200, "مــ" * 60, "a b c d " * 20]
)


@st.composite
def tables(draw_one):
    width = draw_one(st.integers(1, 6))
    figures = draw_one(st.sampled_from([FIGURES, SMALL]))
    rows = draw_one(
        st.lists(
            st.builds(Row, NAMES, st.lists(figures, min_size=width, max_size=width).map(tuple)),
            min_size=1,
            max_size=25,
        )
    )
    columns = draw_one(st.lists(NAMES, min_size=width + 1, max_size=width + 1))
    return Table(tuple(columns), tuple(rows), draw_one(st.booleans()))


@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(tables(), st.sampled_from(list(ChartKind)), st.booleans(), st.booleans())
def test_any_table_that_fits_is_drawn_inside_its_picture(table, kind, narrow, arabic):
    edition = ARABIC if arabic else ENGLISH
    if any(misfits(kind, table)):
        table = one(table)
    if any(misfits(kind, table)):
        return
    check(drawn(kind, table, edition, narrow=narrow))
    draw_file(chart(kind, table, title=table.columns[0], source=table.columns[1]), edition)


@settings(max_examples=300)
@given(
    st.lists(FIGURES.filter(lambda f: f is not None), max_size=6),
    st.integers(2, 8),
    st.booleans(),
)
def test_a_scale_holds_its_figures_between_few_round_marks(figures, most, from_zero):
    scale = scale_for(figures, most=most, from_zero=from_zero, start=10, end=110)
    assert 2 <= len(scale.marks) <= most + 3
    assert all(scale.marks[0] <= figure <= scale.marks[-1] for figure in figures)
    assert all(10 <= scale.at(figure) <= 110 for figure in figures)
    assert scale.step.normalize().as_tuple().digits in {(1,), (2,), (2, 5), (5,)}
    assert not from_zero or Decimal(0) in scale.marks
