"""Which rule is for an item. What is then done is the desk's."""

from __future__ import annotations

from collections.abc import Iterable

from broadsheet.wire.item import Item
from broadsheet.wire.models import Rule, Source
from broadsheet.wire.subjects import is_about
from broadsheet.wire.vocabulary import Vocabulary, vocabulary
from broadsheet.wire.words import first_held, fold, listed_words, text_of


class Asked:
    """An item as rules look at it; its text is folded once for all of them."""

    def __init__(self, source: Source | int, item: Item) -> None:
        self.source_id = source if isinstance(source, int) else source.pk
        self.item = item
        self._folded: str | None = None
        self._known: Vocabulary | None = None

    @property
    def folded(self) -> str:
        """Its whole text, folded."""
        if self._folded is None:
            self._folded = fold(text_of(self.item))
        return self._folded

    def is_about(self, wanted: list[str]) -> bool:
        """Whether it has one of these subjects. One query, for all rules that ask."""
        if self._known is None:
            self._known = vocabulary()
        return is_about(self.item, wanted, self._known)


def fits(rule: Rule, asked: Asked) -> bool:
    """Whether every condition of a rule holds; an item that does not say is not meant."""
    item = asked.item
    if rule.source_id and rule.source_id != asked.source_id:
        return False
    if rule.language and not _speaks(item.language or "", rule.language):
        return False
    if rule.urgency and (item.urgency is None or item.urgency > rule.urgency):
        return False
    if rule.subjects and not asked.is_about(listed_words(rule.subjects)):
        return False
    return not rule.words or bool(first_held(asked.folded, listed_words(rule.words)))


def rule_for(rules: Iterable[Rule], asked: Asked) -> Rule | None:
    """The first rule that fits, in the order given."""
    return next((rule for rule in rules if fits(rule, asked)), None)


def _speaks(language: str, wanted: str) -> bool:
    """Basic filtering (RFC 4647, 3.3.1): es is for es-MX, es-MX is not for es."""
    language, wanted = language.lower(), wanted.lower()
    return language == wanted or language.startswith(f"{wanted}-")
