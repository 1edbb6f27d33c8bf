"""Moving house in tests: an export brought into the English edition, and its report."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from broadsheet.archive.ghost.reading import read_ghost
from broadsheet.archive.moving.plan import MovePlan, find_edition, read_homes
from broadsheet.archive.moving.run import Move, Source
from broadsheet.archive.wxr.reading import read_wxr

SAMPLES = Path(__file__).parent / "samples"


@dataclass
class Moved:
    """What a run left: counts by word, and a line for every record."""

    counts: dict[str, int]
    lines: list[dict[str, Any]]
    page: str
    fault: str

    def notes_of(self, title: str) -> str:
        """All that is said of the record of a title."""
        return " | ".join(
            note for line in self.lines if line["title"] == title for note in line.get("notes", ())
        )


def move(*paths: Path, read: Any = read_wxr, **options: Any) -> Moved:
    """Bring an export in."""
    plan = MovePlan(**{"edition_code": "en", "section": "politics", **options})
    edition = find_edition(plan.edition_code)
    run = Move(Source(paths, read), plan, edition, read_homes(plan, edition), lambda *_: None)
    page = run.run()
    lines = (page.parent / "report.jsonl").read_text().splitlines()
    counts = {key.value: count for key, count in run.report.counts.items()}
    return Moved(counts, [json.loads(line) for line in lines], page.read_text(), run.report.fault)


def move_ghost(path: Path, **options: Any) -> Moved:
    """Bring a Ghost export in."""
    return move(path, read=read_ghost, **options)
