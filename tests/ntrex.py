"""Turns the shared news texts into ninjs items: the same ``doc_id`` in several languages."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.shared_data import SHARED_DATA

NTREX = SHARED_DATA / "news-texts" / "ntrex"


def ntrex_items(language: str) -> Iterator[dict[str, Any]]:
    """The texts of one language as ninjs 2.1 items; all but English point to the English one."""
    lines = (NTREX / f"{language}.jsonl").read_text(encoding="utf-8").splitlines()
    for line in lines:
        record = json.loads(line)
        headline, *paragraphs = record["segments"]
        item: dict[str, Any] = {
            "uri": uri(record["doc_id"], language),
            "version": "1",
            "versioncreated": "2026-11-20T09:30:00+02:00",
            "type": "text",
            "pubstatus": "usable",
            "language": language,
            "headlines": [{"role": "main", "value": headline}],
            "bodies": [
                {
                    "role": "main",
                    "contenttype": "text/plain",
                    "value": "\n\n".join(paragraphs),
                }
            ],
            "infosources": [{"name": "WMT"}],
        }
        if language != "en":
            item["associations"] = [
                {
                    "name": "translationOf",
                    "uri": uri(record["doc_id"], "en"),
                    "type": "text",
                }
            ]
        yield item


def uri(doc_id: str, language: str) -> str:
    """The identifier of one text in one language."""
    return f"tag:example.org,2018:{doc_id}:{language}"


def write_ntrex(folder: Path, languages: tuple[str, ...] = ("en", "ar", "es")) -> int:
    """Write one ninjs file a text into ``folder``; returns how many."""
    count = 0
    for language in languages:
        for number, item in enumerate(ntrex_items(language)):
            file = folder / language / f"{number:03}.json"
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(json.dumps(item, ensure_ascii=False), encoding="utf-8")
            count += 1
    return count
