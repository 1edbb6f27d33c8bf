"""Slugs that keep their script: Arabic stays Arabic, in NFC, within a byte limit."""

import re
import unicodedata

#: The contract's limit, in bytes of UTF-8 (an Arabic letter takes two).
SLUG_BYTES = 200

_GAPS = re.compile(r"[-\s_]+")
# Marks that change nothing in an address: tatweel, the points of Arabic (tashkeel, Quranic signs)
# and of Hebrew (niqqud), and what directs or joins letters unseen.
_DECORATION = re.compile(
    "[\u0640\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed"
    "\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u200b-\u200f\u202a-\u202e\u2066-\u2069]"
)


def make_slug(text: str, *, limit: int = SLUG_BYTES) -> str:
    """Turn a headline into a slug: lower case, words joined by hyphens, at most ``limit`` bytes.

    Letters of every script are kept (NFC); Latin letters lose their accents, Arabic its short
    vowels. Cuts at a word where it can. Returns an empty string where nothing is left.
    """
    text = _DECORATION.sub("", unicodedata.normalize("NFC", text))
    text = unicodedata.normalize("NFC", _fold_latin(text).lower())
    return _cut(_GAPS.sub("-", _letters_only(text)).strip("-"), limit)


def slug_fits(slug: str) -> bool:
    """Whether ``slug`` is in NFC and within the contract's 200 bytes."""
    return unicodedata.is_normalized("NFC", slug) and len(slug.encode()) <= SLUG_BYTES


def _fold_latin(text: str) -> str:
    folded = []
    for character in text:
        base = unicodedata.normalize("NFD", character)
        folded.append(base[0] if base[0].isascii() else character)
    return "".join(folded)


def _letters_only(text: str) -> str:
    """Letters, digits and hyphens, all else a space. Vowel signs stay with the letter they are on.

    Hindi and Bengali write vowels as marks, without which their words fall apart.
    """
    kept = ""
    pieces = []
    for character in text:
        kind = unicodedata.category(character)[0]
        if kind == "M":
            if kept.isascii():
                continue
        elif kind not in "LN" and character != "-":
            character = " "
        kept = character
        pieces.append(character)
    return "".join(pieces)


def _cut(slug: str, limit: int) -> str:
    raw = slug.encode()
    if len(raw) <= limit:
        return slug
    cut = raw[:limit].decode(errors="ignore")
    head, _, tail = cut.rpartition("-")
    return head if head and len(tail) < len(cut) // 2 else cut.strip("-")
