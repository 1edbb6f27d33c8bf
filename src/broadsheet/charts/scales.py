"""Scales: round marks on an axis, and where a figure stands between them."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal, localcontext

_STEPS = (Decimal(1), Decimal(2), Decimal("2.5"), Decimal(5), Decimal(10))


@dataclass(frozen=True, slots=True)
class Scale:
    """An axis from its first mark to its last; ``start`` and ``end`` are where they are drawn."""

    marks: tuple[Decimal, ...]
    start: float
    end: float

    @property
    def step(self) -> Decimal:
        """The difference of two neighbouring marks."""
        return self.marks[1] - self.marks[0]

    def at(self, figure: Decimal) -> float:
        """Where a figure between the outer marks is drawn."""
        low, high = self.marks[0], self.marks[-1]
        with localcontext(prec=60):
            share = float((figure - low) / (high - low))
        return self.start + (self.end - self.start) * min(1.0, max(0.0, share))

    def over(self, start: float, end: float) -> Scale:
        """The same marks, drawn elsewhere."""
        return Scale(self.marks, start, end)


def scale_for(
    figures: list[Decimal],
    *,
    most: int = 6,
    from_zero: bool = True,
    start: float = 0,
    end: float = 1,
) -> Scale:
    """A scale that holds all figures between round marks, ``most`` and one or two more of them.

    ``from_zero`` has it hold zero, as lengths must; without, one that starts elsewhere is given
    only where figures lie close together.
    """
    low, high = min(figures, default=Decimal(0)), max(figures, default=Decimal(0))
    close = not from_zero and (low > 0 or high < 0) and high - low < min(abs(low), abs(high))
    if not close:
        low, high = min(low, Decimal(0)), max(high, Decimal(0))
    if low == high:
        # One figure, or all zero.
        low, high = (low, low + 1) if low >= 0 else (low - 1, low)
    with localcontext(prec=60):
        step = _step((high - low) / most)
        first = (low / step).to_integral_value(ROUND_FLOOR)
        last = (high / step).to_integral_value(ROUND_CEILING)
        marks = tuple(step * number for number in range(int(first), int(last) + 1))
    return Scale(marks, start, end)


def _step(rough: Decimal) -> Decimal:
    """The round number that is no smaller than ``rough``."""
    power = Decimal(10) ** rough.adjusted()
    return next(each * power for each in _STEPS if each * power >= rough)
