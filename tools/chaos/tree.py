"""Walks the trees all the while: a page is whole, or becomes so as soon as it is pressed again."""

from __future__ import annotations

import gzip
import hashlib
import threading
import time
from pathlib import Path

import brotli

from broadsheet.press.live_tree import META, Meta, body_file, pages_under
from tools.chaos.findings import Findings

#: Seconds in which a page that was half written when its press was killed must be whole again. The
#: worker has to start before it can be.
SETTLES = 60.0
#: How often a page that is being replaced is read again.
TRIES = 5
PAUSE = 0.1


class Torn(Exception):
    """A file that no moment of writing a page explains."""


class TreeWatch(threading.Thread):
    """Looks at every page of the trees, round after round."""

    def __init__(self, roots: list[Path], findings: Findings) -> None:
        super().__init__(daemon=True)
        self.roots, self.findings = roots, findings
        #: Pages whose files do not fit together, and since when.
        self.suspects: dict[Path, float] = {}
        self._told: set[Path] = set()
        self._enough = threading.Event()

    def run(self) -> None:
        """Until :meth:`stop`."""
        while not self._enough.wait(PAUSE):
            self.round()

    def stop(self) -> None:
        """End after the page at hand."""
        self._enough.set()
        self.join(30)

    def round(self) -> None:
        """Look at every page once."""
        seen = set()
        for root in self.roots:
            for file in pages_under(root):
                seen.add(file)
                self._look(file)
        for file in self.suspects.keys() - seen:
            del self.suspects[file]
        self.findings.count("rounds through the trees")

    def _look(self, file: Path) -> None:
        self.findings.count("pages looked at in the trees")
        try:
            trouble = trouble_of(file)
        except Torn as torn:
            self._tell(file, str(torn))
            return
        if not trouble:
            self.suspects.pop(file, None)
            return
        if file not in self.suspects:
            self.findings.count("pages that a kill left between two versions")
        since = self.suspects.setdefault(file, time.monotonic())
        if time.monotonic() - since > SETTLES:
            self._tell(file, f"{trouble} for {SETTLES:g} s")

    def _tell(self, file: Path, trouble: str) -> None:
        if file not in self._told:
            self._told.add(file)
            self.findings.breach(f"{file}: {trouble}")


def trouble_of(file: Path) -> str:
    """What does not fit together in a page's files; empty for a whole page, or one that is gone.

    Raises Torn for a file that is not whole in itself. A page that is being replaced is read again.
    """
    trouble = ""
    for _ in range(TRIES):
        before = _read(file.with_name(file.name + META))
        trouble = _trouble(file, before)
        if before == _read(file.with_name(file.name + META)) and not trouble:
            return ""
        time.sleep(0.02)
    return trouble


def _trouble(file: Path, data: bytes | None) -> str:
    if data is None:
        return ""
    try:
        meta = Meta.from_json(data)
    except ValueError as error:
        raise Torn(f"its .meta cannot be read: {error}") from error
    place = body_file(file, meta)
    body = _read(place)
    coded = {
        ending: _decoded(place.with_name(place.name + ending), ending) for ending in (".br", ".gz")
    }
    if meta.location:
        return ""
    if body is None:
        # A page without its body is not there: the desk is asked for it.
        return ""
    if hashlib.sha256(body).hexdigest() != meta.sha:
        return "its body is not the one in its .meta"
    for ending, plain in coded.items():
        if plain is not None and plain != body:
            return f"its {ending} is of another body"
    return ""


def _decoded(file: Path, ending: str) -> bytes | None:
    data = _read(file)
    if data is None:
        return None
    try:
        return brotli.decompress(data) if ending == ".br" else gzip.decompress(data)
    except (OSError, EOFError, brotli.error) as error:
        raise Torn(f"its {ending} cannot be decoded: {error}") from error


def _read(file: Path) -> bytes | None:
    try:
        return file.read_bytes()
    except OSError:
        return None


def parts_left(roots: list[Path]) -> list[Path]:
    """Files that somebody began to write."""
    return [file for root in roots for file in root.rglob(".*.part")]
