"""Finds and mends what went wrong unseen: a file that was deleted or changed by hand, a page that
is not what it would be now, a file that nobody knows of. And keeps the trees within their bounds.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from itertools import chain, islice
from pathlib import Path

from django.conf import settings

from broadsheet.kit import clock
from broadsheet.ledger.cursors import last_number
from broadsheet.ledger.sequencer import sequence
from broadsheet.press import live_tree
from broadsheet.press.places import Place
from broadsheet.press.pressing import Press
from broadsheet.press.tree_index import PageRow

#: Files looked at, and pages rendered for comparison, in one step. A tree of 100,000 pages is gone
#: through file by file in about 17 minutes, and rendered anew in about 14 hours.
FILES_A_STEP = 500
RENDERS_A_STEP = 10
FILES_BETWEEN = 50


class Mender:
    """Goes round a press's tree, a few pages a step."""

    def __init__(self, press: Press) -> None:
        self.press = press
        self._files: Iterator[PageRow] = iter(())
        self._renders: Iterator[PageRow] = iter(())
        self._strays: Iterator[Path] = iter(())
        self._begun: Iterator[None] = iter(())

    def step(self, between: Callable[[], object] = lambda: None) -> Iterator[str]:
        """Mend what is found; yields a line for each thing mended.

        ``between`` is called after each page that was rendered, and every few files: what must not
        wait for all of them.
        """
        yield from self._outlived()
        for number, row in enumerate(self._some("_files", FILES_A_STEP), 1):
            yield from self._look_at_file(row)
            if number % FILES_BETWEEN == 0:
                between()
        for row in self._some("_renders", RENDERS_A_STEP):
            yield from self._compare(row)
            between()
        yield from self._look_for_strays(FILES_A_STEP)
        self._clear_up()
        yield from self._keep_within_bounds()

    def whole_round(self) -> Iterator[str]:
        """Everything, once: every file, every page rendered and compared, every stray."""
        for row in self.press.index.pages("live"):
            yield from self._look_at_file(row)
            yield from self._compare(row)
        self._strays = iter(())
        yield from self._look_for_strays(None)

    def _some(self, which: str, count: int) -> Iterator[PageRow]:
        for number in range(count):
            row = next(getattr(self, which), None)
            if row is None:
                # One round is over. The next begins with the next step.
                setattr(self, which, self.press.index.pages("live"))
                if number:
                    return
                row = next(getattr(self, which), None)
                if row is None:
                    return
            yield row

    def _outlived(self) -> Iterator[str]:
        for row in self.press.index.outlived(clock.now().timestamp()):
            self.press.press(Place(row.host, row.path))
            yield from ()

    def _look_at_file(self, row: PageRow) -> Iterator[str]:
        found = self._still(row)
        if found is None:
            return
        row = found
        file = live_tree.page_file(self.press.live, row.host, row.path)
        meta = live_tree.read_meta(file)
        trouble = ""
        if meta is None:
            trouble = "its file was gone"
        elif meta.sha != row.sha:
            trouble = "its file was another"
        elif row.size:
            try:
                body = live_tree.body_file(file, meta).read_bytes()
            except OSError:
                trouble = "its file was gone"
            else:
                if hashlib.sha256(body).hexdigest() != row.sha:
                    trouble = "its file was damaged"
        if trouble:
            live_tree.remove_page(file)
            self.press.press(Place(row.host, row.path))
            yield f"mended {row.host}{row.path}: {trouble}"

    def _compare(self, row: PageRow) -> Iterator[str]:
        if self._still(row) is None:
            return
        if self.press.press(Place(row.host, row.path)).changed and not self._is_told_of_changes():
            yield f"mended {row.host}{row.path}: it was not what it is made from"

    def _is_told_of_changes(self) -> bool:
        """Whether the ledger has what nobody has followed yet: a page may have been ahead of it."""
        sequence()
        return last_number() > self.press.index.position

    def _still(self, row: PageRow) -> PageRow | None:
        """The page as it is now, unless it waits to be pressed anyway."""
        now = self.press.index.find(row.host, row.path)
        return now if now and now.state == "live" and now.dirty_at is None else None

    def _look_for_strays(self, count: int | None) -> Iterator[str]:
        looked = 0
        for file in self._strays:
            place = _place_of(self.press.live, file)
            row = self.press.index.find(place.host, place.path)
            if row is None or row.state != "live":
                # Pressing announces a page before it writes the file, so this is nobody's.
                live_tree.remove_page(file)
                with self.press.index.writing():
                    self.press.purges.owe(place)
                self.press.edges.changed([place])
                yield f"mended {place.host}{place.path}: nobody knew of its file"
            looked += 1
            if looked == count:
                return
        self._strays = live_tree.pages_under(self.press.live)
        if count is None and not looked:
            yield from self._look_for_strays(-1)

    def _clear_up(self) -> None:
        if sum(1 for _ in islice(self._begun, FILES_A_STEP)) < FILES_A_STEP:
            self._begun = chain(
                live_tree.remove_begun(self.press.live), live_tree.remove_begun(self.press.stale)
            )

    def _keep_within_bounds(self) -> Iterator[str]:
        number, _size = self.press.index.size("live")
        over = number - settings.BROADSHEET_LIVE_PAGES
        if over > 0:
            for row in self.press.index.least_looked_at(min(over, FILES_A_STEP)):
                self.press.retire(row)
        number, _size = self.press.index.size("stale")
        over = number - settings.BROADSHEET_LIVE_PAGES
        if over > 0:
            for row in self.press.index.oldest_stale(min(over, FILES_A_STEP)):
                self.press.remove(Place(row.host, row.path))
        yield from ()


def _place_of(live: Path, file: Path) -> Place:
    host, *parts = file.relative_to(live).parts
    name = parts.pop()
    end = "" if name == "index.html" else name
    folders = "".join(f"{part}/" for part in parts)
    return Place(host, f"/{folders}{end}")
