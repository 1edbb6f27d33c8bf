"""The demo's wire: two agencies that put items into folders of this machine, and never stop."""

from __future__ import annotations

import json
import logging
import threading
import tomllib
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.db import DatabaseError, InterfaceError, connection

from broadsheet.demo.catalogue import FOLDER, LANGUAGES
from broadsheet.kit import clock
from broadsheet.wire.folders import folder_of
from broadsheet.wire.models import Source

logger = logging.getLogger(__name__)

#: Seconds between two dispatches.
EVERY = 30
AGENCIES = {"northwind": "Northwind Agency", "coastal": "Coastal News"}


@lru_cache(maxsize=1)
def dispatches() -> list[dict[str, Any]]:
    """What is sent, in order."""
    text = (FOLDER / "dispatches.toml").read_text(encoding="utf-8")
    return list(tomllib.loads(text)["dispatch"])


def add_sources() -> None:
    """The demo's sources, each a folder of its own."""
    for key, name in AGENCIES.items():
        Source.objects.get_or_create(
            key=key, defaults={"name": name, "transport": Source.Transport.FOLDER}
        )


def files_at(moment: datetime) -> dict[str, list[dict[str, Any]]]:
    """What is sent in the span of ``moment``: ninjs items by the key of their source.

    Told by the time alone: a worker that starts again goes on where it was, and what it sends twice
    is the same.
    """
    span = int(moment.timestamp()) // EVERY
    rounds, place = divmod(span, len(dispatches()))
    dispatch = dispatches()[place]
    sent = datetime.fromtimestamp(span * EVERY, UTC)
    items = [_item(dispatch, language, rounds, sent) for language in _languages(dispatch)]
    return {dispatch["source"]: items}


def send(moment: datetime) -> int:
    """Put what is sent at ``moment`` into the folders of sources that are on; returns how many."""
    count = 0
    for key, items in files_at(moment).items():
        source = Source.objects.filter(key=key, active=True, transport="folder").first()
        if source is None:
            continue
        folder = folder_of(source)
        folder.mkdir(parents=True, exist_ok=True)
        _put(folder, f"{key}-{int(moment.timestamp()) // EVERY}.json", items)
        count += len(items)
    return count


def start_dispatches(stopping: threading.Event) -> threading.Thread:
    """Send in a daemon thread, one dispatch after the other."""
    thread = threading.Thread(target=_keep_sending, args=(stopping,), name="demo-wire", daemon=True)
    thread.start()
    return thread


def _keep_sending(stopping: threading.Event) -> None:
    last = -1
    try:
        while not stopping.is_set():
            now = clock.now()
            span = int(now.timestamp()) // EVERY
            if span != last:
                last = span
                _try_to_send(now)
            stopping.wait(1.0)
    finally:
        connection.close()


def _try_to_send(now: datetime) -> None:
    try:
        send(now)
    except (DatabaseError, InterfaceError, OSError) as error:
        logger.warning("the demo's wire: %s", " ".join(str(error).split()))
    finally:
        connection.close()


def _languages(dispatch: dict[str, Any]) -> list[str]:
    return [language for language in LANGUAGES if language in dispatch["headline"]]


def _item(dispatch: dict[str, Any], language: str, rounds: int, sent: datetime) -> dict[str, Any]:
    code, name = dispatch["subject"]
    paragraphs = "".join(f"<p>{text}</p>" for text in dispatch["body"][language])
    item = {
        "uri": f"urn:demo:{dispatch['source']}:{dispatch['key']}:{language}:{rounds}",
        "version": str(dispatch.get("version", 1)),
        "versioncreated": sent.isoformat(),
        "type": "text",
        "pubstatus": dispatch.get("status", "usable"),
        "urgency": dispatch["urgency"],
        "language": language,
        "headline": dispatch["headline"][language],
        "slugline": dispatch["slugline"],
        "body_xhtml": paragraphs,
        "subject": [{"name": name, "code": f"medtop:{code}"}],
        "infosource": [{"name": AGENCIES[dispatch["source"]]}],
    }
    if minutes := dispatch.get("embargo_minutes"):
        item["embargoed"] = (sent + timedelta(minutes=minutes)).isoformat()
    return item


def _put(folder: Path, name: str, items: list[dict[str, Any]]) -> None:
    """Write a file as a careful agency does: under another name, until it is whole."""
    part = folder / f"{name}.tmp"
    part.write_text(json.dumps(items, ensure_ascii=False), encoding="utf-8")
    part.replace(folder / name)
