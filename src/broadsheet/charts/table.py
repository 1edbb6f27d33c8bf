"""A chart's data as it is kept: read once, drawn always from the same figures."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

#: Figures are smaller than this, and have no more decimals than that.
LARGEST = Decimal(10) ** 15
MOST_DECIMALS = 9
MOST_ROWS = 2000
#: The column of names, and those of numbers.
MOST_COLUMNS = 13
LONGEST_CELL = 200


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its name, and a figure (or none) for every further column."""

    label: str
    values: tuple[Decimal | None, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table of figures. ``columns`` are all its headings, that of the names first.

    ``percent``: every figure was written with a percent sign.
    """

    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    percent: bool = False

    def to_stored(self) -> dict[str, Any]:
        """As it stands in a story's body: JSON, figures as decimal text."""
        return {
            "columns": list(self.columns),
            "rows": [
                [row.label, *(None if v is None else format(v, "f") for v in row.values)]
                for row in self.rows
            ],
            "percent": self.percent,
        }

    @classmethod
    def from_stored(cls, stored: Any) -> Table | None:
        """What ``to_stored`` gave; None for anything else, whoever wrote it there."""
        try:
            columns = tuple(_text(name) for name in stored["columns"])
            rows = tuple(
                Row(_text(row[0]), tuple(_figure(cell) for cell in row[1:]))
                for row in stored["rows"]
            )
        except (TypeError, KeyError, IndexError, ValueError, InvalidOperation):
            return None
        whole = all(len(row.values) == len(columns) - 1 for row in rows)
        if not (rows and whole and 2 <= len(columns) <= MOST_COLUMNS and len(rows) <= MOST_ROWS):
            return None
        return cls(columns, rows, percent=stored.get("percent") is True)

    @property
    def series(self) -> tuple[str, ...]:
        """The headings of the columns of numbers."""
        return self.columns[1:]

    @property
    def labels(self) -> tuple[str, ...]:
        """The rows' names."""
        return tuple(row.label for row in self.rows)

    def column(self, number: int) -> tuple[Decimal | None, ...]:
        """The figures of one column of numbers; the first is 0."""
        return tuple(row.values[number] for row in self.rows)


def fits(figure: Decimal) -> bool:
    """Whether a figure is within what charts show."""
    exponent = figure.as_tuple().exponent
    return isinstance(exponent, int) and abs(figure) < LARGEST and exponent >= -MOST_DECIMALS


def _text(cell: Any) -> str:
    if not isinstance(cell, str) or len(cell) > LONGEST_CELL:
        raise ValueError("not a heading or a name")
    return cell


def _figure(cell: Any) -> Decimal | None:
    if cell is None:
        return None
    if not isinstance(cell, str) or len(cell) > 40:
        raise ValueError("not a figure")
    figure = Decimal(cell)
    if not figure.is_finite() or not fits(figure):
        raise ValueError("not a figure that charts show")
    return figure
