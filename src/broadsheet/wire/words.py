"""Words as a desk looks for them: whole, whatever their case, accents or Arabic prefixes.

Text and what is looked for are folded in the same way, and then compared word by word.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from broadsheet.wire.item import Item

_WORD = re.compile(r"\w+")
#: Alef, ya and ta marbuta in their forms; tatweel and hamza carriers as they are typed in haste.
_LETTERS = str.maketrans(
    {"أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ة": "ه", "ؤ": "و", "ئ": "ي", "ـ": ""}
)
#: And, so, with, as, for: written together with the article and the word behind it.
_PREFIX = re.compile(r"^[وف]?(?:[بك]?ال|لل)(?=\w{3,})")
#: The one mark that makes another letter: año is not ano.
_TILDE = "\u0303"


def fold(text: str) -> str:
    """The words of a text, folded, with a space before and behind each: ``" word word "``."""
    return f" {' '.join(_fold_word(word) for word in _WORD.findall(_bare(text)))} "


def holds(folded: str, words: str) -> bool:
    """Whether a folded text has a word, or a phrase as it stands."""
    wanted = fold(words)
    return bool(wanted.strip()) and wanted in folded


def first_held(folded: str, listed: Iterable[str]) -> str:
    """The first of ``listed`` words or phrases that a folded text has; empty if none."""
    return next((words for words in listed if holds(folded, words)), "")


def listed_words(text: str) -> list[str]:
    """Words or phrases with commas between them, Arabic commas too."""
    return [each.strip() for each in re.split(r"[,،;\n]", text) if each.strip()]


def text_of(item: Item) -> str:
    """Everything of an item that is read by somebody, on one line."""
    names = (concept.name for concept in (*item.subjects, *item.places, *item.people))
    parts = (
        item.headline,
        item.title,
        item.slugline,
        item.summary,
        item.caption,
        *item.keywords,
        *names,
        *(block.text for block in item.body),
    )
    return " \n ".join(part for part in parts if part)


def _bare(text: str) -> str:
    text = unicodedata.normalize("NFKC", text).casefold().translate(_LETTERS)
    parts = unicodedata.normalize("NFD", text)
    kept = "".join(sign for sign in parts if sign == _TILDE or not unicodedata.combining(sign))
    return unicodedata.normalize("NFC", kept)


def _fold_word(word: str) -> str:
    word = "".join(str(unicodedata.decimal(sign, sign)) for sign in word)
    return _PREFIX.sub("", word)
