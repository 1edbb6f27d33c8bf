"""Follows the ledger: marks the pages that changes touch, and presses them in order of need."""

from __future__ import annotations

import logging
import time
from collections.abc import Sequence

from broadsheet.editions.redirects import old_addresses_of
from broadsheet.ledger.cursors import entries_after, last_number
from broadsheet.ledger.models import Entry
from broadsheet.ledger.sequencer import sequence
from broadsheet.press import live_tree
from broadsheet.press.changes import takes_down, touched_by
from broadsheet.press.facts import has_old_queries, write_facts
from broadsheet.press.fingerprint import fingerprint
from broadsheet.press.places import Place, Places
from broadsheet.press.pressing import Press
from broadsheet.press.tree_index import OWN_PAGE, PageRow

logger = logging.getLogger(__name__)

#: Entries taken from the ledger at once.
BATCH = 500
#: Entries taken in by one step: who looks is told what is new between two of them, however large an
#: archive came in while nobody followed.
A_STEP = 2_000
#: Pages that one round of changes presses anew; the least looked at of the others leave the live
#: tree and are pressed when next asked for. This bounds what a publish costs.
AT_ONCE = 100
#: Seconds in which pages that may hold what was taken down are pressed; then they are removed.
TAKEN_DOWN_WITHIN = 0.5
#: Seconds after which a page that failed is tried again, doubled each time up to the second.
RETRY, RETRY_MOST = 0.5, 60.0
#: What leaves the fronts of the past as well. An unpublished story has stood there.
STRUCK = frozenset({"kill", "withdraw"})


class Follower:
    """Keeps one press's tree true to the ledger, a step at a time."""

    def __init__(self, press: Press) -> None:
        self.press = press
        self.index = press.index
        self.places = Places()
        self._urgent_since: float | None = None
        self._old_queries = False
        self._failed: dict[tuple[str, str], tuple[float, float]] = {}
        #: How often pages were rendered, and how often their bytes had changed.
        self.rendered = self.changed = 0

    def begin(self) -> None:
        """Make ready: an upgrade or a restored database makes all that was pressed doubtful."""
        mark = fingerprint()
        number = sequence()
        with self.index.writing():
            known = self.index.fact("fingerprint")
            lost = self.index.position > number
            if not known:
                # Nobody knows what pages of an index that is gone were made from.
                for file in live_tree.pages_under(self.press.live):
                    live_tree.remove_page(file)
                self.index.keep_fact("position", str(number))
                self.press.purges.owe_all()
            elif known != mark or lost:
                logger.warning(
                    "press: %s; every page is pressed anew",
                    "the ledger is older than the live tree" if lost else "this version is another",
                )
                self.index.mark_all()
                self.index.keep_fact("position", str(number))
            self.index.keep_fact("fingerprint", mark)
        self._retire_the_tail()
        write_facts(self.press.live)
        self.press.edges.all_changed()

    def step(self) -> bool:
        """Take in what the ledger has and press one page; returns whether there is more to do.

        Of a long ledger one part is taken in, and no page pressed.
        """
        if self.take_in() >= A_STEP:
            return True
        row = self._next()
        if row is None:
            self._urgent_since = None
            return False
        self._refresh(row)
        return True

    def drain(self) -> None:
        """Step until nothing is left to do."""
        while self.step():
            pass

    def take_in(self) -> int:
        """Mark the pages of what changed since the last time; returns how many entries there were.

        Where that is ``A_STEP`` or more, there may be further ones.
        """
        sequence()
        taken = 0
        while taken < A_STEP and (entries := entries_after(self.index.position, BATCH)):
            if any(entry.label == "editions.edition" for entry in entries):
                self.places = Places()
                write_facts(self.press.live)
            elif any(entry.backfill for entry in entries):
                self._see_old_queries()
            self._strike(entries)
            with self.index.writing():
                self._mark(entries)
                self.index.keep_fact("position", str(entries[-1].number))
            taken += len(entries)
        if taken:
            self._retire_the_tail()
        return taken

    def _see_old_queries(self) -> None:
        """An archive came in: have the edges know of its addresses that are only a query."""
        if not self._old_queries and has_old_queries(self.places):
            self._old_queries = True
            write_facts(self.press.live)

    def _mark(self, entries: Sequence[Entry]) -> None:
        number = entries[-1].number or 0
        for urgent in (True, False):
            some = [entry for entry in entries if takes_down(entry) == urgent]
            if some:
                touched = touched_by(some)
                ids = set(self.index.touched_by(touched.rows, touched.lists))
                self.index.mark(ids, number, urgent=urgent)
        if any(takes_down(entry) for entry in entries) and self._urgent_since is None:
            self._urgent_since = time.monotonic()
        for entry in entries:
            if entry.backfill:
                continue
            for tree_path in {entry.old_address, entry.new_address} - {""}:
                place = self.places.of(tree_path)
                self.index.expect(place.host, place.path, number, looks=OWN_PAGE)
                self.press.edges.changed([place])

    def _strike(self, entries: Sequence[Entry]) -> None:
        """Take what was killed or withdrawn out of the fronts of the past."""
        for entry in entries:
            if entry.label == "page" and entry.verb in STRUCK:
                paths = {entry.old_address, *old_addresses_of(entry.object_id)} - {""}
                self.press.impressions.strike(entry.object_id, None, paths)

    def _retire_the_tail(self) -> None:
        rows = self.index.dirty(1_000_000)
        for row in rows[AT_ONCE:]:
            if row.urgent or row.state == "stale":
                continue
            self.press.retire(row)

    def _next(self) -> PageRow | None:
        now = time.monotonic()
        for row in self.index.dirty(AT_ONCE + len(self._failed)):
            if self._failed.get((row.host, row.path), (0.0, 0.0))[0] <= now:
                return row
        return None

    def _refresh(self, row: PageRow) -> None:
        place = Place(row.host, row.path)
        late = (
            row.urgent
            and self._urgent_since is not None
            and time.monotonic() - self._urgent_since > TAKEN_DOWN_WITHIN
        )
        if row.state == "stale" and not row.urgent:
            self.index.unmark(row)
        elif row.state == "stale" or (late and row.looks < OWN_PAGE):
            self.press.remove(place)
        else:
            self._press(row, place)

    def _press(self, row: PageRow, place: Place) -> None:
        pressed = self.press.press(place, self.places)
        self.rendered += 1
        self.changed += pressed.changed
        key = (row.host, row.path)
        if pressed.render.status < 500:
            self._failed.pop(key, None)
            if row.looks >= OWN_PAGE:
                self.index.calm(row)
            return
        if row.urgent:
            # Better nothing than what must not be shown any more.
            self.press.remove(place)
        _, pause = self._failed.get(key, (0.0, RETRY / 2))
        pause = min(pause * 2, RETRY_MOST)
        self._failed[key] = (time.monotonic() + pause, pause)
        logger.warning(
            "press: %s%s answers %d; tried again in %.1f s",
            row.host,
            row.path,
            pressed.render.status,
            pause,
        )


def lag(press: Press) -> int:
    """How many numbered changes the press has not taken in."""
    return max(0, last_number() - press.index.position)
