"""IPTC's Media Topics, by their ids (IPTC NewsCodes, CC BY 4.0)."""

import re

#: The scheme of Media Topics; with an id of eight digits behind it, the address of a concept.
MEDIA_TOPICS = "http://cv.iptc.org/newscodes/mediatopic/"
#: The scheme of the older Subject Codes.
SUBJECT_CODES = "http://cv.iptc.org/newscodes/subjectcode/"
_ADDRESS = re.compile(r"https?://cv\.iptc\.org/newscodes/mediatopic/(\d{8})/?", re.IGNORECASE)
_SHORT = re.compile(r"(?:medtop:|mediatopic[:/])(\d{8})", re.IGNORECASE)
_SCHEMES = frozenset({"medtop", "mediatopic", "mediatopics", "iptc", "iptc media topics"})


def media_topic(*, code: str = "", scheme: str = "", uri: str = "") -> str:
    """The id of a Media Topic, eight digits; "" for what is not one.

    Read are its address, the QCode ``medtop:…``, and a bare code under a scheme that says so.
    """
    for given in (uri, code):
        match = _ADDRESS.fullmatch(given) or _SHORT.fullmatch(given)
        if match:
            return match[1]
    bare = len(code) == 8 and code.isascii() and code.isdecimal()
    named = scheme.strip().lower().rstrip("/:#") in _SCHEMES
    if bare and (named or scheme.rstrip("/") == MEDIA_TOPICS.rstrip("/")):
        return code
    return ""
