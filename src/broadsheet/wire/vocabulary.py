"""Media Topics as they are loaded, held in memory: names, what is broader, what replaced what.

A process holds one :class:`Vocabulary` and asks the database with one small query whether it is
still the one that is loaded. Where none is loaded, the first level is known and nothing else.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from broadsheet.wire.first_level import FIRST_LEVEL, first_level_name
from broadsheet.wire.formats.media_topics import branch_of
from broadsheet.wire.models import Loading, MediaTopic, TopicMatch
from broadsheet.wire.words import fold

#: A chain of replacements that is longer leads in a circle.
_LONGEST_CHAIN = 10


@dataclass(frozen=True)
class Topic:
    """One Media Topic: names by BCP 47 tag in small letters, the ids of what is broader."""

    code: str
    names: Mapping[str, str] = field(default_factory=dict)
    broader: tuple[str, ...] = ()
    retired: bool = False
    replaced_by: str = ""


class Vocabulary:
    """Topics by their ids, and the Subject Codes that lead to them."""

    def __init__(
        self, topics: Iterable[Topic] = (), matches: Mapping[str, str] | None = None
    ) -> None:
        self._topics = {topic.code: topic for topic in topics}
        self._matches = dict(matches or {})

    def __len__(self) -> int:
        return len(self._topics)

    def __contains__(self, code: str) -> bool:
        return code in self._topics or code in FIRST_LEVEL

    def topics(self) -> list[Topic]:
        """Every topic that is in use, by id."""
        return [topic for _, topic in sorted(self._topics.items()) if not topic.retired]

    def resolve(self, code: str) -> str:
        """The topic to be used for a topic: what replaced it, else itself."""
        found = code
        for _ in range(_LONGEST_CHAIN):
            topic = self._topics.get(found)
            if topic is None or not topic.replaced_by or topic.replaced_by not in self._topics:
                return found
            found = topic.replaced_by
        return code

    def line(self, code: str) -> tuple[str, ...]:
        """A topic and everything broader, the nearest first. One that replaced it, in its place."""
        found = [self.resolve(code)]
        for each in found:
            topic = self._topics.get(each)
            nearest = topic.broader if topic is not None else ()
            found.extend(
                broader for given in nearest if (broader := self.resolve(given)) not in found
            )
        return tuple(found)

    def match_of(self, subject_code: str) -> str:
        """The topic that a Subject Code itself is matched with; "" where there is none."""
        if subject_code in FIRST_LEVEL:
            return subject_code
        match = self._matches.get(subject_code)
        return self.resolve(match) if match else ""

    def topic_of(self, subject_code: str) -> str:
        """The topic a Subject Code stands under: its match, else that of the nearest broader code.

        "" for a code that is in no branch of the vocabulary's.
        """
        return next((found for c in branch_of(subject_code) if (found := self.match_of(c))), "")

    def name(self, code: str, language: str) -> str:
        """A topic's name in a language; "" where it has none in it.

        An edition in es-MX is given es where there is nothing closer, one in English en-GB.
        """
        code = self.resolve(code)
        topic = self._topics.get(code)
        name = _in_language(topic.names, language) if topic is not None else ""
        return name or first_level_name(code, language)

    def any_name(self, code: str) -> str:
        """A topic's English name, for want of a better; "" for what is not known at all."""
        return self.name(code, "en")

    def named(self, words: str) -> frozenset[str]:
        """The topics that have a name in any language, whatever its case and accents."""
        return frozenset(self._by_name.get(fold(words), ()))

    @cached_property
    def _by_name(self) -> dict[str, set[str]]:
        # Some twenty thousand names: folded when somebody first asks for one.
        found: dict[str, set[str]] = defaultdict(set)
        for topic in self._topics.values():
            for name in topic.names.values():
                found[fold(name)].add(self.resolve(topic.code))
        return found


_held: tuple[str, Vocabulary] = ("", Vocabulary())


def vocabulary() -> Vocabulary:
    """The vocabulary that is loaded. One query; three where it is another one than before."""
    global _held
    mark = Loading.objects.filter(pk=1).values_list("mark", flat=True).first() or ""
    if mark != _held[0]:
        # Two threads may both read it: they read the same.
        _held = (mark, _read())
    return _held[1]


def _read() -> Vocabulary:
    topics = [
        Topic(
            code=code,
            names={tag.lower(): name for tag, name in names.items()},
            broader=tuple(broader),
            retired=retired_at is not None,
            replaced_by=replaced_by,
        )
        for code, names, broader, retired_at, replaced_by in MediaTopic.objects.values_list(
            "code", "names", "broader", "retired_at", "replaced_by"
        )
    ]
    # Of several topics for one code the closest, one in use before one that is retired.
    found = TopicMatch.objects.order_by("closeness", "topic_id")
    retired = {topic.code for topic in topics if topic.retired and not topic.replaced_by}
    pairs = sorted(found.values_list("subject_code", "topic_id"), key=lambda p: p[1] in retired)
    matches: dict[str, str] = {}
    for code, topic in pairs:
        matches.setdefault(code, topic)
    return Vocabulary(topics, matches)


def _in_language(names: Mapping[str, str], language: str) -> str:
    """Lookup (RFC 4647, 3.4), then a relative: en-GB for en, pt-BR for pt, no other script."""
    wanted = language.lower()
    base, *subtags = wanted.split("-")
    while wanted:
        if name := names.get(wanted):
            return name
        wanted = wanted.rpartition("-")[0]
    if any(len(subtag) == 4 for subtag in subtags):
        return ""
    return next((names[tag] for tag in sorted(names) if tag.startswith(f"{base}-")), "")
