"""How ninjs properties are checked: exact names, strict types, and reasons an editor can read.

The models are written with Python's names; ``PropertyNames`` says how a version of ninjs spells
them (``version_created`` is ``versioncreated`` up to 2.2 and ``versionCreated`` from 3.0 on).
"""

import math
import re
from dataclasses import dataclass, field
from enum import Enum
from functools import cache
from typing import Annotated, Any, ClassVar

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    StringConstraints,
    ValidationError,
    ValidationInfo,
    model_validator,
)
from pydantic_core import PydanticCustomError

from broadsheet.kit.sentences import Sentence, as_is
from broadsheet.wire.errors import Unfit, WireError, gettext_noop, shown
from broadsheet.wire.formats.reasons import NOT_AN_OBJECT, NOT_TEXT
from broadsheet.wire.formats.times import WireTime, read_time

# Longer than anything an agency has a reason to send; characters.
_ADDRESS = 4_000
_LINE = 5_000
_NOTE = 100_000
_BODY = 1_000_000
_OBJECTS = 20_000

_NOT_IN_ADDRESS = re.compile("[\x00-\x20\x7f-\xa0\u2028-\u202e\u2066-\u2069\ufffd]")
_TOO_LONG = gettext_noop("has %(count)s characters; %(most)s are allowed")
_PLAIN_NAME = re.compile(r"[A-Za-z_$][A-Za-z0-9_$]*")


class PropertyNames(Enum):
    """How a family of ninjs versions writes its property names."""

    FLAT = "flat"
    CAMEL = "camel"


_IRREGULAR = {
    ("geo_json", PropertyNames.CAMEL): "geoJSON",
    ("embargoed", PropertyNames.CAMEL): "embargoedUntil",
    ("dollar_standard", PropertyNames.FLAT): "$standard",
    ("schema_address", PropertyNames.FLAT): "schema",
    ("schema_address", PropertyNames.CAMEL): "schema",
}


def property_name(name: str, names: PropertyNames) -> str:
    """The property's name in ninjs for a field's name in Python."""
    if irregular := _IRREGULAR.get((name, names)):
        return irregular
    first, *others = name.split("_")
    return first + "".join(o.title() if names is PropertyNames.CAMEL else o for o in others)


@dataclass
class Reading:
    """What is known while one item is read: its version, and what was let pass."""

    version: str
    names: PropertyNames
    extended: bool = False
    notes: list[str] = field(default_factory=list)
    objects: int = 0

    def note(self, text: str) -> None:
        if text not in self.notes and len(self.notes) < 100:
            self.notes.append(text)

    def count_object(self) -> None:
        """Raises ValueError once the item holds more objects than any real one."""
        self.objects += 1
        if self.objects > _OBJECTS:
            raise Unfit(
                gettext_noop("the item holds more than %(most)s objects"), most=f"{_OBJECTS:,}"
            )


class Part(BaseModel):
    """Any ninjs object. Properties ninjs does not have are refused.

    They are let pass, with a note, where the item declares an extension of ninjs (a ``standard``
    with another name). A null counts as absent, with a note, except where ``KEEPS_NULL`` says
    otherwise.
    """

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)
    KEEPS_NULL: ClassVar[frozenset[str]] = frozenset()
    OLDER_NAMES: ClassVar[dict[str, str]] = {}

    unknown: dict[str, Any] = {}

    @model_validator(mode="before")
    @classmethod
    def _by_ninjs_names(cls, data: Any, info: ValidationInfo) -> Any:
        if not isinstance(data, dict) or not isinstance(info.context, Reading):
            return data
        reading = info.context
        reading.count_object()
        known = _known_names(cls, reading.names)
        found: dict[str, Any] = {}
        unknown: dict[str, Any] = {}
        for name, value in data.items():
            target = known.get(name)
            if target is None and name in cls.OLDER_NAMES:
                target = cls.OLDER_NAMES[name]
                reading.note(f"{shown(name)} was read as {property_name(target, reading.names)}")
            if target is None:
                if not cls.take_unlisted(name, value, found):
                    unknown[name] = value
            elif value is None and target not in cls.KEEPS_NULL:
                reading.note(f"{shown(name)} is null and counts as absent")
            else:
                found[target] = value
        # In an extension too, a known property in other letters ("pubStatus") is a mistake: passed
        # over, it could publish what was to be held.
        letters = {name.lower().lstrip("$") for name in known}
        for name in unknown:
            if not reading.extended or name.lower().lstrip("$") in letters:
                raise PydanticCustomError("unknown", "unknown property", {"name": name})
        if unknown:
            listed = ", ".join(shown(name) for name in list(unknown)[:10])
            reading.note(f"not properties of ninjs, passed over: {listed}")
            found["unknown"] = unknown
        return found

    @classmethod
    def known_names(cls, names: PropertyNames) -> dict[str, str]:
        """ninjs names and the fields they fill."""
        return {property_name(each, names): each for each in cls.model_fields if each != "unknown"}

    @classmethod
    def take_unlisted(cls, name: str, value: Any, found: dict[str, Any]) -> bool:
        """Keep a property that belongs to a pattern of names; False if it belongs to none."""
        return False


@cache
def _known_names(model: type[Part], names: PropertyNames) -> dict[str, str]:
    return model.known_names(names)


def _whole(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int | float) or value != int(value):
        raise Unfit(gettext_noop("%(value)s is not a whole number"), value=shown(value))
    return int(value)


def _number(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise Unfit(gettext_noop("%(value)s is not a number"), value=shown(value))
    if not math.isfinite(value) or abs(value) > 1e15:
        raise Unfit(gettext_noop("%(value)s is out of all proportion"), value=shown(value))
    return float(value)


def _urgency(value: Any) -> int:
    whole = _whole(value)
    if not 1 <= whole <= 9:
        raise Unfit(gettext_noop("%(value)s is not an urgency from 1 to 9"), value=whole)
    return whole


def _percentage(value: Any) -> int:
    whole = _whole(value)
    if not 0 <= whole <= 100:
        raise Unfit(gettext_noop("%(value)s is not a percentage from 0 to 100"), value=whole)
    return whole


def _identifier(value: Any) -> str:
    if not isinstance(value, str):
        raise Unfit(NOT_TEXT, value=shown(value))
    text = value.strip()
    if not text:
        raise Unfit(gettext_noop("is empty"))
    if len(text) > _ADDRESS:
        raise Unfit(_TOO_LONG, count=f"{len(text):,}", most=f"{_ADDRESS:,}")
    if _NOT_IN_ADDRESS.search(text):
        raise Unfit(
            gettext_noop("%(value)s is not an identifier: it holds spaces or controls"),
            value=shown(text),
        )
    return text


def _moment(value: Any) -> WireTime:
    return value if isinstance(value, WireTime) else read_time(value)


Whole = Annotated[int, BeforeValidator(_whole)]
Number = Annotated[float, BeforeValidator(_number)]
Urgency = Annotated[int, BeforeValidator(_urgency)]
Percentage = Annotated[int, BeforeValidator(_percentage)]
Identifier = Annotated[str, BeforeValidator(_identifier)]
Moment = Annotated[WireTime, BeforeValidator(_moment)]
Address = Annotated[str, StringConstraints(max_length=_ADDRESS)]
Line = Annotated[str, StringConstraints(max_length=_LINE)]
Note = Annotated[str, StringConstraints(max_length=_NOTE)]
BodyText = Annotated[str, StringConstraints(max_length=_BODY)]

_KINDS = {
    "string_type": NOT_TEXT,
    "list_type": gettext_noop("%(value)s is not a list"),
    "dict_type": NOT_AN_OBJECT,
    "model_type": NOT_AN_OBJECT,
    "model_attributes_type": NOT_AN_OBJECT,
}


def as_wire_error(
    error: ValidationError, reading: Reading, path: str, position: int | None
) -> WireError:
    """The first of pydantic's complaints in an editor's words, at its JSON path under ``path``."""
    first, *others = error.errors(include_url=False)
    kind, value, context = first["type"], first["input"], first.get("ctx", {})
    where = path + _json_path(first["loc"], reading.names)
    rule = f"ninjs {reading.version}"
    if kind == "unknown":
        where += _step(str(context["name"]))
        words = gettext_noop("not a property of ninjs %(version)s")
        reason = Sentence(words, {"version": reading.version})
        rule = ""
    elif kind == "value_error" and isinstance(context.get("error"), Unfit):
        reason = context["error"].sentence
        rule += "; RFC 3339 §5.6" if "date-time" in reason.words else ""
    else:
        reason = _complaint(kind, value, context) or as_is(first["msg"])
    if others:
        words = gettext_noop("%(reason)s; %(count)s more")
        reason = Sentence(words, {"reason": reason, "count": len(others)})
    return WireError(reason, path=where, rule=rule, position=position)


def _complaint(kind: str, value: Any, context: dict[str, Any]) -> Sentence | None:
    """One of pydantic's own complaints; None for one that no agency has caused yet."""
    if kind == "missing":
        return Sentence(gettext_noop("is required"))
    if kind == "literal_error":
        words = gettext_noop("%(value)s is not one of %(words)s")
        return Sentence(words, {"value": shown(value), "words": str(context.get("expected", ""))})
    if kind == "string_too_long":
        most = context.get("max_length", 0)
        return Sentence(_TOO_LONG, {"count": f"{len(value):,}", "most": f"{most:,}"})
    if kind in _KINDS:
        return Sentence(_KINDS[kind], {"value": shown(value)})
    return None


# How the fields that gather a pattern of names stand in a path: ``bodies.text`` is ``body_text``.
_PATTERNS = {"headlines": "headline_", "descriptions": "description_", "bodies": "body_"}
_NOT_A_STEP = "geometries"


def _json_path(location: tuple[int | str, ...], names: PropertyNames) -> str:
    steps: list[str] = []
    stem = ""
    for at, step in enumerate(location):
        following = location[at + 1] if at + 1 < len(location) else None
        if isinstance(step, int):
            steps.append(f"[{step}]")
        elif stem:
            steps.append(_step(stem + step))
            stem = ""
        elif step in _PATTERNS and isinstance(following, str):
            stem = _PATTERNS[step]
        elif step != _NOT_A_STEP:
            steps.append(_step(property_name(step, names) if step in field_names() else step))
    return "".join(steps)


def _step(name: str) -> str:
    return f".{name}" if _PLAIN_NAME.fullmatch(name) else f"[{shown(name)}]"


@cache
def field_names() -> frozenset[str]:
    """Every field of every model, by its name in Python."""

    def below(model: type[Part]) -> set[str]:
        return set(model.model_fields).union(*map(below, model.__subclasses__()))

    return frozenset(below(Part))
