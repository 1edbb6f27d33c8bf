"""Forms of an address that other systems gave to one page, and the plain one behind them.

A site that moved here had each page under several addresses: for telephones, for feed readers, in
parts, with the name of its program. Only the plain one is kept as a redirect; the others are taken
off here. Addresses under which nothing was kept lead nowhere.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from broadsheet.kit.old_queries import path_of_query

#: Endings that are taken off one address at most.
_MOST = 3
_PROGRAM = "/index.php/"
_FEED_FORMAT = re.compile(r"(?<=/feed/)(?:rss2?|rdf|atom)/$")
_FEED = re.compile(r"(?<=/)(?:feed|rss|atom|rdf)/$")
_VARIANT = re.compile(
    r"(?<=/)(?:amp|embed|trackback|page/[0-9]{1,6}|comment-page-[0-9]{1,6}|[0-9]{1,3})/$"
)


@dataclass(frozen=True)
class OldForm:
    """A tree path under which an address may be kept; ``feed`` if its feed was asked for."""

    path: str
    feed: bool = False


def forms_of(tree_path: str, query: str = "") -> list[OldForm]:
    """What an address may be kept under, itself first: at most a few, all of them shorter.

    ``query`` counts only where the path says nothing: ``/?p=12``, ``/index.php?p=12``.
    """
    if _PROGRAM in tree_path:
        tree_path = tree_path.replace(_PROGRAM, "/", 1)
    form = OldForm(path_of_query(tree_path, query) or tree_path)
    forms = [form]
    for _ in range(_MOST):
        shorter = _shorter(form)
        if shorter.path in ("", "/", form.path):
            break
        form = shorter
        forms.append(form)
    return forms


def _shorter(form: OldForm) -> OldForm:
    path = _FEED_FORMAT.sub("", form.path)
    if path != form.path:
        return OldForm(path, form.feed)
    path = _FEED.sub("", form.path)
    if path != form.path:
        return OldForm(path, True)
    return OldForm(_VARIANT.sub("", form.path), form.feed)
