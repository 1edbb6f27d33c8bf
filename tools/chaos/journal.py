"""What the publisher wrote down: the newsroom's promises."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Line:
    """A publish that was acknowledged."""

    pk: int
    path: str
    words: str


def journal_of(file: Path) -> dict[int, Line]:
    """The last promise about each story, by its number; a line that is half written is none yet."""
    try:
        text = file.read_text()
    except OSError:
        return {}
    lines = [Line(**json.loads(line)) for line in text.rpartition("\n")[0].splitlines()]
    return {line.pk: line for line in lines}


def acknowledged(file: Path) -> int:
    """How many publishes were acknowledged."""
    try:
        return file.read_text().count("\n")
    except OSError:
        return 0
