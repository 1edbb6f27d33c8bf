"""A moment as a reader sees it: the machine's form and the edition's words side by side."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Moment:
    """A point in time prepared for a page.

    ``iso`` is RFC 3339 with the edition's offset (for ``<time datetime>`` and JSON-LD); ``text`` is
    the date and time, ``day`` the date alone, ``clock`` the time alone, in the edition's digits.
    """

    iso: str
    text: str
    day: str
    clock: str
