"""Reading feeds end to end, beside feedparser on the same files.

Ours: from bytes to typed items, markup through ``kit.safe_html``, dates and addresses settled.
feedparser: from bytes to its dictionaries, with its own sanitising on, as it is out of the box.
Both get each file as bytes; neither fetches anything. JSON Feed is left out: feedparser has none.
"""

from __future__ import annotations

import time
import warnings
from collections.abc import Callable

import feedparser
from tests.shared_data import SHARED_DATA
from tests.wire.files import SAMPLES

from broadsheet.wire.errors import WireError
from broadsheet.wire.formats.reading import read_any

ROUNDS = 7


def report() -> None:
    """Print entries a second of both, the least processor time of several rounds in turn."""
    files = _files()
    ours, theirs, entries = float("inf"), float("inf"), 0
    for _ in range(ROUNDS):
        spent, entries = _timed(_read_all, files)
        ours = min(ours, spent)
        spent, _ = _timed(_parse_all, files)
        theirs = min(theirs, spent)
    size = sum(map(len, files))
    print(f"\nFeeds ({len(files)} files, {entries} entries, {size / 1e6:.1f} MB)")
    print(f"  broadsheet {entries / ours:8,.0f} entries a second, {size / ours / 1e6:.2f} MB/s")
    print(f"  feedparser {entries / theirs:8,.0f} entries a second, {size / theirs / 1e6:.2f} MB/s")
    print(f"  ratio {theirs / ours:.2f} (promised 2)")


def _files() -> list[bytes]:
    """Captured feeds where the shared test data is there, else our own samples."""
    found = sorted((SHARED_DATA / "feeds" / "real").rglob("*")) or sorted(SAMPLES.glob("feed*"))
    endings = (".xml", ".rss", ".atom", ".rdf")
    return [path.read_bytes() for path in found if path.suffix in endings]


def _timed(work: Callable[[list[bytes]], int], files: list[bytes]) -> tuple[float, int]:
    start = time.process_time()
    entries = work(files)
    return time.process_time() - start, entries


def _read_all(files: list[bytes]) -> int:
    entries = 0
    for data in files:
        try:
            entries += len(read_any(data).entries)
        except WireError:
            continue
    return entries


def _parse_all(files: list[bytes]) -> int:
    with warnings.catch_warnings(action="ignore"):
        return sum(len(feedparser.parse(data).entries) for data in files)


if __name__ == "__main__":
    report()
