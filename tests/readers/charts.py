"""Charts to order."""

from __future__ import annotations

from typing import Any

from broadsheet.charts.table_text import read_table

GRAIN = "Period\tRoad\nBefore\t8\nAfter\t1,171.5"


def chart_block(text: str = GRAIN, *, kind: str = "bars", **fields: str) -> dict[str, Any]:
    """A chart block as it is stored."""
    given = {"title": "Grain by road", "unit": "tonnes", **fields}
    table = {"text": text, **read_table(text).to_stored()}
    return {"type": "chart", "value": {"kind": kind, "decimals": "", "table": table, **given}}
