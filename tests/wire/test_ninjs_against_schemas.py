"""Our models and IPTC's JSON Schemas must agree on what may stand where."""

import copy
import json
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from broadsheet.wire.errors import WireError
from broadsheet.wire.formats.ninjs import read_ninjs
from tests.shared_data import SHARED_DATA, needs_shared_data

NINJS = SHARED_DATA / "ninjs"
VERSIONS = {"1": "1.6", "2": "2.2", "3": "3.1"}
# Where we are deliberately of another mind than the schemas: an embargo that cannot be read
# withholds the item; a single event is read as a list of one; an item says its own standard.
OTHER_MIND = {"embargoed", "embargoedUntil", "events", "standard", "$standard"}
# What the schemas leave open and we do not: the formats of alternative ids and of geometries,
# urgency beyond 1 to 9 before 3.0, and an empty identifier.
LEFT_OPEN = {"altids", "coordinates", "geojson", "geoJSON", "urgency", "uri", "encodedrights"}
WRONG = ["", "text", 3, True, [], {}, [1], [[]], {"x": 1}]


def _validator(version: str) -> Any:
    jsonschema = pytest.importorskip("jsonschema")
    referencing = pytest.importorskip("referencing")
    schema = json.loads((NINJS / "schema" / f"ninjs-schema_{version}.json").read_text())
    anything = referencing.Resource.from_contents(
        {"$schema": "http://json-schema.org/draft-07/schema#", "type": "object"}
    )
    addresses = [
        "https://geojson.org/schema/GeoJSON.json",
        "https://geojson.org/schema/GeoJSON.json#",
    ]
    registry = referencing.Registry().with_resources([(each, anything) for each in addresses])
    kind = jsonschema.validators.validator_for(schema)
    return kind(schema, registry=registry)


def _variants(item: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """The item with one value after another replaced by a wrong one, or one name too many."""

    def places(value: Any, path: tuple[Any, ...]) -> Iterator[tuple[Any, ...]]:
        entries = (
            value.items() if isinstance(value, dict) else enumerate(value[:2])
            if isinstance(value, list) else ()
        )  # fmt: skip
        for key, inner in entries:
            yield (*path, key)
            yield from places(inner, (*path, key))

    for path in places(item, ()):
        if OTHER_MIND & set(path) or LEFT_OPEN & set(path):
            continue
        for wrong in WRONG:
            variant = copy.deepcopy(item)
            target: Any = variant
            for step in path[:-1]:
                target = target[step]
            target[path[-1]] = wrong
            yield f"{path} = {wrong!r}", variant
    yield "one name too many", {**item, "notninjs": 1}


@needs_shared_data
@pytest.mark.parametrize("major", VERSIONS)
def test_we_refuse_what_the_schema_refuses_and_read_what_it_allows(major: str):
    warnings.simplefilter("ignore", DeprecationWarning)
    validator = _validator(VERSIONS[major])
    paths = [
        *NINJS.glob(f"examples/{major}.*/*.json"),
        *NINJS.glob(f"doc-examples/{major}.*/*.json"),
    ]
    paths += NINJS.glob(f"validation/{major}.*/should_pass/*.json")
    assert paths
    differing, compared = [], 0
    for path in sorted(paths):
        item = _declared(json.loads(path.read_text("utf-8-sig")), VERSIONS[major])
        for what, variant in _variants(item):
            compared += 1
            allowed = validator.is_valid(variant)
            said = _said(variant)
            if allowed != (said == "") and not _is_a_date(said):
                differing.append(f"{path.name}: {what}: schema {allowed}, we say {said!r}")
    assert compared > 1000
    assert not differing, "\n".join(differing[:40])


def _declared(item: dict[str, Any], version: str) -> dict[str, Any]:
    name = "$standard" if version.startswith("1") else "standard"
    return {**item, name: {"name": "ninjs", "version": version}}


def _said(item: dict[str, Any]) -> str:
    try:
        read_ninjs(json.dumps(item).encode(), folder=Path(__file__).parent)
    except WireError as error:
        return str(error)
    return ""


def _is_a_date(said: str) -> bool:
    """JSON Schema does not check formats by default; we do."""
    return "is not a date-time" in said
