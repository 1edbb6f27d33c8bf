"""Keeps every front as it stood, and strikes from them what had to be taken down.

The bytes are kept by their hash, so that a front that comes back the same is kept once. What is
kept of a story that is killed or withdrawn is struck: its card, wherever it stood, and the links to
it from menus, whose addresses tell its headline.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterator
from datetime import datetime
from html import unescape
from pathlib import Path
from urllib.parse import unquote, urlsplit

import brotli

from broadsheet.editions.models import Edition
from broadsheet.press.live_tree import make_folder, write_file
from broadsheet.press.models import Impression

_QUALITY = 9
_CARD = re.compile(r'<article class="card[^>]*? data-story="(\d+)".*?</article>', re.DOTALL)
#: What machines read of a front may show the picture of its lead.
_SHARED_PICTURE = re.compile(r'<meta (?:property|name)="(?:og|twitter):image[^>]*>')
_LINK = re.compile(r'<a\b[^>]*? href="([^"]*)"[^>]*>.*?</a>', re.DOTALL)
STRUCK = '<p class="struck"></p>'


class Impressions:
    """The impressions in one folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def keep(self, edition: Edition, body: bytes, at: datetime) -> Impression:
        """Keep a front as it stands from ``at`` on."""
        return Impression.objects.create(edition=edition, at=at, sha=self._store(body))

    def body(self, impression: Impression) -> bytes:
        """The bytes of an impression. Raises OSError where they are gone."""
        return brotli.decompress(self._file(impression.sha).read_bytes())

    def strike(
        self, story_id: int, since: datetime | None, tree_paths: Collection[str] = ()
    ) -> int:
        """Take a story out of every impression it stands in; returns how many those were.

        Only impressions from ``since`` on are looked at; None looks at all. ``tree_paths`` are
        those that the story has or had.
        """
        found = Impression.objects.filter(at__gte=since) if since else Impression.objects.all()
        paths = {form for path in tree_paths for form in (path, "/" + path.split("/", 2)[-1])}
        struck = 0
        for sha in list(found.order_by().values_list("sha", flat=True).distinct()):
            struck += self._strike_one(sha, story_id, paths)
        return struck

    def _strike_one(self, sha: str, story_id: int, paths: Collection[str]) -> int:
        mark = f'data-story="{story_id}"'
        try:
            html = brotli.decompress(self._file(sha).read_bytes()).decode()
        except OSError:
            return 0
        left = _CARD.sub(lambda card: STRUCK if card[1] == str(story_id) else card[0], html)
        left = _LINK.sub(lambda link: "" if _leads_to(link[1], paths) else link[0], left)
        if left == html and mark not in html:
            return 0
        if mark in left:
            # A form of page that this version does not know: none of it is shown any more.
            Impression.objects.filter(sha=sha).delete()
        else:
            new = self._store(_SHARED_PICTURE.sub("", left).encode())
            Impression.objects.filter(sha=sha).update(sha=new)
        self._file(sha).unlink(missing_ok=True)
        return 1

    def _store(self, body: bytes) -> str:
        sha = hashlib.sha256(body).hexdigest()
        file = self._file(sha)
        if not file.exists():
            make_folder(file.parent)
            write_file(file, brotli.compress(body, quality=_QUALITY))
        return sha

    def _file(self, sha: str) -> Path:
        return self.folder / sha[:2] / f"{sha}.br"


def _leads_to(href: str, paths: Collection[str]) -> bool:
    """Whether a link leads to one of these paths, under its edition's code or on its host."""
    return unquote(urlsplit(unescape(href)).path) in paths


def standing_at(edition: Edition, moment: datetime) -> Impression | None:
    """The impression that stood at a moment; None before the first."""
    return Impression.objects.filter(edition=edition, at__lte=moment).order_by("-at").first()


def of_day(edition: Edition, begin: datetime, end: datetime) -> Iterator[Impression]:
    """The impressions between two moments, oldest first."""
    yield from Impression.objects.filter(edition=edition, at__gte=begin, at__lt=end).order_by("at")
