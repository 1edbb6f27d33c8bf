"""Reads the repository's documents for the tests beside this file."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
PACKAGE = ROOT / "src" / "broadsheet"
_RULE = re.compile(r"^\|[-| ]+\|$")


def tracked(*patterns: str) -> list[Path]:
    """Files of the repository, those not yet committed included."""
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard", "--", *patterns],
        cwd=ROOT,
        capture_output=True,
        check=True,
        text=True,
    )
    files = (ROOT / name for name in listed.stdout.splitlines())
    return sorted(file for file in files if file.is_file())


def name_of(file: object) -> str:
    """A file as a test's name shows it."""
    return str(file.relative_to(ROOT)) if isinstance(file, Path) else str(file)


def rows(text: str) -> Iterator[list[str]]:
    """The rows of all tables of a Markdown text, heads and rules left out."""
    lines = text.splitlines()
    for line, following in zip(lines, [*lines[1:], ""], strict=True):
        if line.startswith("|") and not _RULE.match(line) and not _RULE.match(following):
            yield [cell.strip() for cell in re.split(r"(?<!\\)\|", line.strip("|"))]


def code_in(text: str) -> list[str]:
    """What stands between backticks."""
    return re.findall(r"`([^`\n]+)`", text)


def read(*parts: str) -> str:
    """A document under ``docs``."""
    return DOCS.joinpath(*parts).read_text(encoding="utf-8")
