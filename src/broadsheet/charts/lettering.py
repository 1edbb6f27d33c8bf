"""How wide words are, as far as that can be known without the reader's fonts; breaking them."""

from __future__ import annotations

import unicodedata

#: Height of letters and lines in the picture's units; at its usual width these are pixels.
SIZE, LINE = 14.0, 18.0
_NARROW = frozenset("iljtfrI.,:;'’|!()[] ‎")
_UNSEEN = frozenset({"Cf", "Mn", "Me", "Cc"})


def width_of(text: str, size: float = SIZE) -> float:
    """The width of a line, rather too much than too little."""
    return sum(_share(c) for c in text) * size


def _share(c: str) -> float:
    if unicodedata.category(c) in _UNSEEN:
        return 0.0
    if unicodedata.east_asian_width(c) in {"W", "F"}:
        return 1.05
    if c in _NARROW:
        return 0.36
    if c in "mwMW%@—…":
        return 0.92
    return 0.7 if c.isupper() else 0.6


def cut(text: str, width: float, size: float = SIZE) -> str:
    """A line that is no wider than ``width``: cut with an ellipsis where it would be."""
    if width_of(text, size) <= width:
        return text
    kept = ""
    for c in text:
        if width_of(f"{kept}{c}…", size) > width:
            break
        kept += c
    return f"{kept.rstrip()}…" if kept else ""


def wrap(text: str, width: float, most: int, size: float = SIZE) -> list[str]:
    """At most ``most`` lines no wider than ``width``; what is left over is cut."""
    lines: list[str] = []
    words = text.split()
    while words and len(lines) < most:
        line = words.pop(0)
        if len(lines) == most - 1:
            line = " ".join([line, *words])
            words = []
        while words and width_of(f"{line} {words[0]}", size) <= width:
            line = f"{line} {words.pop(0)}"
        lines.append(cut(line, width, size))
    return lines


def sits(text: str, width: float, most: int, size: float = SIZE) -> bool:
    """Whether a text can be written whole within ``most`` lines of this width."""
    return "".join(wrap(text, width, most, size)).replace(" ", "") == "".join(text.split())
