"""IPTC's Media Topics as IPTC publishes them in JSON: concepts, names, what is broader.

The form is that of IPTC's Knowledge Organisation System (IKOS 0.2, the concept and the scheme). The
vocabulary is IPTC's, under CC BY 4.0; it is read from a newsroom's own copy and never shipped.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from broadsheet.kit.safe_html import tidy_text
from broadsheet.wire.errors import WireError, shown
from broadsheet.wire.formats.json_text import read_json
from broadsheet.wire.formats.languages import normalise_language
from broadsheet.wire.formats.media_topics import MEDIA_TOPICS, media_topic, subject_code
from broadsheet.wire.formats.times import read_time

#: The release of 2026 has 2.3 MB, 1,400 concepts in thirteen languages.
MAX_BYTES = 32 * 1024 * 1024
MAX_DEPTH = 8
MOST_NAMES = 100
LONGEST_NAME = 200
#: How many broader topics and how many Subject Codes one concept may name.
MOST_RELATED = 50
#: Tags in IPTC's files that mean another language than the registry says (Swedish, Danish), and
#: two with the language in the place of a region.
_MEANT = {"se": "sv", "dk": "da", "no-nb": "nb", "no-nn": "nn"}
#: Where a concept says which Subject Codes mean the same, nearly the same, or something narrower.
#: A broader one is left out: an item under it is not yet about this topic.
_MATCHES = ("exactMatch", "closeMatch", "narrowMatch")
_REPLACEMENTS = ("replacedBy", "isReplacedBy", "dct:isReplacedBy", "dcterms:isReplacedBy")
_NOTES = ("changeNote", "note", "editorialNote")
_NAMED_TOPIC = re.compile(r"(?:medtop:|newscodes/mediatopic/)(\d{8})(?!\d)", re.IGNORECASE)


@dataclass(frozen=True)
class TopicRecord:
    """A concept as the vocabulary has it.

    ``names`` by BCP 47 tag; ``broader`` and ``replaced_by`` are ids of Media Topics; ``matches``
    are Subject Codes, the closest first. ``retired`` and ``modified`` are moments in UTC, or None.
    """

    code: str
    names: Mapping[str, str]
    broader: tuple[str, ...] = ()
    retired: datetime | None = None
    replaced_by: str = ""
    matches: tuple[str, ...] = ()
    modified: datetime | None = None


@dataclass(frozen=True)
class VocabularyFile:
    """What one file holds, by code. ``has_matches``: whether it speaks of Subject Codes at all."""

    records: Mapping[str, TopicRecord]
    released: datetime | None = None

    @property
    def has_matches(self) -> bool:
        """False for forms of the file that leave matches out; they take none away."""
        return any(record.matches for record in self.records.values())


def read_vocabulary(data: bytes) -> VocabularyFile:
    """Read IPTC's JSON of Media Topics. Raises WireError, one line, for anything else.

    Nothing is taken from a file of which a part cannot be understood.
    """
    values = read_json(data, max_bytes=MAX_BYTES, max_depth=MAX_DEPTH)
    if len(values) != 1 or not isinstance(values[0], dict):
        raise WireError("the file is no vocabulary: one JSON object is expected")
    scheme = values[0]
    address = scheme.get("uri")
    concepts = scheme.get("conceptSet")
    if not isinstance(address, str) or not isinstance(concepts, list):
        raise WireError("the file is no vocabulary of IPTC's: “uri” and “conceptSet” are missing")
    if address.lower().replace("https://", "http://", 1).rstrip("/") != MEDIA_TOPICS.rstrip("/"):
        raise WireError(f"the file is another vocabulary, {shown(address)}, and not Media Topics")
    if not concepts:
        raise WireError("the vocabulary has no concepts", path="conceptSet")
    records: dict[str, TopicRecord] = {}
    for position, concept in enumerate(concepts):
        record = _record(concept, f"conceptSet[{position}]")
        if record.code in records:
            raise WireError(f"{record.code} stands twice", path=f"conceptSet[{position}]")
        records[record.code] = record
    return VocabularyFile(records, _moment(scheme, "dateReleased", ""))


def _record(concept: Any, path: str) -> TopicRecord:
    if not isinstance(concept, dict):
        raise WireError("a concept is an object", path=path)
    code = media_topic(uri=_text(concept, "uri", path), code=_text(concept, "qcode", path))
    if not code:
        raise WireError("the concept is no Media Topic: it has no id of eight digits", path=path)
    matches = dict.fromkeys(
        match
        for relation in _MATCHES
        for given in _texts(concept, relation, path)
        # Most concepts match things elsewhere, too: those are not ours to follow.
        if (match := subject_code(uri=given, code=given if given.startswith("subj:") else ""))
    )
    return TopicRecord(
        code=code,
        names=_names(concept, path),
        broader=tuple(dict.fromkeys(each for each in _topics(concept, "broader", path))),
        retired=_moment(concept, "retired", path),
        replaced_by=_replacement(concept, code, path),
        matches=tuple(matches),
        modified=_moment(concept, "modified", path),
    )


def _names(concept: dict[str, Any], path: str) -> dict[str, str]:
    given = concept.get("prefLabel")
    if not isinstance(given, dict) or not given:
        raise WireError("the concept has no name", path=f"{path}.prefLabel")
    if len(given) > MOST_NAMES:
        raise WireError(f"{len(given)} names; {MOST_NAMES} are allowed", path=f"{path}.prefLabel")
    names: dict[str, str] = {}
    for tag, name in given.items():
        language = normalise_language(_MEANT.get(tag.lower()) or tag)
        if language is None:
            raise WireError(f"{shown(tag)} is no language", path=f"{path}.prefLabel")
        if not isinstance(name, str) or len(name) > LONGEST_NAME:
            raise WireError(
                f"a name is a text of at most {LONGEST_NAME} characters",
                path=f"{path}.prefLabel.{language}",
            )
        if tidied := tidy_text(name):
            names[language] = tidied
    if not names:
        raise WireError("the concept has no name", path=f"{path}.prefLabel")
    return names


def _replacement(concept: dict[str, Any], code: str, path: str) -> str:
    """What is to be used in place of a retired concept, as far as its file says so.

    A relation says it, or a note that names one topic by its id and no other ("use medtop:…").
    """
    if not concept.get("retired"):
        return ""
    related = [each for name in _REPLACEMENTS for each in _topics(concept, name, path)]
    if related:
        return related[0] if related[0] != code else ""
    for name in _NOTES:
        said = concept.get(name)
        texts = said.values() if isinstance(said, dict) else (said,)
        named = {
            topic
            for text in texts
            if isinstance(text, str)
            for topic in _NAMED_TOPIC.findall(text[:10_000])
            if topic != code
        }
        if len(named) == 1:
            return str(named.pop())
    return ""


def _topics(concept: dict[str, Any], name: str, path: str) -> Iterator[str]:
    for given in _texts(concept, name, path):
        topic = media_topic(uri=given, code=given)
        if not topic:
            raise WireError(f"{shown(given)} is no Media Topic", path=f"{path}.{name}")
        yield topic


def _texts(concept: dict[str, Any], name: str, path: str) -> list[str]:
    given = concept.get(name, [])
    given = [given] if isinstance(given, str) else given
    if not isinstance(given, list) or not all(isinstance(each, str) for each in given):
        raise WireError("addresses are expected", path=f"{path}.{name}")
    if len(given) > MOST_RELATED:
        raise WireError(f"{len(given)} entries; {MOST_RELATED} are allowed", path=f"{path}.{name}")
    return given


def _text(concept: dict[str, Any], name: str, path: str) -> str:
    given = concept.get(name, "")
    if not isinstance(given, str):
        raise WireError("a text is expected", path=f"{path}.{name}")
    return given


def _moment(holder: dict[str, Any], name: str, path: str) -> datetime | None:
    given = _text(holder, name, path)
    if not given:
        return None
    where = f"{path}.{name}" if path else name
    try:
        return read_time(given).utc
    except ValueError as error:
        raise WireError(f"{shown(given)} is no date and time", path=where) from error
