"""Stored values of blocks: made from what comes from elsewhere, and read as text. No Django."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from bs4 import BeautifulSoup

from broadsheet.kit.safe_html import plain_text

_TEXT_KEYS = ("words", "title", "heading", "text", "when", "caption", "in_words", "note")


def fitting(words: str, limit: int) -> str:
    """``words`` within ``limit`` characters, cut at a word and marked so."""
    if len(words) <= limit:
        return words
    head, space, _tail = words[: limit - 1].rpartition(" ")
    return f"{head if space else words[: limit - 1]}…"


def table_value(markup: str) -> dict[str, Any]:
    """The stored value of a table block, from the markup of a table; every row as wide as any."""
    soup = BeautifulSoup(markup, "html.parser")
    rows = [
        [cell.get_text(" ", strip=True) for cell in row.find_all(["td", "th"])]
        for row in soup.find_all("tr")
    ]
    width = max((len(row) for row in rows), default=0)
    first = soup.find("tr")
    return {
        "data": [row + [""] * (width - len(row)) for row in rows],
        "first_row_is_table_header": bool(first and first.find("th")),
        "first_col_is_header": False,
        "table_caption": "",
        "cell": [],
        "mergeCells": [],
    }


def texts_of(blocks: Iterable[dict[str, Any]]) -> Iterator[str]:
    """The plain texts of stored blocks, in order."""
    for block in blocks:
        yield from _texts(block["type"], block["value"])


def _texts(kind: str, value: Any) -> Iterator[str]:
    if kind == "paragraph":
        yield plain_text(value or "")
    elif kind == "heading":
        yield value or ""
    elif kind == "table":
        for row in (value or {}).get("data") or ():
            yield " ".join(str(cell) for cell in row if cell)
    elif kind == "chart" and isinstance(value, dict):
        # Its figures are looked at, not read.
        yield from _texts_of_record(value)
        table = value.get("table")
        yield from (table.get("columns") or ())[1:] if isinstance(table, dict) else ()
    elif isinstance(value, dict):
        yield from _texts_of_record(value)


def _texts_of_record(value: dict[str, Any]) -> Iterator[str]:
    for key in _TEXT_KEYS:
        if isinstance(value.get(key), str):
            yield plain_text(value[key])
    for key in ("entries", "pictures"):
        for item in value.get(key) or ():
            yield from _texts_of_record(item.get("value", item))
