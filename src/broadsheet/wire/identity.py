"""Whether an item is a newer state of one that is here, an older one, or another story."""

from __future__ import annotations

from enum import StrEnum

from broadsheet.wire.item import Item
from broadsheet.wire.words import fold

#: A text of fewer different words is too short to tell one story from another.
FEWEST_WORDS = 15
#: Two states of one story share more of their words than this, however much was rewritten.
LEAST_SHARED = 0.12
_TELLING = 4
#: The sender itself says that it is the same story.
_SAME_STORY = frozenset({"correction", "update", "writethru", "rewrite", "add", "kill", "advisory"})


class Standing(StrEnum):
    """How an item stands to another state of it."""

    NEWER = "newer"
    SAME = "same"
    OLDER = "older"


def standing(item: Item, kept: Item) -> Standing:
    """By version, then by when it was sent; without either, it is the same version."""
    if item.supersedes(kept):
        return Standing.NEWER
    return Standing.OLDER if kept.supersedes(item) else Standing.SAME


def is_another_story(item: Item, kept: Item) -> bool:
    """Whether an identifier was used again for a story that has nothing to do with the one kept.

    Only where everything speaks for it: another headline, another slugline, another moment of
    creation, and hardly a word of the text in common. A story that is rewritten from the first word
    to the last keeps its slugline or its creation; taking it for another costs the desk a look,
    while the other mistake would put strange words over a published story.
    """
    if _SAME_STORY & {signal.casefold() for signal in item.signals}:
        return False
    if item.slugline and _telling(item.slugline) & _telling(kept.slugline):
        return False
    moments = ((item.created, kept.created), (item.content_created, kept.content_created))
    if any(new is not None and new == old for new, old in moments):
        return False
    if _telling(item.headline or item.title) & _telling(kept.headline or kept.title):
        return False
    new, old = _telling(_body(item)), _telling(_body(kept))
    if min(len(new), len(old)) < FEWEST_WORDS:
        return False
    return len(new & old) < LEAST_SHARED * min(len(new), len(old))


def _body(item: Item) -> str:
    return " ".join([item.summary, *(block.text for block in item.body)])


def _telling(text: str) -> set[str]:
    """The words that a text is recognised by: short ones are in every text."""
    return {word for word in fold(text).split() if len(word) >= _TELLING}
