"""What caches further out are still to be told to forget.

It is kept in the tree's index, and written in the transaction in which a page is stored, removed or
retired: a crash loses no purge, and none is sent before the live tree has the new bytes.

Every purge is sent twice, the second time a moment after the first was acknowledged. A cache may
have asked for the page just before it changed and store the old answer just after the purge, and an
edge may not have heard of the change for up to 0.8 seconds.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from broadsheet.kit import clock
from broadsheet.press.keys import newsroom_key, page_key
from broadsheet.press.live_tree import Meta
from broadsheet.press.places import Place
from broadsheet.press.tree_index import OWN_PAGE, PageRow, TreeIndex

#: Purges of one cache that may wait; beyond, one purge of every page stands for them.
MOST = 2_000
#: Seconds in which purges that do not hurry are gathered into one request.
GATHER = 0.2
#: Seconds after which an acknowledged purge is sent once more. Longer than an edge may be behind.
ONCE_MORE = 1.5
#: Seconds into the future beyond which a time is not believed: the clock was set back.
FAR = 60.0
#: Upper ends, in seconds, of the buckets in which is counted how soon a cache acknowledged.
BUCKETS = (0.25, 0.5, 1.0, 2.5, 10.0, 60.0, 600.0)
#: The bucket of what took longer.
LONGER = -1.0
#: What must not be shown any more (RFC 9110, 15.5.11; RFC 7725).
GONE = frozenset({410, 451})


@dataclass(frozen=True)
class Owed:
    """One key that one cache is to forget. ``id`` is another one when it is owed again."""

    id: int
    key: str
    again: int


class Purges:
    """The purges that the caches of a newsroom are owed. ``caches`` are their names."""

    def __init__(self, index: TreeIndex, caches: Sequence[str], address: str) -> None:
        self.index = index
        self.caches = tuple(caches)
        self.newsroom = newsroom_key(address)

    # ---- Writing, inside :meth:`TreeIndex.writing` ----

    def stored(
        self, place: Place, before: PageRow | None, page_id: int, meta: Meta, *, changed: bool
    ) -> None:
        """Note that a page was stored over ``before``; ``changed`` says that its file was another.

        A page is owed where the index's last word of it differs: files may be ahead of the index
        after a crash, and then nothing seems to change. What was never pressed is owed only where
        the ledger says that it came: "not there" may have been given out.
        """
        if not self.caches:
            return
        mark = _mark(meta)
        held = self.index.connection.execute(
            "SELECT mark FROM given WHERE page_id = ?", (page_id,)
        ).fetchone()
        differs = changed or held is None or held[0] != mark
        if held is None or held[0] != mark:
            self.index.connection.execute(
                "INSERT OR REPLACE INTO given VALUES (?, ?)", (page_id, mark)
            )
        if before is None:
            return
        came = before.looks >= OWN_PAGE and before.dirty_at is not None
        if came or (before.sha and differs):
            gone = meta.status in GONE and before.status != meta.status
            self.owe(place, gone=bool(before.urgent) or gone)

    def owe(self, place: Place, *, gone: bool = False) -> None:
        """Note that what stood at an address is to be forgotten; ``gone``: before all others."""
        self._owe(page_key(place.host, place.path), gone)

    def owe_all(self) -> None:
        """Note that every page is to be forgotten."""
        self._owe(self.newsroom, gone=False)

    def _owe(self, key: str, gone: bool) -> None:
        now = clock.now().timestamp()
        for cache in self.caches:
            # A purge of all that has not been sent takes single ones in. It gets a new number, so
            # that an answer which is under way does not count for what changed since.
            waits = self._held(cache, self.newsroom)
            covered = waits is not None and not waits[2] and not gone
            self._put(cache, self.newsroom if covered else key, gone, now)
            for urgent in (0, 1):
                if self.waiting(cache, urgent) > MOST:
                    self.index.connection.execute(
                        "DELETE FROM purge WHERE cache = ? AND urgent = ?", (cache, urgent)
                    )
                    self._put(cache, self.newsroom, bool(urgent), now)

    def _put(self, cache: str, key: str, gone: bool, now: float) -> None:
        since, due, urgent = now, now if gone else now + GATHER, int(gone)
        held = self._held(cache, key)
        if held is not None:
            urgent = max(urgent, held[3])
            if not held[2]:
                since, due = held[0], min(due, held[1])
        self.index.connection.execute(
            "INSERT OR REPLACE INTO purge (cache, key, urgent, since, due, again)"
            " VALUES (?, ?, ?, ?, ?, 0)",
            (cache, key, urgent, since, due),
        )

    def _held(self, cache: str, key: str) -> tuple[float, float, int, int] | None:
        row = self.index.connection.execute(
            "SELECT since, due, again, urgent FROM purge WHERE cache = ? AND key = ?", (cache, key)
        ).fetchone()
        return None if row is None else (row[0], row[1], row[2], row[3])

    # ---- Sending: each call is a transaction of its own ----

    def due(self, cache: str, urgent: int, now: float, limit: int) -> list[Owed]:
        """What may be sent to a cache now; what was never sent comes first, the oldest ahead."""
        rows = self.index.connection.execute(
            "SELECT id, key, again FROM purge WHERE cache = ? AND urgent = ?"
            " AND (due <= ? OR due > ?) ORDER BY again, since, id LIMIT ?",
            (cache, urgent, now, now + FAR, limit),
        )
        return [Owed(*row) for row in rows.fetchall()]

    def newest(self, cache: str, urgent: int) -> int:
        """The id of the purge that was owed last; 0 for none."""
        query = "SELECT COALESCE(MAX(id), 0) FROM purge WHERE cache = ? AND urgent = ?"
        return int(self.index.connection.execute(query, (cache, urgent)).fetchone()[0])

    def acknowledged(self, owed: Iterable[Owed], now: float, took: float = 0.0) -> None:
        """Note that a cache has forgotten these. What was owed again meanwhile stays.

        ``took``: seconds from ``now`` until the cache had answered.
        """
        owed = list(owed)
        with self.index.writing() as held:
            for each in owed:
                if not each.again:
                    self._count(each, now + took)
            held.executemany(
                "UPDATE purge SET again = 1, due = ? WHERE id = ?",
                [(now + ONCE_MORE, each.id) for each in owed if not each.again],
            )
            held.executemany(
                "DELETE FROM purge WHERE id = ?", [(each.id,) for each in owed if each.again]
            )

    def _count(self, owed: Owed, now: float) -> None:
        """Count an acknowledgement by the seconds since its page changed."""
        row = self.index.connection.execute(
            "SELECT cache, urgent, since FROM purge WHERE id = ?", (owed.id,)
        ).fetchone()
        if row is None:
            return
        took = max(0.0, now - row[2])
        within = next((end for end in BUCKETS if took <= end), LONGER)
        self.index.connection.execute(
            "INSERT INTO purge_told VALUES (?, ?, ?, 1, ?) ON CONFLICT DO UPDATE"
            " SET purges = purges + 1, seconds = seconds + excluded.seconds",
            (row[0], row[1], within, took),
        )

    def waiting(self, cache: str, urgent: int) -> int:
        """How many purges a cache is owed."""
        query = "SELECT COUNT(*) FROM purge WHERE cache = ? AND urgent = ?"
        return int(self.index.connection.execute(query, (cache, urgent)).fetchone()[0])

    def forget_others(self) -> None:
        """Drop what caches are owed that the settings name no more."""
        marks = ",".join("?" * len(self.caches))
        with self.index.writing() as held:
            for table in ("purge", "purge_told"):
                held.execute(
                    f"DELETE FROM {table} WHERE cache NOT IN ({marks})",  # noqa: S608
                    self.caches,
                )


def _mark(meta: Meta) -> str:
    """A digest of all that readers get of a page, the time it was written left out."""
    return hashlib.sha256(json.dumps(replace(meta, modified=0).__dict__).encode()).hexdigest()
