"""Rows of a table, written many at once, with ids that are known before they are written.

``bulk_create`` makes an object of every row first, and refuses models whose rows are parted over
two tables; for an archive the objects alone cost more than all the rest.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.db import connection, models

#: Most values of one statement: SQLite takes 32,766.
_VALUES = 30_000

#: Fields whose Python values the database takes as they are.
_PLAIN = (
    models.AutoField,
    models.BooleanField,
    models.CharField,
    models.FloatField,
    models.ForeignKey,
    models.IntegerField,
    models.TextField,
)

Row = Mapping[str, Any]


class JsonText(str):
    """JSON that is text already, for a JSON column."""

    __slots__ = ()


def reserve_ids(model: type[models.Model], count: int) -> list[int]:
    """Ids for ``count`` new rows of a model, which nobody else is given. Inside a transaction.

    PostgreSQL's sequence gives each number once. On SQLite the transaction holds the only lock for
    writing (``transaction_mode`` IMMEDIATE), so that what follows the last id is free.
    """
    if not count:
        return []
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
                [connection.ops.quote_name(table), count],
            )
            return [row[0] for row in cursor.fetchall()]
        # AUTOINCREMENT never gives an id again, not even that of a row which is gone.
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        row = cursor.fetchone()
    last = row[0] if row else 0
    return list(range(last + 1, last + 1 + count))


def insert(model: type[models.Model], rows: Sequence[Row]) -> None:
    """Write rows of a model's own table, given by attribute (``author_id``); signals nothing.

    All rows name the same attributes, and may name others' as well. What they do not name has its
    field's default; an id that they do not name is given by the database.
    """
    if not rows:
        return
    fields = [
        field
        for field in model._meta.local_concrete_fields
        if not isinstance(field, models.AutoField) or field.attname in rows[0]
    ]
    lines = zip(*(_column(field, rows) for field in fields), strict=True)
    quote = connection.ops.quote_name
    columns = ", ".join(quote(str(field.column)) for field in fields)
    into = f"{quote(model._meta.db_table)} ({columns})"
    if connection.vendor == "postgresql":
        _copy(into, lines)
    else:
        _insert(into, len(fields), list(lines))


def _copy(into: str, lines: Iterable[Sequence[Any]]) -> None:
    """PostgreSQL's own way for many rows: a statement's marks cost more than the rows here."""
    # What PostgreSQL refuses it says at the end of the copy: Django's cursor does not hear that.
    with (
        connection.wrap_database_errors,
        connection.cursor() as cursor,
        cursor.copy(f"COPY {into} FROM STDIN") as table,
    ):
        for line in lines:
            table.write_row(line)


def _insert(into: str, width: int, lines: list[tuple[Any, ...]]) -> None:
    marks = f"({', '.join(['%s'] * width)})"
    most = max(1, _VALUES // width)
    with connection.cursor() as cursor:
        for start in range(0, len(lines), most):
            part = lines[start : start + most]
            values = [value for line in part for value in line]
            # Names of our own tables and columns, quoted by Django; every value is a parameter.
            rows = ", ".join([marks] * len(part))
            cursor.execute(f"INSERT INTO {into} VALUES {rows}", values)  # noqa: S608


def _column(field: models.Field[Any, Any], rows: Sequence[Row]) -> list[Any]:
    """The values of one column, as the database takes them."""
    name = field.attname
    convert = _converter(field)
    if name not in rows[0]:
        default = field.get_default()
        return [convert(default) if convert else default] * len(rows)
    values = [row[name] for row in rows]
    return [convert(value) for value in values] if convert else values


def _converter(field: models.Field[Any, Any]) -> Callable[[Any], Any] | None:
    if isinstance(field, _PLAIN):
        return None
    if isinstance(field, models.DateTimeField):
        return _moment
    if field.get_internal_type() == "JSONField":
        return lambda value: _json(field, value)
    return lambda value: field.get_db_prep_save(value, connection)


@lru_cache(maxsize=4096)
def _moment(value: datetime | None) -> Any:
    return connection.ops.adapt_datetimefield_value(value)


def _json(field: models.Field[Any, Any], value: Any) -> Any:
    if not isinstance(value, JsonText):
        return field.get_db_prep_save(value, connection)
    if connection.vendor != "postgresql":
        return str(value)
    from psycopg.types.json import Jsonb

    return Jsonb(value, dumps=str)
