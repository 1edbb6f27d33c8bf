"""What stands further out: caches that are told to forget, and the server that carries events."""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from broadsheet.config.doctor.findings import Finding, ok, warn, wrong
from broadsheet.config.environment import Environment
from broadsheet.press.caches import read_caches

#: Seconds that a purge may wait before somebody should look.
PROMPTLY = 60.0


def caches(environment: Environment, home: Path) -> Iterator[Finding]:
    """Each cache that is named, and what it has not acknowledged. The index is only read."""
    found = read_caches(environment.purge)
    index = home / "press" / "index.sqlite3"
    for cache in found:
        try:
            waiting, since, trouble = _state(index, cache.name)
        except (sqlite3.Error, ValueError) as error:
            text = f"{cache.name}: the press's index cannot be read: {error}"
            yield warn("caches", text, 'look again when "broadsheet run" is up')
            continue
        behind = f"purges that wait: {waiting}" if waiting else "nothing waits"
        why = str(trouble.get("why", ""))
        if why and trouble.get("lasting"):
            mend = "correct BROADSHEET_PURGE, or the rights of its token or of this machine"
            yield wrong("caches", f"{cache.name}: {why}; {behind}", mend)
        elif waiting and time.time() - since > PROMPTLY:
            mend = "look whether the worker runs, and whether this machine reaches it"
            yield wrong("caches", f"{cache.name}: {why or 'it is not asked'}; {behind}", mend)
        elif why:
            yield warn("caches", f"{cache.name}: {why}; {behind}", "it is tried again by itself")
        else:
            yield ok("caches", f"{cache.name}: {behind}")


def _state(index: Path, cache: str) -> tuple[int, float, dict[str, object]]:
    """How many purges wait, since when (seconds since the epoch), and what is wrong."""
    if not index.exists():
        return 0, 0.0, {}
    opened = sqlite3.connect(f"{index.as_uri()}?mode=ro", uri=True, timeout=1)
    with closing(opened) as database:
        tables = {row[0] for row in database.execute("SELECT name FROM sqlite_master")}
        if "purge" not in tables:
            return 0, 0.0, {}
        query = "SELECT COUNT(*), COALESCE(MIN(since), 0) FROM purge WHERE cache = ? AND again = 0"
        waiting, since = database.execute(query, (cache,)).fetchone()
        name = f"purge trouble: {cache}"
        told = database.execute("SELECT value FROM fact WHERE name = ?", (name,)).fetchone()
    return int(waiting), float(since), dict(json.loads(told[0] or "{}")) if told else {}


def events(environment: Environment, home: Path) -> Iterator[Finding]:
    """The server over which edges on other machines hear what happens."""
    if not environment.redis_url:
        return
    from broadsheet.kit.event_feed import ask

    if why := ask(environment.redis_url):
        mend = "correct BROADSHEET_REDIS_URL, or look after that server"
        yield wrong("redis", f"edges elsewhere hear of nothing new: {why}", mend)
    else:
        yield ok("redis", "it answers")


CHECKS = (caches, events)
