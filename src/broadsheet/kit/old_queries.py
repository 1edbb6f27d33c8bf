"""WordPress's addresses that are only a query (``/?p=12``), as paths.

What stands at a path can be looked up, pressed, kept by caches and purged like any page; so a query
of an old site is read into a path once, and known by nothing else from then on. No page of ours can
stand there: ``-`` is no slug.
"""

from __future__ import annotations

import re
from urllib.parse import unquote_plus

#: Under it stand what was known by a number alone: ``/-/p/12/``, ``/-/cat/4/``, ``/-/author/3/``.
BY_NUMBER = "/-/"
#: What WordPress asks for by number, and by name; a page's number is one of a post's.
_NUMBERS = {"p": "p", "page_id": "p", "cat": "cat", "author": "author"}
_NAMES = {"tag": "tag", "category_name": "category", "author_name": "author"}
#: All that is looked at of a query.
QUERIES = (*_NUMBERS, *_NAMES, "m", "feed")
#: Characters of a query that is looked at, and parts of it.
_LONGEST, _MOST = 500, 20
_NUMBER = re.compile(r"[1-9][0-9]{0,11}")
_DATE = re.compile(r"([12][0-9]{3})([01][0-9])?([0-3][0-9])?")
_INDEX = "index.php"


def path_of_query(path: str, query: str) -> str:
    """The path that stands for an old address with a query; empty where there is none.

    ``path`` is decoded, ``query`` as it was sent. ``/?p=12`` is ``/-/p/12/``; what has an address
    in words besides (``/?tag=ships``, ``/?m=201905``) is that one. Never raises.
    """
    base = path.removesuffix(_INDEX)
    if not query or len(query) > _LONGEST or not base.endswith("/"):
        return ""
    said: dict[str, str] = {}
    for part in query.split("&", _MOST)[:_MOST]:
        name, _, value = part.partition("=")
        said.setdefault(name, unquote_plus(value))
    asked, feed = _asked(said), "feed/" if said.get("feed") else ""
    return f"{base}{asked}{feed}" if asked or feed else ""


def _asked(said: dict[str, str]) -> str:
    for name, place in _NUMBERS.items():
        if _NUMBER.fullmatch(said.get(name, "")):
            return f"{BY_NUMBER[1:]}{place}/{said[name]}/"
    for name, place in _NAMES.items():
        word = said.get(name, "").rstrip("/").rpartition("/")[2]
        if word and word.isprintable() and len(word) <= 200 and word[0] not in ".-":
            return f"{place}/{word}/" if not set(word) & set("\\?#%") else ""
    date = _DATE.fullmatch(said.get("m", ""))
    return "/".join(filter(None, date.groups())) + "/" if date else ""
