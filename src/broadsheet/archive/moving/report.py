"""What became of an export: a line for every record as JSON, and a page to read."""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import IO, Any

from broadsheet.kit.safe_html import tidy_text

#: Different remarks that are counted, and examples of each; more of them would be no summary.
_MOST_REMARKS, _EXAMPLES = 400, 5
#: What a remark names, as ``wire.errors.shown`` writes it.
_NAMED = re.compile(r"'[^']*'")


class Became(StrEnum):
    """What became of one record."""

    ADDED = "added"
    DRAFT = "draft"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    KEPT = "kept as the desk has it"
    LEFT_OUT = "left out"
    REFUSED = "refused"


#: What makes the command's exit status 1.
FAILED = frozenset({Became.REFUSED})


@dataclass
class Report:
    """The report of one run, written while it goes on: an interrupted one has said what it did."""

    folder: Path
    title: str
    started: datetime
    counts: Counter[Became] = field(default_factory=Counter)
    #: What was made beside stories: authors, topics, pictures.
    made: dict[str, int] = field(default_factory=dict)
    #: Old addresses that lead somewhere from now on, by where.
    kept: Counter[str] = field(default_factory=Counter)
    fault: str = ""
    _remarks: Counter[str] = field(default_factory=Counter)
    _examples: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    _lines: IO[str] | None = None

    def open(self) -> Report:
        """Begin the file of lines."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self._lines = (self.folder / "report.jsonl").open("w", encoding="utf-8")
        return self

    @property
    def is_open(self) -> bool:
        """Whether it has begun."""
        return self._lines is not None

    def flush(self) -> None:
        """Have on disk what was said so far: whoever kills the run can read it."""
        if self._lines is not None:
            self._lines.flush()

    def say(
        self, became: Became, what: str, *, address: str = "", title: str = "", notes: Any = ()
    ) -> None:
        """Write what became of a record, with remarks on what is not as it was."""
        self.counts[became] += 1
        remarks = [tidy_text(str(note))[:500] for note in notes]
        line = {"became": became.value, "what": what[:300], "title": title[:300]}
        if address:
            line["address"] = address
        if self._lines is not None:
            told = {**line, "notes": remarks} if remarks else line
            self._lines.write(json.dumps(told, ensure_ascii=False) + "\n")
        for remark in remarks:
            self._count(remark, address or f"{what} {title}".strip())

    def _count(self, remark: str, where: str) -> None:
        # Of a thousand files that are missing, the page says so once, and names a few.
        named = ", ".join(_NAMED.findall(remark))
        where, remark = f"{where} {named}".strip(), _NAMED.sub("…", remark)
        if remark not in self._remarks and len(self._remarks) >= _MOST_REMARKS:
            remark = "other remarks; see report.jsonl"
        self._remarks[remark] += 1
        if len(self._examples[remark]) < _EXAMPLES:
            self._examples[remark].append(where[:300])

    def close(self, ended: datetime) -> Path:
        """Write the page to read; returns its file."""
        if self._lines is not None:
            self._lines.close()
        page = self.folder / "report.md"
        page.write_text(self._page(ended), encoding="utf-8")
        return page

    def _page(self, ended: datetime) -> str:
        seconds = max((ended - self.started).total_seconds(), 0.001)
        total = sum(self.counts.values())
        lines = [f"# {self.title}", ""]
        lines.append(
            f"{self.started:%Y-%m-%d %H:%M} UTC, {seconds:,.0f} seconds, {total:,} records."
        )
        if self.fault:
            lines += ["", f"**Not read to its end:** {_plain(self.fault)}"]
        lines += ["", "| what became of them | records |", "|---|---:|"]
        lines += [f"| {key.value} | {count:,} |" for key, count in self.counts.most_common()]
        lines += [f"| {name} made | {count:,} |" for name, count in self.made.items() if count]
        lines += [f"| old addresses {where} | {n:,} |" for where, n in self.kept.items() if n]
        if self._remarks:
            lines += ["", "## What is not as it was", ""]
        for remark, count in self._remarks.most_common():
            lines.append(f"- {_plain(remark)} ({count:,})")
            lines += [f"  - {_plain(where)}" for where in self._examples[remark]]
        lines += ["", "Every record is in `report.jsonl`, a line for each.", ""]
        return "\n".join(lines)


def _plain(words: str) -> str:
    """Words of others, with nothing in them that would be markup on a page."""
    return "".join(f"\\{sign}" if sign in "\\`*_[]<>#|" else sign for sign in words)
