"""Chapters of a video, as an editor writes them: a time and a title in each line."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

#: ``1:05 Title`` or ``1:02:05 Title``, in the digits of any script.
_LINE = re.compile(r"(?:(\d{1,2}):)?(\d{1,3}):(\d{2})[\s\u200e\u200f–—-]+(\S.*)")
MOST = 100
LONGEST = 200


@dataclass(frozen=True, slots=True)
class Chapter:
    """A part of a video: the second it begins at, and its title."""

    seconds: int
    title: str


def read_chapters(text: str, length: int = 0) -> tuple[Chapter, ...]:
    """The chapters in what was written; ``length`` is the video's, 0 where it is not known.

    Raises ValidationError, which names the line, for one that is none, for times that do not rise
    or lie beyond the end, and for more than 100 chapters.
    """
    found: list[Chapter] = []
    for number, line in enumerate(text.splitlines(), start=1):
        line = line.strip(" \t\u200e\u200f\u202a\u202b\u202c\u2066\u2067\u2068\u2069")
        if not line:
            continue
        parts = _LINE.fullmatch(line)
        if parts is None or int(parts[3]) > 59 or (parts[1] and int(parts[2]) > 59):
            raise _error(
                _("Line %(line)s: write a time and a title, such as 1:05 At night."), number
            )
        seconds = int(parts[1] or 0) * 3600 + int(parts[2]) * 60 + int(parts[3])
        if found and seconds <= found[-1].seconds:
            raise _error(_("Line %(line)s is not later than the one before it."), number)
        if length and seconds >= length:
            raise _error(_("Line %(line)s is beyond the end of the video."), number)
        if len(parts[4]) > LONGEST:
            raise _error(_("The title in line %(line)s is too long."), number)
        found.append(Chapter(seconds, parts[4].strip()))
    if len(found) > MOST:
        raise ValidationError(_("A video has 100 chapters at most."), code="too_many_chapters")
    return tuple(found)


def _error(message: str, line: int) -> ValidationError:
    return ValidationError(message, code="bad_chapter", params={"line": line})
