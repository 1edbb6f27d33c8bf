"""What stands on a chart in words: figures, names and times as the edition writes them."""

from __future__ import annotations

from decimal import Decimal

from broadsheet.charts.times import as_time
from broadsheet.editions.models import Edition
from broadsheet.editions.numerals import in_digits, write_date, write_figure, write_short

#: From here on a mark on an axis, or a figure beside a bar, is written short.
_GREAT_MARK, _GREAT_FIGURE = Decimal(100_000), Decimal(10_000_000)
_LRI, _PDI = "\u2066", "\u2069"
#: The percent sign of Arabic digits (U+066A).
_PERCENT = {"٠": "٪"}


class Wording:
    """Writes for one edition; ``percent`` puts a percent sign behind every figure."""

    def __init__(self, edition: Edition, *, percent: bool = False) -> None:
        self.edition = edition
        self.rtl = edition.direction == "rtl"
        self.sign = _PERCENT.get(in_digits(edition, "0"), "%") if percent else ""

    def figure(self, value: Decimal) -> str:
        """A figure with all its decimals."""
        return self._set(write_figure(self.edition, value) + self.sign)

    def beside(self, value: Decimal) -> str:
        """A figure as it stands beside a bar or a part: in full, unless it is very long."""
        if abs(value) >= _GREAT_FIGURE:
            return self._set(write_short(self.edition, value, 2) + self.sign)
        if value and len(format(value, "f")) > 9:
            value = _short(value)
        return self.figure(value)

    def mark(self, value: Decimal) -> str:
        """A mark on an axis."""
        if abs(value) >= _GREAT_MARK:
            return self._set(write_short(self.edition, value, 2) + self.sign)
        # Marks are sums of round steps: without the noughts behind.
        return self.figure(Decimal(format(value.normalize(), "f")))

    def share(self, share: Decimal) -> str:
        """A part of one, in hundredths."""
        sign = _PERCENT.get(in_digits(self.edition, "0"), "%")
        return self._set(write_figure(self.edition, (share * 100).quantize(Decimal(1))) + sign)

    def name(self, label: str) -> str:
        """A row's name; one that is a time is written as the edition writes times."""
        found = as_time(label)
        return write_date(self.edition, *found) if found else label

    def _set(self, text: str) -> str:
        if not self.rtl:
            return text
        # In a line from right to left a minus before a number would move behind it; what stands
        # behind a number (percent, million) belongs there in reading direction.
        end = max(place for place, sign in enumerate(text) if sign.isdecimal()) + 1
        return f"{_LRI}{text[:end]}{_PDI}{text[end:]}"


def _short(value: Decimal) -> Decimal:
    """A long figure with four places that count, or as a whole number."""
    places = max(0, 3 - value.adjusted())
    return Decimal(format(round(value, places).normalize(), "f"))
