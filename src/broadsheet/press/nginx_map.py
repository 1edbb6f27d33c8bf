"""What has no file in the live tree, as lines of an nginx ``map``: redirects and what is gone.

nginx reads its configuration once. So the map is only for when nobody else can be asked: nginx
looks into it when the edge does not answer, and what was killed since it was written is answered
for by the edge, or, without one, is a file no more.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

from broadsheet.press.live_tree import make_folder, pages_under, read_meta, write_file

MOVED = frozenset({301, 302, 308})
GONE = frozenset({410, 451})
#: nginx reads a word of at most 4096 bytes, and keeps a key in a bucket of 2048. A key is counted
#: before its quotes are escaped, which may double them.
LONGEST_KEY = 1900
LONGEST_LOCATION = 3000
#: As they may stand in a ``Location`` (RFC 3986), without what nginx reads in a value: a dollar
#: begins a variable.
_SAFE = "/:@!&'()*+,;=~-._?#[]%"


def nginx_map(live: Path) -> list[str]:
    """The lines, sorted: a key of folder and path as nginx decodes it, and what to answer.

    ``"/news.example.org/en/old/" "301 /en/new/";`` or ``"/news.example.org/en/killed/" "410";``.
    nginx compares without regard to case; addresses that differ in nothing else are left out, and
    so is what is too long for it.
    """
    answers: dict[str, tuple[str, str]] = {}
    clashing: set[str] = set()
    for key, answer in _answers(live):
        same = key.encode().lower().decode()
        if same in answers:
            clashing.add(same)
        answers[same] = key, answer
    return [
        f"{_quoted(key)} {_quoted(answer)};"
        for same, (key, answer) in sorted(answers.items())
        if same not in clashing
    ]


def write_nginx_map(live: Path, file: Path) -> int:
    """Put the lines into a file, whole or not at all; returns how many there are."""
    lines = nginx_map(live)
    make_folder(file.parent)
    write_file(file, "".join(f"{line}\n" for line in lines).encode())
    return len(lines)


def _answers(live: Path) -> Iterator[tuple[str, str]]:
    for file in pages_under(live):
        if file.exists():
            # It has a plain body: nginx finds it by itself.
            continue
        meta = read_meta(file)
        if meta is None:
            continue
        key = f"/{file.relative_to(live).as_posix()}".removesuffix("index.html")
        if len(key.encode()) > LONGEST_KEY or not key.isprintable():
            continue
        if key.count("/") == 2:
            # The way to an edition: the configuration itself says where it leads.
            continue
        if meta.status in MOVED:
            location = quote(meta.location, safe=_SAFE)
            if location and len(location) <= LONGEST_LOCATION:
                yield key, f"{meta.status} {location}"
        elif meta.status in GONE:
            yield key, str(meta.status)


def _quoted(word: str) -> str:
    escaped = word.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
