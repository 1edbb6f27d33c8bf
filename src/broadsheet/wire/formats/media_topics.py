"""IPTC's Media Topics and the Subject Codes before them, by their ids (IPTC NewsCodes)."""

import re

#: The scheme of Media Topics; with an id of eight digits behind it, the address of a concept.
MEDIA_TOPICS = "http://cv.iptc.org/newscodes/mediatopic/"
#: The scheme of the older Subject Codes.
SUBJECT_CODES = "http://cv.iptc.org/newscodes/subjectcode/"
_TOPIC_ADDRESS = re.compile(r"https?://cv\.iptc\.org/newscodes/mediatopic/(\d{8})/?", re.IGNORECASE)
_TOPIC_SHORT = re.compile(r"(?:medtop:|mediatopic[:/])(\d{8})", re.IGNORECASE)
_TOPIC_SCHEMES = frozenset({"medtop", "mediatopic", "mediatopics", "iptc", "iptc media topics"})
_CODE_ADDRESS = re.compile(r"https?://cv\.iptc\.org/newscodes/subjectcode/(\d{8})/?", re.IGNORECASE)
_CODE_SHORT = re.compile(r"(?:subj:|subjectcode[:/])(\d{8})", re.IGNORECASE)
_CODE_SCHEMES = frozenset(
    {
        *("subj", "subjectcode", "subjectcodes", "iptcsubjectcode", "iptcsubjectcodes"),
        *("iptc-subject-code", "iptc subject codes", "iptc_subject_code"),
    }
)
#: Subject Codes end here, and so do the ids of the first level, which both vocabularies share.
_END_OF_SHARED = "18000000"


def media_topic(*, code: str = "", scheme: str = "", uri: str = "") -> str:
    """The id of a Media Topic, eight digits; "" for what is not one.

    Read are its address, the QCode ``medtop:…``, and a bare code under a scheme that says so.
    """
    for given in (uri, code):
        match = _TOPIC_ADDRESS.fullmatch(given) or _TOPIC_SHORT.fullmatch(given)
        if match:
            return match[1]
    named = scheme.strip().lower().rstrip("/:#") in _TOPIC_SCHEMES
    if is_code(code) and (named or _same_scheme(scheme, MEDIA_TOPICS)):
        return code
    return ""


def subject_code(*, code: str = "", scheme: str = "", uri: str = "") -> str:
    """A Subject Code, eight digits; "" for what is not one.

    Read are its address, the QCode ``subj:…``, a bare code under a scheme that says so, and a bare
    code that stands under no scheme at all but can be no Media Topic below the first level.
    """
    for given in (uri, code):
        match = _CODE_ADDRESS.fullmatch(given) or _CODE_SHORT.fullmatch(given)
        if match:
            return match[1]
    if not is_code(code):
        return ""
    if scheme.strip().lower().rstrip("/:#") in _CODE_SCHEMES or _same_scheme(scheme, SUBJECT_CODES):
        return code
    return code if not scheme and not uri and code < _END_OF_SHARED else ""


def is_code(text: str) -> bool:
    """Whether a text has the form of an IPTC code: eight digits of ASCII."""
    return len(text) == 8 and text.isascii() and text.isdecimal()


def branch_of(code: str) -> tuple[str, ...]:
    """A Subject Code and the broader ones its digits tell, the nearest first.

    Two digits are the subject, three the matter, three the detail (IPTC Subject Reference System):
    ``04015001`` stands under ``04015000`` and ``04000000``.
    """
    return tuple(dict.fromkeys((code, f"{code[:5]}000", f"{code[:2]}000000")))


def _same_scheme(scheme: str, known: str) -> bool:
    given = scheme.strip().rstrip("/").lower().replace("https://", "http://", 1)
    return given == known.rstrip("/")
