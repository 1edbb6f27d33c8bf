"""What ninjs refuses, and what hostile files come to."""

import json
import time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from broadsheet.wire.errors import WireError
from broadsheet.wire.formats.ninjs import MAX_DEPTH, read_ninjs
from tests.wire.reading import one, refused

# ---- What is refused, and how it is said ----


def test_a_bad_date_is_named_with_its_place_and_rule():
    message = refused(
        {"standard": {"name": "ninjs", "version": "2.1"}, "versioncreated": "2023-13-01"}
    )
    assert message == "$.versioncreated: '2023-13-01' is not a date-time (ninjs 2.1; RFC 3339 §5.6)"


@pytest.mark.parametrize(
    ("properties", "path"),
    [
        ({"headlines": "no list"}, "$.headlines"),
        ({"versionCreated": "2026-01-01T00:00:00"}, "$.versionCreated"),
        ({"versionCreated": "0001-01-01T00:00:00+14:00"}, "$.versionCreated"),
        ({"urgency": 0}, "$.urgency"),
        ({"urgency": True}, "$.urgency"),
        ({"urgency": 1e300}, "$.urgency"),
        ({"language": 7}, "$.language"),
        ({"uri": ""}, "$.uri"),
        ({"uri": None}, "$.uri"),
        ({"uri": "has a space"}, "$.uri"),
        ({"uri": "x" * 5000}, "$.uri"),
        ({"type": "poem"}, "$.type"),
        ({"headline": "x" * 200_000}, "$.headline"),
        ({"body_text": 1}, "$.body_text"),
        (
            {"associations": {"main_pic": {"uri": "u", "bad_one": 1}}},
            "$.associations.main_pic.bad_one",
        ),
        ({"renditions": {"a b": {"href": 1}, "c": {}}}, "$.renditions['a b'].href"),
        ({"version_created": "2026-01-01T00:00:00Z"}, "$.version_created"),
        ({"unknown": {}}, "$.unknown"),
        ({"people": [{"unknown": {}}]}, "$.people[0].unknown"),
    ],
)
def test_what_ninjs_does_not_allow_is_refused_with_its_place(properties: dict, path: str):
    assert refused(properties).startswith(f"{path}: ")


def test_a_version_of_the_future_is_named():
    assert "ninjs 4.0" in refused({"standard": {"name": "ninjs", "version": "4.0"}})


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "empty"),
        (b"  \n", "empty"),
        (b"[]", "empty list"),
        (b"{", "not JSON"),
        (b'"text"', "not an object"),
        (b"[1]", "$[0]"),
        (b'{"uri": "a", "uri": "b"}', "'uri' stands twice"),
        (b'{"uri": "a", "urgency": NaN}', "NaN"),
        (b'{"uri": "a", "urgency": -Infinity}', "Infinity"),
        (b'{"uri": "a", "urgency": 1e999}', "too large"),
        (b'{"uri": "a", "urgency": ' + b"9" * 5000 + b"}", "digits"),
        ('{"uri": "a"}'.encode("utf-16"), "UTF-16"),
        ('{"uri": "a", "title": "caf\u00e9"}'.encode("latin-1"), "0xE9 is not UTF-8"),
        (b'{"$schema": "x", "properties": {}}', "JSON Schema"),
        (b"[" * 100_000, "too deep"),
        (b'{"a":' * 60 + b"1" + b"}" * 60, "too deep"),
        (b'{"uri": "a"} trailing', "not JSON"),
        (b"<newsItem/>", "not JSON"),
        (b"[" + b'{"uri":"a"},' * 10_001 + b'{"uri":"a"}]', "items"),
    ],
)
def test_a_file_that_is_not_ninjs_is_explained(data: bytes, said: str):
    assert said in refused(data)


def test_a_file_beyond_its_size_is_not_read():
    assert "are allowed" in refused(b'{"uri": "urn:example:1"}', max_bytes=10)


def test_messages_carry_nothing_that_could_forge_a_log():
    message = refused({"type": "text\n2026 INFO \u202eall fine" + "x" * 500})
    assert len(message) < 300
    assert "\u202e" not in message


def test_deep_associations_end_in_a_reason_not_a_crash():
    nested: dict[str, Any] = {"uri": "urn:last"}
    for _ in range(MAX_DEPTH):
        nested = {"uri": "urn:x", "associations": {"a": nested}}
    assert "too deep" in refused(json.dumps(nested).encode())


def test_hostile_markup_in_a_body_ends_soon():
    evil = "<p>" + "".join(f"<b id={n}>" for n in range(50_000)) + "<p>x" * 50_000
    started = time.monotonic()
    one(bodies=[{"contentType": "text/html", "value": evil}])
    assert time.monotonic() - started < 20


NAMES = """
    uri type version headlines headline bodies body_xhtml value role contenttype name href embargoed
    associations renditions standard eventDetails dates
""".split()  # noqa: SIM905
JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=40),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(NAMES) | st.text(max_size=8),
            inner,
            max_size=6,
        )
    ),
    max_leaves=25,
)


@settings(max_examples=300, deadline=None)
@given(JSON_VALUES)
def test_whatever_arrives_ends_in_items_or_in_one_clear_line(value: Any):
    said = ""
    try:
        assert all(item.uri for item in read_ninjs(json.dumps(value).encode(), folder=None))
    except WireError as error:
        said = str(error)
    assert "\n" not in said


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_end_in_items_or_in_one_clear_line(data: bytes):
    said = ""
    try:
        read_ninjs(data, folder=None)
    except WireError as error:
        said = str(error)
    assert "\n" not in said
