"""Old addresses: which lead to a story from now on, and which lead elsewhere already."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol
from urllib.parse import unquote, urlsplit

from wagtail.contrib.redirects.models import Redirect

from broadsheet.archive.bulk.writing import NewStory
from broadsheet.archive.records import ForeignStory
from broadsheet.editions.models import Edition
from broadsheet.kit.old_queries import path_of_query
from broadsheet.wire.errors import shown


class Noted(Protocol):
    """A story that is ready to be written, and what is said of it."""

    new: NewStory
    notes: list[str]


def old_addresses(theirs: ForeignStory, edition: Edition) -> tuple[str, ...]:
    """The tree paths at which readers asked for a story, if it had an address of its own."""
    found: dict[str, None] = {}
    for address in (theirs.address, *theirs.further_addresses):
        path = old_path(address, edition)
        if path:
            found[path] = None
    return tuple(found)


def old_path(address: str, edition: Edition) -> str:
    """The tree path of an old address; empty for one that says nothing.

    One that is only a query (``/?p=12``) has the path that stands for it (``kit.old_queries``).
    """
    path = _path_of(address)
    prefix = f"/{edition.code}" if edition.host else ""
    return f"{prefix}{path}" if path else ""


def _path_of(address: str) -> str:
    """The path of an old address, as a reader types it; empty for one that says nothing."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    path = unquote(parts.path) or "/"
    if parts.query:
        path = path_of_query(path, parts.query)
    if not path.strip("/") or len(path) > 240 or any(ord(sign) < 32 for sign in path):
        return ""
    path = f"/{path.strip('/').removeprefix('index.php/')}"
    return path if "." in path.rpartition("/")[2] else f"{path}/"


def keep_free_addresses(ready: Sequence[Noted]) -> None:
    """Redirect no old address twice: the first that had it keeps it, others say so."""
    paths = {
        Redirect.normalise_path(path): path for each in ready for path in each.new.old_addresses
    }
    rows = Redirect.objects.filter(old_path__in=list(paths), site=None)
    taken = set(rows.values_list("old_path", flat=True))
    for each in ready:
        free = []
        for path in each.new.old_addresses:
            normal = Redirect.normalise_path(path)
            if normal in taken:
                each.notes.append(f"its old address {shown(path)} leads to another page already")
            else:
                taken.add(normal)
                free.append(path)
        each.new.old_addresses = tuple(free)
