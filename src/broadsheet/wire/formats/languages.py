"""Language tags as agencies write them, brought to the form RFC 5646 §2.1.1 recommends."""

import re

_TAG = re.compile(
    r"(?P<language>[a-z]{2,3})(?P<extlang>(?:-[a-z]{3}){0,3})"
    r"(?P<script>-[a-z]{4})?(?P<region>-(?:[a-z]{2}|\d{3}))?"
    r"(?P<variants>(?:-(?:[a-z0-9]{5,8}|\d[a-z0-9]{3}))*)"
    r"(?P<rest>(?:-[a-wyz0-9](?:-[a-z0-9]{2,8})+)*(?:-x(?:-[a-z0-9]{1,8})+)?)",
    re.IGNORECASE | re.ASCII,
)
# Withdrawn codes and what the IANA registry prefers in their place.
_PREFERRED = {"iw": "he", "in": "id", "ji": "yi", "jw": "jv", "mo": "ro"}


def normalise_language(given: str) -> str | None:
    """``AR_eg`` becomes ``ar-EG``; None for what is not a well-formed BCP 47 tag.

    Only the form is checked, not whether the subtags are registered.
    """
    match = _TAG.fullmatch(given.strip().replace("_", "-")) if len(given) <= 100 else None
    if match is None:
        return None
    language = match["language"].lower()
    return "".join(
        (
            _PREFERRED.get(language, language),
            match["extlang"].lower(),
            (match["script"] or "").title(),
            (match["region"] or "").upper(),
            match["variants"].lower(),
            match["rest"].lower(),
        )
    )
