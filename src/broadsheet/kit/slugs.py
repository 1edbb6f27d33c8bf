"""Slugs that keep their script: Arabic stays Arabic, in NFC, within a byte limit."""

import re
import unicodedata

#: The contract's limit, in bytes of UTF-8 (an Arabic letter takes two).
SLUG_BYTES = 200

_NOT_SLUG = re.compile(r"[^\w\s-]", re.UNICODE)
_GAPS = re.compile(r"[-\s_]+")
# Marks that change nothing in an address: tatweel, and the Arabic short vowels (tashkeel).
_DECORATION = re.compile("[\u0640\u064b-\u065f\u0670\u200c-\u200f\u202a-\u202e\u2066-\u2069]")


def make_slug(text: str, *, limit: int = SLUG_BYTES) -> str:
    """Turn a headline into a slug: lower case, words joined by hyphens, at most ``limit`` bytes.

    Letters of every script are kept (NFC); Latin letters lose their accents, Arabic its short
    vowels. Cuts at a word where it can. Returns an empty string where nothing is left.
    """
    text = _DECORATION.sub("", unicodedata.normalize("NFC", text))
    text = _fold_latin(text).lower()
    text = _GAPS.sub("-", _NOT_SLUG.sub(" ", text)).strip("-")
    return _cut(text, limit)


def slug_fits(slug: str) -> bool:
    """Whether ``slug`` is in NFC and within the contract's 200 bytes."""
    return unicodedata.is_normalized("NFC", slug) and len(slug.encode()) <= SLUG_BYTES


def _fold_latin(text: str) -> str:
    folded = []
    for character in text:
        base = unicodedata.normalize("NFD", character)
        folded.append(base[0] if base[0].isascii() else character)
    return "".join(folded)


def _cut(slug: str, limit: int) -> str:
    raw = slug.encode()
    if len(raw) <= limit:
        return slug
    cut = raw[:limit].decode(errors="ignore")
    head, _, tail = cut.rpartition("-")
    return head if head and len(tail) < len(cut) // 2 else cut.strip("-")
