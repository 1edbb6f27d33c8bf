"""How long a text takes to read, by language.

Speeds are the mean silent reading speeds measured with the IReST texts (Trauzettel-Klosinski and
Dietz, "Standardized Assessment of Reading Performance", IOVS 2012), in words a minute; Chinese and
Japanese in characters a minute. Unlisted languages take 180.
"""

import math
import re

WORDS_A_MINUTE = {
    "ar": 138,
    "de": 179,
    "en": 228,
    "es": 218,
    "fi": 161,
    "fr": 195,
    "he": 187,
    "it": 188,
    "nl": 202,
    "pl": 166,
    "pt": 181,
    "ru": 184,
    "sl": 180,
    "sv": 199,
    "tr": 166,
}
CHARACTERS_A_MINUTE = {"ja": 357, "zh": 255}
USUAL_WORDS_A_MINUTE = 180

# Words are parted, not matched: the vowel signs of Arabic and Hindi are no letters to Python.
_GAP = re.compile(r"[\s/…–—]+")
_LETTER = re.compile(r"\w")


def count_words(text: str) -> int:
    """The number of words in plain text."""
    return sum(map(bool, map(_LETTER.search, _GAP.split(text))))


def reading_minutes(text: str, language: str) -> int:
    """Whole minutes, at least 1, that plain ``text`` takes in ``language`` (BCP 47)."""
    base = language.partition("-")[0].lower()
    if base in CHARACTERS_A_MINUTE:
        amount = sum(1 for character in text if character.isalnum())
        speed = CHARACTERS_A_MINUTE[base]
    else:
        amount = count_words(text)
        speed = WORDS_A_MINUTE.get(base, USUAL_WORDS_A_MINUTE)
    return max(1, math.ceil(amount / speed - 0.25))
