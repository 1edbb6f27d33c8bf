"""What is not there, remembered for a short time, so that nobody keeps asking the desk for it."""

from __future__ import annotations

from collections import OrderedDict

from broadsheet.edge.answers import Answer
from broadsheet.edge.settings import EdgeSettings
from broadsheet.edge.ticking import Ticking

#: Folder and percent-encoded path.
Place = tuple[str, bytes]


class Negatives:
    """The desk's "not found", bounded in number, bytes and time."""

    def __init__(self, settings: EdgeSettings, clock: Ticking) -> None:
        self._settings = settings
        self._clock = clock
        self._held: OrderedDict[Place, tuple[float, Answer]] = OrderedDict()
        self.size = 0

    def find(self, place: Place) -> Answer | None:
        """The answer that is still remembered for a place."""
        held = self._held.get(place)
        if held is None:
            return None
        if held[0] < self._clock.monotonic:
            self.drop(place)
            return None
        return held[1]

    def keep(self, place: Place, answer: Answer) -> None:
        """Remember an answer; the oldest give way."""
        self.drop(place)
        self._held[place] = (self._clock.monotonic + self._settings.negative_seconds, answer)
        self.size += answer.size
        while self.size > self._settings.negative_bytes or (
            len(self._held) > self._settings.negative_count
        ):
            self.drop(next(iter(self._held)))

    def drop(self, place: Place) -> None:
        """Forget a place."""
        gone = self._held.pop(place, None)
        if gone is not None:
            self.size -= gone[1].size

    def clear(self) -> None:
        """Forget all."""
        self._held.clear()
        self.size = 0
