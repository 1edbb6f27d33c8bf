"""Never an exception out of the worker: whatever comes, there are items or there is one line."""

from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from broadsheet.wire.errors import WireError
from broadsheet.wire.formats.reading import read_any
from tests.wire.files import SAMPLES

FILES: list[bytes] = [path.read_bytes() for path in sorted(Path(SAMPLES).iterdir())]
SNIPPETS = st.sampled_from(
    [
        *(
            b"<",
            b">",
            b"&",
            b"]]>",
            b"<!DOCTYPE a [",
            b"\x00",
            b"\xff\xfe",
            b"\x01",
            b"\x02",
            b"\x03",
        ),
        *(b'"', b"'", b"<title>", b"</item>", b"xml:base='http://['", b"href='//['", b"9" * 400),
        *(b'"id": null, ', b"[[[[", b"2026-99-99T99:99:99Z", b"<?xml encoding='utf-7'?>"),
        b"http://[::",
    ]
)


@st.composite
def mutated(draw: st.DrawFn) -> bytes:
    """One of our samples with pieces taken out, doubled, or put in."""
    data = draw(st.sampled_from(FILES))
    for _ in range(draw(st.integers(1, 6))):
        start = draw(st.integers(0, len(data)))
        end = min(len(data), start + draw(st.integers(0, 60)))
        piece = draw(st.one_of(SNIPPETS, st.binary(max_size=6), st.just(data[start:end] * 2)))
        data = data[:start] + piece + data[draw(st.sampled_from([start, end])) :]
    return data


@settings(max_examples=400, deadline=None)
@given(
    mutated(), st.sampled_from(["", "text/xml; charset=utf-7", "x; charset=\x00", "charset=idna"])
)
def test_samples_that_were_damaged_end_in_items_or_in_one_clear_line(data: bytes, told: str):
    said = []
    try:
        found = read_any(data, content_type=told, address="http://[")
        said = [str(error) for error in found.errors]
        assert all(item.uri for item in found.items)
    except WireError as error:
        said = [str(error)]
    assert not any("\n" in line for line in said)


@settings(max_examples=200, deadline=None)
@given(
    st.sampled_from([b"", b"<rss>", b"\x01A1 1 A\x02", b"{", b"<nitf ", b"\x1f\x8b"]),
    st.binary(max_size=200),
)
def test_any_bytes_end_in_items_or_in_one_clear_line(start: bytes, rest: bytes):
    said = ""
    try:
        read_any(start + rest)
    except WireError as error:
        said = str(error)
    assert "\n" not in said
