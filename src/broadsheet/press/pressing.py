"""Presses a page: renders it, makes sure that it still holds, and puts it in the live tree."""

from __future__ import annotations

import logging
import sqlite3
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.conf import settings
from django.db.models import Q

from broadsheet.kit import clock
from broadsheet.ledger.models import Entry
from broadsheet.ledger.sequencer import sequence
from broadsheet.press import live_tree
from broadsheet.press.caches import Cloudflare, read_caches
from broadsheet.press.changes import touched_by
from broadsheet.press.impressions import Impressions
from broadsheet.press.keys import SURROGATE_KEY, cache_tags, page_key
from broadsheet.press.live_tree import BadPath, Meta
from broadsheet.press.places import Place, Places
from broadsheet.press.purges import Purges
from broadsheet.press.rendering import Render, render
from broadsheet.press.telling import Edges
from broadsheet.press.tree_index import PageRow, TreeIndex

logger = logging.getLogger(__name__)

#: How often a render is made again because something it read changed meanwhile.
TRIES = 5


@dataclass(frozen=True)
class Pressed:
    """What became of a page. ``changed`` says whether readers now get other bytes than before."""

    render: Render
    stored: bool
    changed: bool


class Press:
    """The press of one newsroom's folder."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.live = home / "live"
        self.stale = home / "stale"
        self.index = TreeIndex(home / "press" / "index.sqlite3")
        self.edges = Edges(home)
        self.impressions = Impressions(home / "impressions")
        self.caches = read_caches(settings.BROADSHEET_PURGE_TOKENS)
        names = [cache.name for cache in self.caches]
        self.purges = Purges(self.index, names, settings.BROADSHEET_ADDRESS)

    def press(self, place: Place, places: Places | None = None) -> Pressed:
        """Render a page and keep it, if it may be kept.

        A render that something it read overtook is thrown away and made again; after some tries it
        is answered and not kept. Where an address has no page (any more), it leaves the trees.
        """
        places = places or Places()
        for _ in range(TRIES):
            start = sequence()
            made = render(place, places)
            if made.status >= 500:
                # Our own failure never replaces a good page.
                return Pressed(made, stored=False, changed=False)
            if not made.storable:
                return Pressed(made, stored=False, changed=self.remove(place, start))
            try:
                changed = self._keep(place, made, start)
            except (OSError, sqlite3.Error) as error:
                # A full disk must not cost the reader who asked the page that is there.
                why = " ".join(str(error).split())
                logger.error("press: %s%s could not be kept: %s", place.host, place.path, why)
                return Pressed(made, stored=False, changed=False)
            if changed is not None:
                if changed:
                    self.edges.changed([place])
                    self._keep_impression(place, made, places)
                return Pressed(made, stored=True, changed=changed)
        logger.info("press: %s%s kept changing while it was rendered", place.host, place.path)
        return Pressed(made, stored=False, changed=False)

    def remove(self, place: Place, start: int | None = None) -> bool:
        """Take a page out of every tree; returns whether it was in one.

        With ``start``, only if nobody has pressed it at a later number.
        """
        with self.index.writing():
            row = self.index.find(place.host, place.path)
            if row is not None and start is not None and row.position > start:
                return False
            there = self._unlink(place)
            if there or row is not None:
                self.purges.owe(place, gone=row is not None and bool(row.urgent))
            if row is not None:
                self.index.forget(row)
        if there:
            self.edges.changed([place])
        return there

    def retire(self, row: PageRow) -> None:
        """Move a page out of the live tree: pressed anew when asked for, stale until then."""
        place = Place(row.host, row.path)
        with self.index.writing():
            held = self.index.find(row.host, row.path)
            if held is None or held.state != "live" or held.position != row.position:
                return
            live = live_tree.page_file(self.live, *_pair(place))
            stale = live_tree.page_file(self.stale, *_pair(place))
            if "/fragment/" in row.path or not live_tree.move_page(live, stale):
                # A fragment that is not there is left out by the page that asks for it.
                self._unlink(place)
                self.index.forget(held)
            else:
                self.index.set_state(held, "stale")
            # It is not followed any more: what others hold of it would grow old unseen.
            self.purges.owe(place)
        self.edges.changed([place])

    def _keep(self, place: Place, made: Render, start: int) -> bool | None:
        """Store a render; returns whether bytes changed, or None if it no longer holds."""
        self._announce(place, made, start)
        with self.index.writing():
            newer = Entry.objects.filter(Q(number__gt=start) | Q(number=None))
            if touched_by(newer.iterator()).meets(made.reading):
                return None
            row = self.index.find(place.host, place.path)
            if row is not None and row.position > start:
                # Another process was faster, with a later render.
                return False
            meta, changed = self._place(place, made)
            page_id = self.index.store(
                place.host,
                place.path,
                sha=made.sha,
                status=made.status,
                size=len(made.body),
                position=start,
                pressed_at=clock.now().timestamp(),
                reading=made.reading,
            )
            self.purges.stored(place, row, page_id, meta, changed=changed)
        return changed

    def keys(self, place: Place) -> list[str]:
        """The keys by which caches further out know what stands at an address."""
        return [page_key(place.host, place.path), self.purges.newsroom]

    def key_headers(self, place: Place) -> list[tuple[str, str]]:
        """The headers in which caches further out find them."""
        keys = self.keys(place)
        return [(SURROGATE_KEY, " ".join(keys)), *self._further_headers(keys)]

    def _further_headers(self, keys: list[str]) -> list[tuple[str, str]]:
        wanted = any(isinstance(cache, Cloudflare) for cache in self.caches)
        return [cache_tags(keys)] if wanted else []

    def _keep_impression(self, place: Place, made: Render, places: Places) -> None:
        """Keep a front as it stands now."""
        edition = places.front_of(place)
        if edition is not None and made.status == 200:
            self.impressions.keep(edition, made.body, clock.now())

    def _announce(self, place: Place, made: Render, start: int) -> None:
        """Have the index know of a page before its file is there.

        A crash in between then leaves a page that waits to be pressed, never a file that no change
        would touch.
        """
        row = self.index.find(place.host, place.path)
        if row is not None and row.state == "live":
            return
        with self.index.writing():
            row = self.index.find(place.host, place.path)
            if row is None or row.state != "live":
                self.index.expect(place.host, place.path, start)

    def _place(self, place: Place, made: Render) -> tuple[Meta, bool]:
        file = live_tree.page_file(self.live, *_pair(place))
        held = live_tree.read_meta(file)
        keys = self.keys(place)
        meta = Meta(
            status=made.status,
            type=made.type,
            modified=int(clock.now().timestamp()),
            sha=made.sha,
            location=made.location,
            headers=[*made.headers, *self._further_headers(keys)],
            own_policy=made.own_policy,
            keys=keys,
        )
        same = held is not None and held.sha == meta.sha
        same = same and (live_tree.body_file(file, meta).exists() or not made.body)
        if same and held is not None:
            modified = {"modified": held.modified}
            if Meta(**{**meta.__dict__, **modified}) == held:
                return held, False
        live_tree.write_page(file, meta, made.body)
        live_tree.remove_page(live_tree.page_file(self.stale, *_pair(place)))
        return meta, True

    def _unlink(self, place: Place) -> bool:
        try:
            files = [live_tree.page_file(root, *_pair(place)) for root in (self.live, self.stale)]
        except BadPath:
            return False
        removed = [live_tree.remove_page(file) for file in files]
        return any(removed)


def _pair(place: Place) -> tuple[str, str]:
    return place.host, place.path


@cache
def the_press() -> Press:
    """The press of this process's newsroom."""
    return Press(Path(settings.HOME))
