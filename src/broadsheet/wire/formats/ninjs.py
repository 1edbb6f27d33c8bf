"""ninjs, IPTC's news in JSON (versions 1.0 to 3.1), read into items.

Specification: https://iptc.org/standards/ninjs/ and the JSON Schemas of iptc/newsinjson.
"""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from broadsheet.wire.errors import WireError, gettext_noop, shown
from broadsheet.wire.formats.json_text import read_json
from broadsheet.wire.formats.ninjs_base import (
    PropertyNames,
    Reading,
    as_wire_error,
    field_names,
    property_name,
)
from broadsheet.wire.formats.ninjs_item import make_item
from broadsheet.wire.formats.ninjs_schema import Ninjs, Ninjs1, Ninjs2, Ninjs3
from broadsheet.wire.formats.reasons import NOT_AN_OBJECT
from broadsheet.wire.item import Item

#: The largest file that is read, in bytes.
MAX_BYTES = 20 * 1024 * 1024
#: How deep objects and lists may nest.
MAX_DEPTH = 40
_MOST_ITEMS = 10_000

_MODELS: dict[int, type[Ninjs]] = {1: Ninjs1, 2: Ninjs2, 3: Ninjs3}
_VERSION = re.compile(r"\s*(\d{1,3})(?:\.(\d{1,3}))?(?:\.\d{1,3})?\s*", re.ASCII)
_SCHEMA_VERSION = re.compile(r"ninjs-schema_(\d{1,3}\.\d{1,3})", re.ASCII)
_EARLY = """
    $standard byline charcount event genre headline infosource mimetype object organisation person
    place subject trustindicator wordcount
"""
_LATER = """
    bodies by descriptions events genres headlines infosources infoSources objects organisations
    people places standard subjects trustindicators trustIndicators
"""
_ONLY_EARLY = frozenset(_EARLY.split())
_ONLY_LATER = frozenset(_LATER.split())


def read_ninjs(
    data: bytes, *, folder: Path | None, max_bytes: int = MAX_BYTES, max_depth: int = MAX_DEPTH
) -> list[Item]:
    """Every item in a ninjs file, in order.

    The file may hold one item, a JSON array of items or one item a line. ``folder`` is where the
    file lies: renditions given by relative address are looked up inside it and nowhere else; None
    looks up nothing. Nothing is fetched. ``max_bytes`` bounds the file, ``max_depth`` its nesting.

    Raises WireError for the first thing that cannot be read, with its JSON path. Where one bad item
    must not stop the others, use ``scan_ninjs``.
    """
    items = []
    for each in scan_ninjs(data, folder=folder, max_bytes=max_bytes, max_depth=max_depth):
        if isinstance(each, WireError):
            raise each
        items.append(each)
    return items


def scan_ninjs(
    data: bytes, *, folder: Path | None, max_bytes: int = MAX_BYTES, max_depth: int = MAX_DEPTH
) -> list[Item | WireError]:
    """Like ``read_ninjs``, but an item that cannot be read leaves its WireError in its place.

    Raises WireError where the file as a whole cannot be read: too large, not UTF-8, not JSON.
    """
    return scan_values(read_json(data, max_bytes=max_bytes, max_depth=max_depth), folder=folder)


def scan_values(values: list[Any], *, folder: Path | None) -> list[Item | WireError]:
    """``scan_ninjs`` for a file that is read already: the JSON values in it, in order.

    Raises WireError where there is no item among them, or too many.
    """
    placed: list[tuple[str, int | None, Any]] = []
    for value in values:
        if isinstance(value, list):
            first = len(placed)
            placed.extend((f"$[{at}]", first + at, each) for at, each in enumerate(value))
        else:
            placed.append(("$", len(placed) if len(values) > 1 else None, value))
    if not placed:
        raise WireError(gettext_noop("the file holds an empty list, no item"), path="$")
    if len(placed) > _MOST_ITEMS:
        raise WireError(
            gettext_noop("the file holds %(count)s items; %(most)s are allowed"),
            count=f"{len(placed):,}",
            most=f"{_MOST_ITEMS:,}",
        )
    return [_try(value, path, position, folder) for path, position, value in placed]


def _try(value: Any, path: str, position: int | None, folder: Path | None) -> Item | WireError:
    try:
        return _read(value, path, position, folder)
    except WireError as error:
        return error


def _read(value: Any, path: str, position: int | None, folder: Path | None) -> Item:
    if not isinstance(value, dict):
        raise WireError(NOT_AN_OBJECT, value=shown(value), path=path, position=position)
    if "$schema" in value and "uri" not in value:
        raise WireError(gettext_noop("is a JSON Schema, not an item"), path=path, position=position)
    declared = _declared(value)
    family = _family(value, declared)
    if family not in _MODELS:
        raise WireError(
            gettext_noop("ninjs %(version)s is not known; 1.0 to 3.1 are read"),
            version=str(declared.version),
            path=path,
            position=position,
        )
    own = declared.version and not declared.extended
    reading = Reading(
        version=declared.version if own else f"{family}.x",
        names=PropertyNames.CAMEL if family == 3 else PropertyNames.FLAT,
        extended=declared.extended,
    )
    if declared.extended:
        reading.note(f"the item declares {shown(declared.name)}, an extension of ninjs")
    try:
        model = _MODELS[family].model_validate(value, context=reading)
    except ValidationError as error:
        raise as_wire_error(error, reading, path, position) from None
    return make_item(model, reading, folder)


@dataclass(frozen=True, slots=True)
class _Declared:
    """What an item says about its standard. ``major`` is None where it says nothing."""

    name: str
    version: str
    major: int | None
    extended: bool


def _declared(value: dict[str, Any]) -> _Declared:
    standard = value.get("standard", value.get("$standard"))
    if not isinstance(standard, dict):
        return _Declared("", "", None, False)
    name = standard.get("name")
    name = name.strip() if isinstance(name, str) else ""
    version = standard.get("version")
    schema = standard.get("schema")
    match = _VERSION.fullmatch(version) if isinstance(version, str) else None
    if match is None and isinstance(schema, str):
        found = _SCHEMA_VERSION.search(schema)
        match = _VERSION.fullmatch(found.group(1)) if found else None
    extended = bool(name) and name.casefold() != "ninjs"
    if match is None:
        return _Declared(name, "", None, extended)
    label = f"{int(match[1])}.{int(match[2] or 0)}"
    return _Declared(name, label, int(match[1]), extended)


def _family(value: dict[str, Any], declared: _Declared) -> int:
    """The major version: as declared, otherwise by the names and shapes of the properties.

    The version of an extension is its own and says nothing about ninjs.
    """
    if declared.major is not None and not declared.extended:
        return declared.major
    early = sum(
        name in _ONLY_EARLY or name.startswith(("body_", "headline_", "description_"))
        for name in value
    )
    early += sum(isinstance(value.get(n), dict) for n in ("renditions", "associations", "altids"))
    early += value.get("representationtype") in ("complete", "incomplete")
    later = sum(name in _ONLY_LATER for name in value)
    if early > later:
        return 1
    names = _all_names(value)
    return 2 if len(names & _FLAT_NAMES) > len(names & _CAMEL_NAMES) else 3


def _all_names(value: Any) -> set[str]:
    if isinstance(value, dict):
        return set(value).union(*(_all_names(each) for each in value.values()))
    if isinstance(value, list):
        return set().union(*(_all_names(each) for each in value))
    return set()


def _names_in(names: PropertyNames) -> frozenset[str]:
    """The names of more than one word, which tell ninjs 3 from ninjs 2."""
    return frozenset(property_name(name, names) for name in field_names() if "_" in name)


_FLAT_NAMES = _names_in(PropertyNames.FLAT) - {"$standard", "schema"}
_CAMEL_NAMES = _names_in(PropertyNames.CAMEL) - {"schema"}
