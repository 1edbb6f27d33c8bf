"""What a look at an installation found: fine, doubtful or wrong, and how to mend it."""

from __future__ import annotations

from dataclasses import dataclass

OK, WARN, WRONG = "ok", "warn", "WRONG"


@dataclass(frozen=True)
class Finding:
    """One line of the doctor's."""

    level: str
    about: str
    text: str
    mend: str = ""

    def line(self) -> str:
        """As it is printed."""
        mend = f" - {self.mend}" if self.mend else ""
        return f"{self.level:5}  {self.about:12}  {self.text}{mend}"


def ok(about: str, text: str) -> Finding:
    """Nothing to do."""
    return Finding(OK, about, text)


def warn(about: str, text: str, mend: str) -> Finding:
    """Works, but somebody should look at it."""
    return Finding(WARN, about, text, mend)


def wrong(about: str, text: str, mend: str) -> Finding:
    """Does not work, or will not for long."""
    return Finding(WRONG, about, text, mend)
