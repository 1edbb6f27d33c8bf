"""Every row of the database, and what a change added or altered."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from django.db import connection

Row = dict[str, Any]
#: SQLite's full-text tables behind the one that is looked at.
_SHADOWS = ("_fts_config", "_fts_data", "_fts_docsize", "_fts_idx", "_fts_content")


def all_rows() -> dict[str, list[Row]]:
    """The rows of every table by its name, as the database gives them."""
    found: dict[str, list[Row]] = {}
    with connection.cursor() as cursor:
        for table in sorted(connection.introspection.table_names(cursor)):
            if table.endswith(_SHADOWS):
                continue
            cursor.execute(f'SELECT * FROM "{table}"')
            names = [column[0] for column in cursor.description]
            found[table] = [dict(zip(names, map(_plain, row), strict=True)) for row in cursor]
    return found


def added(change: Callable[[], object]) -> dict[str, list[Row]]:
    """The rows that ``change`` wrote or altered, by table."""
    before = all_rows()
    change()
    after = all_rows()
    new = {
        table: [row for row in rows if row not in before[table]] for table, rows in after.items()
    }
    return {table: rows for table, rows in new.items() if rows}


def _plain(value: Any) -> Any:
    if isinstance(value, str) and value[:1] in "[{":
        try:
            return json.loads(value)
        except ValueError:
            return value
    return value if value is None or isinstance(value, int | float | dict | list) else str(value)
