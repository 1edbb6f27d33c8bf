"""What an item is about: IPTC codes of both vocabularies, under one roof."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from broadsheet.wire.formats.media_topics import branch_of, is_code, media_topic, subject_code
from broadsheet.wire.item import Concept, Item
from broadsheet.wire.vocabulary import Vocabulary
from broadsheet.wire.words import fold

#: How many codes are kept for an item, those of its first subjects first.
MOST_CODES = 100


@dataclass(frozen=True)
class Named:
    """A subject as somebody is shown it. ``code`` is a Media Topic's id, or empty.

    ``sent`` is what the agency called it, where that is something else.
    """

    name: str
    code: str = ""
    sent: str = ""


def codes_of(concept: Concept, known: Vocabulary) -> tuple[str, ...]:
    """Every IPTC code that a subject stands under, its own first; none for what is not IPTC's.

    A Media Topic brings all that is broader. A Subject Code brings its own branch below the first
    level, and what the topic brings that it is matched with: the two vocabularies share their first
    level, but not which matter stands under which.
    """
    given = {"code": concept.code, "scheme": concept.scheme, "uri": concept.uri}
    if topic := media_topic(**given) or _bare_topic(concept):
        return tuple(dict.fromkeys((topic, *known.line(topic))))
    if code := subject_code(**given):
        topic = known.topic_of(code)
        line = known.line(topic) if topic else ()
        return tuple(dict.fromkeys((*branch_of(code)[:-1], *line)))
    return ()


def codes_of_item(item: Item, known: Vocabulary) -> list[str]:
    """Every IPTC code that an item stands under."""
    return codes_of_subjects(item.subjects, known)


def codes_of_subjects(subjects: Iterable[Concept], known: Vocabulary) -> list[str]:
    """Every IPTC code that one of some subjects stands under."""
    found = dict.fromkeys(code for subject in subjects for code in codes_of(subject, known))
    return list(found)[:MOST_CODES]


def wanted_codes(words: str, known: Vocabulary) -> frozenset[str]:
    """The codes that somebody means who writes ``words``; an item that has one of them is meant.

    Written may be an id (``20000822``), a QCode or address of either vocabulary, or a topic's name
    in any language. Empty for other words.
    """
    bare = words.strip()
    if topic := media_topic(code=bare, scheme="medtop" if _is_topic(bare) else "", uri=bare):
        return frozenset({known.resolve(topic)})
    if code := subject_code(code=bare):
        return frozenset(filter(None, {code, known.match_of(code)}))
    return known.named(bare)


def is_about(item: Item, wanted: Iterable[str], known: Vocabulary) -> bool:
    """Whether an item has one of some subjects: by code, by a topic's name, or as it was sent."""
    codes = set(codes_of_item(item, known))
    names = {fold(subject.name) for subject in item.subjects if subject.name}
    return any(bool(codes & wanted_codes(each, known)) or fold(each) in names for each in wanted)


def named_subjects(item: Item, language: str, known: Vocabulary) -> list[Named]:
    """The subjects of an item with their names in a language, each once.

    Where a topic has no name in it, what the agency sent is shown, then its English name.
    """
    found: dict[str, Named] = {}
    for subject in item.subjects:
        code = own_topic(subject, known)
        ours = known.name(code, language) if code else ""
        name = ours or subject.name or (known.any_name(code) if code else "") or subject.code
        if name:
            sent = subject.name if fold(subject.name) != fold(name) else ""
            found.setdefault(fold(name), Named(name, code, sent))
    return list(found.values())


def own_topic(subject: Concept, known: Vocabulary) -> str:
    """The Media Topic that a subject is, or is matched with; "" for any other."""
    given = {"code": subject.code, "scheme": subject.scheme, "uri": subject.uri}
    if topic := media_topic(**given) or _bare_topic(subject):
        return known.resolve(topic)
    code = subject_code(**given)
    return known.match_of(code) if code else ""


def nearest_codes(codes: Iterable[str], known: Vocabulary) -> list[str]:
    """Of codes that an item stands under the topics that have no narrower one among them."""
    topics = [code for code in dict.fromkeys(codes) if code in known]
    broader = {each for code in topics for each in known.line(code) if each != code}
    return [code for code in topics if code not in broader and known.resolve(code) == code]


def _bare_topic(concept: Concept) -> str:
    """The id of a topic that stands under no scheme; a Subject Code could not be so high."""
    return concept.code if _is_topic(concept.code) and not concept.scheme else ""


def _is_topic(code: str) -> bool:
    return is_code(code) and code >= "20000000"
