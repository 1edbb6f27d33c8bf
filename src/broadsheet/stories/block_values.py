"""Stored values of blocks, made from what comes from elsewhere. Knows no Django."""

from __future__ import annotations

from typing import Any

from bs4 import BeautifulSoup


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
