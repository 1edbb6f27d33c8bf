"""IPTC's own ninjs files, from the shared test data."""

from pathlib import Path
from typing import Any

import pytest

from broadsheet.wire.errors import WireError
from broadsheet.wire.formats.ninjs import read_ninjs
from broadsheet.wire.item import ItemType
from tests.shared_data import SHARED_DATA, needs_shared_data

NINJS = SHARED_DATA / "ninjs"


def _files(pattern: str) -> list[Any]:
    found = sorted(NINJS.glob(pattern)) if NINJS.is_dir() else []
    marks = [] if found else [pytest.mark.skip(reason=f"no shared test data at {NINJS}")]
    named = [pytest.param(each, id=str(each.relative_to(NINJS))) for each in found]
    return named or [pytest.param(None, marks=marks, id="absent")]


@needs_shared_data
@pytest.mark.parametrize("path", _files("validation/*/should_pass/*.json"))
def test_what_iptc_says_is_ninjs_is_read(path: Path):
    assert read_ninjs(path.read_bytes(), folder=path.parent)


@needs_shared_data
@pytest.mark.parametrize("path", _files("validation/*/should_fail/*.json"))
def test_what_iptc_says_is_not_ninjs_is_refused_with_its_place(path: Path):
    with pytest.raises(WireError, match=r"^\$") as caught:
        read_ninjs(path.read_bytes(), folder=path.parent)
    assert "\n" not in str(caught.value)


@needs_shared_data
@pytest.mark.parametrize("path", [*_files("examples/**/*.json"), *_files("doc-examples/2*/*.json")])
def test_the_agencies_examples_are_read(path: Path):
    if path.name == "extension-schema.json":
        with pytest.raises(WireError, match="JSON Schema"):
            read_ninjs(path.read_bytes(), folder=path.parent)
        return
    items = read_ninjs(path.read_bytes(), folder=path.parent)
    assert all(item.headline or item.caption for item in items if item.type is not ItemType.UNKNOWN
               and "renditions_example" not in path.name)  # fmt: skip
    assert "<script" not in "".join(item.body_html for item in items)


@needs_shared_data
def test_a_property_ninjs_does_not_have_is_refused_in_iptcs_invalid_example():
    path = NINJS / "doc-examples" / "not-valid" / "008_extension.json"
    with pytest.raises(WireError, match="embargoedreason: not a property"):
        read_ninjs(path.read_bytes(), folder=None)


@needs_shared_data
def test_a_timeline_of_fourteen_events_is_read_with_notes():
    path = NINJS / "examples/3.0/collection/20231016-event-timeline-sample.json"
    items = read_ninjs(path.read_bytes(), folder=None)
    assert len(items) == 14
    assert items[0].event.dates.expected_start == "2016-09-03"
    assert items[0].notes


@needs_shared_data
def test_the_tt_example_gives_paragraphs_and_its_picture():
    path = NINJS / "examples/2.1/schema-extension/extension-example.json"
    (item,) = read_ninjs(path.read_bytes(), folder=path.parent)
    assert len(item.body) > 5
    assert item.pictures[0].item.rights.credit_line.startswith("Karl Melander/TT")
    assert len(item.pictures[0].item.renditions) == 4
