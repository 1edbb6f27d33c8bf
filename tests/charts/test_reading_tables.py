"""What editors paste: any digits, either decimal sign, old encodings, and what is no table."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from broadsheet.charts.downloads import as_csv
from broadsheet.charts.figures import NotAFigure, read_figure
from broadsheet.charts.table import Row, Table
from broadsheet.charts.table_text import MOST_BYTES, BadTable, decode, read_table


def figures(text: str, decimals: str = "") -> list[list[Decimal | None]]:
    return [list(row.values) for row in read_table(text, decimals).rows]


def fault(text: str, decimals: str = "") -> str:
    with pytest.raises(BadTable) as raised:
        read_table(text, decimals)
    said = str(raised.value)
    assert "\n" not in said
    return said


def test_a_table_from_a_spreadsheet_has_headings_names_and_figures():
    table = read_table("Period\tBerth\tRoad\nBefore\t325\t8\nMonths 1–3\t0\t171\n")
    assert table.columns == ("Period", "Berth", "Road")
    assert table.rows == (
        Row("Before", (Decimal(325), Decimal(8))),
        Row("Months 1–3", (Decimal(0), Decimal(171))),
    )


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("a,b\nx,1.5", "1.5"),
        ("a;b\nx;1,5", "1.5"),
        ("a|b\nx|1,5", "1.5"),
        ('a,b\nx,"1,340"', "1340"),
        ("a;b\nx;1.340", "1340"),
        ("a;b\nx;1.340,25", "1340.25"),
        ("a;b\nx;1,340.25", "1340.25"),
        ("a;b\nx;12,34,567.5", "1234567.5"),
        ("a;b\nx;1 234 567", "1234567"),
        ("a;b\nx;1\u202f234,5", "1234.5"),
        ("a;b\nx;1'234.5", "1234.5"),
        ("a;b\nx;0,125", "0.125"),
        ("a;b\nx;1234,567", "1234.567"),
        ("a;b\nx;١٬٣٤٠٫٥", "1340.5"),
        ("a;b\nx;٣٢٥", "325"),
        ("a;b\nx;۱۲٫۵٪", "12.5"),
        ("a;b\nx;45 %", "45"),
        ("a;b\nx;−3", "-3"),
        ("a;b\nx;\u200f3-", "-3"),
        ("a;b\nx;(3)", "-3"),
        ("a;b\nx;+3", "3"),
        ("a;b\nx;.5", "0.5"),
        ("a;b\nx;2e3", "2000"),
        ("a;b\nx;0.000001", "0.000001"),
    ],
)
def test_a_number_is_read_as_it_is_written(text, found):
    assert figures(text) == [[Decimal(found)]]


def test_one_cell_that_tells_decides_for_all_of_them():
    assert figures("a;b\nx;1,340\ny;2,5") == [[Decimal("1.340")], [Decimal("2.5")]]
    assert figures("a;b\nx;1,340\ny;2.5") == [[Decimal(1340)], [Decimal("2.5")]]


def test_an_editor_who_says_which_sign_parts_decimals_is_believed():
    assert figures("a;b\nx;1,340", ",") == [[Decimal("1.340")]]
    assert figures("a;b\nx;1.340", ".") == [[Decimal("1.340")]]


def test_empty_cells_and_dashes_are_gaps_and_no_zeros():
    text = "a;b;c\nx;;1\ny;–;2\nz;n/a;3\nlast"
    assert [row[0] for row in figures(text)] == [None] * 4
    assert figures(text)[3] == [None, None]


def test_a_table_of_percentages_is_known_as_one():
    assert read_table("a;b\nx;45%\ny;٥٪").percent
    assert not read_table("a;b\nx;45%\ny;5").percent


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "a row of headings"),
        ("only one line", "a row of headings"),
        ("a\nb\nc", "two columns"),
        ("a;b\nx;tall", "Row 2, “b”: “tall” is not a number."),
        ("a;b\n\n\nx;1\ny;€5", "Row 5, “b”: “€5” is not a number."),
        ("a;b;\nx;1;2", "Row 2 has 3 cells; there are 2 headings."),
        ("a;;c\nx;1;2", "Column 2 has no heading."),
        ("a;b\nx;1,5\ny;1.5", "“1.5” and “1,5” are written in two ways"),
        ("a;b\nx;1,340\ny;1.340", "are written in two ways"),
        ("a;b\nx;1.2.3", "“1.2.3” is not a number"),
        ('a;b\nx;"1', "quotation mark"),
        ("a;b\nx;1e99", "too great or too fine"),
        ("a;b\nx;1000000000000000", "too great or too fine"),
        ("a;b\nx;0.0000000001", "too great or too fine"),
        ("a;" + ";".join("b" * 20) + "\nx;1", "21 columns"),
        ("a;b\n" + "x;1\n" * 2001, "2001 rows"),
        ("a;b\n" + "x" * 300 + ";1", "Row 2, column 1 is too long"),
        ("a;b\nx;1" + " " * MOST_BYTES, "KB"),
    ],
)
def test_what_cannot_be_read_is_said_in_one_line(text, said):
    assert said in fault(text)


def test_ten_megabytes_are_refused_with_a_clear_line():
    assert fault("x" * 10_000_000) == "This table has 9766 KB; a chart takes 256 KB."
    with pytest.raises(BadTable, match="9766 KB"):
        decode(b"x" * 10_000_000)


ARABIC = "المدة;البر\nقبل العاصفة;٨"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_file_is_read_in_its_encoding(encoding):
    assert decode(ARABIC.encode(encoding)) == ARABIC


def test_old_files_from_windows_are_read():
    arabic = ARABIC.replace("٨", "8")
    assert decode(arabic.encode("windows-1256")) == arabic
    spanish = "Año;Málaga\n2024;1,5"
    assert decode(spanish.encode("windows-1252")) == spanish


def test_a_picture_is_no_table():
    with pytest.raises(BadTable, match="not text"):
        decode(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR")


def test_a_name_that_a_spreadsheet_would_run_is_harmless_in_the_download():
    names = ("=cmd|'/C calc'!A0", "+1", "-2", "@SUM(A1)", " =1", "＝1")
    table = Table(("=HYPERLINK(1)", "b"), tuple(Row(name, (Decimal("-1.5"),)) for name in names))
    lines = as_csv(table).removeprefix("\ufeff").splitlines()
    assert lines[0] == "'=HYPERLINK(1),b"
    assert all(line.startswith("'") and line.endswith(",-1.5") for line in lines[1:])


def test_the_download_is_the_table_again():
    table = Table(("Año", "x", "y"), (Row('a "b", c', (Decimal("0.25"), None)),))
    assert read_table(as_csv(table), ".") == table


CELLS = st.text(st.characters(codec="utf-8"), max_size=12)
NUMBERS = st.decimals(-(10**14), 10**14, places=3, allow_nan=False, allow_infinity=False)


@given(st.text(max_size=400) | st.lists(st.lists(CELLS)).map(lambda r: "\n".join(map(";".join, r))))
@example("a,b\r\rx,1")
@example('"')
@example("a\tb\n²\t²")
def test_any_text_is_read_or_refused_in_one_line(text):
    try:
        table = read_table(text)
    except BadTable as error:
        said = str(error)
        assert said
    else:
        assert Table.from_stored(table.to_stored()) == table


@given(st.binary(max_size=400))
def test_any_file_is_read_or_refused(data):
    try:
        decode(data)
    except BadTable as error:
        said = str(error)
        assert said


@given(st.text(max_size=20), st.sampled_from(".,"))
def test_any_cell_is_a_figure_or_refused(cell, sign):
    try:
        value = read_figure(cell, sign)
    except NotAFigure:
        return
    assert value is None or value.is_finite()


@given(st.lists(NUMBERS, min_size=1, max_size=8), st.sampled_from(["en", "es", "ar"]))
def test_numbers_are_read_back_from_how_a_country_writes_them(numbers, language):
    from babel.numbers import format_decimal

    system = "arab" if language == "ar" else "latn"
    sign = "," if language == "es" else "."
    written = [
        format_decimal(number, locale=language, numbering_system=system, decimal_quantization=False)
        for number in numbers
    ]
    text = "a\tb\n" + "\n".join(f"x\t{each}" for each in written)
    assert [row.values[0] for row in read_table(text, sign).rows] == numbers


@given(
    st.recursive(
        st.none() | st.text(max_size=5) | st.floats() | st.integers(),
        lambda x: (
            st.lists(x, max_size=4)
            | st.dictionaries(st.sampled_from(["columns", "rows", "percent"]), x)
        ),
    )
)
def test_whatever_stands_in_a_body_is_a_table_or_none(stored):
    table = Table.from_stored(stored)
    assert table is None or table.rows
