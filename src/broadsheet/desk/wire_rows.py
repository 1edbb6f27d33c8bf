"""Rows of the inbox: what a template is given, for a page and for what is new in it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from broadsheet.desk.wire_choices import topic_name
from broadsheet.wire.models import ReceivedItem, WordAlert
from broadsheet.wire.selectors import folded_behind, subject_codes_of
from broadsheet.wire.subjects import nearest_codes
from broadsheet.wire.vocabulary import Vocabulary
from broadsheet.wire.words import holds

#: How many subjects stand in a row; the item itself shows all.
MOST_SUBJECTS = 2


@dataclass(frozen=True)
class Row:
    """One item in the list, what says the same folded behind it, and the alert that it set off."""

    item: ReceivedItem
    behind: list[ReceivedItem] = field(default_factory=list)
    alert: str = ""
    mine: bool = False
    #: Names of its subjects in the language of the desk, as far as they are Media Topics.
    subjects: tuple[str, ...] = ()

    @property
    def is_right_to_left(self) -> bool:
        """Whether its language is written so."""
        return self.item.language.partition("-")[0] in {"ar", "fa", "he", "ur"}

    @property
    def is_urgent(self) -> bool:
        """Whether it is of the two highest urgencies."""
        return bool(self.item.urgency and self.item.urgency <= 2)


def rows_of(items: list[ReceivedItem], user: Any, known: Vocabulary) -> list[Row]:
    """Rows for a user. Four queries at most, however many items."""
    behind = folded_behind(items)
    alerts = list(WordAlert.objects.filter(user=user)) if items else []
    words = _words_of(items) if alerts else {}
    codes = subject_codes_of(items)
    return [
        Row(
            item,
            behind.get(item.pk, []),
            next((a.words for a in alerts if holds(words[item.pk], a.words)), ""),
            item.handled_by_id == user.pk,
            _subject_names(codes[item.pk], known),
        )
        for item in items
    ]


def _subject_names(codes: list[str], known: Vocabulary) -> tuple[str, ...]:
    nearest = nearest_codes(codes, known)[:MOST_SUBJECTS]
    return tuple(topic_name(code, known) for code in nearest)


def _words_of(items: list[ReceivedItem]) -> dict[int, str]:
    held = ReceivedItem.objects.filter(pk__in=[item.pk for item in items])
    return dict(held.values_list("pk", "words"))
